"""The list of publications: public once they are open, by committee, the newest meeting first."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from kpis.models import Committee
from kpis.papers.actions import withdraw
from tests.pages.reading import opened, said, text_of
from tests.papers.conftest import HERE, LIST, TITLE, Papers
from tests.stored import make_council, make_person, signed_in


def titles(page) -> list[str]:
    return [text_of(each) for each in page.select(".paper__title")]


def test_nothing_is_published_yet(papers, nobody):
    assert "Nothing has been published yet" in said(nobody, LIST)


def test_a_publication_is_listed_with_its_meeting_period_item_and_files(papers, nobody):
    papers.publish()
    page = opened(nobody, LIST)
    told = text_of(page.main)
    for words in (TITLE, "Children's panel", "Meeting of 18 June 2019, agenda item 6", "Q3 2018/19"):
        assert words in told
    links = {text_of(each): each["href"] for each in page.select(".files a")}
    assert links[f"PDF of {TITLE}"] == "/northshire/reports/year-end.pdf"
    assert len(links) == 5
    assert "16\xa0bytes" in page.select_one(".files").get_text()


def test_each_committee_has_its_own_the_newest_meeting_first(papers, nobody):
    other = Committee.objects.create(council=papers.bringing.council, slug="roads", name="Roads panel")
    for measure in papers.bringing.measures.values():
        measure.committees.add(other)
    papers.publish()
    papers.publish(papers.begin("later", title="A later one", meeting_date=dt.date(2019, 9, 3)))
    papers.committee = other
    papers.publish(papers.begin("roads", title="Of roads", meeting_date=dt.date(2019, 7, 2)))
    page = opened(nobody, LIST)
    assert [text_of(each) for each in page.select("h2.section")] == ["Children's panel", "Roads panel"]
    assert titles(page) == ["A later one", TITLE, "Of roads"]
    assert titles(opened(nobody, f"{LIST}?committee=roads")) == ["Of roads"]
    assert nobody.get(f"{LIST}?committee=dragons").status_code == 404


def test_corrected_and_withdrawn_ones_say_why(papers, nobody):
    papers.publish()
    second = papers.publish(reason="A transposed figure")
    assert "A transposed figure" in said(nobody, LIST)
    withdraw(publication=second, reason="Of another year", by=papers.bringing.person("petra"), at=timezone.now())
    page = opened(nobody, LIST)
    assert "Withdrawn on 15 April 2019: Of another year" in text_of(page.main)
    assert not page.select(".files")
    assert opened(papers.client("petra"), LIST).select(".files")


def test_drafts_are_for_the_performance_team(papers, nobody, petra):
    assert f"{TITLE}" in said(petra, LIST)
    assert opened(petra, LIST).find("a", string="New report")
    for client in (nobody, papers.client("alice"), papers.client("mo"), papers.client("carol")):
        page = opened(client, LIST)
        assert TITLE not in text_of(page.main)
        assert not page.find("a", string="New report")


def test_what_is_under_embargo_is_listed_for_the_performance_team_alone(papers, nobody, petra):
    papers.publish(opens_at=timezone.now() + dt.timedelta(days=1))
    assert "Closed until 16 April 2019, 12:00" in said(petra, LIST)
    for client in (nobody, papers.client("alice")):
        assert TITLE not in said(client, LIST)


class TestAClosedCouncil:
    """Its publications are open to everybody, and nothing else is."""

    @pytest.fixture(autouse=True)
    def closed(self, papers: Papers) -> None:
        papers.close_council()

    def test_it_is_not_there_for_others_before_it_has_published(self, papers, nobody):
        for path in (LIST, f"{LIST}feed.atom", HERE):
            assert nobody.get(path).status_code == 404
            assert papers.client("oscar").get(path).status_code == 404
        assert papers.client("mo").get(LIST).status_code == 200

    def test_nor_before_what_it_published_is_open(self, papers, nobody):
        papers.publish(opens_at=timezone.now() + dt.timedelta(days=1))
        assert nobody.get(LIST).status_code == 404

    def test_then_everybody_reads_it_and_no_link_leads_to_what_is_closed(self, papers, nobody):
        papers.publish()
        papers.revise()
        for path in (LIST, HERE, f"{HERE}v1/"):
            page = opened(nobody, path)
            own = [each["href"] for each in page.find_all("a") if each["href"].startswith("/northshire/")]
            for address in own:
                assert nobody.get(address).status_code == 200, f"{path} leads to {address}"
        assert "345" not in said(nobody, HERE)
        assert "345" in said(papers.client("mo"), HERE)


def test_another_councils_publications_are_not_listed(papers, nobody):
    papers.publish()
    make_council("southshire")
    assert TITLE not in said(nobody, "/southshire/reports/")
    assert nobody.get("/southshire/reports/year-end/").status_code == 404


def test_there_is_no_such_council(db, nobody):
    assert nobody.get("/atlantis/reports/").status_code == 404


def test_only_reading(papers):
    stranger = signed_in(make_person("stranger"))
    assert [client.post(LIST).status_code for client in (Client(), stranger)] == [405, 405]


def test_the_councils_page_lists_the_latest_and_leads_to_all(papers, nobody):
    assert "No report has been published yet." in said(nobody, "/northshire/")
    papers.publish()
    page = opened(nobody, "/northshire/")
    assert page.find("a", string=TITLE)["href"] == HERE
    assert page.find("a", string="All reports")["href"] == LIST
    assert "meeting of 18 June 2019" in text_of(page.main)


def test_a_closed_council_that_has_published_is_found_by_its_name_alone(papers, nobody):
    papers.close_council()
    assert "Northshire" not in said(nobody, "/")
    papers.publish()
    page = opened(nobody, "/")
    link = page.find("a", string="Northshire County Council: reports")
    assert link["href"] == "/northshire/reports/"
    assert page.main.get_text().count("Northshire") == 1
    assert not opened(papers.client("petra"), "/").find("a", string="Northshire County Council: reports")


def test_a_report_under_embargo_does_not_tell_of_a_closed_council(papers, nobody):
    papers.close_council()
    papers.publish(opens_at=timezone.now() + dt.timedelta(days=1))
    assert "Northshire" not in said(nobody, "/")
