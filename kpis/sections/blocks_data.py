"""A snapshot's scorecard as files for spreadsheets, from the snapshot alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from kpis.documents.html import Snapshot, report_facts
from kpis.spreadsheets.book import Cell
from kpis.spreadsheets.dictionary import SCORECARD
from kpis.spreadsheets.files import WorkbookSheet, to_csv, to_ods, to_xlsx

NAME = "Scorecard"


def data_files(snapshot: Snapshot) -> dict[str, bytes]:
    """The scorecard that a report was made of as csv, xlsx and ods: a number stays a number, text stays text."""
    sheet = data_sheet(snapshot)
    return {"csv": to_csv(sheet.columns, sheet.rows).encode(), "xlsx": to_xlsx(sheet), "ods": to_ods(sheet)}


def data_sheet(snapshot: Snapshot) -> WorkbookSheet:
    """The rows with a cover that says what they are of."""
    columns = snapshot["data"]["columns"]
    rows = [dict(zip(columns, map(_cell, row), strict=True)) for row in snapshot["data"]["rows"]]
    return WorkbookSheet(
        NAME, columns, rows, _cover(snapshot), SCORECARD, dt.datetime.fromisoformat(snapshot["frozen_at"])
    )


def _cell(stored: Any) -> Cell:
    return Decimal(stored["n"]) if isinstance(stored, dict) else stored


def _cover(snapshot: Snapshot) -> list[str]:
    council = snapshot["council"]
    return [
        f"{council['name']}: {snapshot['title']}",
        *(f"{name}: {text}" for name, text in report_facts(snapshot)),
        *([council["notice"]] if council["notice"] else []),
    ]
