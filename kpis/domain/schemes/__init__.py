"""Status schemes: a reading, what was set for it and a rule give a status with a reason a member can check by hand.

One file a scheme, with all that the product asks of it; `WAYS` is the only table of them. The rules are those that
councils publish. The figure that is printed is the one that is judged; boundaries belong to the better side; what was
set is taken as set.
"""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.numbers import round_half_up
from kpis.domain.schemes import (
    band,
    milestone,
    near_target_then_last_year,
    target,
    target_then_last_year,
    target_tolerance,
    variance,
)
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.way import Edges, Way
from kpis.domain.sentences import edge_text, figure_text
from kpis.domain.words import Earlier, Polarity, Rag, Rule, RuleError, Scheme, Status, Target

WAYS: dict[Scheme, Way] = {
    Scheme.TARGET: target,
    Scheme.TARGET_TOLERANCE: target_tolerance,
    Scheme.BAND: band,
    Scheme.VARIANCE: variance,
    Scheme.TARGET_THEN_LAST_YEAR: target_then_last_year,
    Scheme.NEAR_TARGET_THEN_LAST_YEAR: near_target_then_last_year,
    Scheme.MILESTONE: milestone,
}
"""The schemes, in the order in which people read of them."""

NOTHING_SET = Target()


def assess(
    rule: Rule,
    value: Decimal | None,
    target: Target | None,
    last_year: Earlier | None = None,
    beside: Target | None = None,
) -> Assessment:
    """Judge one figure. ``value`` is in the measure's unit and is rounded here, once, to the rule's places.

    ``last_year`` is the same period of last year, for the schemes that use it; ``beside`` a longer period's target that
    does not judge this figure, which the reason then names. A milestone is judged by `assess_milestone`, for that needs
    dates.
    """
    if value is None:
        return Assessment(Status.NO_DATA, Rag.NONE, rule, target=target)
    way, figure = WAYS[rule.scheme], round_half_up(value, rule.places)
    aim = NOTHING_SET if target is None else target
    if rule.polarity is Polarity.NONE and Polarity.NONE not in way.POLARITIES:
        return Assessment(Status.FOR_INFORMATION, Rag.NONE, rule, figure, target, sentence=_for_information)
    if not way.is_set(aim):
        return Assessment(Status.NO_TARGET, Rag.NONE, rule, figure, target, beside=beside, sentence=_no_target)
    return way.judge(rule, figure, aim, last_year)


def _no_target(verdict: Assessment) -> str:
    """Why there is none to judge by: none at all, or only one of a longer period, which is shown."""
    rule, longer = verdict.rule, verdict.beside
    assert verdict.figure is not None
    figure, noun = figure_text(rule, verdict.figure), "target"
    if rule.scheme is Scheme.VARIANCE:
        noun = "budget"
        if verdict.target is not None and verdict.target.value is not None:
            return f"{figure} against a budget of {edge_text(rule, verdict.target.value)}: no budget, so no percent."
    aim = WAYS[rule.scheme].aim_text(rule, longer) if longer else ""
    if longer is None or longer.period is None or not aim:
        return f"{figure}; no {noun} is on record."
    return f"{figure}; no {noun} for this period: {aim} is for {longer.period.label}."


def _for_information(verdict: Assessment) -> str:
    rule, target = verdict.rule, verdict.target
    assert verdict.figure is not None
    figure = figure_text(rule, verdict.figure)
    aim = f" beside a target of {edge_text(rule, target.value)}" if target and target.value is not None else ""
    return f"{figure}{aim}; for information: neither direction is better."


def edges(rule: Rule, target: Target | None) -> Edges:
    """The lower and the upper edge of what is tolerated, where the scheme has one: a band, a variance (in percent), or
    the far side of a target's tolerance."""
    return Edges() if target is None else WAYS[rule.scheme].edges(rule, target)


def band_between(rule: Rule, target: Target) -> tuple[Decimal, Decimal] | None:
    """What a chart shades: the band, or what lies between a target and the edge of its tolerance; None where there is
    neither, or edges that are not in the measure's unit."""
    way, aim = WAYS[rule.scheme], target.value
    low, high = way.edges(rule, target)
    if not (way.EDGES_IN_UNIT and way.is_set(target)) or (low is None and high is None):
        return None
    low, high = aim if low is None else low, aim if high is None else high
    return None if low is None or high is None or (low == high == aim) else (low, high)


def check_target(rule: Rule, target: Target) -> None:
    """Refuse a target that the rule could not judge by. Raises RuleError with the remedy."""
    way = WAYS[rule.scheme]
    if way.FIELDS and target.tolerance is not None and target.tolerance < 0:
        raise RuleError("a tolerance cannot be negative: it says how far on the worse side is still acceptable")
    if way.FIELDS:
        Edges(target.low, target.high).check_order()
    way.check(target)
