"""A sheet as it lies before a person: its filled cells by row and column, both counted from 0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

MOST_MERGED = 200_000
"""Cells of merged ranges that are looked at."""
Place = tuple[int, int]


class SheetCell(NamedTuple):
    """``text`` has all digits of a number ("56.5%"), ``shown`` those that its cell shows where a formula made it.
    ``reference`` is what a number says as a reference (``misread``: why it says none); ``fault`` is why nothing can be
    taken from the cell, ``scaled`` what is asked of a number that the cell shows thousandfold smaller, ``light`` the
    colour behind it."""

    text: str = ""
    shown: str = ""
    is_number: bool = False
    is_date: bool = False
    reference: str = ""
    misread: str = ""
    fault: str = ""
    scaled: str = ""
    light: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.fault

    @property
    def heading(self) -> str:
        """As a heading or a period has it: a date is its month."""
        return self.text[:7] if self.is_date else self.text


BLANK = SheetCell()
Row = dict[int, SheetCell]


class SheetGrid(NamedTuple):
    """``origins`` say for the cells of merged ranges where the text that a person sees in them stands, ``wide`` are
    those merged across columns; ``hidden`` are rows that the workbook hides, or a filter of it."""

    name: str
    rows: Sequence[Row]
    origins: Mapping[Place, Place] = {}
    wide: frozenset[Place] = frozenset()
    hidden: frozenset[int] = frozenset()
    is_hidden: bool = False

    def cell(self, row: int, column: int) -> SheetCell:
        return self.rows[row].get(column, BLANK) if 0 <= row < len(self.rows) else BLANK

    def seen(self, row: int, column: int) -> SheetCell:
        """What a person sees there: the first cell of a merged range in all of its cells."""
        return self.cell(*self.origins.get((row, column), (row, column)))

    def filled(self, row: int) -> Iterator[tuple[int, SheetCell]]:
        """The cells of a row that say something, from the left."""
        return ((place, cell) for place, cell in sorted(self.rows[row].items()) if not cell.is_blank)

    def is_empty(self, row: int) -> bool:
        return all(cell.is_blank for cell in self.rows[row].values())

    def text(self, row: int) -> str:
        """What stands in a row, for a list of rows."""
        return " | ".join(cell.text for _, cell in self.filled(row) if cell.text)


def with_merges(grid: SheetGrid, merged: Sequence[tuple[Place, Place]], most_columns: int) -> SheetGrid:
    """The grid with its merged ranges, as far as they lie within what is read."""
    origins: dict[Place, Place] = {}
    wide: set[Place] = set()
    for (top, left), (bottom, right) in merged:
        rows, columns = range(top, min(bottom + 1, len(grid.rows))), range(left, min(right + 1, most_columns))
        if len(origins) + len(rows) * len(columns) > MOST_MERGED:
            break
        origins.update(dict.fromkeys(product(rows, columns), (top, left)))
        wide.update(product(rows, columns) if right > left else ())
    return grid._replace(origins=origins, wide=frozenset(wide))


class LeftAlone(NamedTuple):
    """What is not taken: ``row`` as a spreadsheet counts (None: the whole sheet), the text that stands there, why."""

    sheet: str
    row: int | None
    text: str
    why: str


class CellFault(NamedTuple):
    """What must be put right before anything is taken: in which cell (blank: the sheet), and the remedy."""

    sheet: str
    cell: str
    message: str
