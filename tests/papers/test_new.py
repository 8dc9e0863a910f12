"""Beginning a committee report: from a scorecard, for a meeting that is noted or another day."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kpis.domain.period_text import parse_period
from kpis.models import Committee, Meeting, Report
from kpis.papers.actions import create_report
from tests.entry.conftest import NOW, make_bringing
from tests.pages.reading import body, opened, said
from tests.papers.conftest import LIST, Papers
from tests.stored import make_council, make_person, make_plan, signed_in

NEW = f"{LIST}new/"
Q3 = parse_period("2018/19 Q3")


def sent(**fields: object) -> dict[str, object]:
    given = {"committee": "children", "framework": "plan", "period": "2018/19 Q3", "title": "A third quarter"}
    return given | {"slug": "", "meeting": "", "day": "18 June 2019", "agenda_item": "6", **fields}


def test_a_report_is_begun_and_written_next(papers, petra):
    response = petra.post(NEW, sent())
    assert (response.status_code, response["Location"]) == (302, f"{LIST}a-third-quarter/edit/")
    made = Report.objects.get(slug="a-third-quarter")
    assert (made.committee, made.framework) == (papers.committee, papers.bringing.plan)
    assert (made.meeting_date, made.agenda_item, made.period.code) == (dt.date(2019, 6, 18), "6", "2018/19 Q3")
    assert made.draft["title"] == "A third quarter"
    assert "The report is begun." in said(petra, response["Location"])
    assert made.history.first().history_user.username == "petra"


def test_the_scorecard_leads_to_it_with_what_it_shows(papers, petra):
    card = opened(petra, "/northshire/scorecard/?committee=children&framework=plan&period=2018-19-q3")
    link = card.find("a", string="Make a committee report of this")["href"]
    page = opened(petra, link)
    assert page.select_one("#id_committee option[selected]")["value"] == "children"
    assert page.select_one("#id_framework option[selected]")["value"] == "plan"
    assert page.select_one("#id_period")["value"] == "2018/19 Q3"
    assert "Q3" in page.select_one("#id_title")["value"]


@pytest.mark.parametrize("who", ["nobody", "mo", "alice", "carol"])
def test_the_scorecard_offers_it_to_the_performance_team_alone(papers, who):
    assert "Make a committee report" not in said(papers.client(who), "/northshire/scorecard/?committee=children")


def test_the_committees_meetings_can_be_chosen(papers, petra):
    Meeting.objects.create(committee=papers.committee, date=dt.date(2019, 7, 2))
    assert "2 July 2019, Children's panel" in said(petra, NEW)
    petra.post(NEW, sent(meeting="2019-07-02", day=""))
    assert Report.objects.get(slug="a-third-quarter").meeting_date == dt.date(2019, 7, 2)


def test_a_day_need_not_be_known_yet(papers, petra):
    petra.post(NEW, sent(day=""))
    assert Report.objects.get(slug="a-third-quarter").meeting_date is None


def test_every_plan_of_the_committee(papers, petra):
    petra.post(NEW, sent(framework="", slug="whole"))
    assert Report.objects.get(slug="whole").framework is None


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"committee": ""}, "Choose the committee that the report is for."),
        ({"committee": "dragons"}, "Choose a committee of this council."),
        ({"framework": "dragons"}, "Choose a plan or contract of this council."),
        ({"period": ""}, "Enter the period that the report is about"),
        ({"period": "soon"}, "soon"),
        ({"title": ""}, "Give the report a title"),
        ({"title": "x" * 301}, "at most 300 characters"),
        ({"slug": "year-end"}, "There is a report at the address"),
        ({"slug": "new"}, "is an address of this site"),
        ({"slug": "template"}, "is an address of this site"),
        ({"slug": "feed.atom"}, "small letters, digits and hyphens"),
        ({"slug": "../x"}, "small letters, digits and hyphens"),
        ({"title": "…"}, "small letters, digits and hyphens"),
        ({"day": "soon"}, "soon"),
        ({"meeting": "2019-01-01"}, "Choose a meeting of the list"),
        ({"agenda_item": "x" * 21}, "at most 20 characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(papers, petra, fields, told):
    response = petra.post(NEW, sent(**fields))
    assert response.status_code == 422
    assert told in body(response)
    assert "There is a problem" in body(response)
    assert 'value="6' in body(response) or "agenda_item" in fields
    assert Report.objects.count() == 1


def test_reports_of_the_same_title_have_addresses_of_their_own(papers, petra):
    places = [petra.post(NEW, sent())["Location"] for _ in range(3)]
    assert places == [f"{LIST}{slug}/edit/" for slug in ("a-third-quarter", "a-third-quarter-2", "a-third-quarter-3")]


@pytest.mark.parametrize("title", ["New", "Template", "Feed"])
def test_a_title_that_is_a_page_of_the_site_gets_an_address_beside_it(papers, petra, title):
    response = petra.post(NEW, sent(title=title))
    assert response["Location"] == f"{LIST}{title.lower()}-2/edit/"
    assert petra.get(response["Location"]).status_code == 200


def test_long_titles_that_begin_alike_stay_within_an_address(papers, petra):
    title = "Performance of services for children and young people in the county, quarter"
    places = [petra.post(NEW, sent(title=f"{title} {number}"))["Location"] for number in (1, 2)]
    slugs = [place.split("/")[-3] for place in places]
    assert len(set(slugs)) == 2 and all(len(slug) <= 60 for slug in slugs)
    assert all(petra.get(place).status_code == 200 for place in places)


def test_an_address_that_is_taken_is_refused_with_one_that_is_free(papers, petra):
    answer = body(petra.post(NEW, sent(slug="year-end")))
    assert "There is a report at the address &quot;year-end&quot; already: choose another, such as" in answer
    assert "&quot;year-end-2&quot;" in answer


@pytest.mark.django_db(transaction=True)
def test_of_several_who_begin_a_report_of_the_same_title_at_once_each_keeps_one():
    bringing = make_bringing()
    committee = Committee.objects.create(council=bringing.council, slug="children", name="Children's panel")
    petra = bringing.person("petra")

    def begin(_: int) -> str:
        try:
            return create_report(
                council=bringing.council, committee=committee, framework=bringing.plan, period=Q3, slug="",
                title="A third quarter", meeting_date=None, agenda_item="", by=petra, at=NOW,
            ).slug  # fmt: skip
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        made = sorted(pool.map(begin, range(4)))
    assert made == ["a-third-quarter", *(f"a-third-quarter-{number}" for number in (2, 3, 4))]


def test_a_meeting_and_another_day_contradict_each_other(papers, petra):
    Meeting.objects.create(committee=papers.committee, date=dt.date(2019, 7, 2))
    assert "This is another day than that" in body(petra.post(NEW, sent(meeting="2019-07-02")))


def test_an_unknown_scorecard_is_not_found(papers, petra):
    for query in ("?period=soon", "?committee=dragons", "?framework=dragons"):
        assert petra.get(NEW + query).status_code == 404


def test_another_councils_committee_is_no_choice(papers: Papers, petra):
    other = make_plan(make_council("southshire"), "theirs")
    Committee.objects.create(council=other.council, slug="theirs", name="Theirs")
    assert "Choose a committee of this council." in body(petra.post(NEW, sent(committee="theirs")))
    assert "Choose a plan or contract of this council." in body(petra.post(NEW, sent(framework="theirs")))


@pytest.mark.parametrize("who", ["oscar", "mo", "alice", "carol"])
def test_others_are_refused_with_the_reason(papers, who):
    client = papers.client(who)
    assert "Only the council&#x27;s performance team can do this." in body(client.get(NEW))
    assert client.get(NEW).status_code == client.post(NEW, sent()).status_code == 403
    assert Report.objects.count() == 1


def test_whoever_has_not_signed_in_is_asked_to(papers, nobody):
    assert nobody.get(NEW)["Location"].startswith("/accounts/login/")


def test_outside_a_closed_council_it_is_not_there(papers):
    papers.close_council()
    stranger = signed_in(make_person("stranger", make_council("southshire"), "performance"))
    assert stranger.get(NEW).status_code == stranger.post(NEW, sent()).status_code == 404
