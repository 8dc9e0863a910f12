"""What a band means at a steady rate, against sums of exact fractions."""

from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import comb, prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.contracts.rules_calibration import ObservedShare, calibrate, calibration_sentences, chance_of_run
from kpis.domain.numbers import Unit
from kpis.domain.words import Polarity, RuleError, Scheme
from tests.domain.build import HIGHER, LOWER, RANGE, D, rule
from tests.domain.contract_cases import ANNUAL, FIRST, HALF_YEARLY, MONTHLY, QUARTERLY, TERMS

COUNTS = (31, 28, 40, 25, 30, 33, 22, 36, 29, 35, 31, 27)
CASES = list(zip(COUNTS, (40, 35, 44, 38, 41, 40, 30, 45, 37, 42, 39, 36), strict=True))


def shares(cases, frequency=MONTHLY):
    return [ObservedShare(FIRST[frequency].shifted(place), D(n), D(d)) for place, (n, d) in enumerate(cases)]


def calibrated(cases=CASES, low="70", high="85", polarity=HIGHER, frequency=MONTHLY, terms=TERMS, places=1):
    each_rule = rule(Scheme.BAND, polarity, places=places)
    return calibrate(each_rule, frequency, terms, D(low), D(high), shares(cases, frequency))


SCALE = 10**4
"""Edges and figures are compared as whole numbers of the fourth decimal place."""


def printed(count, denominator, places):
    """The figure in percent, rounded half up, in ten-thousandths: no Decimal and no rounding of the program's."""
    steps = 100 * 10**places
    return (2 * count * steps + denominator) // (2 * denominator) * (SCALE // 10**places)


def outside(denominator, low, high, places, steady):
    """The exact chances below and above a band: every count, its printed figure, its binomial chance.

    Each chance is so many ways of all, as whole numbers: nothing is brought down to lowest terms on the way.
    """
    least, most = int(D(low) * SCALE), int(D(high) * SCALE)
    hits, whole = steady.numerator, steady.denominator
    below = above = 0
    for count in range(denominator + 1):
        figure = printed(count, denominator, places)
        if not least <= figure <= most:
            ways = comb(denominator, count) * hits**count * (whole - hits) ** (denominator - count)
            below += ways * (figure < least)
            above += ways * (figure > most)
    return Fraction(below, whole**denominator), Fraction(above, whole**denominator)


def runs(chances, length):
    """The exact chance of a run: every year that can be, its chance, whether it holds one, in whole numbers."""
    total = 0
    for year in product((0, 1), repeat=len(chances)):
        if "1" * length in "".join(map(str, year)):
            pairs = zip(year, chances, strict=True)
            total += prod(each.numerator if here else each.denominator - each.numerator for here, each in pairs)
    return Fraction(total, prod(each.denominator for each in chances))


@pytest.mark.parametrize("polarity", [HIGHER, LOWER, RANGE])
@pytest.mark.parametrize(("low", "high", "places"), [("70", "85", 1), ("77.5", "77.5", 1), ("72.5", "80", 0)])
def test_the_chances_are_the_exact_ones(polarity, low, high, places):
    found = calibrated(low=low, high=high, polarity=polarity, places=places)
    steady = Fraction(sum(n for n, _ in CASES), sum(d for _, d in CASES))
    exact = [outside(d, low, high, places, steady) for _, d in CASES]
    for each, (below, above) in zip(found.chances, exact, strict=True):
        assert each.below == pytest.approx(float(below), rel=1e-9, abs=1e-15)
        assert each.above == pytest.approx(float(above), rel=1e-9, abs=1e-15)
    adverse = [{HIGHER: below, LOWER: above, RANGE: below + above}[polarity] for below, above in exact]
    assert found.false_alarms == pytest.approx(float(sum(adverse)))
    assert found.either_side == pytest.approx(float(sum(sum(pair) for pair in exact)))
    assert found.chance_of_failure == pytest.approx(float(runs(adverse, 3)))


def test_the_better_side_counts_towards_a_failure_where_the_contract_says_so():
    found = calibrated(terms=replace(TERMS, better_counts=True))
    either = [Fraction(each.below + each.above) for each in found.chances]
    assert found.chance_of_failure == pytest.approx(float(runs(either, 3)))
    assert found.false_alarms == calibrated().false_alarms


