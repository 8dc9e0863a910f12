"""Rows as CSV, XLSX and ODS. A number stays a number; text is never a formula; one table a sheet, no merged cells."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import xlsxwriter
from odfdo import Cell as OdsCell
from odfdo import Document, Row, Table

from kpis.domain.figures import plain
from kpis.exports.scorecard import Cell, as_text, harmless

Rows = Sequence[Mapping[str, Cell]]


class Sheet(NamedTuple):
    """What a workbook holds: a name for the table, its columns and rows, and lines for the cover."""

    name: str
    columns: Sequence[str]
    rows: Rows
    cover: Sequence[str]


def to_csv(columns: Sequence[str], rows: Rows) -> str:
    """Comma-separated text with a header row."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([as_text(row[column]) for column in columns] for row in rows)
    return out.getvalue()


def to_xlsx(sheet: Sheet) -> bytes:
    """A workbook with a cover and one marked table."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        cover = book.add_worksheet("Cover")
        cover.set_column(0, 0, 100, wrapped)
        for place, line in enumerate(sheet.cover):
            cover.write_string(place, 0, harmless(line))
        _xlsx_table(book.add_worksheet(sheet.name), sheet)
    return out.getvalue()


def _xlsx_table(page: xlsxwriter.worksheet.Worksheet, sheet: Sheet) -> None:
    for down, row in enumerate(sheet.rows, start=1):
        for across, column in enumerate(sheet.columns):
            cell = row[column]
            if isinstance(cell, Decimal):
                page.write_number(down, across, float(cell))
            elif cell:
                page.write_string(down, across, harmless(cell))
    headers = [{"header": column} for column in sheet.columns]
    last = max(len(sheet.rows), 1)
    page.add_table(0, 0, last, len(sheet.columns) - 1, {"columns": headers, "name": sheet.name, "style": None})
    page.freeze_panes(1, 0)
    page.set_column(0, len(sheet.columns) - 1, 18)


def to_ods(sheet: Sheet) -> bytes:
    """The same as an OpenDocument workbook."""
    document = Document("spreadsheet")
    document.body.clear()
    cover = Table("Cover")
    for line in sheet.cover:
        cover.append_row(_ods_row([line]))
    table = Table(sheet.name)
    table.append_row(_ods_row(sheet.columns))
    for row in sheet.rows:
        table.append_row(_ods_row([row[column] for column in sheet.columns]))
    document.body.append(cover)
    document.body.append(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _ods_row(cells: Sequence[Cell]) -> Row:
    row = Row()
    for cell in cells:
        row.append_cell(OdsCell(cell, text=plain(cell)) if isinstance(cell, Decimal) else OdsCell(harmless(cell or "")))
    return row
