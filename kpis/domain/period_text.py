"""Reading periods as people and addresses write them. What could mean two things is refused, with both named."""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from collections.abc import Callable

from kpis.domain.periods import MONTHS, Kind, Period, YearStart, spanning

NAMES = {name: number for number, name in enumerate((each.lower() for each in MONTHS), start=1)}
CALENDARS = {"academic": YearStart.SEPTEMBER, "financial": YearStart.APRIL, "calendar": YearStart.JANUARY}
FIRST_OF_1900S = 80
FIRST_YEAR, LAST_YEAR = 1900, 2199
"""Of any period and any day from outside."""
KNOWN_FORMS = (
    "write for example 2018/19, 2018/19 Q4, 2018/19 academic, Jan to Dec 2018 (a calendar year) or 2019-03 (a month)"
)

_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_SPLIT_YEAR = r"(?P<first>[0-9]{4}|[0-9]{2})[/-](?P<second>[0-9]{4}|[0-9]{2})"
_PART = r"(?P<letter>[qh])(?P<number>[0-9])"
_CALENDAR = r"(?: (?P<calendar>academic|financial)(?: year)?)?"

ISO_MONTH = re.compile(r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])", re.ASCII)
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
YEAR_THEN_PART = re.compile(rf"{_SPLIT_YEAR}{_CALENDAR}(?: {_PART})?", re.ASCII)
PART_THEN_YEAR = re.compile(rf"{_PART} {_SPLIT_YEAR}{_CALENDAR}", re.ASCII)
CALENDAR_YEAR = re.compile(
    rf"(?P<year>[0-9]{{4}})(?: {_PART})?|{_PART.replace('letter', 'l2').replace('number', 'n2')} (?P<y2>[0-9]{{4}})",
    re.ASCII,
)
NAMED_MONTH = re.compile(rf"{_MONTH.format('month')}[ -](?P<year>[0-9]{{4}}|[0-9]{{2}})", re.ASCII)
NAMED_DAY = re.compile(rf"(?P<day>[0-9]{{1,2}}) {_MONTH.format('month')} (?P<year>[0-9]{{4}})", re.ASCII)
NAMED_SPAN = re.compile(
    rf"{_MONTH.format('first')}(?: (?P<year1>[0-9]{{4}}))?(?: to |-| - ){_MONTH.format('last')} (?P<year2>[0-9]{{4}})",
    re.ASCII,
)
NO_YEAR = re.compile(rf"(?:[qh][0-9]|{_MONTH.format('month')})(?: \(.*\))?$", re.ASCII)
BRITISH_DAY = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})", re.ASCII)
"""A date as a spreadsheet program here saves it as text: day, month, year."""
TWO_DIGITS = re.compile(r"[0-9]{1,2}", re.ASCII)
SLUG = re.compile(
    r"(?P<first>[0-9]{4})(?:-(?P<second>[0-9]{2}))?(?P<academic>-academic)?(?:-(?P<letter>[qh])(?P<number>[0-9]))?",
    re.ASCII,
)
SLUG_MONTH = re.compile(r"(?P<year>[0-9]{4})-m(?P<month>[0-9]{2})", re.ASCII)


class PeriodError(ValueError):
    """The text is not one period; the message says why and what to write."""


class SeveralPeriods(PeriodError):
    """The text is one of several periods; the message names each and how to write it."""


def parse_period(text: str, year_start: YearStart | None = None) -> Period:
    """Read a period of an interchange file.

    ``year_start`` is the measure's reporting year (None: the text is a code of ours, which names its calendar). On an
    academic measure a bare "2018/19 Q2" could mean two quarters and is refused, and on all but those of the calendar
    year a bare "Q2 2018" or "2018". Raises PeriodError.
    """
    tidy = _tidy(text)
    for pattern, build in _READERS:
        if found := pattern.fullmatch(tidy):
            return _within_range(build(found, text, year_start), text)
    if NO_YEAR.match(tidy):
        raise PeriodError(f'"{_short(text)}" names no year: {KNOWN_FORMS}')
    if TWO_DIGITS.fullmatch(tidy):
        raise PeriodError(f'"{_short(text)}" could be a day, a month or a year: {KNOWN_FORMS}')
    raise PeriodError(f'"{_short(text)}" is not a period: {KNOWN_FORMS}')


def parse_entry(text: str, year_start: YearStart | None = None) -> Period:
    """Read a period that somebody typed. Where no measure says on which year it runs (None), a bare "Q2 2018" or
    "2018" could mean one of every calendar. Raises PeriodError."""
    if year_start is None and (found := CALENDAR_YEAR.fullmatch(_tidy(text))):
        raise _several(found, text, (YearStart.APRIL, YearStart.SEPTEMBER, YearStart.JANUARY))
    return parse_period(text, year_start)


