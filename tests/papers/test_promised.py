"""What was promised last time, as a section of a report: what stands in it, in which order, and what is never told."""

import io
import json

import docx
import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from odfdo import Document
from python_calamine import CalamineWorkbook

from kpis.documents.word import to_docx
from kpis.domain.period_text import parse_period
from kpis.domain.words import Part
from kpis.models import Committee, PublishedFigure, Report
from kpis.papers.jobs import snapshot_of
from kpis.papers.queries import figures_of
from kpis.sections.blocks_data import data_files
from kpis.sections.blocks_promises import CAPTION, COLUMNS, NONE
from kpis.sections.rules import as_stored, from_stored
from tests.documents.report_made import of_kind, pdf_of, without
from tests.documents.test_report_html import page_of
from tests.documents.test_report_pdf import elements, squeezed, words
from tests.pages.reading import opened, table, text_of
from tests.pages.test_promises import FAR, Q1, Q4, promise, red
from tests.papers.conftest import HERE
from tests.stored import columns_of, make_reading, moment

AUGUST = moment("2019-08-01")
KEY = Part.PROMISES.value


@pytest.fixture
def papers(papers):
    """The report is of the quarter in which figures were red."""
    Report.objects.filter(pk=papers.report.pk).update(**columns_of(parse_period(Q4)))
    papers.report.refresh_from_db()
    return papers


@pytest.fixture
def behind(papers):
    """Gives a measure of the committee that was red in Quarter 4, with a promise."""

    def make(ref, *args, **given):
        measure = red(papers.bringing.plan, ref, *args, **given)
        measure.committees.add(papers.committee)
        return measure

    return make


def shot_of(papers, at=AUGUST):
    report = Report.objects.select_related("council", "committee", "framework").get(pk=papers.report.pk)
    return snapshot_of(report, figures_of(report, at, timezone.localtime(at).date()), at)


def told(shot):
    """The rows of the section; none where it says that there are none."""
    rows = [row for each in of_kind(shot, "table", KEY) for row in each["rows"]]
    assert rows or [each["text"] for each in of_kind(shot, "paragraph", KEY)] == [NONE]
    return rows


def refs(shot):
    return [row[0].partition("(")[2].partition(")")[0] for row in told(shot)]


@pytest.fixture
def each_kind(behind):
    """One measure for each that can become of a promise; what one was moved to is due."""
    behind("KEPT", then="9")
    behind("DUE", FAR)
    behind("WAITS")
    promise(behind("MOVED"), Q4, FAR, "2019-05-01", "A home closed")
    promise(behind("WAIVED"), Q4, None, "2019-05-01", waived=True, reason="The home closed")
    behind("BROKEN", then="11")


def test_what_was_not_kept_stands_first_then_what_nobody_knows_then_the_rest(papers, each_kind):
    shot = shot_of(papers)
    assert refs(shot) == ["BROKEN", "WAITS", "DUE", "MOVED", "MOVED", "KEPT", "WAIVED"]
    rows = {row[0]: row[1:] for row in told(shot) if "MOVED" not in row[0]}
    assert rows["Measure BROKEN (BROKEN), red in Q4 2018/19"] == [
        "Referrals: a panel (The head)", "30 June 2019", "Q1 2019/20: 11 ✕ Behind target",
        "Not kept: the first figure after it was still behind",
    ]  # fmt: skip
    assert rows["Measure WAITS (WAITS), red in Q4 2018/19"][2:] == [
        "No figure yet", "Not known yet: there is no figure after it"
    ]  # fmt: skip
    due, moved = (row for row in told(shot) if "MOVED" in row[0])
    assert due[1:] == [
        "A home closed: a panel (The head)",
        "31 March 2099",
        "No figure yet",
        "That day is still to come",
    ]
    assert moved[1:] == [
        "The words no longer stand", "30 June 2019", "Not judged", "Moved to 31 March 2099 before that day came"
    ]  # fmt: skip
    opening = of_kind(shot, "paragraph", KEY)[0]["text"]
    assert opening.startswith("Promises: 2 are due, 1 was not kept, 1 fell due and has no figure yet")


def test_it_says_what_the_page_of_promises_says(papers, each_kind):
    with time_machine.travel(AUGUST):
        page = opened(papers.client("nobody"), "/northshire/promises/")
    row = table(page, "Not kept")[1]
    [section] = [each for each in told(shot_of(papers)) if "BROKEN" in each[0]]
    assert row[1] == section[2]
    assert f"{section[4]} {section[3]}" == row[3].replace(" .", ".")


def test_where_nothing_was_promised_it_says_so(papers):
    assert told(shot_of(papers)) == []


def test_it_stands_behind_the_areas_of_concern_and_people_may_leave_it_out(papers, petra, each_kind):
    keys = [each["key"] for each in shot_of(papers)["sections"]]
    assert keys[keys.index(KEY) - 1] == Part.CONCERNS.value
    page = opened(petra, f"{HERE}edit/")
    assert page.select_one(f"[name={KEY}-heading]")["value"] == "What was promised last time"
    draft = without(from_stored(papers.report.draft), Part.PROMISES)
    Report.objects.filter(pk=papers.report.pk).update(draft=as_stored(draft))
    shot = shot_of(papers)
    assert KEY not in [each["key"] for each in shot["sections"]]
    assert not [each for each in shot["figures"] if each["start"] == "2019-04-01"]


