"""`target_then_last_year`: amber where the target is missed and the same period last year was worse (Thurrock)."""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.schemes.against_target import (
    check_value_alone,
    gap_sentence,
    gap_to,
    has_value,
    no_edges,
    no_worse,
    opening,
    side,
    target_aim,
)
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.last_year import by_last_year, last_year_text
from kpis.domain.schemes.way import BY_DIRECTION, NO_LABELS, Wording
from kpis.domain.sentences import target_text
from kpis.domain.words import Earlier, Rag, Rule, Status, Target

WORDING = Wording(
    name="Target, then last year",
    meaning="Amber where the target was missed but last year was beaten.",
    green="At the target or better",
    amber="Missed, but better than the same period last year",
    red="Missed, and no better than last year",
)
FIELDS, LABELS, KIND, EDGES_IN_UNIT = ("value",), NO_LABELS, None, True
POLARITIES, NEEDS_LAST_YEAR = BY_DIRECTION, True

is_set, check, edges = has_value, check_value_alone, no_edges
set_text, aim_text = target_text, target_aim


def judge(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    gap = gap_to(target, figure)
    if no_worse(rule, gap):
        return Assessment(Status.ON_TARGET, Rag.GREEN, rule, figure, target, gap, sentence=sentence)
    return by_last_year(rule, figure, target, gap, last_year, holding_counts=False, sentence=sentence)


def sentence(verdict: Assessment) -> str:
    """55.0% against a target of 60%; higher is better; 5.0 percentage points below target, but better than 54.0% in
    2017/18."""
    if verdict.status is Status.ON_TARGET:
        return gap_sentence(verdict)
    return f"{opening(verdict)}; {side(verdict)}, {last_year_text(verdict)}."
