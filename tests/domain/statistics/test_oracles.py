"""The methods beside those of scipy and statsmodels, which only the tests have."""

import random

import pytest
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from kpis.domain.statistics.counts import garwood, rate_ratio, rates_p
from kpis.domain.statistics.mann_kendall import mann_kendall
from kpis.domain.statistics.proportions import newcombe, wilson
from tests.domain.statistics.draw import D, events, near, share

SEED = 20261201
SIZES = (1, 2, 5, 29, 30, 263, 5000)


def shares():
    draw = random.Random(SEED)
    for of in SIZES:
        for numerator in {0, 1, of // 3, draw.randint(0, of), of - 1, of}:
            yield numerator, of


@pytest.mark.parametrize(("numerator", "of"), list(shares()))
def test_wilson(numerator, of):
    low, high = proportion_confint(numerator, of, method="wilson")
    found = wilson(share(numerator, of))
    assert near(found.low, max(low, 0), 1e-7) and near(found.high, min(high, 1), 1e-7)


@pytest.mark.parametrize(("numerator", "of"), list(shares()))
def test_newcombe(numerator, of):
    for other, size in ((0, 7), (3, 40), (112, 112), (700, 2000)):
        low, high = confint_proportions_2indep(numerator, of, other, size, method="newcomb")
        found = newcombe(share(other, size), share(numerator, of))
        assert near(found.low, low, 1e-7) and near(found.high, high, 1e-7)


COUNTS = (0, 1, 2, 3, 7, 20, 99, 500, 9_998, 9_999, 10_000, 123_456, 10**7)


@pytest.mark.parametrize("count", COUNTS)
def test_garwood(count):
    low, high = garwood(events(count))
    assert near(low, stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0)
    assert near(high, stats.chi2.ppf(0.975, 2 * count + 2) / 2)


@pytest.mark.parametrize("later", COUNTS)
@pytest.mark.parametrize("earlier", COUNTS)
def test_two_rates(earlier, later):
    one, other = events(earlier, 3), events(later, 2)
    total = earlier + later
    tails = stats.binom.cdf(later, total, 0.4), stats.binom.sf(later - 1, total, 0.4)
    assert near(rates_p(one, other), min(1, 2 * min(tails)), 1e-10)
    low = stats.beta.ppf(0.025, later, earlier + 1) if later else 0
    high = stats.beta.ppf(0.975, later + 1, earlier) if earlier else None
    found = rate_ratio(one, other)
    assert near(found.low, low / (1 - low) * 1.5)
    assert near(found.high, None if high is None else high / (1 - high) * 1.5, 1e-8)


@pytest.mark.parametrize("size", range(3, 11))
def test_mann_kendall_exact(size):
    order = list(range(size))
    random.Random(SEED + size).shuffle(order)
    expected = stats.kendalltau(range(size), order, method="exact").pvalue
    assert near(mann_kendall([D(each) for each in order]).p, expected)


@pytest.mark.parametrize("size", range(11, 40, 4))
def test_mann_kendall_with_equal_figures(size):
    """Scipy's normal form has no continuity correction: z is 1 of the sum nearer to 0 with it."""
    draw = random.Random(SEED + size)
    figures = [draw.randint(0, 9) for _ in range(size)]
    found = mann_kendall([D(each) for each in figures])
    z = stats.norm.isf(stats.kendalltau(range(size), figures, method="asymptotic").pvalue / 2)
    corrected = z * (abs(found.rises) - 1) / abs(found.rises) if found.rises else 0
    assert near(found.p, 2 * stats.norm.sf(corrected))
