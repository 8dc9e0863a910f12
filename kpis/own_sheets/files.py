"""What was understood of a sheet, as rows of a CSV file: the columns of readings.csv, then where it stood and what is
asked; and what was left alone."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from kpis.domain.numbers import Unit
from kpis.domain.period_text import entry_code
from kpis.own_sheets.rules_figures import OwnProposal, day_of
from kpis.own_sheets.rules_grid import LeftAlone
from kpis.own_sheets.rules_vocabulary import CLAIMS, ColumnRole
from kpis.spreadsheets.book import Cell
from kpis.spreadsheets.lights import UNTOLD
from kpis.spreadsheets.tables import TABLES

READINGS = TABLES["readings"].columns
COLUMNS = (*READINGS, "sheet", "cell", "asked", "says", "cause", "action", "action_owner", "action_date")
LEFT_COLUMNS = ("sheet", "row", "text", "why")
BY_COLOUR = "told by a colour that cannot be read"

Line = dict[str, Cell]
Lights = dict[tuple[int, int], set[str]]
"""The lights behind the cells of a table's column."""


def rows_of_proposals(proposals: Sequence[OwnProposal]) -> list[Line]:
    lights: Lights = {}
    return [_row(each, lights) for each in proposals]


def _row(made: OwnProposal, lights: Lights) -> Line:
    beside = {role: spot.cell.text for role, spot in made.figure.beside.items()}
    format_texts = {column: spot.cell.text for column, spot in made.figure.format.items()}
    day = day_of(made, made.figure.beside.get(ColumnRole.DATE))
    return {
        **dict.fromkeys(COLUMNS, ""),
        **format_texts,
        **_numbers(made),
        "ref": made.measure.ref,
        "period": entry_code(made.period, made.measure.reporting.year_start) if made.period else "",
        "marker": made.marker,
        "commentary": beside.get(ColumnRole.COMMENTARY, ""),
        "sheet": made.figure.table.sheet.name,
        "cell": made.cell,
        "asked": " ".join(made.questions),
        "says": _says(made, lights),
        "cause": beside.get(ColumnRole.CAUSE, ""),
        "action": beside.get(ColumnRole.ACTION, ""),
        "action_owner": beside.get(ColumnRole.OWNER, ""),
        "action_date": day,
    }


def _numbers(made: OwnProposal) -> Line:
    if made.measure.unit is Unit.MILESTONE:
        return dict(made.texts)
    return {column: Decimal(text) for column, text in made.texts.items()}


def _says(made: OwnProposal, lights: Lights) -> str:
    """What the sheet itself claims of a figure: status=A; target=330; dot=↑."""
    claims = {role: spot.cell.shown or spot.cell.text for role, spot in made.figure.claims.items()}
    light = _light(made, lights)
    if not claims.get(ColumnRole.STATUS) and light:
        claims[ColumnRole.STATUS] = light
    return "; ".join(f"{role}={claims[role]}" for role in CLAIMS if claims.get(role))


def _light(made: OwnProposal, lights: Lights) -> str:
    """A status that is told by the colour of its cell alone; without such a column, by that of the figure's cell."""
    spot = made.figure.claims.get(ColumnRole.STATUS)
    light = spot.cell.light if spot else _light_of_figure(made, lights)
    if light == UNTOLD:
        return BY_COLOUR if spot else ""
    return f"{light} (by its colour)" if light else ""


def _light_of_figure(made: OwnProposal, lights: Lights) -> str:
    """Where a column of figures has several lights they tell a status; one colour all over is a decoration."""
    table, spot = made.figure.table, made.spot
    if table.of(ColumnRole.STATUS):
        return ""
    key = (id(table), spot.column)
    if key not in lights:
        lights[key] = {table.sheet.cell(row, spot.column).light for row in table.body} - {"", UNTOLD}
    return spot.cell.light if len(lights[key]) > 1 else ""


def rows_left_alone(left: Sequence[LeftAlone]) -> list[Line]:
    return [
        {"sheet": each.sheet, "row": str(each.row) if each.row else "", "text": each.text, "why": each.why}
        for each in left
    ]
