from fractions import Fraction
from itertools import combinations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.periods import Kind
from kpis.domain.travel import SPANS, TrendPoint, trend
from kpis.domain.words import Judgement, Movement, Scheme
from tests.domain.build import HIGHER, LOWER, NONE, PERCENT, POINTS, RANGE, SMALL_FIGURES, D, band, count, rule

UP, DOWN, LEVEL, NOT_COMPARED = Movement.UP, Movement.DOWN, Movement.LEVEL, Movement.NOT_COMPARED


def line(*values, start=0, provisional=()):
    """Points one period apart; None leaves a gap."""
    return [
        TrendPoint(start + place, D(value), f"figure {place + 1}", place in provisional)
        for place, value in enumerate(values)
        if value is not None
    ]


SERIES = st.lists(st.none() | SMALL_FIGURES, min_size=3, max_size=13).filter(
    lambda values: sum(value is not None for value in values) >= 3
)


def test_how_far_a_trend_looks_back():
    assert (SPANS[Kind.YEAR], SPANS[Kind.QUARTER], SPANS[Kind.MONTH]) == (5, 8, 13)


@pytest.mark.parametrize(
    ("values", "change", "movement"),
    [
        (("473", "439", "564", "346"), "-115", DOWN),  # slopes -218, -46.5, -42 1/3, -34, 45.5, 125: -114.5
        (("1", "2", "3"), "2", UP),  # an odd number of slopes
        (("1", "2", "4"), "3", UP),
        (("1", "2", "3", "100"), "51", UP),  # slopes 1, 1, 1, 33, 49, 97
        (("5", "5", "5"), "0", LEVEL),
        (("1", None, "3"), None, NOT_COMPARED),
        (("1", None, "3", "4"), "3", UP),  # time is the x: the gap counts
        (("1", None, None, "4", "9"), "8", UP),  # slopes 1, 2, 5
        ((), None, NOT_COMPARED),
        (("7",), None, NOT_COMPARED),
    ],
)
def test_the_fitted_change(values, change, movement):
    found = trend(count(), line(*values))
    assert found.change == (None if change is None else D(change))
    assert found.movement is movement


def test_an_even_number_of_slopes_gives_the_mean_of_the_middle_two_rounded_once():
    found = trend(count(polarity=HIGHER, places=0), line("0", "0", "1", "1"))  # slopes 0, 0, 1/3, 1/2, 1/2, 1
    assert found.change == 1  # (1/3 + 1/2) / 2 × 3 = 1.25
    assert trend(rule(places=2), line("0", "0", "1", "1")).change == D("1.25")
    assert trend(rule(places=1), line("0", "0", "1", "1")).change == D("1.3")  # half up


def test_one_outlier_does_not_turn_a_trend():
    assert trend(count(), line("10", "11", "12", "13", "0")).movement is UP


@pytest.mark.parametrize(
    ("polarity", "judgement"),
    [(HIGHER, Judgement.IMPROVING), (LOWER, Judgement.DECLINING), (NONE, Judgement.NONE)],
)
def test_a_rise_is_judged_by_polarity(polarity, judgement):
    assert trend(count(polarity=polarity), line("1", "2", "3")).judgement is judgement


@pytest.mark.parametrize(
    ("margin", "kind", "movement"),
    [("2", POINTS, LEVEL), ("1.9", POINTS, UP), ("20", PERCENT, LEVEL), ("19.9", PERCENT, UP)],
)
def test_the_change_over_the_span_is_held_against_the_margin(margin, kind, movement):
    """Up 2 from 10: the percent is of the first figure."""
    each_rule = rule(steady_margin=D(margin), steady_kind=kind)
    assert trend(each_rule, line("10", "11", "12")).movement is movement


@pytest.mark.parametrize(
    ("values", "judgement"),
    [
        (("30", "28", "25"), Judgement.IMPROVING),
        (("25", "28", "30"), Judgement.DECLINING),
        (("11", "12", "13"), Judgement.STEADY),
        (("5", "5", "5"), Judgement.STEADY),
        (("5", "6", "7"), Judgement.IMPROVING),
        (("12", "6", "1"), Judgement.DECLINING),
    ],
)
def test_a_range_is_judged_by_its_distances(values, judgement):
    each_rule = rule(Scheme.BAND, RANGE)
    assert trend(each_rule, line(*values), band("10", "20")).judgement is judgement
    assert trend(each_rule, line(*values)).judgement is Judgement.NONE


def test_the_sentence():
    assert trend(count(), line("1", "2")).reason == "No trend: fewer than 3 comparable figures."
    assert trend(count(), line("473", "439", "564", "346", provisional={3})).reason == (
        "Over 4 figures from figure 1 to figure 4, the provisional ones included, the line fitted through them goes"
        " down by 115."
    )
    assert trend(rule(), line("5", "5", "5")).reason == (
        "Over 3 figures from figure 1 to figure 3, the line fitted through them is level."
    )
    assert trend(rule(steady_margin=D(3)), line("10", "11", "12")).reason == (
        "Over 3 figures from figure 1 to figure 3, the line fitted through them goes up by 2.0 percentage points,"
        " within the steady margin of 3 percentage points."
    )


@given(SERIES, st.integers(-2000, 30_000))
def test_shifting_time_changes_nothing(values, by):
    assert trend(rule(places=2), line(*values)) == trend(rule(places=2), line(*values, start=by))


@given(SERIES)
def test_turning_time_round_turns_the_movement_round(values):
    one, two = (trend(rule(places=2), line(*each)) for each in (values, values[::-1]))
    assert one.change == -two.change


@given(SERIES)
def test_flipping_polarity_and_signs_keeps_the_judgement(values):
    flipped = [None if value is None else -value for value in values]
    one, two = trend(rule(places=2), line(*values)), trend(rule(polarity=LOWER, places=2), line(*flipped))
    assert one.judgement is two.judgement
    assert one.change == -two.change


@given(SERIES)
def test_the_fitted_change_is_the_median_slope_times_the_span(values):
    """Against exact fractions."""
    points = line(*values)
    slopes = [Fraction(b.value - a.value) / (b.at - a.at) for a, b in combinations(points, 2)]
    exact = median(slopes) * (points[-1].at - points[0].at)
    hundredths = abs(exact) * 100
    half_up = (2 * hundredths.numerator + hundredths.denominator) // (2 * hundredths.denominator)
    assert trend(rule(places=2), points).change == D(half_up if exact >= 0 else -half_up) / 100


@given(st.lists(SMALL_FIGURES, min_size=3, max_size=8, unique=True))
def test_figures_that_only_rise_never_fall(values):
    assert trend(rule(places=2), line(*sorted(values))).movement is UP
