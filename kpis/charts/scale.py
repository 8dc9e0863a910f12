"""The y axis: round steps of 1, 2 or 5, and the words at each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from kpis.charts.spec import MINUS, Chart

_NEGLIGIBLE = Decimal("1e-9")  # a spread this small beside the figures themselves is drawn as level
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from ``low`` to ``high`` in steps of ``step``, all in the measure's unit."""

    low: Decimal
    high: Decimal
    step: Decimal

    @property
    def ticks(self) -> list[Decimal]:
        return [self.low + self.step * n for n in range(int((self.high - self.low) / self.step) + 1)]

    @property
    def base(self) -> Decimal:
        """Nought where the axis holds it, else the end that is nearest to it."""
        return max(self.low, min(self.high, Decimal(0)))

    @property
    def statement(self) -> str:
        """Where the axis starts, which decides how large a movement looks; empty where nought is in its midst."""
        if self.low > 0:
            return f"axis starts at {self.words(self.low)}, not at 0"
        if self.high < 0:
            return f"axis stops at {self.words(self.high)}, not at 0"
        return "" if self.low < 0 < self.high else "axis stops at 0" if self.low else "axis starts at 0"

    def words(self, value: Decimal) -> str:
        """A tick as text: ``1,500``, ``−2.5``, ``60m``; scientific only where nothing else is legible."""
        size = self.step.adjusted()
        if size >= 13 or size < -6:
            return f"{value:.1E}".replace("-", MINUS) if value else "0"
        power, suffix = (9, "bn") if size >= 8 else (6, "m") if size >= 5 else (0, "")
        places = max(power - size, 0)
        return f"{value.scaleb(-power):,.{places}f}{suffix}".replace("-", MINUS) if value else "0"


def fits_zero(chart: Chart) -> bool:
    """Whether nought is on the axis even where it starts near the figures: then it can start nowhere else."""
    axis = scale(drawn_values(chart), from_zero=False)
    return axis.low <= 0 <= axis.high


def drawn_values(chart: Chart) -> list[Decimal]:
    """Every value that the y axis has to hold."""
    values = [point.value for series in chart.series for point in series.points if point.value is not None]
    values += [step.value for step in chart.targets] + [level.value for level in chart.levels]
    return values + [edge for band in chart.bands for edge in (band.low, band.high) if edge is not None]


def scale(values: Sequence[Decimal], *, from_zero: bool, intervals: int = 5) -> Scale:
    """A round axis that holds all the values (at least one) in about so many intervals."""
    low, high = min(values), max(values)
    if from_zero:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if high - low <= max(abs(low), abs(high)) * _NEGLIGIBLE:
        low, high = _room_round(low)
    step = _round_step((high - low) / intervals)
    if step < _ONE and all(value == value.to_integral_value() for value in values):
        step = _ONE
    foot, head = _multiple(low, step, ROUND_FLOOR), _multiple(high, step, ROUND_CEILING)
    # A figure lying on the end of the axis that is nearest to nought would pass for nought.
    return Scale(foot - step if foot == low > 0 else foot, head + step if head == high < 0 else head, step)


def _room_round(value: Decimal) -> tuple[Decimal, Decimal]:
    """Room above and below a single level, without passing nought."""
    if not value:
        return Decimal(0), _ONE
    room = abs(value) / 10
    return value - room, value + room


def _round_step(raw: Decimal) -> Decimal:
    size = raw.adjusted()
    digit = raw.scaleb(-size)
    return Decimal(next(nice for nice in (1, 2, 5, 10) if digit <= nice)).scaleb(size)


def _multiple(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).to_integral_value(rounding) * step