def parse_day(text: str) -> dt.date:
    """Read a day: 2019-03-31, 31 March 2019, 31/03/2019. Raises PeriodError."""
    if found := BRITISH_DAY.fullmatch(text):
        return _british(text, *map(int, found.groups()))
    try:
        period = parse_period(text)
    except PeriodError:
        period = None
    if period is None or period.kind is not Kind.SNAPSHOT:
        raise PeriodError(f'"{_short(text)}" is not a date: write it as 2019-03-31')
    return period.start


def _british(text: str, day: int, month: int, year: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise PeriodError(f'"{_short(text)}" is not a date: the day comes first, as in 31/03/2019') from None


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("–", "-").replace("−", "-")).strip().lower()


def parse_slug(text: str) -> Period:
    """Read a period of an address: 2018-19, 2018-19-q4, 2018-19-academic, 2018-q4, 2019-m03. Raises PeriodError."""
    tidy = text.strip().lower()
    if ISO_DAY.fullmatch(tidy):
        return _iso_day(ISO_DAY.fullmatch(tidy), text, None)
    if found := SLUG_MONTH.fullmatch(tidy):
        return _within_range(_month(int(found["year"]), int(found["month"]), text), text)
    if not (found := SLUG.fullmatch(tidy)):
        raise PeriodError(f'"{_short(text)}" is not a period: write for example 2018-19, 2018-19-q4 or 2019-m03')
    if found["second"] is None:
        calendar = YearStart.SEPTEMBER if found["academic"] else YearStart.JANUARY
        if found["academic"]:
            raise PeriodError(f'"{_short(text)}" is not a period: an academic year is written 2018-19-academic')
    else:
        _check_split(found["first"], found["second"], text)
        calendar = YearStart.SEPTEMBER if found["academic"] else YearStart.APRIL
    return _within_range(_part_of(int(found["first"]), calendar, found["letter"], found["number"], text), text)


def _year_and_part(found: re.Match[str], text: str, year_start: YearStart | None) -> Period:
    first = _check_split(found["first"], found["second"], text)
    named = found["calendar"]
    if not named and found["letter"] and year_start is YearStart.SEPTEMBER:
        raise PeriodError(_two_readings(first, found["letter"], found["number"], text))
    calendar = CALENDARS[named] if named else YearStart.APRIL
    return _part_of(first, calendar, found["letter"], found["number"], text)


def _two_readings(first: int, letter: str, number: str, text: str) -> str:
    options = []
    for name in ("academic", "financial"):
        period = _part_of(first, CALENDARS[name], letter, number, text)
        year = f"{first}/{(first + 1) % 100:02d}"
        options.append(f'"{year} {name} {letter.upper()}{number}" ({period.long_label.split(" (")[0]})')
    return f'"{_short(text)}" could mean two periods on a measure of the academic year: write {" or ".join(options)}'


def _check_split(first: str, second: str, text: str) -> int:
    """The year in which 2018/19 or 18/19 starts; the two parts must follow on. 12/13 could be December 2013."""
    start = _full_year(first)
    if int(second[-2:]) != (start + 1) % 100 or (len(second) == 4 and int(second) != start + 1):
        raise PeriodError(f'"{_short(text)}" is not a year: {start} is followed by {(start + 1) % 100:02d}')
    if len(first) == 2 and int(first) <= 12:
        raise PeriodError(f'"{_short(text)}" could be a year or a date: write the year in full, {start}/{second[-2:]}')
    return start


def _full_year(text: str) -> int:
    """Two digits are a year from 1980 to 2079, so that 99/00 and Sep-99 are not a century ahead."""
    if len(text) == 4:
        return int(text)
    return (2000 if int(text) < FIRST_OF_1900S else 1900) + int(text)


def _part_of(year: int, calendar: YearStart, letter: str | None, number: str | None, text: str) -> Period:
    _check_year(year, text)
    if letter is None or number is None:
        return Period.year(year, calendar)
    most = 4 if letter == "q" else 2
    if not 1 <= int(number) <= most:
        what = "quarters Q1 to Q4" if letter == "q" else "halves H1 and H2"
        raise PeriodError(f'"{_short(text)}" is not a period: a year has {what}')
    build = Period.quarter if letter == "q" else Period.half
    return build(year, int(number), calendar)


def _calendar_year(found: re.Match[str], text: str, year_start: YearStart | None) -> Period:
    if year_start not in (None, YearStart.JANUARY):
        assert year_start is not None
        raise _several(found, text, (year_start, YearStart.JANUARY))
    return _bare(found, text, YearStart.JANUARY)


def _bare(found: re.Match[str], text: str, calendar: YearStart) -> Period:
    year, letter, number = found["year"] or found["y2"], found["letter"] or found["l2"], found["number"] or found["n2"]
    return _part_of(int(year), calendar, letter, number, text)


