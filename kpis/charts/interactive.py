"""A chart as a figure for plotly.js: what a reader explores once the picture has been painted.

Built with plotly.graph_objects from the same specification, pens and axis as the picture. The
result is plain data for JSON; nothing of it is a script, and every text is escaped because plotly
reads some markup in text.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from html import escape
from textwrap import wrap
from typing import Any

from plotly import graph_objects as go

from kpis.charts.frame import Frame, span
from kpis.charts.labels import LINE, Label, apart, labels, margin
from kpis.charts.marks import pens
from kpis.charts.palette import BAND_EDGE, BAND_FILL, FONT, GRID, INK, LIMIT, MEAN, PAPER, QUIET, SIGNAL, TARGET, Pen
from kpis.charts.scale import Scale, drawn_values, scale
from kpis.charts.spec import Band, Break, Chart, Level, Point, Series, between, has_figures, runs

# No button may send a figure to another site, and none may draw over the chart.
CONFIG: dict[str, Any] = {
    "responsive": True,
    "displaylogo": False,
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "modeBarButtonsToRemove": ["sendChartToCloud", "select2d", "lasso2d", "autoScale2d"],
    "locale": "en-GB",
    "locales": {"en-GB": {"dictionary": {}, "format": {"date": "%d/%m/%Y", "decimal": ".", "thousands": ","}}},
}

_SHAPES = {"circle": "circle", "diamond": "diamond", "square": "square", "pentagon": "pentagon"}
_TRIANGLES = {"triangle": "triangle-up", "triangle-down": "triangle-down"}
_HOVER = "<b>%{customdata}</b><br>%{text}<extra>%{fullData.name}</extra>"
_HOVER_WIDTH = 44  # characters
_TICK_WIDTH = 11
_MANY = 60  # points beyond which markers are small
_HEIGHT = 400  # pixels, the least: labels that are apart at this height are so at any greater
_FOOT = 60  # pixels below the frame for the periods' names
_HEAD = 44  # and above it for the unit
_NOTES = 24  # pixels above the frame for the numbers of notes
END = "end"
"""The name of the annotations that stand beside the last figures, which a page without the room takes away."""


def figure(chart: Chart) -> dict[str, Any]:
    """The figure as ``{"data": [...], "layout": {...}, "config": {...}}``, ready for JSON.

    Without any figure its data are empty, and the page keeps the picture.
    """
    if not has_figures(chart):
        return {"data": [], "layout": {}, "config": CONFIG}
    traces = [_trace(chart, series, ink) for series, ink in pens(chart)]
    if chart.targets:
        traces.append(_target(chart))
    traces += [_level(level) for level in chart.levels]
    traces += [_signals(series) for series in chart.series if any(point.signal for point in series.points)]
    drawn = go.Figure(data=traces, layout=_layout(chart)).to_plotly_json()
    drawn["layout"].pop("template", None)
    return {"data": drawn["data"], "layout": drawn["layout"], "config": CONFIG}


def _trace(chart: Chart, series: Series, ink: Pen) -> go.Scatter:
    points = list(_with_gaps(chart, series))
    size = 9 if len(points) <= _MANY else 5
    look = {"color": [PAPER if point.hollow else ink.colour for point in points], "size": size}
    return go.Scatter(
        name=_text(series.name),
        x=[point.at.isoformat() for point in points],
        y=[None if point.value is None else float(point.value) for point in points],
        text=[_hover(point) for point in points],
        customdata=[_text(point.label) for point in points],
        mode="markers" if series.role == "part" else "lines+markers",
        connectgaps=False,
        cliponaxis=False,
        hovertemplate=_HOVER,
        line={"color": ink.colour, "width": ink.line, "dash": _dash(ink)},
        marker=look | {"symbol": _symbol(ink), "line": {"color": ink.colour, "width": 2}},
    )


def _with_gaps(chart: Chart, series: Series) -> Iterator[Point]:
    """The points in order, with an empty one wherever a line must not join two of them."""
    if series.role == "part":
        yield from (point for point in series.points if point.value is not None)
        return
    for place, run in enumerate(runs(series.points, chart.breaks)):
        if place:
            yield Point(run[0].at, "", None, "")
        yield from run


def _target(chart: Chart) -> go.Scatter:
    x: list[str | None] = []
    y: list[float | None] = []
    text: list[str] = []
    before: date | None = None
    for step in sorted(chart.targets, key=lambda step: step.start):
        interrupted = before is not None and (step.start - before).days > 1
        x += [None] * interrupted + [step.start.isoformat(), step.end.isoformat()]
        y += [None] * interrupted + [float(step.value)] * 2
        text += [""] * interrupted + [_text(step.text)] * 2
        before = step.end
    return go.Scatter(
        name="Target",
        x=x,
        y=y,
        text=text,
        mode="lines",
        connectgaps=False,
        hovertemplate="%{text}<extra>Target</extra>",
        line={"color": TARGET.colour, "width": TARGET.line, "dash": _dash(TARGET)},
    )


def _level(level: Level) -> go.Scatter:
    ink = LIMIT if level.limit else MEAN
    return go.Scatter(
        name=_text(level.text),
        x=[level.start.isoformat(), level.end.isoformat()],
        y=[float(level.value)] * 2,
        text=[_text(level.text)] * 2,
        mode="lines",
        hovertemplate="%{text}<extra></extra>",
        line={"color": ink.colour, "width": ink.line, "dash": _dash(ink)},
    )


def _signals(series: Series) -> go.Scatter:
    """A frame around each point that stands out; what it says is told at the point."""
    those = [point for point in series.points if point.signal and point.value is not None]
    return go.Scatter(
        name="Stands out",
        x=[point.at.isoformat() for point in those],
        y=[float(point.value) for point in those if point.value is not None],
        mode="markers",
        hoverinfo="skip",
        cliponaxis=False,
        marker={"symbol": "square-open", "size": 18, "color": SIGNAL.colour, "line": {"width": 2}},
    )


def _layout(chart: Chart) -> dict[str, Any]:
    axis = scale(drawn_values(chart), from_zero=chart.from_zero)
    found = labels(chart)
    top = _HEAD + _break_room(chart) + (_NOTES if chart.notes else 0)
    return {
        "template": "none",
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "margin": {"l": 8, "r": round(margin(found)), "t": top, "b": 8},
        "height": _HEIGHT,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": PAPER, "bordercolor": INK, "align": "left", "font": {"color": INK, "size": 14}},
        "legend": {"orientation": "h", "x": 0, "xanchor": "left", "yref": "container", "y": 0, "yanchor": "bottom"},
        "showlegend": False,
        "xaxis": _x_axis(chart),
        "yaxis": _y_axis(axis),
        "shapes": [*_bands(chart, axis), *_break_lines(chart)],
        "annotations": [*_break_words(chart), *_notes(chart), _unit(chart, axis), *_ends(found, axis, top)],
    }


def _x_axis(chart: Chart) -> dict[str, Any]:
    """Marked where the periods of the council's own figures stand; the page thins them out to fit its width."""
    named = {
        point.at.isoformat(): "<br>".join(_text(line) for line in wrap(point.label, _TICK_WIDTH))
        for series in sorted(chart.series, key=lambda series: series.role == "actual")
        if series.role != "part"
        for point in series.points
    }
    ticks = {"tickmode": "array", "tickvals": sorted(named), "ticktext": [named[day] for day in sorted(named)]}
    look = {"showgrid": False, "ticks": "outside", "tickcolor": QUIET, "automargin": True, "zeroline": False}
    look["ticklabeloverflow"] = "allow"  # else plotly drops the newest period's name
    return {"type": "date", **ticks, **look, "tickfont": {"color": QUIET}, **_x_range(chart)}


