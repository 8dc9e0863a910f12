"""A snapshot's scorecard as files for spreadsheets, from the snapshot alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from kpis.documents.blocks import Block
from kpis.documents.html import Snapshot, report_facts
from kpis.domain.words import Part
from kpis.spreadsheets.book import Cell, SheetTable
from kpis.spreadsheets.dictionary import SCORECARD
from kpis.spreadsheets.files import WorkbookSheet, to_csv, to_ods, to_xlsx

NAME, PROMISES = "Scorecard", "Promises"


def data_files(snapshot: Snapshot) -> dict[str, bytes]:
    """The scorecard that a report was made of as csv, xlsx and ods: a number stays a number, text stays text.
    In the workbooks the promises that it tells stand on a sheet of their own; a csv has room for one table."""
    sheet = data_sheet(snapshot)
    return {"csv": to_csv(sheet.columns, sheet.rows).encode(), "xlsx": to_xlsx(sheet), "ods": to_ods(sheet)}


def data_sheet(snapshot: Snapshot) -> WorkbookSheet:
    """The rows with a cover that says what they are of."""
    columns = snapshot["data"]["columns"]
    rows = [dict(zip(columns, map(_cell, row), strict=True)) for row in snapshot["data"]["rows"]]
    return WorkbookSheet(
        NAME, columns, rows, _cover(snapshot), SCORECARD, dt.datetime.fromisoformat(snapshot["frozen_at"]),
        _promises(snapshot),
    )  # fmt: skip


def _promises(snapshot: Snapshot) -> list[SheetTable]:
    """The table of promises as a sheet of its own, as it is printed; none where the report tells of none."""
    sections = (each for each in snapshot["sections"] if each["key"] == Part.PROMISES.value)
    tables = (block for each in sections for block in each["blocks"] if block["kind"] == "table")
    return [SheetTable(PROMISES, block["header"], _by_column(block)) for block in tables]


def _by_column(block: Block) -> list[dict[str, Cell]]:
    return [dict(zip(block["header"], row, strict=True)) for row in block["rows"]]


def _cell(stored: Any) -> Cell:
    return Decimal(stored["n"]) if isinstance(stored, dict) else stored


def _cover(snapshot: Snapshot) -> list[str]:
    council = snapshot["council"]
    return [
        f"{council['name']}: {snapshot['title']}",
        *(f"{name}: {text}" for name, text in report_facts(snapshot)),
        *([council["notice"]] if council["notice"] else []),
    ]
