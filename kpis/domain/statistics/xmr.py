"""The control chart of single figures (XmR: Shewhart, 1931; Wheeler, 1993): the mean, limits of 2.66 mean moving ranges
on either side of it, and what a point signals.

A gap (None) stands for a period without a figure: no moving range and no run reaches over one, while the figures on
both sides of it count for the mean. Limits are not cut at 0 or at 100. A point on a limit is not beyond it, and one on
the mean is on neither side: both are decided in whole numbers, so that no rounding decides them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from kpis.domain.numbers import ZERO
from kpis.domain.statistics.words import Signal

LEAST = 12
"""Figures without which there are no limits."""
REACH = Decimal("2.66")
"""Mean moving ranges from the mean to a limit: 3 / 1.128."""
IN_A_ROW = 7

Values = Sequence[Decimal | None]
"""The figures of periods that follow one another, oldest first; None: a gap."""


class ProcessLimits(NamedTuple):
    """The mean of a chart and the limits within which chance moves its figures."""

    mean: Decimal
    low: Decimal
    high: Decimal


class ControlChart(NamedTuple):
    """The limits, and what each point signals (a gap: none)."""

    limits: ProcessLimits
    signals: tuple[Signal, ...]


class _Place(NamedTuple):
    """Where a point lies: how far above the mean, and how far a limit does, in a whole number of the same parts."""

    value: Decimal
    off: int
    reach: int

    @property
    def side(self) -> int:
        return (self.off > 0) - (self.off < 0)

    @property
    def is_far(self) -> bool:
        """Beyond two thirds of the way to a limit."""
        return 3 * abs(self.off) > 2 * self.reach


def chart(values: Values) -> ControlChart | None:
    """The chart of twelve figures or more; None for fewer, and where no two of them follow one another."""
    found = limits(values)
    return None if found is None else ControlChart(found, tuple(_signals(values)))


def limits(values: Values) -> ProcessLimits | None:
    """The mean and the limits, each divided once, so that a limit that is a round number is exactly that.

    Of 92 95 91 94 93 96 90 94 95 93 92 94 they are 93.25, 85.9955 and 100.5045.
    """
    known, moves = _known(values), _moves(values)
    if len(known) < LEAST or not moves:
        return None
    total, reach, parts = sum(known, ZERO) * len(moves), REACH * sum(moves, ZERO) * len(known), len(known) * len(moves)
    return ProcessLimits(total / parts, (total - reach) / parts, (total + reach) / parts)


def last_signal(values: Values) -> Signal:
    """What the last point signals, on its own chart."""
    found = chart(values)
    return found.signals[-1] if found else Signal.NONE


def _known(values: Values) -> list[Decimal]:
    return [each for each in values if each is not None]


def _moves(values: Values) -> list[Decimal]:
    """The moving ranges, of figures that follow one another directly."""
    pairs = pairwise(values)
    return [abs(later - earlier) for earlier, later in pairs if earlier is not None and later is not None]


def _signals(values: Values) -> Iterator[Signal]:
    places = _places(values)
    stretch: list[_Place] = []
    for place in places:
        stretch = [*stretch, place] if place else []
        yield _signal(stretch) if place else Signal.NONE


def _places(values: Values) -> list[_Place | None]:
    """Each point against the mean S/n and the reach 2.66 M/m, all of them times 100 n m and the parts of a unit."""
    known, moves = _known(values), _moves(values)
    places = max(-int(each.normalize().as_tuple().exponent) for each in known)
    scale = 10 ** max(places, 0)
    total, moved = int(sum(known, ZERO) * scale), int(sum(moves, ZERO) * scale)
    count, ranges = len(known), len(moves)
    reach = int(REACH * 100) * count * moved
    return [
        None if each is None else _Place(each, 100 * ranges * (count * int(each * scale) - total), reach)
        for each in values
    ]


def _signal(stretch: Sequence[_Place]) -> Signal:
    """What the last of points without a gap signals, the first that applies."""
    last = stretch[-1]
    if abs(last.off) > last.reach:
        return Signal.OUTSIDE
    if is_run([each.value for each in stretch[-IN_A_ROW:]]):
        return Signal.RUN
    if len(stretch) >= 3 and last.is_far and any(each.is_far and each.side == last.side for each in stretch[-3:-1]):
        return Signal.TWO_OF_THREE
    row = stretch[-IN_A_ROW:]
    is_shift = len(row) == IN_A_ROW and last.side != 0 and all(each.side == last.side for each in row)
    return Signal.SHIFT if is_shift else Signal.NONE


def is_run(values: Sequence[Decimal]) -> bool:
    """Whether seven figures rise, each above the one before, or fall."""
    if len(values) < IN_A_ROW:
        return False
    moves = [later - earlier for earlier, later in pairwise(values)]
    return all(each > 0 for each in moves) or all(each < 0 for each in moves)
