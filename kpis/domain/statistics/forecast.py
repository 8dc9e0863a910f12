"""How a year will end, from what has been reported of it: by the run-rate, by the seasons of past years, or by a
robust line (Theil, 1950; Sen, 1968); each with a 95% interval where one can be had, and with how far the same method
would have missed past years (leave one year out).

What grows towards its year's end (a count, a sum of money, a year to date) is scaled; what stands at a level (a
percentage, a position) is moved. Intervals are those of the usual prediction: Student's t times the spread of past
years, or of the figures about their line, and for a count without past years that of Poisson counts. They take years
and figures as independent; a policy that changes is in none of them."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import combinations
from math import sqrt
from statistics import median
from typing import NamedTuple

from kpis.domain.numbers import ZERO
from kpis.domain.statistics.counts import DEVIATE, beta_quantile
from kpis.domain.statistics.intervals import SURE, StatisticsError, decimal_of
from kpis.domain.statistics.words import ForecastMethod

LEAST_YEARS, LEAST_FIGURES = 2, 3
ONE = Decimal(1)


class PastYear(NamedTuple):
    """A full year of the past: what it had come to at the same point, and how it ended."""

    so_far: Decimal
    end: Decimal


class Accuracy(NamedTuple):
    """How far the method would have missed so many past years, each forecast from the others: on average, at most."""

    years: int
    mean: Decimal
    most: Decimal


class Forecast(NamedTuple):
    """A year's end, with its interval and how the method did (None: there is none)."""

    value: Decimal
    low: Decimal | None
    high: Decimal | None
    method: ForecastMethod
    accuracy: Accuracy | None = None

    def within(self, low: Decimal | None, high: Decimal | None) -> Forecast:
        """The same, cut to what is possible at all: no count below what has happened, no share above 100."""

        def cut(value: Decimal | None) -> Decimal | None:
            if value is None:
                return None
            value = value if low is None else max(value, low)
            return value if high is None else min(value, high)

        return self._replace(value=cut(self.value) or ZERO, low=cut(self.low), high=cut(self.high))


class Elapsed(NamedTuple):
    """How many months of a year have passed, of how many."""

    months: int
    of: int = 12

    def check(self) -> None:
        if not 0 < self.months < self.of:
            raise StatisticsError(f"{self.months} of {self.of} months: there is nothing to forecast")


def run_rate(so_far: Decimal, elapsed: Elapsed, past: Sequence[PastYear] = (), *, is_count: bool = False) -> Forecast:
    """What has come up, times the length of the year by what has elapsed. Raises StatisticsError."""
    elapsed.check()
    factor = Decimal(elapsed.of) / elapsed.months
    reach = _poisson_reach(so_far, factor) if is_count and so_far >= 0 else None
    value = so_far * factor
    off = accuracy([each.so_far * factor - each.end for each in past])
    return _around(value, reach, ForecastMethod.RUN_RATE, off)


def carried_on(so_far: Decimal, past: Sequence[PastYear] = ()) -> Forecast:
    """The run-rate of what does not grow with the year: a percentage of the year to date goes on as it is."""
    return _around(so_far, None, ForecastMethod.RUN_RATE, accuracy([each.so_far - each.end for each in past]))


def _poisson_reach(so_far: Decimal, factor: Decimal) -> Decimal:
    """To what is left of the year belongs a count of its own, and the rate is known from a count alone: with half an
    event more, so that none so far is not sure to stay none (Krishnamoorthy and Peng, 2011)."""
    return decimal_of(DEVIATE) * ((so_far + Decimal("0.5")) * (factor - 1) * factor).sqrt()


