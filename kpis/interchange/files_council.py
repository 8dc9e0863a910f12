"""A council's data as files: a folder or an archive of CSV files, or one workbook, each of which imports unchanged."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

from kpis.domain.periods import date_text
from kpis.interchange.files import tables
from kpis.interchange.queries import CouncilData
from kpis.spreadsheets.book import Book, SheetTable
from kpis.spreadsheets.files import to_csv, to_ods, to_xlsx
from kpis.spreadsheets.tables import TABLES

ABOUT = "README.txt"
RESTRICTED = (
    "Not for publication: it holds small numbers that could identify a person, and the e-mail addresses of owners."
)
OPEN = (
    "Figures that could identify a person are left out (marker suppressed). Import it into another place only: where "
    "those figures are stored, it would replace them."
)


def csv_files(data: CouncilData, made: dt.datetime) -> dict[str, bytes]:
    """A CSV file for each table, by name, and beside them a text that says what they are."""
    found = {f"{name}.csv": to_csv(TABLES[name].columns, rows).encode() for name, rows in tables(data).items()}
    return {ABOUT: ("\n".join(cover(data, made)) + "\n").encode(), **found}


def to_zip(data: CouncilData, made: dt.datetime) -> bytes:
    """The CSV files in a folder that is called after the council, as an import without its table would call it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in csv_files(data, made).items():
            part = zipfile.ZipInfo(f"{data.council['slug']}/{name}", made.timetuple()[:6])
            archive.writestr(part, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def book(data: CouncilData, made: dt.datetime) -> Book:
    """The tables as sheets of a workbook, after a cover that an import leaves alone."""
    sheets = [SheetTable(name, TABLES[name].columns, rows) for name, rows in tables(data).items()]
    return Book(cover(data, made), sheets, made)


WRITERS = {
    "zip": to_zip,
    "xlsx": lambda data, made: to_xlsx(book(data, made)),
    "ods": lambda data, made: to_ods(book(data, made)),
}


def cover(data: CouncilData, made: dt.datetime) -> list[str]:
    """What the data is and what may be done with it, for a workbook's cover or a file beside the tables."""
    notice = data.council["notice"]
    return [
        f"{data.council['name']}: the whole council's data",
        *([notice] if notice else []),
        f"Signed-off figures as they stood on {date_text(made.date())}, in the tables of the interchange format.",
        RESTRICTED if data.restricted else OPEN,
        "An import of these tables changes nothing where the same is stored already. A blank cell: not stated.",
    ]
