"""What the values of a workbook do not say: how cells show them, which are formulas, errors, merged or hidden."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import NamedTuple

from kpis.domain.numbers import ZERO
from kpis.spreadsheets.limits import MOST_FORMATS, Limits, TooLarge

Cell = tuple[int, int]
"""Row and column of a cell, both from 0."""

LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
PLAIN_NUMBER = re.compile(r"[^0#?.,]*([0#?][0#?,]*)?(?:\.([0#?]*))?[^0#?.,]*")
SCALED = re.compile(r"[0#?](,+)(?![0#?,.])")
FIRST_NUMBER = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?", re.ASCII)
DISPLAYED = re.compile(r"[-−]?£?((?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+))(?:\.([0-9]+))?\s?%?", re.ASCII)


class Shown(NamedTuple):
    """How a cell shows a number: as a percentage, with so many decimals (None: as many as there are), with at least so
    many digits before the point, and so many thousandfolds smaller than it is."""

    percent: bool = False
    places: int | None = None
    digits: int = 0
    thousands: int = 0


AS_IT_IS = Shown()


@lru_cache(maxsize=4096)
def shown_by(code: str) -> Shown:
    """How an Excel number format shows a number. One with dates, fractions, powers or thousands says no decimals."""
    first = LITERAL.sub("", _first_section(code))
    percent = "%" in first
    if scaled := SCALED.search(first):
        return Shown(percent, thousands=len(scaled[1]))
    found = PLAIN_NUMBER.fullmatch(first.replace("%", ""))
    if not found or not (found[1] or found[2]) or (found[1] or "").endswith(",") or re.search(r"[A-Za-z/]", first):
        return Shown(percent)
    return Shown(percent, len(found[2] or ""), (found[1] or "").count("0"))


def _first_section(code: str) -> str:
    """The part for positive numbers: up to a semicolon that is in no quotation marks."""
    found = re.match(r'(?:"[^"]*"|\\.|[^;"])*', code)
    return found[0] if found else ""


def shown_as(text: str, percent: bool, value: str = "") -> Shown:
    """How a cell shows its number, by the text that a spreadsheet program kept beside it."""
    if thousands := _thousands(text, value):
        return Shown(percent, thousands=thousands)
    found = DISPLAYED.fullmatch(text.strip())
    if not found:
        return Shown(percent)
    digits = len(found[1]) if found[1].startswith("0") and len(found[1]) > 1 else 0
    return Shown(percent, len(found[2] or ""), digits)


def _thousands(text: str, value: str) -> int:
    """How many thousandfolds smaller a cell's text is than the number that it holds: £38.9m for 38900000 is two."""
    found = FIRST_NUMBER.search(text)
    try:
        shown, held = Decimal(found[0].replace(",", "")) if found else ZERO, abs(Decimal(value or 0))
    except InvalidOperation:
        return 0
    if not found or not held.is_finite():
        return 0
    last = Decimal(1).scaleb(-len(found[0].partition(".")[2]))
    scales = (each for each in range(1, 4) if shown and abs(held / 1000**each - shown) * 2 <= last)
    return next(scales, 0) if abs(held - shown) * 2 > last else 0


@dataclass
class RowMarks:
    """The marks of a row, by column. ``unvalued`` are formulas that nobody worked out, ``errors`` what stands in cells
    such as #DIV/0!, ``fills`` the colours of traffic lights behind cells (see `light_of`)."""

    shown: dict[int, Shown] = field(default_factory=dict)
    computed: set[int] = field(default_factory=set)
    unvalued: set[int] = field(default_factory=set)
    errors: dict[int, str] = field(default_factory=dict)
    fills: dict[int, str] = field(default_factory=dict)
    is_hidden: bool = False

    def __bool__(self) -> bool:
        return bool(self.shown or self.computed or self.unvalued or self.errors or self.fills or self.is_hidden)


@dataclass
class Marks:
    """``rows`` has those that have marks."""

    rows: dict[int, RowMarks] = field(default_factory=dict)
    merged: list[tuple[Cell, Cell]] = field(default_factory=list)


@dataclass
class Extent:
    """How far the filled cells of a sheet reach: it would be laid out in full, blank cells and all."""

    limits: Limits
    rows: int = 0
    columns: int = 0

    def take(self, row: int, column: int) -> None:
        """Count in a cell; both from 0. Raises TooLarge."""
        if row < self.rows and column < self.columns:
            return
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, column + 1)
        if self.rows > self.limits.rows + 1:
            most = f"has more than {self.limits.rows:,} rows in a sheet"
            raise TooLarge(f"{most}: split it by measures, or delete what is far below")
        if self.columns > self.limits.columns or self.rows * self.columns > self.limits.cells:
            raise TooLarge(
                f"has a sheet of {self.rows:,} rows and {self.columns:,} columns: delete what is far to the right"
            )


@dataclass
class Count:
    """How many formats a workbook declares."""

    formats: int = 0

    def take(self) -> None:
        """Count in one. Raises TooLarge."""
        self.formats += 1
        if self.formats > MOST_FORMATS:
            most = f"declares more than {MOST_FORMATS:,} formats, fonts and borders"
            raise TooLarge(f"{most}, which no spreadsheet program keeps: copy the values into a new workbook")