def _x_range(chart: Chart) -> dict[str, Any]:
    first, last = span(chart)
    day = 86_400_000  # milliseconds, in which plotly counts from 1970
    epoch = 719_163  # the ordinal of 1 January 1970
    return {"range": [(first - epoch) * day, (last + (last - first) * 0.015 - epoch) * day]}


def _y_axis(axis: Scale) -> dict[str, Any]:
    look = {"type": "linear", "gridcolor": GRID, "automargin": True, "zerolinecolor": QUIET, "zeroline": True}
    ticks = {"tickmode": "array", "tickvals": [float(tick) for tick in axis.ticks]}
    words = {"ticktext": [axis.words(tick) for tick in axis.ticks], "tickfont": {"color": QUIET}}
    return {**look, **ticks, **words, "range": [float(axis.low), float(axis.high)]}


def _unit(chart: Chart, axis: Scale) -> dict[str, Any]:
    unit = f"{chart.axis} ({axis.statement})" if axis.statement else chart.axis
    top = 10 + _break_room(chart) + (_NOTES if chart.notes else 0)
    place = {"xref": "paper", "yref": "paper", "x": 0, "y": 1, "yshift": top, "xanchor": "left", "yanchor": "bottom"}
    return {**place, "text": _text(unit), "showarrow": False, "font": {"color": QUIET, "size": 13}}


