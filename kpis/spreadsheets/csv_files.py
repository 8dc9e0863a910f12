"""A CSV file as rows of text, with the row numbers that a spreadsheet shows."""

from __future__ import annotations

import csv
import io
import os
import re
from typing import BinaryIO, NamedTuple

from kpis.spreadsheets.encodings import UTF16, Decoded, Undecoded, decoded
from kpis.spreadsheets.limits import COMMAND, Limits
from kpis.spreadsheets.problems import ImportNotes
from kpis.spreadsheets.rows import CellGrid, FileRow
from kpis.spreadsheets.tables import usual_heading

WORKBOOK = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}
SAYS_SEPARATOR = re.compile(r"\"?sep=([,;\t|])\"?[ ,;\t|]*(?:\r\n|\r|\n)", re.IGNORECASE)
"""A first line that tells Excel what separates the cells; Excel does not show it, and does not count it."""
TAKEN = (";", "\t")
"""Separators that a forgiving reader takes."""

# Files are capped before they are parsed and every text has its own limit; the module's own limit of 131,072
# characters would stop at such a text without naming its column.
csv.field_size_limit(COMMAND.content)


class Unreadable(ValueError):
    """The file cannot be read as CSV; the message says why and what to do. ``row``: where it stopped, if anywhere."""

    def __init__(self, message: str, row: int | None = None) -> None:
        super().__init__(message)
        self.row = row


def read_csv(file: BinaryIO, name: str, notes: ImportNotes, limits: Limits) -> CellGrid | None:
    """The file's header and rows; None, with the reason in ``notes``, where it cannot be read at all."""
    try:
        size = file.seek(0, os.SEEK_END)
        if size > limits.content:
            raise Unreadable(f"has {size:,} bytes; at most {limits.content:,} are read: split it by measures")
        file.seek(0)
        text, written = _decoded(file.read(), limits.forgiving)
        if written:
            notes.warn(name, None, "", f"is read in the letters {written}: look at quotation marks, £ and accents")
        return _parsed(name, text, notes, limits)
    except Unreadable as error:
        notes.refuse(name, error.row, "", str(error))
        return None


class LooseText(NamedTuple):
    """All lines of a text file, blank ones too. ``written``: in which letters, where that is worth a word."""

    records: list[list[str]]
    separator: str
    written: str


def read_records(content: bytes, limits: Limits) -> LooseText:
    """A text file whose table may begin anywhere. Raises Unreadable."""
    text, written = _decoded(content, limits.forgiving)
    said = SAYS_SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    separator = said[1] if said else _separator(text, lines=limits.rows)
    records = _records(text, separator, limits)
    widest = max((len(record) for record in records), default=0)
    if widest > limits.columns or widest * len(records) > limits.cells:
        raise Unreadable(f"has {widest:,} columns; at most {limits.columns} are read: delete what is far to the right")
    return LooseText(records, separator, written)


def _decoded(content: bytes, forgiving: bool) -> Decoded:
    """UTF-8 with or without a byte order mark, else a byte a letter; forgiving, UTF-16 with a mark."""
    if content.startswith(UTF16) and not forgiving:
        raise Unreadable('is UTF-16: save it as "CSV UTF-8"')
    if content.startswith(WORKBOOK):
        raise Unreadable("is a workbook, not CSV: save it as CSV, or give it its .xlsx or .ods name")
    try:
        return decoded(content)
    except Undecoded:
        raise Unreadable('is neither UTF-8 nor Windows-1252: save it as "CSV UTF-8"') from None


def _parsed(name: str, text: str, notes: ImportNotes, limits: Limits) -> CellGrid:
    said = SAYS_SEPARATOR.match(text) if limits.forgiving else None
    text = text[said.end() :] if said else text
    separator = said[1] if said else _separator(text) if limits.forgiving else ","
    records = _records(text, separator, limits)
    header = [each.strip() for each in records[0]] if records else []
    if len(header) == 1 and (other := next((mark for mark in SEPARATORS if mark in header[0]), None)):
        raise Unreadable(f"its columns are separated by {SEPARATORS[other]}: save it with commas", 1)
    if limits.forgiving:
        header = [usual_heading(each) for each in header]
    rows = [FileRow(number, record) for number, record in enumerate(records[1:], start=2)]
    return CellGrid(header, [row for row in rows if _is_even(name, header, row, notes)], separator)


def _separator(text: str, lines: int = 1) -> str:
    """What separates the headings: the commonest of comma, semicolon and tab in the first line, or in so many."""
    first = "\n".join(text.splitlines()[:lines])
    return max((",", *TAKEN), key=first.count)


def _records(text: str, separator: str, limits: Limits) -> list[list[str]]:
    records: list[list[str]] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            if not records and len(record) > limits.columns and limits.forgiving:
                raise Unreadable(f"names {len(record):,} columns; at most {limits.columns} are read", 1)
            records.append(record)
            if len(records) > limits.rows + 1:
                raise Unreadable(f"has more than {limits.rows:,} rows: split it by measures")
    except csv.Error as error:
        raise Unreadable(f"quotation marks do not pair up ({error})", len(records) + 1) from error
    return records


def _is_even(name: str, header: list[str], row: FileRow, notes: ImportNotes) -> bool:
    """Whether a row has a cell for each column; blank rows are dropped, blank cells too many are cut off."""
    while len(row.cells) > len(header) and not row.cells[-1].strip():
        row.cells.pop()
    if not any(cell.strip() for cell in row.cells):
        return False
    if len(row.cells) == len(header):
        return True
    why = f"has {len(row.cells)} cells, but row 1 names {len(header)} columns"
    notes.refuse(name, row.number, "", f"{why}: a text with a comma needs quotation marks round it")
    notes.unsure.add(name.rpartition(".")[0].lower())
    return False
