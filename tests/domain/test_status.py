"""Boundary tables: every scheme and polarity at better, on, just inside, on and just beyond the edge."""

import pytest

from kpis.domain.numbers import Unit
from kpis.domain.schemes import assess, edges
from kpis.domain.schemes.assessment import absent
from kpis.domain.schemes.variance import variance_percent
from kpis.domain.words import Earlier, Rag, Scheme, Status, Target
from tests.domain.build import (
    HIGHER,
    LAST_YEAR,
    LOWER,
    NONE,
    PERCENT,
    POINTS,
    RANGE,
    D,
    aim,
    band,
    budget,
    count,
    last_year,
    rule,
)

ON, WITHIN, OFF = Status.ON_TARGET, Status.WITHIN_TOLERANCE, Status.OFF_TARGET
BETTER, OUTSIDE, IMPROVED = Status.BETTER_THAN_TOLERANCE, Status.OUTSIDE_TOLERANCE, Status.IMPROVED_ON_LAST_YEAR
GREEN, AMBER, RED, NO_COLOUR = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE


def judged(each_rule, value, target, earlier=None):
    verdict = assess(each_rule, D(value), target, earlier)
    return verdict.status, verdict.rag


@pytest.mark.parametrize(
    ("polarity", "target", "value", "status", "rag"),
    [
        (HIGHER, "90", "90.1", ON, GREEN),
        (HIGHER, "90", "90.0", ON, GREEN),
        (HIGHER, "90", "89.9", OFF, RED),
        (LOWER, "90", "89.9", ON, GREEN),
        (LOWER, "90", "90.0", ON, GREEN),
        (LOWER, "90", "90.1", OFF, RED),
        (HIGHER, "-5", "-4.9", ON, GREEN),
        (HIGHER, "-5", "-5.0", ON, GREEN),
        (HIGHER, "-5", "-5.1", OFF, RED),
        (LOWER, "-5", "-5.1", ON, GREEN),
        (LOWER, "-5", "-5.0", ON, GREEN),
        (LOWER, "-5", "-4.9", OFF, RED),
        (HIGHER, "0", "0.0", ON, GREEN),
        (HIGHER, "0", "-0.1", OFF, RED),
        (LOWER, "0", "0.0", ON, GREEN),
        (LOWER, "0", "0.1", OFF, RED),
    ],
)
def test_target(polarity, target, value, status, rag):
    assert judged(rule(polarity=polarity), value, aim(target)) == (status, rag)


@pytest.mark.parametrize(
    ("polarity", "target", "tolerance", "kind", "value", "status", "rag"),
    [
        (HIGHER, "90", "5", POINTS, "90.1", ON, GREEN),
        (HIGHER, "90", "5", POINTS, "90.0", ON, GREEN),
        (HIGHER, "90", "5", POINTS, "89.9", WITHIN, AMBER),
        (HIGHER, "90", "5", POINTS, "85.1", WITHIN, AMBER),
        (HIGHER, "90", "5", POINTS, "85.0", WITHIN, AMBER),
        (HIGHER, "90", "5", POINTS, "84.9", OFF, RED),
        (LOWER, "90", "5", POINTS, "89.9", ON, GREEN),
        (LOWER, "90", "5", POINTS, "90.0", ON, GREEN),
        (LOWER, "90", "5", POINTS, "94.9", WITHIN, AMBER),
        (LOWER, "90", "5", POINTS, "95.0", WITHIN, AMBER),
        (LOWER, "90", "5", POINTS, "95.1", OFF, RED),
        (HIGHER, "80", "5", PERCENT, "80.0", ON, GREEN),
        (HIGHER, "80", "5", PERCENT, "76.1", WITHIN, AMBER),
        (HIGHER, "80", "5", PERCENT, "76.0", WITHIN, AMBER),
        (HIGHER, "80", "5", PERCENT, "75.9", OFF, RED),
        (LOWER, "80", "5", PERCENT, "80.0", ON, GREEN),
        (LOWER, "80", "5", PERCENT, "84.0", WITHIN, AMBER),
        (LOWER, "80", "5", PERCENT, "84.1", OFF, RED),
        (HIGHER, "-5", "10", PERCENT, "-5.0", ON, GREEN),
        (HIGHER, "-5", "10", PERCENT, "-5.5", WITHIN, AMBER),
        (HIGHER, "-5", "10", PERCENT, "-5.6", OFF, RED),
        (LOWER, "-5", "10", PERCENT, "-5.0", ON, GREEN),
        (LOWER, "-5", "10", PERCENT, "-4.5", WITHIN, AMBER),
        (LOWER, "-5", "10", PERCENT, "-4.4", OFF, RED),
        (HIGHER, "0", "1", POINTS, "-1.0", WITHIN, AMBER),
        (HIGHER, "0", "1", POINTS, "-1.1", OFF, RED),
        (LOWER, "0", "1", POINTS, "1.0", WITHIN, AMBER),
        (LOWER, "0", "1", POINTS, "1.1", OFF, RED),
        (HIGHER, "90", "0", POINTS, "89.9", OFF, RED),
        (HIGHER, "90", None, None, "89.9", OFF, RED),
        (HIGHER, "90", "1", PERCENT, "89.1", WITHIN, AMBER),  # Belfast: 1% and 5% bands
        (HIGHER, "90", "1", PERCENT, "89.0", OFF, RED),
        (HIGHER, "90", "5", PERCENT, "85.5", WITHIN, AMBER),
        (HIGHER, "90", "5", PERCENT, "85.4", OFF, RED),
    ],
)
def test_target_with_tolerance(polarity, target, tolerance, kind, value, status, rag):
    each_rule = rule(Scheme.TARGET_TOLERANCE, polarity)
    assert judged(each_rule, value, aim(target, tolerance, kind)) == (status, rag)


