"""What is measured, each beside its limit."""

from __future__ import annotations

from typing import NamedTuple


class Measurement(NamedTuple):
    """One line of the table: what was measured, the limit, whether it was kept, and the plain figures."""

    what: str
    measured: str
    limit: str
    kept: bool
    plain: str = ""


def at_most(what: str, value: float, limit: float, unit: str = "", plain: str = "") -> Measurement:
    return Measurement(what, f"{_number(value)}{unit}", f"at most {_number(limit)}{unit}", value <= limit, plain)


def at_least(what: str, value: float, limit: float, unit: str = "", plain: str = "") -> Measurement:
    return Measurement(what, f"{_number(value)}{unit}", f"at least {_number(limit)}{unit}", value >= limit, plain)


def times(what: str, value: float, limit: float, plain: str) -> Measurement:
    """A ratio within one run."""
    return Measurement(what, f"{value:.2f} times", f"at most {limit} times", value <= limit, plain)


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def _number(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
