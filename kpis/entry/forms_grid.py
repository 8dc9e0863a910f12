"""The cells of a quarter's grid as they were typed, and the figures that they state."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from django.http import QueryDict

from kpis.domain.figure import Figure
from kpis.domain.figure_reader import NUMBERS, Shape, Typed, read
from kpis.domain.numbers import Unit
from kpis.domain.words import Marker
from kpis.entry.forms import LONGEST_REASON, LONGEST_TEXT, SUBJECTLESS
from kpis.web.fields import sentence

LABELS = {
    "value": "Figure",
    "numerator": "Numerator",
    "denominator": "Denominator",
    "marker": "Marker",
    "commentary": "Commentary",
    "confirmed": "Why it is right",
}
NEVER_SEEN = -1


class GridCells(NamedTuple):
    """One row's cells as texts. ``seen`` is the number of the last version that stood when the grid was opened;
    ``choice`` settles a conflict: "mine" or "theirs", a colon, and the number of the version that it is about."""

    value: str = ""
    numerator: str = ""
    denominator: str = ""
    marker: str = Marker.FINAL.value
    commentary: str = ""
    confirmed: str = ""
    choice: str = ""
    seen: int = 0

    @property
    def figure(self) -> tuple[str, ...]:
        """What was typed of the figure itself."""
        return self[:5]


def typed_cells(data: QueryDict, key: str) -> GridCells | None:
    """The cells of a row that were sent; None where the row was not part of the form."""
    if f"{key}-seen" not in data:
        return None

    def text(column: str) -> str:
        return data.get(f"{key}-{column}", "").strip()

    seen = text("seen")
    return GridCells(
        value=text("value"),
        numerator=text("numerator"),
        denominator=text("denominator"),
        marker=text("marker") or Marker.FINAL.value,
        commentary=text("commentary").replace("\r\n", "\n"),
        confirmed=text("confirmed"),
        choice=text("choice"),
        seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else NEVER_SEEN,
    )


class Checked(NamedTuple):
    """The figure that a row's cells state; or what is wrong with them, by column."""

    figure: Figure
    errors: dict[str, str]


def check_cells(cells: GridCells, shape: Shape, stood: Figure) -> Checked:
    """Read a row by the rules that hold for every figure. Dates that stood beside the figure are kept where they
    belong to the marker that it has now."""
    if cells.marker not in set(Marker):
        return Checked(Figure(), {"marker": "Choose a marker from the list."})
    marker = Marker(cells.marker)
    is_reached = shape.unit is Unit.MILESTONE and cells.value.lower() == "achieved"
    texts = Typed({name: getattr(cells, name) for name in NUMBERS}, _kept(stood, marker, is_reached))
    figure = read(texts, shape, marker)
    errors = {column: said(column, message) for column, message in reversed(texts.problems)}
    return Checked(figure, errors | _too_long(cells))


def _kept(stood: Figure, marker: Marker, is_reached: bool) -> dict[str, dt.date | None]:
    return {
        "provisional_until": stood.provisional_until if marker in (Marker.PROVISIONAL, Marker.ESTIMATED) else None,
        "expected": None if marker.has_value else stood.expected,
        "achieved_on": stood.achieved_on if is_reached else None,
    }


def _too_long(cells: GridCells) -> dict[str, str]:
    found = {}
    for column, most in (("commentary", LONGEST_TEXT), ("confirmed", LONGEST_REASON)):
        if (length := len(getattr(cells, column))) > most:
            found[column] = f"{LABELS[column]} has {length:,} characters; at most {most:,} are kept."
    return found


def said(column: str, message: str) -> str:
    """What is wrong with a cell as a sentence: the rules leave its subject to whoever shows them."""
    return sentence(f"{LABELS.get(column, column)} {message}" if message.startswith(SUBJECTLESS) else message)
