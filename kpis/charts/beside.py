"""Figures of one period side by side as bars on one scale that starts at 0: a measure here and elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpis.charts.frame import EDGE
from kpis.charts.palette import ACTUAL, FONT, INK, PAPER, QUIET, pen
from kpis.charts.text import safe, shorten, text_element, width

SIZE = 14
_BAR, _ROW, _FOOT = 18, 46, 6
ZERO = Decimal(0)
_ROOM = 8  # pixels between a bar and its figure


@dataclass(frozen=True, slots=True)
class SideBar:
    """A bar: whose it is, its figure, and the figure as printed. ``own`` is the council's, which is filled."""

    label: str
    value: Decimal
    text: str
    own: bool = False


def draw_beside(title: str, bars: Sequence[SideBar], prefix: str, wide: int = 340) -> str:
    """The bars as one SVG element, as high as they need, each with its name above it and its figure at its end.

    The scale runs from the least to the greatest and always holds 0, from which every bar starts.
    """
    low, high = min(ZERO, *(bar.value for bar in bars)), max(ZERO, *(bar.value for bar in bars))
    words = max(width(bar.text, SIZE) for bar in bars) + _ROOM
    left = EDGE + (words if low < 0 else 0)
    span = wide - EDGE - left - (words if high > 0 else 0)
    unit = span / float((high - low) or 1)
    zero = left - float(low) * unit
    rows = "".join(_bar(bar, EDGE + n * _ROW, zero, unit, wide) for n, bar in enumerate(bars))
    tall = 2 * EDGE + _ROW * len(bars) + _FOOT
    base = f'<path d="M{zero:.1f} {EDGE}V{tall - _FOOT}" stroke="{QUIET}" stroke-width="1.5"/>'
    name = safe(prefix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="picture beside" viewBox="0 0 {wide} {tall}" width="{wide}"'
        f' height="{tall}" role="img" aria-labelledby="{name}-title" font-family="{FONT}" font-size="{SIZE}"'
        f' fill="{INK}"><title id="{name}-title">{safe(title)}</title>{rows}{base}</svg>'
    )


def _bar(bar: SideBar, top: float, zero: float, unit: float, wide: int) -> str:
    size = float(bar.value) * unit
    ink = ACTUAL if bar.own else pen("comparator", 0)
    x, long = min(zero, zero + size), max(abs(size), 1)
    at, anchor = (x + long + _ROOM, "start") if size >= 0 else (x - _ROOM, "end")
    fill = ink.colour if bar.own else PAPER
    name = text_element(EDGE + 5, top + 13, shorten(bar.label, wide - 2 * EDGE - 5, SIZE))
    figure = text_element(at, top + 18 + 14, bar.text, f' text-anchor="{anchor}" font-weight="bold"')
    box = f'<rect x="{x:.1f}" y="{top + 18:.1f}" width="{long:.1f}" height="{_BAR}" fill="{fill}" stroke="{ink.colour}"'
    return f'<g class="beside-bar">{name}{box} stroke-width="2"/>{figure}</g>'
