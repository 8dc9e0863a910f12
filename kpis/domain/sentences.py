"""What sentences are made of: a figure, a target, a gap and a margin in the measure's unit, and which way is better.

A whole sentence stands beside what it tells of: a scheme's in its file, a direction's and a trend's in `travel`.
"""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.numbers import as_set, difference, in_unit, plain
from kpis.domain.words import Polarity, Rule, Target, ToleranceKind

BETTER = {
    Polarity.HIGHER: "higher is better",
    Polarity.LOWER: "lower is better",
    Polarity.RANGE: "inside the band is better",
    Polarity.NONE: "neither direction is better",
}


def figure_text(rule: Rule, figure: Decimal) -> str:
    """A printed actual in its unit."""
    return in_unit(figure, rule.unit, rule.unit_label)


def edge_text(rule: Rule, value: Decimal) -> str:
    """A target or an edge as it was set, in the measure's unit."""
    return as_set(value, rule.unit, rule.unit_label)


def gap_text(rule: Rule, size: Decimal) -> str:
    """A gap or a change between figures, with the decimals of the printed figure at the least."""
    return difference(size, rule.unit, rule.unit_label, rule.places)


def margin_size(rule: Rule, size: Decimal) -> str:
    """A tolerance or a margin in the measure's own unit, as it was set."""
    return difference(size, rule.unit, rule.unit_label)


def margin_text(rule: Rule) -> str:
    """The steady margin in words: "0.5 percentage points", "5% of the earlier figure"."""
    margin = rule.steady_margin or Decimal(0)
    if rule.steady_kind is ToleranceKind.PERCENT:
        return f"{plain(margin)}% of the earlier figure"
    return margin_size(rule, margin)


def target_text(rule: Rule, target: Target) -> str:
    """What was set: a target, else a band; blank where there is neither."""
    if target.value is not None:
        return edge_text(rule, target.value)
    if target.low is None or target.high is None:
        return ""
    return f"{edge_text(rule, target.low)} to {edge_text(rule, target.high)}"
