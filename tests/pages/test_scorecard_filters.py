"""Filters and sorting of a scorecard, all of them in its address."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.pages.reading import opened, rows, status, text_of
from tests.stored import LONG_AGO, make_council, make_measure, make_plan, make_reading, make_target

EX, WORCESTERSHIRE = "/exampleshire/scorecard/", "/worcestershire/scorecard/"


def refs(client: Client, query: str, page: str = EX) -> list[str]:
    return list(rows(opened(client, f"{page}{query}")))


def column(card: BeautifulSoup, name: str) -> str | None:
    """How a column is said to be sorted."""
    heads = {text_of(each): each for each in card.select("table.scorecard thead th")}
    return heads[name].get("aria-sort")


def test_a_plan_or_a_contract_alone(demo, nobody):
    contract = refs(nobody, "?framework=exampleshire-childrens-company")
    assert contract
    assert all(ref.startswith("KPI-") for ref in contract)
    plan = refs(nobody, "?framework=exampleshire-plan&period=2026-27-q2")
    assert not set(plan) & set(contract)


def test_a_committee_has_the_measures_of_its_remit_and_its_name_above_the_title(demo, nobody):
    page = opened(nobody, f"{EX}?committee=resources&period=2026-27-q2")
    assert text_of(page.select_one(".govuk-caption-l")) == "Resources Scrutiny Committee"
    shown = set(rows(page))
    assert {"RES01", "CYP13", "KPI-OR1"} <= shown
    assert "CYP01" not in shown


def test_a_measure_in_two_remits_is_on_both_scorecards(demo, nobody):
    for committee in ("resources", "children-and-young-people"):
        assert "RES01" in refs(nobody, f"?committee={committee}&period=2026-27-q2")


@pytest.mark.parametrize("colour", ["green", "amber", "red"])
def test_a_colour_holds_every_status_of_it(demo, nobody, colour):
    found = rows(opened(nobody, f"{EX}?status={colour}"))
    assert found
    css = {each.select_one(".status")["class"][1] for each in found.values()}
    assert css <= {f"status--{colour}", "status--better"}


def test_the_colours_together_are_the_whole(demo, nobody):
    parts = [refs(nobody, f"?status={colour}") for colour in ("green", "amber", "red", "none")]
    assert sorted(ref for part in parts for ref in part) == sorted(refs(nobody, ""))


def test_a_single_status(demo, nobody):
    found = rows(opened(nobody, f"{EX}?status=not_due"))
    assert {status(row) for row in found.values()} == {"Not due"}


def test_outcome_service_and_words_narrow_together(demo, nobody):
    both = refs(nobody, "?outcome=the-council-is-well-run&service=finance-and-property&text=FORECAST spending")
    assert sorted(both) == ["RES01", "RES02", "RES03"]


def test_words_are_found_in_the_reference_too_and_not_elsewhere(demo, nobody):
    assert refs(nobody, "?text=kpi-sc1") == ["KPI-SC1"]
    assert refs(nobody, "?text=exampleshire.example") == []


def test_what_is_filtered_is_said_with_a_way_to_remove_it(demo, nobody):
    page = opened(nobody, f"{EX}?status=red&text=spending&period=2026-27-q2")
    chips = page.select("ul.chips a")
    assert [text_of(each).removesuffix(" ✕ (remove)") for each in chips][1] == "Text: spending"
    assert "status=" not in chips[0]["href"]
    assert "text=spending" in chips[0]["href"]
    assert "Showing" in text_of(page.main)


def test_filters_never_change_the_opening_sentence(demo, nobody):
    told = [text_of(opened(nobody, f"{EX}{query}").select_one(".lede")) for query in ("", "?status=red")]
    assert told[0] == told[1]


def test_no_measure_fits_is_said_with_a_way_back(demo, nobody):
    page = opened(nobody, f"{EX}?text=nothing-is-called-so")
    assert "No measure fits the filters." in text_of(page.main)
    assert [each["href"] for each in page.main.find_all("a") if text_of(each) == "Show all of them"]


def test_a_status_that_does_not_exist_is_told_at_its_field_and_all_measures_stay(demo, nobody):
    page = opened(nobody, f"{EX}?status=banana")
    assert "Select a valid choice" in text_of(page.select_one("#id_status_error"))
    assert page.select_one("details.filters").has_attr("open")
    assert len(rows(page)) == len(refs(nobody, ""))


def test_the_form_shows_what_was_asked_for(demo, nobody):
    page = opened(nobody, f"{EX}?committee=resources&status=red&text=budget&period=2026-27-q1")
    chosen = {each.find_parent("select")["name"]: each["value"]
              for each in page.select("option[selected]") if each["value"]}  # fmt: skip
    assert chosen == {"committee": "resources", "status": "red", "period": "2026-27-q1"}
    assert page.select_one("#id_text")["value"] == "budget"


def test_only_what_is_there_is_offered(demo, nobody):
    page = opened(nobody, f"{EX}?framework=exampleshire-childrens-company")
    offered = {each["value"] for each in page.select("#id_service option")}
    assert offered == {"", "exampleshire-childrens-company-fictional"}


@pytest.mark.parametrize("name", ["status", "measure", "figure", "target", "travel"])
def test_a_column_sorts_up_and_down_and_says_so(demo, nobody, name):
    up, down = (opened(nobody, f"{WORCESTERSHIRE}?sort={sign}{name}") for sign in ("", "-"))
    head = {"status": "Status", "measure": "Measure", "figure": "Latest figure", "target": "Target",
            "travel": "Direction"}[name]  # fmt: skip
    assert (column(up, head), column(down, head)) == ("ascending", "descending")
    assert len(up.select("[aria-sort]")) == 1
    assert set(rows(up)) == set(rows(down))
    assert list(rows(up)) != list(rows(down))


def test_figures_sort_as_numbers_and_missing_ones_stay_last(db, nobody):
    council = make_council()
    plan = make_plan(council)
    for ref, value in (("M1", "9"), ("M2", "100"), ("M3", None), ("M4", "-20")):
        measure = make_measure(plan, ref, polarity="higher")
        make_reading(measure, "2018/19", value, **({} if value else {"marker": "awaiting"}))
    page = "/northshire/scorecard/"
    assert refs(nobody, "?sort=figure", page) == ["M4", "M1", "M2", "M3"]
    assert refs(nobody, "?sort=-figure", page) == ["M2", "M1", "M4", "M3"]


def test_a_header_sorts_and_sorts_the_other_way_again(demo, nobody):
    links = opened(nobody, f"{EX}?status=red").select("table.scorecard thead a")
    assert "sort=status" in links[0]["href"]
    assert "status=red" in links[0]["href"]
    again = opened(nobody, f"{EX}?sort=status").select("table.scorecard thead a")
    assert "sort=-status" in again[0]["href"]


def test_a_column_that_does_not_exist_sorts_nothing(demo, nobody):
    page = opened(nobody, f"{EX}?sort=owner__password")
    assert not page.select("[aria-sort]")
    assert list(rows(page)) == refs(nobody, "")


def test_as_of_shows_what_stood_at_the_end_of_a_day(db, nobody):
    plan = make_plan(make_council())
    measure = make_measure(plan, "M1")
    make_target(measure, "2018/19", "300")
    make_reading(measure, "2018/19", "346", at=LONG_AGO, marker="provisional")
    make_reading(measure, "2018/19", "345", at=LONG_AGO.replace(month=9))
    told = {day: text_of(rows(opened(nobody, f"/northshire/scorecard/{query}"))["M1"])
            for day, query in (("June", "?as_of=2019-06-18"), ("now", ""))}  # fmt: skip
    assert "346 against a target of 300" in told["June"]
    assert "345 against a target of 300" in told["now"]
    page = opened(nobody, "/northshire/scorecard/?as_of=2019-06-18")
    assert "As it stood at the end of 18 June 2019." in text_of(page.select_one(".govuk-inset-text"))
    assert "as_of=2019-06-18" in rows(page)["M1"].a["href"]
    assert all("as_of=2019-06-18" in each["href"] for each in page.select('[aria-label="Download"] a'))


def test_as_of_a_day_before_anything_was_recorded_has_no_figures(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1")
    make_reading(measure, "2018/19", "346", at=LONG_AGO)
    text = text_of(opened(nobody, "/northshire/scorecard/?as_of=2019-04-30").main)
    assert "No figure had been recorded by 30 April 2019: there is nothing to count." in text
