"""Cells of files: a number is a number, text is text and never a formula, in every form."""

import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.harmless import as_typed, harmless
from kpis.spreadsheets.files import WorkbookSheet, to_csv, to_ods, to_xlsx
from tests.documents.reopened import downloaded, from_calamine, from_csv, from_ods, from_xlsx
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target

ATTACKS = [
    "=1+1",
    "+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    '=HYPERLINK("http://example.invalid")',
    "=cmd|' /C calc'!A0",
]


def wicked(text):
    plan = make_plan(make_council())
    measure = make_measure(plan, "M1", title=text, unit="percentage", share=False, decimal_places=1, polarity="higher")
    make_reading(measure, "2017/18", "-4")
    make_reading(measure, "2018/19", "-5.2", commentary=text)
    make_target(measure, "2018/19", "-3")


@pytest.mark.parametrize("text", ATTACKS)
def test_text_that_a_spreadsheet_would_run_stays_text(db, nobody, text):
    wicked(text)
    for form, read in (("csv", lambda content: from_csv(content.decode())), ("xlsx", from_xlsx), ("ods", from_ods)):
        row = read(downloaded(nobody, "northshire", form))[0]
        for name in ("title", "commentary"):
            assert not row[name].startswith(("=", "+", "-", "@", "\t", "\r")), form
            assert row[name].startswith("'"), form


def test_no_workbook_holds_a_formula_or_a_link(db, nobody):
    wicked("=1+1")
    book = openpyxl.load_workbook(io.BytesIO(downloaded(nobody, "northshire", "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" and cell.hyperlink is None for cell in cells)
    with zipfile.ZipFile(io.BytesIO(downloaded(nobody, "northshire", "ods"))) as file:
        assert b"table:formula" not in file.read("content.xml")


def test_a_genuine_negative_number_stays_a_number(db, nobody):
    wicked("A change")
    assert from_csv(downloaded(nobody, "northshire", "csv").decode())[0]["value"] == "-5.2"
    assert from_xlsx(downloaded(nobody, "northshire", "xlsx"))[0]["value"] == -5.2
    assert from_ods(downloaded(nobody, "northshire", "ods"))[0]["value"] == Decimal("-5.2")
    for form in ("xlsx", "ods"):
        row = from_calamine(downloaded(nobody, "northshire", form))[0]
        assert [row[name] for name in ("value", "target", "previous_value")] == [-5.2, -3, -4]


def test_other_programs_read_every_download_alike(demo, nobody):
    for council in ("warwickshire", "exampleshire"):
        xlsx, ods = (from_calamine(downloaded(nobody, council, form)) for form in ("xlsx", "ods"))
        assert xlsx == ods
        text = from_csv(downloaded(nobody, council, "csv").decode())
        for row, want in zip(xlsx, text, strict=True):
            assert {name: as_csv(value) for name, value in row.items()} == want


def as_csv(value):
    """A calamine cell as a CSV would have it: it reads all numbers as floats."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else value


def test_a_workbook_is_one_marked_table_a_sheet_without_merged_cells(demo, nobody):
    book = openpyxl.load_workbook(io.BytesIO(downloaded(nobody, "warwickshire", "xlsx")))
    assert book.sheetnames == ["Cover", "Contents", "Scorecard", "Notes", "Data dictionary"]
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert (table.name, table.ref) == (sheet.title.replace(" ", "_"), sheet.dimensions)
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "A2"
        assert all(any(cell is not None for cell in row) for row in sheet.iter_rows(values_only=True)), "no blank rows"
        assert None not in next(sheet.iter_rows(values_only=True)), "no blank columns"


def test_a_scorecard_without_rows_is_a_file_with_its_header(db, nobody):
    make_council()
    assert downloaded(nobody, "northshire", "csv").count(b"\n") == 1
    assert from_ods(downloaded(nobody, "northshire", "ods")) == []
    assert all(not any(row.values()) for row in from_xlsx(downloaded(nobody, "northshire", "xlsx")))


text = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


@given(text)
def test_harmless_text_is_the_text_itself_or_has_one_apostrophe_more(words):
    made = harmless(words)
    assert made in (words, f"'{words}")
    assert not made.startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.text("'=+-@\t\rab ", max_size=6))
def test_every_text_comes_back_from_what_is_harmless(words):
    assert as_typed(harmless(words)) == words


@given(text, st.decimals(-(10**9), 10**9, places=6))
def test_whatever_is_written_is_read_again(words, number):
    columns, rows = ("words", "number"), [{"words": f"x{words}", "number": number}]
    again = from_csv(to_csv(columns, rows))
    assert again[0]["words"] == f"x{words}"
    assert Decimal(again[0]["number"]) == number
    sheet = WorkbookSheet("Scorecard", columns, rows, ["A cover"])
    assert from_ods(to_ods(sheet))[0]["number"] == number
    assert from_xlsx(to_xlsx(sheet))[0]["number"] == pytest.approx(float(number), rel=1e-15)
