"""The sentence beside a status or an arrow: the numbers it was worked out from, so that it can be checked by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from kpis.domain.numbers import MINUS, as_set, difference, in_unit, plain
from kpis.domain.periods import date_text
from kpis.domain.status import NEAR_TARGET_PERCENT, Assessment, distance_to_band, edge_of, variance_limits
from kpis.domain.words import Judgement, Movement, Polarity, Rule, Scheme, Status, Target, ToleranceKind

if TYPE_CHECKING:
    from kpis.domain.travel import Travel, Trend

BETTER = {
    Polarity.HIGHER: "higher is better",
    Polarity.LOWER: "lower is better",
    Polarity.RANGE: "inside the band is better",
    Polarity.NONE: "neither direction is better",
}


def figure_text(rule: Rule, figure: Decimal) -> str:
    """A printed actual in its unit."""
    return in_unit(figure, rule.unit, rule.unit_label)


def set_text(rule: Rule, value: Decimal) -> str:
    """A target or an edge as it was set, in the measure's unit."""
    return as_set(value, rule.unit, rule.unit_label)


def gap_text(rule: Rule, size: Decimal) -> str:
    """A gap or a change between figures, with the decimals of the printed figure at the least."""
    return difference(size, rule.unit, rule.unit_label, rule.places)


def margin_size(rule: Rule, size: Decimal) -> str:
    """A tolerance or a margin in the measure's own unit, as it was set."""
    return difference(size, rule.unit, rule.unit_label)


def status_reason(verdict: Assessment) -> str:
    """One sentence for any status, the numbers in it."""
    if verdict.note:
        return verdict.note
    if verdict.rule.scheme is Scheme.MILESTONE:
        return _milestone(verdict)
    if verdict.figure is None:
        return "No figure has been entered."
    figure = figure_text(verdict.rule, verdict.figure)
    if verdict.status is Status.NO_TARGET or verdict.target is None:
        return f"{figure}; {_no_target(verdict)}."
    if verdict.status is Status.NO_JUDGEMENT:
        return f"{figure}{_beside_set(verdict)}; for information: neither direction is better."
    return _JUDGED[verdict.rule.scheme](verdict)


def _beside_set(verdict: Assessment) -> str:
    target = verdict.target
    if target is None or target.value is None:
        return ""
    return f" beside a target of {set_text(verdict.rule, target.value)}"


def _no_target(verdict: Assessment) -> str:
    """Why there is none to judge by: none at all, or only one of a longer period, which is shown."""
    longer = verdict.beside
    text = set_for_text(verdict.rule, longer) if longer else ""
    if longer is None or longer.period is None or not text:
        return "no target is on record"
    return f"no target for this period: {text} is for {longer.period.label}"


def set_for_text(rule: Rule, target: Target) -> str:
    """What was set, with its noun: "the target of 40", "the band of 17.9% to 36.5%"; blank where nothing was."""
    if rule.scheme is Scheme.BAND:
        if target.low is None or target.high is None:
            return ""
        return f"the band of {set_text(rule, target.low)} to {set_text(rule, target.high)}"
    noun = "budget" if rule.scheme is Scheme.VARIANCE else "target"
    return f"the {noun} of {set_text(rule, target.value)}" if target.value is not None else ""


def _milestone(verdict: Assessment) -> str:
    due = f"due on {date_text(verdict.due)}" if verdict.due else "without a due date"
    if verdict.status in (Status.ACHIEVED, Status.ACHIEVED_LATE):
        when = f" on {date_text(verdict.achieved_on)}" if verdict.achieved_on else ""
        return f"Achieved{when}, {'after it was ' if verdict.status is Status.ACHIEVED_LATE else ''}{due}."
    if verdict.status is Status.NOT_DUE:
        return f"Not due yet: it is {due}."
    if verdict.status is Status.NOT_ACHIEVED:
        return f"Not achieved; it was {due}."
    return f"Nothing has been entered; it was {due}."


def _against_target(verdict: Assessment) -> str:
    return f"{_opening(verdict)}; {_gap_to_target(verdict)}."


