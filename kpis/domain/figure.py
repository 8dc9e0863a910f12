"""THE shape of a figure, from a cell of a file to a cell of a file. Its columns are said here and nowhere else."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from kpis.domain.vocabulary import Marker


@dataclass(frozen=True, slots=True)
class Figure:
    """What a version says, replaced as a whole. ``value`` in the measure's unit; None: its marker says why."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    marker: Marker = Marker.FINAL
    provisional_until: dt.date | None = None
    expected: dt.date | None = None
    achieved_on: dt.date | None = None

    @property
    def numbers(self) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
        return self.value, self.numerator, self.denominator


@dataclass(frozen=True, slots=True)
class Notes:
    """What is written beside a figure: its commentary, its section of the scorecard, and why earlier ones are not
    comparable with it. Blank: nothing."""

    commentary: str = ""
    section: str = ""
    break_before: str = ""


COLUMNS = tuple(each.name for each in fields(Figure))
"""The columns of a figure: SELECT lists, values_list, forms and the interchange table have them from here."""
NOTES = tuple(each.name for each in fields(Notes))


def figure_of(row: Any) -> Figure:
    """The figure of anything that has its columns: a stored version, a row of a page."""
    found: dict[str, Any] = {name: getattr(row, name) for name in COLUMNS}
    return Figure(**found | {"marker": Marker(row.marker)})


def notes_of(row: Any) -> Notes:
    """What stands beside the figure of anything that has these columns."""
    return Notes(*(getattr(row, name) for name in NOTES))
