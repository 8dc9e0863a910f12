"""The rows of a table: each figure that stands there with its measure, its period and what stands beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from kpis.domain.cells import cell_name
from kpis.domain.period_text import PeriodError
from kpis.domain.periods import YearStart
from kpis.domain.shorthand import NOTHING
from kpis.own_sheets.rules_grid import LeftAlone, SheetCell
from kpis.own_sheets.rules_measures import Catalogue, MeasureMatch
from kpis.own_sheets.rules_periods import NamedPeriod, completed, find_period, read_named
from kpis.own_sheets.rules_tables import OwnTable, TableColumn
from kpis.own_sheets.rules_vocabulary import ColumnRole, line_role

TOTAL = re.compile(
    r"\b(?:sub-?)?(?:totals?|overall|all measures|sum|count|number of (?:red|amber|green))\b", re.IGNORECASE
)
KEY = re.compile(r"\s*(?:key\b|notes?\b|source|legend|\*|†|‡|\[[a-z]+\]|\([a-z]\)|.* = )", re.IGNORECASE)
LEGEND = re.compile(r"\s*(\*+|†|‡|\[[a-z]+\]|\([a-z]+\))\s*[:=–-]?\s*([^;]+)", re.IGNORECASE)


class Spot(NamedTuple):
    """A cell and where it is."""

    row: int
    column: int
    cell: SheetCell

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)


@dataclass
class OwnFigure:
    """A figure as it stands in a table, before anybody says what its cells mean. ``parts`` are its numbers, ``claims``
    what the sheet says of it, ``beside`` what was written; ``words`` are those that may say that it is cumulative.
    ``named`` None: nothing beside it or above it names its period; ``over`` is the cell that should."""

    table: OwnTable
    match: MeasureMatch
    named: NamedPeriod | None
    row: int
    over: Spot | None = None
    parts: dict[ColumnRole, Spot] = field(default_factory=dict)
    claims: dict[ColumnRole, Spot] = field(default_factory=dict)
    beside: dict[ColumnRole, Spot] = field(default_factory=dict)
    format: dict[str, Spot] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    is_hidden: bool = False

    @property
    def heading(self) -> str:
        return self.over.cell.text if self.over else ""


class TableRows(NamedTuple):
    """``misread`` are references that a spreadsheet program took for numbers, with the remedy."""

    figures: list[OwnFigure]
    left: list[LeftAlone]
    misread: list[Spot]


class _Line(NamedTuple):
    """A row: its measure (None: none is named), the word before its figures where it is a line under a measure."""

    row: int
    match: MeasureMatch | None
    role: ColumnRole | None


def read_rows(table: OwnTable, catalogue: Catalogue) -> TableRows:
    """Every figure of a table, and the rows that are left alone."""
    reader = _Rows(table, catalogue)
    for row in table.body:
        if not table.sheet.is_empty(row):
            reader.take(row)
    reader.settle()
    return TableRows(reader.figures, [*reader.left, *_columns_left(table)], reader.misread)


class _Rows:
    """The rows as they go by. ``group`` are the figures of the present measure by the columns that their periods stand
    over; lines below it add to them."""

    def __init__(self, table: OwnTable, catalogue: Catalogue) -> None:
        self.table, self.catalogue = table, catalogue
        self.figures: list[OwnFigure] = []
        self.left: list[LeftAlone] = []
        self.misread: list[Spot] = []
        self.groups: list[list[OwnFigure]] = [[]]
        self.group: dict[tuple[str, str], OwnFigure] = {}
        self.match = table.measure
        self.bare: list[tuple[int, list[OwnFigure]]] = []
        self.loose: list[tuple[list[OwnFigure], TableColumn, Spot]] = []

    def take(self, row: int) -> None:
        line = self._line(row)
        if line.match is None and not (line.role and self.match):
            self._leave(row)
            return
        if line.role is None or (line.match and line.match.measure is not (self.match and self.match.measure)):
            self._begin(line)
        spots = [(each, Spot(row, each.place, self._cell(row, each))) for each in self.table.columns]
        filled = [(column, spot) for column, spot in spots if column.role and _says(column, spot.cell)]
        for column, spot in filled:
            self._take(column, spot, line)

    def _begin(self, line: _Line) -> None:
        """The rows of another measure, or of the same with another period."""
        self.group = {}
        self.groups.append([])
        self.match = line.match
        self.bare.append((line.row, self.groups[-1]))

    def _line(self, row: int) -> _Line:
        """A line under a measure has the word for it and no name of its own."""
        named = [self.table.sheet.seen(row, place) for place in self.table.names]
        role = next((found for each in self._words(row) if (found := line_role(each))), None)
        names = [each for each in named if each.text and not line_role(each.text)]
        if role and not names:
            return _Line(row, None, role)
        match = self._match(row, named)
        return _Line(row, match, role if match else None)

    def _words(self, row: int) -> Iterable[str]:
        """The texts of a row in which the word for a line may stand: before its figures, under no other heading."""
        for each in self.table.columns:
            if each.role in (None, ColumnRole.TITLE, ColumnRole.REF, ColumnRole.SET_UP, ColumnRole.OTHER):
                if each.place in self.table.names or each.role in (None, ColumnRole.OTHER):
                    yield self.table.sheet.cell(row, each.place).text
            elif each.role.is_number:
                return

    def _match(self, row: int, named: list[SheetCell]) -> MeasureMatch | None:
        whole = self.table.measure or next((each.measure for each in self.table.columns if each.measure), None)
        if whole is not None and not any(self.catalogue.exact(each.text) for each in named):
            return whole if self._has_figures(row) and (self._period(row) or self.table.by_period) else None
        return self._by_names(row, [each for each in named if not each.is_blank])

    def _by_names(self, row: int, named: list[SheetCell]) -> MeasureMatch | None:
        """By reference, else by exact title, else by what is nearly a reference, else the likeliest title."""
        ref = next((own for each in named if (own := self.catalogue.of_ref(each.reference or each.text))), None)
        if ref is not None:
            others = (self.catalogue.exact(each.text) for each in named)
            other = next((one.measure for one in others if one and not one.question and one.measure is not ref), None)
            asked = f"the reference is that of {ref.ref}, the title that of {other.ref}: which is it?" if other else ""
            return MeasureMatch(ref, asked)
        titled = next((found for each in named if (found := self.catalogue.exact(each.text))), None)
        if titled is not None:
            return titled
        if not self._has_figures(row) or any(TOTAL.match(each.text) for each in named):
            return None
        for look_up in (self.catalogue.nearly, self.catalogue.likely):
            guessed = next((found for each in named if not each.is_number and (found := look_up(each.text))), None)
            if guessed is not None:
                return guessed
        return None

    def _has_figures(self, row: int) -> bool:
        numbers = (each for each in self.table.columns if each.role and each.role.is_number)
        return any(not self._cell(row, each).is_blank for each in numbers)

    def _cell(self, row: int, column: TableColumn) -> SheetCell:
        """A text may be merged over the lines of its measure; a number stands where it stands."""
        is_text = column.role is not None and (column.role.is_text or column.role is ColumnRole.STATUS)
        return self.table.sheet.seen(row, column.place) if is_text else self.table.sheet.cell(row, column.place)

    def _period(self, row: int) -> NamedPeriod | None:
        if self.table.period is None:
            return None
        return find_period(self.table.sheet.seen(row, self.table.period).heading).period

    def _take(self, column: TableColumn, spot: Spot, line: _Line) -> None:
        role = column.role
        assert role is not None
        if role is ColumnRole.VALUE and line.role is not None:
            role = line.role
        match = column.measure or self.match
        assert match is not None
        named = column.period or self._period(spot.row)
        if role.is_number:
            figure = self._figure(match, named, column, spot.row, role)
            figure.parts[role] = spot
        elif column.column == "marker":
            self._figure(match, named, column, spot.row, None).format["marker"] = spot
        elif role is not ColumnRole.OTHER and column.place not in (*self.table.names, self.table.period):
            at_once = column._replace(role=role, period=named)
            self.loose.append((self.groups[-1], at_once, spot))

    def _figure(
        self, match: MeasureMatch, named: NamedPeriod | None, column: TableColumn, row: int, role: ColumnRole | None
    ) -> OwnFigure:
        """The figure of a measure and a period within the group; a second cell of one kind is a figure of its own."""
        key = (match.measure.ref, named.written if named else "")
        found = self.group.get(key)
        if found is None or role in found.parts:
            is_hidden = row in self.table.sheet.hidden
            over = self._over(column, row)
            found = OwnFigure(self.table, match, named, row, over, is_hidden=is_hidden, words=[column.text])
            self.group.setdefault(key, found)
            self.figures.append(found)
            self.groups[-1].append(found)
        return found

    def _over(self, column: TableColumn, row: int) -> Spot | None:
        """The cell that names the period of a figure: over its column, or in its row."""
        if column.period is not None:
            above = self.table.heading.stop - 1
            return Spot(above, column.place, SheetCell(column.text))
        place = self.table.period
        cell = self.table.sheet.seen(row, place) if place is not None else SheetCell()
        return None if place is None or cell.is_blank else Spot(row, place, cell)

    def settle(self) -> None:
        """Give what stands beside figures, once all of a group are known: a column without a period is of the latest
        period over which figures stand."""
        now = _latest(self.table, self.figures)
        self.left += [self._left(row, "no figure stands beside the measure") for row, group in self.bare if not group]
        for group, column, spot in self.loose:
            for figure in group:
                is_elsewhere = spot.row != figure.row and len({each.named for each in group}) > 1
                if is_elsewhere and not self.table.by_period:
                    continue
                if _is_of(column, figure, now, self.table.by_period):
                    _give(figure, column, spot)

    def _leave(self, row: int) -> None:
        self.match, self.group = self.table.measure, {}
        self.left.append(self._left(row, self._why(row)))
        for place in self.table.names[:1]:
            cell = self.table.sheet.seen(row, place)
            if cell.misread and self._has_figures(row):
                self.misread.append(Spot(row, place, cell))

    def _left(self, row: int, why: str) -> LeftAlone:
        return LeftAlone(self.table.sheet.name, row + 1, self.table.sheet.text(row), why)

    def _why(self, row: int) -> str:
        texts = [cell.text for _, cell in self.table.sheet.filled(row)]
        first = texts[0] if texts else ""
        if TOTAL.match(first):
            return "a total"
        if KEY.match(first):
            return "a key or a note"
        if self._has_figures(row) and len(texts) > 1:
            return "no measure of the council has this reference or title"
        has_more = any(
            each > row and self._line(each).match for each in self.table.body[row - self.table.body.start :][:3]
        )
        return "a heading between the measures" if has_more and len(set(texts)) == 1 else "a note"


def _says(column: TableColumn, cell: SheetCell) -> bool:
    return not cell.is_blank or (column.role is ColumnRole.STATUS and bool(cell.light))


def _is_of(column: TableColumn, figure: OwnFigure, now: NamedPeriod | None, by_period: bool) -> bool:
    """Whether what stands in a column is said of a figure: of its own period, or (a target) of the year holding it."""
    if column.period is None or column.period == figure.named:
        return column.period is not None or not by_period or figure.named == now
    if column.role is not ColumnRole.TARGET or figure.named is None:
        return False
    start = figure.match.measure.reporting.year_start
    context = figure.table.context
    try:
        whole = read_named(completed(column.period, context), start)
        return whole.contains(read_named(completed(figure.named, context), start))
    except PeriodError:
        return False


def _give(figure: OwnFigure, column: TableColumn, spot: Spot) -> None:
    role = column.role
    assert role is not None
    if role is ColumnRole.COLUMN:
        figure.format.setdefault(column.column, spot)
    elif role is ColumnRole.SET_UP:
        figure.words.append(spot.cell.text)
    elif role.is_claim:
        _claim(figure, role, column, spot)
    elif role.is_text:
        figure.beside.setdefault(role, spot)


def _claim(figure: OwnFigure, role: ColumnRole, column: TableColumn, spot: Spot) -> None:
    """A claim for the very period takes the place of the year's."""
    if column.period == figure.named or role not in figure.claims:
        figure.claims[role] = spot


