"""A measure's verdicts, breakdowns and explanations as text: for its page, and for a report that tells of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.utils.text import capfirst

from kpis.domain.breakdown import Breakdown
from kpis.domain.elsewhere import Gap, gaps
from kpis.domain.figure import HIDDEN_TEXT, Actual, Hidden
from kpis.domain.line import Line
from kpis.domain.numbers import as_set
from kpis.domain.periods import Period, date_text
from kpis.domain.promises import Outcome
from kpis.domain.sentences import edge_text, figure_text
from kpis.measures.queries import MeasurePage
from kpis.presenters import ARROWS, JUDGEMENTS, MOVEMENTS, promise_at_length


def trend_text(line: Line) -> dict[str, str]:
    trend = line.trend
    return {
        "css": f"travel--{trend.judgement}",
        "arrow": ARROWS[trend.movement],
        "movement": MOVEMENTS[trend.movement],
        "word": JUDGEMENTS[trend.judgement] if ARROWS[trend.movement] else "No trend",
        "reason": capfirst(trend.reason.removeprefix("No trend: ")),
    }


def comparators(page: MeasurePage) -> list[tuple[str, str, str]]:
    rule = page.line.rule
    found = []
    for row in sorted(page.beside.comparators, key=lambda each: (each.period.end, each.name), reverse=True):
        if row.value is not None:
            found.append((row.name, row.period.label, as_set(row.value, rule.unit, rule.unit_label)))
    return found


def nearby(page: MeasurePage) -> list[Gap]:
    """How far the measure is from what is known of elsewhere, the latest place first."""
    figures = {line.period: line.figure for line in page.lines if line.period and line.figure}
    rules = {line.period: line.rule for line in page.lines if line.period}
    return gaps(page.beside.comparators, figures, rules, page.line.rule)


def gap_row(page: MeasurePage, gap: Gap) -> dict[str, Any]:
    """A gap in words, and the two figures for its bars (none where they are not compared)."""
    rule, here = gap.rule, page.council.short_name or page.council.name
    bars: list[tuple[str, Decimal, str]] = []
    if gap.here is not None:
        bars = [
            (here, gap.here, figure_text(rule, gap.here)),
            (gap.name, gap.there, edge_text(rule, gap.there)),
        ]
    return {"name": gap.name, "period": gap.period.label, "sentence": gap.sentence, "bars": bars}


def breakdown(page: MeasurePage, each: Breakdown, periods: Sequence[Period] = ()) -> dict[str, Any]:
    """A breakdown's cells for these periods (the last six, where none are named)."""
    periods = periods or each.periods[:6]
    rows = [(part.name, [cell_text(part.figures.get(period), page) for period in periods]) for part in each.parts]
    return {"dimension": each.dimension, "periods": [period.label for period in periods], "rows": rows}


def cell_text(figure: Actual | Hidden | None, page: MeasurePage) -> str:
    if isinstance(figure, Hidden):
        return HIDDEN_TEXT
    return figure.text(page.line.rule) if figure else "No figure entered"


def promise(told: Outcome) -> dict[str, str]:
    """What a red figure was explained with, and what became of it."""
    each = told.promise
    return {
        "period": each.period.label,
        "cause": each.cause,
        "action": each.action,
        "owner": each.owner,
        "by": date_text(told.by),
        "kept": promise_at_length(told),
    }
