"""What a council owes for a period: each measure's own periods that end in it, how far the figure is, its verdict.

A fixed number of statements, however many measures: measures, first readings, signed-off figures, working versions,
what stands beside them, explanations, owners, holidays.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from kpis.domain.deadlines import Calendar, figure_due
from kpis.domain.entry import Explained, State, is_explanation_due
from kpis.domain.periods import Period, holding
from kpis.domain.selection import Schedule
from kpis.domain.words import Marker
from kpis.models import Explanation, Measure, Ownership, ReadingVersion
from kpis.queries import fetch
from kpis.queries.fetch import MeasureRow
from kpis.queries.judging import Context, History, Line, line_for
from kpis.queries.scorecards import beside_of, grouped
from kpis.queries.working import Working, with_row, working


class Stage:
    """How far a figure is, in the words of the due list."""

    MISSING = "missing"
    DRAFT = "draft"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    AWAITED = "awaited"
    IN = "in"


class Item(NamedTuple):
    """One figure that is owed or in. ``working`` is its version on the way, ``line`` its verdict as it would stand."""

    measure: MeasureRow
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
) -> list[Item]:
    """Every figure of a council's measures (or of some of them) whose own period ends within a span of days."""
    measures = fetch.measures(council_id)
    chosen = [each for each in measures if measure_ids is None or each.id in measure_ids]
    ids = [each.id for each in chosen]
    signed = grouped(fetch.readings(council_id, chosen, span[0], span[1], None))
    ways, sets = _by_measure(working(ids)), grouped(fetch.beside(ids, None))
    said, owners, lags = _explanations(ids), _owners(ids, span[1]), _lags(ids)
    return [
        _item(
            each, period, signed[each.id], ways[each.id], sets[each.id], said, owners[each.id], lags[each.id], calendar
        )
        for each in chosen
        for period in _own_periods(each, span)
    ]


MOST_OWED = 8
"""Of a measure that has long been silent, so many of its last periods are owed."""


def owed(council_id: int, measure_ids: Collection[int], today: dt.date, calendar: Calendar) -> list[Item]:
    """What is owed for some measures: their own periods that ended after the last one signed off (its last one, where
    none is), those on their way in, those awaited, and the last one that ended, for it may still lack its explanation.
    """
    chosen = [each for each in fetch.measures(council_id) if each.id in measure_ids]
    ids = [each.id for each in chosen]
    ways, stood = _by_measure(working(ids)), _stood(ids)
    periods = {each.id: _owed_periods(each, ways[each.id], stood[each.id], today) for each in chosen}
    first = min((period.start for found in periods.values() for period in found), default=today)
    signed = grouped(fetch.readings(council_id, chosen, first, today, None))
    sets = grouped(fetch.beside(ids, None))
    said, owners, lags = _explanations(ids), _owners(ids, today), _lags(ids)
    return [
        _item(
            each, period, signed[each.id], ways[each.id], sets[each.id], said, owners[each.id], lags[each.id], calendar
        )
        for each in chosen
        for period in periods[each.id]
    ]


class Stood(NamedTuple):
    """A signed-off figure in brief: its period, and whether it is awaited."""

    measure_id: int
    period: Period
    awaited: bool


def _stood(ids: Sequence[int]) -> dict[int, list[Stood]]:
    """The signed-off totals of these measures: one statement."""
    rows = ReadingVersion.objects.filter(
        superseded_at=None, state=State.SIGNED_OFF, reading__measure_id__in=ids, reading__category=None
    )
    columns = ("reading__measure_id", "reading__kind", "reading__start", "reading__end", "marker")
    found: dict[int, list[Stood]] = defaultdict(list)
    for pk, kind, start, end, marker in rows.order_by().values_list(*columns):
        found[pk].append(Stood(pk, Period.stored(kind, start, end), marker == Marker.AWAITING))
    return found


def _owed_periods(measure: MeasureRow, ways: list[Working], stood: list[Stood], today: dt.date) -> list[Period]:
    schedule, by_end = measure.schedule, measure.schedule.period_kind.known_by_end
    last = schedule.last_period(today - dt.timedelta(days=1))
    own = [each for each in stood if by_end or each.period.kind is last.kind]
    signed = max((each.period.end for each in own), default=last.previous().end)
    found = [last.shifted(-count) for count in range(MOST_OWED)]
    wanted = {each for each in found if each.end > signed} | {last}
    wanted |= {_named(each.period, measure) for each in own if each.awaited}
    wanted |= {_named(each.period, measure) for each in ways}
    live_from = schedule.live_from
    live = [each for each in wanted if schedule.is_live(each) and (live_from is None or live_from <= each.end)]
    return sorted({each.end if by_end else each: each for each in live}.values(), key=lambda each: each.end)