def _opening(verdict: Assessment) -> str:
    rule, target = verdict.rule, verdict.target
    assert verdict.figure is not None and target is not None and target.value is not None
    figure, aim = figure_text(rule, verdict.figure), set_text(rule, target.value)
    return f"{figure} against a target of {aim}; {BETTER[rule.polarity]}"


def _gap_to_target(verdict: Assessment) -> str:
    gap = verdict.gap or Decimal(0)
    if not gap:
        return "exactly on target"
    return f"{gap_text(verdict.rule, gap)} {'above' if gap > 0 else 'below'} target"


def _with_tolerance(verdict: Assessment) -> str:
    if verdict.status is Status.ON_TARGET:
        return _against_target(verdict)
    target = verdict.target
    assert target is not None
    if target.tolerance is None:
        return f"{_opening(verdict)}; {_gap_to_target(verdict)}, and no tolerance is set."
    where = "within" if verdict.status is Status.WITHIN_TOLERANCE else "beyond"
    return f"{_opening(verdict)}; {_gap_to_target(verdict)}, {where} the tolerance of {_tolerance_text(verdict)}."


def _tolerance_text(verdict: Assessment) -> str:
    target, rule = verdict.target, verdict.rule
    assert target is not None
    tolerance = target.tolerance if target.tolerance is not None else NEAR_TARGET_PERCENT
    if rule.scheme is Scheme.TARGET_TOLERANCE and target.kind is not ToleranceKind.PERCENT:
        return margin_size(rule, tolerance)
    edge = edge_of(rule, target)
    return f"{plain(tolerance)}% of the target" + (f" ({set_text(rule, edge)})" if edge is not None else "")


def _then_last_year(verdict: Assessment) -> str:
    if verdict.status is Status.ON_TARGET:
        return _against_target(verdict)
    return f"{_opening(verdict)}; {_gap_to_target(verdict)}, {_last_year(verdict)}."


def _near_then_last_year(verdict: Assessment) -> str:
    if verdict.status is Status.ON_TARGET:
        return _against_target(verdict)
    if verdict.status is Status.WITHIN_TOLERANCE:
        return f"{_opening(verdict)}; {_gap_to_target(verdict)}, within {_tolerance_text(verdict)}."
    return (
        f"{_opening(verdict)}; {_gap_to_target(verdict)}, more than {_tolerance_text(verdict)}, {_last_year(verdict)}."
    )


def _last_year(verdict: Assessment) -> str:
    earlier = verdict.last_year
    if earlier is None or earlier.value is None:
        if earlier and earlier.why_none:
            return f"and not compared with {earlier.period.label}: {earlier.why_none}"
        return f"and there is no figure for {earlier.period.label if earlier else 'last year'} to compare with"
    was = f"{figure_text(verdict.rule, earlier.value)} in {earlier.period.label}"
    if verdict.status is not Status.IMPROVED_ON_LAST_YEAR:
        return f"and {'worse' if verdict.figure != earlier.value else 'no better'} than {was}"
    return f"but {'better than' if verdict.figure != earlier.value else 'level with'} {was}"


def _in_band(verdict: Assessment) -> str:
    rule, target, gap = verdict.rule, verdict.target, verdict.gap or Decimal(0)
    assert verdict.figure is not None and target is not None and target.low is not None and target.high is not None
    band = f"{set_text(rule, target.low)} to {set_text(rule, target.high)}"
    opening = f"{figure_text(rule, verdict.figure)} against a band of {band}; {BETTER[rule.polarity]}"
    if not gap:
        return f"{opening}; inside the band."
    side = ", on the better side" if verdict.status is Status.BETTER_THAN_TOLERANCE else ""
    return f"{opening}; {gap_text(rule, gap)} {'above' if gap > 0 else 'below'} the band{side}."


def _variance(verdict: Assessment) -> str:
    rule, target, gap = verdict.rule, verdict.target, verdict.gap
    assert verdict.figure is not None and target is not None and target.value is not None and gap is not None
    low, high = variance_limits(target)
    opening = f"{figure_text(rule, verdict.figure)} against a budget of {set_text(rule, target.value)}"
    word = "inside" if verdict.status is Status.WITHIN_TOLERANCE else "over" if gap > high else "under"
    return f"{opening}; {signed_percent(gap)}, {word} the allowed {_allowed(low)} to {_allowed(high)}."


