"""Status schemes: a reading, what was set for it and a rule give a status with a reason a member can check by hand.

The rules are those that councils publish: Warwickshire's "achieved target / behind target", the contract bands of
Worcestershire, the last-year rules of Thurrock and Havering, and revenue variance. The figure that is printed is the
one that is judged; boundaries belong to the better side; what was set is taken as set.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from kpis.domain.numbers import HUNDRED, ZERO, round_half_up
from kpis.domain.periods import Period
from kpis.domain.words import Earlier, Polarity, Rag, Rule, Scheme, Status, Target, ToleranceKind

NEAR_TARGET_PERCENT = Decimal(10)
VARIANCE_LOW, VARIANCE_HIGH = Decimal(-2), ZERO
_CENTS = Decimal("0.01")


class Assessment(NamedTuple):
    """A verdict: what it is, and all that it was worked out from. Its reason is composed when it is asked for.

    ``figure`` is the printed actual; ``gap`` is the figure minus the target, or its signed distance beyond the nearer
    edge of a band, in the measure's unit (for a variance: percent of budget).
    """

    status: Status
    rag: Rag
    rule: Rule
    figure: Decimal | None = None
    target: Target | None = None
    gap: Decimal | None = None
    last_year: Earlier | None = None
    note: str = ""
    due: dt.date | None = None
    achieved_on: dt.date | None = None
    beside: Target | None = None

    @property
    def reason(self) -> str:
        from kpis.domain.reasons import status_reason

        return status_reason(self)


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
    figure = round_half_up(value, rule.places)
    if target is None or not _states_enough(rule.scheme, target):
        return Assessment(Status.NO_TARGET, Rag.NONE, rule, figure, beside=beside)
    if rule.polarity is Polarity.NONE and rule.scheme is not Scheme.VARIANCE:
        return Assessment(Status.NO_JUDGEMENT, Rag.NONE, rule, figure, target)
    return _JUDGES[rule.scheme](rule, figure, target, last_year)


def _states_enough(scheme: Scheme, target: Target) -> bool:
    """Whether a target says what the scheme judges by; one set for another scheme may not."""
    if scheme is Scheme.BAND:
        return target.low is not None and target.high is not None
    return bool(target.value) if scheme is Scheme.VARIANCE else target.value is not None


def absent(rule: Rule, status: Status, note: str, target: Target | None = None) -> Assessment:
    """A reading without a verdict: hidden, not due, or no data; ``note`` says why, as a sentence."""
    return Assessment(status, Rag.NONE, rule, target=target, note=note)


def assess_milestone(
    rule: Rule,
    value: Decimal | None,
    due: dt.date,
    on: dt.date,
    achieved_on: dt.date | None = None,
    longer: bool = False,
) -> Assessment:
    """Judge a milestone on a date: achieved, achieved late, not due yet, or due and not achieved.

    ``on`` is the earlier of the scorecard period's end and the as-of date; ``longer`` says that the milestone's period
    contains the scorecard's and is longer, so that it is not due there, achieved since or not: what is achieved later
    never changes the scorecard of an earlier part of its year.
    """
    if longer:
        return Assessment(Status.NOT_DUE, Rag.NONE, rule, due=due)
    if value:
        late = achieved_on is not None and achieved_on > due
        status, rag = (Status.ACHIEVED_LATE, Rag.AMBER) if late else (Status.ACHIEVED, Rag.GREEN)
        return Assessment(status, rag, rule, value, due=due, achieved_on=achieved_on)
    if on < due:
        return Assessment(Status.NOT_DUE, Rag.NONE, rule, value, due=due)
    if value is None:
        return Assessment(Status.NO_DATA, Rag.NONE, rule, due=due)
    return Assessment(Status.NOT_ACHIEVED, Rag.RED, rule, value, due=due)


def edge_of(rule: Rule, target: Target) -> Decimal | None:
    """The last figure that is still within tolerance of a target; None where the scheme has no such edge."""
    allowance = _allowance(rule, target)
    if allowance is None or target.value is None or rule.polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return None
    return target.value - allowance if rule.polarity is Polarity.HIGHER else target.value + allowance


def variance_limits(target: Target) -> tuple[Decimal, Decimal]:
    """The allowed variance from budget in percent: -2 to 0 where nothing else is set."""
    low = VARIANCE_LOW if target.low is None else target.low
    return low, VARIANCE_HIGH if target.high is None else target.high


def _allowance(rule: Rule, target: Target) -> Decimal | None:
    """How much worse than the target still counts as near it, in the measure's unit."""
    if target.value is None:
        return None
    if rule.scheme is Scheme.NEAR_TARGET_THEN_LAST_YEAR:
        percent = NEAR_TARGET_PERCENT if target.tolerance is None else target.tolerance
        return abs(target.value) * percent / HUNDRED
    if rule.scheme is not Scheme.TARGET_TOLERANCE or target.tolerance is None:
        return None
    if target.kind is ToleranceKind.PERCENT:
        return abs(target.value) * target.tolerance / HUNDRED
    return target.tolerance


def _better_by(rule: Rule, figure: Decimal, other: Decimal) -> Decimal:
    """How much better the figure is than another: positive when better, by the rule's polarity."""
    return figure - other if rule.polarity is Polarity.HIGHER else other - figure


