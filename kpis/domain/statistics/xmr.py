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


class _Row:
    """How many points in a row, without a gap, rise, fall and lie on one side of the mean, up to the last one."""

    __slots__ = ("before", "count", "far", "far_before", "moves", "side", "sides")

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew after a gap."""
        self.before: int | None = None
        self.count = self.moves = self.side = self.sides = self.far = self.far_before = 0

    def add(self, off: int, reach: int) -> Signal:
        """The signal of the next point, so far above the mean where a limit is so far above it: the first that applies.

        ``moves`` is the number of rises in a row, or that of falls below 0; ``far`` and ``far_before`` are the sides on
        which the two points before lie beyond two thirds of the way to a limit (0: neither). Two of three takes three.
        """
        rise = 0 if self.before is None else (off > self.before) - (off < self.before)
        self.moves = self.moves + rise if rise * self.moves > 0 else rise
        side = (off > 0) - (off < 0)
        self.sides = self.sides + 1 if side == self.side and side else abs(side)
        far = side if 3 * abs(off) > 2 * reach else 0
        self.count += 1
        signal = self._signal(abs(off) > reach, self.count >= 3 and far != 0 and far in (self.far, self.far_before))
        self.before, self.side, self.far, self.far_before = off, side, far, self.far
        return signal

    def _signal(self, is_outside: bool, is_second: bool) -> Signal:
        if is_outside:
            return Signal.OUTSIDE
        if abs(self.moves) >= IN_A_ROW - 1:
            return Signal.RUN
        if is_second:
            return Signal.TWO_OF_THREE
        return Signal.SHIFT if self.sides >= IN_A_ROW else Signal.NONE


def _signals(values: Values) -> Iterator[Signal]:
    row, reach, offs = _Row(), *_places(values)
    for off in offs:
        if off is None:
            row.clear()
            yield Signal.NONE
        else:
            yield row.add(off, reach)


def _places(values: Values) -> tuple[int, list[int | None]]:
    """How far a limit is from the mean, and each point above it: 2.66 M/m and x - S/n, all of them times 100 n m and
    the parts of a unit, and so in whole numbers."""
    known = _known(values)
    scale = 10 ** max(0, *(-int(each.as_tuple().exponent) for each in known))
    parts = [None if each is None else int(each * scale) for each in values]
    whole = [each for each in parts if each is not None]
    moves = [abs(b - a) for a, b in pairwise(parts) if a is not None and b is not None]
    total, count, factor = sum(whole), len(whole), 100 * len(moves)
    reach = int(REACH * 100) * count * sum(moves)
    return reach, [None if each is None else factor * (count * each - total) for each in parts]
