"""Sheets of an .xlsx or .ods workbook as rows of text: what a person sees in the cells, without floating-point noise.

A number is taken at 15 significant digits, as spreadsheets print it; in a cell with a percent format 0.6 is 60%. A
date in a column of periods is its month.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from kpis.domain.figures import HUNDRED, plain
from kpis.imports import marks_ods, marks_xlsx
from kpis.imports.marks import Marks, TooLarge
from kpis.imports.problems import Notes
from kpis.imports.rows import Grid, Row
from kpis.imports.tables import MOST_ROWS, PERIOD_COLUMNS, TABLES

WORKBOOKS = {".xlsx": marks_xlsx, ".ods": marks_ods}
MOST_UNPACKED = 200 * 1024 * 1024
FORMULA = "is a formula without a value: open the workbook in a spreadsheet program and save it, or paste the values"


def read_workbook(path: Path, notes: Notes) -> Iterator[tuple[str, Grid | None]]:
    """The name of each sheet with its rows; a sheet that cannot be read, or the whole file, is refused in ``notes``."""
    try:
        _check_size(path)
        marks = WORKBOOKS[path.suffix.lower()].read_marks(path)
        book = CalamineWorkbook.from_path(path)
    except TooLarge as error:
        return notes.refuse(path.name, None, "", str(error))
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, SyntaxError, OSError):
        return notes.refuse(
            path.name, None, "", "cannot be read as a workbook: is it damaged, or protected by a password?"
        )
    for name in book.sheet_names:
        yield name, _grid(book.get_sheet_by_name(name), marks.get(name, Marks()), f"{path.name} sheet {name}", notes)


def _check_size(path: Path) -> None:
    """A small file can unpack to gigabytes: what it says it unpacks to is capped before anything is unpacked."""
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise TooLarge(f"unpacks to {unpacked:,} bytes; at most {MOST_UNPACKED:,} are read: split it by measures")


def _grid(sheet: CalamineSheet, marks: Marks, label: str, notes: Notes) -> Grid | None:
    values = sheet.to_python(skip_empty_area=False)
    if not values:
        return Grid([], [])
    header = [_text(value, "", False).strip() for value in values[0]]
    if (name := sheet.name.strip().lower()) not in TABLES:
        return Grid(header, [])
    if marks.merged or sheet.merged_cell_ranges:
        notes.refuse(label, None, "", _merged(marks, sheet))
        notes.unsure.add(name)
        return None
    if len(values) > MOST_ROWS + 1:
        notes.refuse(label, None, "", f"has more than {MOST_ROWS:,} rows: split it by measures")
        return None
    _refuse_formulas(header, values, marks, label, notes)
    return Grid(header, [Row(at + 1, _texts(at, cells, header, marks)) for at, cells in enumerate(values) if at])


def _merged(marks: Marks, sheet: CalamineSheet) -> str:
    ranges = marks.merged or sheet.merged_cell_ranges or [((0, 0), (0, 0))]
    row = min(start[0] for start, _ in ranges) + 1
    what = "its header has" if row == 1 else f"row {row} has"
    return f"{what} merged cells: undo the merge, so that each column has one heading and each row its own cells"


def _refuse_formulas(header: Sequence[str], values: list[list[Any]], marks: Marks, label: str, notes: Notes) -> None:
    for row, column in sorted(marks.formulas):
        if row < len(values) and column < len(values[row]) and values[row][column] == "":
            notes.refuse(label, row + 1, header[column] or f"column {column + 1}", FORMULA)


def _texts(at: int, cells: list[Any], header: Sequence[str], marks: Marks) -> list[str]:
    return [_text(cell, header[column], (at, column) in marks.percents) for column, cell in enumerate(cells)]


def _text(value: Any, column: str, percent: bool) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        number = Decimal(f"{value:.15g}")
        return f"{plain(number * HUNDRED)}%" if percent else plain(number)
    if isinstance(value, dt.date | dt.datetime):
        return f"{value:%Y-%m}" if column in PERIOD_COLUMNS else f"{value:%Y-%m-%d}"
    return str(value)
