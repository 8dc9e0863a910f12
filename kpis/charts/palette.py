"""The inks of a chart, the same in the picture and in the interactive chart.

Each ink has at least 4.5:1 on white, so that a label may wear the colour of its line, and no two
series differ by colour alone: dashes and marker shapes tell them apart in grey. Nothing here says
that a figure is good or bad.
"""

from __future__ import annotations

from dataclasses import dataclass

INK = "#0b0c0c"
QUIET = "#505a5f"
GRID = "#dcdfe1"
PAPER = "#fff"
FONT = "Arial, Helvetica, sans-serif"

BAND_FILL = "#e8eef4"
BAND_EDGE = "#5f7f9c"


@dataclass(frozen=True, slots=True)
class Pen:
    """How a series is drawn: lengths in pixels, ``dash`` as SVG writes it, empty for a solid line."""

    colour: str
    shape: str
    dash: str = ""
    line: float = 2


ACTUAL = Pen("#12436d", "circle", line=3)
PART = Pen("#12436d", "diamond")
TARGET = Pen(INK, "", "12 4")
MEAN = Pen(QUIET, "")
LIMIT = Pen(QUIET, "", "2 3")
SIGNAL = Pen("#801650", "square")
_COMPARATORS = (
    Pen("#801650", "triangle", "2 4"),
    Pen("#17695f", "square", "6 3"),
    Pen("#9a4a00", "triangle-down", "8 3 2 3"),
    Pen("#54478c", "pentagon", "1 3"),
)


def pen(role: str, place: int) -> Pen:
    """The pen of the series at that place among those of its role."""
    if role == "comparator":
        return _COMPARATORS[place % len(_COMPARATORS)]
    return PART if role == "part" else ACTUAL
