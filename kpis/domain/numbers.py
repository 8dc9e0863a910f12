"""Figures: rounding once, reading numbers as people type them, and printing them in their unit."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from functools import lru_cache

MINUS = "−"
MAX_INTEGER_DIGITS = 9
MAX_DECIMALS = 6
TOO_LONG = f"more than {MAX_INTEGER_DIGITS} digits before or {MAX_DECIMALS} after the point"
ZERO = Decimal(0)
HUNDRED = Decimal(100)
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(MAX_DECIMALS + 1))


class Unit(StrEnum):
    COUNT = "count"
    PERCENTAGE = "percentage"
    PERCENTAGE_POINTS = "percentage_points"
    RATE = "rate"
    AVERAGE = "average"
    CURRENCY = "currency"
    DAYS = "days"
    RATIO = "ratio"
    MILESTONE = "milestone"

    @property
    def adds_up(self) -> bool:
        """Whether parts of a year add up to the year (when measured in the period or to date)."""
        return self in (Unit.COUNT, Unit.CURRENCY)


class NumberError(ValueError):
    """The text is not a figure this product stores; the message says why and what to write."""


_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-−+])?(?P<pound>£)?(?P<sign2>[-−])?"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+|(?=\.))(?:\.(?P<part>[0-9]+))?\s?(?P<percent>%)?(?P<close>\))?",
    re.ASCII,
)


def parse_number(text: str, unit: Unit | None = None) -> Decimal:
    """The exact number that a cell holds: "1,939", "60%", "£61,810", " 20.4 ", "(86)" for -86.

    A % sign is read only for percentages, a £ sign only for currency. At most 9 integer digits and 6 decimals.
    Raises NumberError.
    """
    found = _NUMBER.fullmatch(text.strip().strip("\u00a0").strip())
    if not found or bool(found["open"]) != bool(found["close"]) or (found["sign"] and found["sign2"]):
        raise NumberError(f'"{_short(text)}" is not a number')
    _check_signs(found, text, unit)
    whole, part = found["whole"].replace(",", ""), (found["part"] or "").rstrip("0")
    if len(whole.lstrip("0")) > MAX_INTEGER_DIGITS or len(part) > MAX_DECIMALS:
        raise NumberError(f'"{_short(text)}" has {TOO_LONG}')
    negative = found["open"] or found["sign"] in ("-", MINUS) or found["sign2"]
    return Decimal(f"{'-' if negative else ''}{whole or 0}.{part or 0}").normalize() + ZERO


def _check_signs(found: re.Match[str], text: str, unit: Unit | None) -> None:
    if found["open"] and (found["sign"] or found["sign2"]):
        raise NumberError(f'"{_short(text)}" is not a number: brackets already mean minus')
    if found["percent"] and unit not in (None, Unit.PERCENTAGE, Unit.PERCENTAGE_POINTS):
        raise NumberError(f'"{_short(text)}" has a % sign, but the figure is no percentage')
    if found["pound"] and unit not in (None, Unit.CURRENCY):
        raise NumberError(f'"{_short(text)}" has a £ sign, but the figure is no currency')


def check_storable(value: Decimal) -> None:
    """Refuse what SQLite could not keep exactly (more than 9 integer digits or 6 decimals). Raises NumberError."""
    if not value.is_finite():
        raise NumberError(f"{value} is not a number")
    if abs(value) >= 10**MAX_INTEGER_DIGITS or len(plain(value).partition(".")[2]) > MAX_DECIMALS:
        raise NumberError(f"{_short(plain(value))} has {TOO_LONG}")


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Rounded once, half away from zero, to 0-6 decimal places: 94.95 is 95.0, -2.25 is -2.3."""
    rounded = value.quantize(_STEPS[places], ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)


_RATE_BASE = re.compile(r"[0-9][0-9,]*", re.ASCII)


def rate_base(unit_label: str) -> Decimal:
    """The number in "per 1,000". Raises NumberError where the label has none."""
    found = _RATE_BASE.search(unit_label)
    if not found or not int(found[0].replace(",", "")):
        raise NumberError(f'the unit label "{_short(unit_label)}" names no number: write for example "per 1,000"')
    return Decimal(found[0].replace(",", ""))


