"""Whether a measure that goes on as it does will meet its target: the limits of its control chart against the target,
or the worse edge of its band, in force.

The target itself belongs to the better side: one exactly on a limit is met there. A milestone, a variance and a
measure of which neither direction is better have no assurance."""

from __future__ import annotations

from decimal import Decimal

from kpis.domain.statistics.words import Assurance
from kpis.domain.statistics.xmr import ProcessLimits
from kpis.domain.words import Polarity, Rule, Scheme, Target

WITHOUT = (Scheme.MILESTONE, Scheme.VARIANCE)


def assurance(rule: Rule, limits: ProcessLimits | None, target: Target | None) -> Assurance:
    """Against what is in force for a period."""
    if limits is None or target is None or rule.scheme in WITHOUT:
        return Assurance.NONE
    if rule.polarity is Polarity.RANGE:
        return Assurance.NONE if target.low is None or target.high is None else _inside(limits, target.low, target.high)
    edge = aim(rule, target)
    if edge is None or rule.polarity is Polarity.NONE:
        return Assurance.NONE
    return _higher(limits.low, limits.high, edge) if rule.polarity is Polarity.HIGHER else _lower(limits, edge)


def aim(rule: Rule, target: Target) -> Decimal | None:
    """What a figure is to reach: the target, or the worse edge of the band."""
    if rule.scheme is not Scheme.BAND:
        return target.value
    return target.low if rule.polarity is Polarity.HIGHER else target.high


def _higher(low: Decimal, high: Decimal, edge: Decimal) -> Assurance:
    if edge <= low:
        return Assurance.MEETS
    return Assurance.MISSES if edge > high else Assurance.HIT_AND_MISS


def _lower(limits: ProcessLimits, edge: Decimal) -> Assurance:
    return _higher(-limits.high, -limits.low, -edge)


def _inside(limits: ProcessLimits, low: Decimal, high: Decimal) -> Assurance:
    if low <= limits.low and limits.high <= high:
        return Assurance.MEETS
    return Assurance.MISSES if limits.high < low or high < limits.low else Assurance.HIT_AND_MISS
