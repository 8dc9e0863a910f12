"""Figures that are possible but look like a slip of the hand: warned about, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from statistics import median

from kpis.domain.numbers import ZERO, Unit
from kpis.domain.words import Target

TEN = Decimal(10)
FRACTION_LIMIT = Decimal(1)
PERCENT_LIKE = Decimal(2)
LEAST_HISTORY = 3


def is_out_of_scale(value: Decimal, history: Sequence[Decimal]) -> bool:
    """Whether a figure is ten times or a tenth of the middle of its history (or beyond); not judged from zeros."""
    sizes = [abs(each) for each in history if each]
    if not sizes or not value:
        return False
    usual = median(sizes)
    return abs(value) >= usual * TEN or abs(value) * TEN <= usual


def looks_cumulative(value: Decimal, history: Sequence[Decimal], of_year: Sequence[Decimal]) -> bool:
    """Whether a figure of the period itself may be that of the year to date: more than any before it, and as usual once
    the year's earlier figures (``of_year``) are taken off. Not judged from fewer than three figures."""
    if not of_year or len(history) < LEAST_HISTORY or not any(of_year):
        return False
    return value > max(history) and min(history) <= value - sum(of_year) <= max(history)


def looks_like_fraction(value: Decimal, unit: Unit, share: bool, beside: Iterable[Decimal]) -> bool:
    """Whether a share was typed as 0.95 for 95%: above 0 and at most 1, and all that it stands beside is above 2."""
    if unit is not Unit.PERCENTAGE or not share or not ZERO < value <= FRACTION_LIMIT:
        return False
    known = [abs(each) for each in beside]
    return not known or min(known) > PERCENT_LIKE


def figures_of(target: Target) -> list[Decimal]:
    """What a target or a band says about the size of the figures it judges."""
    return [each for each in (target.value, target.low, target.high) if each is not None]
