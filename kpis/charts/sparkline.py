"""A trend the size of a word: 100 by 28 pixels, about 300 bytes, no script and no style needed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from kpis.charts.text import safe

WIDTH, HEIGHT, EDGE = 100, 28, 4


class SparkPoint(NamedTuple):
    """A figure, or None for a gap; ``hollow`` where it is provisional or estimated."""

    value: Decimal | None
    hollow: bool = False


def sparkline(points: Sequence[SparkPoint], label: str) -> str:
    """An SVG of the points at even distances, oldest first, named ``label`` for a screen reader.

    A gap stays a gap, a figure alone between gaps is a dot, hollow figures are rings, and the
    last figure is marked. Colour follows the text around it.
    """
    head = f'{_HEAD}"{safe(label)}">'
    places = _places(points)
    if not places:
        return f"{head}{_NOTHING}</svg>"
    return f"{head}{_line(points, places)}{_rings(points, places)}{_last(points, places)}</svg>"


_HEAD = (
    f'<svg class="spark" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" fill="none"'
    ' stroke="currentColor" stroke-width="2" stroke-linecap="round" aria-label='
)
_NOTHING = (
    '<text x="4" y="18" font-family="sans-serif" font-size="12" fill="currentColor" stroke="none">No figures</text>'
)
Places = list[tuple[int, int, int]]
"""Of each point that has a value: its number, and whole pixels x and y."""


def _places(points: Sequence[SparkPoint]) -> Places:
    values = [(n, float(value)) for n, (value, _) in enumerate(points) if value is not None]
    if not values:
        return []
    heights = [value for _, value in values]
    low, high = min(heights), max(heights)
    across = (WIDTH - 2 * EDGE) / max(len(points) - 1, 1)
    up = (HEIGHT - 2 * EDGE) / (high - low) if high > low else 0.0
    base = HEIGHT - EDGE if up else HEIGHT / 2
    return [(n, round(EDGE + n * across), round(base - (value - low) * up)) for n, value in values]


def _line(points: Sequence[SparkPoint], places: Places) -> str:
    path = dots = ""
    before = -2
    for n, x, y in places:
        if n - 1 == before:
            path += f" {x} {y}"
        elif n + 1 < len(points) and points[n + 1].value is not None:
            path += f"M{x} {y}"
        else:
            dots += f"M{x} {y}h0"  # no length, but the round cap makes a dot of it
        before = n
    alone = f'<path d="{dots}" stroke-width="4"/>' if dots else ""
    return (f'<path d="{path}"/>' if path else "") + alone


def _rings(points: Sequence[SparkPoint], places: Places) -> str:
    return "".join([f'<circle cx="{x}" cy="{y}" r="2" fill="#fff"/>' for n, x, y in places[:-1] if points[n].hollow])


def _last(points: Sequence[SparkPoint], places: Places) -> str:
    n, x, y = places[-1]
    fill = "#fff" if points[n].hollow else "currentColor"
    return f'<circle cx="{x}" cy="{y}" r="3" fill="{fill}"/>'
