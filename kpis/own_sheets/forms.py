"""A file that an officer brings as sheets of cells: what each of them says, as a person sees it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from pathlib import PurePath
from typing import NamedTuple

from kpis.domain.cells import cell_name
from kpis.domain.harmless import as_typed
from kpis.domain.shorthand import NUMBER
from kpis.interchange.forms_frames import (
    ERRORS,
    LINE_BREAKS,
    SEMICOLON,
    UNPRINTABLE,
    decimal_comma_text,
    error_text,
    unprintable_text,
)
from kpis.own_sheets.rules_grid import Row, SheetCell, SheetGrid, with_merges
from kpis.spreadsheets.brought import sheets_by
from kpis.spreadsheets.csv_files import read_records
from kpis.spreadsheets.kinds import is_archive
from kpis.spreadsheets.limits import BROWSER, Limits
from kpis.spreadsheets.loose import LooseSheet, Value, from_packed, from_texts
from kpis.spreadsheets.marks import AS_IT_IS, RowMarks, Shown
from kpis.spreadsheets.tables import LONGEST_TEXT
from kpis.spreadsheets.values import Misread, as_shown, as_text, exact, is_computed, scaled_text, text_of
from kpis.spreadsheets.workbooks import FORMULA, UNMARKED

READ = "kpis.spreadsheets.loose:in_child"


class SheetsRead(NamedTuple):
    """``warnings`` are said of the file as a whole."""

    grids: list[SheetGrid]
    warnings: list[str]


def read_sheets(name: str, content: bytes, limits: Limits = BROWSER) -> SheetsRead:
    """The sheets of an .xlsx or .ods workbook, or of a text file. Raises NotRead, TooLarge or Unreadable."""
    if is_archive(content, limits):
        sheets = [from_packed(each) for each in sheets_by(READ, content, limits)]
        return SheetsRead([_grid(each, limits) for each in sheets], [])
    text = read_records(content, limits)
    written = f"is read in the letters {text.written}: look at quotation marks, £ and accents" if text.written else ""
    sheet = from_texts(PurePath(name).stem, text.records, text.separator)
    return SheetsRead([_grid(sheet, limits)], [written] if written else [])


def _grid(sheet: LooseSheet, limits: Limits) -> SheetGrid:
    rows = [_row(sheet, at, values) for at, values in enumerate(sheet.rows)]
    hidden = frozenset(at for at, marks in sheet.marks.rows.items() if marks.is_hidden)
    grid = SheetGrid(sheet.name, rows, hidden=hidden, is_hidden=sheet.is_hidden)
    return with_merges(grid, sheet.marks.merged, limits.columns)


def _row(sheet: LooseSheet, at: int, values: dict[int, Value]) -> Row:
    marks = sheet.marks.rows.get(at, UNMARKED)
    places: Iterable[int] = values
    if marks.errors or marks.unvalued or marks.fills:
        places = {*values, *marks.errors, *marks.unvalued, *marks.fills}
    return {place: _cell(sheet, at, place, values.get(place, ""), marks) for place in places}


def _cell(sheet: LooseSheet, at: int, place: int, value: Value, marks: RowMarks) -> SheetCell:
    light = marks.fills.get(place, "")
    if error := marks.errors.get(place, ""):
        return SheetCell(error, fault=error_text(cell_name(at, place), error), light=light)
    if value == "" and place in marks.unvalued:
        return SheetCell(fault=FORMULA, light=light)
    if isinstance(value, str):
        return _text(sheet, at, place, value, light)
    shown = marks.shown.get(place, AS_IT_IS)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, shown, place in marks.computed, light)
    return SheetCell(text_of(value, "", shown), is_date=isinstance(value, dt.date), light=light)


def _text(sheet: LooseSheet, at: int, place: int, value: str, light: str) -> SheetCell:
    text = as_typed(value.strip())
    if ERRORS.fullmatch(text):
        return SheetCell(text, fault=error_text(cell_name(at, place), text), light=light)
    clean = LINE_BREAKS.sub("\n", UNPRINTABLE.sub("", text))[:LONGEST_TEXT]
    return SheetCell(clean, fault=_fault(sheet, text), light=light)


def _fault(sheet: LooseSheet, text: str) -> str:
    if found := UNPRINTABLE.search(text):
        return unprintable_text(found[0])
    if len(text) > LONGEST_TEXT:
        return f"has {len(text):,} characters; at most {LONGEST_TEXT:,} are kept"
    if sheet.separator == SEMICOLON and "," in text and NUMBER.fullmatch(text):
        return decimal_comma_text(text)
    return ""


def _number(value: float, shown: Shown, by_formula: bool, light: str) -> SheetCell:
    """A number that was typed has all its digits; one that was worked out is also what its cell shows of it."""
    number = exact(value, shown)
    computed = is_computed(number, by_formula, "value")
    text = as_text(as_shown(number, shown, True) if computed else number, shown)
    scaled = scaled_text(number, shown) if shown.thousands else ""
    reference, misread = _reference(value, shown)
    seen = as_text(as_shown(number, shown, False), shown) if computed else ""
    return SheetCell(text, seen, True, False, reference, misread, "", scaled, light)


def _reference(value: float, shown: Shown) -> tuple[str, str]:
    """What a number says as a reference, or why it says none."""
    if shown is AS_IT_IS and Decimal(f"{value:.15g}") % 1 == 0:
        return as_text(exact(value, shown), shown), ""
    try:
        return text_of(value, "ref", shown), ""
    except Misread as error:
        return "", str(error)
