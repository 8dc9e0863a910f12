"""Rows as they were read, before anyone asks what they mean."""

from __future__ import annotations

from typing import NamedTuple


class FileRow(NamedTuple):
    """The texts of one row, and its number as a spreadsheet shows it (the header is row 1)."""

    number: int
    cells: list[str]


class CellGrid(NamedTuple):
    """``separator`` is what stood between the cells of a text file."""

    header: list[str]
    rows: list[FileRow]
    separator: str = ","
