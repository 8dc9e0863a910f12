"""The one reader of a figure: a value, or a numerator and denominator that give it, checked against its measure.

The same for a row of a file, for a form and for a cell of a grid: whoever reads texts brings them as ``Texts`` and is
told column by column what is refused, each time with the remedy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from kpis.domain.figure import DATES, NUMBERS, Figure
from kpis.domain.measure import KeyMeasure
from kpis.domain.numbers import (
    HUNDRED,
    MAX_DECIMALS,
    ZERO,
    NumberError,
    Unit,
    check_storable,
    parse_number,
    printed,
    round_half_up,
    work_out,
)
from kpis.domain.words import Marker, Rule

WITH_PARTS = (Unit.PERCENTAGE, Unit.PERCENTAGE_POINTS, Unit.RATE, Unit.AVERAGE, Unit.RATIO, Unit.DAYS)
"""The units whose figures can be worked out from a numerator and a denominator."""
ACHIEVED = {"achieved": Decimal(1), "not achieved": ZERO}
WITHOUT = ", ".join(marker.value for marker in Marker if not marker.has_value)
NO_SHARE = "if it is no share of a whole, ask the performance team to say so in the measure's set-up"


class Texts(Protocol):
    """The texts of one figure by column (blank: not stated). ``sound`` is false once something was refused."""

    sound: bool

    def __getitem__(self, column: str) -> str: ...

    def date(self, column: str) -> dt.date | None: ...

    def refuse(self, column: str, message: str) -> None: ...


class Typed:
    """Texts as a person typed them into a form or a grid, with the dates that the form has read. What is refused of
    them gathers in ``problems``: column and message."""

    def __init__(self, texts: Mapping[str, str | None], dates: Mapping[str, dt.date | None] | None = None) -> None:
        self._texts = {column: (text or "").strip() for column, text in texts.items()}
        self._dates = dates or {}
        self.sound = True
        self.problems: list[tuple[str, str]] = []

    def __getitem__(self, column: str) -> str:
        return self._texts.get(column, "")

    def date(self, column: str) -> dt.date | None:
        return self._dates.get(column)

    def refuse(self, column: str, message: str) -> None:
        self.sound = False
        self.problems.append((column, message))


class Shape(NamedTuple):
    """What a measure's figures are read by. ``rule`` prints them (None: not known, then value and parts are not held
    against each other); ``unit`` is None where the measure's own is unsound; ``no_share`` is the remedy to name."""

    unit: Unit | None
    unit_label: str = ""
    is_share: bool = False
    rule: Rule | None = None
    no_share: str = NO_SHARE

    @classmethod
    def of(cls, measure: KeyMeasure, rule: Rule) -> Shape:
        return cls(measure.unit, measure.unit_label, measure.unit is Unit.PERCENTAGE and measure.share, rule)


def read(texts: Texts, shape: Shape, marker: Marker) -> Figure:
    """The figure that the texts state. A figure and the reason that there is none exclude each other."""
    check_marker(texts, marker)
    figure = read_numbers(texts, shape) if marker.has_value else Figure()
    dates: dict[str, Any] = {name: texts.date(name) for name in DATES}
    figure = replace(figure, marker=marker, **dates)
    check_dates(texts, shape, figure)
    return figure


def has_figure(texts: Texts) -> bool:
    return any(texts[column] for column in NUMBERS)


def check_marker(texts: Texts, marker: Marker) -> None:
    """Refuse a figure beside the reason that there is none, and neither of the two."""
    if not marker.has_value and has_figure(texts):
        column = next(name for name in NUMBERS if texts[name])
        texts.refuse(
            column, f"stands beside the marker {marker}, which says that there is no figure: leave one of them blank"
        )
    elif marker.has_value and not has_figure(texts):
        texts.refuse("value", f"is blank: state a figure, or a marker that says why there is none ({WITHOUT})")


def check_dates(texts: Texts, shape: Shape, figure: Figure) -> None:
    """Refuse dates that say nothing about the figure beside which they stand."""
    marker, is_milestone = figure.marker, shape.unit is Unit.MILESTONE
    if figure.provisional_until and marker not in (Marker.PROVISIONAL, Marker.ESTIMATED):
        texts.refuse("provisional_until", f"belongs to the marker provisional, not to {marker}")
    if figure.expected and marker.has_value:
        texts.refuse("expected", f"belongs to a marker that says why there is no figure, not to {marker}")
    if figure.achieved_on and shape.unit is not None and not (is_milestone and figure.value):
        texts.refuse("achieved_on", "belongs to a milestone that was achieved")


