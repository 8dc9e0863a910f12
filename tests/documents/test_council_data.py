"""A whole council's data as files: by the command and as other programs open them."""

import csv
import io
import zipfile

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from odfdo import Document
from python_calamine import CalamineWorkbook

from kpis.bench.data import make_council as make_bench
from kpis.interchange.files_council import ABOUT
from kpis.interchange.queries import council_data
from kpis.people import UNRESTRICTED
from kpis.readings.councils import council_for
from kpis.spreadsheets.tables import TABLES
from tests.demonstration import NOTICE

FILES = {ABOUT, *(f"{name}.csv" for name in TABLES)}


def written(tmp_path, name, *options, council="warwickshire"):
    path = tmp_path / name
    call_command("export_council", "--council", council, "--output", str(path), *options, stderr=io.StringIO())
    return path


def by_table(folder):
    texts = {path.stem: path.read_bytes().decode() for path in folder.glob("*.csv")}
    return {name: list(csv.reader(io.StringIO(text, newline=""))) for name, text in texts.items()}


def number(cell):
    return f"{cell:.6f}".rstrip("0").rstrip(".")


def as_texts(rows):
    """Rows of a workbook as a CSV has them: calamine reads all numbers as floats."""
    texts = [[number(cell) if isinstance(cell, float) else cell for cell in row] for row in rows]
    return [row for row in texts if any(row)]


@pytest.mark.parametrize("council", ["warwickshire", "worcestershire", "exampleshire"])
@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_a_workbook_has_the_tables_of_the_folder_as_another_program_reads_them(demo, tmp_path, council, form):
    tables = by_table(written(tmp_path, "folder", council=council))
    book = CalamineWorkbook.from_path(written(tmp_path, f"book.{form}", council=council))
    assert book.sheet_names == ["Cover", *TABLES]
    for name, rows in tables.items():
        found = as_texts(book.get_sheet_by_name(name).to_python())
        assert found[0] == list(TABLES[name].columns) == rows[0]
        percents = {"value", "target", "low", "high"}
        numbers = [place for place, column in enumerate(rows[0]) if column in percents]
        for row, want in zip(found[1:], rows[1:], strict=True):
            for place in numbers:
                # A share up to 1 stands in a percent format, which calamine does not tell.
                if row[place] != want[place]:
                    assert float(row[place]) * 100 == pytest.approx(float(want[place]))
                    row[place] = want[place]
            assert row == want


def test_every_file_says_what_it_is_and_carries_the_notice(demo, tmp_path):
    folder = written(tmp_path, "folder")
    assert {path.name for path in folder.iterdir()} == FILES
    said = (folder / ABOUT).read_text(encoding="utf-8").splitlines()
    assert said[0] == "Warwickshire County Council: the whole council's data"
    assert NOTICE in said
    cover = CalamineWorkbook.from_path(written(tmp_path, "book.ods")).get_sheet_by_name("Cover").to_python()
    assert [line for (line,) in cover if line] == said
    with zipfile.ZipFile(written(tmp_path, "all.zip")) as archive:
        assert {info.filename for info in archive.infolist()} == {f"warwickshire/{name}" for name in FILES}


def test_the_public_view_and_the_restricted_one_say_which_they_are(demo, tmp_path):
    public, restricted = written(tmp_path, "a"), written(tmp_path, "b", "--restricted", council="exampleshire")
    assert "Figures that could identify a person are left out" in (public / ABOUT).read_text()
    assert "Not for publication" in (restricted / ABOUT).read_text()


def test_the_command_without_more_withholds_small_numbers(demo, tmp_path):
    shown = by_table(written(tmp_path, "b", "--restricted", council="exampleshire"))["readings"]
    public = by_table(written(tmp_path, "a", council="exampleshire"))["readings"]
    marker = shown[0].index("marker")
    withheld = [(row, old) for row, old in zip(public, shown, strict=True) if row != old]
    assert withheld
    for row, old in withheld:
        assert (row[:2], row[marker]) == (old[:2], "suppressed")
        assert not any(row[shown[0].index(name)] for name in ("value", "numerator", "denominator", "commentary"))


def test_the_workbooks_say_their_title_and_language_and_hold_no_formula(demo, tmp_path):
    book = openpyxl.load_workbook(written(tmp_path, "book.xlsx"))
    title = "Warwickshire County Council: the whole council's data"
    assert (book.properties.title, book.properties.language, book.properties.creator) == (title, "en-GB", "Scrutiny")
    assert all(cell.data_type != "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    meta = Document(written(tmp_path, "book.ods")).meta
    assert (meta.get_title(), meta.get_language()) == (title, "en-GB")


@pytest.mark.parametrize(
    ("council", "output", "reason"),
    [
        ("atlantis", "folder", 'no council "atlantis"'),
        ("warwickshire", "data.csv", "neither a folder nor an .xlsx, .ods or .zip file"),
        ("warwickshire", "no/such/folder/data.xlsx", "cannot be written: No such file or directory"),
    ],
)
def test_the_command_refuses_with_the_reason(demo, tmp_path, council, output, reason):
    with pytest.raises(CommandError, match=reason):
        written(tmp_path, output, council=council)
    assert not list(tmp_path.iterdir())


def test_as_many_statements_for_few_measures_as_for_many(db):
    taken = []
    for size in (5, 50):
        council = make_bench(f"bench-{size}", size)
        with CaptureQueriesContext(connection) as captured:
            data = council_data(council_for(council.slug, UNRESTRICTED).id, UNRESTRICTED)
        assert len(data.measures) == size
        assert sum(len(each.readings) for each in data.measures) > size
        taken.append(len(captured))
    assert taken[0] == taken[1] <= 14