def test_what_was_said_or_known_after_the_reports_day_is_not_told(papers, behind):
    behind("KEPT", then="9")
    assert refs(shot_of(papers, moment("2019-04-11"))) == []
    [due] = told(shot_of(papers, moment("2019-06-01")))
    assert due[3:] == ["No figure yet", "That day is still to come"]
    [waits] = told(shot_of(papers, moment("2019-07-05")))
    assert waits[4].startswith("Not known yet")
    [kept] = told(shot_of(papers, AUGUST))
    assert kept[4].startswith("Kept")


def test_promises_to_another_committee_are_not_told(papers, behind):
    behind("MINE", FAR)
    other = red(papers.bringing.plan, "OTHER", FAR)
    other.committees.add(Committee.objects.create(council=papers.bringing.council, slug="roads", name="Roads"))
    assert refs(shot_of(papers)) == ["MINE"]


@pytest.mark.parametrize("then", [None, "11"])
def test_of_a_withheld_figure_no_promise_is_told(papers, behind, then):
    behind("SMALL", then=then, suppress_below=50)
    shot = shot_of(papers)
    assert told(shot) == []
    assert "Referrals" not in json.dumps(shot)
    assert all(each["hidden"] for each in shot["figures"] if each["ref"] == "SMALL")


def test_a_withheld_figure_decides_and_moves_nothing(papers, behind):
    promise(behind("SMALL", then="11", suppress_below=15), Q1, FAR, "2019-07-12", "More homes closed")
    shot = shot_of(papers)
    [row] = told(shot)
    assert row[3:] == ["No figure yet", "Not known yet: there is no figure after it"]
    assert "More homes closed" not in json.dumps(shot)
    assert not [each for each in shot["figures"] if each["ref"] == "SMALL" and each["printed"] == "11"]


def test_what_was_put_before_the_committee_stays(papers, behind):
    measure = behind("BROKEN", then="11")
    made = papers.publish(at=AUGUST)
    row = told(made.snapshot)
    assert PublishedFigure.objects.get(publication=made, measure=measure, start="2019-04-01").printed == "11"
    make_reading(measure, Q1, "8", at=moment("2019-08-20"), reason="Counted again")
    with time_machine.travel(moment("2019-09-01")):
        page = opened(papers.client("nobody"), HERE)
        assert "11 ✕ Behind target" in text_of(page.select_one("div.report"))
        assert "now 8" in text_of(page.select_one(".since"))
    made.refresh_from_db()
    assert told(made.snapshot) == row
    [now] = told(shot_of(papers, moment("2019-09-01")))
    assert now[4].startswith("Kept")


def test_a_report_from_before_there_was_the_section_has_it_left_out_at_its_place(papers, petra):
    draft = as_stored(from_stored(papers.report.draft))
    draft["sections"] = [each for each in draft["sections"] if each["part"] != KEY]
    Report.objects.filter(pk=papers.report.pk).update(draft=draft)
    assert KEY not in [each["key"] for each in shot_of(papers)["sections"]]
    order = [each["value"] for each in opened(petra, f"{HERE}edit/").select("[name=order]")]
    assert order == [part.value for part in Part]


def test_every_form_of_the_report_has_it(papers, each_kind):
    shot = shot_of(papers)
    rows, files = told(shot), data_files(shot)
    page = page_of(shot).select_one(f".report-section--{KEY} table")
    assert text_of(page.caption) == CAPTION
    assert [[text_of(cell) for cell in row.select("th, td")] for row in page.select("tbody tr")] == rows
    tables = docx.Document(io.BytesIO(to_docx(shot))).tables
    assert [list(COLUMNS), *rows] in [[[cell.text for cell in row.cells] for row in each.rows] for each in tables]
    text = words(pdf_of(shot))
    assert all(squeezed(cell).replace("✕", "") in text.replace("✕", "") for row in rows for cell in row)
    by_openpyxl = openpyxl.load_workbook(io.BytesIO(files["xlsx"]))["Promises"]
    assert [list(row) for row in by_openpyxl.iter_rows(values_only=True)] == [list(COLUMNS), *rows]
    for form in ("xlsx", "ods"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(files[form]))
        assert book.get_sheet_by_name("Promises").to_python() == [list(COLUMNS), *rows]
    by_odfdo = Document(io.BytesIO(files["ods"])).body.get_table(name="Promises")
    assert [[cell.value for cell in row.cells] for row in by_odfdo.rows] == [list(COLUMNS), *rows]


def test_its_table_is_tagged_with_the_measures_as_heads_of_rows(papers, each_kind):
    tagged = [str(cell.A.Scope) for kind, cell in elements(pdf_of(shot_of(papers))) if kind == "/TH"]
    draft = without(from_stored(papers.report.draft), Part.PROMISES)
    Report.objects.filter(pk=papers.report.pk).update(draft=as_stored(draft))
    bare = [str(cell.A.Scope) for kind, cell in elements(pdf_of(shot_of(papers))) if kind == "/TH"]
    assert tagged.count("/Column") - bare.count("/Column") == len(COLUMNS)
    assert tagged.count("/Row") - bare.count("/Row") == 7


def test_without_promises_a_workbook_has_no_sheet_for_them(papers):
    book = openpyxl.load_workbook(io.BytesIO(data_files(shot_of(papers))["xlsx"]))
    assert "Promises" not in book.sheetnames


def test_it_takes_as_many_statements_for_few_measures_as_for_many(papers, behind):
    report = Report.objects.select_related("council", "committee", "framework").get(pk=papers.report.pk)
    taken = []
    for upto in (5, 30):
        for place in range(papers.bringing.plan.measures.count(), upto):
            behind(f"N{place}", then=str(place), suppress_below=5)
        figures = figures_of(report, AUGUST, AUGUST.date())
        with CaptureQueriesContext(connection) as asked:
            assert told(snapshot_of(report, figures, AUGUST))
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 5
