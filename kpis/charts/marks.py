"""The marks inside the frame: tolerance, targets, breaks, lines and markers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import ceil

from kpis.charts.frame import Frame
from kpis.charts.palette import BAND_EDGE, BAND_FILL, INK, LIMIT, MEAN, PAPER, QUIET, SIGNAL, TARGET, Pen, pen
from kpis.charts.spec import Band, Chart, Level, Note, Point, Series, TargetStep, between, runs
from kpis.charts.text import safe, text_element, width, wrap

_CROWDED = 9  # pixels between the council's own points under which markers would hide the line
_APART = 32  # pixels between a comparator's markers, so that its dashes show
_BREAK_ROOM = 34  # pixels above the frame for the reasons of breaks
_NOTE_ROOM = 26  # and for the numbers of notes
_NOTE = 9  # half the width of a note's disc, in pixels

# Each shape as a path about its own centre, in pixels; a circle is written as one.
_SHAPES = {
    "triangle": (0, -6, "l5.5 10h-11z"),
    "triangle-down": (0, 6, "l-5.5-10h11z"),
    "square": (-4, -4, "h8v8h-8z"),
    "diamond": (0, -6.5, "l6.5 6.5-6.5 6.5-6.5-6.5z"),
    "pentagon": (0, -5.5, "l5.5 4-2 6.5h-7l-2-6.5z"),
}


def marker(shape: str, x: float, y: float, *, hollow: bool = False, hint: str = "") -> str:
    """One marker, in the ink of the group around it; a hollow one is filled with paper."""
    more = f' fill="{PAPER}"' if hollow else ""
    inside = f"><title>{safe(hint)}</title></" if hint else "/>"
    if shape == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5"{more}{inside}' + ("circle>" if hint else "")
    dx, dy, outline = _SHAPES[shape]
    return f'<path d="M{x + dx:.1f} {y + dy:.1f}{outline}"{more}{inside}' + ("path>" if hint else "")


def pens(chart: Chart) -> Iterator[tuple[Series, Pen]]:
    """Every series with its pen."""
    seen: dict[str, int] = {}
    for series in chart.series:
        place = seen.get(series.role, 0)
        seen[series.role] = place + 1
        yield series, pen(series.role, place)


def draw_series(frame: Frame, chart: Chart, series: Series, ink: Pen) -> str:
    """The line, broken at gaps and breaks, and its markers: the actual's stand above the rest."""
    joined = [] if series.role == "part" else list(runs(series.points, chart.breaks))
    path = "".join(_subpath(frame, run) for run in joined if len(run) > 1)
    return (
        f'<g class="chart-{series.role}" fill="{ink.colour}" stroke="{ink.colour}" stroke-width="2">'
        + (_stroke(path, ink) if path else "")
        + "".join(_markers(frame, series, joined, ink))
        + "</g>"
    )


def _stroke(path: str, ink: Pen) -> str:
    dash = f' stroke-dasharray="{ink.dash}"' if ink.dash else ""
    return f'<path d="{path}" fill="none" stroke-width="{ink.line:g}" stroke-linejoin="round"{dash}/>'


def _subpath(frame: Frame, run: list[Point]) -> str:
    steps = [f"{frame.x(point.at):.1f} {frame.y(point.value):.1f}" for point in run if point.value is not None]
    return f"M{'L'.join(steps)}"


def _markers(frame: Frame, series: Series, joined: list[list[Point]], ink: Pen) -> Iterator[str]:
    """Markers that leave the line to be seen, and always those of figures alone, hollow or last of a run."""
    always = {id(run[-1]) for run in joined}
    every = _every(frame, series)
    for place, point in enumerate(reversed(series.points)):
        is_kept = point.hollow or point.signal or id(point) in always
        if point.value is None or (place % every and not is_kept):
            continue
        hint = f"{point.label}: {point.text}" + (f". {point.note}" if point.note else "")
        drawn = marker(ink.shape, frame.x(point.at), frame.y(point.value), hollow=point.hollow, hint=hint)
        yield drawn + (_ring(frame.x(point.at), frame.y(point.value)) if point.signal else "")


def _ring(x: float, y: float) -> str:
    """What sets a signal apart by its shape: a frame around its marker."""
    return f'<path d="M{x - 9:.1f} {y - 9:.1f}h18v18h-18z" fill="none" stroke="{SIGNAL.colour}"/>'


def _every(frame: Frame, series: Series) -> int:
    """Which share of the points wears a marker: all, every second, third, ..., or just the last."""
    slot = (frame.right - frame.left) / max(len(series.points), 1)
    if series.role == "comparator":
        return ceil(_APART / slot)
    return len(series.points) if series.role == "actual" and slot < _CROWDED else 1


def draw_bands(frame: Frame, bands: Iterable[Band]) -> str:
    """Tolerance as a tinted area; only its real edges are ruled, an open side runs to the frame."""
    parts = [_band(frame, band) for band in bands if band.low is not None or band.high is not None]
    return f'<g class="chart-band" stroke="{BAND_EDGE}" stroke-width="1.5">{"".join(parts)}</g>' if any(parts) else ""


