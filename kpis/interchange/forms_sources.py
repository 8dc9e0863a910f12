"""Where an import comes from: a folder of CSV files, or one workbook with a sheet a table."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from kpis.interchange.forms_frames import TableSheet, sheet_of
from kpis.spreadsheets.csv_files import read_csv
from kpis.spreadsheets.kinds import NotRead
from kpis.spreadsheets.limits import COMMAND, Limits, TooLarge
from kpis.spreadsheets.problems import ImportNotes
from kpis.spreadsheets.rows import CellGrid
from kpis.spreadsheets.tables import COVER, GUIDE, TABLES, InterchangeTable, figures_with
from kpis.spreadsheets.workbooks import WORKBOOKS, Sheets, read_workbook

IDENTIFYING = {"ref", "slug"}
"""A sheet or file with one of these headings was meant as a table, whatever it is called."""


class ImportSource(NamedTuple):
    """``name`` is that of the folder or file, ``stem`` what may name the council where no table does."""

    name: str
    stem: str
    sheets: dict[str, TableSheet]
    is_workbook: bool = False

    def file_of(self, table: str) -> str:
        """The file that a table came from, for the record of what was imported."""
        return self.name if self.is_workbook else self.sheets[table].label


def read_source(path: Path, notes: ImportNotes) -> ImportSource:
    """Every table that the folder or workbook holds; what cannot be read is in ``notes``."""
    if path.is_dir():
        return _found(ImportSource(path.resolve().name, path.resolve().name, _of_folder(path, notes)), notes)
    if not path.exists():
        notes.refuse(str(path), None, "", "is not there: name a folder of CSV files or an .xlsx or .ods workbook")
    elif path.suffix.lower() in WORKBOOKS:
        return _found(ImportSource(path.name, path.stem, _of_workbook(path, notes), True), notes)
    elif path.suffix.lower() == ".csv":
        notes.refuse(path.name, None, "", "is one table: name the folder that holds it")
    else:
        notes.refuse(path.name, None, "", "is neither a folder of CSV files nor an .xlsx or .ods workbook")
    return ImportSource(path.name, path.stem, {})


def _found(source: ImportSource, notes: ImportNotes) -> ImportSource:
    if not source.sheets and not notes.errors:
        what = "sheet" if source.is_workbook else "CSV file"
        notes.refuse(source.name, None, "", f"holds no table: it needs a {what} called one of {', '.join(TABLES)}")
    return source


def _of_folder(folder: Path, notes: ImportNotes) -> dict[str, TableSheet]:
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    grids = ((path.stem, path.name, _csv(path, notes)) for path in paths if not path.name.startswith("."))
    return sheets_of(grids, notes, COMMAND, from_workbook=False)


def _csv(path: Path, notes: ImportNotes) -> CellGrid | None:
    with path.open("rb") as file:
        return read_csv(file, path.name, notes, COMMAND)


def _of_workbook(path: Path, notes: ImportNotes) -> dict[str, TableSheet]:
    with path.open("rb") as file:
        try:
            found = read_workbook(file, path.suffix.lower(), COMMAND)
        except (NotRead, TooLarge) as error:
            notes.refuse(path.name, None, "", str(error))
            return {}
    return sheets_in(found, path.name, notes, COMMAND)


def sheets_in(found: Sheets, name: str, notes: ImportNotes, limits: Limits) -> dict[str, TableSheet]:
    """The tables of a workbook by their names: those that can be seen first, and those called as their table is."""
    grids = [(sheet, f"{name} sheet {sheet}", grid) for sheet, grid in found]
    grids.sort(key=lambda each: (each[2].is_hidden, _named(each[0]) is None))
    return sheets_of(grids, notes, limits, from_workbook=True)


def _named(name: str) -> InterchangeTable | None:
    return TABLES.get(name.strip().lower())


def sheets_of(
    grids: Iterable[tuple[str, str, CellGrid | None]], notes: ImportNotes, limits: Limits, from_workbook: bool
) -> dict[str, TableSheet]:
    """Each table of these: its name, how messages call it, and its rows (None: could not be read)."""
    sheets: dict[str, TableSheet] = {}
    seen: dict[str, str] = {}
    for name, label, grid in grids:
        table = _named(name) or _meant(grid, limits)
        if grid is not None and grid.is_hidden and (table is None or table.name in seen):
            notes.warn(label, None, "", "is hidden, and was left alone")
        elif table is None:
            _left_alone(label, grid, notes)
        elif table.name in seen:
            notes.refuse(label, None, "", f"is the table {table.name} a second time, after {seen[table.name]}")
        else:
            seen[table.name] = label
            _add(sheets, table, label, grid, notes, limits, from_workbook)
    return sheets


def _meant(grid: CellGrid | None, limits: Limits) -> InterchangeTable | None:
    """The table of figures that a sheet holds by its headings, whatever it is called; one that is hidden is none."""
    if grid is None or grid.is_hidden or not limits.forgiving:
        return None
    table = figures_with(grid.header)
    return TABLES[table] if table else None


def _add(
    sheets: dict[str, TableSheet],
    table: InterchangeTable,
    label: str,
    grid: CellGrid | None,
    notes: ImportNotes,
    limits: Limits,
    from_workbook: bool,
) -> None:
    sheet = None
    if grid is not None:
        _say(grid, label, notes)
        sheet = sheet_of(table, label, grid, notes, limits, from_workbook) if grid.is_whole else None
    if sheet is None:
        notes.unsure.add(table.name)
    else:
        sheets[table.name] = sheet


def _say(grid: CellGrid, label: str, notes: ImportNotes) -> None:
    if grid.is_hidden:
        notes.warn(label, None, "", "is a hidden sheet")
    for each in grid.faults:
        notes.refuse(label, *each)
    for each in grid.remarks:
        notes.warn(label, *each)


def _left_alone(label: str, grid: CellGrid | None, notes: ImportNotes) -> None:
    if label.endswith((f" sheet {COVER}", f" sheet {GUIDE}")):
        return
    if grid is not None and IDENTIFYING & {name.lower() for name in grid.header}:
        notes.refuse(label, None, "", f"is called like no table: call it one of {', '.join(TABLES)}, or take it away")
    else:
        notes.warn(label, None, "", "is no table of the interchange format and was left alone")
