"""A figure as files state it: a value, or a numerator and denominator that give it, checked against its measure."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kpis.domain.figures import (
    HUNDRED,
    MAX_DECIMALS,
    ZERO,
    NumberError,
    Unit,
    check_storable,
    printed,
    round_half_up,
    work_out,
)
from kpis.domain.periods import Period
from kpis.imports.cells import Cells
from kpis.imports.world import Known

WITH_PARTS = (Unit.PERCENTAGE, Unit.PERCENTAGE_POINTS, Unit.RATE, Unit.AVERAGE, Unit.RATIO, Unit.DAYS)
ACHIEVED = {"achieved": Decimal(1), "not achieved": ZERO}
NO_SHARE = 'if it is no share of a whole, say so in measures.csv: share "no"'


class Parts(NamedTuple):
    """A figure to store: value, numerator, denominator. ``typed``: the value was stated, and without parts."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    typed: bool = False


def has_figure(cells: Cells) -> bool:
    return bool(cells["value"] or cells["numerator"] or cells["denominator"])


def read_figure(cells: Cells, known: Known, period: Period | None) -> Parts:
    """The figure of a row; what is wrong with it is noted. ``period`` (None: unsound) says which rule prints it."""
    if known.unit is Unit.MILESTONE:
        return _milestone(cells)
    value = read_value(cells, "value", known)
    numerator, denominator = _part(cells, "numerator", known), _part(cells, "denominator", known)
    if not cells.sound:
        return Parts()
    if not cells["denominator"]:
        return _without_denominator(cells, value, numerator)
    if numerator is None or denominator is None:
        cells.refuse("denominator", "stands without its numerator: state both, or the value alone")
        return Parts()
    return _worked_out(cells, known, period, value, numerator, denominator)


def read_value(cells: Cells, column: str, known: Known) -> Decimal | None:
    """One number in the measure's unit: a count is not negative, a share is from 0 to 100."""
    value = cells.number(column, known.unit)
    if value is None:
        return None
    if known.unit is Unit.COUNT and value < 0:
        cells.refuse(column, f"{cells.quoted(column)} is negative, which a count cannot be")
    if known.is_share and not ZERO <= value <= HUNDRED:
        cells.refuse(column, f"{cells.quoted(column)} is outside 0 to 100; {NO_SHARE}")
    return value


def _milestone(cells: Cells) -> Parts:
    value = cells.word("value", ACHIEVED)
    for column in ("numerator", "denominator"):
        if cells[column]:
            cells.refuse(column, "a milestone is achieved or not achieved, and has no parts: leave it blank")
    return Parts(value)


def _part(cells: Cells, column: str, known: Known) -> Decimal | None:
    if known.unit is not None and known.unit not in WITH_PARTS:
        if not cells[column] or not cells.sound:
            return None
        cells.refuse(column, f"a figure in the unit {known.unit} has no {column}: state its value alone")
        return None
    number = cells.number(column)
    if number is not None and number < 0:
        cells.refuse(column, f"{cells.quoted(column)} is negative, which a {column} cannot be")
    return number


def _without_denominator(cells: Cells, value: Decimal | None, numerator: Decimal | None) -> Parts:
    if value is None and numerator is not None:
        cells.refuse("numerator", "stands alone: state its denominator, or the value beside it")
    return Parts(value, numerator, None, typed=value is not None and numerator is None)


def _worked_out(
    cells: Cells, known: Known, period: Period | None, value: Decimal | None, numerator: Decimal, denominator: Decimal
) -> Parts:
    if known.is_share and numerator > denominator > ZERO:
        cells.refuse("numerator", f"{cells['numerator']} is above the denominator {cells['denominator']}; {NO_SHARE}")
    if known.unit is None or not cells.sound:
        return Parts()
    try:
        exact = work_out(numerator, denominator, known.unit, known.measure.unit_label)
        stored = round_half_up(exact, MAX_DECIMALS)
        check_storable(stored)
    except NumberError as error:
        cells.refuse("denominator", str(error))
        return Parts()
    if value is not None and period is not None:
        _check_agreement(cells, known, period, value, exact)
    return Parts(stored, numerator, denominator)


def _check_agreement(cells: Cells, known: Known, period: Period, value: Decimal, exact: Decimal) -> None:
    rule = known.rule(period)
    if rule is None or round_half_up(value, rule.places) == round_half_up(exact, rule.places):
        return
    worked = printed(exact, rule.unit, rule.places, rule.unit_label)
    parts = f"{cells['numerator']} of {cells['denominator']}, which is {worked}"
    cells.refuse(
        "value", f"{cells.quoted('value')} disagrees with {parts}: correct one of them, or leave the value blank"
    )
