"""Where an import comes from: a folder of CSV files, or one workbook with a sheet a table."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kpis.imports.csv_files import read_csv
from kpis.imports.frames import Sheet, sheet_of
from kpis.imports.problems import Notes
from kpis.imports.rows import Grid
from kpis.imports.tables import TABLES, Table
from kpis.imports.workbooks import WORKBOOKS, read_workbook

IDENTIFYING = {"ref", "slug"}
"""A sheet or file with one of these headings was meant as a table, whatever it is called."""


class Source(NamedTuple):
    """``name`` is that of the folder or file, ``stem`` what may name the council where no table does."""

    name: str
    stem: str
    sheets: dict[str, Sheet]
    is_workbook: bool = False

    def file_of(self, table: str) -> str:
        """The file that a table came from, for the record of what was imported."""
        return self.name if self.is_workbook else self.sheets[table].label


def read_source(path: Path, notes: Notes) -> Source:
    """Every table that the folder or workbook holds; what cannot be read is in ``notes``."""
    if path.is_dir():
        return _found(Source(path.resolve().name, path.resolve().name, _of_folder(path, notes)), notes)
    if not path.exists():
        notes.refuse(str(path), None, "", "is not there: name a folder of CSV files or an .xlsx or .ods workbook")
    elif path.suffix.lower() in WORKBOOKS:
        return _found(Source(path.name, path.stem, _of_workbook(path, notes), True), notes)
    elif path.suffix.lower() == ".csv":
        notes.refuse(path.name, None, "", "is one table: name the folder that holds it")
    else:
        notes.refuse(path.name, None, "", "is neither a folder of CSV files nor an .xlsx or .ods workbook")
    return Source(path.name, path.stem, {})


def _found(source: Source, notes: Notes) -> Source:
    if not source.sheets and not notes.errors:
        what = "sheet" if source.is_workbook else "CSV file"
        notes.refuse(source.name, None, "", f"holds no table: it needs a {what} called one of {', '.join(TABLES)}")
    return source


def _of_folder(folder: Path, notes: Notes) -> dict[str, Sheet]:
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    grids = ((path.stem, path.name, read_csv(path, notes)) for path in paths if not path.name.startswith("."))
    return _sheets(grids, notes, from_workbook=False)


def _of_workbook(path: Path, notes: Notes) -> dict[str, Sheet]:
    grids = ((name, f"{path.name} sheet {name}", grid) for name, grid in read_workbook(path, notes))
    return _sheets(grids, notes, from_workbook=True)


def _sheets(grids: Iterator[tuple[str, str, Grid | None]], notes: Notes, from_workbook: bool) -> dict[str, Sheet]:
    sheets: dict[str, Sheet] = {}
    seen: dict[str, str] = {}
    for name, label, grid in grids:
        table = TABLES.get(name.strip().lower())
        if table is None:
            _left_alone(label, grid, notes)
        elif table.name in seen:
            notes.refuse(label, None, "", f"is the table {table.name} a second time, after {seen[table.name]}")
        else:
            seen[table.name] = label
            _add(sheets, table, label, grid, notes, from_workbook)
    return sheets


def _add(
    sheets: dict[str, Sheet], table: Table, label: str, grid: Grid | None, notes: Notes, from_workbook: bool
) -> None:
    sheet = sheet_of(table, label, grid, notes, from_workbook) if grid is not None else None
    if sheet is None:
        notes.unsure.add(table.name)
    else:
        sheets[table.name] = sheet


def _left_alone(label: str, grid: Grid | None, notes: Notes) -> None:
    if grid is not None and IDENTIFYING & {name.lower() for name in grid.header}:
        notes.refuse(label, None, "", f"is called like no table: call it one of {', '.join(TABLES)}, or take it away")
    else:
        notes.warn(label, None, "", "is no table of the interchange format and was left alone")
