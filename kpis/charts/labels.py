"""What names the lines: words at their right-hand ends, or a key above where there is no room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpis.charts.frame import EDGE, Frame
from kpis.charts.marks import marker, pens
from kpis.charts.palette import BAND_EDGE, BAND_FILL, INK, LIMIT, MEAN, TARGET, Pen
from kpis.charts.spec import Band, Chart, Level, Point, Series, TargetStep
from kpis.charts.text import safe, shorten, text_element, width, wrap

SIZE = 14
LINE = 17  # pixels from one line of text to the next
_GAP = 4
_WIDEST = 150


@dataclass(frozen=True, slots=True)
class Label:
    """The name of one line: ``lines`` of text, and the mark (x, y in the frame's terms) that it names."""

    lines: tuple[str, ...]
    pen: Pen
    point: Point | None = None
    step: TargetStep | None = None
    band: Band | None = None
    level: Level | None = None
    bold: bool = False

    def place(self, frame: Frame) -> tuple[float, float]:
        if self.point is not None and self.point.value is not None:
            return frame.x(self.point.at), frame.y(self.point.value)
        if self.step is not None:
            return frame.x(self.step.end), frame.y(self.step.value)
        if self.level is not None:
            return frame.x(self.level.end), frame.y(self.level.value)
        if self.band is not None:
            top = frame.top if self.band.high is None else frame.y(self.band.high)
            bottom = frame.bottom if self.band.low is None else frame.y(self.band.low)
            return frame.x(self.band.end), (top + bottom) / 2
        return frame.right, frame.bottom


def labels(chart: Chart, room: float = _WIDEST, lines: int = 3) -> list[Label]:
    """One label for the last figure of every series, the last target and the last tolerance."""
    found = list(_series_labels(chart, room, lines))
    if chart.targets:
        step = max(chart.targets, key=lambda step: step.end)
        found.append(Label(wrap(_led("Target", step.text), room, SIZE, lines), TARGET, step=step))
    found += [_level_label(level, room, lines) for level in _last_levels(chart)]
    bands = [band for band in chart.bands if band.low is not None or band.high is not None]
    if bands:
        band = max(bands, key=lambda band: band.end)
        words = wrap(_led("Tolerance", band.text), room, SIZE, lines)
        found.append(Label(words, Pen(BAND_EDGE, "band"), band=band))
    return found


def _last_levels(chart: Chart) -> list[Level]:
    """Those that reach furthest: the last mean and the last limits."""
    last = max((level.end for level in chart.levels), default=None)
    return [level for level in chart.levels if level.end == last]


def _level_label(level: Level, room: float, lines: int) -> Label:
    return Label(wrap(level.text, room, SIZE, lines), LIMIT if level.limit else MEAN, level=level)


def _series_labels(chart: Chart, room: float, lines: int) -> Iterator[Label]:
    newest = max(point.at for series in chart.series for point in series.points)
    for series, ink in pens(chart):
        point = last_figure(series)
        if point is None or point.value is None:
            continue
        # What is known of elsewhere stands as it was published, which need not be to the same decimals.
        value = point.text if series.role == "comparator" else chart.value_format(point.value)
        # An older figure at the end of the chart would pass for the newest one.
        dated = point.at != newest or series.role == "part"
        name = f"{series.name}, {point.label}" if dated and point.label not in series.name else series.name
        if series.role == "actual" and lines > 1:
            yield Label((value, *wrap(name, room, SIZE, lines)), ink, point=point, bold=True)
        else:
            yield Label(wrap(f"{value} {name}", room, SIZE, lines), ink, point=point)


def last_figure(series: Series) -> Point | None:
    figures = [point for point in series.points if point.value is not None]
    return max(figures, key=lambda point: point.at, default=None)


def _led(word: str, text: str) -> str:
    return text if text.lower().startswith(word.lower()) else f"{word} {text}".strip()


def margin(found: list[Label]) -> float:
    """How wide a right-hand margin the labels need, in pixels."""
    widest = max((width(line, SIZE) for label in found for line in label.lines), default=0.0)
    return widest + 18 + EDGE


def draw_ends(frame: Frame, found: list[Label]) -> str:
    """The labels beside the frame at the height of what they name, moved apart where they would touch."""
    ordered = sorted(found, key=lambda label: label.place(frame)[1])
    parts = []
    for label, top in zip(ordered, apart(frame, ordered), strict=True):
        x, y = label.place(frame)
        middle = top + LINE * len(label.lines) / 2
        if x < frame.right - 24 or abs(middle - y) > LINE:
            parts.append(_leader(frame, x, y, middle, label.pen.colour))
        parts.append(_words(frame.right + 14, top, label))
    return f'<g class="chart-ends">{"".join(parts)}</g>'


def apart(frame: Frame, ordered: list[Label]) -> list[float]:
    """The top of each label, in order of height: pushed down past the one above, then back up from below."""
    tops: list[float] = []
    floor = frame.top - LINE
    for label in ordered:
        floor = max(floor, label.place(frame)[1] - LINE * len(label.lines) / 2)
        tops.append(floor)
        floor += LINE * len(label.lines) + _GAP
    # Below the frame stand the periods' names: only labels that fill the whole height reach down beside them.
    has_room = sum(LINE * len(label.lines) + _GAP for label in ordered) <= frame.bottom - frame.top + LINE
    ceiling = frame.bottom + (_GAP if has_room else LINE)
    for n in range(len(ordered) - 1, -1, -1):
        tops[n] = min(tops[n], ceiling - LINE * len(ordered[n].lines))
        ceiling = tops[n] - _GAP
    return tops


def _leader(frame: Frame, x: float, y: float, middle: float, colour: str) -> str:
    """A hair line from a mark to its label: level to the frame's edge, then to the label's height."""
    level = f"M{x + 9:.1f} {y:.1f}H{frame.right:.1f}" if x < frame.right - 24 else f"M{frame.right:.1f} {y:.1f}"
    return (
        f'<path d="{level}L{frame.right + 11:.1f} {middle:.1f}" fill="none" stroke="{colour}" stroke-dasharray="1 2"/>'
    )


def _words(x: float, top: float, label: Label) -> str:
    colour = INK if label.band else label.pen.colour
    parts = []
    for n, line in enumerate(label.lines):
        weight = ' font-weight="bold" font-size="17"' if label.bold and not n else ""
        parts.append(text_element(x, top + LINE * (n + 0.78), line, f' fill="{colour}"{weight}'))
    return "".join(parts)


def draw_key(found: list[Label], room: float) -> str:
    """The labels as a key from the top left, one a line, each beside a sample of its line."""
    parts = []
    for n, label in enumerate(found):
        y = EDGE + LINE * (n + 0.5) + 2 * n
        words = shorten(" ".join(label.lines), room - 46, SIZE)
        parts.append(_sample(label, y) + f'<text x="42" y="{y + 5:.1f}">{safe(words)}</text>')
    return f'<g class="chart-key" fill="{INK}">{"".join(parts)}</g>'


def key_height(found: list[Label]) -> float:
    return EDGE + (LINE + 2) * len(found)


def _sample(label: Label, y: float) -> str:
    if label.band is not None:
        return f'<rect x="4" y="{y - 6:.1f}" width="30" height="12" fill="{BAND_FILL}" stroke="{BAND_EDGE}"/>'
    ink = label.pen
    dash = f' stroke-dasharray="{ink.dash}"' if ink.dash else ""
    line = f'<path d="M4 {y:.1f}h30" stroke="{ink.colour}" stroke-width="{ink.line:g}"{dash}/>'
    if not ink.shape:
        return line
    spot = f'<g fill="{ink.colour}" stroke="{ink.colour}" stroke-width="2">{marker(ink.shape, 19, y)}</g>'
    return spot if ink.shape == "diamond" else line + spot
