"""Workbooks, .xlsx and .ods, as spreadsheet programs write them: the number format decides, and sizes are capped."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from kpis.models import Council, ReadingVersion, Target
from tests.interchange.books import MAKERS, Formula, Percent, rewritten, rows_of, small_tables, xlsx
from tests.interchange.helpers import LATER, SMALL, bring, errors, stored, warnings, write

pytestmark = pytest.mark.django_db

HEADER = ["ref", "period", "value", "numerator", "denominator", "marker", "commentary"]


@pytest.fixture(params=["xlsx", "ods"])
def kind(request) -> str:
    return request.param


def book(tmp_path: Path, kind: str, *readings: list, merged: str = "", name: str = "smallshire", **tables) -> Path:
    """The small council as a workbook, with other readings."""
    rows = small_tables(**tables)
    if readings:
        rows["readings"] = [HEADER, *([*row, "", "", "", "", ""][:7] for row in readings)]
    return MAKERS[kind](tmp_path / f"{name}.{kind}", rows, merged=merged)


def value(ref: str) -> Decimal | None:
    return ReadingVersion.objects.get(reading__measure__ref=ref, superseded_at=None).value


def test_a_workbook_holds_what_the_folder_holds(tmp_path, kind):
    bring(write(tmp_path / "folder"))
    before = stored()
    report = bring(book(tmp_path, kind), LATER)
    assert {(counts.created, counts.changed) for counts in report.tables.values()} == {(0, 0)}
    assert report.tables["measures"].unchanged == 8
    assert stored() == before


def test_a_new_council_from_a_workbook(tmp_path, kind):
    report = bring(book(tmp_path, kind))
    assert report.tables["readings"] == (3, 0, 0)
    version = ReadingVersion.objects.get(reading__measure__ref="C1")
    assert version.source == f"import of smallshire.{kind}"


def test_the_number_format_decides(tmp_path, kind):
    rows = [["P1", "2018/19", Percent(0.6)], ["A1", "2018/19 academic", 59.9], ["K1", "2018/19", Percent(0.006)]]
    report = bring(book(tmp_path, kind, *rows))
    assert [value(ref) for ref in ("P1", "A1", "K1")] == [60, Decimal("59.9"), Decimal("0.6")]
    assert warnings(report) == []


def test_a_percent_format_where_the_figure_is_none(tmp_path, kind):
    assert errors(book(tmp_path, kind, ["C1", "2018/19", Percent(0.6)])) == [
        f'smallshire.{kind} sheet readings row 2, value: "60%" has a % sign, but the figure is no percentage'
    ]


def test_numbers_are_taken_as_they_are_printed(tmp_path, kind):
    bring(
        book(
            tmp_path,
            kind,
            ["P1", "2018/19", 0.1 + 0.2 + 64],
            ["C1", "2018/19", 660.0],
            ["A1", "2018/19 academic", 94.95],
        )
    )
    assert [value(ref) for ref in ("P1", "C1", "A1")] == [Decimal("64.3"), 660, Decimal("94.95")]


def test_a_year_that_was_typed_as_a_number_is_read_as_its_digits(tmp_path, kind):
    (error,) = errors(book(tmp_path, kind, ["A1", 2018.0, 94.95]))
    assert error.startswith(f'smallshire.{kind} sheet readings row 2, period: "2018" could mean two periods')


def test_a_date_is_its_month_in_a_period_and_a_day_elsewhere(tmp_path, kind):
    header = ["ref", "period", "value", "marker", "provisional_until"]
    rows = [header, ["C1", dt.date(2019, 3, 31), 660, "provisional", dt.date(2019, 7, 31)]]
    targets = [["ref", "period", "target", "until"], ["C1", dt.date(2018, 4, 1), 580, dt.date(2019, 3, 1)]]
    bring(book(tmp_path, kind, readings=rows, targets=targets))
    version = ReadingVersion.objects.get(reading__measure__ref="C1")
    assert (version.reading.kind, version.reading.start) == ("month", dt.date(2019, 3, 1))
    assert version.provisional_until == dt.date(2019, 7, 31)
    assert Target.objects.get().until == dt.date(2019, 3, 31)


def test_an_unformatted_fraction_beside_percentages(tmp_path, kind):
    path = book(tmp_path, kind, ["P1", "2018/19", 0.95], ["P1", "2017/18", 93.4], ["P1", "2016/17", 92])
    assert errors(path) == [
        f'smallshire.{kind} sheet readings row 2, value: "0.95" looks like a fraction beside the measure\'s other '
        "figures: if it means 95%, format the cells as percentages; if it is 0.95%, use --accept-fractions"
    ]
    assert set(stored().values()) == {0}
    assert warnings(bring(path, accept_fractions=True)) == [
        f'smallshire.{kind} sheet readings row 2, value: "0.95" is read as 0.95%: is 95% meant?'
    ]
    assert warnings(bring(path)) == []


def test_a_fraction_beside_small_percentages_is_genuine(tmp_path, kind):
    targets = [["ref", "period", "target"], ["P1", "2018/19", 1.2]]
    report = bring(book(tmp_path, kind, ["P1", "2018/19", 0.95], targets=targets))
    assert warnings(report) == []


def test_formulas_have_the_value_that_was_worked_out(tmp_path, kind):
    bring(book(tmp_path, kind, ["C1", "2018/19", Formula(660)]))
    assert value("C1") == 660


def test_a_formula_without_a_value(tmp_path, kind):
    assert errors(book(tmp_path, kind, ["C1", "2018/19", Formula(None)]))[0] == (
        f"smallshire.{kind} sheet readings row 2, value: is a formula without a value: open the workbook in a "
        "spreadsheet program and save it, or paste the values"
    )
    assert set(stored().values()) == {0}


@pytest.mark.parametrize(("place", "what"), [("C1:D1", "its header has"), ("G3:G4", "row 3 has")])
def test_merged_cells(tmp_path, kind, place, what):
    rows = [["C1", "2018/19", 660], ["C1", "2017/18", 650], ["C1", "2016/17", 640]]
    assert errors(book(tmp_path, kind, *rows, merged=place)) == [
        f"smallshire.{kind} sheet readings: {what} merged cells: undo the merge, so that each column has one heading "
        "and each row its own cells"
    ]


def test_a_missing_sheet_is_a_table_left_alone(tmp_path, kind):
    bring(write(tmp_path / "folder"))
    sheets = {"readings": [HEADER, ["C1", "2018/19", 661, "", "", "", ""]]}
    path = MAKERS[kind](tmp_path / f"smallshire.{kind}", sheets)
    assert dict(bring(path, LATER).tables) == {"readings": (0, 1, 0)}
    Council.objects.update(slug="elsewhere")
    assert errors(path)[0].startswith(f'smallshire.{kind}: has no table council, and there is no council "smallshire"')


def test_a_missing_sheet_that_others_refer_to(tmp_path, kind):
    tables = small_tables()
    del tables["measures"]
    messages = errors(MAKERS[kind](tmp_path / f"small.{kind}", tables))
    assert len(messages) == 6
    assert messages[0] == (
        f'small.{kind} sheet targets row 2, ref: "C1" is not a measure of Smallshire County Council (fictional): '
        "add it to the table measures"
    )


def test_sheets_that_are_no_tables(tmp_path, kind):
    report = bring(book(tmp_path, kind, Notes=[["Read me", ""], ["x", "y"]]))
    assert warnings(report) == [
        f"smallshire.{kind} sheet Notes: is no table of the interchange format and was left alone"
    ]
    assert errors(book(tmp_path, kind, Sheet1=rows_of(SMALL["readings"])))[0].startswith(
        f"smallshire.{kind} sheet Sheet1: is called like no table: call it one of council, "
    )


def test_rows_are_numbered_as_the_program_shows_them(tmp_path, kind):
    blank = ["", "", "", "", "", "", ""]
    rows = [HEADER, ["C1", "2018/19", 660], blank, blank, ["C1", "2017/18", "many"]]
    assert errors(book(tmp_path, kind, readings=rows)) == [
        f'smallshire.{kind} sheet readings row 5, value: "many" is not a number'
    ]


def test_a_header_that_is_not_in_row_1(tmp_path, kind):
    rows = [["Readings for 2018/19", "", ""], ["ref", "period", "value"], ["C1", "2018/19", 660]]
    messages = errors(book(tmp_path, kind, readings=rows))
    assert messages[0].startswith(f'smallshire.{kind} sheet readings row 1: "Readings for 2018/19" is not a column')
    assert f'smallshire.{kind} sheet readings row 1: the column "period" is missing' in messages


def test_true_and_false_are_yes_and_no(tmp_path, kind):
    tables = small_tables()
    for row in tables["measures"][1:]:
        row[10] = False if row[10] == "no" else row[10]
    bring(MAKERS[kind](tmp_path / f"small.{kind}", tables))
    assert Council.objects.get().measures.get(ref="G1").share is False


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04cut short", b"\xd0\xcf\x11\xe0protected"])
def test_files_that_are_no_workbooks(tmp_path, kind, content):
    path = tmp_path / f"small.{kind}"
    path.write_bytes(content)
    assert errors(path) == [f"small.{kind}: cannot be read as a workbook: is it damaged, or protected by a password?"]


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_workbook_that_was_cut_short(tmp_path, kind, share):
    path = book(tmp_path, kind)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    assert errors(path)[0].startswith(f"smallshire.{kind}: cannot be read as a workbook")


@pytest.mark.parametrize("part", ["sheet", "styles"])
def test_a_workbook_with_a_damaged_part(tmp_path, kind, part):
    name = {
        ("xlsx", "sheet"): "xl/worksheets/sheet6.xml", ("xlsx", "styles"): "xl/styles.xml",
        ("ods", "sheet"): "content.xml", ("ods", "styles"): "styles.xml",
    }[kind, part]  # fmt: skip
    path = rewritten(book(tmp_path, kind), name, lambda content: content[: len(content) // 2])
    assert errors(path)[0].startswith(f"smallshire.{kind}")
    assert set(stored().values()) == {0}


@pytest.mark.parametrize("cell", ["A1048576", "XFD1", "CV50000"])
def test_a_cell_far_out_is_refused_before_the_sheet_is_laid_out(tmp_path, cell):
    path = book(tmp_path, "xlsx")
    row = int("".join(filter(str.isdigit, cell)))
    far = f'<row r="{row}"><c r="{cell}"><v>1</v></c></row></sheetData>'.encode()
    rewritten(path, "xl/worksheets/sheet6.xml", lambda content: content.replace(b"</sheetData>", far))
    (message,) = errors(path)
    assert message.startswith("smallshire.xlsx: has ") and "delete what is far" in message


def test_repeated_cells_far_out_are_refused_before_the_sheet_is_laid_out(tmp_path):
    path = book(tmp_path, "ods")
    last = b"</table:table></office:spreadsheet>"
    row = b'<table:table-row table:number-rows-repeated="900000"><table:table-cell %s/></table:table-row>'
    filled = row % b'table:number-columns-repeated="9000" office:value-type="float" office:value="1"'
    rewritten(path, "content.xml", lambda content: content.replace(last, filled + last))
    assert errors(path)[0].startswith("smallshire.ods: has more than 100,000 rows in a sheet")


def test_blank_rows_repeated_to_the_end_do_no_harm(tmp_path):
    path = book(tmp_path, "ods")
    last = b"</table:table></office:spreadsheet>"
    blank = (
        b'<table:table-row table:number-rows-repeated="1048000">'
        b'<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    rewritten(path, "content.xml", lambda content: content.replace(last, blank + last))
    assert bring(path).tables["readings"].created == 3


def test_a_small_file_that_unpacks_to_a_large_one(tmp_path):
    path = book(tmp_path, "xlsx")
    rewritten(path, "docProps/app.xml", lambda content: content + b" " * (201 * 1024 * 1024))
    assert path.stat().st_size < 5_000_000
    assert errors(path)[0].startswith("smallshire.xlsx: unpacks to 210,7")


def test_percentages_by_the_cells_style_in_ods(tmp_path):
    """A plain number whose style shows percentages, through the style it builds on."""
    path = book(tmp_path, "ods", ["P1", "2018/19", 0.6], ["A1", "2018/19 academic", 0.5])
    styles = (
        b'<number:percentage-style style:name="N11"><number:number/></number:percentage-style>'
        b'<style:style style:name="base" style:family="table-cell" style:data-style-name="N11"/>'
        b'<style:style style:name="own" style:family="table-cell" style:parent-style-name="base"/>'
        b"</office:automatic-styles>"
    )

    def change(content: bytes) -> bytes:
        content = content.replace(b"</office:automatic-styles>", styles)
        return content.replace(b'office:value="0.6"', b'office:value="0.6" table:style-name="own"')

    rewritten(path, "content.xml", change)
    report = bring(path)
    assert (value("P1"), value("A1")) == (60, Decimal("0.5"))
    assert [message.split(",")[0] for message in warnings(report)] == ["smallshire.ods sheet readings row 3"]


def test_a_percent_sign_in_quotation_marks_is_only_text(tmp_path):
    path = xlsx(tmp_path / "smallshire.xlsx", small_tables(readings=[HEADER[:3], ["P1", "2018/19", Percent(60)]]))
    rewritten(path, "xl/styles.xml", lambda content: content.replace(b"0.0%", b"0.0&quot;%&quot;"))
    bring(path)
    assert value("P1") == 60


def test_a_large_workbook_is_read_in_seconds(tmp_path, kind):
    years = [f"{year}-{month:02d}" for year in range(1950, 2020) for month in range(1, 13)]
    bring(book(tmp_path, kind, *[["C1", period, 600 + at % 9] for at, period in enumerate(years)]))
    assert ReadingVersion.objects.count() == len(years)
