"""What a council owes for a period: each measure's own periods that end in it, how far the figure is, its verdict.

A fixed number of statements, however many measures: measures, first readings, signed-off figures, working versions,
what stands beside them, explanations, owners, holidays.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.deadlines import Calendar, figure_due
from kpis.domain.entry import Explained, State, is_explanation_due
from kpis.domain.figure import Actual, Hidden
from kpis.domain.line import History, Line, line_alone
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.periods import Period, holding
from kpis.domain.selection import Schedule
from kpis.domain.words import Marker
from kpis.models import Explanation, Measure, Ownership, ReadingVersion
from kpis.people import UNRESTRICTED
from kpis.readings import read
from kpis.readings.measures import beside, measures
from kpis.readings.working import Working, explained_by, working


class Stage:
    """How far a figure is, in the words of the due list."""

    MISSING = "missing"
    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    AWAITED = "awaited"
    IN = "in"


class OwedFigure(NamedTuple):
    """One figure that is owed or in. ``working`` is its version on the way, ``line`` its verdict as it would stand."""

    measure: KeyMeasure
    period: Period
    stage: str
    due: dt.date
    line: Line
    working: Working | None
    explained: Explained | None
    explanation_number: int
    owners: tuple[int, ...]
    is_revision: bool

    @property
    def explanation_due(self) -> bool:
        return is_explanation_due(self.line.verdict.rag, self.explained)

    def is_overdue(self, today: dt.date) -> bool:
        """Late: its day has passed and it has not been submitted."""
        return self.stage in (Stage.MISSING, Stage.DRAFT, Stage.RETURNED) and self.due < today

    def is_not_yet_due(self, today: dt.date) -> bool:
        return self.stage == Stage.MISSING and self.due >= today


def items(
    council_id: int, span: tuple[dt.date, dt.date], calendar: Calendar, measure_ids: Collection[int] | None = None
) -> list[OwedFigure]:
    """Every figure of a council's measures (or of some of them) whose own period ends within a span of days."""
    listed = measures(council_id)
    chosen = [each for each in listed if measure_ids is None or each.id in measure_ids]
    around = _around(chosen, span, working(chosen), calendar)
    return [around.item(each, period) for each in chosen for period in _own_periods(each, span)]


MOST_OWED = 8
"""Of a measure that has long been silent, so many of its last periods are owed."""


def owed(council_id: int, measure_ids: Collection[int], today: dt.date, calendar: Calendar) -> list[OwedFigure]:
    """What is owed for some measures: their own periods that ended after the last one signed off (its last one, where
    none is), those on their way in, those awaited, and the last one that ended, for it may still lack its explanation.
    """
    chosen = [each for each in measures(council_id) if each.id in measure_ids]
    ways = working(chosen)
    by_measure, stood = _by_measure(ways), _stood(chosen)
    periods = {each.id: _owed_periods(each, by_measure[each.id], stood[each.id], today) for each in chosen}
    first = min((period.start for found in periods.values() for period in found), default=today)
    around = _around(chosen, (first, today), ways, calendar)
    return [around.item(each, period) for each in chosen for period in periods[each.id]]


class SignedFigure(NamedTuple):
    """A signed-off figure in brief: its period, and whether it is awaited."""

    period: Period
    awaited: bool


def _stood(chosen: Collection[KeyMeasure]) -> dict[int, list[SignedFigure]]:
    """The signed-off totals of these measures: one statement."""
    rows = ReadingVersion.objects.filter(
        superseded_at=None,
        state=State.SIGNED_OFF,
        reading__measure_id__in=[each.id for each in chosen],
        reading__category=None,
    )
    columns = ("reading__measure_id", "reading__kind", "reading__start", "reading__end", "marker")
    found: dict[int, list[SignedFigure]] = defaultdict(list)
    for row in rows.order_by().values(*columns):
        period = Period.stored(row["reading__kind"], row["reading__start"], row["reading__end"])
        found[row["reading__measure_id"]].append(SignedFigure(period, row["marker"] == Marker.AWAITING))
    return found


def _owed_periods(measure: KeyMeasure, ways: list[Working], stood: list[SignedFigure], today: dt.date) -> list[Period]:
    schedule, by_end = measure.schedule, measure.by_end
    last = schedule.last_period(today - dt.timedelta(days=1))
    own = [each for each in stood if by_end or each.period.kind is last.kind]
    signed = max((each.period.end for each in own), default=last.previous().end)
    found = [last.shifted(-count) for count in range(MOST_OWED)]
    wanted = {each for each in found if each.end > signed} | {last}
    wanted |= {_named(each.period, measure) for each in own if each.awaited}
    wanted |= {_named(each.figure.period, measure) for each in ways}
    live = [each for each in wanted if schedule.is_entered(each)]
    return sorted({each.end if by_end else each: each for each in live}.values(), key=lambda each: each.end)


