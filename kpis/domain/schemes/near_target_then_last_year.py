"""`near_target_then_last_year`: green within 10% of the target; further off, amber where the same period last year was
held or beaten (Havering). Another percentage than 10 is set as the target's tolerance."""

from __future__ import annotations

from decimal import Decimal

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
from kpis.domain.schemes.last_year import by_last_year, last_year_text
from kpis.domain.schemes.way import BY_DIRECTION, Edges, Wording
from kpis.domain.sentences import target_text
from kpis.domain.words import Earlier, Rag, Rule, RuleError, Status, Target, ToleranceKind

USUAL_PERCENT = Decimal(10)
WORDING = Wording(
    name="Near target, then last year",
    meaning="Green within 10% of the target; amber where last year was held or beaten.",
    green="At the target or better, or within 10% of it",
    amber="Further off, but no worse than the same period last year",
    red="Further off, and worse than last year",
)
FIELDS, KIND, EDGES_IN_UNIT = ("value", "tolerance"), ToleranceKind.PERCENT, True
LABELS = {"tolerance": f"Tolerance (% of the target; blank: {USUAL_PERCENT})"}
POLARITIES, NEEDS_LAST_YEAR = BY_DIRECTION, True

is_set, set_text, aim_text = has_value, target_text, target_aim


def judge(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    gap = gap_to(target, figure)
    if no_worse(rule, gap):
        return Assessment(Status.ON_TARGET, Rag.GREEN, rule, figure, target, gap, sentence=sentence)
    allowance = percent_of(target, _percent(target))
    if allowance is not None and abs(gap) <= allowance:
        return Assessment(Status.NEAR_TARGET, Rag.GREEN, rule, figure, target, gap, sentence=sentence)
    return by_last_year(rule, figure, target, gap, last_year, holding_counts=True, sentence=sentence)


def _percent(target: Target) -> Decimal:
    return USUAL_PERCENT if target.tolerance is None else target.tolerance


def edges(rule: Rule, target: Target) -> Edges:
    return edges_of(rule, target, percent_of(target, _percent(target)))


def sentence(verdict: Assessment) -> str:
    """52.0% against a target of 60%; higher is better; 8.0 percentage points below target, more than 10% of the target
    (54%), but level with 52.0% in 2017/18."""
    target = verdict.target
    if verdict.status is Status.ON_TARGET or target is None:
        return gap_sentence(verdict)
    near = percent_text(verdict.rule, _percent(target), edges(verdict.rule, target))
    if verdict.status is Status.NEAR_TARGET:
        return f"{opening(verdict)}; {side(verdict)}, within {near}."
    return f"{opening(verdict)}; {side(verdict)}, more than {near}, {last_year_text(verdict)}."


def check(target: Target) -> None:
    check_value(target)
    if target.kind is ToleranceKind.POINTS:
        raise RuleError("the scheme near_target_then_last_year takes a tolerance in percent of the target")
    if not target.value:
        raise RuleError(
            "a percent tolerance cannot be used with a target of 0: use the scheme target_tolerance with points"
        )
