"""The report as it would be now, with the checklist beside it: each finding leads to where it is mended."""

import datetime as dt

import pytest

from kpis.models import Job, Report
from tests.pages.reading import body, opened, said, text_of
from tests.papers.conftest import HERE, NOW, TITLE
from tests.stored import make_category, make_reading

PREVIEW = f"{HERE}preview/"


def found(page) -> dict[str, list[str]]:
    """The findings of the checklist under their headings."""
    heads = page.select(".checks__kind")
    return {
        text_of(each): [text_of(one) for one in each.find_next_sibling("ul").find_all("li", recursive=False)]
        for each in heads
    }


def test_it_is_the_report_marked_as_a_draft(papers, petra):
    page = opened(petra, PREVIEW)
    assert "Draft As it would be published now" in text_of(page.select_one(".draft-mark"))
    report = text_of(page.select_one("div.report"))
    assert "655" in report
    assert "85.0%" in report
    assert [text_of(each) for each in page.find_all("h1")] == [TITLE]


def test_it_prints_what_stands_now(papers, petra):
    papers.publish()
    papers.revise("345")
    assert "345" in text_of(opened(petra, PREVIEW).select_one("div.report"))


def test_the_checklist_leads_to_where_each_finding_is_mended(papers, petra):
    page = opened(petra, PREVIEW)
    told = found(page)
    assert any("P1" in each for each in told["Red without commentary (1)"])
    for link in page.select(".checks a"):
        assert petra.get(link["href"]).status_code == 200, link["href"]


def test_a_figure_on_its_way_in_is_found(papers, petra):
    make_reading(papers.bringing.measures["C1"], "2018/19 Q3", "640", at=NOW, state="submitted")
    heading, items = next((head, each) for head, each in found(opened(petra, PREVIEW)).items() if "signed off" in head)
    assert "waits for the head of service" in " ".join(items)
    assert heading.startswith("Figures not signed off")


def test_what_blocks_comes_first_and_it_cannot_be_published(papers, petra):
    measure = papers.bringing.measures["P1"]
    measure.suppress_below = 5
    measure.save()
    for name, numerator in (("North", "3"), ("South", "82")):
        parts = {"numerator": numerator, "denominator": "50"}
        make_reading(measure, "2018/19 Q3", "85", category=make_category(measure, "District", name), **parts)
    page = opened(petra, PREVIEW)
    assert next(iter(found(page))).startswith("Small numbers (1) Cannot be published")
    assert "keeps it from being published" in text_of(page.select_one("aside"))
    assert not page.find("a", string="Publish")
    link = next(each for each in page.select(".checks a") if "Leave the breakdown out" in text_of(each))
    assert link["href"] == f"{HERE}edit/#breakdowns"
    told = said(petra, f"{HERE}publish/")
    assert "It cannot be published" in told
    assert not opened(petra, f"{HERE}publish/").select("main form")


def test_word_and_pdf_are_asked_for(papers, petra):
    response = petra.post(PREVIEW)
    job = Job.objects.get()
    assert (job.kind, job.state, job.by.username) == ("make_documents", "waiting", "petra")
    assert response["Location"] == f"/northshire/jobs/{job.pk}/"


def test_a_report_of_a_period_without_figures_can_be_looked_at(papers, petra):
    Report.objects.filter(pk=papers.report.pk).update(start=dt.date(2010, 10, 1), end=dt.date(2010, 12, 31))
    assert petra.get(PREVIEW).status_code == 200


@pytest.mark.parametrize("who", ["oscar", "mo", "alice", "carol"])
def test_others_are_refused_with_the_reason(papers, who):
    client = papers.client(who)
    assert "performance team" in body(client.get(PREVIEW))
    assert client.get(PREVIEW).status_code == client.post(PREVIEW).status_code == 403
    assert not Job.objects.exists()


def test_whoever_has_not_signed_in_is_asked_to(papers, nobody):
    assert nobody.get(PREVIEW)["Location"].startswith("/accounts/login/")
