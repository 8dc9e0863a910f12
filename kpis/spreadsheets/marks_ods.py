"""What an .ods workbook says of its cells beside their values, after a look at how far they reach."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

from kpis.spreadsheets.lights import light_of
from kpis.spreadsheets.limits import Limits
from kpis.spreadsheets.marks import Count, Extent, Marks, RowMarks, shown_as
from kpis.spreadsheets.markup import Reader, local, walk

_NAMES = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, STYLE, NUMBER, TEXT = (
    f"{_NAMES}{name}:1.0}}" for name in ("table", "office", "style", "datastyle", "text")
)
FILL = f"{_NAMES}xsl-fo-compatible:1.0}}background-color"
CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
CELLS = {f"{TABLE}table-cell", f"{TABLE}covered-table-cell"}
FILTERED = {"collapse", "filter"}
ERROR = "#"
LONGEST_LINE = 32
"""Styles that build on each other."""


def read_marks(file: BinaryIO, limits: Limits) -> dict[str, Marks]:
    """The marks of each sheet. Raises TooLarge, ValueError, or what zipfile raises on damaged files."""
    with zipfile.ZipFile(file) as archive:
        styles = _Styles()
        if "styles.xml" in archive.namelist():
            with archive.open("styles.xml") as stream:
                walk(stream, styles)
        content = _Content(styles, limits)
        with archive.open("content.xml") as stream:
            walk(stream, content)
    return content.found


class _Styles(Reader):
    """Which cell styles show percentages, themselves or through the style they build on."""

    def __init__(self) -> None:
        self.percents: set[str] = set()
        self.formats: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.lights: dict[str, str] = {}
        self.own = ""
        self.count = Count()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == f"{STYLE}table-cell-properties" and FILL in attributes:
            self.lights[self.own] = light_of(attributes[FILL])
        if not local(name).endswith("style"):
            return
        self.count.take()
        own = attributes.get(f"{STYLE}name", "")
        if name == f"{NUMBER}percentage-style":
            self.percents.add(own)
        elif name == f"{STYLE}style":
            self.formats[own] = attributes.get(f"{STYLE}data-style-name", "")
            self.parents[own] = attributes.get(f"{STYLE}parent-style-name", "")
            self.own = own

    def is_percent(self, name: str) -> bool:
        for _ in range(LONGEST_LINE):
            if not name or self.formats.get(name):
                break
            name = self.parents.get(name, "")
        return self.formats.get(name, "") in self.percents

    def light(self, name: str) -> str:
        for _ in range(LONGEST_LINE):
            if not name or name in self.lights:
                break
            name = self.parents.get(name, "")
        return self.lights.get(name, "")


class _Content(Reader):
    """The sheets as they go by; ``depth`` is how deep the present element stands in the present cell."""

    def __init__(self, styles: _Styles, limits: Limits) -> None:
        self.styles, self.limits = styles, limits
        self.found: dict[str, Marks] = {}
        self.sheet = _Sheet(styles, limits)
        self.depth = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth:
            self.depth += 1
            self.sheet.cell.enter(name, self.depth)
        elif name in CELLS:
            self.depth = 1
            self.sheet.cell = _Cell(attributes)
        elif name == f"{TABLE}table-row":
            self.sheet.begin_row(attributes)
        elif name == f"{TABLE}table-column":
            self.sheet.take_column(attributes)
        elif name == f"{TABLE}table":
            self.sheet = _Sheet(self.styles, self.limits)
            self.found[attributes.get(f"{TABLE}name", "")] = self.sheet.marks
        else:
            self.styles.start(name, attributes)

    def text(self, text: str) -> None:
        if self.depth and self.sheet.cell.is_shown:
            self.sheet.cell.shown += text

    def end(self, name: str) -> None:
        if self.depth:
            self.depth -= 1
            if self.depth == 1:
                self.sheet.cell.is_shown = False
            elif not self.depth:
                self.sheet.take_cell()
        elif name == f"{TABLE}table-row":
            self.sheet.end_row()


class _Cell:
    """A cell as it goes by: its attributes, and the text that it shows (notes beside it are none)."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.attributes = attributes
        self.has_content = self.has_text = self.is_shown = False
        self.shown = ""

    def enter(self, name: str, depth: int) -> None:
        self.has_content = True
        if depth == 2 and name == f"{TEXT}p":
            self.has_text = self.is_shown = True

    @property
    def kind(self) -> str:
        return self.attributes.get(f"{OFFICE}value-type", "")

    @property
    def has_formula(self) -> bool:
        return bool(self.attributes.get(f"{TABLE}formula"))

    @property
    def is_filled(self) -> bool:
        return self.has_content or bool(self.kind) or self.has_formula or self.attributes.get(_SPAN) is not None

    @property
    def error(self) -> str:
        """Such as #DIV/0!, which the format knows as a text or as a number that is shown so."""
        is_error = self.attributes.get(f"{CALC}value-type") == "error"
        if is_error or (self.has_formula and self.kind != "string" and self.shown.startswith(ERROR)):
            return self.shown or "#ERROR!"
        return ""


