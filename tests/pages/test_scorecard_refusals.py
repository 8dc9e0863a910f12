"""What a scorecard's address cannot be answered with, and what an almost empty council looks like."""

import pytest

from tests.pages.reading import opened, rows, said, status, text_of
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target

PAGE = "/warwickshire/scorecard/"
LONG = "x" * 1_000_000


@pytest.mark.parametrize(
    ("query", "help_given"),
    [
        ("?period=banana", "banana"),
        ("?period=2018-13", "2018-13"),
        ("?period=Q4", "Q4"),
        ("?committee=nobody", "It has: children-and-young-people."),
        ("?framework=nothing", "It has: one-organisational-plan-2020."),
        ("?as_of=yesterday", "write it as 2019-06-18"),
        ("?as_of=2019-02-30", "write it as 2019-06-18"),
        ("?as_of=9999-12-31", "write it as 2019-06-18"),
    ],
)
def test_what_does_not_exist_is_a_404_that_helps(demo, nobody, query, help_given):
    for form in ("/", ".csv", ".xlsx", ".ods"):
        told = said(nobody, f"/warwickshire/scorecard{form}{query}", status=404)
        assert "Page not found" in told
        assert help_given in told


def test_an_unknown_council_says_so_and_leads_to_those_there_are(demo, nobody):
    page = opened(nobody, "/atlantis/scorecard/", status=404)
    assert 'There is no council "atlantis" here, or it is not open to you.' in text_of(page.main)
    assert page.main.find("a")["href"] == "/"


def test_a_council_that_is_open_to_members_alone_reads_like_one_that_does_not_exist(db, nobody):
    make_council("closedshire", visibility="members")
    hidden, unknown = (said(nobody, f"/{slug}/scorecard/", 404) for slug in ("closedshire", "atlantis"))
    assert hidden.replace("closedshire", "atlantis") == unknown


@pytest.mark.parametrize(
    "name", ["period", "committee", "framework", "status", "outcome", "service", "text", "sort", "as_of"]
)
def test_a_megabyte_of_text_is_answered_shortly(demo, nobody, name):
    response = nobody.get(PAGE, {name: LONG})
    assert response.status_code in (200, 404)
    assert len(response.content) < 200_000


@pytest.mark.parametrize("name", ["period", "committee", "framework", "status", "text", "as_of", "sort"])
def test_a_nul_in_the_address_is_refused(demo, nobody, name):
    assert nobody.get(f"{PAGE}?{name}=a%00b").status_code == 400
    assert nobody.get("/war%00wickshire/scorecard/").status_code == 400


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'; DROP TABLE x;--", "%"]
)
def test_what_was_typed_is_kept_and_escaped(demo, nobody, text):
    response = nobody.get(PAGE, {"text": text})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content
    assert b"<img src=x" not in response.content
    page = opened(nobody, response.request["PATH_INFO"] + "?" + response.request["QUERY_STRING"])
    assert page.select_one("#id_text")["value"] == text


@pytest.mark.parametrize("form", ["POST", "PUT", "DELETE"])
def test_nothing_is_changed_by_asking_in_another_way(demo, nobody, form):
    assert nobody.generic(form, PAGE).status_code == 405


def test_a_council_with_no_measures(db, nobody):
    make_council()
    page = opened(nobody, "/northshire/scorecard/")
    assert "No figure has been reported yet." in text_of(page.main)
    assert "No figure has been reported yet." in said(nobody, "/northshire/")
    for form in ("csv", "xlsx", "ods"):
        assert nobody.get(f"/northshire/scorecard.{form}").status_code == 200


def test_a_measure_without_readings_is_shown_without_a_figure(db, nobody):
    plan = make_plan(make_council())
    make_measure(plan, "M1")
    assert "No figure has been reported yet." in said(nobody, "/northshire/scorecard/")
    row = rows(opened(nobody, "/northshire/scorecard/?period=2018-19"))["M1"]
    assert status(row) == "No data"
    assert "No figure entered" in text_of(row)


def test_a_measure_without_a_target(db, nobody):
    make_reading(make_measure(make_plan(make_council()), "M1"), "2018/19", "7")
    row = rows(opened(nobody, "/northshire/scorecard/"))["M1"]
    assert status(row) == "No target"


def test_a_measure_without_a_polarity_is_for_information(db, nobody):
    measure = make_measure(make_plan(make_council()), "M1", polarity="none")
    make_reading(measure, "2017/18", "6")
    make_reading(measure, "2018/19", "7")
    make_target(measure, "2018/19", "5")
    row = rows(opened(nobody, "/northshire/scorecard/"))["M1"]
    assert status(row) == "For information"
    assert row.select_one(".status--none")
    assert text_of(row.select_one(".travel")) == "↑ up, no judgement"
    assert "1 for information" in said(nobody, "/northshire/scorecard/")
