"""Percent formats and formulas of an .xlsx workbook, after a look at how far its cells reach."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

from openpyxl import load_workbook
from openpyxl.utils import column_index_from_string

from kpis.spreadsheets.limits import Limits
from kpis.spreadsheets.marks import Extent, Marks
from kpis.spreadsheets.tables import TABLES

CHUNK = 1 << 20
LONGEST_TAG = 4096
# A cell with content: one that is not closed at once. Blank cells with a format do no harm.
FILLED_CELL = re.compile(rb'<(?:\w+:)?c(?=\s)[^<>]*?\sr="([A-Z]{1,3})([0-9]{1,7})"[^<>]*?(?<!/)>')
ROW = re.compile(rb"<(?:\w+:)?row[\s>]")
LITERAL = re.compile(r'"[^"]*"|\\.')


def read_marks(file: BinaryIO, limits: Limits) -> dict[str, Marks]:
    """The marks of each sheet that is a table. Raises TooLarge, or what zipfile and openpyxl raise on damaged files."""
    extent = Extent(limits)
    with zipfile.ZipFile(file) as archive:
        for part in archive.infolist():
            with archive.open(part) as stream:
                extent.columns = max(extent.columns, _extent_of(stream, limits).columns)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of features that do not matter here
        book = load_workbook(file, read_only=True, data_only=False)
        try:
            sheets = [sheet for sheet in book.worksheets if sheet.title.strip().lower() in TABLES]
            return {sheet.title: _marks(sheet, limits.rows + 1, extent.columns) for sheet in sheets}
        finally:
            book.close()


def _extent_of(stream: IO[bytes], limits: Limits) -> Extent:
    rows, extent = 0, Extent(limits)
    for chunk in _chunks(stream):
        rows += len(ROW.findall(chunk))
        extent.take(rows - 1, 0)
        for column, row in FILLED_CELL.findall(chunk):
            extent.take(int(row) - 1, column_index_from_string(column.decode()) - 1)
    return extent


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream in pieces that end between tags, so that no tag is cut in two or seen twice."""
    kept = b""
    while piece := stream.read(CHUNK):
        kept += piece
        cut = kept.rfind(b"<")
        if cut > 0:
            yield kept[:cut]
            kept = kept[cut:]
        kept = kept[-max(LONGEST_TAG, CHUNK) :]
    yield kept


def _marks(sheet: Any, rows: int, columns: int) -> Marks:
    marks = Marks()
    for at, row in enumerate(sheet.iter_rows(max_row=rows, max_col=columns)):
        for column, cell in enumerate(row):
            if cell.value is None:
                continue
            if cell.data_type == "f":
                marks.formulas.add((at, column))
            if cell.data_type in "nf" and _is_percent(cell.number_format):
                marks.percents.add((at, column))
    return marks


def _is_percent(number_format: str) -> bool:
    """Whether the format shows 0.6 as 60%: a percent sign that is not in quotation marks."""
    return "%" in LITERAL.sub("", number_format or "")
