"""Rows as they were read, before anyone asks what they mean."""

from __future__ import annotations

from typing import Any, NamedTuple


class FileRow(NamedTuple):
    """The texts of one row, and its number as a spreadsheet shows it (the header is row 1)."""

    number: int
    cells: list[str]


class Remark(NamedTuple):
    """What is said of a row (None: of the whole sheet) and column, once the sheet is taken as a table."""

    row: int | None
    column: str
    message: str


class CellGrid(NamedTuple):
    """``separator`` is what stood between the cells of a text file. ``faults`` are refused and ``remarks`` told where
    the grid is taken as a table; ``is_whole`` is false where its rows could not be read."""

    header: list[str]
    rows: list[FileRow]
    separator: str = ","
    faults: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()
    is_hidden: bool = False
    is_whole: bool = True


def from_plain(value: list[Any]) -> CellGrid:
    """A grid that went through JSON, which knows lists only."""
    header, rows, separator, faults, remarks, is_hidden, is_whole = value
    return CellGrid(
        header, [FileRow(*each) for each in rows], separator, tuple(Remark(*each) for each in faults),
        tuple(Remark(*each) for each in remarks), is_hidden, is_whole,
    )  # fmt: skip
