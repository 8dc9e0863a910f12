"""The parts of a measure's page as text."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import capfirst

from kpis.domain.figure import HIDDEN_TEXT, Actual
from kpis.domain.history import is_in
from kpis.domain.line import Line
from kpis.domain.periods import date_text
from kpis.domain.schemes import WAYS, assess
from kpis.domain.selection import next_due
from kpis.domain.sentences import BETTER
from kpis.domain.words import Scheme
from kpis.measures.queries import MeasurePage, Revision, SetVersion
from kpis.presenters import COMPARISONS, look_of
from kpis.web.lines import baseline_text, parts_text, reported_text, row_of, target_text
from kpis.web.rows import ScorecardRow


class FigureRow(NamedTuple):
    """A period of the history table."""

    line: ScorecardRow
    period: str
    parts: str


def figure_row(line: Line) -> FigureRow:
    assert line.period is not None
    return FigureRow(row_of(line, "", line.period), line.period.label, parts_text(line))


def about(page: MeasurePage) -> list[tuple[str, str]]:
    """What the measure is, as a summary list; what is not stated is left out."""
    measure, details, rule = page.measure, page.details, page.line.rule
    baselines, is_milestone = page.beside.baselines, rule.scheme is Scheme.MILESTONE
    wording = WAYS[rule.scheme].WORDING
    rows = [
        ("Definition", details.definition),
        ("Reported", reported_text(measure.schedule)),
        ("Next figure", next_figure(page)),
        ("Polarity", "" if is_milestone else BETTER[rule.polarity].capitalize()),
        ("How its status is worked out", f"{wording.name}: {wording.meaning}"),
        ("Direction of travel compares with", "" if is_milestone else capfirst(COMPARISONS[rule.comparison])),
        ("Baseline", "; ".join(baseline_text(page.line, row) for row in baselines)),
        ("Plan or contract", measure.framework_name),
        ("Outcome", measure.outcome),
        ("Policy area", measure.policy_area),
        ("Service", measure.service),
        ("Committees", "; ".join(name for _, name in details.committees)),
        ("Portfolio holder", details.portfolio_holder),
        ("Source", details.source),
        ("Small numbers", f"Counts below {measure.threshold.below} are withheld" if measure.threshold.below else ""),
    ]
    return [(name, text) for name, text in rows if text]


def next_figure(page: MeasurePage) -> str:
    """The period whose figure comes next, and the day it is due where that was stated; blank where none comes."""
    schedule = page.measure.schedule
    reported = [line.period for line in page.lines if line.period and is_in(line.figure)]
    if not reported:
        return ""
    period = next_due(schedule, reported[0])
    if schedule.live_to and period.start > schedule.live_to:
        return ""
    awaited = next((line.figure for line in page.lines if line.period == period), None)
    due = awaited.expected if isinstance(awaited, Actual) else None
    if due is None and page.details.data_lag_days is not None:
        due = period.end + dt.timedelta(days=page.details.data_lag_days)
    return f"{period.label}, due {date_text(due)}" if due else period.label


def revision(each: Revision) -> dict[str, str]:
    figure = each.figure
    return {
        "period": each.period.label,
        "was": figure.text(each.rule) if isinstance(figure, Actual) else HIDDEN_TEXT,
        "until": date_text(timezone.localtime(each.superseded_at).date()),
        "why": each.why,
    }


def set_row(page: MeasurePage, version: SetVersion) -> dict[str, str]:
    """A target's version, and for one that was replaced the status that the shown figure would have had under it."""
    line = page.line._replace(target=version.target, rule=version.rule)
    return {
        "period": version.target.period.label if version.target.period else "",
        "text": _withdrawn_text(version) if version.withdrawn else target_text(line),
        "from": date_text(timezone.localtime(version.recorded_at).date()),
        "until": date_text(timezone.localtime(version.superseded_at).date()) if version.superseded_at else "",
        "why": version.why,
        "under_old": _under_old(page, version),
    }


def _withdrawn_text(version: SetVersion) -> str:
    """A target that was withdrawn; or, where none ever stood for the period, that there is none on purpose."""
    return "Withdrawn" if version.number > 1 else "No target"


def _under_old(page: MeasurePage, version: SetVersion) -> str:
    figure = next((line.figure for line in page.lines if line.period == version.target.period), None)
    if version.superseded_at is None or version.withdrawn or not isinstance(figure, Actual) or figure.value is None:
        return ""
    verdict = assess(version.rule, figure.exact(version.rule), version.target)
    return f"{look_of(verdict.status, verdict.rag).word} under the old target"
