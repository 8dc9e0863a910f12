"""A file that somebody uploads: what it is by its bytes, whatever it is called, and the tables that it holds."""

from __future__ import annotations

import io
import re
from pathlib import PurePath

from kpis.interchange.forms_frames import TableSheet
from kpis.interchange.forms_sources import ImportSource, sheets_in, sheets_of
from kpis.spreadsheets.brought import sheets_by
from kpis.spreadsheets.csv_files import read_csv
from kpis.spreadsheets.kinds import NotRead, is_archive
from kpis.spreadsheets.limits import BROWSER, Limits, TooLarge
from kpis.spreadsheets.problems import ImportNotes
from kpis.spreadsheets.rows import from_plain
from kpis.spreadsheets.tables import TABLES, table_with
from kpis.spreadsheets.workbooks import Sheets

READ = "kpis.spreadsheets.workbooks:in_child"
TEMPLATE = "take the template, whose first row has them"


def read_uploaded(name: str, content: bytes, notes: ImportNotes, limits: Limits = BROWSER) -> ImportSource:
    """The tables of one file. What cannot be read is in ``notes``, and then there are no tables."""
    try:
        found = _confined(content, limits) if is_archive(content, limits) else None
    except (NotRead, TooLarge) as error:
        notes.refuse(name, None, "", str(error))
        return ImportSource(name, "", {})
    if found is None:
        return ImportSource(name, "", _of_text(name, content, notes, limits))
    sheets = sheets_in(found, name, notes, limits)
    if not sheets and not notes.errors:
        known = ", ".join(TABLES)
        notes.refuse(name, None, "", f"holds no table: it needs a sheet called one of {known}; {TEMPLATE}")
    rows = sum(len(sheet.frame) for sheet in sheets.values())
    if rows > limits.rows:
        notes.refuse(name, None, "", f"has {rows:,} rows; at most {limits.rows:,} are read at once: split it")
    return ImportSource(name, "", sheets, True)


def _confined(content: bytes, limits: Limits) -> Sheets:
    """The sheets of a workbook, read in a process of its own. Raises NotRead or TooLarge."""
    return [(sheet, from_plain(grid)) for sheet, grid in sheets_by(READ, content, limits)]


def _of_text(name: str, content: bytes, notes: ImportNotes, limits: Limits) -> dict[str, TableSheet]:
    """One table: by the file's name, else by its columns."""
    grid = read_csv(io.BytesIO(content), name, notes, limits)
    if grid is None:
        return {}
    table = _table_named(name) or table_with(grid.header)
    if table is None or not set(grid.header) & set(TABLES[table].columns):
        columns = ", ".join(TABLES["readings"].columns[:4])
        why = f"its headings are the columns of no table. They are called in English, such as {columns}"
        notes.refuse(name, 1, "", f"{why}: {TEMPLATE}")
        return {}
    return sheets_of([(table, name, grid)], notes, limits, from_workbook=False)


def _table_named(name: str) -> str | None:
    """readings.csv, and copies of it such as "readings (2).csv" or "Readings-2019.csv"."""
    stem = PurePath(name).stem.strip().lower()
    return next((table for table in TABLES if re.fullmatch(rf"{table}(?![a-z]).*", stem)), None)