def seasonal(so_far: Decimal, past: Sequence[PastYear], *, scales: bool) -> Forecast:
    """As past years went on from the same point: scaled where it ``scales`` and nothing is at or below 0, else moved.
    Raises StatisticsError for fewer than two years."""
    if len(past) < LEAST_YEARS:
        raise StatisticsError(f"{len(past)} full years: the seasons need {LEAST_YEARS}")
    by_ratio = scales and so_far > 0 and all(each.so_far > 0 for each in past)
    value = _carried(so_far, past, by_ratio)
    offs = [_carried(so_far, [each], by_ratio) - value for each in past]
    count = len(past)
    spread = (sum((off * off for off in offs), ZERO) / (count - 1)).sqrt()
    reach = student(count - 1) * spread * (ONE + ONE / count).sqrt()
    return _around(value, reach, ForecastMethod.SEASONAL, _left_out(past, by_ratio))


def _carried(so_far: Decimal, past: Sequence[PastYear], by_ratio: bool) -> Decimal:
    at_point, ends = sum((each.so_far for each in past), ZERO), sum((each.end for each in past), ZERO)
    return so_far * ends / at_point if by_ratio else so_far + (ends - at_point) / len(past)


def _left_out(past: Sequence[PastYear], by_ratio: bool) -> Accuracy | None:
    """Each past year forecast from the others."""
    others = [[*past[:place], *past[place + 1 :]] for place in range(len(past))]
    return accuracy([_carried(each.so_far, rest, by_ratio) - each.end for each, rest in zip(past, others, strict=True)])


class RobustLine(NamedTuple):
    """A robust line through figures at whole places: the median slope, and the median of what is left."""

    start: Decimal
    slope: Decimal

    def at(self, place: int | Decimal) -> Decimal:
        return self.start + self.slope * place


def slope(values: Sequence[Decimal | None], ahead: Sequence[int], so_far: Decimal = ZERO) -> Forecast:
    """The sum of so many periods ahead (1: the next) along the robust line through the figures, and of ``so_far``. Gaps
    are no figures, but take their place in time. Raises StatisticsError for fewer than three figures."""
    points = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(points) < LEAST_FIGURES:
        raise StatisticsError(f"{len(points)} figures: a line needs {LEAST_FIGURES}")
    line, last = robust_line(points), len(values) - 1
    value = so_far + sum((line.at(last + each) for each in ahead), ZERO)
    return _around(value, _line_reach(points, line, [last + each for each in ahead]), ForecastMethod.SLOPE, None)


def robust_line(points: Sequence[tuple[int, Decimal]]) -> RobustLine:
    """Theil and Sen's line; of an even number of slopes the mean of the middle two."""
    steep = median((b - a) / (later - earlier) for (earlier, a), (later, b) in combinations(points, 2))
    return RobustLine(median(value - steep * place for place, value in points), steep)


def _line_reach(points: Sequence[tuple[int, Decimal]], line: RobustLine, ahead: Sequence[int]) -> Decimal:
    """The reach of a sum of predictions: its own chance, and what the line does not know of its height and slope."""
    count, many = len(points), len(ahead)
    left = sum(((value - line.at(place)) ** 2 for place, value in points), ZERO) / (count - 2)
    middle = Decimal(sum(place for place, _ in points)) / count
    wide = sum(((place - middle) ** 2 for place, _ in points), ZERO)
    off = Decimal(sum(ahead)) / many - middle
    return student(count - 2) * (left * (many + many * many * (ONE / count + off * off / wide))).sqrt()


def accuracy(misses: Sequence[Decimal]) -> Accuracy | None:
    """The sizes of misses, on average and at most; None where there are none."""
    sizes = [abs(each) for each in misses]
    return Accuracy(len(sizes), sum(sizes, ZERO) / len(sizes), max(sizes)) if sizes else None


def _around(value: Decimal, reach: Decimal | None, method: ForecastMethod, off: Accuracy | None) -> Forecast:
    low, high = (None, None) if reach is None else (value - reach, value + reach)
    return Forecast(value, low, high, method, off)


@lru_cache(maxsize=256)
def student(freedom: int) -> Decimal:
    """Student's t that leaves 2.5% on either side: 12.706205 for 1, by way of the beta distribution."""
    share = beta_quantile(freedom / 2, 0.5, 1 - SURE)
    return decimal_of(sqrt(freedom * (1 - share) / share))
