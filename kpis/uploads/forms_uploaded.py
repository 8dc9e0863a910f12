"""A file that somebody uploads: what it is by its bytes, whatever it is called, and the tables that it holds."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath

from kpis.interchange.forms_frames import TableSheet
from kpis.interchange.forms_sources import ImportSource, sheets_in, sheets_of
from kpis.spreadsheets.archives import Protected, check_archive
from kpis.spreadsheets.csv_files import UTF16, read_csv
from kpis.spreadsheets.limits import BROWSER, Limits, TooLarge
from kpis.spreadsheets.problems import ImportNotes
from kpis.spreadsheets.rows import CellGrid
from kpis.spreadsheets.tables import TABLES
from kpis.spreadsheets.workbooks import UNREADABLE

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ARCHIVE = b"PK"
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
PROGRAMS = {b"MZ": "a program", b"\x7fELF": "a program", b"%PDF": "a PDF", b"\x89PNG": "a picture",
            b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"{\\rtf": "a text document"}  # fmt: skip
SAVE_AS = "save it as an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or CSV"
LOCKED = "is protected by a password: save it without one"
NUL_SHARE = 100
"""A text with a NUL in more than one of so many characters is none."""
PREFERRED = ("readings", "targets", "comparators", "baselines", "measures", "frameworks", "committees", "council")
TEMPLATE = "take the template, whose first row has them"


class NotRead(ValueError):
    """The file is none that can be read; the message says what it is and what to do."""


def read_uploaded(name: str, content: bytes, notes: ImportNotes, limits: Limits = BROWSER) -> ImportSource:
    """The tables of one file. What cannot be read is in ``notes``, and then there are no tables."""
    try:
        kind = _kind_of(content, limits)
    except (NotRead, TooLarge) as error:
        notes.refuse(name, None, "", str(error))
        return ImportSource(name, "", {})
    if kind == ".csv":
        return ImportSource(name, "", _of_text(name, content, notes, limits))
    sheets = sheets_in(io.BytesIO(content), name, kind, notes, limits)
    if not sheets and not notes.errors:
        known = ", ".join(TABLES)
        notes.refuse(name, None, "", f"holds no table: it needs a sheet called one of {known}; {TEMPLATE}")
    rows = sum(len(sheet.frame) for sheet in sheets.values())
    if rows > limits.rows:
        notes.refuse(name, None, "", f"has {rows:,} rows; at most {limits.rows:,} are read at once: split it")
    return ImportSource(name, "", sheets, True)


def unpacked_size(content: bytes) -> int:
    """What a file says that it unpacks to; a text is as large as it is."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        return len(content)


def _kind_of(content: bytes, limits: Limits) -> str:
    """.xlsx, .ods or .csv. Raises NotRead or TooLarge."""
    if not content.strip():
        raise NotRead(f"is empty: {SAVE_AS}")
    if len(content) > limits.content:
        raise TooLarge(f"has {len(content):,} bytes; at most {limits.content:,} are read: split it by measures")
    if content.startswith(OLD_OFFICE):
        if ENCRYPTED_OFFICE in content:
            raise NotRead(LOCKED)
        raise NotRead(f"is in the old format of Excel or Word (.xls, .doc): {SAVE_AS}")
    if content.startswith(ARCHIVE):
        return _workbook_kind(content, limits)
    _check_text(content)
    return ".csv"


def _check_text(content: bytes) -> None:
    for first, what in PROGRAMS.items():
        if content.startswith(first):
            raise NotRead(f"is {what}, whatever its name says: {SAVE_AS}")
    if not content.startswith(UTF16) and content.count(b"\0") * NUL_SHARE > len(content):
        raise NotRead(f"is no spreadsheet: {SAVE_AS}")
    if re.match(rb"(?i)\s*<(!doctype|html|\?xml|table)", content.removeprefix(b"\xef\xbb\xbf")):
        raise NotRead(
            f"is a web page or an XML file, not a spreadsheet: open it in a spreadsheet program and {SAVE_AS}"
        )


def _workbook_kind(content: bytes, limits: Limits) -> str:
    try:
        check_archive(io.BytesIO(content), limits)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _kind_by_parts(archive)
    except Protected:
        raise NotRead(LOCKED) from None
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        if isinstance(error, (NotRead, TooLarge)):
            raise
        raise NotRead(UNREADABLE) from error


def _kind_by_parts(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "content.xml" in names:
        if any(b"encryption-data" in archive.read(name) for name in names & {"META-INF/manifest.xml"}):
            raise NotRead(LOCKED)
        _check_no_macros(any(name.startswith(("Basic/", "Scripts/")) for name in names))
        if "mimetype" in names and b"spreadsheet" not in archive.read("mimetype"):
            raise NotRead(f"is an OpenDocument file, but no spreadsheet: {SAVE_AS}")
        return ".ods"
    if "xl/workbook.xml" in names:
        types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
        _check_no_macros("xl/vbaProject.bin" in names or b"macroEnabled" in types)
        return ".xlsx"
    what = "a binary workbook (.xlsb)" if "xl/workbook.bin" in names else "an archive or a document, but no spreadsheet"
    raise NotRead(f"is {what}: {SAVE_AS}")


def _check_no_macros(found: bool) -> None:
    if found:
        raise NotRead("holds macros, which are not taken: save it as a workbook without them (.xlsx or .ods)")


def _of_text(name: str, content: bytes, notes: ImportNotes, limits: Limits) -> dict[str, TableSheet]:
    """One table: by the file's name, else by its columns."""
    grid = read_csv(io.BytesIO(content), name, notes, limits)
    if grid is None:
        return {}
    table = _table_named(name) or _table_with(grid)
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


def _table_with(grid: CellGrid) -> str | None:
    """The table whose columns these are: of those that have what they need, the one that knows most of them."""
    header = set(grid.header)
    fits = [name for name in PREFERRED if set(TABLES[name].required) <= header]
    return max(fits, key=lambda name: len(header & set(TABLES[name].columns)), default=None)
