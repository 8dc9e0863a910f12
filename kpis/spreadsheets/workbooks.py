"""Sheets of an .xlsx or .ods workbook as rows of text, as a person sees them. Imports no database and no pandas.

An uploaded workbook is read by ``in_child``, in a process of its own (kpis.spreadsheets.confined).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, BinaryIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from kpis.spreadsheets import marks_ods, marks_xlsx
from kpis.spreadsheets.archives import Protected, check_archive
from kpis.spreadsheets.kinds import UNREADABLE, NotRead, workbook_kind
from kpis.spreadsheets.limits import Limits, TooLarge
from kpis.spreadsheets.marks import AS_IT_IS, Marks, RowMarks
from kpis.spreadsheets.markup import DEEPEST, Declared, Nested
from kpis.spreadsheets.rows import CellGrid, FileRow, Remark
from kpis.spreadsheets.tables import NUMBER_COLUMNS, TABLES, figures_with, usual_heading
from kpis.spreadsheets.values import PARTS, Misread, as_shown, as_text, exact, is_computed, scaled_text, text_of

WORKBOOKS = {".xlsx": marks_xlsx, ".ods": marks_ods}
FORMULA = "is a formula without a value: open the workbook in a spreadsheet program and save it, or paste the values"
HIDDEN = "is hidden in the workbook"
MOST_NAMED = 5
UNMARKED = RowMarks()
Sheets = list[tuple[str, CellGrid]]


def in_child(content: bytes, limits: Sequence[Any]) -> dict[str, Any]:
    """The sheets of an uploaded workbook as JSON can carry them, or why it is refused."""
    try:
        allowed = Limits(*limits)
        kind = workbook_kind(content, allowed)
        return {"sheets": _sheets(io.BytesIO(content), kind, allowed)}
    except (NotRead, TooLarge) as error:
        return {"refused": str(error)}


def read_workbook(file: BinaryIO, kind: str, limits: Limits) -> Sheets:
    """The name of each sheet with its rows. ``kind`` is .xlsx or .ods. Raises NotRead or TooLarge."""
    try:
        check_archive(file, limits)
    except TooLarge:
        raise
    except (zipfile.BadZipFile, Protected, ValueError, OSError) as error:
        raise NotRead(UNREADABLE) from error
    return _sheets(file, kind, limits)


def _sheets(file: BinaryIO, kind: str, limits: Limits) -> Sheets:
    with told_apart():
        return [
            (sheet.name, _grid(sheet, marks, limits)._replace(is_hidden=is_hidden))
            for sheet, marks, is_hidden in opened(file, kind, limits)
        ]


def opened(file: BinaryIO, kind: str, limits: Limits) -> Iterator[tuple[CalamineSheet, Marks, bool]]:
    """Each sheet of cells with what is said of them beside their values, and whether it is hidden. To be read within
    ``told_apart``."""
    marks = WORKBOOKS[kind].read_marks(file, limits)
    file.seek(0)
    book = CalamineWorkbook.from_filelike(file)
    for each in book.sheets_metadata:
        if each.typ == SheetTypeEnum.WorkSheet:
            is_hidden = each.visible != SheetVisibleEnum.Visible
            yield book.get_sheet_by_name(each.name), marks.get(each.name, Marks()), is_hidden


@contextmanager
def told_apart() -> Iterator[None]:
    """Whatever goes wrong while a workbook is read, as NotRead or TooLarge."""
    try:
        yield
    except TooLarge:
        raise
    except Nested as error:
        levels = f"nests its parts more than {DEEPEST} levels deep, which no spreadsheet program does"
        raise TooLarge(f"{levels}: copy the table into a new workbook") from error
    except Declared as error:
        raise TooLarge("declares a document type or entities, which no spreadsheet needs: save it again") from error
    except (CalamineError, zipfile.BadZipFile, KeyError, ValueError, OSError, NotImplementedError) as error:
        raise NotRead(UNREADABLE) from error


def _grid(sheet: CalamineSheet, marks: Marks, limits: Limits) -> CellGrid:
    values = sheet.to_python(skip_empty_area=False)
    if not values:
        return CellGrid([], [])
    header = [text_of(value, "", AS_IT_IS).strip() for value in values[0]]
    usual = [usual_heading(each) for each in header] if limits.forgiving else header
    is_table = sheet.name.strip().lower() in TABLES or (limits.forgiving and figures_with(usual))
    if not is_table:
        return CellGrid(header, [])
    if marks.merged or sheet.merged_cell_ranges:
        return CellGrid(usual, [], faults=(Remark(None, "", _merged(marks, sheet)),), is_whole=False)
    if len(values) > limits.rows + 1:
        return CellGrid(usual, [], faults=(Remark(None, "", _too_long(limits)),), is_whole=False)
    return _Laid(usual, marks).grid(values)


def _too_long(limits: Limits) -> str:
    return f"has more than {limits.rows:,} rows: split it by measures"


def _merged(marks: Marks, sheet: CalamineSheet) -> str:
    ranges = marks.merged or sheet.merged_cell_ranges or [((0, 0), (0, 0))]
    row = min(start[0] for start, _ in ranges) + 1
    what = "its header has" if row == 1 else f"row {row} has"
    return f"{what} merged cells: undo the merge, so that each column has one heading and each row its own cells"


class _Laid:
    """A sheet's rows as they are laid out as texts, with what is found on the way."""

    def __init__(self, header: list[str], marks: Marks) -> None:
        self.header, self.marks = header, marks
        self.parts = [place for place, name in enumerate(header) if name in PARTS]
        self.faults: list[Remark] = []
        self.remarks: list[Remark] = []
        self.rounded: list[str] = []
        self.hidden = 0

    def grid(self, values: list[list[Any]]) -> CellGrid:
        rows = [FileRow(at + 1, self._row(at, cells)) for at, cells in enumerate(values) if at]
        whole = [*self._hidden_rows(), *self._computed_figures()]
        return CellGrid(self.header, rows, faults=tuple(self.faults), remarks=(*whole, *self.remarks))

    def _row(self, at: int, cells: list[Any]) -> list[str]:
        marks = self.marks.rows.get(at, UNMARKED)
        has_parts = len(self.parts) == len(PARTS) and all(cells[place] != "" for place in self.parts)
        texts = [self._cell(at, place, value, marks, has_parts) for place, value in enumerate(cells)]
        if marks.is_hidden and any(text.strip() for text in texts):
            self.hidden += 1
            self.remarks.append(Remark(at + 1, "", f"{HIDDEN}: is it meant to be brought in?"))
        return texts

    def _cell(self, at: int, place: int, value: Any, marks: RowMarks, has_parts: bool) -> str:
        column, shown = self.header[place], marks.shown.get(place, AS_IT_IS)
        if place in marks.errors:
            return marks.errors[place]
        if value == "" and place in marks.unvalued:
            self.faults.append(Remark(at + 1, column or f"column {place + 1}", FORMULA))
        if isinstance(value, int | float) and not isinstance(value, bool):
            number = exact(value, shown)
            if shown.thousands and column in NUMBER_COLUMNS:
                self.remarks.append(Remark(at + 1, column, scaled_text(number, shown)))
            if is_computed(number, place in marks.computed, column):
                taken = as_shown(number, shown, has_parts)
                if taken != number and not has_parts:
                    self.rounded.append(f"{as_text(number, shown)} in row {at + 1} as {as_text(taken, shown)}")
                return as_text(taken, shown)
        try:
            return text_of(value, column, shown)
        except Misread as error:
            self.faults.append(Remark(at + 1, column, str(error)))
            return str(value)

    def _hidden_rows(self) -> list[Remark]:
        if not self.hidden:
            return []
        rows = "1 row that is" if self.hidden == 1 else f"{self.hidden:,} rows that are"
        return [Remark(None, "", f"has {rows} hidden in the workbook: each is marked below")]

    def _computed_figures(self) -> list[Remark]:
        """Which numbers were taken as their cells show them, the first few by name."""
        if not self.rounded:
            return []
        many = len(self.rounded)
        figures = "1 computed figure is" if many == 1 else f"{many:,} computed figures are"
        more = f" and {many - MOST_NAMED:,} more" if many > MOST_NAMED else ""
        return [Remark(None, "", f"{figures} taken as shown: {', '.join(self.rounded[:MOST_NAMED])}{more}")]
