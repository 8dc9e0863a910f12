"""An officer's own sheets, understood: the figures that are proposed, what is left alone, what must be put right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from kpis.domain.periods import Period
from kpis.own_sheets.rules_figures import OwnProposal, doubt, understand
from kpis.own_sheets.rules_grid import CellFault, LeftAlone, SheetGrid
from kpis.own_sheets.rules_measures import Catalogue
from kpis.own_sheets.rules_resolving import resolve
from kpis.own_sheets.rules_rows import Spot, legend_of, read_rows
from kpis.own_sheets.rules_tables import WITHIN, OwnTable, find_tables

NO_TABLE = (
    f"holds no table that is understood: within its first {WITHIN} rows a heading over columns is needed (Ref or "
    "Indicator, then Actual or periods such as Q2 2026/27), and below it references or titles of the council's measures"
)


class Recognised(NamedTuple):
    """``proposals`` are figures in the order of sheets, rows and periods. With ``faults`` nothing is to be taken."""

    proposals: list[OwnProposal]
    left: list[LeftAlone]
    faults: list[CellFault]


def recognise(grids: Sequence[SheetGrid], catalogue: Catalogue, given: Period | None = None) -> Recognised:
    """The figures of every visible sheet. ``given``: only those of that period, which answers where none is named."""
    made: list[OwnProposal] = []
    left: list[LeftAlone] = []
    faults: list[CellFault] = []
    tables = 0
    for grid in grids:
        if grid.is_hidden:
            left.append(LeftAlone(grid.name, None, "", "the sheet is hidden in the workbook"))
            continue
        found = find_tables(grid, catalogue)
        tables += len(found)
        of_sheet = _of_sheet(grid, found, catalogue, given)
        made, left, faults = made + of_sheet.proposals, left + of_sheet.left, faults + of_sheet.faults
    if not tables:
        return Recognised([], left, [CellFault("", "", NO_TABLE)])
    return _settled(made, left, faults)


def _of_sheet(grid: SheetGrid, tables: Sequence[OwnTable], catalogue: Catalogue, given: Period | None) -> Recognised:
    read = [read_rows(table, catalogue) for table in tables]
    left = [*_around(grid, tables), *(each for rows in read for each in rows.left)]
    legend = legend_of(left)
    figures = [figure for rows in read for figure in rows.figures]
    made = [understand(figure, resolve(figure, given), legend) for figure in figures]
    misread = [CellFault(grid.name, each.name, each.cell.misread) for rows in read for each in rows.misread]
    return Recognised(made, left, misread)


def _around(grid: SheetGrid, tables: Sequence[OwnTable]) -> list[LeftAlone]:
    """The titles above tables; of a sheet without a table, that there is none."""
    if not tables:
        filled = any(not grid.is_empty(row) for row in range(len(grid.rows)))
        return [LeftAlone(grid.name, None, "", "the sheet holds no table that is understood")] if filled else []
    above = sorted({row for table in tables for row in table.above})
    return [
        LeftAlone(grid.name, row + 1, grid.text(row), "a title above the table")
        for row in above
        if not grid.is_empty(row)
    ]


def _settled(made: list[OwnProposal], left: list[LeftAlone], misread: list[CellFault]) -> Recognised:
    wanted = [each for each in made if not each.is_other]
    taken, again, faults = _once([each for each in wanted if not each.why])
    _ask_doubts(taken, made)
    left = [*left, *(_left(each, each.why) for each in wanted if each.why), *again]
    faults = [*misread, *faults]
    faults += [_fault(each, spot, message) for each in taken for spot, message in each.faults]
    faults = list(dict.fromkeys(faults))
    order = {name: place for place, name in enumerate(dict.fromkeys(each.sheet for each in left))}
    left.sort(key=lambda each: (order[each.sheet], each.row or 0))
    return Recognised(taken, list(dict.fromkeys(left)), faults)


def _ask_doubts(taken: Iterable[OwnProposal], made: Iterable[OwnProposal]) -> None:
    """Every figure that is taken beside what is stored and what the sheets say of its other periods."""
    beside: dict[str, dict[Period, Decimal]] = {}
    for each in made:
        figures = beside.setdefault(each.measure.ref, dict(each.measure.figures))
        if each.period is not None and each.read.value is not None and not each.why:
            figures[each.period] = each.read.value
    ordered = {ref: dict(sorted(each.items(), key=lambda item: item[0].end)) for ref, each in beside.items()}
    for each in taken:
        doubt(each, ordered[each.measure.ref])


def _once(made: Iterable[OwnProposal]) -> tuple[list[OwnProposal], list[LeftAlone], list[CellFault]]:
    """Each figure once: the same again is left alone, another one for the same period must be settled by a person."""
    seen: dict[object, OwnProposal] = {}
    taken: list[OwnProposal] = []
    again: list[LeftAlone] = []
    faults: list[CellFault] = []
    for each in made:
        first = seen.setdefault(_key(each), each)
        if first is each:
            taken.append(each)
        elif _says(first) == _says(each):
            again.append(_left(each, f"says the same as {_where(first)}"))
        else:
            faults.append(_fault(each, each.spot, _twice(first, each)))
    return taken, again, faults


def _key(made: OwnProposal) -> object:
    period = made.measure.key(made.period) if made.period else made.figure.named
    part = [made.figure.format[name].cell.text for name in ("dimension", "category") if name in made.figure.format]
    return made.measure.ref, period, tuple(part)


def _says(made: OwnProposal) -> tuple[object, ...]:
    signs = () if made.texts else tuple(made.questions)
    return made.read.value, made.read.numerator, made.read.denominator, made.marker, signs


def _where(made: OwnProposal) -> str:
    return f"cell {made.cell} of sheet {made.figure.table.sheet.name}"


def _twice(first: OwnProposal, second: OwnProposal) -> str:
    period = second.period.label if second.period else "a period that is not named"
    what = f"{second.measure.ref} stands for {period} a second time"
    said = f"“{second.spot.cell.text}” here, “{first.spot.cell.text}” in {_where(first)}"
    return f"{what}, and differs: {said}. Take one of them out"


def _left(made: OwnProposal, why: str) -> LeftAlone:
    named = f"{made.measure.ref}{f', {made.figure.heading}' if made.figure.heading else ''}: {made.spot.cell.text}"
    return LeftAlone(made.figure.table.sheet.name, made.spot.row + 1, named, why)


def _fault(made: OwnProposal, spot: Spot, message: str) -> CellFault:
    return CellFault(made.figure.table.sheet.name, spot.name, message)
