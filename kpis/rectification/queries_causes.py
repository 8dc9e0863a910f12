"""Whether the failure that a rectification is about still stands, and which failures have had no notice yet.

Both are answered from the contract's report as it is now; what a revision undid is held against the report as it was
when notice was given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Max
from django.utils import timezone

from kpis.contracts.queries import ContractReport, Kpi, report_of
from kpis.contracts.queries_rows import Remedy
from kpis.contracts.queries_terms import ContractInfo, contract_for, latest_month
from kpis.contracts.rules import Failure
from kpis.contracts.rules_reasons import joined, short_text
from kpis.domain.figure import Hidden
from kpis.domain.line import Line
from kpis.domain.periods import Kind, Period, date_text, holding
from kpis.models import ReadingVersion, Rectification
from kpis.people import Viewer


class FailureStanding(NamedTuple):
    """What stands of a KPI's failure: the failure as its run stands now (None: none, for the ``reason``), and the
    rectification that has been opened for it."""

    failure: Failure | None
    reason: str
    remedy: Remedy | None = None


class Unanswered(NamedTuple):
    """A failure of which no notice has been given."""

    ref: str
    title: str
    failure: Failure

    @property
    def period(self) -> Period:
        return self.failure.periods[-1]


def latest_report(contract: ContractInfo, viewer: Viewer, today: dt.date) -> ContractReport:
    """The report of the latest month that has a figure, or had one when notice was last given."""
    month = latest_month(contract, today)
    given = Rectification.objects.filter(framework_id=contract.id).aggregate(last=Max("opened_at"))["last"]
    if given is not None:
        before = holding(timezone.localtime(given).date(), Kind.MONTH).previous()
        month = max(month, before, key=lambda each: each.start) if contract.overlaps(before) else month
    return report_of(contract, month, viewer, today)


def failure_at(contract: ContractInfo, ref: str, period: Period, viewer: Viewer, today: dt.date) -> FailureStanding:
    """The failure of the run that a KPI's period belongs to, as that run stands now."""
    kpi = next((each for each in latest_report(contract, viewer, today).kpis if each.measure.ref == ref), None)
    if kpi is None:
        return FailureStanding(None, "The KPI was not in force then.")
    return standing_at(kpi, period)


def standing_at(kpi: Kpi, period: Period) -> FailureStanding:
    for each in kpi.failures:
        if period in each.periods:
            return FailureStanding(each, each.reason, kpi.remedy_of(each))
    found = next((each for each in kpi.verdicts if each.period == period), None)
    return FailureStanding(
        None, f"{found.reason} {found.revision}".strip() if found else f"{period.label} does not count."
    )


def unanswered(report: ContractReport) -> list[Unanswered]:
    """The failures worked out from figures of which no notice has been given, the latest first; without those of KPIs
    that are reported only."""
    found = [
        Unanswered(kpi.measure.ref, kpi.measure.title, each)
        for kpi in report.kpis
        for each in kpi.failures
        if kpi.remedy_of(each) is None and not kpi.is_report_only
    ]
    return sorted(found, key=lambda each: each.period.end, reverse=True)


def without_cause(rectification: Rectification, viewer: Viewer, today: dt.date) -> bool:
    """Whether the failure that an open rectification is about no longer stands, after a revision."""
    framework = rectification.framework
    contract = contract_for(framework.council.slug, framework.slug, viewer)
    return has_lost_its_cause(latest_report(contract, viewer, today), rectification.pk)


def has_lost_its_cause(report: ContractReport, rectification_id: int) -> bool:
    return any(each.id == rectification_id for kpi in report.kpis for each in kpi.without_cause)


def is_withheld(report: ContractReport, measure_id: int | None, codes: Iterable[str]) -> bool:
    """Whether a failure rests on figures that are withheld from the report's viewer."""
    kpi = next((each for each in report.kpis if each.measure.id == measure_id), None)
    named = set(codes)
    return kpi is not None and any(each.is_withheld and each.period.code in named for each in kpi.verdicts)


class FailureRevision(NamedTuple):
    """A figure of a failure that was revised after notice was given."""

    period: Period
    was: str
    now: str
    on: dt.date | None


def revisions_since(report: ContractReport, remedy: Remedy, viewer: Viewer, today: dt.date) -> list[FailureRevision]:
    """The figures of a rectification's failure that read otherwise than when notice was given, oldest first."""
    kpi = _kpi(report, remedy)
    then = _kpi(report_of(report.contract, report.period, viewer, today, remedy.opened_at), remedy)
    before = {each.period: each for each in then.lines} if then else {}
    changed = [
        (before[each.period], each)
        for each in (kpi.lines if kpi else ())
        if each.period and each.period in before and remedy.is_of([each.period])
        if _reads(before[each.period]) != _reads(each)
    ]
    days = _days([now for _, now in changed])
    return [_revised(was, now, days) for was, now in changed]


def _kpi(report: ContractReport, remedy: Remedy) -> Kpi | None:
    return next((each for each in report.kpis if each.measure.id == remedy.measure_id), None)


def _reads(line: Line) -> str:
    return "withheld" if isinstance(line.figure, Hidden) else line.printed


def _revised(was: Line, now: Line, days: dict[int, dt.date]) -> FailureRevision:
    assert now.period is not None
    version = now.figure.version if now.figure else 0
    return FailureRevision(now.period, _reads(was), _reads(now), days.get(version))


def _days(lines: Sequence[Line]) -> dict[int, dt.date]:
    """The day on which each version was signed off: one statement."""
    ids = [each.figure.version for each in lines if each.figure]
    rows = ReadingVersion.objects.filter(pk__in=ids).values_list("pk", "recorded_at") if ids else []
    return {pk: timezone.localtime(at).date() for pk, at in rows}


def lost_cause_text(revised: Iterable[FailureRevision]) -> str:
    """That a failure no longer stands, and what was revised."""
    told = [_told(each) for each in revised]
    if not told:
        return "The failure no longer stands: its band, its schedule or the contract's terms were changed."
    return f"The failure no longer stands: {joined(told)}."


def _told(each: FailureRevision) -> str:
    on = f" on {date_text(each.on)}" if each.on else ""
    return f"{short_text(each.period)} was revised from {each.was} to {each.now}{on}"
