"""What stands beside the figure that is shown: the last one known, and what the one before it was held against."""

import csv

import pytest
from django.test import Client

from kpis.domain.words import Judgement, Status
from kpis.models import Framework, Measure
from kpis.scorecards.texts import opening
from tests.scorecards.asking import card, line, page
from tests.stored import (
    make_baseline,
    make_category,
    make_council,
    make_measure,
    make_plan,
    make_reading,
    make_target,
    moment,
)  # fmt: skip


@pytest.fixture
def plan(db: None) -> Framework:
    return make_plan(make_council())


@pytest.mark.parametrize(("quarter", "month"), [("2018/19 Q3", "2019-01"), ("2011/12 Q3", "2012-01")])
def test_the_last_known_of_what_adds_up_is_of_the_same_length(plan, quarter, month):
    """Near, where the scorecard has it at hand, and far, where a statement of its own looks for it."""
    measure = make_measure(plan, "M1", frequency="quarterly")
    for period, value in ((quarter, "30"), (month, "9"), ("2010/11", "120")):
        make_reading(measure, period, value)
    label = f"{quarter[-2:]} {quarter[:-3]}"
    assert line("2018/19 Q4").verdict.reason == f"No figure entered; last known: 30 for {label}."
    assert page("M1", "2018/19 Q4").line.verdict.reason == line("2018/19 Q4").verdict.reason


def test_the_last_known_share_is_of_any_length(plan):
    make_reading(make_measure(plan, "M1", frequency="quarterly", unit="percentage"), "2019-01", "9")
    assert line("2018/19 Q4").verdict.reason == "No figure entered; last known: 9% for January 2019."


def test_the_year_before_is_held_against_its_own_band(plan):
    measure = make_measure(plan, "M1", unit="percentage", scheme="band", polarity="range")
    for year, value, low, high in (("2017/18", "50", "60", "70"), ("2018/19", "68", "60", "65")):
        make_reading(measure, year, value)
        make_target(measure, year, low=low, high=high)
    for found in (line("2018/19"), page("M1", "2018/19").line):
        assert found.travel.judgement is Judgement.IMPROVING


@pytest.fixture
def by_parts(plan) -> Measure:
    """Reported for two districts, one of them withheld, without a total."""
    measure = make_measure(plan, "M1", frequency="quarterly", suppress_below=5, live_from="2018-04-01")
    make_target(measure, "2018/19 Q4", "9")
    for name, value in (("North", "7"), ("South", "3")):
        make_reading(measure, "2018/19 Q4", value, category=make_category(measure, "District", name))
    return measure


def test_a_measure_reported_by_its_parts_alone_is_parts_only(by_parts, client: Client):
    for found in (line("2018/19 Q4"), page("M1", "2018/19 Q4").line):
        assert (found.verdict.status, found.printed) == (Status.PARTS_ONLY, "By its parts")
        assert found.verdict.reason == "Reported by its parts; there is no total for Q4 2018/19."
        assert found.travel.reason == "Not compared: it is reported by its parts."
        assert (found.last_known, found.trend.reason) == (None, "No trend: there is no figure to end with.")
    assert card("2018/19 Q4").tally.having(Status.PARTS_ONLY) == 1
    assert "1 reported by parts only" in opening(card("2018/19 Q4")).sentence
    (row,) = csv.DictReader(client.get("/northshire/scorecard.csv?period=2018-19-q4").content.decode().splitlines())
    assert (row["status"], row["value"], row["printed"]) == ("parts_only", "", "By its parts")


def test_parts_beside_a_total_or_for_another_period_change_nothing(by_parts):
    assert line("2018/19 Q3").verdict.status is Status.NO_DATA
    make_reading(by_parts, "2018/19 Q4", marker="awaiting")
    assert line("2018/19 Q4").verdict.status is Status.NO_DATA
    make_reading(by_parts, "2018/19 Q4", "10")
    assert line("2018/19 Q4").verdict.status is Status.OFF_TARGET


def test_parts_are_as_they_stood(by_parts):
    make_reading(by_parts, "2018/19 Q3", "4", at=moment("2019-01-10"))
    assert line("2018/19 Q4", moment("2019-02-01")).verdict.status is Status.NO_DATA


def test_a_missing_total_counts_no_statement_more_for_its_parts(by_parts, django_assert_num_queries):
    make_baseline(by_parts, "2017/18", "12")
    with django_assert_num_queries(7):  # what is withheld is asked once, for figures and baselines alike
        card("2018/19 Q4")
