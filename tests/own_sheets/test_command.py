"""manage.py read_spreadsheet: both files or none, and files that were made to go wrong."""

import io
import zipfile
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from odfdo import Document, Table
from openpyxl.styles import PatternFill

from kpis.interchange.forms_frames import decimal_comma_text
from kpis.own_sheets.files import COLUMNS, LEFT_COLUMNS
from kpis.spreadsheets.limits import BROWSER
from kpis.spreadsheets.tables import TABLES
from tests.own_sheets.conftest import CASES, Q2, Reading, Refused

SCORECARD = CASES / "officers" / "W1-corporate-scorecard.xlsx"
ROWS = [["Ref", "Q2 2026/27"], ["CYP01", 331], ["CYP03", 66]]


def text(tmp_path: Path, content: str | bytes, name: str = "mine.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def book(tmp_path: Path, rows=ROWS, fills=(), name: str = "mine.xlsx") -> Path:
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(row)
    for cell, colour in fills:
        made.active[cell].fill = PatternFill("solid", fgColor=colour)
    made.save(tmp_path / name)
    return tmp_path / name


def run(file: Path, **options: str) -> None:
    call_command("read_spreadsheet", str(file), stderr=StringIO(), **{"council": "exampleshire", **options})


def test_the_columns_of_both_files(reading: Reading):
    read = reading(SCORECARD)
    beside = ("sheet", "cell", "asked", "says", "cause", "action", "action_owner", "action_date")
    assert tuple(read.figures[0]) == COLUMNS == (*TABLES["readings"].columns, *beside)
    assert tuple(read.left[0]) == LEFT_COLUMNS == ("sheet", "row", "text", "why")
    assert "6 figures written to" in read.told and "; 11 rows and columns left alone" in read.told


def test_an_error_leaves_what_stood_there(council, db, tmp_path):
    """Neither file is written where the other cannot be, and an older one stays as it was."""
    output = tmp_path / "figures.csv"
    output.write_text("older")
    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run(SCORECARD, output=str(output), left_alone=str(tmp_path / "no" / "left.csv"))
    with pytest.raises(CommandError, match="nothing was written"):
        run(CASES / "p02-err_value_NA.xlsx", output=str(output))
    with pytest.raises(CommandError, match="cannot be written: Is a directory"):
        run(SCORECARD, output=str(output), left_alone=str(tmp_path))
    assert (output.read_text(), [each.name for each in tmp_path.iterdir()]) == ("older", ["figures.csv"])


def test_the_file_is_not_written_over(council, db, tmp_path):
    file = text(tmp_path, "Ref,Actual\nCYP01,331\n")
    for options in ({"output": str(file)}, {"output": str(tmp_path / "a"), "left_alone": str(tmp_path / "a")}):
        with pytest.raises(CommandError, match="one and the same"):
            run(file, **options)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"council": "nowhere"}, 'there is no council "nowhere": name one of exampleshire'),
        ({"period": "Q2"}, '"Q2" names no year'),
        ({"period": "Q2 2026"}, "could mean three periods"),
    ],
)
def test_options_that_mean_nothing(council, db, tmp_path, options, told):
    with pytest.raises(CommandError, match=told):
        run(SCORECARD, output=str(tmp_path / "figures.csv"), **options)


def test_a_file_that_is_not_there(council, db, tmp_path):
    with pytest.raises(CommandError, match="cannot be read: No such file or directory"):
        run(tmp_path / "none.xlsx", output=str(tmp_path / "figures.csv"))


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a>" + b" " * (BROWSER.unpacked + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (b"PK\x03\x04 and nothing more", "cannot be read as a workbook"),
        (b"%PDF-1.7", "is a PDF, whatever its name says"),
        (b"\xd0\xcf\x11\xe0 old", "is in the old format of Excel"),
        (bomb(), "unpacks to"),
        (b"Ref," + b"," * 10**6, "names 1,000,002 columns; at most 200 are read"),
        (
            b"Ref,Actual\n" + b"," * 10**6,
            "has 1,000,001 columns; at most 200 are read",
        ),
        (b"Ref,Actual\n" + b"a,1\n" * 20_001, "has more than 20,000 rows: split it by measures"),
        (b"Ref,Actual\nCYP01,331\n" + b" " * BROWSER.content, "at most 5,242,880 are read"),
        (b'Ref,Actual\n"CYP01,331\n', "quotation marks do not pair up"),
        (b"nothing,at all\n1,2\n", "holds no table that is understood"),
    ],
)
def test_files_that_are_refused(refused: Refused, tmp_path, content, told):
    assert told in refused(text(tmp_path, content, "mine.xlsx"))


