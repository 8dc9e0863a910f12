"""One snapshot, five kinds of file: read back by other programs, each says what the page says."""

import csv
import io
import json
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from odfdo import Document
from python_calamine import CalamineWorkbook

from kpis.documents.blocks import SCHEMA
from kpis.documents.html import report_html
from kpis.documents.pdf import to_pdf
from kpis.documents.word import to_docx
from kpis.sections.blocks_data import data_files
from tests.documents.report_made import appendix_rows, of_kind, one_line, pdf_of, quarterly, rebuilt
from tests.documents.test_report_html import page_of
from tests.documents.test_report_pdf import squeezed, words
from tests.pages.reading import text_of

SAMPLES = sorted((Path(__file__).parents[1] / "snapshots").glob("schema_*.json"))


@pytest.fixture(params=[rebuilt, quarterly], ids=["warwickshire", "exampleshire"])
def shot(request, demo):
    return request.param()


def on_page(shot):
    """The scorecard of the page, by reference."""
    rows = [row for each in page_of(shot).select(".report-section--appendix tbody tr") for row in [each]]
    cells = [[text_of(cell) for cell in row.find_all(["th", "td"])] for row in rows]
    return {row[0].rsplit("(", 1)[1].rstrip(")"): row for row in cells}


def test_the_page_has_the_scorecard_of_the_snapshot(shot):
    assert on_page(shot) == {ref: [one_line(cell) for cell in row] for ref, row in appendix_rows(shot).items()}


def test_word_says_what_the_page_says(shot):
    document = docx.Document(io.BytesIO(to_docx(shot)))
    tables = [[[one_line(cell.text) for cell in row.cells] for row in table.rows] for table in document.tables]
    rows = {tuple(row) for table in tables for row in table}
    for row in on_page(shot).values():
        assert tuple(row) in rows
    for block in of_kind(shot, "table"):
        assert {tuple(map(one_line, row)) for row in block["rows"]} <= rows
    text = one_line(" ".join(each.text for each in document.paragraphs))
    for block in of_kind(shot, "status"):
        assert block["word"] in text
        assert block["figure"] in text
        assert block["reason"] in text


def test_pdf_says_what_the_page_says(shot):
    text = words(pdf_of(shot))
    assert all(squeezed("".join(row)) in text for row in on_page(shot).values())


def test_workbooks_say_what_the_page_says(shot):
    files, shown = data_files(shot), on_page(shot)
    for row in read_xlsx(files["xlsx"]):
        assert shown[row["ref"]][2].lower().startswith(str(row["printed"]).lower())
        assert row["status_reason"]
    by_openpyxl = [(row["ref"], row["printed"], row["status"], row["rag"]) for row in read_xlsx(files["xlsx"])]
    for read in (
        read_calamine(files["xlsx"]),
        read_calamine(files["ods"]),
        read_ods(files["ods"]),
        read_csv(files["csv"]),
    ):
        assert [(row["ref"], row["printed"], row["status"], row["rag"]) for row in read] == by_openpyxl


def test_a_number_stays_a_number(demo):
    files = data_files(rebuilt())
    for read in (read_xlsx(files["xlsx"]), read_calamine(files["xlsx"]), read_calamine(files["ods"])):
        assert {row["ref"]: row["value"] for row in read}["CS02"] == 346
    assert {row["ref"]: row["value"] for row in read_csv(files["csv"])}["CS05"] == "60"


def test_a_withheld_number_is_no_number(demo):
    row = next(row for row in read_xlsx(data_files(quarterly())["xlsx"]) if row["status"] == "hidden")
    assert row["value"] == "[c]"


def test_the_same_snapshot_is_the_same_workbook(demo):
    shot = rebuilt()
    assert data_files(shot) == data_files(json.loads(json.dumps(shot)))


def test_the_cover_says_what_the_rows_are_of(demo):
    cover = openpyxl.load_workbook(io.BytesIO(data_files(rebuilt())["xlsx"])).worksheets[0]
    lines = [str(row[0]) for row in cover.iter_rows(values_only=True) if row[0]]
    assert lines[0] == "Warwickshire County Council: One Organisational Plan: how it was delivered in 2018/19"
    assert any(line.startswith("Rebuilt from published papers") for line in lines)
    assert any(line.startswith("Figures as at: 20 November 2026") for line in lines)


def table_of(lines):
    """Rows by heading; what stands above the table and beside it is not of it."""
    start = next(place for place, row in enumerate(lines) if "status_reason" in row)
    head = [each for each in lines[start] if each]
    return [dict(zip(head, row, strict=False)) for row in lines[start + 1 :] if row and row[0]]


def read_xlsx(content):
    page = openpyxl.load_workbook(io.BytesIO(content))["Scorecard"]
    return table_of([["" if cell is None else cell for cell in row] for row in page.iter_rows(values_only=True)])


def read_calamine(content):
    return table_of(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("Scorecard").to_python())


def read_ods(content):
    table = Document(io.BytesIO(content)).body.get_table(name="Scorecard")
    return table_of([["" if cell.value is None else cell.value for cell in row.cells] for row in table.rows])


def read_csv(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_a_snapshot_of_every_schema_still_prints(sample):
    shot = json.loads(sample.read_text(encoding="utf-8"))
    text = text_of(page_of(shot))
    rows = appendix_rows(shot)
    assert rows
    for row in rows.values():
        assert one_line(" ".join(row)) in text
    assert "346 (provisional until 31 July 2019)" in text
    assert report_html(shot)
    assert squeezed("346 (provisional until 31 July 2019)") in words(to_pdf(shot))
    document = docx.Document(io.BytesIO(to_docx(shot)))
    assert any("346" in cell.text for table in document.tables for row in table.rows for cell in row.cells)
    by_ref = {row["ref"]: row["value"] for row in read_xlsx(data_files(shot)["xlsx"])}
    assert Decimal(by_ref["CS02"]) == 346


def test_there_is_a_sample_of_every_schema():
    assert [path.stem for path in SAMPLES] == [f"schema_{number}" for number in range(1, SCHEMA + 1)]


def test_the_last_sample_has_every_kind_of_block():
    shot = json.loads(SAMPLES[-1].read_text(encoding="utf-8"))
    kinds = {block["kind"] for section in shot["sections"] for block in section["blocks"]}
    assert kinds == {"heading", "paragraph", "list", "table", "chart", "status"}
    assert shot["schema"] == SCHEMA
