"""What a council owes for a period: each measure's own periods that end in it, how far the figure is, its verdict.

A fixed number of statements, however many measures: measures, first readings, signed-off figures, working versions,
what stands beside them, explanations, owners, holidays.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from kpis.domain.deadlines import Calendar, figure_due
from kpis.domain.entry import Explained, State, is_explanation_due
from kpis.domain.figure import Actual, Hidden
from kpis.domain.history import History
from kpis.domain.line import Line, line_alone
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.periods import Kind, Period, holding
from kpis.domain.selection import Schedule
from kpis.domain.words import Marker
from kpis.models import Explanation, Measure, Ownership, ReadingVersion
from kpis.people import UNRESTRICTED
from kpis.readings import read
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures
from kpis.readings.open import lies_in, rounds
from kpis.readings.working import Working, explained_by, working


class Stage:
    """How far a figure is, in the words of the due list."""

    MISSING = "missing"
    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    AWAITED = "awaited"
    IN = "in"


UNSENT = (Stage.MISSING, Stage.DRAFT, Stage.RETURNED)


class Duty(StrEnum):
    """What somebody has still to do about a figure."""

    FIGURE = "figure"
    EXPLANATION = "explanation"


class OwedFigure(NamedTuple):
    """One figure that is owed or in. ``working`` is its version on the way, ``line`` its verdict as it would stand.
    ``in_hand``: its period is being brought in, so that it is somebody's to do (see ``owed``)."""

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
    in_hand: bool = True

    @property
    def explanation_due(self) -> bool:
        """Whether it is red and unexplained. A draft may still change its colour: it owes its figure first."""
        if self.stage not in (Stage.SUBMITTED, Stage.RETURNED, Stage.IN):
            return False
        return is_explanation_due(self.line.verdict.rag, self.explained)

    def duties(self, today: dt.date) -> tuple[Duty, ...]:
        """What somebody has still to do about it: the one answer of My figures, reminders and the closing page. What
        is awaited is owed once the day on which it was expected has passed."""
        if not self.in_hand or self.period.end >= today:
            return ()
        is_figure = self.stage in UNSENT or (self.stage == Stage.AWAITED and self.is_overdue(today))
        wanted = ((is_figure, Duty.FIGURE), (self.explanation_due, Duty.EXPLANATION))
        return tuple(duty for holds, duty in wanted if holds)

    def is_overdue(self, today: dt.date) -> bool:
        """Late: its day has passed and it has not been submitted, or what was awaited has not come."""
        return self.stage in (*UNSENT, Stage.AWAITED) and self.due < today


def items(
    council_id: int, span: tuple[dt.date, dt.date], calendar: Calendar, measure_ids: Collection[int] | None = None
) -> list[OwedFigure]:
    """Every figure of a council's measures (or of some of them) whose own period ends within a span of days."""
    listed = measures(council_id)
    chosen = [each for each in listed if measure_ids is None or each.id in measure_ids]
    around = _around(chosen, span, working(chosen), calendar)
    return [around.item(each, period) for each in chosen for period in _own_periods(each, span)]


def brought_in(council_id: int, span: tuple[dt.date, dt.date], today: dt.date, calendar: Calendar) -> list[OwedFigure]:
    """What a period has to bring in before it is closed: of every measure its own periods that end within a span of
    days, and whatever else of it is owed that ends there."""
    chosen = measures(council_id)
    ways = working(chosen)
    in_hand = _in_hand(council_id, chosen, ways, today)
    around = _around(chosen, span, ways, calendar)
    found = []
    for each in chosen:
        owed_here = [period for period in in_hand[each.id] if span[0] <= period.end <= span[1]]
        listed = _once(each, [*_own_periods(each, span), *owed_here])
        found += [around.item(each, period)._replace(in_hand=period in owed_here) for period in listed]
    return found


MOST_OWED = 8
"""Of a measure that has long been silent, so many of its last periods are owed."""


def owed(council_id: int, measure_ids: Collection[int], today: dt.date, calendar: Calendar) -> list[OwedFigure]:
    """What is owed for some measures, whoever asks: their own periods that end in a quarter or year that is being
    brought in (opened and not closed since, or the last quarter that ended) or after the last one signed off (its last
    one, where none is), those on their way in, those awaited, and the last one that ended, for it may still lack its
    explanation. For a closed period nobody owes anything.
    """
    chosen = [each for each in measures(council_id) if each.id in measure_ids]
    ways = working(chosen)
    periods = _in_hand(council_id, chosen, ways, today)
    first = min((period.start for found in periods.values() for period in found), default=today)
    around = _around(chosen, (first, today), ways, calendar)
    return [around.item(each, period) for each in chosen for period in periods[each.id]]


def _in_hand(
    council_id: int, chosen: Collection[KeyMeasure], ways: Iterable[Working], today: dt.date
) -> dict[int, list[Period]]:
    """The periods that are owed of each measure, or on their way in: two statements."""
    by_measure, stood, stand = _by_measure(ways), _stood(chosen), rounds(council_id)
    spans = (last_ended(today), *stand.opened)
    found = {}
    for each in chosen:
        periods = _owed_periods(each, by_measure[each.id], stood[each.id], spans, today)
        found[each.id] = [period for period in periods if lies_in(period, stand.closed) is None]
    return found


def last_ended(today: dt.date) -> Period:
    """The quarter that ended last: the one that is being brought in, whether somebody has opened it or not."""
    return holding(today, Kind.QUARTER).previous()


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


def _owed_periods(
    measure: KeyMeasure, ways: list[Working], stood: list[SignedFigure], spans: Iterable[Period], today: dt.date
) -> list[Period]:
    schedule, by_end = measure.schedule, measure.by_end
    yesterday = today - dt.timedelta(days=1)
    last = schedule.last_period(yesterday)
    own = [each for each in stood if by_end or each.period.kind is last.kind]
    signed = max((each.period.end for each in own), default=last.previous().end)
    found = [last.shifted(-count) for count in range(MOST_OWED)]
    wanted = {each for each in found if each.end > signed} | {last}
    wanted |= {_named(each.period, measure) for each in own if each.awaited}
    wanted |= {_named(each.figure.period, measure) for each in ways}
    wanted |= {each for span in spans for each in _own_periods(measure, (span.start, min(span.end, yesterday)))}
    return _once(measure, (each for each in wanted if schedule.is_entered(each)))


def _once(measure: KeyMeasure, periods: Iterable[Period]) -> list[Period]:
    """Each of a measure's periods once, in the order of their ends: those known by their end are one by it."""
    return sorted({each.end if measure.by_end else each: each for each in periods}.values(), key=lambda each: each.end)


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
    may = allowed(chosen, UNRESTRICTED)
    histories, around = read.window(chosen, span, None, may), beside(chosen, None, may)
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