def _latest(table: OwnTable, figures: list[OwnFigure]) -> NamedPeriod | None:
    """The period that a table is about: that of its title where figures stand for it, else the latest with figures."""
    named = {
        each.named for each in figures for spot in each.parts.values() if each.named and spot.cell.text not in NOTHING
    }
    ends = {each: _end(table, each) for each in named}
    said = _end(table, table.context.period) if table.context.period else None
    told = [each for each, end in ends.items() if end and said and end == said]
    return told[0] if told else max(ends, key=lambda each: ends[each] or dt.date.min, default=None)


def _end(table: OwnTable, named: NamedPeriod) -> dt.date | None:
    whole = completed(named, table.context)
    try:
        return read_named(whole if whole.is_whole else whole._replace(year="2000/01"), YearStart.APRIL).end
    except PeriodError:
        return None


WHY_LEFT = {
    ColumnRole.SET_UP: "says how the measure is set up, which is not changed here",
    ColumnRole.OTHER: "is not brought in",
    None: "is neither a period nor a word that is known",
}


def _columns_left(table: OwnTable) -> list[LeftAlone]:
    """The columns with cells that are not taken, by their headings."""
    row = table.heading.stop
    left = []
    for each in table.columns:
        is_used = each.place in (*table.names, table.period)
        texts = [cell.text for row in table.body if not (cell := table.sheet.cell(row, each.place)).is_blank]
        if each.role in WHY_LEFT and not is_used and texts and not all(map(line_role, texts)):
            text = each.text or "a column without a heading"
            why = each.fault or f"the column {WHY_LEFT[each.role]}"
            left.append(LeftAlone(table.sheet.name, row, text, why))
    return left


def legend_of(left: Iterable[LeftAlone]) -> dict[str, str]:
    """What the notes of a sheet say of signs: * awaiting validation; (p) provisional."""
    return {
        found[1].lower(): found[2].strip() for each in left for text in re.split(r"[;|]", each.text)
        if (found := LEGEND.match(text))
    }  # fmt: skip