def test_a_workbook_that_reaches_far_to_the_right(refused: Refused, tmp_path):
    made = openpyxl.Workbook()
    made.active["A1"], made.active["XFD3"] = "Ref", 1
    made.save(tmp_path / "wide.xlsx")
    assert "has a sheet of 3 rows and 16,384 columns: delete what is far to the right" in refused(
        tmp_path / "wide.xlsx"
    )


def test_a_range_that_is_merged_over_all_the_sheet(reading: Reading, tmp_path):
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="D1:XFD1048576"/></mergeCells>'
    out = tmp_path / "merged.xlsx"
    with zipfile.ZipFile(book(tmp_path)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, old.read(part).replace(b"</sheetData>", merged))
    assert reading(out).values == {"CYP01": "331", "CYP03": "66"}


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("title", ["", "Return of the service\n\n"])
def test_a_text_file_whatever_separates_its_cells(reading: Reading, tmp_path, separator, title):
    lines = [separator.join(map(str, row)) for row in ROWS]
    read = reading(text(tmp_path, title + "\n".join(lines)))
    assert read.values == {"CYP01": "331", "CYP03": "66"}
    assert {each["sheet"] for each in read.figures} == {"mine"}


def test_a_decimal_comma_is_not_guessed_at(refused: Refused, tmp_path):
    told = refused(text(tmp_path, "Ref;Q2 2026/27\nCYP04;16,8\n"))
    assert f"mine.csv sheet mine, cell B2: {decimal_comma_text('16,8')}" in told


def test_a_text_file_of_a_mac(reading: Reading, tmp_path):
    content = "Ref,Q2 2026/27,Comments\nCYP01,331,“Fine” – £5m\n".encode("mac_roman")
    read = reading(text(tmp_path, content))
    assert read.by_ref("commentary") == {"CYP01": ("“Fine” – £5m",)}
    assert "warning: is read in the letters of a Mac" in read.told


def test_control_characters_are_refused_where_they_would_be_taken(refused: Refused, reading: Reading, tmp_path):
    told = refused(text(tmp_path, "Ref,Q2 2026/27,Comments\nCYP01,331,a\x08b\n"))
    assert "cell C2: holds the control character U+0008" in told
    assert reading(text(tmp_path, "Ref,Q2 2026/27,Thing\nCYP01,331,a\x08b\n")).values == {"CYP01": "331"}


def test_a_text_that_a_spreadsheet_would_run_stays_text(reading: Reading, tmp_path):
    read = reading(text(tmp_path, "Ref,Q2 2026/27,Comments\nRES06,–9.4,=1+1\n"))
    assert read.by_ref("value", "commentary") == {"RES06": ("-9.4", "'=1+1")}


def test_a_date_over_a_column_is_its_month(reading: Reading, tmp_path):
    import datetime as dt

    rows = [["Ref", dt.date(2026, 9, 1)], ["CYP05", "20%"]]
    read = reading(book(tmp_path, rows), "2026-09")
    assert read.by_ref("period", "value") == {"CYP05": ("2026-09", "20")}


def test_a_formula_that_nobody_worked_out(refused: Refused, reading: Reading, tmp_path):
    assert "cell B2: is a formula without a value" in refused(book(tmp_path, [ROWS[0], ["CYP01", "=330+1"]]))
    assert reading(book(tmp_path, [*ROWS, ["Total", "=SUM(B2:B3)"]])).values == {"CYP01": "331", "CYP03": "66"}


def test_a_status_told_by_colour_is_read(reading: Reading, tmp_path):
    rows = [["Ref", "Q2 2026/27", "RAG"], ["CYP01", 331], ["CYP03", 66], ["CYP04", 16.8, "Green"]]
    fills = [("C2", "FFC000"), ("C3", "00B050"), ("C4", "FF0000")]
    assert reading(book(tmp_path, rows, fills)).by_ref("says") == {
        "CYP01": ("status=amber (by its colour)",),
        "CYP03": ("status=green (by its colour)",),
        "CYP04": ("status=Green",),
    }


def test_an_opendocument_spreadsheet(reading: Reading, tmp_path):
    document, table = Document("spreadsheet"), Table("Return")
    for row in [["Scorecard 2026/27"], ["Ref", "Indicator", "Q1", "Q2", "RAG"], ["CYP01", "Plans", 339, 331, "A"]]:
        table.append_row(_row(row))
    document.body.clear()
    document.body.append(table)
    document.save(str(tmp_path / "mine.ods"))
    read = reading(tmp_path / "mine.ods")
    assert read.by_ref("period", "value", "sheet", "cell", "says") == {"CYP01": (Q2, "331", "Return", "D3", "status=A")}


def _row(values):
    from odfdo import Cell, Row

    row = Row()
    row.extend_cells([Cell(each) for each in values])
    return row
