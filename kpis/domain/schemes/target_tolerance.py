"""`target_tolerance`: amber where the target is missed by no more than the tolerance, its edge included (most councils;
Belfast has bands of 1% and 5%). A tolerance is in the measure's unit, or in percent of the size of the target."""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.numbers import plain
from kpis.domain.schemes.against_target import (
    check_value,
    edges_of,
    gap_sentence,
    gap_to,
    has_value,
    no_worse,
    opening,
    percent_of,
    percent_text,
    side,
    target_aim,
)
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.way import BY_DIRECTION, NO_LABELS, Edges, Wording
from kpis.domain.sentences import margin_size, target_text
from kpis.domain.words import Earlier, Rag, Rule, RuleError, Status, Target, ToleranceKind

WORDING = Wording(
    name="Target with a tolerance",
    meaning="Amber where the target was missed by no more than the tolerance.",
    green="At the target or better",
    amber="Worse, by no more than the tolerance",
    red="Worse by more than the tolerance",
)
FIELDS, LABELS, KIND, EDGES_IN_UNIT = ("value", "tolerance", "tolerance_kind"), NO_LABELS, None, True
POLARITIES, NEEDS_LAST_YEAR = BY_DIRECTION, False

is_set, aim_text = has_value, target_aim


def judge(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    gap = gap_to(target, figure)
    if no_worse(rule, gap):
        return Assessment(Status.ON_TARGET, Rag.GREEN, rule, figure, target, gap, sentence=sentence)
    allowance = _allowance(target)
    if allowance is not None and abs(gap) <= allowance:
        return Assessment(Status.WITHIN_TOLERANCE, Rag.AMBER, rule, figure, target, gap, sentence=sentence)
    return Assessment(Status.OFF_TARGET, Rag.RED, rule, figure, target, gap, sentence=sentence)


def _allowance(target: Target) -> Decimal | None:
    """How much worse than the target is within tolerance, in the measure's unit."""
    if target.tolerance is None or target.kind is not ToleranceKind.PERCENT:
        return target.tolerance
    return percent_of(target, target.tolerance)


def edges(rule: Rule, target: Target) -> Edges:
    return edges_of(rule, target, _allowance(target))


def sentence(verdict: Assessment) -> str:
    """85.2% against a target of 90%; higher is better; 4.8 percentage points below target, within the tolerance of 5
    percentage points."""
    target = verdict.target
    if verdict.status is Status.ON_TARGET or target is None:
        return gap_sentence(verdict)
    if target.tolerance is None:
        return f"{opening(verdict)}; {side(verdict)}, and no tolerance is set."
    where = "within" if verdict.status is Status.WITHIN_TOLERANCE else "beyond"
    tolerance = _tolerance_text(verdict.rule, target, target.tolerance)
    return f"{opening(verdict)}; {side(verdict)}, {where} the tolerance of {tolerance}."


def _tolerance_text(rule: Rule, target: Target, tolerance: Decimal) -> str:
    if target.kind is not ToleranceKind.PERCENT:
        return margin_size(rule, tolerance)
    return percent_text(rule, tolerance, edges(rule, target))


def set_text(rule: Rule, target: Target) -> str:
    text = target_text(rule, target)
    if target.value is None or target.tolerance is None:
        return text
    is_percent = target.kind is ToleranceKind.PERCENT
    size = f"{plain(target.tolerance)}%" if is_percent else margin_size(rule, target.tolerance)
    return f"{text} (within {size})"


def check(target: Target) -> None:
    check_value(target)
    if target.tolerance is not None and target.kind is None:
        raise RuleError("say whether the tolerance is in points or in percent (tolerance_kind)")
    if target.kind is ToleranceKind.PERCENT and not target.value:
        raise RuleError("a percent tolerance cannot be used with a target of 0: use a tolerance in points")
