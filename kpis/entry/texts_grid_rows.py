"""What becomes of each row of a grid that was sent: saved, left alone, or shown again with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from django.http import QueryDict

from kpis.domain.entry import AWAITED_CAME, State
from kpis.domain.figure import Figure, Notes, figure_of, notes_of
from kpis.domain.figure_reader import Shape
from kpis.domain.line import Line, line_alone
from kpis.domain.numbers import Unit, plain
from kpis.entry.actions import projection_of, reason_of
from kpis.entry.forms_grid import Checked, GridCells, check_cells, typed_cells
from kpis.entry.queries_doubts import doubts
from kpis.entry.queries_grid import GridRow, GridVersion, projections, versions_numbered
from kpis.readings.entries import Entry, Place

UNKNOWN = "What this row was opened with is not known any more: open the page again."
LOCKED = "This figure cannot be changed here any more: open it on its own page."


class Answer(NamedTuple):
    """One row after it was sent. ``cells`` are what it shows now; ``theirs`` is what somebody else saved in between;
    ``save`` is what is written of it (None: nothing)."""

    cells: GridCells
    errors: Mapping[str, str] = {}
    doubts: tuple[str, ...] = ()
    theirs: GridVersion | None = None
    save: Entry | None = None

    @property
    def is_sound(self) -> bool:
        return not self.errors and not self.doubts and self.theirs is None


def cells_of(row: GridRow, stored: GridVersion | None) -> GridCells:
    """A stored figure as cells. A figure that was worked out is not typed beside what it was worked out from."""
    if stored is None:
        return GridCells(seen=row.seen)
    is_worked_out = stored.numerator is not None and stored.denominator is not None
    return GridCells(
        value="" if is_worked_out else _text(row, stored.value),
        numerator=_plain(stored.numerator),
        denominator=_plain(stored.denominator),
        marker=stored.marker.value,
        commentary=stored.commentary.replace("\r\n", "\n").strip(),
        seen=row.seen,
    )


def _text(row: GridRow, value: Decimal | None) -> str:
    if value is None or row.item.measure.unit is not Unit.MILESTONE:
        return _plain(value)
    return "achieved" if value else "not achieved"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def shape_of(row: GridRow) -> Shape:
    return Shape.of(row.item.measure, row.item.line.rule)


def answers(rows: Sequence[GridRow], data: QueryDict, submit: bool) -> dict[str, Answer]:
    """Every row's answer, by its key: two statements. Rows that were not sent stay as they are."""
    typed = {row.key: cells for row in rows if (cells := typed_cells(data, row.key)) is not None}
    stale = [row for row in rows if row.key in typed and typed[row.key].seen != row.seen]
    opened = versions_numbered(stale, [typed[row.key].seen for row in stale])
    said = projections([row.shown.id for row in rows if row.shown is not None])
    found = {}
    for row in rows:
        cells = typed.get(row.key, cells_of(row, row.shown))
        base = row.shown if cells.seen == row.seen else opened.get(row.key)
        found[row.key] = _answer(row, cells, base, submit, said)
    return found


def _answer(row: GridRow, cells: GridCells, base: GridVersion | None, submit: bool, said: dict[int, str]) -> Answer:
    stands = cells_of(row, row.shown)
    is_stale = cells.seen != row.seen
    if cells.figure == cells_of(row, base).figure and not cells.confirmed:
        is_draft = row.shown is not None and row.shown.state == State.DRAFT
        return _sent(row, stands, submit, said) if submit and is_draft and not is_stale else Answer(stands)
    checked = check_cells(cells, shape_of(row), _figure(base))
    if not checked.errors and _is_stored(checked, cells, row.shown, submit):
        return Answer(stands)
    if row.is_locked:
        return Answer(cells._replace(seen=row.seen), {"value": LOCKED})
    if is_stale and row.shown is None:
        return Answer(cells, {"value": UNKNOWN})
    if is_stale and cells.choice == f"theirs:{row.seen}":
        return Answer(stands)
    if is_stale and cells.choice != f"mine:{row.seen}":
        return Answer(cells, checked.errors, theirs=row.shown)
    return _sent(row, cells._replace(seen=row.seen, choice=""), submit, said)


def _sent(row: GridRow, cells: GridCells, submit: bool, said: dict[int, str]) -> Answer:
    """A row whose figure is to be saved; a doubtful one is not submitted before somebody says why it is right."""
    checked = check_cells(cells, shape_of(row), _figure(row.shown))
    if checked.errors:
        return Answer(cells, checked.errors)
    asked = () if cells.confirmed or not submit else tuple(each.text for each in doubts(line_with(row, checked)))
    if asked:
        return Answer(cells, doubts=asked)
    return Answer(cells, save=_entry(row, cells, checked, said))


def _figure(stored: GridVersion | None) -> Figure:
    return figure_of(stored) if stored else Figure()


def _is_stored(checked: Checked, cells: GridCells, stored: GridVersion | None, submit: bool) -> bool:
    """Whether what was typed says what is stored already, as after a double click."""
    if stored is None or (submit and stored.state in (State.DRAFT, State.RETURNED)):
        return False
    same = checked.figure.numbers == figure_of(stored).numbers and checked.figure.marker == stored.marker
    return same and cells.commentary == stored.commentary


def _entry(row: GridRow, cells: GridCells, checked: Checked, said: dict[int, str]) -> Entry:
    """What is typed in the grid, with what stood beside the figure and is typed on its own page only."""
    stood = row.shown
    return Entry(
        place=Place(row.measure, row.item.period),
        figure=checked.figure,
        notes=replace(notes_of(stood) if stood else Notes(), commentary=cells.commentary),
        opinions=projection_of(said.get(stood.id, "") if stood else ""),
        reason=reason_of(AWAITED_CAME if row.awaited else "", cells.confirmed),
        seen=row.seen,
    )


def line_with(row: GridRow, checked: Checked) -> Line:
    """The row's line as it would read with the figure that was typed."""
    item, broken = row.item, row.shown.break_before if row.shown else ""
    history = item.line.history.with_figures(item.measure.actual(checked.figure, item.period, broken))
    return line_alone(item.period, history, item.line.beside)


def incomplete(rows: Sequence[GridRow], found: Mapping[str, Answer]) -> int:
    """How many rows have nothing to submit yet: no figure, and no reason that there is none."""
    return sum(
        row.shown is None or (row.awaited and row.shown == row.signed) for row in rows if found[row.key].save is None
    )
