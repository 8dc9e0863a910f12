"""Workbooks as spreadsheet programs write them."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from odfdo import Cell, Document, Table

from tests.interchange.helpers import SMALL


class Percent(NamedTuple):
    """A number in a cell with a percent format."""

    value: float


class Formula(NamedTuple):
    """A formula, with the value that was last worked out for it (None: none was)."""

    value: float | None


Rows = list[list[Any]]


def rows_of(text: str) -> Rows:
    return list(csv.reader(io.StringIO(text)))


def small_tables(**tables: Rows) -> dict[str, Rows]:
    return {name: rows_of(text) for name, text in SMALL.items()} | tables


def xlsx(path: Path, tables: dict[str, Rows], merged: str = "") -> Path:
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    formats = {"percent": book.add_format({"num_format": "0.0%"}), "month": book.add_format({"num_format": "mmm-yy"})}
    for name, rows in tables.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                _write(sheet, at, column, value, formats)
        if merged and name == "readings":
            sheet.merge_range(merged, rows[0][0])
    book.close()
    return path


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, Percent):
        sheet.write_number(row, column, value.value, formats["percent"])
    elif isinstance(value, Formula):
        sheet.write_formula(row, column, "=1+1", None, "" if value.value is None else value.value)
    elif isinstance(value, dt.date):
        sheet.write_datetime(row, column, value, formats["month"])
    elif value != "":
        sheet.write(row, column, value)


def ods(path: Path, tables: dict[str, Rows], merged: str = "") -> Path:
    document = Document("spreadsheet")
    document.body.clear()
    for name, rows in tables.items():
        table = Table(name)
        for row in rows:
            table.append_row(_row(row))
        if merged and name == "readings":
            table.set_span(merged)
        document.body.append(table)
    document.save(path)
    return path


def _row(values: Iterable[Any]) -> Any:
    from odfdo import Row

    row = Row()
    for value in values:
        row.append_cell(_cell(value))
    return row


def _cell(value: Any) -> Cell:
    if isinstance(value, Percent):
        return Cell(value.value, cell_type="percentage")
    if isinstance(value, Formula):
        cell = Cell() if value.value is None else Cell(value.value)
        cell.set_attribute("table:formula", "of:=1+1")
        return cell
    return Cell() if value == "" else Cell(value)


MAKERS: dict[str, Callable[..., Path]] = {"xlsx": xlsx, "ods": ods}


def rewritten(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """The workbook with one of its parts changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


# Workbooks that are made to take more to read than they look.


def nested(path: Path, kind: str, levels: int) -> Path:
    """A sheet with so many elements in each other: a few kilobytes, for they pack well."""
    inside = b"<a>" * levels + b"</a>" * levels
    part, end = {"xlsx": ("xl/worksheets/sheet1.xml", b"</sheetData>"), "ods": ("content.xml", b"</table:table>")}[kind]
    return rewritten(path, part, lambda content: content.replace(end, inside + end))


def formatted(path: Path, kind: str, formats: int) -> Path:
    """A workbook that declares so many cell formats."""
    if kind == "xlsx":
        many = b'<xf numFmtId="9" fontId="0"/>' * formats
        return rewritten(path, "xl/styles.xml", lambda content: content.replace(b"</cellXfs>", many + b"</cellXfs>"))
    many, end = b'<style:style style:name="a"/>' * formats, b"</office:automatic-styles>"
    return rewritten(path, "content.xml", lambda content: content.replace(end, many + end))


def repeating(path: Path, rows: int, columns: int) -> Path:
    """An .ods sheet with one row, repeated, of one cell, repeated."""
    cell = (
        b'<table:table-cell table:number-columns-repeated="%d" office:value-type="float" office:value="1"/>' % columns
    )
    row = b'<table:table-row table:number-rows-repeated="%d">%s</table:table-row>' % (rows, cell)
    return rewritten(path, "content.xml", lambda content: content.replace(b"</table:table>", row + b"</table:table>"))


def echoing(path: Path, length: int, cells: int) -> Path:
    """An .xlsx sheet with one long text that many cells share: small in the file, and long when it is read."""
    with zipfile.ZipFile(path) as archive:
        texts = archive.read("xl/sharedStrings.xml").count(b"<si>")
    long = b"<si><t>%s</t></si></sst>" % (b"x" * length)
    rewritten(path, "xl/sharedStrings.xml", lambda content: content.replace(b"</sst>", long))
    rows = b"".join(b'<row r="%d"><c r="D%d" t="s"><v>%d</v></c></row>' % (at, at, texts) for at in range(9, 9 + cells))
    return rewritten(
        path, "xl/worksheets/sheet1.xml", lambda content: content.replace(b"</sheetData>", rows + b"</sheetData>")
    )
