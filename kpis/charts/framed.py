"""A chart's picture that stands alone: with its title above, and below what its marks mean and where it is from."""

from __future__ import annotations

from collections.abc import Sequence

from kpis.charts.frame import EDGE
from kpis.charts.palette import FONT, INK, PAPER, QUIET
from kpis.charts.spec import Chart
from kpis.charts.svg import draw
from kpis.charts.text import safe, text_element, wrap

WIDE, HIGH = 760, 400
_TITLE, _TITLE_LINE = 19, 25
_FOOT, _FOOT_LINE = 13, 18
_SIDE = 16  # pixels of paper around everything


def framed(chart: Chart, above: str, below: Sequence[str]) -> str:
    """The chart as an SVG file of its own, on paper. ``above`` stands small over the title, ``below`` under the chart,
    each text broken over as many lines as it takes."""
    heads = wrap(chart.title, WIDE, _TITLE, 4)
    feet = [line for text in below for line in wrap(text, WIDE - 2 * EDGE, _FOOT, 6)]
    top = _SIDE + _FOOT_LINE + _TITLE_LINE * len(heads) + 6
    high = top + HIGH + 12 + _FOOT_LINE * len(feet) + _SIDE
    words = text_element(_SIDE, _SIDE + 12, above, f' font-size="{_FOOT}" fill="{QUIET}"')
    for n, line in enumerate(heads):
        y = _SIDE + _FOOT_LINE + _TITLE_LINE * n + 20
        words += text_element(_SIDE, y, line, f' font-size="{_TITLE}" font-weight="bold"')
    for n, line in enumerate(feet):
        y = top + HIGH + 12 + _FOOT_LINE * n + 12
        words += text_element(_SIDE, y, line, f' font-size="{_FOOT}" fill="{QUIET}"')
    inside = draw(chart, WIDE, HIGH).replace("<svg ", f'<svg x="{_SIDE}" y="{top}" ', 1)
    return _paper(chart, WIDE + 2 * _SIDE, high) + words + inside + "</svg>"


def _paper(chart: Chart, wide: int, high: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" width="{wide}" height="{high}"'
        f' role="img" font-family="{FONT}" fill="{INK}"><title>{safe(chart.title)}</title>'
        f'<rect width="{wide}" height="{high}" fill="{PAPER}"/>'
    )
