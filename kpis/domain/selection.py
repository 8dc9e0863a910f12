"""Which reading of a measure stands on a scorecard, and which period is the latest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kpis.domain.periods import Frequency, Kind, Period, PeriodKind, YearStart, holding


# The measures of a scorecard share a few calendars, and every one of them is asked for the same day.
@lru_cache(maxsize=1024)
def _last_period(end: dt.date, kind: Kind, year_start: YearStart) -> Period:
    period = holding(end, kind, year_start)
    return period if period.end <= end else period.previous()


class Schedule(NamedTuple):
    """When a measure is reported, and the days from and to which it lives (None: open)."""

    frequency: Frequency
    year_start: YearStart
    period_kind: PeriodKind
    live_from: dt.date | None = None
    live_to: dt.date | None = None

    def last_period(self, end: dt.date) -> Period:
        """The last of its own periods that has ended by that day."""
        return _last_period(end, self.frequency.kind, self.year_start)

    def is_live(self, scorecard: Period) -> bool:
        begun = self.live_from is None or self.live_from <= scorecard.end
        return begun and (self.live_to is None or self.live_to >= scorecard.start)


def shown_period(schedule: Schedule, scorecard: Period, recorded: Iterable[Period]) -> Period | None:
    """The period of a measure that a scorecard shows: the scorecard's own, else the last that ends within it.

    Its own periods are those of its frequency and any in which it has a reading. A yearly reading is the outturn: it
    stands on the year's scorecard and never replaces a quarter. None: none of its periods ends there (not due).
    """
    last = schedule.last_period(scorecard.end)
    if last == scorecard:
        return last
    most = max(scorecard.months, last.months)
    fitting = [each for each in recorded if scorecard.start <= each.end <= scorecard.end and each.months <= most]
    if last.end >= scorecard.start:
        fitting.append(last)
    if not fitting:
        return None
    end = max(each.end for each in fitting)
    return _preferred([each for each in fitting if each.end == end], scorecard, last, schedule)


def _preferred(ending: Sequence[Period], scorecard: Period, last: Period, schedule: Schedule) -> Period:
    """Of several that end on the same day: the scorecard's own, then one of its frequency, then the longest."""
    if scorecard in ending:
        return scorecard
    has_reading = ending.count(last) > 1 or schedule.period_kind.known_by_end
    if last in ending and (has_reading or len(ending) == 1):
        return last
    return max((each for each in ending if each != last), key=lambda each: each.months)


def next_due(schedule: Schedule, scorecard: Period) -> Period:
    """The next of its periods to end after the scorecard's."""
    return holding(scorecard.end + dt.timedelta(days=1), schedule.frequency.kind, schedule.year_start)


class PeriodCount(NamedTuple):
    """How many measures have a figure for a recorded period."""

    period: Period
    figures: int


def latest_period(reported: Iterable[PeriodCount], schedules: Sequence[Schedule]) -> Period | None:
    """The last quarter or year with figures for at least half the measures due in it; else the last with any.

    Figures are those that end with it, monthly ones too. Where a quarter and a year end together, the one with more
    figures; the year if equal. Without any quarter or year: the last period there is.
    """
    known = [each for each in reported if each.figures]
    scorecards = [each for each in known if each.period.kind in (Kind.QUARTER, Kind.YEAR)]
    by_end = sorted(scorecards, key=lambda each: (each.period.end, each.figures, each.period.months), reverse=True)
    for each in by_end:
        due = sum(_is_due(schedule, each.period) for schedule in schedules)
        if 2 * sum(other.figures for other in known if other.period.end == each.period.end) >= due:
            return each.period
    return by_end[0].period if by_end else max((each.period for each in known), key=lambda each: each.end, default=None)


def latest_closed(closed: Iterable[Period], reported: Iterable[PeriodCount]) -> Period | None:
    """The last quarter or year that was closed and in which a figure ends; None where there is none.

    Of a quarter and a year that end together, the one with more figures of its own; the year if equal.
    """
    known = [each for each in reported if each.figures]
    figures = {each.period: each.figures for each in known}
    scorecards = [
        each
        for each in closed
        if each.kind in (Kind.QUARTER, Kind.YEAR) and any(each.start <= one.period.end <= each.end for one in known)
    ]
    return max(scorecards, key=lambda each: (each.end, figures.get(each, 0), each.months), default=None)


def _is_due(schedule: Schedule, period: Period) -> bool:
    """Whether one of the measure's own periods ends within the scorecard's."""
    return schedule.is_live(period) and schedule.last_period(period.end).end >= period.start
