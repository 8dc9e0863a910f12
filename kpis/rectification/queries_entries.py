"""What people put on record under a contract beside its figures: performance risks, and failures recorded by hand."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kpis.contracts.queries_terms import ContractInfo
from kpis.contracts.rules_clauses import clause_text, number_of
from kpis.models import Measure, PerformanceRisk, RecordedFailure, Rectification
from kpis.rectification.queries import name_of


class RiskEntry(NamedTuple):
    """A performance risk with who put it on record."""

    id: int
    ref: str
    title: str
    notified_on: dt.date
    risk: str
    mitigation: str
    agreed_on: dt.date | None
    completed_on: dt.date | None
    who: str
    at: dt.datetime


class FailureEntry(NamedTuple):
    """A failure that a person recorded, by the number of its clause, and ``said`` with its wording; ``ref`` is blank
    where it is the company's as a whole, ``rectification`` the id of the one that was opened for it;
    ``is_report_only``: none ever is."""

    id: int
    ref: str
    title: str
    clause: str
    said: str
    occurred_on: dt.date
    why: str
    who: str
    at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_by: str
    withdrawn_reason: str
    rectification: int | None
    is_report_only: bool


def risks(framework_id: int) -> list[RiskEntry]:
    """Every risk notified under a contract, the latest first: one statement."""
    rows = PerformanceRisk.objects.filter(measure__framework_id=framework_id).select_related("measure", "by")
    return [
        RiskEntry(
            each.pk, each.measure.ref, each.measure.title, each.notified_on, each.risk, each.mitigation, each.agreed_on,
            each.completed_on, name_of(each.by), each.recorded_at,
        )
        for each in rows.order_by("-notified_on", "measure__ref")
    ]  # fmt: skip


def recorded_failures(contract: ContractInfo) -> list[FailureEntry]:
    """Every failure that people recorded, the withdrawn ones too, the latest first: two statements."""
    opened = dict(
        Rectification.objects.filter(framework_id=contract.id).exclude(recorded=None).values_list("recorded_id", "pk")
    )
    rows = RecordedFailure.objects.filter(framework_id=contract.id).select_related("measure", "by", "withdrawn_by")
    return [_failure(contract, each, opened.get(each.pk)) for each in rows.order_by("-occurred_on", "-pk")]


def _failure(contract: ContractInfo, row: RecordedFailure, rectification: int | None) -> FailureEntry:
    number, said = number_of(row.clause, contract.terms), clause_text(row.clause, contract.terms)
    return FailureEntry(
        row.pk, row.measure.ref if row.measure else "", row.measure.title if row.measure else "",
        number, said, row.occurred_on, row.why, name_of(row.by), row.recorded_at, row.withdrawn_at,
        name_of(row.withdrawn_by) if row.withdrawn_by else "", row.withdrawn_reason, rectification,
        row.measure_id in contract.report_only,
    )  # fmt: skip


def kpis_of(framework_id: int, frequency: str = "") -> list[tuple[str, str]]:
    """The reference and title of a contract's KPIs, of one schedule or of all: one statement."""
    rows = Measure.objects.filter(framework_id=framework_id)
    if frequency:
        rows = rows.filter(frequency=frequency)
    return [(ref, title) for ref, title in rows.order_by("ref").values_list("ref", "title")]
