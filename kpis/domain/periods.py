"""Reporting periods: months, quarters, halves and years of three calendars, and single days.

A period is a kind, a first day and a last day. The year it runs on (financial from April, academic from September,
calendar from January) only says how it is named, so January to March 2019 is one period whether it is called
"Q4 2018/19" or "Q1 2019".
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import lru_cache

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


class Kind(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SNAPSHOT = "snapshot"


LENGTHS = {Kind.SNAPSHOT: 0, Kind.MONTH: 1, Kind.QUARTER: 3, Kind.HALF: 6, Kind.YEAR: 12}


class YearStart(IntEnum):
    """The month a reporting year starts in."""

    JANUARY = 1
    APRIL = 4
    SEPTEMBER = 9

    @property
    def calendar(self) -> str:
        return {1: "calendar", 4: "financial", 9: "academic"}[self.value]


class Frequency(StrEnum):
    """How often a measure is reported."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    ANNUAL = "annual"

    @property
    def kind(self) -> Kind:
        return FREQUENCY_KINDS[self]

    @property
    def text(self) -> str:
        return {"monthly": "every month", "quarterly": "every quarter", "half_yearly": "twice a year"}.get(
            self.value, "once a year"
        )


FREQUENCY_KINDS = {
    Frequency.MONTHLY: Kind.MONTH,
    Frequency.QUARTERLY: Kind.QUARTER,
    Frequency.HALF_YEARLY: Kind.HALF,
    Frequency.ANNUAL: Kind.YEAR,
}


class PeriodKind(StrEnum):
    """What a figure covers. Two kinds are never compared."""

    IN_PERIOD = "in_period"
    YEAR_TO_DATE = "year_to_date"
    ROLLING_12 = "rolling_12"
    SNAPSHOT = "snapshot"

    @property
    def known_by_end(self) -> bool:
        """Whether periods that end on the same day are one reading (all but figures of the period itself)."""
        return self is not PeriodKind.IN_PERIOD

    @property
    def has_outturn(self) -> bool:
        """Whether a whole year has a figure of its own, other than the last one in it (all but positions)."""
        return self in (PeriodKind.IN_PERIOD, PeriodKind.YEAR_TO_DATE)


