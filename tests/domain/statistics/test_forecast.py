"""Forecasts: run-rate, seasons and a robust line, their intervals, and how they would have missed past years."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.statistics.forecast import (
    Accuracy,
    Elapsed,
    PastYear,
    RobustLine,
    carried_on,
    robust_line,
    run_rate,
    seasonal,
    slope,
    student,
)
from kpis.domain.statistics.intervals import StatisticsError
from kpis.domain.statistics.words import ForecastMethod
from tests.domain.statistics.draw import FIGURES, D, near, series


def years(*pairs):
    return [PastYear(D(so_far), D(end)) for so_far, end in pairs]


@pytest.mark.parametrize(
    ("so_far", "months", "value"), [("10", 6, 20), ("9", 9, 12), ("5", 3, 20), ("0", 6, 0), ("-4", 6, -8), ("7", 1, 84)]
)
def test_the_run_rate(so_far, months, value):
    found = run_rate(D(so_far), Elapsed(months))
    assert (found.value, found.low, found.high, found.method) == (value, None, None, ForecastMethod.RUN_RATE)


def test_the_run_rate_of_a_count_has_an_interval():
    """10 by half the year: 20, give or take 1.96 times the root of 10.5 times 1 times 2."""
    found = run_rate(D(10), Elapsed(6), is_count=True)
    assert near(found.low, 20 - 1.9599640 * 21**0.5, 1e-7) and near(found.high, 20 + 1.9599640 * 21**0.5, 1e-7)
    none = run_rate(D(0), Elapsed(6), is_count=True)
    assert none.value == 0 < none.high


@pytest.mark.parametrize("months", [0, 12, 13, -1])
def test_a_year_that_is_over_or_not_begun_has_no_run_rate(months):
    with pytest.raises(StatisticsError, match="nothing to forecast"):
        run_rate(D(10), Elapsed(months))


def test_the_seasons_of_past_years_scale_what_grows():
    """By this point 10 and 12 of 40 and 44 had come up: 84/22 of it is still the year."""
    found = seasonal(D(11), years((10, 40), (12, 44)), scales=True)
    assert (found.value, found.method) == (42, ForecastMethod.SEASONAL)
    assert near(found.high - found.value, 12.7062047 * 1.5**0.5 * (2**2 + (11 * 44 / 12 - 42) ** 2) ** 0.5, 1e-6)
    assert found.accuracy.years == 2  # from the other year 10 would have been 36.67 and not 40, 12 would have been 48
    assert near(found.accuracy.most, 4) and near(found.accuracy.mean, (4 + 10 / 3) / 2)


def test_the_seasons_of_past_years_move_what_stands_at_a_level():
    found = seasonal(D(80), years((70, 74), (75, 77)), scales=False)
    assert found.value == 83
    assert found.accuracy == Accuracy(2, D(2), D(2))


@pytest.mark.parametrize(("so_far", "past"), [(0, ((0, 3), (1, 5))), (2, ((0, 3), (1, 5))), (-1, ((2, 3), (1, 5)))])
def test_from_nought_nothing_is_scaled(so_far, past):
    rise = sum(end - begun for begun, end in past)
    assert seasonal(D(so_far), years(*past), scales=True).value == so_far + D(rise) / 2


def test_years_that_were_alike_leave_no_doubt():
    found = seasonal(D(10), years((10, 40), (10, 40), (10, 40)), scales=True)
    assert (found.value, found.low, found.high) == (40, 40, 40)
    assert found.accuracy == Accuracy(3, D(0), D(0))


@pytest.mark.parametrize("past", [(), ((10, 40),)])
def test_one_year_is_no_season(past):
    with pytest.raises(StatisticsError, match="the seasons need 2"):
        seasonal(D(10), years(*past), scales=True)


def test_the_robust_line():
    """Of 0 1 2 3 40 the outlier moves nothing much: the middle slope of the ten is 1."""
    points = [(place, D(value)) for place, value in enumerate((0, 1, 2, 3, 40))]
    assert robust_line(points) == RobustLine(D(0), D(1))
    assert robust_line([(0, D(1)), (1, D(2)), (2, D(4))]) == RobustLine(D(1), D("1.5"))


def test_a_gap_takes_its_place_in_time():
    assert slope(series("1 2 - 4"), [1]).value == 5
    assert slope(series("1 2 3"), [1, 2], D(6)) == (15, 15, 15, ForecastMethod.SLOPE, None)


@pytest.mark.parametrize("figures", ["", "1", "1 2", "1 - 2"])
def test_two_figures_are_no_line(figures):
    with pytest.raises(StatisticsError, match="a line needs 3"):
        slope(series(figures), [1])


def test_further_ahead_is_less_sure():
    values = series("5 7 4 8 6 9 5")
    widths = [found.high - found.low for found in (slope(values, [each]) for each in (1, 2, 4))]
    assert widths == sorted(widths) and widths[0] > 0


def test_what_does_not_grow_goes_on():
    found = carried_on(D(45), years((40, 42), (50, 46)))
    assert (found.value, found.accuracy) == (45, Accuracy(2, D(3), D(4)))
    assert carried_on(D(45)).accuracy is None


@pytest.mark.parametrize(
    ("freedom", "t"), [(1, "12.7062"), (2, "4.3027"), (4, "2.7764"), (10, "2.2281"), (60, "2.0003")]
)
def test_students_t(freedom, t):
    assert f"{student(freedom):.4f}" == t


def test_what_is_impossible_is_cut():
    found = run_rate(D(1), Elapsed(3), is_count=True).within(D(1), None)
    assert found.low == 1
    assert seasonal(D(95), years((90, 99), (80, 96)), scales=False).within(D(0), D(100)).high == 100


@given(st.lists(FIGURES, min_size=3, max_size=12), FIGURES)
def test_a_line_moves_with_its_figures(values, shift):
    found, moved = slope(values, [1]), slope([each + shift for each in values], [1])
    assert near(moved.value, found.value + shift, 1e-6)
    assert found.low <= found.value <= found.high


@given(st.lists(st.tuples(st.integers(1, 500), st.integers(0, 500)), min_size=2, max_size=5), st.integers(1, 500))
def test_a_season_is_between_the_ratios_of_its_years(past, so_far):
    pairs = [(begun, begun + rest) for begun, rest in past]
    ratios = [so_far * D(end) / begun for begun, end in pairs]
    found = seasonal(D(so_far), years(*pairs), scales=True)
    assert min(ratios) <= found.value + D("1e-9") and found.value <= max(ratios) + D("1e-9")
    assert found.low <= found.value <= found.high
    assert found.accuracy.years == len(past)
