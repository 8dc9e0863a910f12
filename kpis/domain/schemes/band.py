"""`band`: inside [low, high], its edges included; beyond it on the good side is better (the KPIs of Worcestershire's
contract, Schedule 6). The polarity range has no good side: the best place is inside."""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.numbers import ZERO
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.way import BY_DIRECTION, NO_LABELS, Edges, Wording
from kpis.domain.sentences import BETTER, edge_text, figure_text, gap_text, target_text
from kpis.domain.words import Earlier, Polarity, Rag, Rule, RuleError, Status, Target, ToleranceKind

WORDING = Wording(
    name="Band",
    meaning="Inside an agreed band; outside it on the wrong side is red.",
    green="Inside the band, its edges included; or beyond it on the good side, which is said",
    amber="Not used",
    red="Outside the band on the bad side. Where the best place is inside the range, outside on either side",
)
FIELDS, LABELS, KIND, EDGES_IN_UNIT = ("low", "high"), NO_LABELS, ToleranceKind.BAND, True
POLARITIES, NEEDS_LAST_YEAR = BY_DIRECTION | {Polarity.RANGE}, False

set_text = target_text


def is_set(target: Target) -> bool:
    return target.low is not None and target.high is not None


def judge(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    assert target.low is not None and target.high is not None
    gap = distance_to_band(figure, target.low, target.high)
    if not gap:
        return Assessment(Status.IN_BAND, Rag.GREEN, rule, figure, target, gap, sentence=sentence)
    if (gap > 0 and rule.polarity is Polarity.HIGHER) or (gap < 0 and rule.polarity is Polarity.LOWER):
        return Assessment(Status.BETTER_THAN_BAND, Rag.GREEN, rule, figure, target, gap, sentence=sentence)
    return Assessment(Status.OUTSIDE_BAND, Rag.RED, rule, figure, target, gap, sentence=sentence)


def distance_to_band(figure: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """How far above (positive) or below (negative) a band a figure is; 0 inside it and on its edges."""
    if figure > high:
        return figure - high
    return figure - low if figure < low else ZERO


def edges(rule: Rule, target: Target) -> Edges:
    return Edges(target.low, target.high)


def sentence(verdict: Assessment) -> str:
    """40.0% against a band of 17.9% to 36.5%; lower is better; 3.5 percentage points above the band."""
    rule, target, gap = verdict.rule, verdict.target, verdict.gap or ZERO
    assert verdict.figure is not None and target is not None
    opening = f"{figure_text(rule, verdict.figure)} against a band of {_band(rule, target)}; {BETTER[rule.polarity]}"
    if not gap:
        return f"{opening}; inside the band."
    side = ", on the better side" if verdict.status is Status.BETTER_THAN_BAND else ""
    return f"{opening}; {gap_text(rule, gap)} {'above' if gap > 0 else 'below'} the band{side}."


def _band(rule: Rule, target: Target) -> str:
    assert target.low is not None and target.high is not None
    return f"{edge_text(rule, target.low)} to {edge_text(rule, target.high)}"


def aim_text(rule: Rule, target: Target) -> str:
    return f"the band of {_band(rule, target)}" if is_set(target) else ""


def check(target: Target) -> None:
    if target.low is None or target.high is None:
        raise RuleError("the scheme band needs both edges: low and high")
    if target.value is not None or target.tolerance is not None:
        raise RuleError("the scheme band judges by low and high: leave target and tolerance blank")
    if target.kind not in (None, ToleranceKind.BAND):
        raise RuleError("the scheme band takes the tolerance_kind band")
