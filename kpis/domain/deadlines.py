"""Days that count: working days, clear days before a meeting, and the day a figure is due. No clock is read."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

DEFAULT_WORKING_DAYS = 20
CLEAR_DAYS = 5
ONE_DAY = dt.timedelta(days=1)


class Calendar(NamedTuple):
    """Days on which the council is closed besides weekends. Bank holidays are known up to ``known_until``."""

    closed: frozenset[dt.date] = frozenset()
    known_until: dt.date | None = None

    def is_working(self, day: dt.date) -> bool:
        return day.weekday() < 5 and day not in self.closed

    def is_certain(self, day: dt.date) -> bool:
        """Whether all bank holidays up to the day are known, so that a deadline counted to it stands."""
        return self.known_until is not None and day <= self.known_until


def add_working_days(day: dt.date, count: int, calendar: Calendar) -> dt.date:
    """The day that is so many working days after another, which is not counted itself."""
    while count > 0:
        day += ONE_DAY
        count -= calendar.is_working(day)
    return day


def last_working_day_before(day: dt.date, calendar: Calendar) -> dt.date:
    day -= ONE_DAY
    while not calendar.is_working(day):
        day -= ONE_DAY
    return day


def papers_deadline(meeting: dt.date, calendar: Calendar, clear: int = CLEAR_DAYS) -> dt.date:
    """The last day on which a meeting's papers can be published: so many clear working days lie between the two.

    Neither the day of publication nor the day of the meeting counts (Local Government Act 1972, section 100B): for
    Tuesday 18 June 2019 it is Monday 10 June.
    """
    day = meeting
    for _ in range(clear):
        day = last_working_day_before(day, calendar)
    return last_working_day_before(day, calendar)


def figure_due(end: dt.date, lag_days: int | None, expected: dt.date | None, calendar: Calendar) -> dt.date:
    """The day a figure is due: as expected where that was stated, else its period's end and the measure's data lag in
    days, else 20 working days after the end."""
    if expected is not None:
        return expected
    if lag_days is not None:
        return end + dt.timedelta(days=lag_days)
    return add_working_days(end, DEFAULT_WORKING_DAYS, calendar)
