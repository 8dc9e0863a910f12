"""Intervals of a proportion (Wilson, 1927) and of the difference of two (Newcombe, 1998, his method 10: Wilson's
limits of each, squared and added).

All in Decimal with 28 digits, so that the limits are exact to far more places than are shown. Proportions run from 0
to 1: who shows percentages multiplies."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kpis.domain.numbers import ZERO
from kpis.domain.statistics.intervals import Interval, StatisticsError, whole

Z = Decimal("1.959964")
"""The standard normal deviate that leaves 2.5% on either side."""
ONE, TWO, FOUR = Decimal(1), Decimal(2), Decimal(4)
FEW = 30
"""Out of fewer than so many, a proportion says "few answers"."""


class Proportion(NamedTuple):
    """So many of so many: whole numbers, from none to all of at least one."""

    numerator: Decimal
    denominator: Decimal

    @property
    def share(self) -> Decimal:
        return self.numerator / self.denominator

    @property
    def is_few(self) -> bool:
        """Whether it stands on few answers."""
        return self.denominator < FEW

    def check(self) -> None:
        """Refuse what is no proportion. Raises StatisticsError."""
        if not whole(self.denominator, "denominator"):
            raise StatisticsError("the denominator is 0: there is no proportion of nothing")
        if whole(self.numerator, "numerator") > self.denominator:
            raise StatisticsError(f"the numerator {self.numerator} is above the denominator {self.denominator}")


def wilson(of: Proportion) -> Interval:
    """Wilson's 95% interval of a proportion, without continuity correction. Raises StatisticsError.

    With none or all of them it ends at 0 or 1 exactly. 81 of 263: 0.2553 to 0.3662.
    """
    of.check()
    count, square = of.denominator, Z * Z
    middle = of.numerator + square / TWO
    reach = Z * (of.numerator * (count - of.numerator) / count + square / FOUR).sqrt()
    low = ZERO if not of.numerator else (middle - reach) / (count + square)
    return Interval(low, ONE if of.numerator == count else (middle + reach) / (count + square))


def newcombe(earlier: Proportion, later: Proportion) -> Interval:
    """Newcombe's 95% interval of later minus earlier: 48 of 80, then 100 of 112: 0.1700 to 0.4112. Raises
    StatisticsError."""
    (low_1, high_1), (low_2, high_2) = wilson(earlier), wilson(later)
    assert high_1 is not None and high_2 is not None
    change = later.share - earlier.share
    down = (later.share - low_2) ** 2 + (high_1 - earlier.share) ** 2
    up = (high_2 - later.share) ** 2 + (earlier.share - low_1) ** 2
    return Interval(change - down.sqrt(), change + up.sqrt())
