"""A publication: served as it was frozen, with its versions, its files, and what reads otherwise now."""

import datetime as dt
import hashlib
import json

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.models import Council, Document, Report
from kpis.papers.actions import withdraw
from kpis.sections.rules import as_stored, from_stored
from tests.pages.reading import body, opened, said, text_of
from tests.papers.conftest import DOCUMENTS, HERE, NOW, TITLE, Papers
from tests.stored import make_measure, make_reading

LATER = NOW + dt.timedelta(days=40)


def content(client: Client, path: str = HERE) -> str:
    """The report itself, as it stands on a page."""
    return str(opened(client, path).select_one("div.report"))


def test_it_says_what_it_is_and_has_a_contents_list(papers, nobody):
    papers.publish()
    page = opened(nobody, HERE)
    told = text_of(page.main)
    for words in (TITLE, "Children's panel", "18 June 2019", "Agenda item 6", "655", "85.0%"):
        assert words in told
    assert [text_of(each) for each in page.find_all("h1")] == [TITLE]
    anchors = [each["href"] for each in page.select("nav.report-contents a")]
    assert len(anchors) >= 3
    assert all(page.find(id=each.removeprefix("#")) for each in anchors)
    assert not page.select("main script, main [style]")


def test_a_later_revision_is_told_beside_it_and_changes_nothing(papers, nobody):
    papers.publish(at=NOW)
    with time_machine.travel(LATER):
        before = content(nobody), papers.report.publications.get().snapshot
        files = [nobody.get(f"/northshire/reports/year-end.{form}").content for form in DOCUMENTS]
        papers.revise("345")
        page = opened(nobody, HERE)
        notice = text_of(page.select_one(".since"))
        assert "655 as reported on 18 June 2019; now 345" in notice
        link = page.select_one(".since a")["href"]
        assert nobody.get(link).status_code == 200
        assert content(nobody) == before[0]
        assert papers.report.publications.get().snapshot == before[1]
        assert [nobody.get(f"/northshire/reports/year-end.{form}").content for form in DOCUMENTS] == files
        assert files == list(DOCUMENTS.values())


def test_no_notice_stands_where_nothing_has_changed(papers, nobody):
    papers.publish()
    assert not opened(nobody, HERE).select(".since")


def test_nothing_but_the_snapshot_is_printed(papers, nobody):
    """Another title of the measure, of the report, another rule and comment: the page says what was published."""
    papers.publish()
    before = content(nobody)
    measure = papers.bringing.measures["C1"]
    measure.title = "Renamed since"
    measure.save()
    measure.rules.update(decimal_places=2, polarity="higher")
    draft = from_stored(papers.report.draft)
    Report.objects.filter(pk=papers.report.pk).update(draft=as_stored(draft) | {"title": "Rewritten"})
    assert content(nobody) == before
    assert "Rewritten" not in said(nobody, HERE)


def test_the_version_before_stays_linked_with_the_reason(papers, nobody):
    papers.publish()
    papers.revise()
    papers.publish(at=timezone.now(), reason="Case files were counted twice")
    page = opened(nobody, HERE)
    assert "Corrected on 15 April 2019 because: Case files were counted twice" in text_of(page.main)
    assert page.find("a", string="See the version before")["href"] == f"{HERE}v1/"
    first = opened(nobody, f"{HERE}v1/")
    told = text_of(first.main)
    assert "This is not the current version." in told
    assert "because: Case files were counted twice" in told
    assert first.find("a", string="See the current version")["href"] == HERE
    assert "655" in content(nobody, f"{HERE}v1/")
    assert "345" in content(nobody)
    assert f"{HERE}v1.pdf" in str(first)


def test_a_correction_for_an_earlier_meeting_is_the_current_one(papers, nobody):
    papers.publish()
    Report.objects.update(meeting_date=dt.date(2019, 6, 11))
    papers.publish(reason="The meeting was on another day")
    told = said(nobody, HERE)
    assert "because: The meeting was on another day" in told
    assert "This is not the current version." not in told
    assert "This is not the current version." in said(nobody, f"{HERE}v1/")
    assert "11 June 2019" in said(nobody, "/northshire/reports/")


