"""What people put on record under a contract beside its figures: performance risks, and failures recorded by hand."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

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
    """A failure that a person recorded; ``ref`` is blank where it is the company's as a whole, ``rectification`` the id
    of the one that was opened for it."""

    id: int
    ref: str
    title: str
    said: str
    occurred_on: dt.date
    why: str
    who: str
    at: dt.datetime
    withdrawn_at: dt.datetime | None
    withdrawn_by: str
    withdrawn_reason: str
    rectification: int | None


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


def recorded_failures(framework_id: int) -> list[FailureEntry]:
    """Every failure that people recorded, the withdrawn ones too, the latest first: two statements."""
    opened = dict(
        Rectification.objects.filter(framework_id=framework_id).exclude(recorded=None).values_list("recorded_id", "pk")
    )
    rows = RecordedFailure.objects.filter(framework_id=framework_id).select_related("measure", "by", "withdrawn_by")
    return [_failure(each, opened.get(each.pk)) for each in rows.order_by("-occurred_on", "-pk")]


def _failure(row: RecordedFailure, rectification: int | None) -> FailureEntry:
    return FailureEntry(
        row.pk, row.measure.ref if row.measure else "", row.measure.title if row.measure else "",
        row.get_clause_display(), row.occurred_on, row.why, name_of(row.by), row.recorded_at, row.withdrawn_at,
        name_of(row.withdrawn_by) if row.withdrawn_by else "", row.withdrawn_reason, rectification,
    )  # fmt: skip


def kpis_of(framework_id: int, frequency: str = "") -> list[tuple[str, str]]:
    """The reference and title of a contract's KPIs, of one schedule or of all: one statement."""
    rows = Measure.objects.filter(framework_id=framework_id)
    if frequency:
        rows = rows.filter(frequency=frequency)
    return [(ref, title) for ref, title in rows.order_by("ref").values_list("ref", "title")]
