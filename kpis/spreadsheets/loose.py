"""All cells of a workbook or a text file as they stand, for whoever looks for tables in them."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from python_calamine import CalamineSheet

from kpis.spreadsheets.kinds import NotRead, workbook_kind
from kpis.spreadsheets.limits import Limits, TooLarge
from kpis.spreadsheets.marks import Cell, Marks, RowMarks, Shown
from kpis.spreadsheets.workbooks import opened, told_apart

Value = str | float | bool | dt.date
UNMARKED = RowMarks()


class LooseSheet(NamedTuple):
    """A sheet's filled cells by row and column, from 0. ``marks`` are those of workbooks; ``separator`` is what stood
    between the cells of a text file."""

    name: str
    rows: list[dict[int, Value]]
    marks: Marks
    is_hidden: bool = False
    separator: str = ""


def in_child(content: bytes, limits: Sequence[Any]) -> dict[str, Any]:
    """The sheets of a workbook as JSON can carry them, or why it is refused."""
    try:
        allowed = Limits(*limits)
        kind = workbook_kind(content, allowed)
        with told_apart():
            found = opened(io.BytesIO(content), kind, allowed)
            return {"sheets": [_packed(*each, limits=allowed) for each in found]}
    except (NotRead, TooLarge) as error:
        return {"refused": str(error)}


def _packed(sheet: CalamineSheet, marks: Marks, is_hidden: bool, *, limits: Limits) -> list[Any]:
    if is_hidden:
        return [sheet.name, [], [], [], True]
    values = sheet.to_python(skip_empty_area=False)
    if len(values) > limits.rows + 1:
        raise TooLarge(f"has more than {limits.rows:,} rows in a sheet: split it by measures")
    rows = [[[place, _carried(value)] for place, value in enumerate(row) if value != ""] for row in values]
    told = [[at, *_packed_marks(row)] for at, row in marks.rows.items() if at < len(values)]
    return [sheet.name, rows, told, marks.merged or sheet.merged_cell_ranges or [], False]


def _carried(value: Any) -> Any:
    """Texts, numbers and truth values stay as they are; a day goes as a list of its text, other values as texts."""
    if isinstance(value, dt.date):
        return [f"{value:%Y-%m-%d}"]
    return value if isinstance(value, str | int | float) else str(value)


def _packed_marks(row: RowMarks) -> list[Any]:
    shown = [[place, *each] for place, each in row.shown.items()]
    computed, unvalued = sorted(row.computed), sorted(row.unvalued)
    return [shown, computed, unvalued, list(row.errors.items()), list(row.fills.items()), row.is_hidden]


def from_packed(packed: list[Any]) -> LooseSheet:
    """A sheet that went through JSON."""
    name, rows, told, merged, is_hidden = packed
    cells = [{place: _value(value) for place, value in row} for row in rows]
    marks = Marks({at: _row_marks(*each) for at, *each in told}, [_range(*each) for each in merged])
    return LooseSheet(name, cells, marks, is_hidden)


def _value(value: Any) -> Value:
    return dt.date.fromisoformat(value[0]) if isinstance(value, list) else value


def _row_marks(
    shown: list[Any], computed: list[int], unvalued: list[int], errors: list[Any], fills: list[Any], is_hidden: bool
) -> RowMarks:
    by_column = {place: Shown(*each) for place, *each in shown}
    return RowMarks(by_column, set(computed), set(unvalued), dict(errors), dict(fills), is_hidden)


def _range(first: list[int], last: list[int]) -> tuple[Cell, Cell]:
    return (first[0], first[1]), (last[0], last[1])


def from_texts(name: str, records: list[list[str]], separator: str) -> LooseSheet:
    """The one sheet of a text file."""
    rows: list[dict[int, Value]] = [{place: text for place, text in enumerate(each) if text} for each in records]
    return LooseSheet(name, rows, Marks(), separator=separator)
