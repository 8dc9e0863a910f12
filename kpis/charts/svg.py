"""A chart as an inline SVG: no script, no style, readable in grey and by a screen reader.

Pixels are those of the natural size; the viewBox lets a page scale the picture. Only
presentation attributes are used, because the site's security policy forbids inline styles.
"""

from __future__ import annotations

from kpis.charts import labels as ends
from kpis.charts.axes import SMALL, draw_gaps, draw_x_axis, draw_y_axis, has_long_labels
from kpis.charts.frame import EDGE, Frame, span
from kpis.charts.marks import (
    draw_bands,
    draw_breaks,
    draw_levels,
    draw_notes,
    draw_series,
    draw_targets,
    head_room,
    pens,
)
from kpis.charts.palette import FONT, GRID, INK, QUIET
from kpis.charts.scale import drawn_values, scale
from kpis.charts.spec import Chart, has_figures
from kpis.charts.text import safe, text_element
from kpis.charts.text import width as text_width

NARROW = 520  # under this width a key above the frame names the lines


def draw_both(chart: Chart, prefix: str = "chart") -> str:
    """The chart at two widths. The narrow one, for telephones, is shown only where a style sheet says so."""
    narrow = draw(chart, 340, 320, f"{prefix}-narrow", more=' display="none"', kind="picture picture--narrow")
    return draw(chart, prefix=prefix, kind="picture picture--wide") + narrow


def draw(
    chart: Chart, width: int = 760, height: int = 400, prefix: str = "chart", *, kind: str = "picture", more: str = ""
) -> str:
    """The chart as one SVG element. ``prefix`` keeps its ids apart from those of other charts on the page.

    ``kind`` is its class, ``more`` further attributes of the root. Under 520 pixels wide it grows
    in height by the key that then names the lines.
    """
    if not has_figures(chart):
        return _root(chart, (width, height), prefix, kind, more) + _nothing(width, height) + "</svg>"
    found = ends.labels(chart) if width >= NARROW else ends.labels(chart, width - 46, 1)
    if width < NARROW:
        height += round(ends.key_height(found))
    frame = _frame(chart, width, height, found)
    drawn = _drawing(frame, chart)
    names = ends.draw_ends(frame, found) if width >= NARROW else ends.draw_key(found, width)
    return f"{_root(chart, (width, height), prefix, kind, more)}{drawn}{names}</svg>"


def _root(chart: Chart, size: tuple[int, int], prefix: str, kind: str, more: str) -> str:
    wide, high = size
    name = safe(prefix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{safe(kind)}" viewBox="0 0 {wide} {high}" width="{wide}"'
        f' height="{high}" role="img" aria-labelledby="{name}-title {name}-desc" font-family="{FONT}"'
        f' font-size="{ends.SIZE}" fill="{INK}"{more}><title id="{name}-title">{safe(chart.title)}</title>'
        f'<desc id="{name}-desc">{safe(chart.description)}</desc>'
    )


def _nothing(wide: int, high: int) -> str:
    middle = f' text-anchor="middle" fill="{QUIET}"'
    box = f'<rect x="1" y="1" width="{wide - 2}" height="{high - 2}" fill="none" stroke="{GRID}" stroke-width="2"/>'
    return box + text_element(wide / 2, high / 2 + 5, "No figures to draw", middle)


def _frame(chart: Chart, wide: int, high: int, found: list[ends.Label]) -> Frame:
    narrow = wide < NARROW
    top = 34 + (ends.key_height(found) if narrow else 0) + head_room(chart)
    bottom = high - (46 if has_long_labels(chart) else 30)
    axis = scale(drawn_values(chart), from_zero=chart.from_zero, intervals=max(2, round((bottom - top) / 52)))
    left = EDGE + 10 + max(text_width(axis.words(tick), SMALL) for tick in axis.ticks)
    first, last = span(chart)
    right = wide - (2 * EDGE if narrow else ends.margin(found))
    return Frame(wide, left, top, right, bottom, first, last, axis)


def _drawing(frame: Frame, chart: Chart) -> str:
    """Everything inside the frame, from the back to the front: the council's own line comes last."""
    lines = [(series.role == "actual", draw_series(frame, chart, series, ink)) for series, ink in pens(chart)]
    return "".join(
        (
            draw_bands(frame, chart.bands),
            draw_y_axis(frame, chart),
            draw_x_axis(frame, chart),
            draw_breaks(frame, chart),
            draw_notes(frame, chart.notes),
            draw_levels(frame, chart.levels),
            draw_targets(frame, chart.targets),
            *(line for front, line in lines if not front),
            *(line for front, line in lines if front),
            draw_gaps(frame, chart),
        )
    )
