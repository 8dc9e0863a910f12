"""Nothing stands on a scorecard before it lived, and what is added changes no old total."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from kpis.models import Framework
from kpis.scorecards.texts import opening
from tests.pages.reading import opened, text_of
from tests.scorecards.asking import TODAY, card, lines
from tests.stored import make_council, make_measure, make_plan, make_reading, moment

SPRING = moment("2026-05-12")


@pytest.fixture
def plan(db: None) -> Framework:
    return make_plan(make_council())


def on_it(period: str, at: dt.datetime | None = None) -> set[str]:
    return set(lines(period, at))


def test_a_measure_without_figures_lives_from_the_day_it_was_set_up(plan):
    make_measure(plan, "M1", frequency="quarterly", set_up=SPRING)
    assert [on_it(period) for period in ("2016/17", "2025/26", "2025/26 Q4")] == [set(), set(), set()]
    assert [on_it(period) for period in ("2026/27 Q1", "2026/27")] == [{"M1"}, {"M1"}]


def test_the_day_it_was_set_up_is_londons(plan):
    late = dt.datetime(2026, 3, 31, 23, 30, tzinfo=dt.UTC)
    make_measure(plan, "M1", frequency="monthly", set_up=late)
    assert [on_it(period) for period in ("2026-03", "2026-04")] == [set(), {"M1"}]


def test_it_lives_from_its_plans_start_where_that_is_later(db):
    make_measure(make_plan(make_council(), starts=dt.date(2026, 7, 1)), "M1", frequency="quarterly", set_up=SPRING)
    assert [on_it(period) for period in ("2026/27 Q1", "2026/27 Q2")] == [set(), {"M1"}]


def test_its_first_figure_or_a_stated_start_goes_before_both(plan):
    make_reading(make_measure(plan, "M1", frequency="quarterly", set_up=SPRING), "2018/19 Q3", "7")
    make_measure(plan, "M2", frequency="quarterly", set_up=SPRING, live_from="2019-01-01")
    assert [on_it(period) for period in ("2018/19 Q2", "2018/19 Q3", "2018/19 Q4")] == [set(), {"M1"}, {"M1", "M2"}]


def test_a_contracts_kpi_lives_from_the_contracts_start(db):
    contract = make_plan(make_council(), "company", "contract", starts=dt.date(2019, 10, 1))
    make_measure(contract, "K1", frequency="monthly", set_up=SPRING)
    make_reading(make_measure(contract, "K2", frequency="monthly", set_up=SPRING), "2016-06", "7")
    assert [on_it(period) for period in ("2016/17 Q1", "2019-09")] == [set(), set()]
    assert [on_it(period) for period in ("2019-10", "2019/20")] == [{"K1", "K2"}, {"K1", "K2"}]


def test_adding_a_measure_changes_no_old_total(plan):
    make_reading(make_measure(plan, "M1", frequency="quarterly"), "2025/26 Q4", "7")
    asked = [("2025/26 Q4", None), ("2025/26", None), ("2026/27 Q3", moment("2026-11-01"))]
    before = [card(*each).tally for each in asked]
    make_measure(plan, "M2", frequency="quarterly", set_up=moment("2026-11-20"))
    assert [card(*each).tally for each in asked] == before
    assert [card("2026/27 Q3").tally.total, TODAY] == [2, dt.date(2026, 11, 22)]


def test_as_of_a_day_before_anything_was_recorded_it_says_so_and_counts_nothing(plan, client: Client):
    make_reading(make_measure(plan, "M1"), "2018/19", "7")
    found = card("2018/19", moment("2019-04-30"))
    assert (found.tally.total, found.lines) == (0, ())
    text = "No figure had been recorded by 30 April 2019: there is nothing to count."
    assert opening(found).sentence == text
    assert card("2018/19", moment("2019-05-02")).tally.total == 1
    page = opened(client, "/northshire/scorecard/?period=2018-19&as_of=2019-04-30")
    assert text in text_of(page.main)
    assert page.select("table.scorecard") == []
    content = client.get("/northshire/scorecard.csv?period=2018-19&as_of=2019-04-30").content.decode()
    assert len(content.splitlines()) == 1