@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """A kind, a first and a last day (both included). Equal whatever the calendar it is named in."""

    kind: Kind
    start: dt.date
    end: dt.date
    year_start: YearStart = YearStart.APRIL

    # A scorecard compares periods thousands of times, mostly unequal ones: written out, it takes half as long.
    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if not isinstance(other, Period):
            return NotImplemented
        return self.end == other.end and self.start == other.start and self.kind is other.kind

    def __hash__(self) -> int:
        return hash((self.kind, self.start, self.end))

    @classmethod
    def stored(cls, kind: str, start: dt.date, end: dt.date, year_start: int = YearStart.APRIL) -> Period:
        """The period that the database holds as kind and dates, named in the calendar that its start implies."""
        return _stored(kind, start, end, year_start)

    @classmethod
    def day(cls, date: dt.date) -> Period:
        return cls(Kind.SNAPSHOT, date, date)

    @classmethod
    def month(cls, year: int, month: int, year_start: YearStart = YearStart.APRIL) -> Period:
        return _span(Kind.MONTH, year * 12 + month - 1, year_start)

    @classmethod
    def quarter(cls, year: int, number: int, year_start: YearStart = YearStart.APRIL) -> Period:
        """Quarter 1-4 of the reporting year that starts in ``year``: Q4 of 2018 (April) is Jan to Mar 2019."""
        return _span(Kind.QUARTER, year * 12 + year_start - 1 + 3 * (number - 1), year_start)

    @classmethod
    def half(cls, year: int, number: int, year_start: YearStart = YearStart.APRIL) -> Period:
        return _span(Kind.HALF, year * 12 + year_start - 1 + 6 * (number - 1), year_start)

    @classmethod
    def year(cls, year: int, year_start: YearStart = YearStart.APRIL) -> Period:
        """The reporting year that starts in ``year``."""
        return _span(Kind.YEAR, year * 12 + year_start - 1, year_start)

    @property
    def months(self) -> int:
        """Its length in months; 0 for a single day."""
        return LENGTHS[self.kind]

    def shifted(self, count: int) -> Period:
        """The period ``count`` of its own lengths later (earlier where negative)."""
        if self.kind is Kind.SNAPSHOT:
            return Period.day(self.start + dt.timedelta(days=count))
        return _span(self.kind, _index(self.start) + count * self.months, self.year_start)

    def previous(self) -> Period:
        return self.shifted(-1)

    def next(self) -> Period:
        return self.shifted(1)

    def years_ago(self, count: int) -> Period:
        if self.kind is Kind.SNAPSHOT:
            day = min(self.start.day, monthrange(self.start.year - count, self.start.month)[1])
            return Period.day(self.start.replace(year=self.start.year - count, day=day))
        return self.shifted(-count * 12 // self.months)

    def year_ago(self) -> Period:
        """The same period one year earlier."""
        return self.years_ago(1)

    def back_from(self, count: int, yearly: bool = False) -> tuple[Period, ...]:
        """This period and those before it, ``count`` altogether, the latest first; ``yearly``: the same one of each
        year."""
        return _back_from(self.kind, self.start, self.end, self.year_start, count, yearly)

    def contains(self, other: Period) -> bool:
        return self.start <= other.start and other.end <= self.end

    @property
    def first_year(self) -> int:
        """The calendar year in which its reporting year starts."""
        return self.start.year if self.start.month >= self.year_start else self.start.year - 1

    @property
    def of_year(self) -> Period:
        """The reporting year that holds its first day."""
        return Period.year(self.first_year, self.year_start)

    @property
    def number(self) -> int:
        """Its place in its reporting year, from 1; 1 for a year or a day."""
        if self.kind in (Kind.YEAR, Kind.SNAPSHOT):
            return 1
        return (self.start.month - self.year_start) % 12 // self.months + 1

    @property
    def ends_its_year(self) -> bool:
        return self.end == self.of_year.end

    @property
    def code(self) -> str:
        """As interchange files write it: 2018/19, 2018/19 Q4, 2018/19 academic Q2, 2018 Q4, 2019-03."""
        if self.kind is Kind.MONTH:
            return f"{self.start:%Y-%m}"
        if self.kind is Kind.SNAPSHOT:
            return self.start.isoformat()
        academic = " academic" if self.year_start is YearStart.SEPTEMBER else ""
        return f"{self._year_text('/')}{academic}{self._part(' ')}"

    @property
    def slug(self) -> str:
        """As addresses write it: 2018-19, 2018-19-q4, 2018-19-academic, 2018-q4, 2019-m03."""
        if self.kind is Kind.MONTH:
            return f"{self.start:%Y-m%m}"
        if self.kind is Kind.SNAPSHOT:
            return self.start.isoformat()
        academic = "-academic" if self.year_start is YearStart.SEPTEMBER else ""
        return f"{self._year_text('-')}{academic}{self._part('-').lower()}"

    @property
    def label(self) -> str:
        """Short, for tables: 2018/19, Q4 2018/19, 2018/19 academic year, March 2019, 31 March 2019."""
        return _label(self.kind, self.start, self.end, self.year_start)

    @property
    def long_label(self) -> str:
        """For the first mention: "Jan to Mar 2019 (Q4 2018/19)"; a year or a month reads as its label."""
        if self.kind not in (Kind.QUARTER, Kind.HALF):
            return self.label
        first, last = MONTHS[self.start.month - 1], MONTHS[self.end.month - 1]
        opening = first if self.start.year == self.end.year else f"{first} {self.start.year}"
        return f"{opening} to {last} {self.end.year} ({self.label})"

    def _year_text(self, separator: str) -> str:
        year = self.first_year
        return str(year) if self.year_start is YearStart.JANUARY else f"{year}{separator}{(year + 1) % 100:02d}"

    def _part(self, before: str) -> str:
        letter = {Kind.QUARTER: "Q", Kind.HALF: "H"}.get(self.kind)
        return f"{before}{letter}{self.number}" if letter else ""

    def __str__(self) -> str:
        return self.code


def date_text(date: dt.date) -> str:
    """18 June 2019."""
    return f"{date.day} {LONG_MONTHS[date.month - 1]} {date.year}"


def spanning(start: dt.date, end: dt.date, year_start: YearStart = YearStart.APRIL) -> Period | None:
    """The month, quarter, half or year that covers exactly these days in some calendar, or None."""
    for kind, length in LENGTHS.items():
        if length and start.day == 1 and _index(end) - _index(start) + 1 == length:
            calendar = _calendar_of(kind, start.month, year_start)
            period = _span(kind, _index(start), calendar)
            if period.end == end and (start.month - calendar) % length == 0:
                return period
    return None


def holding(date: dt.date, kind: Kind, year_start: YearStart = YearStart.APRIL) -> Period:
    """The period of this kind and calendar that holds the date."""
    if kind is Kind.SNAPSHOT:
        return Period.day(date)
    offset = (date.month - year_start) % LENGTHS[kind]
    return _span(kind, _index(date) - offset, year_start)


def _index(date: dt.date) -> int:
    return date.year * 12 + date.month - 1


# A page names the same few dozen periods thousands of times; a period never changes, so each is made once.
@lru_cache(maxsize=4096)
def _stored(kind: str, start: dt.date, end: dt.date, year_start: int) -> Period:
    return Period(Kind(kind), start, end, _calendar_of(Kind(kind), start.month, YearStart(year_start)))


@lru_cache(maxsize=4096)
def _back_from(
    kind: Kind, start: dt.date, end: dt.date, year_start: YearStart, count: int, yearly: bool
) -> tuple[Period, ...]:
    period = Period(kind, start, end, year_start)
    return tuple(period.years_ago(each) if yearly else period.shifted(-each) for each in range(count))


@lru_cache(maxsize=4096)
def _label(kind: Kind, start: dt.date, end: dt.date, year_start: YearStart) -> str:
    if kind is Kind.MONTH:
        return f"{LONG_MONTHS[start.month - 1]} {start.year}"
    if kind is Kind.SNAPSHOT:
        return date_text(start)
    period = Period(kind, start, end, year_start)
    academic = " academic year" if year_start is YearStart.SEPTEMBER else ""
    return f"{period._part('')} {period._year_text('/')}{academic}".strip()


@lru_cache(maxsize=4096)
def _span(kind: Kind, index: int, year_start: YearStart) -> Period:
    year, month = divmod(index, 12)
    last_year, last_month = divmod(index + LENGTHS[kind] - 1, 12)
    last = dt.date(last_year, last_month + 1, monthrange(last_year, last_month + 1)[1])
    return Period(kind, dt.date(year, month + 1, 1), last, year_start)


def _calendar_of(kind: Kind, month: int, hint: YearStart) -> YearStart:
    """The calendar in which a period of this kind can start in this month; the hint where several can."""
    length = LENGTHS[kind]
    if length <= 1 or (month - hint) % length == 0:
        return hint
    fitting = (
        each for each in (YearStart.APRIL, YearStart.SEPTEMBER, YearStart.JANUARY) if not (month - each) % length
    )
    return next(fitting, hint)