def _named(period: Period, measure: MeasureRow) -> Period:
    """The measure's own period where that ends with one that is the same reading, in the measure's calendar."""
    schedule = measure.schedule
    own = holding(period.end, schedule.frequency.kind, schedule.year_start)
    if own == period or (schedule.period_kind.known_by_end and own.end == period.end):
        return own
    return Period.stored(period.kind, period.start, period.end, schedule.year_start)


def is_own(measure: MeasureRow, period: Period) -> bool:
    """Whether a period is one of the measure's own, by its frequency and calendar, and it lives then."""
    return is_own_of(measure.schedule, period)


def is_own_of(schedule: Schedule, period: Period) -> bool:
    """Whether a period is one of those in which a measure of this schedule is reported, and it lives then."""
    begun = schedule.live_from is None or schedule.live_from <= period.end
    fits = holding(period.start, schedule.frequency.kind, schedule.year_start) == period
    return fits and begun and schedule.is_live(period)


def _own_periods(measure: MeasureRow, span: tuple[dt.date, dt.date]) -> list[Period]:
    """The periods of its frequency that end within the span and in which it lives."""
    schedule = measure.schedule
    found, period = [], holding(span[0], schedule.frequency.kind, schedule.year_start)
    while period.end <= span[1]:
        if schedule.is_live(period) and (schedule.live_from is None or schedule.live_from <= period.end):
            found.append(period)
        period = period.next()
    return found


def _item(
    measure: MeasureRow,
    period: Period,
    signed: list[tuple[Any, ...]],
    ways: list[Working],
    sets: list[Any],
    said: dict[tuple[int, dt.date | None, dt.date], tuple[int, Explained]],
    owners: tuple[int, ...],
    lag: int | None,
    calendar: Calendar,
) -> Item:
    by_end = measure.schedule.period_kind.known_by_end
    way = next((each for each in ways if _is_same(each.row, period, by_end)), None)
    stood = next((row for row in signed if _is_same(row, period, by_end)), None)
    rows = with_row(signed, way.row if way else None, by_end)
    history = History(measure, rows, True)
    line = line_for(period, Context(period, period.end), history, beside_of(sets, history))
    number, explained = said.get((measure.id, None if by_end else period.start, period.end), (0, None))
    row = way.row if way else stood
    expected = row[10] if row else None
    due = figure_due(period.end, lag, expected, calendar)
    return Item(measure, period, _stage(way, stood), due, line, way, explained, number, owners, bool(way and stood))


def _is_same(row: tuple[Any, ...], period: Period, by_end: bool) -> bool:
    return bool(row[3] == period.end and (by_end or (row[1] == period.kind.value and row[2] == period.start)))


def _stage(way: Working | None, stood: tuple[Any, ...] | None) -> str:
    if way is not None:
        return {State.DRAFT: Stage.DRAFT, State.RETURNED: Stage.RETURNED}.get(way.state, Stage.SUBMITTED)
    if stood is None:
        return Stage.MISSING
    return Stage.AWAITED if stood[8] == Marker.AWAITING else Stage.IN


def _by_measure(ways: Iterable[Working]) -> dict[int, list[Working]]:
    found: dict[int, list[Working]] = defaultdict(list)
    for each in ways:
        found[each.row[0]].append(each)
    return found


def _explanations(ids: Sequence[int]) -> dict[tuple[int, dt.date | None, dt.date], tuple[int, Explained]]:
    """What stands of explanations, by measure, first day (None where its last day alone makes the reading) and last."""
    rows = Explanation.objects.filter(reading__measure_id__in=ids, superseded_at=None, reading__category=None)
    columns = ("reading__measure_id", "reading__known_by_end", "reading__start", "reading__end", "number", "cause",
               "action", "owner", "back_on_track", "waived")  # fmt: skip
    return {
        (pk, None if by_end else start, end): (number, Explained(*said))
        for pk, by_end, start, end, number, *said in rows.values_list(*columns)
    }


def _owners(ids: Sequence[int], day: dt.date) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    rows = Ownership.objects.filter(measure_id__in=ids).on(day).order_by("is_deputy", "id")
    for measure_id, user_id in rows.values_list("measure_id", "user_id"):
        found[measure_id] += (user_id,)
    return found


def _lags(ids: Sequence[int]) -> dict[int, int | None]:
    return dict(Measure.objects.filter(pk__in=ids).values_list("pk", "data_lag_days"))
