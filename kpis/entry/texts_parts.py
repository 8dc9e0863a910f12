"""What numerator and denominator give, beside the fields in which they are typed."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kpis.domain.figure_reader import WITH_PARTS, Shape, worked_out_text
from kpis.domain.numbers import NumberError, in_unit, plain, work_out


class PartsText(NamedTuple):
    """A figure that is worked out: as it reads now (blank: not yet), and what a script works it out by while somebody
    types: a factor, the decimal places, what follows the number 1 and every other, and whether it is a share of a
    whole."""

    text: str
    factor: str
    places: int
    one: str
    many: str
    is_share: bool


def worked_out(numerator: str, denominator: str, shape: Shape) -> PartsText | None:
    """None for a measure whose figures have no parts, or whose unit is unsound."""
    unit, rule = shape.unit, shape.rule
    if unit not in WITH_PARTS or unit is None or rule is None:
        return None
    try:
        factor = work_out(Decimal(1), Decimal(1), unit, shape.unit_label)
    except NumberError:
        return None
    one, many = (in_unit(Decimal(number), unit, shape.unit_label)[1:] for number in (1, 2))
    text = worked_out_text(numerator, denominator, shape)
    return PartsText(text, plain(factor), rule.places, one, many, shape.is_share)
