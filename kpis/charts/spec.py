"""What a chart shows, before anyone decides how it is drawn.

Values are Decimals in the measure's own unit; dates are where a period stands on the time axis
(its last day). Every text is ready for the reader: nothing here formats, judges or hides a figure,
so a hidden figure arrives as a gap whose text says that it is hidden.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

Role = Literal["actual", "comparator", "part"]

MINUS = "\N{MINUS SIGN}"
LARGEST_EXPONENT = 60  # far beyond any council's figure, and safe to turn into a pixel


def plain(value: Decimal) -> str:
    """The figure with thousands separated and a true minus sign: ``−1,939.5``."""
    return f"{value:,f}".replace("-", MINUS)


def _drawable(value: Decimal | None) -> None:
    """Raise ValueError for a figure that has no place on an axis (NaN, infinite, sixty digits)."""
    if value is not None and not (value.is_finite() and abs(value.adjusted()) <= LARGEST_EXPONENT):
        raise ValueError(f"{value} cannot be drawn on a chart")


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of a series. Without a value it is a gap, and ``text`` says why.

    ``hollow`` marks a provisional or estimated figure, ``signal`` one that stands out, by what its note says.
    """

    at: date
    label: str
    value: Decimal | None
    text: str
    hollow: bool = False
    note: str = ""
    signal: bool = False

    def __post_init__(self) -> None:
        _drawable(self.value)


@dataclass(frozen=True, slots=True)
class Series:
    """Points of one measure in one place. A ``part`` series holds points of another length
    (a part-year beside full years), which are never joined by a line."""

    name: str
    points: tuple[Point, ...]
    role: Role = "actual"


@dataclass(frozen=True, slots=True)
class TargetStep:
    """A target that stands from the day ``start`` to the day ``end``. ``text`` is the figure as printed."""

    start: date
    end: date
    value: Decimal
    text: str

    def __post_init__(self) -> None:
        _drawable(self.value)


@dataclass(frozen=True, slots=True)
class Band:
    """Tolerance from ``low`` to ``high`` between two days; None leaves that side open."""

    start: date
    end: date
    low: Decimal | None
    high: Decimal | None
    text: str

    def __post_init__(self) -> None:
        _drawable(self.low)
        _drawable(self.high)


@dataclass(frozen=True, slots=True)
class Level:
    """What was worked out from the figures of some time and holds for all of it: a mean, a limit. ``text`` names it
    with its figure; the ``limit`` of what is usual is dashed."""

    start: date
    end: date
    value: Decimal
    text: str
    limit: bool = False

    def __post_init__(self) -> None:
        _drawable(self.value)


@dataclass(frozen=True, slots=True)
class Break:
    """A declared change of definition: points on or after ``at`` follow the new one."""

    at: date
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """What happened on a day, marked on the chart by its number alone; ``text`` stands in full beside the chart."""

    number: int
    at: date
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A measure over time. ``axis`` names the unit; ``value_format`` prints a figure in it.

    ``from_zero`` keeps nought on the y axis. Where the axis starts is said on it, with nought and without.
    """

    title: str
    description: str
    axis: str
    series: tuple[Series, ...]
    targets: tuple[TargetStep, ...] = ()
    bands: tuple[Band, ...] = ()
    levels: tuple[Level, ...] = ()
    breaks: tuple[Break, ...] = ()
    notes: tuple[Note, ...] = ()
    from_zero: bool = True
    value_format: Callable[[Decimal], str] = plain


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar: ``key`` becomes its class (``bar--key``), ``mark`` the sign that tells it
    apart without colour (the first letter of the name unless given)."""

    name: str
    count: int
    key: str
    fill: str
    mark: str = ""

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"{self.name}: a bar cannot show {self.count}")


@dataclass(frozen=True, slots=True)
class BarRow:
    label: str
    segments: tuple[Segment, ...]

    @property
    def total(self) -> int:
        return sum(segment.count for segment in self.segments)


@dataclass(frozen=True, slots=True)
class BarChart:
    """Counts by category, one stacked bar a row; ``unit`` names what is counted, as (one, several)."""

    title: str
    description: str
    rows: tuple[BarRow, ...]
    unit: tuple[str, str] = ("measure", "measures")


def has_figures(chart: Chart) -> bool:
    return any(point.value is not None for series in chart.series for point in series.points)


def runs(points: Iterable[Point], breaks: Iterable[Break]) -> Iterator[list[Point]]:
    """Points that a line may join: consecutive in time, with values, on one side of every break."""
    changes = sorted(change.at for change in breaks)
    run: list[Point] = []
    side = 0
    for point in sorted(points, key=lambda point: point.at):
        crossed = side < len(changes) and changes[side] <= point.at
        if run and (crossed or point.value is None):
            yield run
            run = []
        while side < len(changes) and changes[side] <= point.at:
            side += 1
        if point.value is not None:
            run.append(point)
    if run:
        yield run


def between(change: Break, chart: Chart) -> date:
    """Where a break is drawn: midway between the figures before and after it, clear of both."""
    dates = sorted({point.at for series in chart.series for point in series.points})
    before = [day for day in dates if day < change.at]
    after = [day for day in dates if day >= change.at]
    if not (before and after):
        return change.at
    return date.fromordinal((before[-1].toordinal() + after[0].toordinal()) // 2)
