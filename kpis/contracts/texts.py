"""A contract's KPIs as text: where each stands, its strip of periods, its run, its failure and the remedy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst, slugify

from kpis.contracts.queries import ContractReport, Kpi
from kpis.contracts.queries_rows import Recorded, Remedy
from kpis.contracts.rules import ContractVerdict, Failure, Stand, Terms
from kpis.contracts.rules_reasons import NOUNS, periods_text, place_text, short_text
from kpis.domain.figure import Hidden
from kpis.domain.line import Line
from kpis.domain.periods import MONTHS, Frequency, Kind, Period, date_text
from kpis.domain.words import Scheme
from kpis.presenters import MARKS, WITHHELD_MARK, Look, Mark, look_of
from kpis.web.lines import baseline_text, has_value, marker_of, parts_text, target_text

REPORT_ONLY = "Reported only: a failure of this KPI starts no rectification."
NO_NOTICE = "No notice of rectification has been given yet."
STRIP = 12
"""Periods in a strip."""


class MarkText(NamedTuple):
    """A period of a strip: ``when`` is what stands beneath its shape, ``words`` what it says in full."""

    mark: Mark
    css: str
    when: str
    period: str
    words: str
    figure: str


class Remedied(NamedTuple):
    """What is done about a failure, in words, and where it is kept."""

    words: str
    address: str


class KpiText(NamedTuple):
    """A KPI of a report as its pages show it; blank texts have nothing to say."""

    anchor: str
    ref: str
    title: str
    url: str
    area: str
    look: Look
    figure: str
    is_missing: bool
    period: str
    marker: str
    parts: str
    band: str
    is_milestone: bool
    baseline: str
    schedule: str
    reason: str
    judged: str
    strip: tuple[MarkText, ...]
    run: str
    clause: str
    wording: str
    failed: str
    is_watched: bool
    is_unresolved: bool
    remedies: tuple[Remedied, ...]
    recorded: tuple[str, ...]
    without_cause: tuple[str, ...]
    commentary: str


def kpi_text(report: ContractReport, kpi: Kpi, query: str = "") -> KpiText:
    """One KPI. ``query`` is carried to its measure's page (period and as-of)."""
    line, measure, verdict = kpi.line, kpi.measure, kpi.verdict
    here = report.contract.council.slug
    baseline = line.latest_baseline
    return KpiText(
        anchor=anchor_of(measure.ref),
        ref=measure.ref,
        title=measure.title,
        url=reverse("measure", args=(here, measure.ref)) + query,
        area=measure.policy_area or measure.outcome,
        look=look_of(line.verdict.status, line.verdict.rag),
        figure=capfirst(line.printed),
        is_missing=not has_value(line.figure),
        period=line.period.long_label if line.period else "",
        marker=capfirst(marker_of(line)),
        parts=parts_text(line) if has_value(line.figure) else "",
        band=target_text(line),
        is_milestone=line.rule.scheme is Scheme.MILESTONE,
        baseline=baseline_text(line, baseline) if baseline else "",
        schedule=f"Reported {measure.schedule.frequency.text}",
        reason=kpi.reason,
        judged=line.verdict.reason if has_value(line.figure) else "",
        strip=strip_of(kpi, report.contract.terms),
        run=run_text(measure.schedule.frequency, verdict) if verdict else "",
        clause=kpi.failure.clause if kpi.failure else "",
        wording=clause_sentence(kpi.failure) if kpi.failure else "",
        failed=periods_text(kpi.failure.periods) if kpi.failure else "",
        is_watched=verdict is not None and verdict.is_watched,
        is_unresolved=_is_unresolved(kpi),
        remedies=_remedies(report, kpi),
        recorded=tuple(recorded_text(each) for each in kpi.recorded),
        without_cause=tuple(_without_cause(each) for each in kpi.without_cause),
        commentary="" if isinstance(line.figure, Hidden) else line.said.commentary,
    )


def _is_unresolved(kpi: Kpi) -> bool:
    """Whether the last figures were a failure and there is none to judge since: no failure now, nor over."""
    verdict = kpi.verdict
    if verdict is None or verdict.stand is not Stand.MISSING or not verdict.run:
        return False
    return any(each.periods == verdict.run for each in kpi.failures)


def anchor_of(ref: str) -> str:
    """Where a KPI stands on its report's page: its reference as a fragment."""
    return f"kpi-{slugify(ref)}"


def strip_of(kpi: Kpi, terms: Terms) -> tuple[MarkText, ...]:
    """The last twelve periods that count, oldest first."""
    pairs = list(zip(kpi.lines, kpi.verdicts, strict=True))[-STRIP:]
    return tuple(_mark(line, verdict, terms) for line, verdict in pairs)


