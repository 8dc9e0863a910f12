"""`target`: at the target or better, or behind it (Warwickshire's "achieved target" and "behind target")."""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.schemes.against_target import (
    check_value_alone,
    gap_sentence,
    gap_to,
    has_value,
    no_edges,
    no_worse,
    target_aim,
)
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.way import BY_DIRECTION, NO_LABELS, Wording
from kpis.domain.sentences import target_text
from kpis.domain.words import Earlier, Rag, Rule, Status, Target

WORDING = Wording(
    name="Target",
    meaning="At the target or better, or behind it. There is no amber.",
    green="At the target or better",
    amber="Not used",
    red="Worse than the target",
)
FIELDS, LABELS, KIND, EDGES_IN_UNIT = ("value",), NO_LABELS, None, True
POLARITIES, NEEDS_LAST_YEAR = BY_DIRECTION, False

is_set, check, edges = has_value, check_value_alone, no_edges
sentence, set_text, aim_text = gap_sentence, target_text, target_aim


def judge(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    gap = gap_to(target, figure)
    if no_worse(rule, gap):
        return Assessment(Status.ON_TARGET, Rag.GREEN, rule, figure, target, gap, sentence=sentence)
    return Assessment(Status.OFF_TARGET, Rag.RED, rule, figure, target, gap, sentence=sentence)
