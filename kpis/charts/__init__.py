"""Charts: a specification in, a picture out.

A chart is described once (spec) and drawn two ways: as an inline SVG that needs no script, and
as a figure for the interactive chart. Plotly is only imported by
``kpis.charts.interactive``, so that drawing a picture never loads it.
"""

from kpis.charts.bars import draw_bars, draw_bars_both
from kpis.charts.beside import SideBar, draw_beside
from kpis.charts.framed import framed
from kpis.charts.scale import fits_zero
from kpis.charts.spec import Band, BarChart, BarRow, Break, Chart, Level, Note, Point, Segment, Series, TargetStep
from kpis.charts.svg import draw, draw_both

__all__ = [
    "Band",
    "BarChart",
    "BarRow",
    "Break",
    "Chart",
    "Level",
    "Note",
    "Point",
    "Segment",
    "Series",
    "SideBar",
    "TargetStep",
    "draw",
    "draw_bars",
    "draw_bars_both",
    "draw_beside",
    "draw_both",
    "fits_zero",
    "framed",
]