@pytest.mark.parametrize(
    ("polarity", "value", "status", "rag"),
    [
        (HIGHER, "62.8", BETTER, GREEN),
        (HIGHER, "62.7", WITHIN, GREEN),
        (HIGHER, "57.0", WITHIN, GREEN),
        (HIGHER, "52.3", WITHIN, GREEN),
        (HIGHER, "52.2", OUTSIDE, RED),
        (LOWER, "52.2", BETTER, GREEN),
        (LOWER, "52.3", WITHIN, GREEN),
        (LOWER, "57.0", WITHIN, GREEN),
        (LOWER, "62.7", WITHIN, GREEN),
        (LOWER, "62.8", OUTSIDE, RED),
        (RANGE, "52.2", OUTSIDE, RED),
        (RANGE, "52.3", WITHIN, GREEN),
        (RANGE, "57.0", WITHIN, GREEN),
        (RANGE, "62.7", WITHIN, GREEN),
        (RANGE, "62.8", OUTSIDE, RED),
    ],
)
def test_band(polarity, value, status, rag):
    assert judged(rule(Scheme.BAND, polarity), value, band("52.3", "62.7")) == (status, rag)


@pytest.mark.parametrize(
    ("polarity", "value", "status", "rag"),
    [
        (HIGHER, "-0.9", BETTER, GREEN),
        (LOWER, "-3.1", BETTER, GREEN),
        (RANGE, "-2.0", WITHIN, GREEN),
        (HIGHER, "-3.1", OUTSIDE, RED),
        (LOWER, "-0.9", OUTSIDE, RED),
        (RANGE, "-0.9", OUTSIDE, RED),
    ],
)
def test_a_band_below_zero(polarity, value, status, rag):
    assert judged(rule(Scheme.BAND, polarity), value, band("-3", "-1")) == (status, rag)


@pytest.mark.parametrize(
    ("value", "low", "high", "status", "rag"),
    [
        ("100000", "-2", "0", WITHIN, GREEN),
        ("100001", "-2", "0", WITHIN, GREEN),  # 0.001% over is 0.00% as printed
        ("100005", "-2", "0", OUTSIDE, RED),  # 0.005% rounds up to 0.01%
        ("98000", "-2", "0", WITHIN, GREEN),
        ("97996", "-2", "0", WITHIN, GREEN),  # -2.004%
        ("97995", "-2", "0", Status.UNDERSPENT, AMBER),  # -2.005% rounds away from zero to -2.01%
        ("98800", "-2", "0", WITHIN, GREEN),
        ("101000", "-2", "1", WITHIN, GREEN),
        ("101010", "-2", "1", OUTSIDE, RED),
        ("94999", "-5", "0", WITHIN, GREEN),
        ("94990", "-5", "0", Status.UNDERSPENT, AMBER),
    ],
)
@pytest.mark.parametrize("polarity", [HIGHER, LOWER, NONE])
def test_variance_whatever_the_polarity(polarity, value, low, high, status, rag):
    each_rule = rule(Scheme.VARIANCE, polarity, Unit.CURRENCY, 0)
    assert judged(each_rule, value, budget("100000", low, high)) == (status, rag)