def _ends(found: list[Label], axis: Scale, top: int) -> Iterator[dict[str, Any]]:
    """The words beside the last figures, as in the picture: at the height of what they name, moved apart."""
    frame = Frame(0, 0, top, 0, _HEIGHT - _FOOT, 0, 1, axis)
    ordered = sorted(found, key=lambda label: label.place(frame)[1])
    for label, head in zip(ordered, apart(frame, ordered), strict=True):
        at = label.place(frame)[1]
        share = (frame.bottom - at) / (frame.bottom - frame.top)
        yield {
            "name": END, "showarrow": False, "align": "left", "text": "<br>".join(_text(line) for line in label.lines),
            "xref": "paper", "x": 1, "xanchor": "left", "xshift": 10,
            "yref": "paper", "y": round(share, 4), "yanchor": "middle",
            "yshift": round(at - head - LINE * len(label.lines) / 2, 1),
            "font": {"color": label.pen.colour, "size": 14},
        }  # fmt: skip


def _notes(chart: Chart) -> Iterator[dict[str, Any]]:
    """The number of each note over its day; what it stands for is told when it is pointed at, and beside the chart."""
    for note in chart.notes:
        place = {"x": note.at.isoformat(), "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 2}
        box = {"bordercolor": INK, "borderwidth": 1, "borderpad": 2, "bgcolor": PAPER}
        words = "<br>".join(_text(line) for line in wrap(note.text, _HOVER_WIDTH))
        told = {"text": str(note.number), "hovertext": words, "font": {"color": INK, "size": 12}}
        yield {**place, **box, **told, "name": "note", "showarrow": False}


def _bands(chart: Chart, axis: Scale) -> Iterator[dict[str, Any]]:
    """Tolerance as tinted rectangles under the lines; an open side runs to the end of the axis."""
    for place, band in enumerate(band for band in chart.bands if not (band.low is None and band.high is None)):
        low, high = band.low, band.high
        beyond = axis.high - axis.low  # an open side ends out of sight, so that no edge is ruled there
        edges = {
            "y0": float(axis.low - beyond if low is None else low),
            "y1": float(axis.high + beyond if high is None else high),
        }
        look = {"fillcolor": BAND_FILL, "line": {"color": BAND_EDGE, "width": 1}, "layer": "below"}
        named = {"name": "Tolerance", "showlegend": place == 0, "legendgroup": "tolerance"}
        yield {"type": "rect", **_days(band), **edges, **look, **named}


def _days(band: Band) -> dict[str, str]:
    return {"x0": band.start.isoformat(), "x1": band.end.isoformat()}


def _break_lines(chart: Chart) -> Iterator[dict[str, Any]]:
    for change in chart.breaks:
        day = between(change, chart).isoformat()
        look = {"color": QUIET, "width": 1.5, "dash": "dash"}
        yield {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1.04, "line": look}


def _break_words(chart: Chart) -> Iterator[dict[str, Any]]:
    first, last = span(chart)
    above = _NOTES if chart.notes else 0
    for change in chart.breaks:
        day = between(change, chart)
        late = day.toordinal() > (first + last) / 2
        place = {"x": day.isoformat(), "yref": "paper", "y": 1, "yanchor": "bottom", "yshift": 4 + above}
        look = {"showarrow": False, "xanchor": "right" if late else "left", "font": {"color": QUIET, "size": 13}}
        yield {**place, **look, "text": "<br>".join(_text(line) for line in _reason(change))}


def _reason(change: Break) -> list[str]:
    """The reason in lines short enough for half a telephone's width; the picture and the table have it in full."""
    return wrap(change.reason, 17, max_lines=4, placeholder="…")


def _break_room(chart: Chart) -> int:
    """Pixels above the frame for the longest reason."""
    return 17 * max((len(_reason(change)) for change in chart.breaks), default=0)


def _dash(ink: Pen) -> str:
    return ",".join(f"{part}px" for part in ink.dash.split()) or "solid"


def _symbol(ink: Pen) -> str:
    return (_SHAPES | _TRIANGLES)[ink.shape]


def _hover(point: Point) -> str:
    lines = [line for part in (point.text, point.note) for line in wrap(part, _HOVER_WIDTH)]
    return "<br>".join(_text(line) for line in lines)


def _text(text: str) -> str:
    """Text that plotly shows as it stands: no markup in it is read as such."""
    return escape(text, quote=False)