def test_the_address_of_a_version_and_that_of_the_report_say_the_same(papers, nobody):
    papers.publish()
    assert content(nobody) == content(nobody, f"{HERE}v1/")
    for wrong in ("v2/", "v0/", "v99999999999999999999/", "v2.pdf", "v1.exe"):
        assert nobody.get(f"{HERE}{wrong}").status_code == 404


@pytest.mark.parametrize("form", DOCUMENTS)
def test_files_are_the_bytes_that_were_kept(papers, nobody, form):
    papers.publish()
    for path, name in ((f"/northshire/reports/year-end.{form}", form), (f"{HERE}v1.{form}", form)):
        response = nobody.get(path)
        assert response.status_code == 200
        assert response.content == DOCUMENTS[form]
        assert response["ETag"] == f'"{hashlib.sha256(DOCUMENTS[form]).hexdigest()}"'
        assert f'filename="northshire-year-end-v1.{name}"' in response["Content-Disposition"]
        assert response["X-Content-Type-Options"] == "nosniff"
        again = nobody.get(path, headers={"if-none-match": response["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_a_pdf_opens_in_the_browser_and_other_files_are_kept(papers, nobody):
    papers.publish()
    for form in DOCUMENTS:
        how = nobody.get(f"/northshire/reports/year-end.{form}")["Content-Disposition"].split(";")[0]
        assert how == ("inline" if form == "pdf" else "attachment")


def test_a_file_that_was_not_made_is_not_there(papers, nobody):
    papers.publish()
    Document.objects.filter(form="ods").delete()
    assert nobody.get("/northshire/reports/year-end.ods").status_code == 404
    assert "OpenDocument" not in said(nobody, HERE)


class TestWithdrawn:
    @pytest.fixture(autouse=True)
    def withdrawn(self, papers: Papers) -> None:
        made = papers.publish()
        withdraw(publication=made, reason="Names of children", by=papers.bringing.person("petra"), at=timezone.now())

    def test_its_page_says_when_and_why_and_no_more(self, papers, nobody):
        for path in (HERE, f"{HERE}v1/"):
            told = said(nobody, path, status=410)
            assert "withdrawn on 15 April 2019" in told
            assert "Names of children" in told
            assert "655" not in told

    def test_its_files_are_closed(self, papers, nobody):
        for form in DOCUMENTS:
            for path in (f"/northshire/reports/year-end.{form}", f"{HERE}v1.{form}"):
                response = nobody.get(path)
                assert response.status_code == 410
                assert DOCUMENTS[form] not in response.content

    def test_only_the_performance_team_still_reads_it(self, papers):
        assert "655" in said(papers.client("petra"), HERE)
        for who in ("alice", "carol", "mo", "oscar"):
            assert papers.client(who).get(HERE).status_code == 410

    def test_a_corrected_version_takes_its_place(self, papers, nobody):
        papers.publish(reason="Without the names")
        assert "655" in content(nobody)
        told = opened(nobody, f"{HERE}v1/", 410)
        assert told.find("a", string="See the current version")


class TestEmbargo:
    OPENS = NOW + dt.timedelta(days=2)

    @pytest.fixture(autouse=True)
    def under_embargo(self, papers: Papers) -> None:
        papers.publish(opens_at=self.OPENS)

    @pytest.mark.parametrize("who", ["nobody", "oscar", "mo", "alice", "carol"])
    def test_it_is_not_there_before_its_time(self, papers, who):
        client = papers.client(who)
        for path in (HERE, f"{HERE}v1/", "/northshire/reports/year-end.pdf", f"{HERE}v1.pdf"):
            assert client.get(path).status_code == 404

    def test_the_performance_team_sees_it_marked(self, papers, petra):
        assert "Closed until 17 April 2019, 12:00" in said(petra, HERE)
        assert petra.get("/northshire/reports/year-end.pdf").content == DOCUMENTS["pdf"]

    def test_it_opens_by_itself(self, papers, nobody):
        with time_machine.travel(self.OPENS - dt.timedelta(seconds=30), tick=False):
            assert nobody.get(HERE).status_code == 404
        with time_machine.travel(self.OPENS + dt.timedelta(seconds=1), tick=False):
            assert nobody.get(HERE).status_code == 200

    def test_until_then_the_version_before_is_the_current_one(self, papers, nobody, petra):
        papers.publish(papers.begin("other"), at=timezone.now())
        papers.publish(papers.bringing.council.reports.get(slug="other"), reason="Recounted", opens_at=self.OPENS)
        page = opened(nobody, "/northshire/reports/other/")
        assert "Recounted" not in text_of(page.main)
        assert nobody.get("/northshire/reports/other/v2/").status_code == 404
        assert "Recounted" in said(petra, "/northshire/reports/other/")


class TestBeforePublication:
    @pytest.mark.parametrize("who", ["nobody", "oscar", "mo", "alice", "carol"])
    def test_there_is_nothing_for_others(self, papers, who):
        assert papers.client(who).get(HERE).status_code == 404

    def test_the_performance_team_is_led_to_the_draft(self, papers, petra):
        response = petra.get(HERE)
        assert (response.status_code, response["Location"]) == (302, f"{HERE}edit/")
        assert petra.get("/northshire/reports/nothing/").status_code == 404

    def test_the_performance_team_of_another_council_is_not(self, papers):
        other = Council.objects.create(slug="southshire", name="Southshire", visibility="public")
        papers.bringing.people["petra"].memberships.update(council=other)
        assert papers.client("petra").get(HERE).status_code == 404


def test_small_numbers_withheld_then_are_withheld_for_good(papers, nobody):
    measure = papers.bringing.measures["C1"]
    measure.suppress_below = 5
    measure.save()
    papers.revise("3")
    made = papers.publish()
    printed = [row["printed"] for row in made.snapshot["figures"] if row["ref"] == "C1" and row["hidden"]]
    assert printed
    assert not [row for row in made.figures.filter(measure=measure, hidden=True) if row.printed == "3"]
    papers.revise("700", at=timezone.now() + dt.timedelta(seconds=1))
    assert not opened(nobody, HERE).select(".since")


def test_what_was_typed_is_text(papers, nobody):
    draft = as_stored(from_stored(papers.report.draft))
    draft["sections"][1]["text"] = "<script>alert(1)</script> & more"
    Report.objects.filter(pk=papers.report.pk).update(draft=draft)
    papers.publish()
    page = opened(nobody, HERE)
    assert not page.select("main script")
    assert "<script>alert(1)</script> & more" in text_of(page.main)


@pytest.mark.parametrize("path", [HERE, f"{HERE}v1/", "/northshire/reports/"])
def test_it_takes_as_many_statements_for_50_measures_as_for_5(papers, nobody, path):
    few = statements(papers, nobody, path, 5)
    many = statements(papers, nobody, path, 50)
    assert few == many <= 9


def statements(papers: Papers, client: Client, path: str, size: int) -> int:
    """Of a page whose report has so many measures, each with a revised figure."""
    for number in range(papers.bringing.plan.measures.count(), size):
        measure = make_measure(papers.bringing.plan, f"N{number}", frequency="quarterly")
        measure.committees.add(papers.committee)
        make_reading(measure, "2018/19 Q3", str(100 + number), at=NOW - dt.timedelta(days=30))
    reason = "More measures" if papers.report.publications.exists() else ""
    papers.publish(reason=reason)
    for measure in papers.bringing.plan.measures.exclude(ref__in=("M1", "X1")):
        make_reading(measure, "2018/19 Q3", "99", at=timezone.now())
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_the_snapshot_is_json_and_the_page_is_the_same_each_time(papers, nobody):
    made = papers.publish()
    assert json.loads(json.dumps(made.snapshot)) == made.snapshot
    assert body(nobody.get(HERE)).split("<main")[1] == body(nobody.get(HERE)).split("<main")[1]
