"""Counts by category as stacked bars, with every number printed: status by outcome, on screen and in grey.

Bars share one scale, so that a longer bar is more measures. The sign and number stand in the part
that they count; a part without the room for that has them below the bar, with its name.
"""

from __future__ import annotations

from functools import lru_cache

from kpis.charts.frame import EDGE
from kpis.charts.palette import FONT, INK, PAPER, QUIET
from kpis.charts.spec import BarChart, BarRow, Segment
from kpis.charts.text import safe, shorten, text_element, width, wrap

SIZE = 14
_LINE = 18
_BAR = 28
_NARROW = 520


# A scorecard's bars stay the same until a figure changes.
@lru_cache(maxsize=128)
def draw_bars_both(chart: BarChart, prefix: str = "bars") -> str:
    """The bars at two widths, of which the narrow one is shown only where a style sheet says so."""
    narrow = draw_bars(chart, 340, f"{prefix}-narrow", kind="picture picture--narrow", more=' display="none"')
    return draw_bars(chart, prefix=prefix, kind="picture picture--wide") + narrow


def draw_bars(chart: BarChart, wide: int = 760, prefix: str = "bars", *, kind: str = "picture", more: str = "") -> str:
    """The bars as one SVG element, ``wide`` pixels at natural size and as high as its rows need.

    ``prefix`` keeps ids apart on a page, ``kind`` is the class, ``more`` further attributes of the root.
    """
    most = max((row.total for row in chart.rows), default=0)
    if not most:
        body, y = text_element(EDGE, 24, "Nothing to count", f' fill="{QUIET}"'), 36.0
    else:
        body, y = _key(chart, wide)
        for row in chart.rows:
            drawn, y = _row(chart, row, y, wide, most)
            body += drawn
    return f"{_root(chart, (wide, round(y)), prefix, kind, more)}{body}</svg>"


def _root(chart: BarChart, size: tuple[int, int], prefix: str, kind: str, more: str) -> str:
    name = safe(prefix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{safe(kind)}" viewBox="0 0 {size[0]} {size[1]}"'
        f' width="{size[0]}" height="{size[1]}" role="img" aria-labelledby="{name}-title {name}-desc"'
        f' font-family="{FONT}" font-size="{SIZE}" fill="{INK}"{more}><title id="{name}-title">'
        f'{safe(chart.title)}</title><desc id="{name}-desc">{safe(chart.description)}</desc>'
    )


def mark(segment: Segment) -> str:
    """The sign that tells the part apart without colour."""
    return segment.mark or segment.name[:1].upper()


def _kinds(chart: BarChart) -> list[Segment]:
    """A part of each key that counts anything, in the order in which the rows name their parts."""
    parts = [segment for row in chart.rows for segment in row.segments]
    counted = {segment.key: segment for segment in reversed(parts) if segment.count}
    return [counted[key] for key in dict.fromkeys(segment.key for segment in parts) if key in counted]


def _key(chart: BarChart, wide: int) -> tuple[str, float]:
    """What each sign means, above the bars; returns the drawing and where the rows may begin."""
    x, y, parts = float(EDGE), float(EDGE), []
    for segment in _kinds(chart):
        room = 34 + width(segment.name, SIZE)
        if x > EDGE and x + room > wide:
            x, y = float(EDGE), y + 30
        box = _box(x, y, 24, 22, segment)
        name = text_element(x + 31, y + 16, shorten(segment.name, wide - 34, SIZE))
        parts.append(box + _inside(x + 12, y + 16, mark(segment), segment.fill) + name)
        x += room + 18
    return f'<g class="bars-key">{"".join(parts)}</g>', y + 38


def _row(chart: BarChart, row: BarRow, y: float, wide: int, most: int) -> tuple[str, float]:
    """One row from height ``y``: its name and total, its bar, its numbers; and where the next row begins."""
    one, several = chart.unit
    total = f"{row.total} {one if row.total == 1 else several}"
    room = wide - 2 * EDGE - width(total, SIZE) - 16
    lines = wrap(row.label, room, SIZE, 5 if wide < _NARROW else 2)
    words = "".join(text_element(EDGE, y + _LINE * n + 14, line) for n, line in enumerate(lines))
    words += text_element(wide - EDGE, y + 14, total, f' text-anchor="end" fill="{QUIET}"')
    y += _LINE * max(len(lines), 1) + 4
    bar, below = _bar(row, y, (wide - 2 * EDGE) / most)
    numbers = wrap(below, wide - 2 * EDGE, SIZE, 6)
    words += "".join(text_element(EDGE, y + _BAR + 17 + _LINE * n, line) for n, line in enumerate(numbers))
    return f'<g class="bars-row">{words}{bar}</g>', y + _BAR + _LINE * len(numbers) + (22 if numbers else 16)


def _bar(row: BarRow, y: float, unit: float) -> tuple[str, str]:
    """The bar's parts with their numbers inside, and in words for below those that have no room for theirs."""
    x, drawn, below = float(EDGE), "", []
    for segment in (segment for segment in row.segments if segment.count):
        wide = segment.count * unit
        drawn += _box(x + 1, y, max(wide - 2, 1), _BAR, segment)
        if wide > width(_words(segment), SIZE) + 6:
            drawn += _inside(x + wide / 2, y + 19, _words(segment), segment.fill)
        else:
            below.append(f"{_words(segment)} {segment.name.lower()}")
        x += wide
    return drawn, ", ".join(below)


def _words(segment: Segment) -> str:
    return f"{mark(segment)} {segment.count}"


def _box(x: float, y: float, wide: float, high: float, segment: Segment) -> str:
    hint = f"{segment.name}: {segment.count}"
    return (
        f'<rect class="bar--{safe(segment.key)}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}"'
        f' fill="{safe(segment.fill)}" stroke="{INK}"><title>{safe(hint)}</title></rect>'
    )


def _inside(x: float, y: float, words: str, fill: str) -> str:
    return text_element(x, y, words, f' text-anchor="middle" font-weight="bold" fill="{text_on(fill)}"')


def text_on(fill: str) -> str:
    """Ink or paper, whichever stands out more from a fill written as #rgb or #rrggbb (any other is taken as light).

    The threshold is where both have the same contrast by the relative luminance of WCAG 2.2.
    """
    digits = fill.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    try:
        red, green, blue = (_linear(int(digits[n : n + 2], 16)) for n in (0, 2, 4))
    except ValueError:
        return INK
    return INK if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 else PAPER


def _linear(channel: int) -> float:
    share = channel / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4
