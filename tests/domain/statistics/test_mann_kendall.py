"""The trend test: exact up to ten figures, with equal figures too; the normal form beyond."""

from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.statistics.intervals import StatisticsError
from kpis.domain.statistics.mann_kendall import mann_kendall
from tests.domain.statistics.draw import FIGURES, D, near, series


@pytest.mark.parametrize(
    ("figures", "rises", "p"),
    [  # twice the tails of Kendall (1975), table 1, and of Gilbert (1987), table A18
        ("1 2 3", 3, "0.333333"),
        ("1 2 3 4", 6, "0.083333"),
        ("1 2 4 3", 4, "0.333333"),
        ("1 2 3 4 5", 10, "0.016667"),
        ("1 2 3 5 4", 8, "0.083333"),
        ("5 4 3 2 1", -10, "0.016667"),
        ("1 2 3 4 5 6", 15, "0.002778"),
        ("1 2 3 4 5 6 7 8", 28, "0.000050"),
        ("1 2 3 4 5 6 7 8 9 10", 45, "0.000001"),
        ("4 4 4 4", 0, "1"),
        ("1 1 2 2", 4, "0.333333"),  # of 6 orders the first and the last
        ("1 - 2 - 3 4", 6, "0.083333"),
    ],
)
def test_exact(figures, rises, p):
    found = mann_kendall(series(figures))
    assert (found.rises, found.is_exact) == (rises, True)
    assert near(found.p, D(p), 5e-7)


def test_the_normal_form_beyond_ten():
    """Gilbert (1987), 16.4.3: the variance is n(n-1)(2n+5)/18 less the same of each group of equal figures."""
    found = mann_kendall(series("10 22 21 30 22 30 40 40 22 50 60"))
    ties = 11 * 10 * 27 / 18 - (3 * 2 * 11 + 2 * 2 * 1 * 9) / 18
    assert not found.is_exact
    assert near(found.p, _two_sided((found.rises - 1) / ties**0.5))
    assert mann_kendall([D(4)] * 11) == (0, 1, False)


def _two_sided(z):
    from statistics import NormalDist

    return 2 * (1 - NormalDist().cdf(abs(z)))


@pytest.mark.parametrize("figures", ["", "1", "1 2", "1 - - 2"])
def test_too_few_are_refused(figures):
    with pytest.raises(StatisticsError, match="a trend needs 3"):
        mann_kendall(series(figures))


@given(st.lists(st.integers(0, 4), min_size=3, max_size=6))
def test_exact_is_how_often_an_order_is_as_far_from_nought(values):
    def rises(order):
        return sum((later > earlier) - (later < earlier) for earlier, later in combinations(order, 2))

    orders = list(permutations(values))
    far = sum(abs(rises(each)) >= abs(rises(values)) for each in orders)
    assert near(mann_kendall([D(each) for each in values]).p, far / len(orders))


@given(st.lists(FIGURES, min_size=3, max_size=30))
def test_it_turns_round(values):
    there, back = mann_kendall(values), mann_kendall(values[::-1])
    assert (there.rises, there.p) == (-back.rises, back.p)
    assert 0 < there.p <= 1
