"""Reading a file for a council from beginning to end: the file, its sheets, and what they say."""

from __future__ import annotations

from typing import NamedTuple

from kpis.domain.periods import Period
from kpis.models import Council
from kpis.own_sheets.forms import read_sheets
from kpis.own_sheets.queries import catalogue_of
from kpis.own_sheets.rules import Recognised, recognise
from kpis.spreadsheets.csv_files import Unreadable
from kpis.spreadsheets.kinds import NotRead
from kpis.spreadsheets.limits import BROWSER, Limits, TooLarge
from kpis.spreadsheets.problems import FileProblem, ImportRefused


class SpreadsheetRead(NamedTuple):
    """``warnings`` are said of the file as a whole."""

    found: Recognised
    warnings: list[str]


def read_spreadsheet(
    council: Council, name: str, content: bytes, given: Period | None, limits: Limits = BROWSER
) -> SpreadsheetRead:
    """What an officer's own file proposes. Raises ImportRefused with every reason where something must be put right."""
    try:
        sheets = read_sheets(name, content, limits)
    except (NotRead, TooLarge, Unreadable) as error:
        row = error.row if isinstance(error, Unreadable) else None
        raise ImportRefused([FileProblem(name, row, "", str(error))]) from error
    found = recognise(sheets.grids, catalogue_of(council), given)
    if found.faults:
        raise ImportRefused(
            [
                FileProblem(f"{name} sheet {each.sheet}" if each.sheet else name, None, _cell(each.cell), each.message)
                for each in found.faults
            ]
        )
    return SpreadsheetRead(found, sheets.warnings)


def _cell(cell: str) -> str:
    return f"cell {cell}" if cell else ""
