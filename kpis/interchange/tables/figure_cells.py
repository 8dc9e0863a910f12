"""What the figures of a file's rows are read by: the domain's rules, for the measure that a row is of; and what stands
of a figure where a row says nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from kpis.domain.figure import DATES, NUMBERS, Figure
from kpis.domain.figure_reader import Shape, check_dates, check_marker, read
from kpis.domain.numbers import round_half_up, work_out
from kpis.domain.periods import Period
from kpis.domain.words import Marker
from kpis.interchange.forms_cells import Cells
from kpis.interchange.forms_world import Known

NO_SHARE = 'if it is no share of a whole, say so in measures.csv: share "no"'


def shape_of(known: Known, period: Period | None = None) -> Shape:
    """What a measure's figures are read by. ``period`` (None: unsound) says which rule prints them."""
    rule = known.rule(period) if period is not None else None
    return Shape(known.unit, known.measure.unit_label, known.is_share, rule, NO_SHARE)


def figure_in(cells: Cells, shape: Shape, marker: Marker) -> Figure:
    """The figure of a row. Where its table has no column for the numbers, they are what stands: see `figure_beside`."""
    if _leaves_numbers(cells, marker):
        dates: dict[str, Any] = {name: cells.date(name) for name in DATES}
        return Figure(marker=marker, **dates)
    return read(cells, shape, marker)


def _leaves_numbers(cells: Cells, marker: Marker) -> bool:
    return marker.has_value and not any(cells.has(column) for column in NUMBERS)


def figure_beside(cells: Cells, shape: Shape, figure: Figure, standing: Iterable[Figure]) -> Figure:
    """A row's figure beside those that stand for its place, the latest first. A column that the table does not have
    leaves what stands, and a value that says what its numerator and denominator come to leaves those."""
    if _leaves_numbers(cells, figure.marker):
        found = next(iter(standing), None)
        if found is None:
            check_marker(cells, figure.marker)
            return figure
        return _with_columns(cells, shape, figure, found)
    found = next((each for each in standing if _says_the_same(figure, each, shape)), None)
    return figure if found is None else _with_columns(cells, shape, figure, found)


def _says_the_same(figure: Figure, stands: Figure, shape: Shape) -> bool:
    """Whether a figure's numbers are those that stand, or the value that they are printed as."""
    if figure.numbers == stands.numbers:
        return figure.value is not None
    value, numerator, denominator = stands.numbers
    is_value_alone = figure.denominator is None and figure.numerator in (None, numerator)
    if figure.value is None or value is None or denominator is None or numerator is None or not is_value_alone:
        return False
    if shape.rule is None or shape.unit is None:
        return False
    exact = work_out(numerator, denominator, shape.unit, shape.unit_label)
    return round_half_up(figure.value, shape.rule.places) == round_half_up(exact, shape.rule.places)


def _with_columns(cells: Cells, shape: Shape, figure: Figure, stands: Figure) -> Figure:
    """The numbers that stand, with the marker and the dates of the row where its table has columns for them."""
    is_stated = cells["marker"] or (cells.has("marker") and figure.value is not None)
    marker = figure.marker if is_stated else stands.marker
    if marker.has_value and stands.value is None:
        check_marker(cells, marker)
        return figure
    kept = [name for name in DATES if marker is stands.marker and not cells.has(name)]
    dates: dict[str, Any] = {name: getattr(stands if name in kept else figure, name) for name in DATES}
    found = replace(stands, marker=marker, **dates)
    check_dates(cells, shape, found)
    return found
