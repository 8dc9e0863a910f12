"""A workbook as XLSX: marked tables with frozen headers, the program's name, a title and the language."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kpis.domain.harmless import harmless
from kpis.spreadsheets.book import LANGUAGE, MAKER, WIDEST, Book, ShareCell, SheetTable
from kpis.spreadsheets.tables import COVER

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
PROPERTIES = "docProps/core.xml"
EVERYWHERE = "A1:XFD1048576"


def write(book: Book) -> bytes:
    out = io.BytesIO()
    with Workbook(out, OPTIONS) as file:
        file.set_properties({"title": book.title, "author": MAKER, "company": "", **_created(book.made)})
        formats = _formats(file)
        _cover(file.add_worksheet(COVER), book, formats)
        for table in book.tables:
            _table(file.add_worksheet(table.name), table, formats)
    return _in_english(out.getvalue())


def _created(made: dt.datetime | None) -> dict[str, dt.datetime]:
    """Properties are in universal time."""
    return {"created": made.astimezone(dt.UTC)} if made else {}


def _formats(file: Workbook) -> dict[str, Format]:
    return {
        "title": file.add_format({"bold": True, "font_size": 16, "text_wrap": True, "valign": "top"}),
        "line": file.add_format({"text_wrap": True, "valign": "top"}),
        "header": file.add_format({"bold": True, "bottom": 1}),
        "share": file.add_format({"num_format": "0.0#####%"}),
    }


def _cover(page: Worksheet, book: Book, formats: dict[str, Format]) -> None:
    page.set_column(0, 0, 100)
    for place, line in enumerate(book.cover):
        page.write_string(place, 0, harmless(line), formats["line" if place else "title"])


def _table(page: Worksheet, table: SheetTable, formats: dict[str, Format]) -> None:
    headers = [{"header": column, "header_format": formats["header"]} for column in table.columns]
    last = max(len(table.rows), 1)
    name = table.name.replace(" ", "_")
    page.add_table(0, 0, last, len(table.columns) - 1, {"columns": headers, "name": name, "style": None})
    for place, width in enumerate(table.widths()):
        page.set_column(place, place, width, formats["line"] if width == WIDEST else None)
    _cells(page, table, formats["share"])
    page.freeze_panes(1, 0)
    page.repeat_rows(0)
    page.set_landscape()
    # Years such as 2018 are text: Excel would mark each of them.
    page.ignore_errors({"number_stored_as_text": EVERYWHERE})


def _cells(page: Worksheet, table: SheetTable, share: Format) -> None:
    for down, row in enumerate(table.rows, start=1):
        for across, column in enumerate(table.columns):
            cell = row[column]
            if isinstance(cell, ShareCell):
                page.write_number(down, across, float(cell / 100), share)
            elif isinstance(cell, Decimal):
                page.write_number(down, across, float(cell))
            elif cell:
                page.write_string(down, across, harmless(cell))


def _in_english(content: bytes) -> bytes:
    """The workbook with its language among its properties, where its writer has no place for it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            text = old.read(part)
            if part.filename == PROPERTIES:
                text = text.replace(b"</dc:title>", b"</dc:title><dc:language>%s</dc:language>" % LANGUAGE.encode())
            new.writestr(part, text, zipfile.ZIP_DEFLATED)
    return out.getvalue()
