"""What can judge what: rules and targets are checked when they are set up, so that no verdict fails later."""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.numbers import NumberError, Unit, plain, rate_base
from kpis.domain.periods import Frequency, PeriodKind
from kpis.domain.status import variance_limits
from kpis.domain.words import Comparison, FrameworkKind, Polarity, Rule, RuleError, Scheme, Target, ToleranceKind


def check_rule(rule: Rule) -> None:
    """Refuse a rule that could not judge a figure. Raises RuleError with the remedy."""
    if (rule.scheme is Scheme.MILESTONE) != (rule.unit is Unit.MILESTONE):
        raise RuleError("the scheme milestone and the unit milestone go together: set both or neither")
    if rule.polarity is Polarity.RANGE and rule.scheme is not Scheme.BAND:
        raise RuleError(f"the polarity range goes with the scheme band only, not with {rule.scheme}")
    if rule.period_kind is PeriodKind.YEAR_TO_DATE and rule.comparison is Comparison.PREVIOUS_PERIOD:
        raise RuleError(
            "a year-to-date figure is only compared with the same point last year: "
            "set the comparison same_period_last_year"
        )
    if not 0 <= rule.places <= 6:
        raise RuleError("decimal places run from 0 to 6")
    _check_margin(rule)
    if rule.unit is Unit.RATE:
        _check_rate(rule)


def _check_margin(rule: Rule) -> None:
    if rule.steady_margin is None:
        return
    if rule.steady_margin < 0:
        raise RuleError("a steady margin cannot be negative")
    if rule.steady_kind not in (None, ToleranceKind.POINTS, ToleranceKind.PERCENT):
        raise RuleError("a steady margin is in points or in percent of the earlier figure")


def _check_rate(rule: Rule) -> None:
    try:
        rate_base(rule.unit_label)
    except NumberError as error:
        raise RuleError(str(error)) from error


def schedule_note(frequency: Frequency, set_by: FrameworkKind) -> str:
    """What to know of a contract's KPI that is reported in a rhythm of which the contract says nothing; else blank."""
    if set_by is not FrameworkKind.CONTRACT or frequency is not Frequency.HALF_YEARLY:
        return ""
    return (
        f"the contract has no rule for a KPI reported {frequency.text}: it is never a performance failure by 5.3.1. "
        "Monthly, quarterly and annual KPIs are"
    )


def check_target(rule: Rule, target: Target) -> None:
    """Refuse a target that the rule could not judge by. Raises RuleError with the remedy."""
    if rule.scheme is Scheme.MILESTONE:
        raise RuleError("a milestone has no target: it is due at the end of its period")
    if target.tolerance is not None and target.tolerance < 0:
        raise RuleError("a tolerance cannot be negative: it says how far on the worse side is still acceptable")
    if target.low is not None and target.high is not None and target.low > target.high:
        raise RuleError(_edges_crossed(target.low, target.high))
    _CHECKS[rule.scheme](target)


def _edges_crossed(low: Decimal, high: Decimal) -> str:
    return f"the lower edge cannot be above the upper one ({plain(low)} to {plain(high)})"


def _check_value(target: Target) -> None:
    if target.value is None:
        raise RuleError("the scheme judges by a target: state one")
    if target.low is not None or target.high is not None or target.kind is ToleranceKind.BAND:
        raise RuleError("low and high belong to the schemes band and variance: state a target and a tolerance instead")


def _check_plain_target(target: Target) -> None:
    _check_value(target)
    if target.tolerance is not None:
        raise RuleError("the scheme has no tolerance: leave it blank, or use the scheme target_tolerance")


def _check_tolerance(target: Target) -> None:
    _check_value(target)
    if target.tolerance is not None and target.kind is None:
        raise RuleError("say whether the tolerance is in points or in percent (tolerance_kind)")
    if target.kind is ToleranceKind.PERCENT and not target.value:
        raise RuleError("a percent tolerance cannot be used with a target of 0: use a tolerance in points")


def _check_near_target(target: Target) -> None:
    _check_value(target)
    if target.kind is ToleranceKind.POINTS:
        raise RuleError("the scheme near_target_then_last_year takes a tolerance in percent of the target")
    if not target.value:
        raise RuleError(
            "a percent tolerance cannot be used with a target of 0: use the scheme target_tolerance with points"
        )


def _check_band(target: Target) -> None:
    if target.low is None or target.high is None:
        raise RuleError("the scheme band needs both edges: low and high")
    if target.value is not None or target.tolerance is not None:
        raise RuleError("the scheme band judges by low and high: leave target and tolerance blank")
    if target.kind not in (None, ToleranceKind.BAND):
        raise RuleError("the scheme band takes the tolerance_kind band")


def _check_variance(target: Target) -> None:
    if target.value is None:
        raise RuleError("the scheme variance needs the budget as its target")
    if not target.value:
        raise RuleError("a variance in percent cannot be worked out from a budget of 0")
    if target.kind not in (None, ToleranceKind.PERCENT) or target.tolerance is not None:
        raise RuleError("the scheme variance takes the allowed variance in percent as low and high")
    low, high = variance_limits(target)
    if low > high:
        raise RuleError(_edges_crossed(low, high))


_CHECKS = {
    Scheme.TARGET: _check_plain_target,
    Scheme.TARGET_THEN_LAST_YEAR: _check_plain_target,
    Scheme.TARGET_TOLERANCE: _check_tolerance,
    Scheme.NEAR_TARGET_THEN_LAST_YEAR: _check_near_target,
    Scheme.BAND: _check_band,
    Scheme.VARIANCE: _check_variance,
}
