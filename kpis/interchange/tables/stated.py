"""Numbers as rows state them, kept for the look at their plausibility once all rows are read."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kpis.domain.numbers import ZERO
from kpis.domain.plausibility import FRACTION_LIMIT
from kpis.interchange.forms_cells import Cells
from kpis.interchange.forms_world import Known


class StatedNumber(NamedTuple):
    """A number and the cell it stands in.

    ``typed``: it is a plain number, neither worked out nor a formatted percentage; ``new``: it is about to be written.
    """

    known: Known
    cells: Cells
    column: str
    value: Decimal
    typed: bool
    new: bool

    @property
    def is_in_question(self) -> bool:
        """Whether it may be a fraction that was meant as a percentage."""
        return self.typed and self.known.is_share and ZERO < self.value <= FRACTION_LIMIT


def typed(cells: Cells, column: str) -> bool:
    """Whether a cell holds a plain number. A workbook's percent format says what is meant; a % in CSV may not."""
    return bool(cells[column]) and not (cells.from_workbook and "%" in cells[column])
