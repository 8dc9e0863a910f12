"""The promises of a council or a committee: what was promised where figures were red, and what became of it.

Seven statements, however many measures there are; four where nothing was promised.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.figure import Hidden
from kpis.domain.history import History
from kpis.domain.line import Context, Line, line_for, verdict_for
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.numbers import Unit
from kpis.domain.periods import Period
from kpis.domain.promises import Kept, Outcome, Promise, outcomes
from kpis.domain.words import Rag
from kpis.people import Viewer
from kpis.readings import read
from kpis.readings.councils import CommitteeInfo, CouncilInfo, council_for
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures
from kpis.readings.promises import promised
from kpis.readings.wanted import Wanted


class ToldPromise(NamedTuple):
    """A promise of a measure, and the line that decided it (None: nothing has)."""

    measure: KeyMeasure
    outcome: Outcome
    decided: Line | None


class PromisesPage(NamedTuple):
    """All that was promised, by what became of it: those due soonest first, of the others the latest day first."""

    council: CouncilInfo
    committee: CommitteeInfo | None
    told: Mapping[Kept, Sequence[ToldPromise]]
    at: dt.datetime | None


def promises_page(wanted: Wanted, viewer: Viewer) -> PromisesPage:
    """The promises of a council, or of the measures of a committee or a plan. Raises NotFound."""
    council = council_for(wanted.council, viewer)
    committee = council.committee(wanted.committee) if wanted.committee else None
    if wanted.framework:
        council.framework(wanted.framework)
    listed = measures(council.id, wanted.framework, wanted.committee)
    found = told_promises(listed, wanted.at, wanted.day, viewer)
    return PromisesPage(council, committee, by_state(found), wanted.at)


def by_state(found: Sequence[ToldPromise]) -> dict[Kept, Sequence[ToldPromise]]:
    """Promises by what became of them: those due soonest first, of the others the latest day first."""
    ordered = {kept: _in_order(kept, found) for kept in Kept}
    return {kept: each for kept, each in ordered.items() if each}


def _in_order(kept: Kept, found: Iterable[ToldPromise]) -> list[ToldPromise]:
    those = (each for each in found if each.outcome.kept is kept)
    return sorted(those, key=lambda each: each.outcome.by, reverse=kept is not Kept.OPEN)


def told_promises(
    listed: Sequence[KeyMeasure], at: dt.datetime | None, day: dt.date, viewer: Viewer
) -> list[ToldPromise]:
    """What was promised of measures, as the viewer may know their figures."""
    said = promised([each.id for each in listed], at)
    those = [each for each in listed if each.id in said]
    if not those:
        return []
    may = allowed(those, viewer)
    now = read.up_to(dt.date.max, those, at, may)
    first = read.as_first_signed_off(dt.date.max, those, at, may)
    around = beside(those, at, may)
    return [
        told
        for each in those
        for told in _of_measure(said[each.id], now[each.id], first[each.id], around[each.id], day)
    ]


def _of_measure(
    said: Sequence[Promise], now: History, first: History, around: Beside, day: dt.date
) -> Iterator[ToldPromise]:
    judged = [(each, _rag(each, now, around, day)) for each in now.periods]
    found = outcomes(said, judged, day, _red_first(now, first, around, day))
    # Two words of one measure for one day are one promise: the last of them has what is done now.
    for outcome in {(each.kept, each.by): each for each in found}.values():
        decided = outcome.decided
        line = line_for(decided, _context(decided, day), now, around) if decided else None
        yield ToldPromise(now.measure, outcome, line)


def _red_first(now: History, first: History, around: Beside, day: dt.date) -> list[Period]:
    """The periods whose figure was red when it was signed off first, and has been revised or undone since. Where either
    version is withheld nothing is told. A milestone that was reached is no revision."""
    if now.measure.unit is Unit.MILESTONE:
        return []
    those = (each for each in first.figures if not isinstance(each, Hidden))
    changed = (each for each in those if not isinstance(now.figure(each.period), Hidden))
    return [
        each.period
        for each in changed
        if _rag(each.period, now.with_figures(each), around, day) is Rag.RED
        and _rag(each.period, now, around, day) is not Rag.RED
    ]


def _rag(period: Period, history: History, around: Beside, day: dt.date) -> Rag:
    return verdict_for(period, _context(period, day), history, around).rag


def _context(period: Period, day: dt.date) -> Context:
    """A figure is judged as on its own scorecard; a milestone as on the day."""
    return Context(period if period.end >= day else Period.day(day), day)
