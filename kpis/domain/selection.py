"""Which reading of a measure stands on a scorecard, and which period is the latest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from kpis.domain.periods import Frequency, Kind, Period, PeriodKind, YearStart, date_text, holding


# The measures of a scorecard share a few calendars, and every one of them is asked for the same day.
@lru_cache(maxsize=1024)
def _last_period(end: dt.date, kind: Kind, year_start: YearStart) -> Period:
    period = holding(end, kind, year_start)
    return period if period.end <= end else period.previous()


class Schedule(NamedTuple):
    """When a measure is reported, the days from and to which it lives, and that from which its figures are entered, as
    stated or by its first one (None: open)."""

    frequency: Frequency
    year_start: YearStart
    period_kind: PeriodKind
    live_from: dt.date | None = None
    live_to: dt.date | None = None
    entered_from: dt.date | None = None

    def last_period(self, end: dt.date) -> Period:
        """The last of its own periods that has ended by that day."""
        return _last_period(end, self.frequency.kind, self.year_start)

    def last_lived(self, end: dt.date) -> Period:
        """The last of its own periods that has ended by that day and while it lived."""
        return self.last_period(end if self.live_to is None else min(end, self.live_to))

    def named(self, period: Period) -> Period:
        """A period in the measure's own calendar."""
        return Period.stored(period.kind, period.start, period.end, self.year_start)

    def lives_in(self, period: Period) -> bool:
        """Whether it lived in some part of what a figure covers; of a position, on its day."""
        begun = self.live_from is None or self.live_from <= period.end
        return begun and (self.live_to is None or self.live_to >= self._first_day(period))

    def _first_day(self, period: Period) -> dt.date:
        if self.period_kind is PeriodKind.IN_PERIOD:
            return period.start
        to_date = self.period_kind is PeriodKind.YEAR_TO_DATE
        return holding(period.end, Kind.YEAR, self.year_start).start if to_date else period.end

    def ended(self, scorecard: Period) -> str:
        """With which of its periods it ended inside the scorecard's; blank where it lives on."""
        if self.live_to is None or self.live_to >= scorecard.end:
            return ""
        last = holding(self.live_to, self.frequency.kind, self.year_start)
        return f"ended with {last.label}" if last.end == self.live_to else f"ended on {date_text(self.live_to)}"

    def is_live(self, scorecard: Period) -> bool:
        begun = self.live_from is None or self.live_from <= scorecard.end
        return begun and not self._is_over(scorecard)

    def is_entered(self, period: Period) -> bool:
        """Whether figures of a period are entered: of a new measure also those from before it was set up."""
        return (self.entered_from is None or self.entered_from <= period.end) and not self._is_over(period)

    def was_there(self, day: dt.date) -> bool:
        """Whether it was among the measures on a day: one without any figure is from the day on which it lives."""
        return self.entered_from is not None or self.live_from is None or self.live_from <= day

    def _is_over(self, period: Period) -> bool:
        return self.live_to is not None and self.live_to < period.start


class Beginning(NamedTuple):
    """What says from when a measure lives: the day that was stated, its first figure's, the start of its plan or
    contract, and the day on which it was set up."""

    stated: dt.date | None = None
    first: dt.date | None = None
    starts: dt.date | None = None
    is_contract: bool = False
    set_up: dt.date | None = None

    @property
    def live_from(self) -> dt.date | None:
        """As stated; a contract's KPI from the contract's start; from its first figure; else from its plan's start or
        the day it was set up, whichever is later. So a measure that is added never changes an old total."""
        if self.stated or (self.is_contract and self.starts):
            return self.stated or self.starts
        return self.first or max((each for each in (self.starts, self.set_up) if each), default=None)

    @property
    def entered_from(self) -> dt.date | None:
        return self.stated or self.first


SHORTER = (Kind.QUARTER, Kind.MONTH, Kind.SNAPSHOT)
"""What a day ends that is not the last of one of the measure's own periods."""


