"""The tables of a sheet: where their headings stand, what each column holds, and which measure the whole of one has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from kpis.domain.shorthand import NUMBER
from kpis.own_sheets.rules_grid import SheetCell, SheetGrid
from kpis.own_sheets.rules_headings import HeadingText, read_heading
from kpis.own_sheets.rules_measures import Catalogue, MeasureMatch
from kpis.own_sheets.rules_periods import NamedPeriod, SheetContext, context_of, find_period
from kpis.own_sheets.rules_vocabulary import ColumnRole

WITHIN = 30
"""Rows of a sheet among which its first table begins."""
LEAST_KNOWN = 2
SAMPLE = 300
"""Rows of a table that say in which columns references and titles stand."""
DEEPEST_HEADING = 3


class TableColumn(NamedTuple):
    """``role`` None: nobody knows what stands there. ``column`` is one of the format's own; ``measure`` is that of the
    whole column; ``fault`` says why what looks like a period is none."""

    place: int
    role: ColumnRole | None
    text: str = ""
    period: NamedPeriod | None = None
    column: str = ""
    measure: MeasureMatch | None = None
    fault: str = ""


class OwnTable(NamedTuple):
    """``above``, ``heading`` and ``body`` are rows of the sheet; ``names`` are the columns in which measures may be
    named, that of references first; ``period`` is the column in which periods are; ``measure`` is that of the whole
    table; ``by_period``: periods stand over its columns of figures."""

    sheet: SheetGrid
    above: range
    heading: range
    body: range
    columns: tuple[TableColumn, ...]
    names: tuple[int, ...] = ()
    period: int | None = None
    context: SheetContext = SheetContext()
    measure: MeasureMatch | None = None
    by_period: bool = False

    def of(self, *roles: ColumnRole | None) -> list[TableColumn]:
        return [each for each in self.columns if each.role in roles]


class Headings(NamedTuple):
    """The rows of a heading, from the first to behind the last."""

    top: int
    end: int


def find_tables(grid: SheetGrid, catalogue: Catalogue) -> list[OwnTable]:
    """The tables of a sheet from the top. None where the first does not begin within the first rows."""
    found: list[OwnTable] = []
    blocks = list(_blocks(grid, catalogue))
    titles = [_titles(grid, block, blocks[place - 1].end if place else 0) for place, block in enumerate(blocks)]
    above = range(0)
    for place, block in enumerate(blocks):
        end = titles[place + 1].start if place + 1 < len(blocks) else len(grid.rows)
        above = range(min(above.start, titles[place].start) if above else titles[place].start, block.top)
        made = _tables_at(grid, catalogue, block, above, end)
        if made and (found or block.top < WITHIN):
            found += made
            above = range(0)
    return found


def _titles(grid: SheetGrid, block: Headings, behind: int) -> range:
    """The rows above a heading that are its titles: all of them above the first, else those right above it in which
    no figures stand."""
    top = block.top
    while top > behind and (not behind or _is_title(grid, top - 1)):
        top -= 1
    return range(top, block.top)


def _is_title(grid: SheetGrid, row: int) -> bool:
    cells = [cell for _, cell in grid.filled(row)]
    return len(cells) <= 2 and not any(_is_figure(each) for each in cells)


def _blocks(grid: SheetGrid, catalogue: Catalogue) -> Iterable[Headings]:
    """Rows that look like headings, those that follow on each other together."""
    row = 0
    while row < len(grid.rows):
        if known_in(grid, row, catalogue) < LEAST_KNOWN:
            row += 1
            continue
        top = row - 1 if row and _is_over(grid, row - 1, catalogue) else row
        while row < len(grid.rows) and row - top < DEEPEST_HEADING and known_in(grid, row, catalogue) >= LEAST_KNOWN:
            row += 1
        yield Headings(top, row)


def known_in(grid: SheetGrid, row: int, catalogue: Catalogue) -> int:
    """How many cells of a row are headings that are known; none where figures or a measure's name stand beside them."""
    cells = [cell for _, cell in grid.filled(row)]
    if len(cells) < LEAST_KNOWN or any(_is_figure(each) for each in cells):
        return 0
    known = [read for each in cells if (read := read_heading(each.heading)).is_known]
    measures = sum(catalogue.exact(each.text) is not None for each in cells)
    if measures == 1 and sum(_is_over_figures(each) for each in known) < LEAST_KNOWN:
        return 0
    return len(known) + measures


