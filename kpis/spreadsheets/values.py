"""Values of a workbook's cells as texts: what a person sees in them, without floating-point noise.

A number is taken at 15 significant digits, as spreadsheets print it; in a cell with a percent format 0.6 is 60%. One
that nobody typed, worked out by a formula or with more decimals than are kept, is taken as its cell shows it. A date in
a column of periods is its month.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from kpis.domain.numbers import HUNDRED, MAX_DECIMALS, plain, round_half_up
from kpis.spreadsheets.marks import AS_IT_IS, Shown
from kpis.spreadsheets.tables import NUMBER_COLUMNS, PERIOD_COLUMNS

PARTS = ("numerator", "denominator")
IDENTIFYING = {"ref", "slug"}
"""Columns of names that a spreadsheet program may take for numbers or dates."""
BEYOND_ALL = Decimal(10) ** 15
"""No figure is as large: it is refused later, with all its digits."""
AS_TEXT = "format the column as text, and type it again"
THOUSANDS = ("thousand", "million", "thousand million")


class Misread(ValueError):
    """The program changed what somebody typed, and nobody can tell what it was; the message has the remedy."""


def text_of(value: Any, column: str, shown: Shown) -> str:
    """A cell's text, whatever its type. Raises Misread."""
    if isinstance(value, str):
        return value
    if column in IDENTIFYING:
        return _name(value, shown)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return as_text(exact(value, shown), shown)
    if isinstance(value, dt.date | dt.datetime):
        return f"{value:%Y-%m}" if column in PERIOD_COLUMNS else f"{value:%Y-%m-%d}"
    return str(value)


def exact(value: float, shown: Shown) -> Decimal:
    number = Decimal(f"{value:.15g}")
    return number * HUNDRED if shown.percent else number


def as_text(number: Decimal, shown: Shown) -> str:
    return f"{plain(number)}%" if shown.percent else plain(number)


def as_shown(number: Decimal, shown: Shown, has_parts: bool) -> Decimal:
    """A computed number as its cell shows it; beside its parts, with which it is compared, with all that is kept."""
    if not number.is_finite() or abs(number) >= BEYOND_ALL:
        return number
    places = MAX_DECIMALS if has_parts or shown.places is None else min(shown.places, MAX_DECIMALS)
    return round_half_up(number, places)


def scaled_text(number: Decimal, shown: Shown) -> str:
    """What is asked of a number that its cell shows a thousandfold or a millionfold smaller."""
    short = plain(number.scaleb(-3 * shown.thousands))
    size = THOUSANDS[min(shown.thousands, len(THOUSANDS)) - 1]
    return f"the cell shows {short} {size}, which is taken as {number:,f}: is that in the measure’s own unit?"


def is_computed(number: Decimal, by_formula: bool, column: str) -> bool:
    exponent = number.normalize().as_tuple().exponent
    return column in NUMBER_COLUMNS and (by_formula or (isinstance(exponent, int) and exponent < -MAX_DECIMALS))


def _name(value: Any, shown: Shown) -> str:
    """A reference that is stored as a number: 1.10 and 1.1 are the same one, unless its format tells them apart."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Misread(f"is stored as a {'date' if isinstance(value, dt.date) else 'truth value'}: {AS_TEXT}")
    number = Decimal(f"{value:.15g}")
    if shown is AS_IT_IS or shown.places is None:
        if number % 1:
            raise Misread(f"{plain(number)} is stored as a number, and may have been typed with more zeros: {AS_TEXT}")
        return plain(number)
    whole, point, part = f"{round_half_up(number, shown.places):f}".partition(".")
    return f"{whole.zfill(shown.digits)}{point}{part}"
