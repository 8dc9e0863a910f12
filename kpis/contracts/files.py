"""A contract's report as rows: one a KPI, in the contract's order, with the columns that interchange promises."""

from __future__ import annotations

from decimal import Decimal

from kpis.contracts.queries import ContractReport, Kpi
from kpis.spreadsheets.book import Cell

COLUMNS = (
    "ref", "schedule", "period", "printed", "low", "high", "status", "run_length", "performance_failure", "clause",
    "failure_periods", "watch", "reason",
)  # fmt: skip


def contract_rows(report: ContractReport) -> list[dict[str, Cell]]:
    """Numbers as Decimals, text as it reads; what rests on a withheld figure is withheld, and the reason says so."""
    return [{**_figure(kpi), **_verdict(kpi)} for kpi in report.kpis]


def _figure(kpi: Kpi) -> dict[str, Cell]:
    line, target = kpi.line, kpi.line.target
    return {
        "ref": kpi.measure.ref,
        "schedule": kpi.measure.schedule.frequency.value,
        "period": line.period.code if line.period else "",
        "printed": line.printed,
        "low": target.low if target else None,
        "high": target.high if target else None,
        "status": line.verdict.status.value,
    }


def _verdict(kpi: Kpi) -> dict[str, Cell]:
    verdict, failure = kpi.verdict, kpi.failure
    return {
        "run_length": Decimal(verdict.run_length if verdict else 0),
        "performance_failure": _yes(failure is not None),
        "clause": failure.clause if failure else "",
        "failure_periods": ";".join(each.code for each in failure.periods) if failure else "",
        "watch": _yes(verdict is not None and verdict.is_watched),
        "reason": kpi.reason,
    }


def _yes(holds: bool) -> str:
    return "yes" if holds else "no"