def _is_over_figures(read: HeadingText) -> bool:
    return bool(read.fault) or bool(read.role and read.role.is_number)


def _is_figure(cell: SheetCell) -> bool:
    """Whether a number stands there, and no year."""
    text = cell.text
    is_number = cell.is_number or (text[:1] in "-−–+£(.0123456789" and NUMBER.fullmatch(text) is not None)
    return is_number and not (len(text) == 4 and text[:2] in ("19", "20"))


def _is_over(grid: SheetGrid, row: int, catalogue: Catalogue) -> bool:
    """Whether a row stands over headings, as "2026/27" does over its quarters: all that it says is known, and is
    merged over several columns or stands behind the first."""
    cells = list(grid.filled(row))
    if not cells or (len(cells) == 1 and cells[0][0] == 0):
        return False
    for place, cell in cells:
        is_known = read_heading(cell.heading).is_known or catalogue.exact(cell.text) is not None
        if _is_figure(cell) or not (is_known or (row, place) in grid.wide):
            return False
    return any(read_heading(cell.heading).is_known or catalogue.exact(cell.text) for _, cell in cells)


def _tables_at(grid: SheetGrid, catalogue: Catalogue, block: Headings, above: range, end: int) -> list[OwnTable]:
    """The table below a heading, or those side by side; none where nothing below belongs to a measure."""
    columns = _columns(grid, catalogue, block)
    heading, body = range(block.top, block.end), range(block.end, end)
    titles = [cell.text for row in above for _, cell in grid.filled(row)]
    context = context_of([*titles, grid.name])
    made = [
        OwnTable(grid, above, heading, body, tuple(each), context=context, by_period=_has_periods(each))
        for each in _side_by_side(columns)
    ]
    return [each for table in made if (each := _named(table, catalogue, [*reversed(titles), grid.name]))]


def _has_periods(columns: Sequence[TableColumn]) -> bool:
    return any(each.period for each in columns if each.role and each.role.is_number)


def _side_by_side(columns: Sequence[TableColumn]) -> list[list[TableColumn]]:
    """The columns of each table, where a second column of references begins another."""
    starts = [place for place, each in enumerate(columns) if each.role is ColumnRole.REF]
    if len(starts) < 2:
        starts = [place for place, each in enumerate(columns) if each.role is ColumnRole.TITLE]
        between = [columns[one:other] for one, other in pairwise(starts)]
        if not between or not all(any(each.role and each.role.is_number for each in part) for part in between):
            return [list(columns)]
    edges = [0, *starts[1:], len(columns)]
    return [list(columns[one:other]) for one, other in pairwise(edges)]


def _named(table: OwnTable, catalogue: Catalogue, titles: Sequence[str]) -> OwnTable | None:
    """A table with the columns in which its measures are named, or the measure that all of it has."""
    if not any(each.role and each.role.is_number for each in table.columns):
        return None
    names = _naming_columns(table, catalogue)
    has_names = any(catalogue.exact(cell.text) for cell in _sample(table, names))
    measure = None if has_names else next((each for text in titles if (each := catalogue.exact(text))), None)
    by_column = any(each.measure for each in table.columns)
    likely = has_names or measure or by_column or any(_likely(catalogue, cell) for cell in _sample(table, names))
    return table._replace(names=names, period=_period_column(table), measure=measure) if likely else None


def _period_column(table: OwnTable) -> int | None:
    """The column that is called so, else one without a known heading in which nothing but periods stand."""
    called = [each.place for each in table.of(ColumnRole.PERIOD)]
    if called or table.by_period:
        return called[0] if called else None
    for each in table.of(None):
        found = [find_period(cell.heading) for cell in _sample(table, [each.place])]
        if found and all(one.period is not None and not one.rest for one in found):
            return each.place
    return None


def _likely(catalogue: Catalogue, cell: SheetCell) -> bool:
    return bool(catalogue.nearly(cell.text) or catalogue.likely(cell.text))


def _sample(table: OwnTable, places: Iterable[int]) -> Iterable[SheetCell]:
    wanted = list(places)
    for row in table.body[:SAMPLE]:
        for place in wanted:
            cell = table.sheet.seen(row, place)
            if cell.text and not cell.is_number:
                yield cell


