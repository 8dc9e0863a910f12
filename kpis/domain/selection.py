"""Which reading of a measure stands on a scorecard, and which period is the latest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kpis.domain.periods import Frequency, Kind, Period, PeriodKind, YearStart, date_text, holding


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

    def last_lived(self, end: dt.date) -> Period:
        """The last of its own periods that has ended by that day and while it lived."""
        return self.last_period(end if self.live_to is None else min(end, self.live_to))

    def lives_in(self, period: Period) -> bool:
        """Whether a period of its own is one in which it lived: none that ended before it did begin."""
        begun = self.live_from is None or self.live_from <= period.end
        return begun and (self.live_to is None or self.live_to >= period.start)

    def ended(self, scorecard: Period) -> str:
        """With which of its periods it ended inside the scorecard's; blank where it lives on."""
        if self.live_to is None or self.live_to >= scorecard.end:
            return ""
        last = holding(self.live_to, self.frequency.kind, self.year_start)
        return f"ended with {last.label}" if last.end == self.live_to else f"ended on {date_text(self.live_to)}"

    def is_live(self, scorecard: Period) -> bool:
        begun = self.live_from is None or self.live_from <= scorecard.end
        return begun and (self.live_to is None or self.live_to >= scorecard.start)


def shown_period(schedule: Schedule, scorecard: Period, recorded: Iterable[Period]) -> Period | None:
    """The period of a measure that a scorecard shows: the scorecard's own, else the last that ends within it.

    Its own periods are those of its frequency and any in which it has a reading, while it lives. A yearly reading is
    the outturn: it stands on the year's scorecard and never replaces a quarter. None: none of its periods ends there.
    """
    last = schedule.last_lived(scorecard.end)
    own = [last] if last.end >= scorecard.start and schedule.lives_in(last) else []
    within = [each for each in recorded if scorecard.start <= each.end <= scorecard.end and schedule.lives_in(each)]
    if schedule.period_kind.known_by_end:
        return _by_end(schedule, scorecard, within, own)
    if scorecard in within or scorecard in own:
        return scorecard
    return _outturn(schedule, scorecard, within) or _last_shown(scorecard, last, within, own)


def _outturn(schedule: Schedule, scorecard: Period, within: Iterable[Period]) -> Period | None:
    """On a year's scorecard, the last of the measure's own years that has a figure and ends there."""
    if scorecard.kind is not Kind.YEAR:
        return None
    years = (each for each in within if each == _year(schedule, each.end))
    return max(years, key=lambda each: each.end, default=None)


def _year(schedule: Schedule, day: dt.date) -> Period:
    return holding(day, Kind.YEAR, schedule.year_start)


def _last_shown(scorecard: Period, last: Period, within: Iterable[Period], own: Sequence[Period]) -> Period | None:
    """The last one to end; of several that end on one day that of its frequency where it has a figure, else the
    longest with one."""
    most = max(scorecard.months, last.months)
    known = [each for each in within if each.months <= most]
    end = max((each.end for each in (*known, *own)), default=None)
    ending = [each for each in known if each.end == end]
    if last in ending or not ending:
        return last if end is not None else None
    return max(ending, key=lambda each: each.months)


def _by_end(schedule: Schedule, scorecard: Period, within: Sequence[Period], own: Sequence[Period]) -> Period | None:
    """Of figures that their last day makes, the last one, under the name that the scorecard gives it, whatever the one
    that it came with: a year to date that ends with the measure's own year before any part of a later one."""
    ends = {each.end: each for each in (*within, *own)}
    if not ends:
        return None
    outturns = [each.end for each in within if _is_outturn(schedule, scorecard, each.end)]
    end = max(outturns or ends)
    if _is_outturn(schedule, scorecard, end):
        return _year(schedule, end)
    is_part = scorecard.kind is Kind.YEAR and schedule.period_kind is PeriodKind.YEAR_TO_DATE
    usual = holding(end, schedule.frequency.kind, schedule.year_start)
    if end == scorecard.end and scorecard.months >= usual.months and not is_part:
        return scorecard
    return usual if usual.end == end else ends[end]


def _is_outturn(schedule: Schedule, scorecard: Period, end: dt.date) -> bool:
    is_yearly = scorecard.kind is Kind.YEAR and schedule.period_kind is PeriodKind.YEAR_TO_DATE
    return is_yearly and _year(schedule, end).end == end


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
    last = schedule.last_lived(period.end)
    return schedule.is_live(period) and last.end >= period.start and schedule.lives_in(last)
