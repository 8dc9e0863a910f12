"""What the methods share: an interval, and how they refuse numbers that they cannot take."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

SURE = 0.95
"""How sure every interval and every test is."""


class StatisticsError(ValueError):
    """Numbers that a method cannot take; the message says which and why."""


class Interval(NamedTuple):
    """From ``low`` to ``high``, both included; None: without an end on that side."""

    low: Decimal
    high: Decimal | None

    def holds(self, value: Decimal) -> bool:
        return self.low <= value and (self.high is None or value <= self.high)


def decimal_of(value: float) -> Decimal:
    """A float as the Decimal with its shortest digits: about 16 significant ones."""
    return Decimal(repr(value))


def whole(number: Decimal, name: str) -> int:
    """A count as a whole number. Raises StatisticsError where it is none, or is below 0."""
    if not number.is_finite() or number != number.to_integral_value():
        raise StatisticsError(f"the {name} is {number}: a count of events is a whole number")
    if number < 0:
        raise StatisticsError(f"the {name} is {number}: a count of events is never below 0")
    return int(number)
