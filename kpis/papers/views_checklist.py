"""What the checklist found, each with the page on which it is mended."""

from __future__ import annotations

from typing import NamedTuple

from django.urls import reverse

from kpis.domain.periods import Kind, Period
from kpis.models import Report
from kpis.papers.queries import ReportFigures
from kpis.papers.queries_checklist import ChecklistFinding

KINDS = {
    "open": "A period that is not closed",
    "empty": "Sections without a text",
    "unsigned": "Figures not signed off",
    "commentary": "Red without commentary",
    "unexplained": "Red and unexplained",
    "arrow": "Arrows that disagree",
    "provisional": "Provisional past their date",
    "small": "Small numbers",
    "shares": "Parts that do not add up",
}


class Found(NamedTuple):
    """``text`` is the finding without the measure's name, ``where`` and ``address`` lead to where it is mended."""

    ref: str
    title: str
    text: str
    is_blocking: bool
    where: str
    address: str


def grouped(
    checks: list[ChecklistFinding], report: Report, figures: ReportFigures
) -> list[tuple[str, bool, list[Found]]]:
    """Findings under their heading, those that block publication first."""
    groups: dict[tuple[bool, str], list[Found]] = {}
    for each in checks:
        groups.setdefault((not each.is_blocking, each.kind), []).append(_found(each, report, figures))
    return [(KINDS.get(kind, kind), not passes, found) for (passes, kind), found in sorted(groups.items(), key=_first)]


def _first(group: tuple[tuple[bool, str], list[Found]]) -> bool:
    return group[0][0]


def _found(check: ChecklistFinding, report: Report, figures: ReportFigures) -> Found:
    text = check.message.removeprefix(f"{check.ref} {check.title}: ")
    where, address = _mended(check, report, figures)
    return Found(check.ref, check.title, text[:1].upper() + text[1:], check.is_blocking, where, address)


def _mended(check: ChecklistFinding, report: Report, figures: ReportFigures) -> tuple[str, str]:
    council = report.council.slug
    period = _period(check, report, figures)
    if check.kind == "small" and "breakdown" in check.message:
        return "Leave the breakdown out", reverse("report_edit", args=[council, report.slug]) + "#breakdowns"
    if check.kind == "arrow" and period.kind is not Kind.SNAPSHOT:
        return "Propose to publish another arrow", reverse("close", args=[council, period.slug])
    if check.kind == "open":
        return "Close it", reverse("close", args=[council, period.slug])
    if check.kind == "empty":
        return "Write them, or leave them out", reverse("report_edit", args=[council, report.slug])
    if check.kind == "unexplained":
        return "Explain it", reverse("figure", args=[council, check.ref, period.slug])
    if check.kind == "shares":
        return "Look at the measure", reverse("measure", args=[council, check.ref])
    return "Change the figure", reverse("figure", args=[council, check.ref, period.slug])


def _period(check: ChecklistFinding, report: Report, figures: ReportFigures) -> Period:
    """The measure's own period that the report prints."""
    for line in figures.card.lines:
        if line.measure.ref == check.ref and line.period is not None:
            return line.period
    return report.period
