"""One measure: its figures of every period, what was set for them, what was changed, and its breakdowns.

At most ten statements, however many figures there are.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from kpis.domain.breakdown import Breakdown
from kpis.domain.figure import Actual, Hidden
from kpis.domain.history import History, is_in
from kpis.domain.line import Context, Line, line_for, line_of
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.promises import Outcome, outcomes
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Rag, Rule, Target
from kpis.models import Measure
from kpis.models import Target as TargetRow
from kpis.people import Viewer
from kpis.publications.queries import PublishedStatement, told_of
from kpis.readings.councils import CouncilInfo, council_for
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures, period_of, target_of
from kpis.readings.promises import promised
from kpis.readings.read import with_remarks
from kpis.readings.wanted import Wanted
from kpis.readings.whole import Superseded, whole
from kpis.refusals import NotFound

TOLD = 3
"""Periods of a breakdown in a report."""


class Revision(NamedTuple):
    """A figure as it stood before it was replaced: until when, and why it was."""

    period: Period
    figure: Actual | Hidden
    rule: Rule
    recorded_at: dt.datetime
    superseded_at: dt.datetime
    why: str


class SetVersion(NamedTuple):
    """A version of a target. ``superseded_at`` is None for the one in force."""

    target: Target
    rule: Rule
    withdrawn: bool
    why: str
    recorded_at: dt.datetime
    superseded_at: dt.datetime | None
    number: int


class Details(NamedTuple):
    """What a measure's page says about the measure itself. ``committees`` are their addresses and names."""

    definition: str
    source: str
    owner: str
    portfolio_holder: str
    data_lag_days: int | None
    committees: tuple[tuple[str, str], ...]


class MeasurePage(NamedTuple):
    """All that a measure's page says. ``line`` is its line for ``period``; ``lines`` are those of all its figures."""

    council: CouncilInfo
    measure: KeyMeasure
    details: Details
    period: Period
    line: Line
    lines: tuple[Line, ...]
    beside: Beside
    revisions: tuple[Revision, ...]
    targets: tuple[SetVersion, ...]
    breakdowns: tuple[Breakdown, ...]
    at: dt.datetime | None
    promises: tuple[Outcome, ...] = ()
    reported: tuple[PublishedStatement, ...] = ()


def measure_page(wanted: Wanted, ref: str, viewer: Viewer) -> MeasurePage:
    """A measure for a scorecard's period (its latest, where none is asked for). Raises NotFound."""
    council = council_for(wanted.council, viewer)
    found = measures(council.id, refs=(ref,))
    if not found:
        raise NotFound(f'{council.name} has no measure "{ref[:60]}". Its scorecard lists those that it has.')
    may = allowed(found, viewer)
    measure, stored = found[0], whole(found[0], may, wanted.at)
    history, around = stored.history, beside(found, wanted.at, may)[measure.id]
    period = wanted.period or _latest(history, wanted.day)
    shown = line_of(Context(period, wanted.day), history, around)
    every = (line_for(each, _context(each, period, wanted.day), history, around) for each in history.periods)
    line, *lines = with_remarks([shown, *every])
    return MeasurePage(
        council, measure, _details(measure.id), period, line, tuple(lines), around,
        tuple(_revision(each, measure) for each in stored.superseded), _targets(measure, wanted.at), stored.breakdowns,
        wanted.at, _promises(lines, wanted), _reported(history, wanted),
    )  # fmt: skip


def _promises(lines: Sequence[Line], wanted: Wanted) -> tuple[Outcome, ...]:
    """What is said of those that are red, the latest period first: one statement, none where none is red."""
    judged = [(line.period, line.verdict.rag) for line in lines if line.period]
    if not any(rag is Rag.RED for _, rag in judged):
        return ()
    said = promised([lines[0].measure.id], wanted.at).get(lines[0].measure.id, ())
    told = (each for each in outcomes(said, judged, wanted.day) if each.promise.cause or each.promise.action)
    return tuple(sorted(told, key=lambda each: each.promise.period.end, reverse=True))


def _reported(history: History, wanted: Wanted) -> tuple[PublishedStatement, ...]:
    """What was reported when. What is withheld now is not repeated, though it was printed once."""
    told = told_of(history.measure, wanted.at or wanted.now)
    return tuple(each.withheld() if isinstance(history.figure(each.period), Hidden) else each for each in told)


def _details(measure_id: int) -> Details:
    """A measure's texts and the committees whose remit it is in: one statement."""
    columns = ("definition", "source", "owner", "portfolio_holder", "data_lag_days")
    rows = Measure.objects.filter(pk=measure_id).order_by("committees__name")
    found = list(rows.values(*columns, "committees__slug", "committees__name"))
    committees = tuple((row["committees__slug"], row["committees__name"]) for row in found if row["committees__slug"])
    return Details(**{name: found[0][name] for name in columns}, committees=committees)


def _context(own: Period, scorecard: Period, day: dt.date) -> Context:
    """What a figure is judged for: the scorecard of the page, or that of its own period where it is later."""
    return Context(max(own, scorecard, key=lambda each: each.end), day)


def _latest(history: History, day: dt.date) -> Period:
    """The last period with a figure, of those that end together the longest; without any, the last that has ended."""
    valued = (each.period for each in history.figures if is_in(each))
    latest = max(valued, key=lambda each: (each.end, each.months), default=None)
    return latest or history.measure.schedule.last_period(day)


def _revision(each: Superseded, measure: KeyMeasure) -> Revision:
    period = each.figure.period
    rule = rule_in_force(measure.rules, period)
    return Revision(period, each.figure, rule, each.recorded_at, each.superseded_at, each.why)


def _targets(measure: KeyMeasure, at: dt.datetime | None) -> tuple[SetVersion, ...]:
    """Every version of a measure's targets up to a moment, the newest first: one statement."""
    rows = TargetRow.objects.filter(measure_id=measure.id, category=None)
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    return tuple(_set_version(row, measure) for row in rows.order_by("-end", "-start", "-number"))


def _set_version(row: TargetRow, measure: KeyMeasure) -> SetVersion:
    target, rule = target_of(row, measure), rule_in_force(measure.rules, period_of(row, measure))
    return SetVersion(target, rule, row.withdrawn, row.reason, row.recorded_at, row.superseded_at, row.number)


def periods_told(page: MeasurePage, breakdown: Breakdown) -> list[Period]:
    """What a report tells of a breakdown: the period shown and up to two of its length before it, oldest first; none
    where the one shown has no parts."""
    shown = page.line.period
    if shown is None or shown not in breakdown.periods:
        return []
    alike = [each for each in breakdown.periods if each.kind is shown.kind and each.end <= shown.end]
    return sorted(alike, key=lambda each: each.end)[-TOLD:]
