"""`variance`: how far spending is from its budget, in percent (Warwickshire's revenue: "zero overspend and no more than
a 2% underspend"). Overspent is red whatever the polarity."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from kpis.domain.numbers import HUNDRED, MINUS, ZERO, plain
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.band import distance_to_band
from kpis.domain.schemes.way import BY_DIRECTION, Edges, Wording
from kpis.domain.sentences import edge_text, figure_text, gap_text, target_text
from kpis.domain.words import Earlier, Polarity, Rag, Rule, RuleError, Status, Target, ToleranceKind

USUAL_LOW, USUAL_HIGH = Decimal(-2), ZERO
_CENTS = Decimal("0.01")
WORDING = Wording(
    name="Variance from budget",
    meaning="Inside the allowed variance from budget; any overspend is red.",
    green="From 2% under budget up to exactly on budget",
    amber="More than 2% under budget (red where the council’s rule says so)",
    red="Any overspend",
)
FIELDS, KIND, EDGES_IN_UNIT = ("value", "low", "high"), ToleranceKind.PERCENT, False
LABELS = {"value": "Budget", "low": "Lowest variance (%)", "high": "Highest variance (%)"}
POLARITIES, NEEDS_LAST_YEAR = BY_DIRECTION | {Polarity.NONE}, False

set_text = target_text


def is_set(target: Target) -> bool:
    """A budget of 0 has no percent."""
    return bool(target.value)


def judge(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    """The percent is rounded to 2 decimals, and judged so; but a figure above its budget is overspent however little,
    where no overspend is allowed."""
    assert target.value
    percent = variance_percent(figure, target.value)
    low, high = variance_limits(target)
    if percent > high or (figure > target.value and high <= 0):
        return Assessment(Status.OVERSPENT, Rag.RED, rule, figure, target, percent, sentence=sentence)
    if percent >= low:
        return Assessment(Status.ON_BUDGET, Rag.GREEN, rule, figure, target, percent, sentence=sentence)
    rag = Rag.RED if rule.underspend_is_red else Rag.AMBER
    return Assessment(Status.UNDERSPENT, rag, rule, figure, target, percent, sentence=sentence)


def variance_percent(figure: Decimal, budget: Decimal) -> Decimal:
    """(printed actual - budget) / |budget| in percent, rounded half up to 2 decimals."""
    return ((figure - budget) * HUNDRED / abs(budget)).quantize(_CENTS, ROUND_HALF_UP)


def distance_to_limits(figure: Decimal, target: Target) -> Decimal:
    """How far a variance is above (positive) or below (negative) what is allowed, in percent of budget; 0 inside.
    An overspend too small to be printed as a percent has its exact size, for it is one."""
    assert target.value
    percent, (low, high) = variance_percent(figure, target.value), variance_limits(target)
    if not percent and figure > target.value and high == 0:
        return (figure - target.value) * HUNDRED / abs(target.value)
    return distance_to_band(percent, low, high)


def variance_limits(target: Target) -> tuple[Decimal, Decimal]:
    """The allowed variance from budget in percent: -2 to 0 where nothing else is set."""
    low = USUAL_LOW if target.low is None else target.low
    return low, USUAL_HIGH if target.high is None else target.high


def edges(rule: Rule, target: Target) -> Edges:
    return Edges(*variance_limits(target))


def sentence(verdict: Assessment) -> str:
    """£61,810k against a budget of £60,950k; +1.41%, over the allowed −2% to 0%."""
    rule, target, gap = verdict.rule, verdict.target, verdict.gap
    assert verdict.figure is not None and target is not None and target.value is not None and gap is not None
    low, high = variance_limits(target)
    opening = f"{figure_text(rule, verdict.figure)} against a budget of {edge_text(rule, target.value)}"
    words = {Status.ON_BUDGET: "inside", Status.OVERSPENT: "over"}
    word = words.get(verdict.status, "under")
    return f"{opening}; {variance_text(verdict)}, {word} the allowed {_allowed(low)} to {_allowed(high)}."


def variance_text(verdict: Assessment) -> str:
    """+1.41%; or, where the percent would print as nothing, +£3k, less than 0.01%."""
    target, gap = verdict.target, verdict.gap
    assert verdict.figure is not None and target is not None and target.value is not None and gap is not None
    change = verdict.figure - target.value
    if gap or not change:
        return signed_percent(gap)
    return f"{'+' if change > 0 else MINUS}{gap_text(verdict.rule, change)}, less than 0.01%"


def signed_percent(percent: Decimal) -> str:
    """+1.41%, −1.20%, 0.00%."""
    sign = "+" if percent > 0 else MINUS if percent < 0 else ""
    return f"{sign}{abs(percent)}%"


def _allowed(percent: Decimal) -> str:
    return f"{MINUS if percent < 0 else ''}{plain(abs(percent))}%"


def aim_text(rule: Rule, target: Target) -> str:
    return "" if target.value is None else f"the budget of {edge_text(rule, target.value)}"


def check(target: Target) -> None:
    if target.value is None:
        raise RuleError("the scheme variance needs the budget as its target")
    if not target.value:
        raise RuleError("a variance in percent cannot be worked out from a budget of 0")
    if target.kind not in (None, ToleranceKind.PERCENT) or target.tolerance is not None:
        raise RuleError("the scheme variance takes the allowed variance in percent as low and high")
    Edges(*variance_limits(target)).check_order()
