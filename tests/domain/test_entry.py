"""What looks like a slip, and what a red figure is explained with."""

import datetime as dt
from decimal import Decimal

import pytest

from kpis.domain.entry import (
    Doubt,
    Explained,
    Neighbours,
    earlier_of_year,
    is_explanation_due,
    warnings_for,
)
from kpis.domain.words import Rag
from tests.domain.build import D, aim, band, count, p, rule

HISTORY = tuple(map(Decimal, ("640", "650", "655")))
SHARES = tuple(map(Decimal, ("80", "82", "85")))


def doubts(value, the_rule=None, share=True, **beside):
    found = warnings_for(the_rule or count(), None if value is None else D(value), share, Neighbours(**beside))
    return {each.doubt: each.text for each in found}


@pytest.mark.parametrize("value", ["65.1", "100", "655", "6499", "-650"])
def test_a_figure_near_its_history_is_not_doubted(value):
    assert doubts(value, history=HISTORY) == {}


@pytest.mark.parametrize("value", ["6500", "65", "1", "99999", "-6500"])
def test_ten_times_or_a_tenth_of_its_history_is(value):
    found = doubts(value, history=HISTORY)
    assert list(found) == [Doubt.OUT_OF_SCALE]
    assert "(640, 650, 655)" in found[Doubt.OUT_OF_SCALE]


def test_only_the_last_four_figures_are_named():
    assert "(2, 3, 4, 5)" in doubts("500", history=tuple(map(Decimal, "12345")))[Doubt.OUT_OF_SCALE]


def test_without_history_or_value_nothing_is_doubted():
    assert doubts("6500") == {}
    assert doubts(None, history=HISTORY, to_date_before=D("5")) == {}


@pytest.mark.parametrize(
    ("value", "share", "beside", "doubted"),
    [
        ("0.95", True, {"history": SHARES}, True),
        ("1", True, {"history": SHARES}, True),
        ("1.01", True, {"target": aim("90")}, False),
        ("0.95", True, {"target": aim("90")}, True),
        ("0.95", True, {"target": band("80", "90")}, True),
        ("0.95", True, {"target": aim("0.9")}, False),
        ("0.95", True, {"history": (D("0.5"), D("80"))}, False),
        ("0.95", False, {"history": (D("3"),)}, False),
        ("0", True, {"history": SHARES}, False),
    ],
)
def test_a_share_typed_as_a_fraction_is_doubted(value, share, beside, doubted):
    found = doubts(value, rule(), share, **beside)
    assert (Doubt.FRACTION in found) is doubted


def test_the_fraction_is_named_as_the_percentage_it_may_be():
    text = doubts("0.95", rule(), history=SHARES)[Doubt.FRACTION]
    assert text == "0.95% looks like a fraction: is it 95%?"


@pytest.mark.parametrize(("value", "doubted"), [("29", True), ("30", False), ("31", False)])
def test_a_figure_to_date_below_the_one_before_is_doubted(value, doubted):
    found = doubts(value, to_date_before=D("30"))
    assert (Doubt.FALLING_TO_DATE in found) is doubted


ADOPTED = tuple(map(Decimal, ("10", "9", "7", "11", "10")))


@pytest.mark.parametrize(
    ("value", "of_year", "doubted"),
    [
        ("19", "10", True),
        ("17", "10", True),
        ("21", "10", True),
        ("16", "10", False),
        ("22", "10", False),
        ("11", "4", False),
        ("28", "10 9", True),
        ("19", "", False),
        ("12", "0", False),
    ],
)
def test_a_figure_that_is_as_usual_once_the_years_others_are_taken_off_is_doubted(value, of_year, doubted):
    found = doubts(value, history=ADOPTED, of_year=tuple(map(Decimal, of_year.split())))
    assert (Doubt.CUMULATIVE in found) is doubted


def test_the_figures_that_a_cumulative_one_would_be_of_are_named():
    text = doubts("28", history=ADOPTED, of_year=(D("10"), D("9")))[Doubt.CUMULATIVE]
    assert text.startswith("28 is more than any figure before it, and is 10 + 9 + 9: is it for the year to date?")
    assert doubts("19", history=ADOPTED[:2], of_year=(D("10"),)) == {}


def test_the_figures_of_the_year_so_far_are_all_there_or_none():
    figures = {p("2025/26 Q4").start: D(1), p("2026/27 Q1").start: D(10), p("2026/27 Q2").start: D(9)}
    assert earlier_of_year(p("2026/27 Q3"), figures) == [10, 9]
    assert earlier_of_year(p("2026/27 Q4"), figures) == []
    assert earlier_of_year(p("2026/27 Q1"), figures) == []
    assert earlier_of_year(p("2026/27"), figures) == []


WHOLE = Explained("Cause", "Action", "Owner", dt.date(2019, 9, 30))


@pytest.mark.parametrize("rag", [Rag.GREEN, Rag.AMBER, Rag.NONE])
def test_what_is_not_red_needs_no_explanation(rag):
    assert not is_explanation_due(rag, None)


@pytest.mark.parametrize(
    ("explained", "due"),
    [
        (None, True),
        (Explained(), True),
        (WHOLE, False),
        (WHOLE._replace(cause=""), True),
        (WHOLE._replace(action=""), True),
        (WHOLE._replace(owner=""), True),
        (WHOLE._replace(back_on_track=None), True),
        (Explained(waived=True), False),
    ],
)
def test_a_red_figure_needs_cause_action_owner_and_date_unless_waived(explained, due):
    assert is_explanation_due(Rag.RED, explained) is due
