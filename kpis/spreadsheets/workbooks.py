"""Sheets of an .xlsx or .ods workbook as rows of text: what a person sees in the cells, without floating-point noise.

A number is taken at 15 significant digits, as spreadsheets print it; in a cell with a percent format 0.6 is 60%. A
date in a column of periods is its month.
"""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from kpis.domain.numbers import HUNDRED, plain
from kpis.spreadsheets import marks_ods, marks_xlsx
from kpis.spreadsheets.archives import Protected, check_archive
from kpis.spreadsheets.limits import Limits, TooLarge
from kpis.spreadsheets.marks import Marks
from kpis.spreadsheets.problems import ImportNotes
from kpis.spreadsheets.rows import CellGrid, FileRow
from kpis.spreadsheets.tables import PERIOD_COLUMNS, TABLES, usual_heading

WORKBOOKS = {".xlsx": marks_xlsx, ".ods": marks_ods}
UNREADABLE = "cannot be read as a workbook: is it damaged, or protected by a password?"
FORMULA = "is a formula without a value: open the workbook in a spreadsheet program and save it, or paste the values"


def read_workbook(
    file: BinaryIO, name: str, kind: str, notes: ImportNotes, limits: Limits
) -> Iterator[tuple[str, CellGrid | None]]:
    """The name of each sheet with its rows; a sheet that cannot be read, or the whole file, is refused in ``notes``.

    ``kind`` is .xlsx or .ods.
    """
    try:
        check_archive(file, limits)
        marks = WORKBOOKS[kind].read_marks(file, limits)
        file.seek(0)
        book = CalamineWorkbook.from_filelike(file)
        sheets = [book.get_sheet_by_name(each) for each in book.sheet_names]
    except TooLarge as error:
        return notes.refuse(name, None, "", str(error))
    except (CalamineError, zipfile.BadZipFile, Protected, KeyError, ValueError, SyntaxError, OSError):
        return notes.refuse(name, None, "", UNREADABLE)
    for sheet in sheets:
        found = marks.get(sheet.name, Marks())
        yield sheet.name, _grid(sheet, found, f"{name} sheet {sheet.name}", notes, limits)


def _grid(sheet: CalamineSheet, marks: Marks, label: str, notes: ImportNotes, limits: Limits) -> CellGrid | None:
    values = sheet.to_python(skip_empty_area=False)
    if not values:
        return CellGrid([], [])
    header = [_text(value, "", False).strip() for value in values[0]]
    if (name := sheet.name.strip().lower()) not in TABLES:
        return CellGrid(header, [])
    if limits.forgiving:
        header = [usual_heading(each) for each in header]
    if marks.merged or sheet.merged_cell_ranges:
        notes.refuse(label, None, "", _merged(marks, sheet))
        notes.unsure.add(name)
        return None
    if len(values) > limits.rows + 1:
        notes.refuse(label, None, "", f"has more than {limits.rows:,} rows: split it by measures")
        return None
    _refuse_formulas(header, values, marks, label, notes)
    return CellGrid(
        header, [FileRow(at + 1, _texts(at, cells, header, marks)) for at, cells in enumerate(values) if at]
    )


def _merged(marks: Marks, sheet: CalamineSheet) -> str:
    ranges = marks.merged or sheet.merged_cell_ranges or [((0, 0), (0, 0))]
    row = min(start[0] for start, _ in ranges) + 1
    what = "its header has" if row == 1 else f"row {row} has"
    return f"{what} merged cells: undo the merge, so that each column has one heading and each row its own cells"


def _refuse_formulas(
    header: Sequence[str], values: list[list[Any]], marks: Marks, label: str, notes: ImportNotes
) -> None:
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
