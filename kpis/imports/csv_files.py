"""A CSV file as rows of text, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from kpis.imports.problems import Notes
from kpis.imports.rows import Grid, Row
from kpis.imports.tables import MOST_ROWS

MOST_BYTES = 50 * 1024 * 1024
UTF16 = (b"\xff\xfe", b"\xfe\xff")
WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}

# Files are capped before they are parsed and every text has its own limit; the module's own limit of 131,072
# characters would stop at such a text without naming its column.
csv.field_size_limit(MOST_BYTES)


class Unreadable(ValueError):
    """The file cannot be read as CSV; the message says why and what to do. ``row``: where it stopped, if anywhere."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


def read_csv(path: Path, notes: Notes) -> Grid | None:
    """The file's header and rows; None, with the reason in ``notes``, where it cannot be read at all."""
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise Unreadable(f"has {size:,} bytes; at most {MOST_BYTES:,} are read: split it by measures")
        return _parsed(path, _decoded(path.read_bytes()), notes)
    except Unreadable as error:
        notes.refuse(path.name, error.row, "", str(error))
        return None


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a byte order mark, else Windows-1252."""
    if content.startswith(UTF16):
        raise Unreadable('is UTF-16: save it as "CSV UTF-8"')
    if content.startswith(WORKBOOK):
        raise Unreadable("is a workbook, not CSV: save it as CSV, or give it its .xlsx or .ods name")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable('is neither UTF-8 nor Windows-1252: save it as "CSV UTF-8"')


def _parsed(path: Path, text: str, notes: Notes) -> Grid:
    records = _records(text)
    header = [name.strip() for name in records[0]] if records else []
    if len(header) == 1 and (other := next((mark for mark in SEPARATORS if mark in header[0]), None)):
        raise Unreadable(f"its columns are separated by {SEPARATORS[other]}: save it with commas", 1)
    rows = [Row(number, record) for number, record in enumerate(records[1:], start=2)]
    return Grid(header, [row for row in rows if _is_even(path, header, row, notes)])


def _records(text: str) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), strict=True):
            records.append(record)
            if len(records) > MOST_ROWS + 1:
                raise Unreadable(f"has more than {MOST_ROWS:,} rows: split it by measures")
    except csv.Error as error:
        raise Unreadable(f"quotation marks do not pair up ({error})", len(records) + 1) from error
    return records


def _is_even(path: Path, header: list[str], row: Row, notes: Notes) -> bool:
    """Whether a row has a cell for each column; blank rows are dropped, blank cells too many are cut off."""
    while len(row.cells) > len(header) and not row.cells[-1].strip():
        row.cells.pop()
    if not any(cell.strip() for cell in row.cells):
        return False
    if len(row.cells) == len(header):
        return True
    why = f"has {len(row.cells)} cells, but row 1 names {len(header)} columns"
    notes.refuse(path.name, row.number, "", f"{why}: a text with a comma needs quotation marks round it")
    notes.unsure.add(path.stem.lower())
    return False
