"""What the values of a workbook do not say: which cells are percentages, formulas or merged."""

from __future__ import annotations

from dataclasses import dataclass, field

from kpis.spreadsheets.limits import Limits, TooLarge

MOST_CELLS = 4_000_000

Cell = tuple[int, int]
"""Row and column of a cell, both from 0."""


@dataclass
class Marks:
    percents: set[Cell] = field(default_factory=set)
    formulas: set[Cell] = field(default_factory=set)
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
        if self.columns > self.limits.columns or self.rows * self.columns > MOST_CELLS:
            raise TooLarge(
                f"has a sheet of {self.rows:,} rows and {self.columns:,} columns: delete what is far to the right"
            )