def test_four_even_tosses_by_hand():
    """2 of 4 in each quarter, band 25 to 75: outside below with 0 of 4, a chance of 1 in 16."""
    found = calibrated([(2, 4)] * 4, "25", "75", frequency=QUARTERLY)
    assert [each.below for each in found.chances] == pytest.approx([1 / 16] * 4)
    assert found.false_alarms == pytest.approx(0.25)
    assert found.either_side == pytest.approx(0.5)
    # at least two in a row of four: three places for a pair, less what is counted twice
    q = 1 / 16
    none = (1 - q) ** 4 + 4 * q * (1 - q) ** 3 + 3 * q**2 * (1 - q) ** 2
    assert found.chance_of_failure == pytest.approx(1 - none)


def test_the_printed_figure_is_judged():
    """1 of 3 prints as 33.3%, which meets a band from 33.3; as 33% it does not."""
    fine, coarse = (calibrated([(1, 3)] * 4, "33.3", "90", frequency=QUARTERLY, places=each) for each in (1, 0))
    assert fine.chances[0].below == pytest.approx(8 / 27)
    assert coarse.chances[0].below == pytest.approx(20 / 27)


def test_half_up_at_the_edge():
    """1 of 8 is 12.5%, printed 13% without decimals: above a band that ends at 12."""
    found = calibrated([(4, 8)] * 4, "0", "12", LOWER, QUARTERLY, places=0)
    assert found.chances[0].above == pytest.approx(255 / 256)


def test_large_numbers_are_exact_enough():
    """2,391 cases a month, as one of the contract's KPIs has: against the sum of fractions' logarithms."""
    found = calibrated([(1271, 2391)] * 12, "52.3", "62.7")
    exact = outside(2391, "52.3", "62.7", 1, Fraction(1271, 2391))
    assert found.chances[0].below == pytest.approx(float(exact[0]), rel=1e-8)
    assert found.chances[0].above == pytest.approx(float(exact[1]), rel=1e-6)
    assert calibration_sentences(found)[0] == (
        "From April 2020 to March 2021 15,252 of 28,692 cases: 53.2%, taken together, in twelve months with figures."
    )


@pytest.mark.parametrize("case", [(0, 20), (20, 20)])
def test_a_rate_of_nothing_or_all_never_moves_by_chance(case):
    found = calibrated([case] * 4, "0", "100", frequency=QUARTERLY)
    assert (found.false_alarms, found.either_side, found.chance_of_failure) == (0, 0, 0)


def test_a_rate_outside_its_band_is_outside_for_certain():
    found = calibrated([(0, 20)] * 4, "10", "20", frequency=QUARTERLY)
    assert (found.false_alarms, found.chance_of_failure) == (4, 1)
    assert (found.changes[0].points, found.changes[0].chance) == (0, 1)


@pytest.mark.parametrize("polarity", [HIGHER, LOWER])
def test_the_change_that_is_seen_is_the_smallest(polarity):
    found = calibrated(polarity=polarity)
    (change,) = found.changes
    sign = -1 if polarity is HIGHER else 1

    def mean(points):
        rate = (Fraction(found.numerator, found.denominator) * 100 + sign * Fraction(points)) / 100
        tails = [outside(d, "70", "85", 1, rate)[0 if polarity is HIGHER else 1] for _, d in CASES]
        return sum(tails) / len(tails)

    assert change.points % D("0.1") == 0
    assert mean(change.points) >= Fraction(8, 10) > mean(change.points - D("0.1"))
    assert change.chance == pytest.approx(float(mean(change.points)))
    assert change.rate == found.rate + sign * change.points
    assert change.soonest == 3
    chances = [[Fraction(change.chance)] * count for count in (change.likely - 1, change.likely)]
    assert runs(chances[0], 3) < Fraction(8, 10) <= runs(chances[1], 3)


def test_a_range_can_be_left_both_ways():
    up_or_down = calibrated(polarity=RANGE).changes
    assert [each.downwards for each in up_or_down] == [True, False]
    assert up_or_down == (*calibrated(polarity=HIGHER).changes, *calibrated(polarity=LOWER).changes)


def test_a_band_to_the_end_of_the_scale_misses_every_change():
    found = calibrated(low="0", high="90")
    assert found.changes[0].points is None
    said = " ".join(calibration_sentences(found))
    assert "However far the rate would fall, it would not be outside the tolerance band" in said


def test_two_decimals_are_stepped_in_two_decimals():
    found = calibrated([(8, 1600)] * 12, "0.10", "0.65", LOWER, places=2)
    change = found.changes[0]
    steady = Fraction(8, 1600)
    assert outside(1600, "0.10", "0.65", 2, steady + Fraction(change.points) / 100)[1] >= Fraction(8, 10)
    assert outside(1600, "0.10", "0.65", 2, steady + Fraction(change.points - D("0.01")) / 100)[1] < Fraction(8, 10)


