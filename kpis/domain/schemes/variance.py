"""`variance`: how far spending is from its budget, in percent (Warwickshire's revenue: "zero overspend and no more than
a 2% underspend"). Overspent is red whatever the polarity."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from kpis.domain.numbers import HUNDRED, MINUS, ZERO, plain
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.way import BY_DIRECTION, Edges, Wording
from kpis.domain.sentences import edge_text, figure_text, target_text
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
    """The percent is rounded to 2 decimals, and judged so."""
    assert target.value
    percent = variance_percent(figure, target.value)
    low, high = variance_limits(target)
    if percent > high:
        return Assessment(Status.OUTSIDE_TOLERANCE, Rag.RED, rule, figure, target, percent, sentence=sentence)
    if percent >= low:
        return Assessment(Status.WITHIN_TOLERANCE, Rag.GREEN, rule, figure, target, percent, sentence=sentence)
    rag = Rag.RED if rule.underspend_is_red else Rag.AMBER
    return Assessment(Status.UNDERSPENT, rag, rule, figure, target, percent, sentence=sentence)


def variance_percent(figure: Decimal, budget: Decimal) -> Decimal:
    """(printed actual - budget) / |budget| in percent, rounded half up to 2 decimals."""
    return ((figure - budget) * HUNDRED / abs(budget)).quantize(_CENTS, ROUND_HALF_UP)


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
    word = "inside" if verdict.status is Status.WITHIN_TOLERANCE else "over" if gap > high else "under"
    return f"{opening}; {_signed(gap)}, {word} the allowed {_allowed(low)} to {_allowed(high)}."


def _signed(percent: Decimal) -> str:
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
