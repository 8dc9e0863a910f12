"""A measure's figures by category, without those that would give a withheld one away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from kpis.domain.disclosure import second_cell
from kpis.domain.figure import Actual, Hidden
from kpis.domain.periods import Period


class CategoryFigure(NamedTuple):
    """A category's figure for a period. ``size`` is its count (None: it has none), withheld or not: the smallest is
    withheld beside a single hidden one."""

    dimension: str
    category: str
    figure: Actual | Hidden
    size: Decimal | None = None


class CategorySeries(NamedTuple):
    """A category's figures by period."""

    name: str
    figures: dict[Period, Actual | Hidden]


class Breakdown(NamedTuple):
    """A measure by one dimension; ``periods`` the latest first."""

    dimension: str
    periods: tuple[Period, ...]
    parts: tuple[CategorySeries, ...]


def breakdowns(figures: Iterable[CategoryFigure]) -> tuple[Breakdown, ...]:
    """A measure's breakdowns. ``figures`` are in order of their dimensions, and of the categories in each. Where one of
    a period is withheld, a second one is, so that the total does not give it away."""
    by_dimension = groupby(figures, key=lambda each: each.dimension)
    return tuple(_breakdown(name, list(group)) for name, group in by_dimension)


def _breakdown(dimension: str, figures: Sequence[CategoryFigure]) -> Breakdown:
    by_period: dict[Period, list[CategoryFigure]] = defaultdict(list)
    for each in figures:
        by_period[each.figure.period].append(each)
    second = {period: _second_withheld(cells) for period, cells in by_period.items()}
    parts: dict[str, dict[Period, Actual | Hidden]] = defaultdict(dict)
    for each in figures:
        period = each.figure.period
        parts[each.category][period] = Hidden(period) if second[period] == each.category else each.figure
    periods = sorted(by_period, key=lambda each: each.end, reverse=True)
    return Breakdown(dimension, tuple(periods), tuple(CategorySeries(*part) for part in parts.items()))


def _second_withheld(cells: Sequence[CategoryFigure]) -> str | None:
    """The category that is withheld beside a single hidden one of the same period."""
    place = second_cell([each.size for each in cells], [isinstance(each.figure, Hidden) for each in cells])
    return None if place is None else cells[place].category