class _Sheet:
    """One sheet as its rows go by: repeated rows and columns stand in the file once."""

    def __init__(self, styles: _Styles, limits: Limits) -> None:
        self.styles = styles
        self.marks = Marks()
        self.extent = Extent(limits)
        self.row = self.column = 0
        self.repeats = 1
        self.last = 0
        self.of_row = RowMarks()
        self.cell = _Cell({})
        self.columns: list[tuple[int, str]] = []

    def take_column(self, attributes: dict[str, str]) -> None:
        default = attributes.get(f"{TABLE}default-cell-style-name", "")
        if len(self.columns) < self.extent.limits.columns:
            self.columns.append((_many(attributes, "columns", "repeated"), default))

    def begin_row(self, attributes: dict[str, str]) -> None:
        self.column = self.last = 0
        self.repeats = _many(attributes, "rows", "repeated")
        self.of_row = RowMarks(is_hidden=attributes.get(f"{TABLE}visibility") in FILTERED)

    def end_row(self) -> None:
        """Rows that are repeated share their marks; blank ones, which go on to the end of the sheet, have none."""
        if self.last and self.of_row:
            self.marks.rows.update(dict.fromkeys(range(self.row, self.row + self.repeats), self.of_row))
        self.row += self.repeats

    def take_cell(self) -> None:
        cell, wide = self.cell, _many(self.cell.attributes, "columns", "repeated")
        if light := self.styles.light(cell.attributes.get(f"{TABLE}style-name") or self._default(self.column)):
            last = min(self.column + wide, self.extent.limits.columns)
            self.of_row.fills.update(dict.fromkeys(range(self.column, last), light))
        if cell.is_filled:
            self.last = self.column + wide
            self.extent.take(self.row + self.repeats - 1, self.last - 1)
            for place in range(self.column, self.last):
                self._take(cell, place)
            self._take_span(cell)
        self.column += wide

    def _take(self, cell: _Cell, place: int) -> None:
        if cell.has_formula:
            self.of_row.computed.add(place)
            if not cell.kind and not cell.has_text:
                self.of_row.unvalued.add(place)
        if cell.error:
            self.of_row.errors[place] = cell.error
        elif cell.kind in ("float", "percentage", "currency"):
            is_percent = cell.kind == "percentage" or self._is_percent(cell, place)
            if is_percent or cell.shown != cell.attributes.get(f"{OFFICE}value"):
                self.of_row.shown[place] = shown_as(cell.shown, is_percent, cell.attributes.get(f"{OFFICE}value", ""))

    def _take_span(self, cell: _Cell) -> None:
        down, right = (_many(cell.attributes, what, "spanned") for what in ("rows", "columns"))
        last = (self.row + down - 1, self.column + right - 1)
        if last != (self.row, self.column):
            self.marks.merged.append(((self.row, self.column), last))

    def _is_percent(self, cell: _Cell, column: int) -> bool:
        own = cell.attributes.get(f"{TABLE}style-name") or self._default(column)
        return cell.kind == "float" and self.styles.is_percent(own)

    def _default(self, column: int) -> str:
        for wide, style in self.columns:
            if column < wide:
                return style
            column -= wide
        return ""


_SPAN = f"{TABLE}number-columns-spanned"


def _many(attributes: dict[str, str], what: str, how: str) -> int:
    return max(int(attributes.get(f"{TABLE}number-{what}-{how}", "1")), 1)
