"""A table as a frame of text: its header checked by name, its cells tidied, its rows numbered as a person sees them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, NamedTuple

import pandas as pd

from kpis.domain.cells import cell_name
from kpis.domain.figure_reader import quoted
from kpis.domain.harmless import as_typed
from kpis.spreadsheets.limits import Limits
from kpis.spreadsheets.problems import ImportNotes
from kpis.spreadsheets.rows import CellGrid
from kpis.spreadsheets.tables import LONGEST_TEXT, NUMBER_COLUMNS, InterchangeTable

# What documents and databases cannot hold; a vertical tab is a line break of a word processor.
UNPRINTABLE = re.compile("[\0-\x08\x0c\x0e-\x1f\ufffe\uffff]")
ERRORS = re.compile(
    r"#(?:N/A|DIV/0!|REF!|VALUE!|NAME\?|NUM!|NULL!|SPILL!|CALC!|FIELD!|BLOCKED!|CONNECT!|UNKNOWN!|BUSY!|ERROR!"
    r"|GETTING_DATA)|Err:[0-9]{3}"
)
"""What stands in a cell whose formula cannot be worked out, or what somebody typed or pasted of it."""
LINE_BREAKS = re.compile("\r\n|\r|\x0b")
SEMICOLON = ";"


class TableSheet(NamedTuple):
    """One table of an import. ``label`` names it in messages; ``frame`` has text only and the row numbers as index."""

    table: InterchangeTable
    label: str
    frame: pd.DataFrame
    from_workbook: bool = False


def sheet_of(
    table: InterchangeTable, label: str, grid: CellGrid, notes: ImportNotes, limits: Limits, from_workbook: bool = False
) -> TableSheet | None:
    """The table with its cells tidied; None, with the reasons in ``notes``, where its header cannot be used."""
    if not grid.header:
        notes.unsure.add(table.name)
        notes.refuse(label, None, "", f"is empty: row 1 must name the columns, at least {', '.join(table.required)}")
        return None
    if len(grid.header) > limits.columns:
        notes.unsure.add(table.name)
        notes.refuse(label, 1, "", f"names {len(grid.header):,} columns, and the table has {len(table.columns)}")
        return None
    header = _checked(table, label, grid, notes)
    if any(name not in header for name in table.required):
        notes.unsure.add(table.name)
        return None
    frame = pd.DataFrame([row.cells for row in grid.rows], columns=range(len(grid.header)), dtype=object)
    frame.index = pd.Index([row.number for row in grid.rows], dtype="int64")
    kept = {place: name for place, name in enumerate(grid.header) if name in header and header[name] == place}
    tidy = frame[list(kept)].rename(columns=kept).map(str.strip).map(as_typed)
    tidy = tidy[(tidy != "").any(axis=1)]
    tidy = _without_errors(tidy, {name: place for place, name in kept.items()}, label, notes)
    if grid.separator == SEMICOLON:
        _refuse_decimal_commas(tidy, label, notes)
    return TableSheet(table, label, _without_harm(tidy, label, notes), from_workbook)


def _checked(table: InterchangeTable, label: str, grid: CellGrid, notes: ImportNotes) -> dict[str, int]:
    """The place of each known column; every other heading is refused by name."""
    for name, count in Counter(grid.header).items():
        if name and count > 1:
            notes.refuse(label, 1, "", f'the column "{name}" stands {count} times')
    places: dict[str, int] = {}
    for place, name in enumerate(grid.header):
        if name in table.columns:
            places.setdefault(name, place)
        elif name or any(len(row.cells) > place and row.cells[place].strip() for row in grid.rows):
            notes.refuse(label, 1, "", _unknown(table, name, place))
    for name in table.required:
        if name not in places:
            notes.refuse(label, 1, "", f'the column "{name}" is missing')
    return places


def _unknown(table: InterchangeTable, name: str, place: int) -> str:
    if not name:
        return f"column {place + 1} has cells but no heading"
    shown = name if len(name) <= 60 else f"{name[:57]}..."
    likely = name.lower().replace(" ", "_")
    if likely in table.columns:
        return f'"{shown}" is not a column: write it {likely}'
    return f'"{shown}" is not a column of {table.name}: its columns are {", ".join(table.columns)}'


def _without_harm(frame: pd.DataFrame, label: str, notes: ImportNotes) -> pd.DataFrame:
    """Refuse control characters and texts beyond all measure; what is left of them is looked at for further errors."""
    for column in frame.columns:
        lengths = frame[column].map(len)
        for number, length in lengths[lengths > LONGEST_TEXT].items():
            notes.refuse(
                label, _number(number), column, f"has {length:,} characters; at most {LONGEST_TEXT:,} are kept"
            )
        found = frame[column].map(UNPRINTABLE.search)
        for number, match in found[found.notna()].items():
            notes.refuse(label, _number(number), column, unprintable_text(match[0]))
    return frame.map(lambda text: LINE_BREAKS.sub("\n", UNPRINTABLE.sub("", text))[:LONGEST_TEXT])


def _without_errors(frame: pd.DataFrame, places: dict[str, int], label: str, notes: ImportNotes) -> pd.DataFrame:
    """Refuse what a spreadsheet program shows where it could work nothing out, in every column, naming the cell."""
    is_error = frame.map(lambda text: ERRORS.fullmatch(text) is not None)
    for column in frame.columns[is_error.any(axis=0)]:
        for number, text in frame[column][is_error[column]].items():
            cell = cell_name(_number(number) - 1, places[column])
            notes.refuse(label, _number(number), column, error_text(cell, text))
    return frame.mask(is_error, "")


def error_text(cell: str, error: str) -> str:
    """What is told of a cell that holds an error value."""
    return f"cell {cell} holds the error {error}: put its formula right, or type what is meant"


def _refuse_decimal_commas(frame: pd.DataFrame, label: str, notes: ImportNotes) -> None:
    """Where semicolons separate the columns, a comma in a number may stand for the decimal point: nobody guesses."""
    for column in NUMBER_COLUMNS & set(frame.columns):
        for number, text in frame[column][frame[column].str.contains(",", regex=False)].items():
            notes.refuse(label, _number(number), column, decimal_comma_text(text))


def decimal_comma_text(text: str) -> str:
    why = "has a comma, and where semicolons separate the columns it may be a decimal comma"
    return f"{quoted(text)} {why}: write 92.4 with a point, and thousands without a comma"


def unprintable_text(character: str) -> str:
    name = "a NUL character" if character == "\0" else f"the control character U+{ord(character):04X}"
    return f"holds {name}: delete the cell and type it again"


def _number(label: Any) -> int:
    return int(label)
