"""Control charts: limits, the four signals with their precedence, gaps, and the boundaries of each."""

from fractions import Fraction
from itertools import accumulate, pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kpis.domain.statistics.words import Signal
from kpis.domain.statistics.xmr import IN_A_ROW, LEAST, chart, last_signal, limits
from tests.domain.statistics.draw import FIGURES, WITH_GAPS, D, near, series

STEADY = "92 95 91 94 93 96 90 94 95 93 92 94"
OUTSIDE, RUN, TWO, SHIFT, NONE = Signal.OUTSIDE, Signal.RUN, Signal.TWO_OF_THREE, Signal.SHIFT, Signal.NONE


def test_the_example_of_the_domain():
    found = limits(series(STEADY))
    assert found.mean == D("93.25")
    assert [f"{each:.4f}" for each in (found.low, found.high)] == ["85.9955", "100.5045"]
    assert set(chart(series(STEADY)).signals) == {NONE}


@pytest.mark.parametrize("count", range(LEAST))
def test_too_few_figures_have_no_limits(count):
    assert chart(series(STEADY)[:count]) is None


def test_equal_figures_have_limits_of_no_width_and_signal_nothing():
    found = chart([D("7.5")] * 12)
    assert found.limits == (D("7.5"), D("7.5"), D("7.5"))
    assert set(found.signals) == {NONE}


def test_limits_are_not_cut():
    found = limits(series("0 5 0 5 0 5 0 5 0 5 0 5"))
    assert found.low < 0 < found.high
    assert limits(series("99 100 95 100 98 100 99 100 96 100 99 100")).high > 100


def test_a_gap_breaks_moving_ranges_and_counts_for_no_mean():
    """Between 10 and 20 nothing is known: the step is no moving range."""
    found = limits(series("10 11 10 11 10 11 - 20 21 20 21 20 21"))
    assert found.mean == D("15.5")
    assert found.high - found.mean == D("2.66")


def test_figures_of_which_no_two_follow_one_another_have_no_limits():
    assert chart(series(" - ".join(STEADY.split()))) is None


@pytest.mark.parametrize(
    ("figures", "signal"),
    [
        (f"{STEADY} 120", OUTSIDE),
        (f"{STEADY} 60", OUTSIDE),
        (f"{STEADY} 93", NONE),
        ("50 90 40 80 45 85 50 60 61 62 63 64 65 66", RUN),
        ("50 90 40 80 45 85 50 60 59 58 57 56 55 54", RUN),
        ("50 90 40 80 45 85 70 60 61 62 63 64 65", NONE),  # six, of which five rise
        ("50 90 40 80 45 85 50 60 61 61 63 64 65 66", NONE),  # equal figures do not rise
        ("50 90 40 80 45 85 50 60 61 62 - 63 64 65 66", NONE),  # nor does a run reach over a gap
        ("0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 3 0 3", TWO),
        ("0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 3 3 0", NONE),  # the point itself is not one of the two
        ("0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 3 - 3", NONE),
        ("0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 3 0 0 3", NONE),  # two of four
        ("0 9 0 9 0 9 0 9 0 9 0 9 6 7 6 7 6 7 6", SHIFT),
        ("0 9 0 9 0 9 0 9 0 9 0 9 0 6 7 6 7 6 7", NONE),  # six
        ("0 9 0 9 0 9 0 9 0 9 0 9 6 7 6 - 7 6 7 6", NONE),
        ("3 3 7 7 3 7 7 3 3 7 3 7 5 5 5 5 5 5 5", NONE),  # on the mean is on neither side
    ],
)
def test_the_signal_of_the_last_point(figures, signal):
    assert last_signal(series(figures)) is signal


def test_on_a_limit_is_not_beyond_it():
    edge = ending_on_its_limit()
    assert limits(edge).high == edge[-1]
    assert last_signal(edge) is not OUTSIDE
    assert last_signal([*edge[:-1], edge[-1] + D("0.000001")]) is OUTSIDE
    assert last_signal([-each for each in edge]) is not OUTSIDE