def _naming_columns(table: OwnTable, catalogue: Catalogue) -> tuple[int, ...]:
    """Where most references stand, else what is called so; then where most titles stand, else what is called so."""
    refs: Counter[int] = Counter()
    titles: Counter[int] = Counter()
    open_to = [each for each in table.columns if not (each.role and (each.role.is_number or each.period))]
    for each in open_to:
        texts = [cell.text for cell in _sample(table, [each.place])]
        exact = [found for text in texts if (found := catalogue.exact(text))]
        refs[each.place] = sum(catalogue.of_ref(text) is not None for text in texts)
        titles[each.place] = len(exact) - refs[each.place]
    ref = _best(refs) or next((each.place for each in table.of(ColumnRole.REF)), None)
    titles.pop(ref if ref is not None else -1, None)
    called = [each.place for each in table.of(ColumnRole.TITLE) if each.place != ref]
    title = _best(titles) if _best(titles) is not None and not called else next(iter(called), None)
    first = [each.place for each in open_to if each.role in (None, ColumnRole.TITLE)][:1]
    return tuple(place for place in (ref, title) if place is not None) or tuple(first)


def _best(counts: Counter[int]) -> int | None:
    best = max(counts.items(), key=lambda each: (each[1], -each[0]), default=(0, 0))
    return best[0] if best[1] else None


def _columns(grid: SheetGrid, catalogue: Catalogue, block: Headings) -> list[TableColumn]:
    widest = max((max(grid.rows[row], default=-1) for row in range(block.top, len(grid.rows))), default=-1)
    columns = [_column(grid, catalogue, block, place) for place in range(widest + 1)]
    if _is_format(columns):
        return columns
    plain = [each._replace(role=ColumnRole.OTHER) if each.role is ColumnRole.COLUMN else each for each in columns]
    if not _has_periods(plain):
        return plain
    return [_beside_periods(each) for each in plain]


def _beside_periods(column: TableColumn) -> TableColumn:
    """Where periods stand over columns of figures, one without ("Performance", "Latest") is not told which it is."""
    if column.role is ColumnRole.VALUE and column.period is None:
        return column._replace(role=ColumnRole.OTHER)
    return column


def _is_format(columns: Sequence[TableColumn]) -> bool:
    """Whether it is a table of the format, so that its other columns mean what they mean there."""
    plain = {each.role for each in columns if each.period is None}
    has_numbers = bool({ColumnRole.VALUE, ColumnRole.NUMERATOR} & plain)
    return {ColumnRole.REF, ColumnRole.PERIOD} <= plain and has_numbers


def _column(grid: SheetGrid, catalogue: Catalogue, block: Headings, place: int) -> TableColumn:
    """A column by its headings from above, each once."""
    texts = [grid.seen(row, place).heading for row in range(block.top, block.end)]
    lowest = read_heading(texts[-1])
    if len(texts) > 1 and not texts[0] and texts[-1] and _needs_more(lowest):
        texts[0] = _to_the_left(grid, block.top, place)
    distinct = list(dict.fromkeys(text for text in texts if text))
    measure = next((found for text in distinct if (found := catalogue.exact(text))), None)
    words = [text for text in distinct if not (measure and catalogue.exact(text))]
    text = " ".join(distinct)
    read = _read(words)
    if measure and not words:
        read = HeadingText(ColumnRole.VALUE)
    return TableColumn(place, read.role, text, read.period, read.column, measure, read.fault)


def _needs_more(read: HeadingText) -> bool:
    """Whether a heading is only understood with one above it: Q2, Numerator, Actual."""
    if read.period is not None:
        return not read.period.is_whole
    return bool(read.role and (read.role.is_number or read.role.is_claim))


def _to_the_left(grid: SheetGrid, row: int, place: int) -> str:
    """The nearest heading to the left that is a group's: a period, or a kind of figure."""
    for left in range(place - 1, -1, -1):
        text = grid.seen(row, left).heading
        if text:
            is_group = find_period(text).period is not None or _needs_more(read_heading(text))
            return text if is_group else ""
    return ""


def _read(words: Sequence[str]) -> HeadingText:
    """What headings say together, else the lowest of them, else the others."""
    for text in (" ".join(words), *reversed(words)):
        read = read_heading(text)
        if read.is_known:
            return read
    return HeadingText(None)