def _band(frame: Frame, band: Band) -> str:
    left, right = frame.x(band.start), frame.x(band.end)
    if right <= left:
        return ""
    top = frame.top if band.high is None else frame.y(band.high)
    bottom = frame.bottom if band.low is None else frame.y(band.low)
    edges = [y for y, edge in ((top, band.high), (bottom, band.low)) if edge is not None]
    ruled = "".join(f"M{left:.1f} {y:.1f}H{right:.1f}" for y in edges)
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{right - left:.1f}" height="{bottom - top:.1f}"'
        f' fill="{BAND_FILL}" stroke="none"><title>{safe(band.text)}</title></rect><path d="{ruled}"/>'
    )


def draw_levels(frame: Frame, levels: Iterable[Level]) -> str:
    """Means and limits as level lines, each as long as what it was worked out from."""
    parts = []
    for each in levels:
        ink, y = LIMIT if each.limit else MEAN, frame.y(each.value)
        dash = f' stroke-dasharray="{ink.dash}"' if ink.dash else ""
        path = f"M{frame.x(each.start):.1f} {y:.1f}H{frame.x(each.end):.1f}"
        parts.append(f'<path d="{path}" stroke="{ink.colour}" stroke-width="{ink.line:g}"{dash}/>')
    return f'<g class="chart-levels" fill="none">{"".join(parts)}</g>' if parts else ""


def draw_targets(frame: Frame, targets: Iterable[TargetStep]) -> str:
    """Targets as steps: level while one stands, upright where the next takes over, else interrupted."""
    path = ""
    at: tuple[float, float] | None = None
    for step in sorted(targets, key=lambda step: step.start):
        left, right, y = frame.x(step.start), frame.x(step.end), frame.y(step.value)
        if right <= left:
            continue
        follows = at is not None and abs(left - at[0]) <= 2
        path += (f"V{y:.1f}" if follows else f"M{left:.1f} {y:.1f}") + f"H{right:.1f}"
        at = (right, y)
    if not path:
        return ""
    look = f'stroke="{TARGET.colour}" stroke-width="{TARGET.line:g}" stroke-dasharray="{TARGET.dash}"'
    return f'<path class="chart-target" d="{path}" fill="none" {look}/>'


def head_room(chart: Chart) -> int:
    """Pixels above the frame that the numbers of notes and the reasons of breaks take."""
    return (_BREAK_ROOM if chart.breaks else 0) + (_NOTE_ROOM if chart.notes else 0)


def draw_notes(frame: Frame, notes: Iterable[Note]) -> str:
    """The number of each note in a disc above the frame, over its day; discs that would touch stand side by side."""
    parts, free = [], 0.0
    for note in sorted(notes, key=lambda note: (note.at, note.number)):
        x = frame.x(note.at)
        free = max(x, free)
        parts.append(_note(frame, min(free, frame.right + _NOTE), x, note))
        free += 2 * _NOTE + 3
    return f'<g class="chart-notes" font-size="12" text-anchor="middle">{"".join(parts)}</g>' if parts else ""


def _note(frame: Frame, x: float, foot: float, note: Note) -> str:
    middle = frame.top - _NOTE - 5
    return (
        f"<g><title>{safe(f'{note.number}: {note.text}')}</title>"
        f'<path d="M{foot:.1f} {frame.top - 2:.1f}V{frame.bottom:.1f}" stroke="{QUIET}" stroke-dasharray="1 4"/>'
        f'<circle cx="{x:.1f}" cy="{middle:.1f}" r="{_NOTE}" fill="{PAPER}" stroke="{INK}" stroke-width="1.5"/>'
        f"{text_element(x, middle + 4, str(note.number))}</g>"
    )


def draw_breaks(frame: Frame, chart: Chart) -> str:
    """Each break as an upright dashed line with its reason, on whichever side has the room."""
    above = _NOTE_ROOM if chart.notes else 0
    return "".join(_break(frame, frame.x(between(change, chart)), change.reason, above) for change in chart.breaks)


def _break(frame: Frame, x: float, reason: str, above: int) -> str:
    left = frame.right - x < min(width(reason, 13), x - frame.left)
    room = (x - frame.left if left else frame.right - x) - 8
    more = f' text-anchor="{"end" if left else "start"}" font-size="13" fill="{QUIET}"'
    lines = wrap(reason, room, 13)
    foot = frame.top - 8 - above - 15 * (len(lines) - 1)
    label = "".join(text_element(x - 6 if left else x + 6, foot + 15 * n, line, more) for n, line in enumerate(lines))
    rule = f"M{x:.1f} {foot - 11:.1f}V{frame.bottom:.1f}"
    return (
        f'<g class="chart-break"><title>{safe(reason)}</title><path d="{rule}" stroke="{QUIET}"'
        f' stroke-width="1.5" stroke-dasharray="3 3"/>{label}</g>'
    )
