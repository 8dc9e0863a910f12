"""Which measures a scorecard holds, which reading of each it shows, and for which period it is."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.domain.figure import Actual
from kpis.domain.period_text import parse_period
from kpis.domain.words import Movement, Section, Status
from kpis.models import Committee, Framework, MeasureRule, Outcome, PolicyArea
from kpis.people import PUBLIC
from kpis.refusals import NotFound
from kpis.scorecards.queries import scorecard, section
from tests.scorecards.asking import card, line, lines, wanted
from tests.stored import make_category, make_council, make_measure, make_plan, make_reading, make_target


@pytest.fixture
def plan(db: None) -> Framework:
    return make_plan(make_council())


def quarterly(plan, ref="M1", **given):
    return make_measure(plan, ref, frequency="quarterly", **given)


def shown(found):
    return (found.period.code if found.period else None, found.printed)


# Which reading


def test_the_reading_of_the_scorecards_own_period(plan):
    measure = quarterly(plan)
    make_reading(measure, "2018/19 Q3", "3")
    make_reading(measure, "2018/19 Q4", "4")
    assert shown(line("2018/19 Q4")) == ("2018/19 Q4", "4")


def test_a_years_scorecard_takes_the_outturn(plan):
    measure = quarterly(plan)
    make_reading(measure, "2018/19 Q4", "4")
    make_reading(measure, "2018/19", "10")
    assert shown(line("2018/19")) == ("2018/19", "10")


def test_else_the_last_period_in_the_year_by_its_name(plan):
    make_reading(quarterly(plan), "2018/19 Q4", "4")
    assert shown(line("2018/19")) == ("2018/19 Q4", "4")


def test_the_outturn_never_replaces_a_quarter(plan):
    make_reading(quarterly(plan), "2018/19", "10")
    assert shown(line("2018/19 Q4")) == ("2018/19 Q4", "No figure entered")


def test_a_months_figure_stands_for_its_quarter(plan):
    make_reading(make_measure(plan, "M1", frequency="monthly"), "2019-03", "7")
    assert shown(line("2018/19 Q4")) == ("2019-03", "7")


def test_a_calendar_year_stands_on_the_financial_years_scorecard_in_which_it_ends(plan):
    make_reading(make_measure(plan, "M1", year_start=1), "2018", "7")
    assert shown(line("2018/19")) == ("2018", "7")


def test_a_yearly_measure_is_not_due_in_a_first_quarter(plan):
    make_reading(make_measure(plan, "M1"), "2018/19", "7")
    found = line("2019/20 Q1")
    assert found.verdict.status is Status.NOT_DUE
    assert found.verdict.reason == "Reported once a year; next: 2019/20."


def test_a_missing_figure_has_the_last_known_beside_it_without_a_verdict(plan):
    measure = make_measure(plan, "M1")
    make_target(measure, "2018/19", "5")
    make_reading(measure, "2017/18", "7")
    make_reading(measure, "2018/19", marker="awaiting", expected=dt.date(2020, 3, 31))
    found = line("2018/19")
    assert found.verdict.status is Status.NO_DATA
    assert found.verdict.reason == "Awaiting data, due 31 March 2020; last known: 7 for 2017/18."


def test_the_last_known_figure_is_found_however_long_ago_it_was(plan):
    measure = quarterly(plan)
    make_reading(measure, "2009/10 Q2", "7")
    make_reading(measure, "2018/19 Q4", marker="awaiting")
    assert line("2018/19 Q4").verdict.reason.endswith("last known: 7 for Q2 2009/10.")


def test_an_older_figure_is_never_shown_as_that_of_the_period(plan):
    make_reading(quarterly(plan), "2018/19 Q2", "2")
    found = line("2018/19 Q4")
    assert not isinstance(found.figure, Actual)
    assert found.travel.movement is Movement.NOT_COMPARED


def test_only_the_period_just_before_is_compared_with(plan):
    measure = quarterly(plan)
    make_reading(measure, "2018/19 Q2", "2")
    make_reading(measure, "2018/19 Q4", "4")
    assert line("2018/19 Q4").travel.movement is Movement.NOT_COMPARED
    make_reading(measure, "2018/19 Q3", "3")
    assert line("2018/19 Q4").travel.movement is Movement.UP


def test_snapshots_that_end_on_a_day_are_one_reading(plan):
    make_reading(quarterly(plan, period_kind="snapshot"), "2018/19", "346")
    for period in ("2018/19", "2018/19 Q4", "2019-03"):
        assert line(period).printed == "346", period


# Which measures


def test_a_measure_lives_from_its_first_reading(plan):
    make_reading(make_measure(plan, "OLD"), "2015/16", "1")
    make_reading(make_measure(plan, "NEW"), "2018/19", "1")
    assert set(lines("2016/17")) == {"OLD"}
    assert set(lines("2018/19")) == {"OLD", "NEW"}


def test_a_stated_life_holds_so_that_next_years_list_leaves_last_years_alone(plan):
    ended = make_measure(plan, "ENDED", live_from=dt.date(2016, 4, 1), live_to=dt.date(2018, 3, 31))
    begun = make_measure(plan, "BEGUN", live_from=dt.date(2018, 4, 1))
    for measure in (ended, begun):
        for period in ("2016/17", "2017/18", "2018/19"):
            make_reading(measure, period, "1")
    assert set(lines("2017/18")) == {"ENDED"}
    assert set(lines("2018/19")) == {"BEGUN"}


def test_a_plan_and_a_committee_narrow_it(plan):
    other = make_plan(plan.council, "contract", "contract")
    panel = Committee.objects.create(council=plan.council, slug="panel", name="Panel")
    for where, ref in ((plan, "P1"), (plan, "P2"), (other, "C1")):
        make_reading(make_measure(where, ref), "2018/19", "1")
    plan.measures.get(ref="P2").committees.add(panel)
    other.measures.get().committees.add(panel)
    assert set(lines("2018/19", framework="contract")) == {"C1"}
    assert set(lines("2018/19", committee="panel")) == {"P2", "C1"}
    assert set(lines("2018/19", framework="plan", committee="panel")) == {"P2"}


def test_another_councils_measures_stay_there(plan):
    make_reading(make_measure(make_plan(make_council("southshire")), "M9"), "2018/19", "1")
    make_reading(make_measure(plan, "M1"), "2018/19", "1")
    assert set(lines("2018/19")) == {"M1"}


def test_what_there_is_not_is_named_with_what_there_is(plan):
    with pytest.raises(NotFound, match=r'no plan or contract "x"\. It has: plan\.'):
        card(framework="x")
    with pytest.raises(NotFound, match=r'no committee "x"\. It has: none\.'):
        card(committee="x")
    with pytest.raises(NotFound, match='no council "x"'):
        card(council="x")


# Order and sections


def test_concerns_then_progress_then_the_rest_each_in_the_order_of_the_plan(plan):
    for place, (ref, value, before) in enumerate((("REST", "5", "5"), ("GOOD", "4", "6"), ("BAD", "9", "9"))):
        measure = make_measure(plan, ref, order=place)
        make_reading(measure, "2017/18", before)
        make_reading(measure, "2018/19", value)
        make_target(measure, "2018/19", "5")
    assert list(lines("2018/19")) == ["BAD", "GOOD", "REST"]


def test_where_the_service_put_a_measure_holds_over_its_verdict(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2018/19", "9", section="good_progress")
    make_target(measure, "2018/19", "5")
    assert section(line("2018/19")) is Section.GOOD_PROGRESS


def test_measures_of_an_outcome_and_area_stand_together(plan):
    outcomes = [Outcome.objects.create(framework=plan, name=name) for name in ("Safe", "Rich")]
    areas = [PolicyArea.objects.create(framework=plan, name=name) for name in ("Care", "Jobs")]
    places = [(0, 0), (1, 1), (0, 1), (1, 1), (0, 0)]
    for place, (outcome, area) in enumerate(places):
        given = {"outcome": outcomes[outcome], "policy_area": areas[area], "order": place}
        make_reading(make_measure(plan, f"M{place}", **given), "2018/19", "1")
    assert list(lines("2018/19")) == ["M0", "M4", "M2", "M1", "M3"]


# Which period


def test_the_latest_period_has_figures_for_at_least_half_of_what_is_due(plan):
    for ref in ("M1", "M2", "M3"):
        make_reading(quarterly(plan, ref), "2018/19 Q3", "1")
    make_reading(plan.measures.get(ref="M1"), "2018/19 Q4", "1")
    assert card().period == parse_period("2018/19 Q3")
    make_reading(plan.measures.get(ref="M2"), "2018/19 Q4", "1")
    assert card().period == parse_period("2018/19 Q4")


def test_awaited_figures_make_no_period_the_latest(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2017/18", "1")
    make_reading(measure, "2018/19", marker="awaiting")
    assert card().period == parse_period("2017/18")


def test_drafts_make_no_period_and_no_figure(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2017/18", "1")
    make_reading(measure, "2018/19", "99", state="draft")
    make_reading(measure, "2017/18", "98", state="submitted")
    found = card()
    assert found.period == parse_period("2017/18")
    assert [each.code for each in found.periods] == ["2017/18"]
    assert line().figure.value == 1


def test_a_draft_of_an_earlier_period_gives_no_earlier_life(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2018/19", "1")
    make_reading(measure, "2016/17", "99", state="draft")
    assert card("2016/17").lines == ()
    assert [each.period.code for each in card("2018/19").lines] == ["2018/19"]


def test_nothing_reported_has_no_period(plan):
    make_measure(plan, "M1")
    assert card().period is None
    assert card().lines == ()


# Rules, targets and publications beside figures


def test_a_figure_is_judged_by_the_rule_of_its_own_period(plan):
    measure = make_measure(plan, "M1")
    MeasureRule.objects.create(
        measure=measure, begins=dt.date(2018, 4, 1), scheme="target", polarity="higher", decimal_places=0
    )
    for period in ("2017/18", "2018/19"):
        make_reading(measure, period, "9")
        make_target(measure, period, "5")
    assert line("2017/18").verdict.status is Status.OFF_TARGET
    assert line("2018/19").verdict.status is Status.ON_TARGET


def test_a_year_target_judges_no_part_of_a_count_that_adds_up(plan):
    measure = quarterly(plan, polarity="higher")
    make_target(measure, "2018/19", "40")
    make_reading(measure, "2018/19 Q1", "10")
    found = line("2018/19 Q1")
    assert found.verdict.status is Status.NO_TARGET
    assert "40" in found.verdict.reason


def test_breakdowns_are_no_total(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2018/19", "9", category=make_category(measure, "District", "North"))
    assert card().period is None
    assert lines("2018/19")["M1"].figure is None


def test_what_a_paper_said_stays_beside_what_is_computed(plan):
    measure = make_measure(plan, "M1")
    make_reading(measure, "2018/19", "9", published={"status": "met", "dot": "down", "projection": "same"})
    found = line("2018/19")
    assert [found.published(kind) for kind in ("status", "dot", "trend", "projection")] == ["met", "down", "", "same"]
    assert found.verdict.status is Status.NO_TARGET


def test_numbers_come_from_the_database_as_they_were_set(plan):
    measure = make_measure(plan, "M1", unit="percentage", decimal_places=1)
    make_reading(measure, "2018/19", "33.333333", numerator="1", denominator="3")
    found = line("2018/19").figure
    assert isinstance(found, Actual)
    assert (found.value, found.numerator, found.denominator) == (Decimal("33.333333"), 1, 3)


# Statements


@pytest.mark.parametrize("period", ["2018/19", "2018/19 Q1"])
def test_the_number_of_statements_does_not_depend_on_how_many_measures_there_are(plan, period):
    counts = []
    for more in (5, 45):
        for place in range(more):
            measure = quarterly(plan, f"{more}-{place}")
            make_target(measure, "2018/19", "5")
            make_reading(measure, "2017/18 Q4", "4")
            make_reading(measure, "2018/19 Q4", "6") if place % 2 else make_reading(
                measure, "2018/19 Q4", marker="awaiting"
            )
        with CaptureQueriesContext(connection) as captured:
            assert len(scorecard(wanted(period), PUBLIC).lines) >= more
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8
