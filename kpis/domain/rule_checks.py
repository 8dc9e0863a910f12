"""What can judge what: a rule is checked when it is set up, so that no verdict fails later."""

from __future__ import annotations

from kpis.domain.numbers import NumberError, Unit, rate_base
from kpis.domain.periods import Frequency, PeriodKind
from kpis.domain.schemes import WAYS
from kpis.domain.words import Comparison, FrameworkKind, Polarity, Rule, RuleError, Scheme, ToleranceKind


def check_rule(rule: Rule) -> None:
    """Refuse a rule that could not judge a figure. Raises RuleError with the remedy."""
    if (rule.scheme is Scheme.MILESTONE) != (rule.unit is Unit.MILESTONE):
        raise RuleError("the scheme milestone and the unit milestone go together: set both or neither")
    if rule.polarity is Polarity.RANGE and Polarity.RANGE not in WAYS[rule.scheme].POLARITIES:
        fitting = " and ".join(scheme for scheme, way in WAYS.items() if Polarity.RANGE in way.POLARITIES)
        raise RuleError(f"the polarity range goes with the scheme {fitting} only, not with {rule.scheme}")
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
        f"the contract has no rule for a KPI reported {frequency.text}: it is never a performance failure by its "
        "figures. Monthly, quarterly and annual KPIs are"
    )
