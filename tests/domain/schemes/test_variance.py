"""On budget, over and under it, on the limits and just beyond them."""

import pytest

from kpis.domain.numbers import Unit
from kpis.domain.schemes import assess
from kpis.domain.schemes.variance import variance_percent
from kpis.domain.words import Rag, Scheme, Status, Target
from tests.domain.build import HIGHER, LOWER, NONE, D, budget, judged, rule

ON, OVER = Status.ON_BUDGET, Status.OVERSPENT
GREEN, AMBER, RED = Rag.GREEN, Rag.AMBER, Rag.RED


@pytest.mark.parametrize(
    ("value", "low", "high", "status", "rag"),
    [
        ("100000", "-2", "0", ON, GREEN),
        ("100001", "-2", "0", OVER, RED),  # 0.001% over prints as 0.00%, and is an overspend
        ("100005", "-2", "0", OVER, RED),  # 0.005% rounds up to 0.01%
        ("98000", "-2", "0", ON, GREEN),
        ("97996", "-2", "0", ON, GREEN),  # -2.004%
        ("97995", "-2", "0", Status.UNDERSPENT, AMBER),  # -2.005% rounds away from zero to -2.01%
        ("98800", "-2", "0", ON, GREEN),
        ("101000", "-2", "1", ON, GREEN),
        ("101010", "-2", "1", OVER, RED),
        ("94999", "-5", "0", ON, GREEN),
        ("94990", "-5", "0", Status.UNDERSPENT, AMBER),
    ],
)
@pytest.mark.parametrize("polarity", [HIGHER, LOWER, NONE])
def test_variance_whatever_the_polarity(polarity, value, low, high, status, rag):
    each_rule = rule(Scheme.VARIANCE, polarity, Unit.CURRENCY, 0)
    assert judged(each_rule, value, budget("100000", low, high)) == (status, rag)


def test_variance_allows_minus_2_to_0_where_nothing_is_set():
    each_rule = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0)
    assert judged(each_rule, "98000", Target(D(100_000))) == (ON, GREEN)
    assert judged(each_rule, "97000", Target(D(100_000))) == (Status.UNDERSPENT, AMBER)
    assert judged(each_rule, "100100", Target(D(100_000))) == (OVER, RED)


def test_an_underspend_is_red_where_the_framework_says_so():
    each_rule = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0, underspend_is_red=True)
    assert judged(each_rule, "97000", budget("100000")) == (Status.UNDERSPENT, RED)


def test_variance_from_a_negative_budget_is_of_its_size():
    assert variance_percent(D("-90"), D("-100")) == D("10.00")
    assert variance_percent(D("-110"), D("-100")) == D("-10.00")
    assert judged(rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0), "-101", budget("-100")) == (ON, GREEN)


def test_variance_is_of_the_printed_actual():
    """100,000.4 prints as 100,000 and is no overspend."""
    assert judged(rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0), "100000.4", budget("100000")) == (ON, GREEN)


@pytest.mark.parametrize(
    ("value", "set_budget", "told"),
    [
        ("60953", "60950", "+£3k, less than 0.01%, over the allowed −2% to 0%"),
        ("101358", "101353", "+£5k, less than 0.01%, over the allowed −2% to 0%"),
        ("60954", "60950", "+0.01%, over the allowed −2% to 0%"),
        ("60950", "60950", "0.00%, inside the allowed −2% to 0%"),
        ("60947", "60950", "−£3k, less than 0.01%, inside the allowed −2% to 0%"),
    ],
)
def test_the_reason_says_an_overspend_however_little(value, set_budget, told):
    each_rule = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0, unit_label="k")
    verdict = assess(each_rule, D(value), budget(set_budget))
    assert verdict.reason.endswith(f"; {told}.")
    assert (verdict.rag is RED) == told.startswith("+")


def test_a_budget_of_0_is_no_budget_and_has_no_percent():
    each_rule = rule(Scheme.VARIANCE, NONE, Unit.CURRENCY, 0, unit_label="k")
    verdict = assess(each_rule, D(5), budget("0"))
    assert (verdict.status, verdict.rag) == (Status.NO_TARGET, Rag.NONE)
    assert verdict.reason == "£5k against a budget of £0k: no budget, so no percent."
    assert assess(each_rule, D(5), None).reason == "£5k; no budget is on record."
