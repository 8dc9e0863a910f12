"""The axes of a chart: round figures on the left, periods below, and words where a figure is missing."""

from __future__ import annotations

from itertools import pairwise

from kpis.charts.frame import EDGE, Frame
from kpis.charts.marks import head_room
from kpis.charts.palette import GRID, PAPER, QUIET
from kpis.charts.spec import Chart, Point, Series
from kpis.charts.text import shorten, text_element, width, wrap

SMALL = 13
_Period = tuple[float, tuple[str, ...]]  # where a period is marked, and the lines that name it
_LONG_LABEL = 95  # pixels after which a period's label is broken over two lines; "academic year" fits on one


def draw_y_axis(frame: Frame, chart: Chart) -> str:
    """Grid lines with their figures, a stronger line at nought or the foot, and the unit above."""
    axis = frame.scale
    ruled, words = "", ""
    for tick in axis.ticks:
        y = frame.y(tick)
        words += text_element(frame.left - 8, y + 4.5, axis.words(tick))
        ruled += f"M{frame.left:.1f} {y:.1f}H{frame.right:.1f}" if tick else ""
    level = frame.y(axis.base)
    unit = f"{chart.axis} ({axis.statement})" if axis.statement else chart.axis
    rule = f"M{frame.left:.1f} {level:.1f}H{frame.right:.1f}"
    return (
        f'<path class="chart-grid" d="{ruled}" stroke="{GRID}"/>'
        f'<path class="chart-base" d="{rule}" stroke="{QUIET}" stroke-width="1.5"/>'
        f'<g class="chart-y" font-size="{SMALL}" fill="{QUIET}" text-anchor="end">{words}</g>'
        + _unit(frame, chart, unit.strip())
    )


def _unit(frame: Frame, chart: Chart, unit: str) -> str:
    y = frame.top - 16 - head_room(chart)
    words = shorten(unit, frame.right - EDGE, SMALL)
    return text_element(EDGE, y, words, f' class="chart-unit" font-size="{SMALL}" fill="{QUIET}"')


def draw_x_axis(frame: Frame, chart: Chart) -> str:
    """The names of as many periods as fit, each under its mark."""
    marks, words = "", ""
    for x, lines in _periods(frame, chart):
        marks += f"M{x:.1f} {frame.bottom:.1f}v5"
        for n, line in enumerate(lines):
            words += text_element(_middle(frame, x, lines), frame.bottom + 20 + 15 * n, line)
    return (
        f'<path d="{marks}" stroke="{QUIET}"/>'
        f'<g class="chart-x" font-size="{SMALL}" fill="{QUIET}" text-anchor="middle">{words}</g>'
    )


def _periods(frame: Frame, chart: Chart) -> list[_Period]:
    """Where which period is named: the last always, then every second, third, ... before it, without overlap."""
    named = _named_points(chart)
    full = [(frame.x(point.at), _label_lines(point.label)) for point in named[0] if point.label]
    for stride in range(1, len(full) + 1):
        chosen = full[::-1][::stride][::-1]
        if all(_clear(frame, one, other) for one, other in pairwise(chosen)):
            break
    else:
        chosen = []
    for point in named[1]:
        part = (frame.x(point.at), _label_lines(point.label))
        if point.label and all(_clear(frame, *sorted((part, other))) for other in chosen):
            chosen.append(part)
    return chosen


def _named_points(chart: Chart) -> tuple[list[Point], list[Point]]:
    """Points that name the x axis: those of full periods, the council's own first, and those of part periods."""
    full: dict[int, Point] = {}
    part: dict[int, Point] = {}
    for series in sorted(chart.series, key=lambda series: series.role != "actual"):
        for point in series.points:
            (part if series.role == "part" else full).setdefault(point.at.toordinal(), point)
    return [full[day] for day in sorted(full)], [part[day] for day in sorted(part) if day not in full]


def _label_lines(label: str) -> tuple[str, ...]:
    return (label,) if width(label, SMALL) <= _LONG_LABEL else wrap(label, _LONG_LABEL, SMALL)


def has_long_labels(chart: Chart) -> bool:
    return any(width(point.label, SMALL) > _LONG_LABEL for series in chart.series for point in series.points)


def _half(lines: tuple[str, ...]) -> float:
    return max(width(line, SMALL) for line in lines) / 2


def _middle(frame: Frame, x: float, lines: tuple[str, ...]) -> float:
    """Where a label stands: under its mark, or as near to it as the picture's edge allows."""
    half = _half(lines) + EDGE
    return min(max(x, half), frame.width - half)


def _clear(frame: Frame, one: _Period, other: _Period) -> bool:
    """Whether two labels, the first to the left, keep a word's distance."""
    return _middle(frame, *other) - _middle(frame, *one) >= _half(one[1]) + _half(other[1]) + 10


def draw_gaps(frame: Frame, chart: Chart) -> str:
    """The council's missing figures, said in words just above the axis where there is room for them."""
    actual = [series for series in chart.series if series.role == "actual"]
    parts = [_gap(frame, run, room) for series in actual for run, room in _missing(frame, series)]
    if not any(parts):
        return ""
    return f'<g class="chart-gaps" font-size="{SMALL}" fill="{QUIET}" text-anchor="middle">{"".join(parts)}</g>'


def _missing(frame: Frame, series: Series) -> list[tuple[list[Point], float]]:
    """Runs of neighbouring gaps that share their words, each with the pixels it may fill."""
    slot = (frame.right - frame.left) / max(len(series.points), 1)
    found: list[list[Point]] = []
    before: Point | None = None
    for point in sorted(series.points, key=lambda point: point.at):
        if point.value is None:
            if before is not None and before.value is None and before.text == point.text:
                found[-1].append(point)
            else:
                found.append([point])
        before = point
    return [(run, slot * len(run)) for run in found]


def _gap(frame: Frame, run: list[Point], room: float) -> str:
    x = (frame.x(run[0].at) + frame.x(run[-1].at)) / 2
    lines = wrap(run[0].text, room, SMALL, 3)
    if not lines or any(line.endswith("…") for line in lines):
        return ""
    wide = 2 * _half(lines)
    high = 15 * len(lines) + 3
    top = frame.bottom - high - 3
    box = f'<rect x="{x - wide / 2:.1f}" y="{top:.1f}" width="{wide:.1f}" height="{high}" fill="{PAPER}"/>'
    return box + "".join(text_element(x, top + 15 * n + 12, line) for n, line in enumerate(lines))
