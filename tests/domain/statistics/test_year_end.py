"""Which forecast a measure has, from its own history: what adds up, a year to date, and what stands at a level."""

import pytest

from kpis.domain.figure import Hidden
from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, PeriodKind
from kpis.domain.statistics.words import ForecastMethod
from kpis.domain.statistics.year_end import forecast_of
from kpis.domain.words import Comparison, Scheme
from tests.domain.build import D, p
from tests.domain.statistics.measured import line, measure

RUN_RATE, SEASONAL, SLOPE = ForecastMethod
Q1, Q2, Q3, Q4 = (p(f"2018/19 Q{each}") for each in (1, 2, 3, 4))
COUNT = measure(Unit.COUNT, places=0)
TO_DATE = measure(Unit.COUNT, PeriodKind.YEAR_TO_DATE, places=0, comparison=Comparison.SAME_PERIOD_LAST_YEAR)
SICKNESS = measure(Unit.DAYS, PeriodKind.YEAR_TO_DATE, comparison=Comparison.SAME_PERIOD_LAST_YEAR)
TWO_YEARS = ["10", "10", "10", "10", "12", "10", "14", "8"]


def forecast(values, of, on, **more):
    return forecast_of(line(values, of, on=on, **more))


def shape(found):
    return None if found is None else (found.method, found.value)


@pytest.mark.parametrize(
    ("values", "of", "on", "expected"),
    [
        (["10"], TO_DATE, Q2, (RUN_RATE, 20)),
        (["5", "12"], TO_DATE, Q2, (RUN_RATE, 24)),
        (["5"], TO_DATE, Q1, (RUN_RATE, 20)),
        (["9"], TO_DATE, Q3, (RUN_RATE, 12)),
        (["2.0", "4.9"], SICKNESS, Q2, (RUN_RATE, D("9.8"))),
        (["45"], measure(kind=PeriodKind.YEAR_TO_DATE), Q2, (RUN_RATE, 45)),  # a percentage does not grow
        (["5", "10", "20", "40", "5", "12"], TO_DATE, Q2, (RUN_RATE, 24)),  # one full year
        (["5", "10", "20", "40", "5", "14", "25", "44", "6", "12"], TO_DATE, Q2, (SEASONAL, 42)),
        ([*TWO_YEARS, "11", "10"], COUNT, Q2, (SEASONAL, 42)),
        ([*TWO_YEARS[4:], "11", "10"], COUNT, Q2, (SLOPE, None)),
        (["10", "10", "10"], COUNT, Q3, (SLOPE, 40)),
        (["10", "11", "12"], COUNT, Q3, (SLOPE, 46)),
        (["10", "10"], COUNT, Q2, None),
        (["60", "62", "64"], measure(), Q3, (SLOPE, 66)),
        (["60", "62", "64"], measure(), Q2, (SLOPE, 68)),
        (["60", "62", "64", "66", "60", "62", "64", "68", "61", "64"], measure(), Q2, (SEASONAL, 69)),
        (["100", "100", "100"], measure(), Q3, (SLOPE, 100)),
        (["96", "98", "100"], measure(), Q3, (SLOPE, 100)),  # no share is above 100
        ([*TWO_YEARS, None, "10"], COUNT, Q2, None),  # a quarter of the year so far is missing
        ([*TWO_YEARS, Hidden, "10"], COUNT, Q2, None),
        (["10", Hidden], TO_DATE, Q2, None),
        ([*TWO_YEARS, "11", "10", "10", "10"], COUNT, Q4, None),  # the year is over
        (["5", "40"], measure(Unit.COUNT, frequency=Frequency.ANNUAL), p("2018/19"), None),
        (["1", "1"], measure(Unit.MILESTONE, scheme=Scheme.MILESTONE), Q2, None),
    ],
)
def test_the_method_follows_from_what_is_known(values, of, on, expected):
    found = shape(forecast(values, of, on))
    assert found == expected or (expected and expected[1] is None and found[0] is expected[0])


def test_years_before_a_break_are_no_seasons():
    values = [*TWO_YEARS, "11", "10"]
    assert forecast(values, COUNT, Q2, beyond={p("2017/18 Q1"): "a new method"}).method is SLOPE
    assert forecast(values, COUNT, Q2, beyond={p("2016/17 Q1"): "a new method"}).method is SEASONAL


def test_a_withheld_quarter_makes_its_year_no_season():
    assert forecast([*TWO_YEARS[:-1], Hidden, "11", "10"], COUNT, Q2).method is SLOPE


def test_at_most_five_years_count():
    old, new = ["1", "1", "1", "97"], ["10"] * 4
    assert forecast([*old, *new * 5, "10"], COUNT, Q1).value == 40


def test_a_count_never_ends_below_what_has_happened():
    found = forecast(["1"], TO_DATE, Q3)
    assert found.low == 1 <= found.value <= found.high


def test_months_add_up_to_their_year():
    of = measure(Unit.COUNT, places=0, frequency=Frequency.MONTHLY)
    assert shape(forecast(["5"] * 6, of, p("2018-09"))) == (SLOPE, 60)
    assert shape(forecast(["5"] * 30, of, p("2018-09"))) == (SEASONAL, 60)