def _named(period: Period, measure: KeyMeasure) -> Period:
    """The measure's own period where that ends with one that is the same reading, in the measure's calendar."""
    schedule = measure.schedule
    own = holding(period.end, schedule.frequency.kind, schedule.year_start)
    if own == period or (schedule.period_kind.known_by_end and own.end == period.end):
        return own
    return measure.named(period)


def is_own(measure: KeyMeasure, period: Period) -> bool:
    """Whether a period is one of the measure's own, by its frequency and calendar, and it lives then."""
    return is_own_of(measure.schedule, period)


def is_own_of(schedule: Schedule, period: Period) -> bool:
    """Whether a period is one of those in which a measure of this schedule is reported, and it lives then."""
    fits = holding(period.start, schedule.frequency.kind, schedule.year_start) == period
    return fits and schedule.is_entered(period)


def _own_periods(measure: KeyMeasure, span: tuple[dt.date, dt.date]) -> list[Period]:
    """The periods of its frequency that end within the span and in which it lives."""
    schedule = measure.schedule
    found, period = [], holding(span[0], schedule.frequency.kind, schedule.year_start)
    while period.end <= span[1]:
        if schedule.is_entered(period):
            found.append(period)
        period = period.next()
    return found


class _Around(NamedTuple):
    """What stands around the figures of some measures, each by the measure's id."""

    histories: read.Histories
    ways: Mapping[int, list[Working]]
    beside: Mapping[int, Beside]
    explanations: Mapping[tuple[int, dt.date | None, dt.date], Explanation]
    owners: Mapping[int, tuple[int, ...]]
    lags: Mapping[int, int | None]
    calendar: Calendar

    def item(self, measure: KeyMeasure, period: Period) -> OwedFigure:
        way = next((each for each in self.ways[measure.id] if measure.is_same(each.figure.period, period)), None)
        history = self.histories[measure.id]
        stood = history.figure(period)
        line = self._line(period, history.with_figures(way.figure) if way else history)
        explanation = self.explanations.get((measure.id, None if measure.by_end else period.start, period.end))
        expected = line.figure.expected if isinstance(line.figure, Actual) else None
        return OwedFigure(
            measure, period, _stage(way, stood), figure_due(period.end, self.lags[measure.id], expected, self.calendar),
            line, way, explained_by(explanation) if explanation else None, explanation.number if explanation else 0,
            self.owners[measure.id], bool(way and stood),
        )  # fmt: skip

    def _line(self, period: Period, history: History) -> Line:
        return line_alone(period, history, self.beside[history.measure.id])


def _around(
    chosen: Sequence[KeyMeasure], span: tuple[dt.date, dt.date], ways: Iterable[Working], calendar: Calendar
) -> _Around:
    ids = [each.id for each in chosen]
    histories, around = read.window(chosen, span, None, UNRESTRICTED), beside(chosen, None, UNRESTRICTED)
    explanations, owners = _explanations(ids), _owners(ids, span[1])
    return _Around(histories, _by_measure(ways), around, explanations, owners, _lags(ids), calendar)


def _stage(way: Working | None, stood: Actual | Hidden | None) -> str:
    if way is not None:
        return {State.DRAFT: Stage.DRAFT, State.RETURNED: Stage.RETURNED}.get(way.state, Stage.SUBMITTED)
    if stood is None:
        return Stage.MISSING
    return Stage.AWAITED if isinstance(stood, Actual) and stood.marker is Marker.AWAITING else Stage.IN


def _by_measure(ways: Iterable[Working]) -> dict[int, list[Working]]:
    found: dict[int, list[Working]] = defaultdict(list)
    for each in ways:
        found[each.measure_id].append(each)
    return found


def _explanations(ids: Sequence[int]) -> dict[tuple[int, dt.date | None, dt.date], Explanation]:
    """What stands of explanations, by measure, first day (None where its last day alone makes the reading) and last."""
    rows = Explanation.objects.filter(reading__measure_id__in=ids, superseded_at=None, reading__category=None)
    places = ((row.reading, row) for row in rows.select_related("reading"))
    return {
        (reading.measure_id, None if reading.known_by_end else reading.start, reading.end): row
        for reading, row in places
    }


def _owners(ids: Sequence[int], day: dt.date) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    rows = Ownership.objects.filter(measure_id__in=ids).on(day).order_by("is_deputy", "id")
    for measure_id, user_id in rows.values_list("measure_id", "user_id"):
        found[measure_id] += (user_id,)
    return found


def _lags(ids: Sequence[int]) -> dict[int, int | None]:
    return dict(Measure.objects.filter(pk__in=ids).values_list("pk", "data_lag_days"))
