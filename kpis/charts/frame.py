"""Where things stand in a chart: dates to x and figures to y, in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from kpis.charts.scale import Scale
from kpis.charts.spec import Chart

EDGE = 4  # nothing is drawn nearer to the outer edge than this
_YEAR = 365
_BEFORE, _AFTER = 0.08, 0.015  # room at either end, as shares of the time shown


@dataclass(frozen=True, slots=True)
class Frame:
    """The plotting area in pixels, with the days (as ordinals) and the scale that it spans.

    ``width`` is that of the whole picture, beyond which no word may stand.
    """

    width: float
    left: float
    top: float
    right: float
    bottom: float
    first: float
    last: float
    scale: Scale

    def x(self, day: date) -> float:
        """Pixels from the left; a day beyond the chart stands at its edge."""
        share = (day.toordinal() - self.first) / (self.last - self.first)
        return self.left + (self.right - self.left) * min(max(share, 0.0), 1.0)

    def y(self, value: Decimal) -> float:
        share = float((value - self.scale.low) / (self.scale.high - self.scale.low))
        return self.bottom - (self.bottom - self.top) * share


def span(chart: Chart) -> tuple[float, float]:
    """The days that the x axis covers: every point, half a period before the first, a little after the last."""
    days = sorted({point.at.toordinal() for series in chart.series for point in series.points})
    room = _usual_distance(days, chart) / 2
    if len(days) == 1:
        return days[0] - room, days[0] + room / 4
    whole = days[-1] - days[0]
    return days[0] - min(room, whole * _BEFORE), days[-1] + whole * _AFTER


def _usual_distance(days: list[int], chart: Chart) -> float:
    """The median distance between neighbouring dates; for a single date, the length of its target."""
    gaps = sorted(after - before for before, after in pairwise(days))
    if gaps:
        return float(gaps[len(gaps) // 2])
    stretches = [(step.end - step.start).days for step in chart.targets]
    stretches += [(band.end - band.start).days for band in chart.bands]
    return float(2 * max(stretches, default=_YEAR) or _YEAR)