def work_out(numerator: Decimal, denominator: Decimal, unit: Unit, unit_label: str = "") -> Decimal:
    """The figure that a numerator and a denominator give, to 28 significant digits.

    That is exact enough to round once: a quotient of stored figures that is not itself a half at six decimals is
    further from every half than the 28th digit. Raises NumberError on a denominator of 0.
    """
    if not denominator:
        raise NumberError('the denominator is 0: state the marker not_applicable with the commentary "no cases"')
    if unit is Unit.PERCENTAGE or unit is Unit.PERCENTAGE_POINTS:
        return numerator * HUNDRED / denominator
    if unit is Unit.RATE:
        return numerator * rate_base(unit_label) / denominator
    return numerator / denominator


def plain(value: Decimal) -> str:
    """Without exponent or trailing zeros: 61810, -5.2, 0.65."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


_SCALES = {"k": "k", "000": "k", "'000": "k", "thousand": "k", "m": "m", "million": "m", "bn": "bn", "billion": "bn"}


def in_unit(value: Decimal, unit: Unit, unit_label: str = "") -> str:
    """A number with all its digits in its unit: "92.4%", "£1.2m", "18.6 per 1,000", "−£86", "1,939"."""
    if unit is Unit.MILESTONE:
        return "achieved" if value else "not achieved"
    digits = f"{abs(value):,f}"
    sign = MINUS if value < 0 else ""
    if unit is Unit.COUNT and not unit_label:
        return sign + digits
    if unit is Unit.PERCENTAGE:
        return f"{sign}{digits}%"
    if unit is Unit.CURRENCY:
        return f"{sign}£{_in_pounds(digits, unit_label)}"
    return f"{sign}{digits}{_tail(digits, unit, unit_label)}"


def is_scaled(unit_label: str) -> bool:
    """Whether figures are told in thousands or millions."""
    return unit_label.strip().lower().removeprefix("£") in _SCALES


def _in_pounds(digits: str, unit_label: str) -> str:
    """Pounds have two decimals or none: £54.40, never £54.4; what is told in thousands or millions has its own."""
    if scale := _SCALES.get(unit_label.strip().lower().removeprefix("£")):
        return digits + scale
    pence = "0" if len(digits.partition(".")[2]) == 1 else ""
    return f"{digits}{pence}{f' {unit_label}' if unit_label not in ('', '£') else ''}"


def _tail(digits: str, unit: Unit, unit_label: str) -> str:
    if unit is Unit.PERCENTAGE_POINTS:
        return " percentage points" if digits != "1" else " percentage point"
    if unit is Unit.DAYS and not unit_label:
        return " days" if digits != "1" else " day"
    return f" {unit_label}" if unit_label else ""


# A figure is printed in its row, in its reason, and on every later page that looks back at it.
@lru_cache(maxsize=16384)
def printed(value: Decimal, unit: Unit, places: int, unit_label: str = "") -> str:
    """An actual as it is printed: rounded once to its declared places, all of them shown ("60.0%")."""
    return in_unit(round_half_up(value, places), unit, unit_label)


# What was set is printed again and again: in a target's column, in reasons, in every period that it judges.
@lru_cache(maxsize=4096)
def as_set(value: Decimal, unit: Unit, unit_label: str = "") -> str:
    """A target, edge or band as it was set, with the digits that were set ("90%", "0.65%")."""
    return in_unit(Decimal(plain(value)), unit, unit_label)


def difference(size: Decimal, unit: Unit, unit_label: str = "", places: int = 0) -> str:
    """The exact size of a change or gap, with at least these decimals. That of a percentage is in percentage points."""
    text = plain(abs(size))
    exact = Decimal(text)
    if len(text.partition(".")[2]) < places:
        exact = exact.quantize(_STEPS[places])
    if unit is Unit.PERCENTAGE:
        return in_unit(exact, Unit.PERCENTAGE_POINTS)
    return in_unit(exact, unit, unit_label)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:57]}..."