def signed_percent(value: Decimal) -> str:
    """+1.41%, −1.20%, 0.00%."""
    sign = "+" if value > 0 else MINUS if value < 0 else ""
    return f"{sign}{abs(value)}%"


def _allowed(value: Decimal) -> str:
    return f"{MINUS if value < 0 else ''}{plain(abs(value))}%"


_JUDGED = {
    Scheme.TARGET: _against_target,
    Scheme.TARGET_TOLERANCE: _with_tolerance,
    Scheme.BAND: _in_band,
    Scheme.VARIANCE: _variance,
    Scheme.TARGET_THEN_LAST_YEAR: _then_last_year,
    Scheme.NEAR_TARGET_THEN_LAST_YEAR: _near_then_last_year,
}


def travel_reason(travel: Travel) -> str:
    """346, down 218 on 564 in 2017/18; lower is better, as the plan sets it; statistical neighbours: 394."""
    if travel.movement is Movement.NOT_COMPARED:
        return f"Not compared: {travel.why_not}."
    rule, earlier = travel.rule, travel.earlier
    assert travel.now is not None and earlier is not None and earlier.value is not None
    was = f"{figure_text(rule, earlier.value)} in {earlier.period.label}"
    change = f"{_change(travel, was)}{_steady_note(travel)}"
    return f"{figure_text(rule, travel.now)}, {change}{_judged(travel)}{_beside(travel)}."


def _change(travel: Travel, was: str) -> str:
    if not travel.change:
        return f"no change on {was}"
    word = "up" if travel.change > 0 else "down"
    return f"{word} {gap_text(travel.rule, travel.change)} on {was}"


def _steady_note(travel: Travel) -> str:
    if travel.movement is not Movement.LEVEL or not travel.change or travel.rule.steady_margin is None:
        return ""
    return f", within the steady margin of {margin_text(travel.rule)}"


def margin_text(rule: Rule) -> str:
    """The steady margin in words: "0.5 percentage points", "5% of the earlier figure"."""
    margin = rule.steady_margin or Decimal(0)
    if rule.steady_kind is ToleranceKind.PERCENT:
        return f"{plain(margin)}% of the earlier figure"
    return margin_size(rule, margin)


def _judged(travel: Travel) -> str:
    if travel.judgement is Judgement.STEADY and not travel.change:
        return ""
    if travel.rule.polarity is Polarity.RANGE:
        return _judged_by_band(travel)
    if travel.judgement is Judgement.NONE:
        return f"; {BETTER[Polarity.NONE]}"
    return f"; {BETTER[travel.rule.polarity]}, as the {travel.rule.set_by} sets it"


def _judged_by_band(travel: Travel) -> str:
    band = travel.band
    if band is None or band.low is None or band.high is None:
        return "; no band to judge it by"
    text = f"the band of {set_text(travel.rule, band.low)} to {set_text(travel.rule, band.high)}"
    assert travel.now is not None and travel.earlier is not None and travel.earlier.value is not None
    inside = not any(distance_to_band(each, band.low, band.high) for each in (travel.now, travel.earlier.value))
    words = {Judgement.IMPROVING: "nearer to", Judgement.DECLINING: "further from"}
    return f"; {words.get(travel.judgement, 'both inside' if inside else 'beside')} {text}"


def _beside(travel: Travel) -> str:
    return "".join(
        f"; {name[:1].lower() + name[1:] if name[1:2].islower() and ' ' in name else name}: {text}"
        for name, text in travel.beside
    )


def trend_reason(trend: Trend) -> str:
    """Over 5 years to 2018/19 the fitted change is 14 down; lower is better."""
    if trend.movement is Movement.NOT_COMPARED:
        return f"No trend: {trend.why_not}."
    span = f"Over {trend.count} figures from {trend.first_label} to {trend.last_label}"
    provisional = ", the provisional ones included" if trend.provisional else ""
    if not trend.change:
        return f"{span}{provisional}, the line fitted through them is level."
    word = "up" if trend.change > 0 else "down"
    margin = f", within the steady margin of {margin_text(trend.rule)}" if trend.movement is Movement.LEVEL else ""
    rise = gap_text(trend.rule, trend.change)
    return f"{span}{provisional}, the line fitted through them goes {word} by {rise}{margin}."
