import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.disclosure import Threshold, is_pinned, is_small, second_cell
from kpis.domain.numbers import Unit
from tests.domain.build import D

FIVE, FIVE_AND_ZERO, NOTHING = Threshold(5), Threshold(5, zero=True), Threshold()


def number(value):
    return None if value is None else D(value)


@pytest.mark.parametrize(
    ("threshold", "count", "small"),
    [(FIVE, each, True) for each in (1, 2, 3, 4)]
    + [(FIVE, 0, False), (FIVE, 5, False), (FIVE, 6, False), (FIVE, None, False)]
    + [(FIVE_AND_ZERO, 0, True), (FIVE_AND_ZERO, 4, True), (FIVE_AND_ZERO, 5, False)]
    + [(NOTHING, each, False) for each in (0, 1, 4)]
    + [(Threshold(1), 1, False), (Threshold(2), 1, True)],
)
def test_counts_from_1_to_below_the_threshold_are_small(threshold, count, small):
    assert threshold.is_small(number(count)) is small
    assert is_small(threshold, Unit.COUNT, number(count)) is small


@pytest.mark.parametrize(
    ("unit", "value", "numerator", "denominator", "small"),
    [
        (Unit.PERCENTAGE, 30, 3, 10, True),
        (Unit.PERCENTAGE, 70, 7, 10, True),  # three are left of the whole
        (Unit.PERCENTAGE, 50, 5, 10, False),
        (Unit.PERCENTAGE, 100, 10, 10, False),
        (Unit.PERCENTAGE, 0, 0, 10, False),
        (Unit.PERCENTAGE, 75, 3, 4, True),
        (Unit.PERCENTAGE, 100, 4, 4, True),
        (Unit.PERCENTAGE, 60, None, None, True),  # nobody can say of how many
        (Unit.PERCENTAGE, 60, 30, None, True),
        (Unit.RATE, 60, None, None, True),
        (Unit.AVERAGE, 60, None, None, True),
        (Unit.RATIO, 60, None, None, True),
        (Unit.PERCENTAGE_POINTS, 60, None, None, False),
        (Unit.PERCENTAGE, 30, 3, None, True),  # its numerator alone
        (Unit.RATE, 0.3, 3, 10_000, True),
        (Unit.RATE, 3, 30, 10_000, False),
        (Unit.RATE, 3, 9_998, 10_000, False),
        (Unit.AVERAGE, 20, 80, 4, True),
        (Unit.AVERAGE, 20, 100, 5, False),
        (Unit.AVERAGE, 0.1, 2, 20, True),
        (Unit.RATIO, 0.1, 2, 20, True),
        (Unit.DAYS, 426, 852, 2, True),
        (Unit.DAYS, 0.1, 2, 20, False),
        (Unit.DAYS, 3, None, None, False),
        (Unit.CURRENCY, 3, None, None, False),
        (Unit.CURRENCY, 1_500, 3_000, 2, True),
        (Unit.COUNT, None, None, None, False),
    ],
)
def test_a_reading_is_withheld_where_a_count_in_it_is_small(unit, value, numerator, denominator, small):
    parts = number(numerator), number(denominator)
    value = None if value is None else D(str(value))
    assert is_small(FIVE, unit, value, *parts) is small
    assert is_small(NOTHING, unit, value, *parts) is False


def test_what_is_left_of_a_whole_counts_only_where_there_is_a_whole():
    assert is_small(FIVE, Unit.PERCENTAGE, D(70), D(7), D(10), share=True)
    assert not is_small(FIVE, Unit.PERCENTAGE, D(70), D(7), D(10), share=False)
    assert is_small(FIVE, Unit.PERCENTAGE, D(30), D(3), D(10), share=False)


def test_a_change_in_percent_has_no_parts_to_ask_for():
    assert is_small(FIVE, Unit.PERCENTAGE, D(60), None, None, share=True)
    assert not is_small(FIVE, Unit.PERCENTAGE, D(60), None, None, share=False)


def test_zero_is_withheld_where_the_measure_says_so():
    assert is_small(FIVE_AND_ZERO, Unit.PERCENTAGE, D(0), D(0), D(10))
    assert is_small(FIVE_AND_ZERO, Unit.PERCENTAGE, D(100), D(10), D(10))  # none is left
    assert not is_small(FIVE, Unit.PERCENTAGE, D(0), D(0), D(10))


@pytest.mark.parametrize(
    ("counts", "hidden", "second"),
    [
        ([3, 40, 12], [True, False, False], 2),  # the smallest other
        ([3, 0, 12], [True, False, False], 2),  # a zero would give the rest away
        ([3, 0, 0], [True, False, False], 1),
        ([3, None, 12], [True, False, False], 2),
        ([3, 2, 12], [True, True, False], None),  # two are hidden already
        ([30, 20, 12], [False, False, False], None),
        ([3], [True], None),
        ([3, None], [True, False], None),
        ([], [], None),
    ],
)
def test_a_second_cell_is_withheld_with_a_single_one(counts, hidden, second):
    assert second_cell([number(each) for each in counts], hidden) == second


@given(st.lists(st.tuples(st.integers(0, 50), st.booleans()), min_size=2, max_size=8))
def test_never_one_hidden_cell_alone(cells):
    counts, hidden = [D(count) for count, _ in cells], [gone for _, gone in cells]
    second = second_cell(counts, hidden)
    if sum(hidden) == 1:
        assert not hidden[second]
    else:
        assert second is None


@given(st.integers(1, 20), st.integers(0, 60), st.integers(1, 60))
def test_a_shown_share_lets_no_small_count_be_worked_out(below, part, rest):
    threshold, whole = Threshold(below), part + rest
    if not is_small(threshold, Unit.PERCENTAGE, D(part) * 100 / whole, D(part), D(whole)):
        assert all(count == 0 or count >= below for count in (part, rest, whole))


@pytest.mark.parametrize(
    ("rest", "hidden", "threshold", "pinned"),
    [
        ("2", 2, FIVE, True),  # one and one
        ("8", 2, FIVE, True),  # four and four
        ("3", 2, FIVE, False),
        ("0", 2, FIVE_AND_ZERO, True),
        ("2", 2, FIVE_AND_ZERO, False),  # none and two, or one and one
        ("2", 2, Threshold(None), False),
    ],
)
def test_counts_that_can_only_be_the_least_or_the_most(rest, hidden, threshold, pinned):
    assert is_pinned(D(rest), hidden, threshold) is pinned
