"""Percent formats, formulas and merged cells of an .ods workbook, after a look at how far its cells reach."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO, BinaryIO
from xml.etree.ElementTree import Element, ParseError, iterparse

from kpis.spreadsheets.limits import Limits
from kpis.spreadsheets.marks import Extent, Marks

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, STYLE, NUMBER = (f"{{{_NAMES}{name}:1.0}}" for name in ("table", "office", "style", "datastyle"))
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}


def read_marks(file: BinaryIO, limits: Limits) -> dict[str, Marks]:
    """The marks of each sheet. Raises TooLarge, or ValueError and what zipfile raises on damaged files."""
    with zipfile.ZipFile(file) as archive:
        styles = _Styles()
        if "styles.xml" in archive.namelist():
            with archive.open("styles.xml") as stream:
                for element in _ended(stream):
                    styles.take(element)
        with archive.open("content.xml") as stream:
            return _marks(stream, styles, limits)


def _ended(stream: IO[bytes]) -> Iterator[Element]:
    """Every element as it ends. External entities are not read, and expat bounds what internal ones expand to."""
    try:
        for _, element in iterparse(stream, events=("end",)):  # noqa: S314
            yield element
    except ParseError as error:
        raise ValueError(str(error)) from error


class _Styles:
    """Which cell styles show percentages, themselves or through the style they build on."""

    def __init__(self) -> None:
        self.percents: set[str] = set()
        self.formats: dict[str, str] = {}
        self.parents: dict[str, str] = {}

    def take(self, element: Element) -> None:
        name = element.get(f"{STYLE}name", "")
        if element.tag == f"{NUMBER}percentage-style":
            self.percents.add(name)
        elif element.tag == f"{STYLE}style":
            self.formats[name] = element.get(f"{STYLE}data-style-name", "")
            self.parents[name] = element.get(f"{STYLE}parent-style-name", "")

    def is_percent(self, name: str) -> bool:
        for _ in range(len(self.parents) + 1):
            if not name or self.formats.get(name):
                break
            name = self.parents.get(name, "")
        return self.formats.get(name, "") in self.percents


def _marks(stream: IO[bytes], styles: _Styles, limits: Limits) -> dict[str, Marks]:
    found: dict[str, Marks] = {}
    sheet = _Sheet(styles, limits)
    for element in _ended(stream):
        styles.take(element)
        if element.tag == f"{TABLE}table-column":
            sheet.take_column(element)
        elif element.tag == f"{TABLE}table-row":
            sheet.take_row(element)
            element.clear()
        elif element.tag == f"{TABLE}table":
            found[element.get(f"{TABLE}name", "")] = sheet.marks
            sheet = _Sheet(styles, limits)
            element.clear()
    return found


class _Sheet:
    """One sheet as its rows go by: repeated rows and columns stand in the file once."""

    def __init__(self, styles: _Styles, limits: Limits) -> None:
        self.styles = styles
        self.marks = Marks()
        self.extent = Extent(limits)
        self.row = 0
        self.columns: list[tuple[int, str]] = []

    def take_column(self, element: Element) -> None:
        self.columns.append((_repeats(element, "columns"), element.get(f"{TABLE}default-cell-style-name", "")))

    def take_row(self, row: Element) -> None:
        column, repeats = 0, _repeats(row, "rows")
        for cell in row:
            if cell.tag not in CELLS:
                continue
            wide = _repeats(cell, "columns")
            if _is_filled(cell):
                self.extent.take(self.row + repeats - 1, column + wide - 1)
                self._take_cell(cell, column, repeats, wide)
            column += wide
        self.row += repeats

    def _take_cell(self, cell: Element, column: int, repeats: int, wide: int) -> None:
        places = [(self.row + down, column + right) for down in range(repeats) for right in range(wide)]
        if cell.get(f"{TABLE}formula"):
            self.marks.formulas.update(places)
        if self._is_percent(cell, column):
            self.marks.percents.update(places)
        last = (self.row + _spans(cell, "rows") - 1, column + _spans(cell, "columns") - 1)
        if last != (self.row, column):
            self.marks.merged.append(((self.row, column), last))

    def _is_percent(self, cell: Element, column: int) -> bool:
        if cell.get(f"{OFFICE}value-type") == "percentage":
            return True
        own = cell.get(f"{TABLE}style-name") or self._default(column)
        return cell.get(f"{OFFICE}value-type") == "float" and self.styles.is_percent(own)

    def _default(self, column: int) -> str:
        for wide, style in self.columns:
            if column < wide:
                return style
            column -= wide
        return ""


def _is_filled(cell: Element) -> bool:
    return len(cell) > 0 or any(cell.get(name) for name in (f"{OFFICE}value-type", f"{TABLE}formula", _SPAN))


_SPAN = f"{TABLE}number-columns-spanned"


def _repeats(element: Element, what: str) -> int:
    return max(int(element.get(f"{TABLE}number-{what}-repeated", "1")), 1)


def _spans(element: Element, what: str) -> int:
    return max(int(element.get(f"{TABLE}number-{what}-spanned", "1")), 1)
