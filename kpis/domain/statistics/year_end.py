"""How a measure's year will end, as far as its own history up to the figure shown can say.

Of a count or a sum of money, reported period by period, the year is the sum of its periods; of a year to date it is its
last figure; of everything else it is the figure of the year's last period. Two full years of the same method and
definition give seasons, at most five of them; with fewer a year to date has its run-rate, and everything else a robust
line. A year that is over, or of which a figure is missing or withheld, has no forecast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from kpis.domain.history import History
from kpis.domain.line import Line
from kpis.domain.numbers import HUNDRED, ZERO, Unit
from kpis.domain.periods import Kind, Period, PeriodKind, holding
from kpis.domain.statistics.forecast import (
    LEAST_FIGURES,
    LEAST_YEARS,
    Elapsed,
    Forecast,
    PastYear,
    carried_on,
    run_rate,
    seasonal,
    slope,
)
from kpis.domain.statistics.series import printed_value, printed_values
from kpis.domain.words import Scheme

MOST_YEARS = 5
LEVELS = (Unit.PERCENTAGE, Unit.PERCENTAGE_POINTS, Unit.RATIO)
"""What does not grow with the year even as a year to date."""


class _Year(NamedTuple):
    """A measure's year as far as a figure: the periods up to it, and those after it."""

    history: History
    shown: Period
    passed: tuple[Period, ...]
    ahead: tuple[Period, ...]

    def years_ago(self, count: int) -> _Year:
        def back(periods: Iterable[Period]) -> tuple[Period, ...]:
            return tuple(each.years_ago(count) for each in periods)

        return self._replace(shown=self.shown.years_ago(count), passed=back(self.passed), ahead=back(self.ahead))


def forecast_of(line: Line) -> Forecast | None:
    """The forecast of the year that holds the figure shown."""
    year = _year(line)
    if year is None or printed_value(line.history, year.shown) is None:
        return None
    found = _forecast(line, year)
    return None if found is None else found.within(*_possible(line, year))


def _year(line: Line) -> _Year | None:
    if line.period is None or line.rule.scheme is Scheme.MILESTONE or line.period.kind in (Kind.SNAPSHOT, Kind.YEAR):
        return None
    shown = line.measure.named(line.period)
    whole = holding(shown.end, Kind.YEAR, shown.year_start)
    passed = tuple(each for each in reversed(shown.back_from(12 // shown.months)) if each.start >= whole.start)
    ahead = tuple(shown.shifted(each) for each in range(1, 12 // shown.months - len(passed) + 1))
    return _Year(line.history, shown, passed, ahead) if ahead else None


def _forecast(line: Line, year: _Year) -> Forecast | None:
    to_date = line.rule.period_kind is PeriodKind.YEAR_TO_DATE
    sums = line.rule.unit.adds_up and line.rule.period_kind is PeriodKind.IN_PERIOD
    so_far = _sum(year.history, year.passed) if sums else printed_value(year.history, year.shown)
    if so_far is None:
        return None
    past, grows = list(_past(year, sums)), sums or (to_date and line.rule.unit not in LEVELS)
    if len(past) >= LEAST_YEARS:
        return seasonal(so_far, past, scales=grows)
    if to_date:
        elapsed = Elapsed(len(year.passed) * year.shown.months)
        is_count = line.rule.unit is Unit.COUNT
        return run_rate(so_far, elapsed, past, is_count=is_count) if grows else carried_on(so_far, past)
    return _by_line(year, sums, so_far)


def _by_line(year: _Year, sums: bool, so_far: Decimal) -> Forecast | None:
    values = printed_values(year.history, year.shown)
    if sum(each is not None for each in values) < LEAST_FIGURES:
        return None
    left = len(year.ahead)
    return slope(values, range(1, left + 1), so_far) if sums else slope(values, [left])


def _past(year: _Year, sums: bool) -> Iterator[PastYear]:
    """The full years before, the latest first, as far as figures can be compared with the one shown."""
    for count in range(1, MOST_YEARS + 1):
        earlier = year.years_ago(count)
        if year.history.breaks and year.history.break_between(earlier.passed[0] if sums else earlier.shown, year.shown):
            return
        found = _full(earlier, sums)
        if found is not None:
            yield found


def _full(year: _Year, sums: bool) -> PastYear | None:
    if not sums:
        so_far, end = printed_value(year.history, year.shown), printed_value(year.history, year.ahead[-1])
        return None if so_far is None or end is None else PastYear(so_far, end)
    so_far, rest = _sum(year.history, year.passed), _sum(year.history, year.ahead)
    return None if so_far is None or rest is None else PastYear(so_far, so_far + rest)


def _sum(history: History, periods: Iterable[Period]) -> Decimal | None:
    total = ZERO
    for each in periods:
        value = printed_value(history, each)
        if value is None:
            return None
        total += value
    return total


def _possible(line: Line, year: _Year) -> tuple[Decimal | None, Decimal | None]:
    """What a year's end cannot be below and above."""
    if line.rule.unit is Unit.PERCENTAGE and line.measure.share:
        return ZERO, HUNDRED
    if line.rule.unit is not Unit.COUNT:
        return (ZERO, None) if line.rule.unit is Unit.RATE else (None, None)
    sums = line.rule.period_kind is PeriodKind.IN_PERIOD
    so_far = _sum(line.history, year.passed) if sums else printed_value(line.history, year.shown)
    grows = line.rule.period_kind in (PeriodKind.IN_PERIOD, PeriodKind.YEAR_TO_DATE)
    return (so_far if grows and so_far is not None and so_far >= 0 else None), None