def ending_on_its_limit():
    """Nought and a wobble in turn, and a last figure that is its own chart's upper limit. How far the limit is above it
    is linear in it, so that two guesses find where it is 0; all of them times the denominator are whole numbers."""
    wobble = [Fraction(0), Fraction(1)] * 9 + [Fraction(0)]

    def above(last):
        values = [*wobble, last]
        moves = [abs(later - earlier) for earlier, later in pairwise(values)]
        return sum(values) / len(values) + Fraction(266, 100) * sum(moves) / len(moves) - last

    last = above(Fraction(0)) / (above(Fraction(0)) - above(Fraction(1)))
    return [D(int(each * last.denominator)) for each in (*wobble, last)]


def test_the_first_signal_that_applies_is_named():
    """Outside before a run, a run before two of three, two of three before a shift."""
    rising = "5 4 5 4 5 4 5 4 5 4 5 4 5 4 5 6 7 8 9 10 20"
    assert last_signal(series(rising)) is OUTSIDE
    run = series("50 90 40 80 45 85 50 90 40 80 45 91 92 93 94 95 96 97")
    assert last_signal(run) is RUN
    assert last_signal(series("0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 0 1 1 2 1 2 1 3 3")) is TWO


@given(WITH_GAPS)
def test_a_chart_never_breaks_and_holds_its_mean(values):
    found = chart(values)
    known = [each for each in values if each is not None]
    assert found is None or len(known) >= LEAST
    if found:
        low, high = found.limits.low, found.limits.high
        assert low <= found.limits.mean <= high
        assert len(found.signals) == len(values)
        for value, signal in zip(values, found.signals, strict=True):
            if value is None:
                assert signal is NONE
            elif not near(value, low) and not near(value, high):
                assert (signal is OUTSIDE) == (not low <= value <= high)


@given(st.lists(FIGURES, min_size=LEAST, max_size=40), FIGURES)
def test_signals_do_not_depend_on_where_nought_is_nor_on_the_direction(values, shift):
    expected = chart(values).signals
    assert chart([each + shift for each in values]).signals == expected
    assert chart([-each for each in values]).signals == expected
    assert chart([each * 1000 for each in values]).signals == expected


@given(st.lists(FIGURES, min_size=LEAST, max_size=30))
def test_a_run_needs_seven_that_move_one_way(values):
    for place, signal in enumerate(chart(values).signals):
        if signal is RUN:
            row = values[place - IN_A_ROW + 1 : place + 1]
            assert row in (sorted(set(row)), sorted(set(row), reverse=True))


def middle(values):
    """The mean and how far a limit is from it, in exact fractions."""
    known = [Fraction(each) for each in values if each is not None]
    moves = [abs(b - a) for a, b in pairwise(values) if a is not None and b is not None]
    return sum(known) / len(known), Fraction(266, 100) * Fraction(sum(moves)) / len(moves)


def by_definition(values, at, mean, reach):
    """The signal of one point, straight from the words: windows that end at it."""
    if values[at] is None:
        return NONE

    def last(count):
        window = values[max(0, at - count + 1) : at + 1]
        return [Fraction(each) - mean for each in window] if len(window) == count and None not in window else []

    seven, three, own = last(IN_A_ROW), last(3), Fraction(values[at]) - mean
    if abs(own) > reach:
        return OUTSIDE
    rises = [later - earlier for earlier, later in pairwise(seven)]
    if rises and (min(rises) > 0 or max(rises) < 0):
        return RUN
    far = [each for each in three if abs(each) > reach * Fraction(2, 3) and each * own > 0]
    if own in far and len(far) >= 2:
        return TWO
    return SHIFT if seven and (min(seven) > 0 or max(seven) < 0) else NONE


SMALL_STEPS = st.lists(st.integers(0, 6) | st.none(), min_size=LEAST, max_size=40)
DRIFTING = st.lists(st.integers(-1, 2), min_size=LEAST, max_size=40).map(lambda steps: list(accumulate(steps)))


@given(SMALL_STEPS | DRIFTING)
@example([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 2])  # two of two are not two of three
def test_each_signal_is_the_first_that_its_words_describe(numbers):
    values = [None if each is None else D(each) for each in numbers]
    found = chart(values)
    if found:
        mean, reach = middle(values)
        assert list(found.signals) == [by_definition(values, at, mean, reach) for at in range(len(values))]
