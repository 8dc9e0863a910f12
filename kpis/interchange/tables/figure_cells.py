"""What the figures of a file's rows are read by: the domain's rules, for the measure that a row is of."""

from __future__ import annotations

from kpis.domain.figure_reader import Shape
from kpis.domain.periods import Period
from kpis.interchange.forms_world import Known

NO_SHARE = 'if it is no share of a whole, say so in measures.csv: share "no"'


def shape_of(known: Known, period: Period | None = None) -> Shape:
    """What a measure's figures are read by. ``period`` (None: unsound) says which rule prints them."""
    rule = known.rule(period) if period is not None else None
    return Shape(known.unit, known.measure.unit_label, known.is_share, rule, NO_SHARE)