def test_variance_allows_minus_2_to_0_where_nothing_is_set():
    each_rule = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0)
    assert judged(each_rule, "98000", Target(D(100_000))) == (WITHIN, GREEN)
    assert judged(each_rule, "97000", Target(D(100_000))) == (Status.UNDERSPENT, AMBER)
    assert judged(each_rule, "100100", Target(D(100_000))) == (OUTSIDE, RED)


def test_an_underspend_is_red_where_the_framework_says_so():
    each_rule = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0, underspend_is_red=True)
    assert judged(each_rule, "97000", budget("100000")) == (Status.UNDERSPENT, RED)


def test_variance_from_a_negative_budget_is_of_its_size():
    assert variance_percent(D("-90"), D("-100")) == D("10.00")
    assert variance_percent(D("-110"), D("-100")) == D("-10.00")
    assert judged(rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0), "-101", budget("-100")) == (WITHIN, GREEN)


def test_variance_is_of_the_printed_actual():
    """100,000.4 prints as 100,000 and is no overspend."""
    assert judged(rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0), "100000.4", budget("100000")) == (WITHIN, GREEN)


@pytest.mark.parametrize(
    ("polarity", "value", "before", "status", "rag"),
    [
        (HIGHER, "90.0", "95.0", ON, GREEN),
        (HIGHER, "89.9", "89.8", IMPROVED, AMBER),
        (HIGHER, "89.9", "89.9", OFF, RED),  # "missed and no better"
        (HIGHER, "89.9", "90.0", OFF, RED),
        (LOWER, "90.0", "80.0", ON, GREEN),
        (LOWER, "90.1", "90.2", IMPROVED, AMBER),
        (LOWER, "90.1", "90.1", OFF, RED),
        (LOWER, "90.1", "90.0", OFF, RED),
        (HIGHER, "89.9", None, OFF, RED),
        (HIGHER, "89.9", "89.86", OFF, RED),  # last year's figure is the printed one: 89.9
        (HIGHER, "89.9", "89.84", IMPROVED, AMBER),
    ],
)
def test_target_then_last_year(polarity, value, before, status, rag):
    each_rule = rule(Scheme.TARGET_THEN_LAST_YEAR, polarity)
    assert judged(each_rule, value, aim("90"), last_year(before)) == (status, rag)


@pytest.mark.parametrize(
    ("polarity", "target", "percent", "value", "before", "status", "rag"),
    [
        (HIGHER, "90", None, "90.0", None, ON, GREEN),
        (HIGHER, "90", None, "81.0", None, WITHIN, GREEN),  # 10% where none is stated
        (HIGHER, "90", None, "80.9", "80.8", IMPROVED, AMBER),
        (HIGHER, "90", None, "80.9", "80.9", IMPROVED, AMBER),  # held
        (HIGHER, "90", None, "80.9", "81.0", OFF, RED),
        (HIGHER, "90", None, "80.9", None, OFF, RED),
        (HIGHER, "90", "5", "85.5", None, WITHIN, GREEN),
        (HIGHER, "90", "5", "85.4", "85.5", OFF, RED),
        (LOWER, "90", None, "99.0", None, WITHIN, GREEN),
        (LOWER, "90", None, "99.1", "99.2", IMPROVED, AMBER),
        (LOWER, "90", None, "99.1", "99.1", IMPROVED, AMBER),
        (LOWER, "90", None, "99.1", "99.0", OFF, RED),
        (HIGHER, "-10", None, "-11.0", None, WITHIN, GREEN),
        (HIGHER, "-10", None, "-11.1", "-11.0", OFF, RED),
        (LOWER, "-10", None, "-9.0", None, WITHIN, GREEN),
        (LOWER, "-10", None, "-8.9", "-9.0", OFF, RED),
    ],
)
def test_near_target_then_last_year(polarity, target, percent, value, before, status, rag):
    each_rule = rule(Scheme.NEAR_TARGET_THEN_LAST_YEAR, polarity)
    set_for = aim(target, percent, PERCENT if percent else None)
    assert judged(each_rule, value, set_for, last_year(before)) == (status, rag)


@pytest.mark.parametrize("scheme", [Scheme.TARGET_THEN_LAST_YEAR, Scheme.NEAR_TARGET_THEN_LAST_YEAR])
def test_a_status_that_rests_on_a_withheld_figure_is_withheld(scheme):
    hidden = Earlier(None, LAST_YEAR, hidden=True)
    assert judged(rule(scheme), "50", aim("90"), hidden) == (Status.HIDDEN, NO_COLOUR)
    assert judged(rule(scheme), "90", aim("90"), hidden) == (ON, GREEN)