def shown_period(schedule: Schedule, scorecard: Period, recorded: Iterable[Period]) -> Period | None:
    """The period of a measure that a scorecard shows; None: none of its own ends there (not due).

    Its own are those of its frequency and any in which it has a figure, while it lives. First comes the scorecard's,
    on a year's scorecard then the last outturn of the measure's own year, then the last to end: of several that end on
    one day one with a figure, then that of its frequency, then the longest. None is longer than both the scorecard and
    the frequency: an outturn never replaces a quarter.
    """
    last = schedule.last_lived(scorecard.end)
    if last == scorecard and schedule.lives_in(last):
        return schedule.named(scorecard)
    scorecard = schedule.named(scorecard)
    known = {_name(each, schedule, scorecard) for each in recorded if _stands(each, schedule, scorecard)}
    due = {_name(last, schedule, scorecard)} if _stands(last, schedule, scorecard) else set()
    if scorecard in known or scorecard in due:
        return scorecard
    longest = max(scorecard.months, last.months)
    fitting = _outturns(known, schedule, scorecard) or [each for each in known | due if each.months <= longest]
    return max(fitting, key=lambda each: (each.end, each in known, each == last, each.months), default=None)


def _stands(period: Period, schedule: Schedule, scorecard: Period) -> bool:
    return scorecard.start <= period.end <= scorecard.end and schedule.lives_in(period)


def _outturns(known: Iterable[Period], schedule: Schedule, scorecard: Period) -> list[Period]:
    """On a year's scorecard, the measure's own years with a figure. A position has none: it is the last one."""
    if scorecard.kind is not Kind.YEAR or not schedule.period_kind.has_outturn:
        return []
    return [each for each in known if each == holding(each.end, Kind.YEAR, schedule.year_start)]


# A scorecard's measures share a few calendars, and its figures a few days.
@lru_cache(maxsize=4096)
def _name(period: Period, schedule: Schedule, scorecard: Period) -> Period:
    """A period as the scorecard calls it. The label that a figure came with says nothing where its last day makes it:
    the position of 31 March is the year on a year's scorecard and the quarter on that of Quarter 4. A year to date is
    the year where its own year ends."""
    if not schedule.period_kind.known_by_end:
        return period
    return next(each for each in _names(period.end, schedule, scorecard) if each.end == period.end)


def _names(end: dt.date, schedule: Schedule, scorecard: Period) -> Iterator[Period]:
    """What may end on a day, first what it is then called."""
    is_part = schedule.period_kind is PeriodKind.YEAR_TO_DATE and scorecard.kind is Kind.YEAR
    usual = holding(end, schedule.frequency.kind, schedule.year_start)
    if is_part:
        yield holding(end, Kind.YEAR, schedule.year_start)
    elif scorecard.months >= usual.months:
        yield scorecard
    yield usual
    if not is_part:
        yield scorecard
    yield from (holding(end, kind, schedule.year_start) for kind in SHORTER)


def shown_milestone(
    schedule: Schedule, scorecard: Period, recorded: Iterable[Period], achieved: Mapping[Period, dt.date | None]
) -> Period | None:
    """The period of a milestone that a scorecard shows. ``achieved``: of those entered, when; None: not yet.

    That of any measure where it was entered; else the last that is due by then or was achieved ahead, in the year that
    holds the scorecard: an overdue one stays until the scorecard in which it is achieved.
    """
    usual = shown_period(schedule, scorecard, recorded)
    if usual in achieved:
        return usual
    reached = {each: day for each, day in achieved.items() if day is not None and day <= scorecard.end}
    ahead = {each for each in reached if each.contains(scorecard)}
    last = max({each for each in achieved if each.end <= scorecard.end} | ahead, key=_ending, default=None)
    if last is None or last not in reached:
        return last or usual
    is_past = last.end < scorecard.start and reached[last] < scorecard.start
    is_another = usual is not None and not usual.contains(last)  # one with a day of its own is still its year's
    return usual if is_past or is_another else last


def _ending(period: Period) -> tuple[dt.date, dt.date]:
    return period.end, period.start


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