def _several(found: re.Match[str], text: str, calendars: tuple[YearStart, ...]) -> PeriodError:
    """What a bare "Q2 2026" or "2026" could mean, one reading a calendar, each named as the first calendar has it."""
    periods = [_bare(found, text, each) for each in calendars]
    named = [spanning(each.start, each.end, calendars[0]) or each for each in periods]
    own = calendars[0] if len(calendars) == 2 else None
    readings = " or ".join(f'"{entry_code(each, own)}" ({_months_and_name(each)})' for each in named)
    many = "two" if len(named) == 2 else "three"
    return SeveralPeriods(f'"{_short(text)}" could mean {many} periods: write {readings}')


def entry_code(period: Period, year_start: YearStart | None) -> str:
    """Its code where `parse_entry` reads that as this period and no other; else its first and last month."""
    named, is_part = period.year_start, period.kind in (Kind.QUARTER, Kind.HALF)
    if named is YearStart.JANUARY and (is_part or period.kind is Kind.YEAR):
        is_plain = year_start is YearStart.JANUARY
    else:
        is_plain = not (is_part and named is YearStart.APRIL and year_start is YearStart.SEPTEMBER)
    return period.code if is_plain else _months_of(period)


def _months_and_name(period: Period) -> str:
    """Jul to Sep 2026, Q2 2026/27; Jan to Dec 2025, calendar year 2025."""
    is_bare = period.year_start is YearStart.JANUARY and period.kind is Kind.YEAR
    return f"{_months_of(period)}, {'calendar year ' if is_bare else ''}{period.label}"


def _months_of(period: Period) -> str:
    """Jul to Sep 2026; Apr 2025 to Mar 2026."""
    first, last = MONTHS[period.start.month - 1], MONTHS[period.end.month - 1]
    year = "" if period.start.year == period.end.year else f" {period.start.year}"
    return f"{first}{year} to {last} {period.end.year}"


def _iso_month(found: re.Match[str], text: str, year_start: YearStart | None) -> Period:
    return _month(int(found["year"]), int(found["month"]), text, year_start)


def _named_month(found: re.Match[str], text: str, year_start: YearStart | None) -> Period:
    return _month(_full_year(found["year"]), NAMES[found["month"][:3]], text, year_start)


def _month(year: int, month: int, text: str, year_start: YearStart | None = None) -> Period:
    _check_year(year, text)
    if not 1 <= month <= 12:
        raise PeriodError(f'"{_short(text)}" is not a period: months run from 01 to 12')
    return Period.month(year, month, year_start or YearStart.APRIL)


def _iso_day(found: re.Match[str] | None, text: str, year_start: YearStart | None) -> Period:
    try:
        date = dt.date.fromisoformat(text.strip())
    except ValueError as error:
        raise PeriodError(f'"{_short(text)}" is not a date: write it as 2019-03-31') from error
    return _within_range(Period.day(date), text)


def _named_day(found: re.Match[str], text: str, year_start: YearStart | None) -> Period:
    try:
        return Period.day(dt.date(int(found["year"]), NAMES[found["month"][:3]], int(found["day"])))
    except ValueError as error:
        raise PeriodError(f'"{_short(text)}" is not a date: write it as 31 March 2019') from error


def _named_span(found: re.Match[str], text: str, year_start: YearStart | None) -> Period:
    """Jan to Mar 2019; Dec 2018 to Feb 2019; Apr 2018 to Mar 2019."""
    first, last, year = NAMES[found["first"][:3]], NAMES[found["last"][:3]], int(found["year2"])
    _check_year(year, text)
    start_year = int(found["year1"]) if found["year1"] else year - (first > last)
    _check_year(start_year, text)
    start, end = dt.date(start_year, first, 1), dt.date(year, last, monthrange(year, last)[1])
    period = spanning(start, end, year_start or YearStart.APRIL)
    if period is None:
        raise PeriodError(f'"{_short(text)}" is not a quarter, half or year of any calendar: {KNOWN_FORMS}')
    return period


def _check_year(year: int, text: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise PeriodError(f'"{_short(text)}" is not a period: the year must be from {FIRST_YEAR} to {LAST_YEAR}')


def _within_range(period: Period, text: str) -> Period:
    _check_year(period.start.year, text)
    return period


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."


_READERS = (
    (ISO_MONTH, _iso_month),
    (ISO_DAY, _iso_day),
    (YEAR_THEN_PART, _year_and_part),
    (PART_THEN_YEAR, _year_and_part),
    (CALENDAR_YEAR, _calendar_year),
    (NAMED_MONTH, _named_month),
    (NAMED_DAY, _named_day),
    (NAMED_SPAN, _named_span),
)


def parse_by(text: str, *notations: Callable[[str], Period]) -> Period:
    """A period in any of these notations, tried in turn. Raises the PeriodError of the first, the one meant; what
    could mean several periods is settled by no other notation."""
    refusals = []
    for notation in notations:
        try:
            return notation(text)
        except SeveralPeriods:
            raise
        except PeriodError as error:
            refusals.append(error)
    raise refusals[0]