@pytest.mark.parametrize(
    ("polarity", "value", "target", "status"),
    [
        (HIGHER, "94.95", "95", ON),
        (HIGHER, "94.949999", "95", OFF),
        (LOWER, "-2.25", "-2.3", ON),
        (LOWER, "-2.2499", "-2.3", OFF),
        (HIGHER, "94.95", "95.001", OFF),
        (LOWER, "95.04", "95", ON),
    ],
)
def test_the_printed_figure_is_judged_against_the_target_as_set(polarity, value, target, status):
    assert judged(rule(polarity=polarity), value, aim(target))[0] is status


def test_the_edge_is_taken_as_set_too():
    sharp = rule(Scheme.TARGET_TOLERANCE)
    assert judged(sharp, "87.25", aim("90", "2.75", POINTS)) == (WITHIN, AMBER)  # prints 87.3; the edge is 87.25
    assert judged(sharp, "87.24", aim("90", "2.75", POINTS)) == (OFF, RED)  # prints 87.2


def test_what_has_no_status():
    assert assess(rule(), None, aim("90")).status is Status.NO_DATA
    assert assess(rule(), None, None).status is Status.NO_DATA
    assert judged(rule(), "50", None) == (Status.NO_TARGET, NO_COLOUR)
    assert judged(rule(polarity=NONE), "50", None) == (Status.NO_TARGET, NO_COLOUR)
    assert judged(rule(polarity=NONE), "50", aim("90")) == (Status.NO_JUDGEMENT, NO_COLOUR)
    assert judged(rule(Scheme.BAND, NONE), "50", band("40", "60")) == (Status.NO_JUDGEMENT, NO_COLOUR)


@pytest.mark.parametrize("polarity", [HIGHER, NONE])
def test_a_target_set_for_another_scheme_is_none(polarity):
    assert judged(rule(polarity=polarity), "50", band("40", "60"))[0] is Status.NO_TARGET
    assert judged(rule(Scheme.BAND, polarity), "50", aim("90"))[0] is Status.NO_TARGET
    assert judged(rule(Scheme.BAND, polarity), "50", Target(low=D(40)))[0] is Status.NO_TARGET
    assert judged(rule(Scheme.VARIANCE, polarity), "50", aim("0"))[0] is Status.NO_TARGET


def test_a_status_without_a_verdict_keeps_its_note():
    verdict = absent(rule(), Status.NOT_DUE, "Reported once a year; next: 2019/20.")
    assert (verdict.status, verdict.rag, verdict.reason) == (
        Status.NOT_DUE,
        NO_COLOUR,
        "Reported once a year; next: 2019/20.",
    )


def test_gaps_are_signed_and_exact():
    assert assess(count(), D(660), aim("580")).gap == 80
    assert assess(rule(), D(60), aim("90")).gap == -30
    assert assess(rule(Scheme.BAND, LOWER), D(40), band("17.9", "36.5")).gap == D("3.5")
    assert assess(rule(Scheme.BAND, LOWER), D(15), band("17.9", "36.5")).gap == D("-2.9")
    assert assess(rule(Scheme.BAND, LOWER), D(20), band("17.9", "36.5")).gap == 0


def test_the_edge_of_tolerance():
    assert edges(rule(Scheme.TARGET_TOLERANCE), aim("90", "5", PERCENT)) == (D("85.5"), None)
    assert edges(rule(Scheme.TARGET_TOLERANCE, LOWER), aim("90", "5", POINTS)) == (None, 95)
    assert edges(rule(Scheme.NEAR_TARGET_THEN_LAST_YEAR), aim("90")) == (81, None)
    assert edges(rule(), aim("90")) == (None, None)
    assert edges(rule(), aim("90", "5", POINTS)) == (None, None)  # the scheme has none
    assert edges(rule(Scheme.TARGET_TOLERANCE, NONE), aim("90", "5", POINTS)) == (None, None)
    assert edges(rule(Scheme.TARGET_TOLERANCE), aim("90")) == (None, None)
    assert edges(rule(Scheme.TARGET_TOLERANCE), band("1", "2")) == (None, None)
    assert edges(rule(Scheme.TARGET_TOLERANCE), None) == (None, None)
