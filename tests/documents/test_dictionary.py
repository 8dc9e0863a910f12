"""The data dictionary: one table for the workbooks and for the document, and what it allows is what stands there."""

import io
import re
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from kpis.domain.words import Marker
from kpis.measures.files import DATA_COLUMNS
from kpis.scorecards.files import COLUMNS
from kpis.spreadsheets.dictionary import HEADINGS, MEASURE, NOTES, SCORECARD, rows_for
from tests.documents.reopened import downloaded, from_csv

DOCUMENT = Path(__file__).parents[2] / "docs/data-dictionary.md"
TABLES = {"Scorecard": (SCORECARD, COLUMNS), "Every figure of a measure": (MEASURE, DATA_COLUMNS)}
CW = "/warwickshire/measures/CS02/data"


def documented(heading):
    """The rows of the document's table, without the marks of code."""
    section = re.split(rf"^## {re.escape(heading)}$", DOCUMENT.read_text(encoding="utf-8"), flags=re.M)[1]
    lines = re.search(r"(?:^\|.*\n)+", section, re.M)[0].replace("`", "").splitlines()
    return [tuple(cell.strip() for cell in line[1:-1].split("|")) for line in lines[2:]]


@pytest.mark.parametrize("heading", TABLES)
def test_the_document_is_the_table_in_the_workbooks(heading):
    entries, _ = TABLES[heading]
    assert documented(heading) == [(", ".join(each.columns), *each[1:]) for each in entries]


@pytest.mark.parametrize("heading", TABLES)
def test_every_column_is_explained_once_in_its_order(heading):
    entries, columns = TABLES[heading]
    assert [column for each in entries for column in each.columns] == list(columns)
    rows = rows_for(columns, entries)
    assert [row["Column"] for row in rows] == list(columns)
    assert all(row["Meaning"] and row["Allowed values"] for row in rows)


def test_every_marker_has_a_note():
    assert {marker.value for marker in Marker} | {"[c]"} <= {name for name, _ in NOTES}


CLOSED = [each for each in SCORECARD if "text" not in each.allowed and "a period" not in each.allowed]


@pytest.mark.parametrize("council", ["warwickshire", "worcestershire", "exampleshire"])
@pytest.mark.parametrize("query", ["", "?period=2019-20", "?period=2025-26"])
def test_nothing_but_what_is_allowed_stands_in_a_column(demo, nobody, council, query):
    for row in from_csv(downloaded(nobody, council, "csv", query).decode()):
        for entry in CLOSED:
            allowed = re.split("[,;] ", entry.allowed)
            for column in entry.columns:
                assert row[column] in ("", *allowed) or ("a number" in allowed and Decimal(row[column]).is_finite())


@pytest.mark.parametrize("form", ["xlsx", "ods"])
@pytest.mark.parametrize("address", ["/warwickshire/scorecard", CW])
def test_a_workbook_explains_itself(demo, nobody, form, address):
    book = CalamineWorkbook.from_filelike(io.BytesIO(nobody.get(f"{address}.{form}").content))
    name = "Figures" if address == CW else "Scorecard"
    assert book.sheet_names == ["Cover", "Contents", name, "Notes", "Data dictionary"]
    sheets = {each: book.get_sheet_by_name(each).to_python() for each in book.sheet_names}
    assert [row[0] for row in sheets["Contents"]] == ["Sheet", "Cover", name, "Notes", "Data dictionary"]
    assert [tuple(row) for row in sheets["Notes"][1:]] == list(NOTES)
    assert tuple(sheets["Data dictionary"][0]) == HEADINGS
    assert [row[0] for row in sheets["Data dictionary"][1:]] == sheets[name][0]


def test_a_workbooks_properties_are_those_of_its_cover(demo, nobody):
    book = openpyxl.load_workbook(io.BytesIO(nobody.get("/warwickshire/scorecard.xlsx").content))
    assert book.properties.title == book["Cover"]["A1"].value == "Warwickshire County Council: scorecard"
    assert book.properties.language == "en-GB"
    said = [row[0] for row in book["Cover"].iter_rows(values_only=True)]
    assert any(line.startswith("Signed-off figures as they stood on ") for line in said)


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_every_figure_of_a_measure_as_a_workbook_is_its_csv(demo, nobody, form):
    for address in (CW, "/exampleshire/measures/CYP13/data"):
        want = from_csv(nobody.get(f"{address}.csv").content.decode())
        response = nobody.get(f"{address}.{form}")
        assert response.headers["Content-Disposition"].endswith(f'.{form}"')
        book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
        head, *rows = book.get_sheet_by_name("Figures").to_python()
        assert head == list(DATA_COLUMNS)
        for row, wanted in zip(rows, want, strict=True):
            for cell, column in zip(row, head, strict=True):
                text = f"{cell:.6f}".rstrip("0").rstrip(".") if isinstance(cell, float) else cell
                assert text == wanted[column], column
