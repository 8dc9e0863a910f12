"""Files as other programs open them: csv, openpyxl, calamine and odfdo, none of which wrote them."""

import csv
import io
from typing import Any

import openpyxl
from django.core.management import call_command
from django.test import Client
from odfdo import Document
from python_calamine import CalamineWorkbook

Rows = list[dict[str, Any]]
COLUMNS = [
    "council", "framework", "outcome", "policy_area", "ref", "title", "unit", "period", "value", "numerator",
    "denominator", "marker", "printed", "target", "tolerance_low", "tolerance_high", "baseline", "status",
    "rag", "status_reason", "dot_movement", "dot_judgement", "dot_reason", "trend_movement", "trend_judgement",
    "published_status", "published_dot", "published_trend", "projection", "previous_period", "previous_value",
    "commentary",
]  # fmt: skip


def from_command(council: str, period: str, *options: str) -> Rows:
    out = io.StringIO()
    call_command("export_scorecard", "--council", council, "--period", period, *options, stdout=out)
    return from_csv(out.getvalue())


def from_csv(text: str) -> Rows:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def downloaded(client: Client, council: str, form: str, query: str = "") -> bytes:
    response = client.get(f"/{council}/scorecard.{form}{query}")
    assert response.status_code == 200
    return response.content


def from_xlsx(content: bytes) -> Rows:
    """By openpyxl: numbers as it reads them, an empty cell as ""."""
    head, *rows = openpyxl.load_workbook(io.BytesIO(content))["Scorecard"].iter_rows(values_only=True)
    return [{name: "" if cell is None else cell for name, cell in zip(head, row, strict=True)} for row in rows]


def from_calamine(content: bytes) -> Rows:
    """By calamine, which reads both kinds of workbook."""
    head, *rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Scorecard").to_python()
    return [dict(zip(head, row, strict=True)) for row in rows]


def from_ods(content: bytes) -> Rows:
    """By odfdo: numbers as Decimals."""
    table = Document(io.BytesIO(content)).body.get_table(name="Scorecard")
    assert table is not None
    head, *rows = [[cell.value for cell in row.cells] for row in table.rows]
    return [{name: "" if cell is None else cell for name, cell in zip(head, row, strict=True)} for row in rows]