def read_numbers(texts: Texts, shape: Shape) -> Figure:
    """The numbers that the texts state; what is wrong with them is refused."""
    if shape.unit is Unit.MILESTONE:
        return _milestone(texts)
    value = read_value(texts, "value", shape)
    numerator, denominator = _part(texts, "numerator", shape), _part(texts, "denominator", shape)
    if not texts.sound:
        return Figure()
    if not texts["denominator"]:
        return _without_denominator(texts, value, numerator)
    if numerator is None or denominator is None:
        texts.refuse("denominator", "stands without its numerator: state both, or the value alone")
        return Figure()
    return _worked_out(texts, shape, value, numerator, denominator)


def read_value(texts: Texts, column: str, shape: Shape) -> Decimal | None:
    """One number in the measure's unit: a count is not negative, a share is from 0 to 100."""
    value = _number(texts, column, shape.unit)
    if value is None:
        return None
    if shape.unit is Unit.COUNT and value < 0:
        texts.refuse(column, f"{quoted(texts[column])} is negative, which a count cannot be")
    if shape.is_share and not ZERO <= value <= HUNDRED:
        texts.refuse(column, f"{quoted(texts[column])} is outside 0 to 100; {shape.no_share}")
    return value


def quoted(text: str) -> str:
    return f'"{text}"' if len(text) <= 60 else f'"{text[:57]}..."'


def _number(texts: Texts, column: str, unit: Unit | None = None) -> Decimal | None:
    if not texts[column]:
        return None
    try:
        return parse_number(texts[column], unit)
    except NumberError as error:
        texts.refuse(column, str(error))
        return None


def _milestone(texts: Texts) -> Figure:
    text = texts["value"]
    if text and text.lower() not in ACHIEVED:
        texts.refuse("value", f"{quoted(text)} is not one of {', '.join(ACHIEVED)}")
    for column in ("numerator", "denominator"):
        if texts[column]:
            texts.refuse(column, "a milestone is achieved or not achieved, and has no parts: leave it blank")
    return Figure(ACHIEVED.get(text.lower()))


def _part(texts: Texts, column: str, shape: Shape) -> Decimal | None:
    if shape.unit is not None and shape.unit not in WITH_PARTS:
        if not texts[column] or not texts.sound:
            return None
        texts.refuse(column, f"a figure in the unit {shape.unit} has no {column}: state its value alone")
        return None
    number = _number(texts, column)
    if "%" in texts[column]:
        texts.refuse(column, f"{quoted(texts[column])} has a % sign, but a {column} is no percentage")
    if number is not None and number < 0:
        texts.refuse(column, f"{quoted(texts[column])} is negative, which a {column} cannot be")
    return number


def _without_denominator(texts: Texts, value: Decimal | None, numerator: Decimal | None) -> Figure:
    if value is None and numerator is not None:
        texts.refuse("numerator", "stands alone: state its denominator, or the value beside it")
    return Figure(value, numerator)


def _worked_out(texts: Texts, shape: Shape, value: Decimal | None, numerator: Decimal, denominator: Decimal) -> Figure:
    if shape.is_share and numerator > denominator > ZERO:
        above = f"{texts['numerator']} is above the denominator {texts['denominator']}"
        texts.refuse("numerator", f"{above}; {shape.no_share}")
    if shape.unit is None or not texts.sound:
        return Figure()
    try:
        exact = work_out(numerator, denominator, shape.unit, shape.unit_label)
        stored = round_half_up(exact, MAX_DECIMALS)
        check_storable(stored)
    except NumberError as error:
        texts.refuse("denominator", str(error))
        return Figure()
    if value is not None and shape.rule is not None:
        _check_agreement(texts, shape.rule, value, exact)
    return Figure(stored, numerator, denominator)


def _check_agreement(texts: Texts, rule: Rule, value: Decimal, exact: Decimal) -> None:
    """A value beside its parts says the same as they do at the printed decimals."""
    if round_half_up(value, rule.places) == round_half_up(exact, rule.places):
        return
    worked = printed(exact, rule.unit, rule.places, rule.unit_label)
    parts = f"{texts['numerator']} of {texts['denominator']}, which is {worked}"
    texts.refuse(
        "value", f"{quoted(texts['value'])} disagrees with {parts}: correct one of them, or leave the value blank"
    )


def worked_out_text(numerator: str, denominator: str, shape: Shape) -> str:
    """What two parts give, as it will be printed; blank while they give nothing."""
    texts = Typed({"numerator": numerator, "denominator": denominator})
    figure = read_numbers(texts, shape)
    if not texts.sound or shape.unit is None or shape.rule is None or not figure.denominator:
        return ""
    exact = work_out(figure.numerator or ZERO, figure.denominator, shape.unit, shape.unit_label)
    return printed(exact, shape.unit, shape.rule.places, shape.unit_label)
