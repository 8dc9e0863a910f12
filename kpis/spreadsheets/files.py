"""Rows as CSV, XLSX and ODS. A number stays a number; text is never a formula; one table a sheet, no merged cells."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from kpis.spreadsheets import ods, xlsx
from kpis.spreadsheets.book import Book, Cell, SheetTable, as_text
from kpis.spreadsheets.dictionary import HEADINGS, NOTES, DictionaryEntry, rows_for
from kpis.spreadsheets.tables import COVER

Rows = Sequence[Mapping[str, Cell]]


class WorkbookSheet(NamedTuple):
    """One table as a workbook: its name, columns and rows, and lines for the cover, of which the first is the title.
    ``meanings`` explain the columns; ``made`` is when the file was asked for; ``more`` are tables beside it."""

    name: str
    columns: Sequence[str]
    rows: Rows
    cover: Sequence[str]
    meanings: Sequence[DictionaryEntry] = ()
    made: dt.datetime | None = None
    more: Sequence[SheetTable] = ()

    def book(self) -> Book:
        """The table between a cover with the contents and sheets that explain it."""
        tables = (SheetTable(self.name, self.columns, self.rows), *self.more)
        explained = [_pairs("Notes", ("Note", "Meaning"), NOTES)]
        if self.meanings:
            explained.append(SheetTable("Data dictionary", HEADINGS, rows_for(self.columns, self.meanings)))
        return Book(self.cover, (_contents(tables, explained), *tables, *explained), self.made)


ABOUT = {
    "Notes": "What signs and blank cells mean",
    "Data dictionary": "What each column means, its unit, and what may stand in it",
}


def _contents(tables: Sequence[SheetTable], explained: Sequence[SheetTable]) -> SheetTable:
    rows = [(COVER, "What this file is")]
    rows += [(each.name, f"The table ({len(each.rows):,} rows)") for each in tables]
    rows += [(each.name, ABOUT[each.name]) for each in explained]
    return _pairs("Contents", ("Sheet", "What it holds"), rows)


def _pairs(name: str, columns: tuple[str, str], rows: Iterable[tuple[str, str]]) -> SheetTable:
    return SheetTable(name, columns, [dict(zip(columns, row, strict=True)) for row in rows])


def to_csv(columns: Sequence[str], rows: Rows) -> str:
    """Comma-separated text with a header row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([as_text(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def to_xlsx(made: WorkbookSheet | Book) -> bytes:
    """A workbook with a cover and marked tables, one a sheet."""
    return xlsx.write(made.book() if isinstance(made, WorkbookSheet) else made)


def to_ods(made: WorkbookSheet | Book) -> bytes:
    """The same as an OpenDocument workbook."""
    return ods.write(made.book() if isinstance(made, WorkbookSheet) else made)
