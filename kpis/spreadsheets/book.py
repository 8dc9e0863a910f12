"""A workbook as both kinds of it are written from: a cover, and tables, one a sheet."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import NamedTuple

from kpis.domain.harmless import harmless
from kpis.domain.numbers import plain

Cell = str | Decimal | None
LANGUAGE = "en-GB"
MAKER = "Scrutiny"
LOOKED_AT = 200
"""Rows that say how wide a column has to be."""
NARROWEST, WIDEST = 9, 70
"""Widths in characters."""


class ShareCell(Decimal):
    """A figure of a share from 0 to 1. In a workbook it stands in a percent format: a plain 0.6 may be meant as 60%."""


class SheetTable(NamedTuple):
    """What a sheet holds: its name, columns and rows. Row 1 is the header, where other programs look for it."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Mapping[str, Cell]]

    def widths(self) -> list[int]:
        """How wide its columns have to be, in characters."""
        seen = list(islice(self.rows, LOOKED_AT))
        return [_width([column, *(_shown(row[column]) for row in seen)]) for column in self.columns]


def _shown(cell: Cell) -> str:
    return plain(cell) if isinstance(cell, Decimal) else cell or ""


def _width(texts: Sequence[str]) -> int:
    longest = max(len(line) for text in texts for line in (text.splitlines() or [""]))
    return min(max(longest + 2, NARROWEST), WIDEST)


class Book(NamedTuple):
    """A workbook. The cover's first line is its title; ``made`` is when it was asked for (None: not said)."""

    cover: Sequence[str]
    tables: Sequence[SheetTable]
    made: dt.datetime | None = None

    @property
    def title(self) -> str:
        return self.cover[0] if self.cover else ""


def as_text(cell: Cell) -> str:
    """A cell of a text file: a plain number, or text that no spreadsheet will run as a formula."""
    if cell is None:
        return ""
    return plain(cell) if isinstance(cell, Decimal) else harmless(cell)