def test_what_is_said():
    found = calibrated([(2, 4)] * 4, "25", "75", frequency=QUARTERLY)
    assert calibration_sentences(found)[:4] == [
        "From Q1 2020/21 to Q4 2020/21 8 of 16 cases: 50.0%, taken together, in four quarters with figures.",
        "If nothing changed, the figure would still be outside the tolerance band of 25% to 75% by chance, on the "
        "wrong side, in 0.3 of the four quarters; beyond either edge in 0.5.",
        "The chance that this alone makes a performance failure by 5.3.1(b) within the year (two in a row) is 1%.",
        "The rate would have to fall by 44.6 percentage points, to 5.4%, to be outside in a single quarter with at "
        "least 80% chance: a smaller change can be missed. It would be a performance failure after two quarters at the "
        "soonest, and within four quarters with at least 80% chance.",
    ]
    assert calibration_sentences(found)[4].endswith("No band is set by this.")


def test_periods_without_cases_or_parts_are_left_out():
    whole = shares(CASES)
    gaps = [*whole[:4], whole[4]._replace(numerator=D(0), denominator=D(0)), whole[5]._replace(denominator=None)]
    each_rule = rule(Scheme.BAND)
    found = calibrate(each_rule, MONTHLY, TERMS, D(70), D(85), gaps)
    assert found == calibrate(each_rule, MONTHLY, TERMS, D(70), D(85), whole[:4])


@pytest.mark.parametrize(
    ("cases", "frequency", "message"),
    [
        (CASES[:3], MONTHLY, "3 of the year's periods have a numerator and a denominator: enter at least 4"),
        ([], MONTHLY, "0 of the year's periods"),
        (CASES[:1], ANNUAL, "enter at least 4"),
        (CASES[:2], HALF_YEARLY, "enter at least 4"),
        (CASES[:5], QUARTERLY, "5 periods are more than a year of 4"),
        ([*CASES[:4], (41, 40)], MONTHLY, "41 of 40 in August 2020 is no share of a whole"),
        ([*CASES[:4], (-1, 40)], MONTHLY, "no share of a whole"),
        ([*CASES[:4], ("1.5", 40)], MONTHLY, "1.5 of 40 in August 2020 does not count cases"),
    ],
)
def test_what_is_no_year_of_shares_is_refused(cases, frequency, message):
    with pytest.raises(RuleError, match=message):
        calibrated(cases, frequency=frequency)


def test_percentages_without_parts_are_refused():
    with pytest.raises(RuleError, match="no figure of the year has a numerator and a denominator"):
        calibrate(
            rule(Scheme.BAND),
            MONTHLY,
            TERMS,
            D(70),
            D(85),
            [ObservedShare(FIRST[MONTHLY].shifted(e), None, None) for e in range(9)],
        )


@pytest.mark.parametrize(
    ("changed", "low", "message"),
    [
        ({"unit": Unit.COUNT}, "70", "only a percentage that is a share"),
        ({"unit": Unit.RATE, "unit_label": "per 1,000"}, "70", "only a percentage that is a share"),
        ({"scheme": Scheme.TARGET}, "70", "judged by a band"),
        ({"polarity": Polarity.NONE}, "70", "judged by a band"),
        ({}, "90", "the lower edge cannot be above the upper one"),
    ],
)
def test_what_has_no_band_of_shares_is_refused(changed, low, message):
    with pytest.raises(RuleError, match=message):
        calibrate(replace(rule(Scheme.BAND), **changed), MONTHLY, TERMS, D(low), D(85), shares(CASES))


@given(st.lists(st.sampled_from([Fraction(each, 4) for each in range(5)]), max_size=8), st.integers(1, 4))
def test_the_chance_of_a_run_is_the_exact_one(chances, length):
    assert chance_of_run([float(each) for each in chances], length) == pytest.approx(float(runs(chances, length)))


@given(
    st.lists(st.integers(1, 30).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))), min_size=4, max_size=12),
    st.integers(0, 100),
    st.integers(0, 100),
    st.integers(0, 2),
)
def test_the_chances_are_the_exact_ones_for_any_year(cases, one, other, places):
    low, high = sorted((one, other))
    found = calibrated(cases, str(low), str(high), places=places)
    steady = Fraction(sum(n for n, _ in cases), sum(d for _, d in cases))
    for each in found.chances:
        below, above = outside(each.denominator, str(low), str(high), places, steady)
        assert (each.below, each.above) == pytest.approx((float(below), float(above)), rel=1e-9, abs=1e-12)
