"""A measure's strip: its last eight own periods, each with the verdict that its own rule and target give it, and for
how many of them in a row it has been red."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kpis.domain.figure import Actual, Hidden
from kpis.domain.history import History
from kpis.domain.line import Context, Line, verdict_for
from kpis.domain.periods import Kind, Period
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.words import Rag, Scheme

LONGEST = 8
"""Periods in a strip."""


class StripMark(NamedTuple):
    """One period of a strip. ``figure`` is None where there is none."""

    period: Period
    figure: Actual | Hidden | None
    verdict: Assessment


class RedRun(NamedTuple):
    """How many periods in a row, up to the one shown, a measure has been red; ``or_longer``: since the strip began,
    and nobody looked further back."""

    periods: int
    kind: Kind
    or_longer: bool


def strip_of(line: Line, scorecard: Period) -> tuple[StripMark, ...]:
    """The last eight of the measure's own periods up to the one shown, oldest first; where none is shown (not due), up
    to the last that has ended. Of the length of the one shown: years on a year's scorecard, and never a figure twice.

    Each is judged as on its own scorecard, so that the one before the last is what the scorecard before says. Periods
    in which the measure did not live are left out. A milestone has a day and no strip.
    """
    if line.rule.scheme is Scheme.MILESTONE:
        return ()
    history = line.history
    periods = _own_periods(line.period or history.measure.schedule.last_lived(scorecard.end), history)
    return tuple(_mark(each, line) for each in periods)


def _own_periods(last: Period, history: History) -> Sequence[Period]:
    if last.kind is Kind.SNAPSHOT:  # positions on days of their own: those that were stated
        stated = sorted((each for each in history.periods if each.end <= last.end), key=lambda each: each.end)
        return stated[-LONGEST:]
    lives_in = history.measure.schedule.lives_in
    periods = [each for each in last.back_from(LONGEST) if history.figure(each) is not None or lives_in(each)]
    return periods[::-1]


def _mark(period: Period, line: Line) -> StripMark:
    if period == line.period:
        return StripMark(period, line.figure, line.verdict)
    verdict = verdict_for(period, Context(period, period.end), line.history, line.beside)
    return StripMark(period, line.history.figure(period), verdict)


def red_run(strip: Sequence[StripMark]) -> RedRun | None:
    """For how long a measure has been red; None where the last of its periods is not. A period without a colour ends
    the run: of it nobody can say that it was red."""
    reds = 0
    for mark in reversed(strip):
        if mark.verdict.rag is not Rag.RED:
            break
        reds += 1
    return RedRun(reds, strip[-1].period.kind, reds == LONGEST) if reds else None
