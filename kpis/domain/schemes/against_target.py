"""What the schemes have in common that hold a figure against a target: the gap, its words, and what may be set."""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.numbers import HUNDRED, ZERO, plain
from kpis.domain.schemes.assessment import Assessment
from kpis.domain.schemes.way import Edges
from kpis.domain.sentences import BETTER, edge_text, figure_text, gap_text
from kpis.domain.words import Polarity, Rule, RuleError, Target, ToleranceKind


def has_value(target: Target) -> bool:
    return target.value is not None


def gap_to(target: Target, figure: Decimal) -> Decimal:
    """The figure minus its target, which is set."""
    assert target.value is not None
    return figure - target.value


def no_worse(rule: Rule, change: Decimal) -> bool:
    """Whether a figure that differs by so much is as good or better, by the rule's polarity."""
    return change >= 0 if rule.polarity is Polarity.HIGHER else change <= 0


def percent_of(target: Target, percent: Decimal) -> Decimal | None:
    """So many percent of the size of a target; None where there is none."""
    return None if target.value is None else abs(target.value) * percent / HUNDRED


def edges_of(rule: Rule, target: Target, allowance: Decimal | None) -> Edges:
    """The last figure that is near enough to a target, on its worse side; ``allowance`` is in the measure's unit."""
    if allowance is None or target.value is None:
        return Edges()
    if rule.polarity is Polarity.HIGHER:
        return Edges(low=target.value - allowance)
    return Edges(high=target.value + allowance) if rule.polarity is Polarity.LOWER else Edges()


def percent_text(rule: Rule, percent: Decimal, edges: Edges) -> str:
    """An allowance in percent, with the figure it ends at: "10% of the target (81%)"."""
    edge = edges.high if edges.low is None else edges.low
    return f"{plain(percent)}% of the target" + ("" if edge is None else f" ({edge_text(rule, edge)})")


def opening(verdict: Assessment) -> str:
    """660 against a target of 580; lower is better."""
    rule, target = verdict.rule, verdict.target
    assert verdict.figure is not None and target is not None and target.value is not None
    figure, aim = figure_text(rule, verdict.figure), edge_text(rule, target.value)
    return f"{figure} against a target of {aim}; {BETTER[rule.polarity]}"


def side(verdict: Assessment) -> str:
    """80 above target."""
    gap = verdict.gap or ZERO
    if not gap:
        return "exactly on target"
    return f"{gap_text(verdict.rule, gap)} {'above' if gap > 0 else 'below'} target"


def gap_sentence(verdict: Assessment) -> str:
    """660 against a target of 580; lower is better; 80 above target."""
    return f"{opening(verdict)}; {side(verdict)}."


def target_aim(rule: Rule, target: Target) -> str:
    return "" if target.value is None else f"the target of {edge_text(rule, target.value)}"


def no_edges(rule: Rule, target: Target) -> Edges:
    return Edges()


def check_value(target: Target) -> None:
    if target.value is None:
        raise RuleError("the scheme judges by a target: state one")
    if target.low is not None or target.high is not None or target.kind is ToleranceKind.BAND:
        raise RuleError("low and high belong to the schemes band and variance: state a target and a tolerance instead")


def check_value_alone(target: Target) -> None:
    check_value(target)
    if target.tolerance is not None:
        raise RuleError("the scheme has no tolerance: leave it blank, or use the scheme target_tolerance")
