"""A control chart with a step in it, which a person declares and gives a reason for: a new policy, a new method.

On either side of a step a chart has a mean and limits of its own, and no moving range and no run reaches over it. The
program never finds steps by itself: a chart that is rebased whenever it signals would signal nothing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from kpis.domain.statistics.intervals import StatisticsError
from kpis.domain.statistics.xmr import ControlChart, Values, chart


class DeclaredStep(NamedTuple):
    """The place of the first figure after a step, from 0, and why there is one."""

    at: int
    reason: str


class Stretch(NamedTuple):
    """The figures from a step (``reason``; blank: from the beginning) to the next; without a chart where too few."""

    start: int
    stop: int
    reason: str
    chart: ControlChart | None


def rebased(values: Values, steps: Sequence[DeclaredStep] = ()) -> tuple[Stretch, ...]:
    """The stretches between declared steps, oldest first. Raises StatisticsError for a step that cannot be."""
    _check(values, steps)
    starts = [DeclaredStep(0, ""), *sorted(steps)]
    ends = [*(each.at for each in starts[1:]), len(values)]
    return tuple(
        Stretch(each.at, stop, each.reason, chart(values[each.at : stop]))
        for each, stop in zip(starts, ends, strict=True)
    )


def _check(values: Values, steps: Sequence[DeclaredStep]) -> None:
    for each in steps:
        if not each.reason.strip():
            raise StatisticsError("a step needs its reason: what changed, and who says so")
        if not 0 < each.at < len(values):
            raise StatisticsError(f"a step is between the first figure and the last, and there is no figure {each.at}")
    if any(earlier.at == later.at for earlier, later in pairwise(sorted(steps))):
        raise StatisticsError("two steps are at the same figure: state one, with both reasons")