def _against_target(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    assert target.value is not None
    better = _better_by(rule, figure, target.value)
    gap = figure - target.value
    if better >= 0:
        return Assessment(Status.ON_TARGET, Rag.GREEN, rule, figure, target, gap)
    return _MISSED[rule.scheme](rule, figure, target, gap, -better, last_year)


def _missed(
    rule: Rule, figure: Decimal, target: Target, gap: Decimal, short: Decimal, last_year: Earlier | None
) -> Assessment:
    """`target`: anything short of the target is behind it."""
    return Assessment(Status.OFF_TARGET, Rag.RED, rule, figure, target, gap)


def _missed_with_tolerance(
    rule: Rule, figure: Decimal, target: Target, gap: Decimal, short: Decimal, last_year: Earlier | None
) -> Assessment:
    """`target_tolerance`: amber up to and including the tolerance."""
    allowance = _allowance(rule, target)
    if allowance is not None and short <= allowance:
        return Assessment(Status.WITHIN_TOLERANCE, Rag.AMBER, rule, figure, target, gap)
    return Assessment(Status.OFF_TARGET, Rag.RED, rule, figure, target, gap)


def _missed_then_last_year(
    rule: Rule, figure: Decimal, target: Target, gap: Decimal, short: Decimal, last_year: Earlier | None
) -> Assessment:
    """`target_then_last_year`: amber when better than the same period last year (as Thurrock has it)."""
    return _by_last_year(rule, figure, target, gap, last_year, holding_counts=False)


def _missed_near_then_last_year(
    rule: Rule, figure: Decimal, target: Target, gap: Decimal, short: Decimal, last_year: Earlier | None
) -> Assessment:
    """`near_target_then_last_year`: green within 10% of target, amber when held or improved (as Havering has it)."""
    allowance = _allowance(rule, target)
    if allowance is not None and short <= allowance:
        return Assessment(Status.WITHIN_TOLERANCE, Rag.GREEN, rule, figure, target, gap)
    return _by_last_year(rule, figure, target, gap, last_year, holding_counts=True)


def _by_last_year(
    rule: Rule, figure: Decimal, target: Target, gap: Decimal, last_year: Earlier | None, holding_counts: bool
) -> Assessment:
    if last_year is not None and last_year.hidden:
        note = f"The status depends on the figure of {last_year.period.label}, which is withheld: small numbers."
        return Assessment(Status.HIDDEN, Rag.NONE, rule, figure, target, note=note)
    if last_year is None or last_year.value is None:
        return Assessment(Status.OFF_TARGET, Rag.RED, rule, figure, target, gap, last_year)
    printed = last_year._replace(value=round_half_up(last_year.value, rule.places))
    better = _better_by(rule, figure, printed.value)  # type: ignore[arg-type]
    if better > 0 or (holding_counts and better == 0):
        return Assessment(Status.IMPROVED_ON_LAST_YEAR, Rag.AMBER, rule, figure, target, gap, printed)
    return Assessment(Status.OFF_TARGET, Rag.RED, rule, figure, target, gap, printed)


def _in_band(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    """`band`: inside [low, high]; beyond it on the good side is better; range polarity has no good side."""
    assert target.low is not None and target.high is not None
    gap = distance_to_band(figure, target.low, target.high)
    if not gap:
        return Assessment(Status.WITHIN_TOLERANCE, Rag.GREEN, rule, figure, target, gap)
    if (gap > 0 and rule.polarity is Polarity.HIGHER) or (gap < 0 and rule.polarity is Polarity.LOWER):
        return Assessment(Status.BETTER_THAN_TOLERANCE, Rag.GREEN, rule, figure, target, gap)
    return Assessment(Status.OUTSIDE_TOLERANCE, Rag.RED, rule, figure, target, gap)


def distance_to_band(figure: Decimal, low: Decimal, high: Decimal) -> Decimal:
    """How far above (positive) or below (negative) a band a figure is; 0 inside it and on its edges."""
    if figure > high:
        return figure - high
    return figure - low if figure < low else ZERO


def _variance(rule: Rule, figure: Decimal, target: Target, last_year: Earlier | None) -> Assessment:
    """`variance`: percent of budget, rounded to 2 decimals and judged so; overspent is red whatever the polarity."""
    assert target.value
    percent = variance_percent(figure, target.value)
    low, high = variance_limits(target)
    if percent > high:
        return Assessment(Status.OUTSIDE_TOLERANCE, Rag.RED, rule, figure, target, percent)
    if percent >= low:
        return Assessment(Status.WITHIN_TOLERANCE, Rag.GREEN, rule, figure, target, percent)
    rag = Rag.RED if rule.underspend_is_red else Rag.AMBER
    return Assessment(Status.UNDERSPENT, rag, rule, figure, target, percent)


def variance_percent(figure: Decimal, budget: Decimal) -> Decimal:
    """(printed actual - budget) / |budget| in percent, rounded half up to 2 decimals."""
    return ((figure - budget) * HUNDRED / abs(budget)).quantize(_CENTS, ROUND_HALF_UP)


_MISSED = {
    Scheme.TARGET: _missed,
    Scheme.TARGET_TOLERANCE: _missed_with_tolerance,
    Scheme.TARGET_THEN_LAST_YEAR: _missed_then_last_year,
    Scheme.NEAR_TARGET_THEN_LAST_YEAR: _missed_near_then_last_year,
}
_JUDGES = {
    **dict.fromkeys(_MISSED, _against_target),
    Scheme.BAND: _in_band,
    Scheme.VARIANCE: _variance,
}


def is_longer_milestone(own: Period, scorecard: Period) -> bool:
    """Whether a milestone's period contains the scorecard's and is longer: it is then not due there."""
    return own.contains(scorecard) and own.months > scorecard.months
