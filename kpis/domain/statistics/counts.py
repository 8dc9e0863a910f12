"""Exact limits of a count of events and of a rate (Garwood, 1936), and the exact conditional test of two rates
(Przyborowski and Wilenski, 1940) with the limits of their ratio (Clopper and Pearson, 1934).

The test is the central one: twice the smaller tail, at most 1. The limits of the ratio turn the same two tails round,
so that they leave 1 out exactly where the test says less than 5%. Worked out in floats (see `special`): at least ten
significant digits."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from math import exp, sqrt
from statistics import NormalDist
from typing import NamedTuple

from kpis.domain.numbers import ZERO
from kpis.domain.statistics.intervals import SURE, Interval, StatisticsError, decimal_of, whole
from kpis.domain.statistics.special import beta_below, beta_density, gamma_below, gamma_density, solved

TAIL = (1 - SURE) / 2
DEVIATE = NormalDist().inv_cdf(1 - TAIL)
PLENTY = 1e4
"""From here on the expansion of a gamma quantile is exact to 12 digits, and nothing needs solving."""


class Events(NamedTuple):
    """How many events came up in how much of what they come from: persons, days, pounds."""

    number: Decimal
    exposure: Decimal = Decimal(1)

    @property
    def rate(self) -> Decimal:
        return self.number / self.exposure

    def check(self) -> int:
        """The count as a whole number. Raises StatisticsError where there is no rate."""
        if not self.exposure.is_finite() or self.exposure <= 0:
            raise StatisticsError(f"the denominator is {self.exposure}: a rate is per something above 0")
        return whole(self.number, "count")


def garwood(of: Events) -> Interval:
    """Garwood's exact 95% limits of a count, divided by what it comes from. Raises StatisticsError.

    Of no event: 0 to 3.688879.
    """
    count = of.check()
    low = decimal_of(_gamma_quantile(count, -DEVIATE)) if count else ZERO
    return Interval(low / of.exposure, decimal_of(_gamma_quantile(count + 1, DEVIATE)) / of.exposure)


def _gamma_quantile(shape: float, deviate: float) -> float:
    """Where a gamma variable of this shape leaves as much below as a normal one at this deviate."""
    start = _gamma_expansion(shape, deviate)
    if shape >= PLENTY:
        return start
    wanted = TAIL if deviate < 0 else 1 - TAIL
    top = shape + 10 * sqrt(shape) + 30
    first = start if 0 < start < top else shape
    return solved(partial(gamma_below, shape), partial(gamma_density, shape), wanted, first, top)


def _gamma_expansion(shape: float, z: float) -> float:
    """Cornish and Fisher's expansion (1937) of a gamma quantile, to the order of shape^-3/2."""
    wide, square = sqrt(shape), z * z
    third = z * (square - 7) / (36 * wide)
    fourth = (3 * square * square + 7 * square - 16) / (810 * shape)
    fifth = z * (9 * square * square + 256 * square - 433) / (38880 * shape * wide)
    return shape + z * wide + (square - 1) / 3 + third - fourth + fifth


def rates_p(earlier: Events, later: Events) -> Decimal:
    """How likely rates that are the same differ at least so much: the exact conditional test. Raises StatisticsError.

    Given how many events there were altogether, the later ones are binomial. With no event at all it is 1.
    """
    first, second = earlier.check(), later.check()
    share = float(later.exposure / (earlier.exposure + later.exposure))
    at_least = beta_below(second, first + 1, share) if second else 1.0
    at_most = beta_below(first, second + 1, 1 - share) if first else 1.0
    return decimal_of(min(1.0, 2 * at_least, 2 * at_most))


def rate_ratio(earlier: Events, later: Events) -> Interval:
    """The exact 95% limits of later rate / earlier rate. Raises StatisticsError.

    Without an earlier event there is no upper limit, without a later one the lower one is 0.
    """
    first, second = earlier.check(), later.check()
    scale = earlier.exposure / later.exposure
    low = _lower_odds(second, first + 1) if second else ZERO
    high = 1 / _lower_odds(first, second + 1) if first else None
    return Interval(low * scale, None if high is None else high * scale)


def _lower_odds(a: float, b: float) -> Decimal:
    """The odds x / (1 - x) below which a beta variable leaves 2.5%, by way of the smaller of x and 1 - x."""
    if a < b:
        share = beta_quantile(a, b, TAIL)
        return decimal_of(share / (1 - share))
    rest = beta_quantile(b, a, 1 - TAIL)
    return decimal_of((1 - rest) / rest)


def beta_quantile(a: float, b: float, wanted: float) -> float:
    """Where a beta variable leaves so much below; the search begins at the normal form of its log-odds."""
    deviate = DEVIATE if wanted > 0.5 else -DEVIATE
    middle, spread = a / (a + b), deviate * sqrt(1 / a + 1 / b)
    start = middle / (middle + (1 - middle) * exp(-spread))
    return solved(partial(beta_below, a, b), partial(beta_density, a, b), wanted, start, 1.0)
