"""Whether figures rise or fall in the long run (Mann, 1945; Kendall, 1975): of all pairs, how many rise less how many
fall.

Up to ten figures p is exact, with equal figures too: how often every order of just these figures gives a sum so far
from 0. Beyond, it is the normal form with the continuity correction and the variance for equal figures. Gaps are left
out: only the order counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import reduce
from itertools import combinations
from math import erfc, sqrt
from typing import NamedTuple

from kpis.domain.statistics.intervals import StatisticsError, decimal_of

MOST_EXACT = 10
LEAST = 3


class MannKendall(NamedTuple):
    """Pairs that rise less pairs that fall, and how likely chance alone brings a sum so far from 0."""

    rises: int
    p: Decimal
    is_exact: bool


def mann_kendall(values: Sequence[Decimal | None]) -> MannKendall:
    """The two-sided test of three figures or more. Raises StatisticsError for fewer."""
    known = [each for each in values if each is not None]
    if len(known) < LEAST:
        raise StatisticsError(f"{len(known)} figures: a trend needs {LEAST} at the least")
    rises = sum((later > earlier) - (later < earlier) for earlier, later in combinations(known, 2))
    alike = list(Counter(known).values())
    is_exact = len(known) <= MOST_EXACT
    p = _exact(rises, alike) if is_exact else _normal(rises, alike)
    return MannKendall(rises, decimal_of(p), is_exact)


def _exact(rises: int, alike: Collection[int]) -> float:
    """The share of the orders of figures, of which so many are alike, that bring a sum as far from 0 or further."""
    orders = _orders(alike)
    most = len(orders) - 1
    far = sum(count for falls, count in enumerate(orders) if abs(most - 2 * falls) >= abs(rises))
    return far / sum(orders)


def _orders(alike: Collection[int]) -> list[int]:
    """How many orders of the figures have no falling pair, one, two ...: the product, group by group, of the ways in
    which it can be laid among those before (Gauss's binomials)."""
    found, before = [1], 0
    for count in alike:
        found, before = _times(found, _laid(before, count)), before + count
    return found


def _laid(before: int, count: int) -> list[int]:
    """In how many ways so many like figures are laid among others, by how many of those each is put before."""
    if not before or not count:
        return [1]
    last_first = [0] * before + _laid(before, count - 1)
    others = _laid(before - 1, count)
    return [a + b for a, b in zip(last_first, [*others, *[0] * (len(last_first) - len(others))], strict=True)]


def _times(one: Sequence[int], other: Sequence[int]) -> list[int]:
    found = [0] * (len(one) + len(other) - 1)
    for place, each in enumerate(one):
        for further, factor in enumerate(other):
            found[place + further] += each * factor
    return found


def _normal(rises: int, alike: Collection[int]) -> float:
    variance = _spread(sum(alike)) - reduce(lambda found, each: found + _spread(each), alike, 0.0)
    if not variance or not rises:
        return 1.0
    return erfc((abs(rises) - 1) / sqrt(2 * variance))


def _spread(count: int) -> float:
    return count * (count - 1) * (2 * count + 5) / 18
