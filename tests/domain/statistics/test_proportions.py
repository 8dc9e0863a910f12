"""Wilson's and Newcombe's intervals: published vectors, boundaries, refusals, and what always holds."""

import pytest
from hypothesis import given

from kpis.domain.statistics.intervals import StatisticsError
from kpis.domain.statistics.proportions import newcombe, wilson
from tests.domain.statistics.draw import SHARES, D, near, share


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        (81, 263, "25.53", "36.62"),  # Newcombe (1998a), table 1; domain.md 5
        (15, 148, "6.24", "16.05"),
        (0, 20, "0.00", "16.11"),
        (1, 29, "0.61", "17.18"),
        (8, 10, "49.02", "94.33"),
        (20, 20, "83.89", "100.00"),
        (0, 1, "0.00", "79.35"),
        (1, 1, "20.65", "100.00"),
        (16, 29, "37.55", "71.59"),  # cohort_outcomes.csv: 29 children
    ],
)
def test_wilsons_interval(numerator, denominator, low, high):
    found = wilson(share(numerator, denominator))
    assert [f"{100 * each:.2f}" for each in found] == [low, high]


@pytest.mark.parametrize(
    ("later", "earlier", "low", "high"),
    [
        ((56, 70), (48, 80), "0.0524", "0.3339"),  # Newcombe (1998b), table II, method 10, a to h
        ((9, 10), (3, 10), "0.1705", "0.8090"),
        ((6, 7), (2, 7), "0.0582", "0.8062"),
        ((5, 56), (0, 29), "-0.0381", "0.1926"),
        ((0, 10), (0, 20), "-0.1611", "0.2775"),
        ((0, 10), (0, 10), "-0.2775", "0.2775"),
        ((10, 10), (0, 20), "0.6791", "1.0000"),
        ((10, 10), (0, 10), "0.6075", "1.0000"),
        ((100, 112), (48, 80), "0.1700", "0.4112"),  # made up: 17.00 to 41.12 points
    ],
)
def test_newcombes_interval_of_a_difference(later, earlier, low, high):
    assert [f"{each:.4f}" for each in newcombe(share(*earlier), share(*later))] == [low, high]


@pytest.mark.parametrize(
    ("numerator", "denominator", "why"),
    [
        (0, 0, "denominator is 0"),
        (3, 2, "above the denominator"),
        (-1, 2, "never below 0"),
        (1, -2, "never below 0"),
        ("1.5", 2, "whole number"),
        (1, "2.5", "whole number"),
        ("NaN", 2, "whole number"),
    ],
)
def test_what_is_no_proportion_is_refused(numerator, denominator, why):
    for ask in (wilson, lambda each: newcombe(each, share(1, 2)), lambda each: newcombe(share(1, 2), each)):
        with pytest.raises(StatisticsError, match=why):
            ask(share(numerator, denominator))


@pytest.mark.parametrize(("of", "few"), [(29, True), (30, False), (1, True)])
def test_few_answers_are_called_so(of, few):
    assert share(1, of).is_few is few


@pytest.mark.parametrize("improved", [16, 17, 20, 18])
def test_of_29_children_little_can_be_said(improved):
    """The cohort of cohort_outcomes.csv: happier, safer, healthier, engaged in education."""
    cohort = share(improved, 29)
    low, high = wilson(cohort)
    assert cohort.is_few
    assert D("0.31") < high - low < D("0.35")


@given(SHARES)
def test_an_interval_holds_its_share_and_is_mirrored(of):
    low, high = wilson(of)
    assert 0 <= low <= of.share <= high <= 1
    other = wilson(share(of.denominator - of.numerator, of.denominator))
    assert near(other.low, 1 - high) and near(other.high, 1 - low)


@given(SHARES, SHARES)
def test_a_difference_holds_the_change_and_turns_round(one, other):
    low, high = newcombe(one, other)
    assert low <= other.share - one.share <= high
    back = newcombe(other, one)
    assert (back.low, back.high) == (-high, -low)


@given(SHARES)
def test_no_change_is_never_clear(of):
    assert newcombe(of, of).holds(D(0))
