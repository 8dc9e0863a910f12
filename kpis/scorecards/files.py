"""A scorecard as rows: one a measure, in scorecard order, with the columns that interchange promises."""

from __future__ import annotations

from kpis.domain.figure import HIDDEN_TEXT, Hidden
from kpis.domain.line import Line
from kpis.domain.numbers import MAX_DECIMALS, round_half_up
from kpis.domain.schemes import edges
from kpis.scorecards.queries import Scorecard
from kpis.spreadsheets.book import Cell
from kpis.web.lines import value_cell

COLUMNS = (
    "council", "framework", "outcome", "policy_area", "ref", "title", "unit", "period", "value", "numerator",
    "denominator", "marker", "printed", "target", "tolerance_low", "tolerance_high", "baseline", "status", "rag",
    "status_reason", "dot_movement", "dot_judgement", "dot_reason", "trend_movement", "trend_judgement",
    "published_status", "published_dot", "published_trend", "projection", "previous_period", "previous_value",
    "commentary",
)  # fmt: skip


def scorecard_rows(card: Scorecard) -> list[dict[str, Cell]]:
    """Numbers as Decimals, text as it reads; a withheld figure is [c] wherever it or a part of it would stand."""
    return [
        {"council": card.council.slug, **_identity(line), **_figure(line), **_verdicts(line)} for line in card.lines
    ]


def _identity(line: Line) -> dict[str, Cell]:
    measure = line.measure
    return {
        "framework": measure.framework,
        "outcome": measure.outcome,
        "policy_area": measure.policy_area,
        "ref": measure.ref,
        "title": measure.title,
        "unit": measure.unit.value,
        "period": measure.named(line.period).code if line.period else "",
    }


def _figure(line: Line) -> dict[str, Cell]:
    low, high = edges(line.rule, line.target)
    return {
        **_actual(line),
        "printed": line.printed,
        "target": line.target.value if line.target else None,
        "tolerance_low": low,
        "tolerance_high": high,
        "baseline": None if line.baseline is None else round_half_up(line.baseline, MAX_DECIMALS),
    }


def _actual(line: Line) -> dict[str, Cell]:
    if isinstance(line.figure, Hidden):
        return {"value": HIDDEN_TEXT, "numerator": HIDDEN_TEXT, "denominator": HIDDEN_TEXT, "marker": ""}
    if line.figure is None:
        return {"value": None, "numerator": None, "denominator": None, "marker": ""}
    shown = line.figure
    return {
        "value": value_cell(line, shown),
        "numerator": shown.numerator,
        "denominator": shown.denominator,
        "marker": shown.marker.value,
    }


def _verdicts(line: Line) -> dict[str, Cell]:
    trend, earlier = line.trend, line.travel.earlier
    return {
        "status": line.verdict.status.value,
        "rag": line.verdict.rag.value,
        "status_reason": line.verdict.reason,
        "dot_movement": line.travel.movement.value,
        "dot_judgement": line.travel.judgement.value,
        "dot_reason": line.travel.reason,
        "trend_movement": trend.movement.value,
        "trend_judgement": trend.judgement.value,
        "published_status": line.published("status"),
        "published_dot": line.published("dot"),
        "published_trend": line.published("trend"),
        "projection": line.published("projection"),
        "previous_period": line.measure.named(earlier.period).code if earlier else "",
        "previous_value": HIDDEN_TEXT if earlier and earlier.hidden else earlier.value if earlier else None,
        "commentary": "" if isinstance(line.figure, Hidden) else line.said.commentary,
    }
