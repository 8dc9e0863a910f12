"""Small numbers: which figures could identify a child and are withheld from people without permission."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from kpis.domain.numbers import Unit


class Threshold(NamedTuple):
    """Counts from 1 to below - 1 are small; zero too where the measure says so. below = None: nothing is withheld,
    but for what was marked as suppressed ``by_hand``, where any was."""

    below: int | None = None
    zero: bool = False
    by_hand: bool = False

    @classmethod
    def of(cls, own: int | None, services: int | None, zero: bool, by_hand: bool = False) -> Threshold:
        """A measure's own, where it states one (0: none), else that of its service."""
        return cls(services if own is None else own, zero, by_hand)

    def is_small(self, count: Decimal | None) -> bool:
        if count is None or self.below is None:
            return False
        return (self.zero and count == 0) or 0 < abs(count) < self.below


def lacks_parts(
    threshold: Threshold,
    unit: Unit,
    value: Decimal | None,
    numerator: Decimal | None,
    denominator: Decimal | None,
    share: bool = True,
) -> bool:
    """Whether nobody can say how small the numbers behind a figure are: a share, rate, average or ratio without its
    parts."""
    if threshold.below is None or value is None or (numerator is not None and denominator is not None):
        return False
    return unit in (Unit.RATE, Unit.AVERAGE, Unit.RATIO) or (unit is Unit.PERCENTAGE and share)


def is_small(
    threshold: Threshold,
    unit: Unit,
    value: Decimal | None,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    share: bool = True,
) -> bool:
    """Whether a reading is withheld: its count, numerator or denominator is small, or what is left of a share's whole,
    or that cannot be known.

    Of days and of money only the denominator counts people.
    """
    if threshold.below is None:
        return False
    if unit is Unit.COUNT and threshold.is_small(value):
        return True
    if unit in (Unit.DAYS, Unit.CURRENCY):
        return threshold.is_small(denominator)
    if threshold.is_small(numerator) or threshold.is_small(denominator):
        return True
    if lacks_parts(threshold, unit, value, numerator, denominator, share):
        return True
    counts_parts = share and unit is Unit.PERCENTAGE and numerator is not None and denominator is not None
    return counts_parts and threshold.is_small(denominator - numerator)  # type: ignore[operator]


def second_cell(counts: Sequence[Decimal | None], hidden: Sequence[bool]) -> int | None:
    """The cell of a breakdown to withhold besides a single hidden one, so that its total does not give it away.

    ``counts`` are the cells' sizes (None: no figure). The smallest that is above zero, else the smallest; None where
    nothing or more than one cell is hidden, or nothing is left to hide.
    """
    if sum(hidden) != 1:
        return None
    cells = enumerate(zip(counts, hidden, strict=True))
    left = [(not count, count, place) for place, (count, gone) in cells if count is not None and not gone]
    return min(left)[2] if left else None


def is_pinned(rest: Decimal, hidden: int, threshold: Threshold) -> bool:
    """Whether what a whole leaves to several small counts says how much each is: all the least, or all the most."""
    if threshold.below is None:
        return False
    least, most = 0 if threshold.zero else 1, threshold.below - 1
    return rest in (least * hidden, most * hidden)
