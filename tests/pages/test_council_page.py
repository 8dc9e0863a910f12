"""A council's own page: its latest period, its committees, plans and contracts, and the periods with figures."""

from tests.demonstration import HEADLINE, OPENING
from tests.pages.reading import opened, said, text_of
from tests.stored import make_council, make_measure, make_person, make_plan, make_reading, signed_in


def links(page, start):
    return [each["href"] for each in page.main.find_all("a") if each["href"].startswith(start)]


def test_it_opens_with_the_sentence_of_its_latest_period_and_leads_to_it(demo, nobody):
    page = opened(nobody, "/warwickshire/")
    assert text_of(page.select_one("main .lede")) == HEADLINE
    assert text_of(page.select_one("main details p")) == OPENING
    assert text_of(page.select_one("a.govuk-button")) == "Open the scorecard for 2018/19"
    assert page.select_one("figure.chart svg")


def test_each_committee_and_plan_leads_to_its_scorecard(demo, nobody):
    page = opened(nobody, "/exampleshire/")
    assert len(links(page, "/exampleshire/scorecard/?committee=")) == 4
    assert len(links(page, "/exampleshire/scorecard/?framework=")) == 2
    for address in links(page, "/exampleshire/scorecard/?committee="):
        assert nobody.get(address).status_code == 200


def test_the_periods_with_figures_are_listed_by_length_the_latest_first(demo, nobody):
    page = opened(nobody, "/exampleshire/")
    heads = [text_of(each.find_previous("h3")) for each in page.select("main ul.periods")]
    assert heads == ["Years", "Halves", "Quarters", "Months"]
    quarters = [text_of(each) for each in page.select("ul.periods")[2].select("a")]
    assert quarters[0] == "Q2 2026/27"


def test_every_period_offered_can_be_opened(demo, nobody):
    for address in links(opened(nobody, "/worcestershire/"), "/worcestershire/scorecard/?period="):
        assert nobody.get(address).status_code == 200, address


def test_an_empty_council_says_what_is_not_there_yet(db, nobody):
    make_council()
    told = said(nobody, "/northshire/")
    for words in (
        "No figure has been reported yet",
        "No committee has been set up yet",
        "No plan or contract has been",
    ):
        assert words in told


def test_a_closed_council_is_404_outside_and_open_to_its_member(db, nobody):
    closed = make_council("closedshire", visibility="members")
    make_reading(make_measure(make_plan(closed), "M1"), "2018/19", "7")
    mo, oscar = signed_in(make_person("mo", closed, "member")), signed_in(make_person("oscar"))
    for where in ("", "changes/", "scorecard/", "scorecard.csv", "scorecard.xlsx", "scorecard.ods", "measures/M1/",
                  "measures/M1/data.csv", "measures/M1/chart.json"):  # fmt: skip
        address = f"/closedshire/{where}"
        assert nobody.get(address).status_code == oscar.get(address).status_code == 404, where
        assert mo.get(address).status_code == 200, where


def test_a_membership_that_has_ended_opens_nothing(db):
    closed = make_council("closedshire", visibility="members")
    mo = make_person("mo", closed, "member")
    mo.memberships.update(until="2020-01-01")
    assert signed_in(mo).get("/closedshire/").status_code == 404
