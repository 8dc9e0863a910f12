"""Exact limits of counts and rates, and the exact test of two rates: published vectors, zeros, refusals, properties."""

from math import log

import pytest
from hypothesis import given

from kpis.domain.statistics.counts import garwood, rate_ratio, rates_p
from kpis.domain.statistics.intervals import StatisticsError
from tests.domain.statistics.draw import EVENTS, D, events, near


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [  # the table of Garwood (1936), to its two decimals
        (0, "0.00", "3.69"),
        (1, "0.03", "5.57"),
        (2, "0.24", "7.22"),
        (5, "1.62", "11.67"),
        (10, "4.80", "18.39"),
        (30, "20.24", "42.83"),
        (100, "81.36", "121.63"),
    ],
)
def test_garwoods_limits(count, low, high):
    assert [f"{each:.2f}" for each in garwood(events(count))] == [low, high]


def test_of_no_event_the_limit_is_minus_the_log_of_the_tail():
    assert near(garwood(events(0)).high, -log(0.025), 1e-14)


def test_the_limits_of_a_rate_are_those_of_its_count():
    low, high = garwood(events(10, 250))
    assert near(low, 4.795389 / 250, 1e-6) and near(high, 18.390356 / 250, 1e-6)


FIVE_OF_FIVE = 0.025**0.2
"""Below so large a share five of five are less than 2.5% likely: Clopper and Pearson's limit in closed form."""
ONE_OF_TWO = 0.975**0.5


@pytest.mark.parametrize(
    ("earlier", "later", "p", "low", "high"),
    [
        ((0, 100), (0, 90), 1, 0, None),
        ((0, 1), (5, 1), 2 / 32, FIVE_OF_FIVE / (1 - FIVE_OF_FIVE), None),
        ((0, 3), (5, 1), 2 / 4**5, 3 * FIVE_OF_FIVE / (1 - FIVE_OF_FIVE), None),
        ((5, 1), (0, 1), 2 / 32, 0, (1 - FIVE_OF_FIVE) / FIVE_OF_FIVE),
        ((1, 1), (1, 1), 1, (1 - ONE_OF_TWO) / ONE_OF_TWO, ONE_OF_TWO / (1 - ONE_OF_TWO)),
        ((2, 1), (4, 1), 2 * 22 / 64, None, None),
        ((0, 1), (1, 1), 1, None, None),
    ],
)
def test_the_exact_test_of_two_rates(earlier, later, p, low, high):
    earlier, later = events(*earlier), events(*later)
    assert near(rates_p(earlier, later), p, 1e-12)
    found = rate_ratio(earlier, later)
    if low is not None:
        assert near(found.low, low, 1e-6) and near(found.high, high, 1e-6)


def test_a_ratio_without_an_earlier_event_has_no_upper_limit():
    assert rate_ratio(events(0, 10), events(3, 10)).high is None
    assert rate_ratio(events(3, 10), events(0, 10)).low == 0


@pytest.mark.parametrize(
    ("count", "exposure", "why"),
    [(1, 0, "denominator is 0"), (1, -5, "above 0"), (-1, 5, "below 0"), ("1.5", 5, "whole"), (1, "Infinity", "above")],
)
def test_what_is_no_rate_is_refused(count, exposure, why):
    wrong = events(count, exposure)
    for ask in (
        lambda: garwood(wrong),
        lambda: rates_p(wrong, events(1)),
        lambda: rates_p(events(1), wrong),
        lambda: rate_ratio(wrong, events(1)),
        lambda: rate_ratio(events(1), wrong),
    ):
        with pytest.raises(StatisticsError, match=why):
            ask()


@given(EVENTS, EVENTS)
def test_limits_and_test_agree_on_what_chance_explains(one, other):
    found, p = rate_ratio(one, other), rates_p(one, other)
    assert found.holds(D(1)) is (p >= D("0.05")) or near(p, 0.05, 1e-9)


@given(EVENTS)
def test_limits_hold_the_count(of):
    low, high = garwood(of)
    assert low <= of.rate <= high


@given(EVENTS, EVENTS)
def test_a_ratio_turns_round(one, other):
    there, back = rate_ratio(one, other), rate_ratio(other, one)
    assert near(rates_p(one, other), rates_p(other, one))
    assert (there.high is None) == (back.low == 0)
    assert there.high is None or near(back.low * there.high, 1)


@given(EVENTS, EVENTS)
def test_a_ratio_is_within_its_limits(one, other):
    if one.number:
        assert rate_ratio(one, other).holds(other.rate / one.rate)