def _mark(line: Line, verdict: ContractVerdict, terms: Terms) -> MarkText:
    mark = WITHHELD_MARK if isinstance(line.figure, Hidden) else MARKS[verdict.stand]
    period = verdict.period
    broken = line.figure.break_before if line.figure else ""
    notes = [
        look_of(line.verdict.status, line.verdict.rag).word.lower() if _has_own_word(line, verdict) else mark.word,
        "counted as outside" if verdict.stand is Stand.BETTER and terms.better_counts else "",
        f"a performance failure by {verdict.failure.clause}" if verdict.failure else "",
        f"after a break ({broken.rstrip('.')})" if broken else "",
    ]
    css = f"{mark.css}{' mark--failure' if verdict.failure else ''}{' mark--break' if broken else ''}"
    words = ", ".join(each for each in notes if each)
    return MarkText(mark, css, _when(period), short_text(period), words, capfirst(line.printed))


def _has_own_word(line: Line, verdict: ContractVerdict) -> bool:
    """Whether a period is told by its status: a milestone is achieved or not, and a figure without a band is no missing
    one."""
    return has_value(line.figure) and (line.rule.scheme is Scheme.MILESTONE or verdict.stand is Stand.MISSING)


def _when(period: Period) -> str:
    """What names a period in the width of a mark: A for April, Q1, H1, 23/24."""
    if period.kind is Kind.MONTH:
        return MONTHS[period.start.month - 1][0]
    if period.kind is Kind.YEAR:
        return period.label.split(" ")[0][2:]
    return period.label.split(" ")[0]


def _remedies(report: ContractReport, kpi: Kpi) -> tuple[Remedied, ...]:
    """What is done about the failure that stands, and whatever else is still open, or why nothing is."""
    own = kpi.remedy_of(kpi.failure) if kpi.failure else None
    others = [each for each in kpi.remedies if each.is_open and each != own]
    here = (report.contract.council.slug, report.contract.slug)
    found = [
        Remedied(remedy_text(each), reverse("rectification", args=(*here, each.id)))
        for each in ([own] if own else []) + others
    ]
    if kpi.failure and own is None:
        waits = Remedied(NO_NOTICE, reverse("rectifications", args=here))
        found.insert(0, Remedied(REPORT_ONLY, "") if kpi.is_report_only else waits)
    return tuple(found)


def clause_sentence(failure: Failure) -> str:
    """The clause of a failure as the contract words it."""
    return f"{failure.clause}: {failure.wording.rstrip('.')}."


def _without_cause(remedy: Remedy) -> str:
    day = date_text(timezone.localtime(remedy.opened_at).date())
    return f"The rectification opened on {day} is for a failure that no longer stands: its figures were revised."


def recorded_text(recorded: Recorded) -> str:
    """A failure that a person recorded: its clause, its day and why."""
    return f"{recorded.said}, {date_text(recorded.occurred_on)}. {recorded.why}"


def exceptions(kpis: Sequence[KpiText]) -> list[tuple[str, str, list[KpiText]]]:
    """What a monthly meeting looks at: failures, the watch-list, failures without a later figure, and rectifications
    that have lost their cause; each a key, a heading and its KPIs."""
    parts = [
        ("failures", "Performance failures", [each for each in kpis if each.clause or each.recorded]),
        ("watch", "Watch-list", [each for each in kpis if each.is_watched and not each.recorded]),
        (
            "unresolved",
            "Failures by their last figures, without a later one yet",
            [each for each in kpis if each.is_unresolved and not each.recorded],
        ),
        (
            "undone",
            "Open rectifications whose failure no longer stands",
            [each for each in kpis if each.without_cause and not (each.clause or each.recorded or each.is_watched)],
        ),
    ]
    return [part for part in parts if part[2]]


def run_text(frequency: Frequency, verdict: ContractVerdict) -> str:
    """ "Second month outside"; blank where the KPI is in no run."""
    if not verdict.run:
        return ""
    reported = "reported " if verdict.missing and verdict.stand is not Stand.MISSING else ""
    said = f"{place_text(verdict.run_length)} {reported}{NOUNS[frequency]} outside".capitalize()
    return f"{said}, then no figure" if verdict.stand is Stand.MISSING else said


def remedy_text(remedy: Remedy) -> str:
    day = date_text(timezone.localtime(remedy.opened_at).date())
    return f"Rectification by {remedy.clause}: {remedy.said.lower()} (opened on {day})."
