"""What an .xlsx workbook says of its cells beside their values, after a look at how far they reach.

Names are read without their name spaces, so that the strict form of the format is read as the usual one is.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import BinaryIO, TypeVar

from kpis.spreadsheets.lights import INDEXED, UNTOLD, light_of
from kpis.spreadsheets.limits import Limits
from kpis.spreadsheets.marks import AS_IT_IS, Count, Extent, Marks, RowMarks, Shown, shown_by
from kpis.spreadsheets.markup import Declared, Nested, Reader, Unsound, is_markup, local, walk

T = TypeVar("T")
BOOK, LINKS, STYLES = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"
PERCENTS = {"9": Shown(True, 0), "10": Shown(True, 2)}
BUILT_IN = PERCENTS | {"1": Shown(False, 0), "2": Shown(False, 2), "3": Shown(False, 0), "4": Shown(False, 2)}
"""The formats that a number alone stands for."""
FORMATS = {"xf", "numFmt", "font", "fill", "border", "cellStyle", "dxf"}
PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
NUMBERS = {"", "n"}
YES = {"1", "true"}


def read_marks(file: BinaryIO, limits: Limits) -> dict[str, Marks]:
    """The marks of each sheet by its name. Raises TooLarge, Unsound, or what zipfile raises on damaged files."""
    with zipfile.ZipFile(file) as archive:
        styles, book, links = _Styles(), _Book(), _Links()
        names = {name.lower(): name for name in archive.namelist()}
        for part, reader in ((STYLES, styles), (BOOK, book), (LINKS, links)):
            if part.lower() in names:
                with archive.open(names[part.lower()]) as stream:
                    walk(stream, reader)
        sheets = {links.targets[link].lower(): sheet for link, sheet in book.sheets.items() if link in links.targets}
        found = {entry.filename.lower(): _part(archive, entry, sheets, styles, limits) for entry in archive.infolist()}
    return {sheet: found.get(part, Marks()) for part, sheet in sheets.items()}


def _part(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, sheets: dict[str, str], styles: _Styles, limits: Limits
) -> Marks:
    """The marks of one part. Every part that may be XML is looked at: another program may take it for a sheet."""
    reader = _Sheet(styles, limits)
    with archive.open(entry) as stream:
        if not is_markup(stream.read(64)):
            return reader.marks
    try:
        with archive.open(entry) as stream:
            walk(stream, reader)
    except (Nested, Declared):
        raise
    except Unsound:
        if entry.filename.lower() in sheets:
            raise
    return reader.marks


class _Styles(Reader):
    """How each cell format shows numbers, by its place in the list."""

    def __init__(self) -> None:
        self.codes = dict(BUILT_IN)
        self.shown: list[Shown] = []
        self.fills: list[str] = []
        self.lights: list[str] = []
        self.count = Count()
        self.is_of_cells = self.is_solid = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name in FORMATS:
            self.count.take()
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = shown_by(attributes.get("formatCode", ""))
        elif name == "cellXfs":
            self.is_of_cells = True
        elif name == "xf" and self.is_of_cells:
            self.shown.append(self.codes.get(attributes.get("numFmtId", ""), AS_IT_IS))
            self.lights.append(_at(self.fills, attributes.get("fillId", ""), ""))
        elif name in ("fill", "patternFill", "fgColor"):
            self._start_fill(name, attributes)

    def _start_fill(self, name: str, attributes: dict[str, str]) -> None:
        if name == "fill":
            self.fills.append("")
        elif name == "patternFill":
            self.is_solid = attributes.get("patternType") == "solid"
        elif self.is_solid and self.fills:
            self.fills[-1] = _light(attributes)

    def end(self, name: str) -> None:
        if local(name) == "cellXfs":
            self.is_of_cells = False

    def of(self, style: str) -> Shown:
        return _at(self.shown, style, AS_IT_IS)

    def light(self, style: str) -> str:
        return _at(self.lights, style, "")


def _at(found: list[T], place: str, default: T) -> T:
    return found[int(place)] if place.isdecimal() and int(place) < len(found) else default


def _light(attributes: dict[str, str]) -> str:
    """The light of a colour; one of the workbook's theme, or lightened or darkened, is not worked out."""
    if "tint" in attributes or "theme" in attributes:
        return UNTOLD
    return light_of(attributes.get("rgb", "") or INDEXED.get(attributes.get("indexed", ""), ""))


class _Book(Reader):
    """The names of the sheets by the links to their parts."""

    def __init__(self) -> None:
        self.sheets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            link = next((value for key, value in attributes.items() if local(key) == "id"), "")
            self.sheets[link] = attributes.get("name", "")


class _Links(Reader):
    """The parts that the workbook is linked to."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            self.targets[attributes.get("Id", "")] = target.lstrip("/")


class _Sheet(Reader):
    """One sheet as its cells go by; ``row`` and ``column`` are those of the present cell, from 0."""

    def __init__(self, styles: _Styles, limits: Limits) -> None:
        self.styles = styles
        self.marks = Marks()
        self.extent = Extent(limits)
        self.row = self.column = -1
        self.of_row = RowMarks()
        self.kind = self.style = self.value = ""
        self.has_value = self.has_formula = self.is_value = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local(name)
        if name == "c":
            self._begin(attributes)
        elif name in ("v", "is"):
            self.has_value = self.is_value = True
            self.extent.take(max(self.row, 0), max(self.column, 0))
        elif name == "f":
            self.has_formula = True
            self.extent.take(max(self.row, 0), max(self.column, 0))
        elif name == "row":
            self._begin_row(attributes)

    def text(self, text: str) -> None:
        if self.is_value:
            self.value += text

    def end(self, name: str) -> None:
        name = local(name)
        if name in ("v", "is"):
            self.is_value = False
        elif name == "c":
            self._end()

    def _begin_row(self, attributes: dict[str, str]) -> None:
        number = attributes.get("r", "")
        self._go_to(int(number) - 1 if number.isdecimal() else self.row + 1)
        self.column = -1
        if attributes.get("hidden", "").lower() in YES:
            self._mark().is_hidden = True

    def _begin(self, attributes: dict[str, str]) -> None:
        place = PLACE.fullmatch(attributes.get("r", ""))
        self.column = _column(place[1]) if place else self.column + 1
        if place:
            self._go_to(int(place[2]) - 1)
        self.kind, self.style, self.value = attributes.get("t", ""), attributes.get("s", ""), ""
        self.has_value = self.has_formula = False

    def _go_to(self, row: int) -> None:
        if row != self.row:
            self.row, self.of_row = row, self.marks.rows.get(row, RowMarks())

    def _mark(self) -> RowMarks:
        """The marks of the present row, which is kept from now on."""
        return self.marks.rows.setdefault(self.row, self.of_row)

    def _end(self) -> None:
        if (light := self.styles.light(self.style)) and self._is_within():
            self._mark().fills[self.column] = light
        if self.has_formula:
            self._mark().computed.add(self.column)
            if not self.value and self.kind != "str":
                self._mark().unvalued.add(self.column)
        if self.kind == "e" and self.has_value:
            self._mark().errors[self.column] = self.value or "#ERROR!"
        elif self.has_value and self.kind in NUMBERS and (shown := self.styles.of(self.style)) is not AS_IT_IS:
            self._mark().shown[self.column] = shown

    def _is_within(self) -> bool:
        return self.row <= self.extent.limits.rows and self.column < self.extent.limits.columns


def _column(letters: str) -> int:
    """The place of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
