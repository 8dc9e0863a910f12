"""The periods that headings, titles and names of sheets speak of: "Quarter 2 2026/27", "Q2", "Jul-Sep 26"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from kpis.domain.period_text import NAMES, PeriodError, parse_entry, parse_period
from kpis.domain.periods import MONTHS, Kind, Period, YearStart

_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_ANY_YEAR = r"((?:19|20)[0-9]{2}|'?[0-9]{2})(?![0-9/])"
_YEAR = r"(?<![0-9/])((?:19|20)[0-9]{2})(?![0-9/])"
SPLIT_YEAR = re.compile(
    r"(?<![0-9/])(?:fy ?|f/y ?)?((?:19|20)[0-9]{2}|[0-9]{2}) ?[/-] ?((?:19|20)[0-9]{2}|[0-9]{2})(?![0-9/])"
    r"( academic| financial)?(?: year)?"
)
PART = re.compile(r"\b(?:(q|quarter|qtr|h|half)[ .]?([0-9])|([1-4])(?:st|nd|rd|th) (quarter|qtr))\b")
SPAN = re.compile(rf"\b{_MONTH}(?: {_YEAR})? ?(?:to|-) ?{_MONTH}(?:[ -]?{_ANY_YEAR})?")
DAY = re.compile(rf"\b([0-9]{{1,2}})(?:st|nd|rd|th)? {_MONTH} {_YEAR}")
SLASHED_DAY = re.compile(r"(?<![0-9/])([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})(?![0-9/])")
MONTH = re.compile(rf"\b{_MONTH}[ -]?{_ANY_YEAR}")
ISO_MONTH = re.compile(r"(?<![0-9/-])((?:19|20)[0-9]{2})-(0[1-9]|1[0-2])(?![0-9/-])")
BARE_MONTH = re.compile(rf"\b{_MONTH}")
BARE_YEAR = re.compile(_YEAR)
OUTTURN = re.compile(r"\b(?:out-?turn|year[ -]end|full year|end of year|annual)\b")


class NamedPeriod(NamedTuple):
    """A period as a text names it. ``part`` is "q2", "h1" or "sep"; ``year`` blank: the text names none. ``text``
    (where it is not made of these) is what `parse_entry` reads."""

    year: str = ""
    part: str = ""
    text: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.year or self.text)

    @property
    def written(self) -> str:
        return self.text or f"{self.year} {self.part.upper()}".strip()


class PeriodFound(NamedTuple):
    """What a text names, and what is left of it."""

    period: NamedPeriod | None
    rest: str


NONE = NamedPeriod()


@lru_cache(maxsize=8192)
def find_period(text: str) -> PeriodFound:
    """The period that a text names, with the text without it, in small letters."""
    tidy = re.sub(r"\s+", " ", text.replace("–", "-").replace("−", "-").replace("_", " ")).strip().lower()
    for find in (_day, _span, _of_year, _month):
        found = find(tidy)
        if found is not None:
            return PeriodFound(found.period, re.sub(r"[\s,;:()\[\]-]+", " ", found.rest).strip())
    return PeriodFound(None, tidy)


def _day(text: str) -> PeriodFound | None:
    if found := DAY.search(text):
        day = f"{int(found[1])} {found[2][:3]} {found[3]}"
        return PeriodFound(NamedPeriod(text=day), _without(text, found))
    if found := SLASHED_DAY.search(text):
        month = int(found[2])
        if 1 <= month <= 12:
            return PeriodFound(
                NamedPeriod(text=f"{int(found[1])} {MONTHS[month - 1]} {found[3]}"), _without(text, found)
            )
    return None


def _span(text: str) -> PeriodFound | None:
    """July to September 2026; what else the text says of it (Quarter 2, 2026/27) is taken away with it."""
    found = SPAN.search(text)
    if not found:
        return None
    rest = PART.sub(" ", SPLIT_YEAR.sub(" ", _without(text, found)))
    first, last = found[1][:3], found[3][:3]
    if found[4]:
        before = f" {found[2]}" if found[2] else ""
        return PeriodFound(NamedPeriod(text=f"{first}{before} to {last} {_full(found[4])}"), rest)
    year = _split_year(SPLIT_YEAR.search(text))
    if year:
        start = int(year[:4]) + (NAMES[first] < YearStart.APRIL)
        end = int(year[:4]) + (NAMES[last] < YearStart.APRIL)
        return PeriodFound(NamedPeriod(text=f"{first} {start} to {last} {end}"), rest)
    return None


def _of_year(text: str) -> PeriodFound | None:
    """A year, a part of one, or a part without its year."""
    year, part = SPLIT_YEAR.search(text), PART.search(text)
    named = _split_year(year)
    if year is not None and named:
        text = _without(text, year)
        part = PART.search(text)
        month = None if part else BARE_MONTH.search(text)
        if month:
            start = int(named[:4]) + (NAMES[month[1][:3]] < YearStart.APRIL)
            return PeriodFound(NamedPeriod(text=f"{month[1][:3]} {start}"), _without(text, month))
        return PeriodFound(NamedPeriod(named, _part(part)), _without(text, part))
    if part is None:
        return None
    rest = _without(text, part)
    bare = BARE_YEAR.search(rest)
    return PeriodFound(NamedPeriod(bare[1] if bare else "", _part(part)), _without(rest, bare))


def _month(text: str) -> PeriodFound | None:
    if found := ISO_MONTH.search(text):
        return PeriodFound(NamedPeriod(text=found[0]), _without(text, found))
    if found := MONTH.search(text):
        return PeriodFound(NamedPeriod(text=f"{found[1][:3]} {_full(found[2])}"), _without(text, found))
    if found := BARE_YEAR.fullmatch(OUTTURN.sub("", text).strip()):
        return PeriodFound(NamedPeriod(found[1]), _without(text, BARE_YEAR.search(text)))
    found = BARE_MONTH.match(text)
    if found and (found.end() == len(text) or found[1] not in ("may", "mar", "dec")):
        return PeriodFound(NamedPeriod(part=found[1][:3]), _without(text, found))
    return None


def _split_year(found: re.Match[str] | None) -> str:
    """2026/27 of 26/27, 2026-27 or 2026/2027; blank where the second does not follow on the first."""
    if found is None:
        return ""
    first = int(_full(found[1]))
    if int(found[2][-2:]) != (first + 1) % 100 or (len(found[1]) == 2 and int(found[1]) <= 12):
        return ""
    return f"{first}/{(first + 1) % 100:02d}{found[3] or ''}"


def _full(year: str) -> str:
    year = year.lstrip("'")
    return year if len(year) == 4 else f"20{year}" if int(year) < 80 else f"19{year}"


def _part(found: re.Match[str] | None) -> str:
    if found is None:
        return ""
    return f"{(found[1] or found[4])[0]}{found[2] or found[3]}"


def _without(text: str, found: re.Match[str] | None) -> str:
    return text if found is None else f"{text[: found.start()]} {text[found.end() :]}"


@lru_cache(maxsize=8192)
def read_named(named: NamedPeriod, year_start: YearStart) -> Period:
    """The period in the calendar of a measure. Raises PeriodError, with the readings where it could be several."""
    return parse_entry(named.written, year_start)


def is_part_of(named: NamedPeriod, period: Period) -> bool:
    """Whether a part without a year ("Q2", "Sep") is what a period is called in its year."""
    if period.kind is Kind.MONTH:
        return named.part == MONTHS[period.start.month - 1].lower()
    letter = {Kind.QUARTER: "q", Kind.HALF: "h"}.get(period.kind)
    return bool(letter) and named.part == f"{letter}{period.number}"


class SheetContext(NamedTuple):
    """What the lines above a table and the name of its sheet say: a year, and a period, each if they name just one."""

    year: str = ""
    period: NamedPeriod | None = None
    text: str = ""


def context_of(texts: list[str]) -> SheetContext:
    found = [(each.period, text) for text in texts if (each := find_period(text)).period is not None]
    years = {each.year for each, _ in found if each and each.year}
    parts = {each: text for each, text in found if each and (each.part or each.text)}
    year = years.pop() if len(years) == 1 else ""
    whole = {_filled(each, year): text for each, text in parts.items()}
    if len(whole) != 1:
        return SheetContext(year)
    (period, text), *_ = whole.items()
    return SheetContext(year, period if period.is_whole else None, text)


def _filled(named: NamedPeriod, year: str) -> NamedPeriod:
    return named if named.is_whole else named._replace(year=year)


def completed(named: NamedPeriod, context: SheetContext) -> NamedPeriod:
    """A part with the year that stands above the table."""
    if named.is_whole or not context.year:
        return named
    if named.part[:1] in "qh" and named.part[1:].isdigit():
        return named._replace(year=context.year)
    found = find_period(f"{named.part} {context.year}").period
    return found or named


def fault_of(text: str) -> str:
    """Why a heading that looks like a period is none; blank where it does not look like one."""
    found = find_period(text).period
    if found is None or not found.is_whole:
        return ""
    try:
        parse_period(found.written)
    except PeriodError as error:
        return str(error)
    return ""
