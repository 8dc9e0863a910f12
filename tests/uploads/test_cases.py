"""Spreadsheets as people and their programs make them: what their cells mean (the files are in tests/data/cases)."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.test import Client
from odfdo import Cell, Document, Row, Table

from kpis.domain.entry import WITHOUT_PARTS
from kpis.models import Category, Dimension, Measure, User
from kpis.spreadsheets.marks import AS_IT_IS, shown_as, shown_by
from kpis.spreadsheets.values import Misread, text_of
from tests.entry.conftest import THEN, make_bringing
from tests.stored import make_reading, make_target, moment, signed_in
from tests.uploads.files import book_of, bring_in, changes, kinds, send, told

CASES = Path(__file__).parents[1] / "data" / "cases"
SHARES = {"CYP06": ("124", "212"), "CYP07": ("190", "212"), "CYP12": ("4", "31"), "CYP14": ("107", "160")}
OTHERS = {"CYP01": "330", "CYP03": "65", "CYP04": "17", "CYP10": "13", "EE07": "3300000"}


@pytest.fixture
def people(db: None) -> Iterator[Client]:
    """Alice, whose measures are those of the cases, in November 2026."""
    with time_machine.travel(moment("2026-11-20")):
        bringing = make_bringing()
        for ref in (*SHARES, "ED03", "CYP05"):
            monthly = {"frequency": "monthly"} if ref == "CYP05" else {}
            bringing.add_measure(ref, unit="percentage", polarity="higher", decimal_places=1, **monthly)
        adoptions = bringing.add_measure("CYP08")
        for ref, value in OTHERS.items():
            bringing.add_measure(ref, unit="currency" if ref == "EE07" else "count")
            make_reading(bringing.measures[ref], "2026/27 Q1", value, at=THEN)
        for ref, (part, whole) in SHARES.items():
            share = {"numerator": part, "denominator": whole}
            make_reading(bringing.measures[ref], "2026/27 Q1", "60", at=THEN, **share)
        for quarter, adopted in zip(("Q1", "Q2", "Q3", "Q4"), ("10", "9", "7", "11"), strict=True):
            make_reading(adoptions, f"2025/26 {quarter}", adopted, at=THEN)
        make_reading(adoptions, "2026/27 Q1", "10", at=THEN)
        for ref in ("RES01", "RES04", "RES05", "RES06"):
            bringing.add_measure(ref, unit="currency", polarity="none", decimal_places=1)
        district = Dimension.objects.create(measure=bringing.measures["CYP01"], name="District")
        for place in ("Exampleton", "North Exampleshire"):
            Category.objects.create(dimension=district, name=place, slug=place.lower().replace(" ", "-"))
        yield bringing.client("alice")


def case(client: Client, name: str):
    return send(client, (CASES / name).read_bytes(), name)


ERROR = "put its formula right, or type what is meant"


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("p02-err_commentary.xlsx", "commentary: cell G2 holds the error #REF!"),
        ("p02-err_value_DIV0.xlsx", "value: cell C2 holds the error #DIV/0!"),
        ("p02-err_value_NA.xlsx", "value: cell C2 holds the error #N/A"),
        ("p02-err_value_beside_nd.xlsx", "value: cell C2 holds the error #N/A"),
        ("p03-f_div0.xlsx", "value: cell C2 holds the error #DIV/0!"),
    ],
)
def test_an_error_value_names_its_cell(people, name, cell):
    upload = case(people, name)
    assert upload.state == "refused"
    assert told(upload)[0] == f"error row 2, {cell}: {ERROR}"


@pytest.mark.parametrize("error", ["#N/A", "#VALUE!", "#NAME?", "Err:502"])
@pytest.mark.parametrize("column", ["ref", "period", "value", "marker", "commentary"])
def test_an_error_that_was_typed_or_pasted(people, error, column):
    cells = {"ref": "CYP01", "period": "2026/27 Q2", "value": "331", "marker": "final", "commentary": "Fewer"}
    line = ",".join({**cells, column: error}.values())
    upload = send(people, f"{','.join(cells)}\n{line}\n".encode())
    letter = "ABCDE"[list(cells).index(column)]
    assert told(upload)[0] == f"error row 2, {column}: cell {letter}2 holds the error {error}: {ERROR}"


def test_a_quarter_that_could_be_two_is_refused_with_both(people):
    upload = case(people, "p01-readings.csv")
    assert upload.state == "refused"
    readings = '"2026/27 Q2" (Jul to Sep 2026, Q2 2026/27) or "2026/27 Q1" (Apr to Jun 2026, Q1 2026/27)'
    assert told(upload)[0] == f'error row 2, period: "Q2 2026" could mean two periods: write {readings}'


def test_a_period_is_shown_as_it_was_understood(people):
    upload = send(people, b"ref,period,value\nCYP01,2026/27 Q2,330\n")
    page = people.get(f"/northshire/import/{upload.pk}/").content.decode()
    assert "Jul to Sep 2026 (Q2 2026/27)" in page


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_whose_text_is_empty_is_a_blank_cell(people, kind):
    upload = case(people, f"p03-f_empty_string.{kind}")
    assert (told(upload), kinds(upload)) == ([], [(2, "blank"), (3, "new")])


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_computed_number_is_taken_as_its_cell_shows_it(people, kind):
    upload = case(people, f"p04-f_pct.{kind}")
    assert changes(upload, 2)["value"] == ("", "59")
    assert upload.found["warnings"] == [
        f"p04-f_pct.{kind} sheet readings: 1 computed figure is taken as shown: 58.9622641509434% in row 2 as 59%"
    ]


def test_a_computed_number_beside_its_parts_is_compared_with_them(people):
    upload = case(people, "p04-f_pct_nd.xlsx")
    assert (upload.state, upload.found["warnings"]) == ("ready", [])
    assert changes(upload, 2) | {} == {"value": ("", "58.962264"), "numerator": ("", "125"), "denominator": ("", "212")}


def test_noise_far_behind_the_point(people):
    upload = case(people, "p04-float_noise.xlsx")
    assert changes(upload, 2)["value"] == ("", "3271000")
    assert upload.found["warnings"][0].endswith("3271000.0000001 in row 2 as 3271000")


def test_a_percent_format_on_what_is_no_percentage(people):
    upload = case(people, "p06-percent_on_count.xlsx")
    assert [each.partition('"')[2] for each in told(upload)] == [
        f'{shown}" has a % sign, but the figure is no percentage' for shown in ("331%", "16.8%", "0.13%")
    ]
    assert told(case(people, "p06-percent_on_numerator.xlsx")) == [
        'error row 2, numerator: "12500%" has a % sign, but a numerator is no percentage',
        'error row 2, denominator: "21200%" has a % sign, but a denominator is no percentage',
    ]


def test_the_strict_form_is_read_as_shown(people):
    upload = case(people, "p07-strict_percent.xlsx")
    assert [changes(upload, row)["value"][1] for row in range(2, 8)] == ["59.5", "90.6", "67.9", "79.5", "22.9", "22"]


def test_it_is_asked_whether_a_figure_is_cumulative(people):
    """19 adoptions in Quarter 2, more than ever, are the 10 of Quarter 1 and 9."""
    upload = case(people, "p28-cumulative.xlsx")
    assert told(upload) == [
        "warning row 2, value: 19 is more than any figure before it, and is 10 + 9: is it for the year to date? This "
        "measure’s figures are for the period itself."
    ]
    assert upload.found["doubtful"] == 1


@pytest.mark.parametrize("value", [11, 16, 22])
def test_nothing_is_asked_of_a_figure_that_is_no_sum(people, value):
    upload = send(people, f"ref,period,value\nCYP08,2026/27 Q2,{value}\n".encode())
    assert upload.found["doubtful"] == 0


def in_millions(tmp_path: Path) -> bytes:
    """A sheet in which £38.9m stands for 38900000."""
    document, table = Document("spreadsheet"), Table("readings")
    rows = [["ref", "period", "value"], ["RES01", "2026/27 Q2", 61810], ["RES04", "2026/27 Q2", 38900000],
            ["RES06", "2026/27 Q2", -9.4]]  # fmt: skip
    for values in rows:
        row = Row()
        row.extend_cells([Cell(each, text="£38.9m" if each == 38900000 else None) for each in values])
        table.append_row(row)
    document.body.clear()
    document.body.append(table)
    document.save(str(tmp_path / "millions.ods"))
    return (tmp_path / "millions.ods").read_bytes()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_money_that_a_cell_shows_smaller_is_asked_about(people, tmp_path, kind):
    if kind == "xlsx":
        upload = case(people, "p34-currency_scaled.xlsx")
    else:
        upload = send(people, in_millions(tmp_path), "millions.ods")
    asked = "which is taken as 38,900,000: is that in the measure’s own unit?"
    assert f"warning row 3, value: the cell shows 38.9 million, {asked}" in told(upload)
    assert changes(upload, 3)["value"] == ("", "38900000")
    assert not [each for each in told(upload) if "row 2" in each or "row 4" in each]


def test_hidden_rows_are_marked_and_counted(people):
    upload = case(people, "p08-hidden_row.xlsx")
    assert upload.found["warnings"] == [
        "p08-hidden_row.xlsx sheet readings: has 1 row that is hidden in the workbook: each is marked below"
    ]
    assert told(upload)[0] == "warning row 3, : is hidden in the workbook: is it meant to be brought in?"
    assert upload.found["doubtful"] == 1


def test_a_sheet_that_can_be_seen_comes_first(people):
    upload = case(people, "p08-hidden_sheet.xlsx")
    assert changes(upload, 2)["value"] == ("", "331")
    assert upload.found["labels"] == {"readings": "p08-hidden_sheet.xlsx sheet Return"}
    assert upload.found["warnings"] == ["p08-hidden_sheet.xlsx sheet readings: is hidden, and was left alone"]


def test_a_day_as_a_spreadsheet_program_saves_it(people):
    upload = case(people, "p09-until_slash.xlsx")
    assert changes(upload, 2)["provisional_until"] == ("", "2026-11-30")
    wrong = send(people, b"ref,period,value,marker,provisional_until\nCYP01,2026/27 Q2,331,provisional,11/30/2026\n")
    assert told(wrong) == [
        'error row 2, provisional_until: "11/30/2026" is not a date: the day comes first, as in 31/03/2019'
    ]


def test_our_template_as_a_spreadsheet_program_saved_it(people):
    name = "p10-readings-exampleshire-2026-27-q2.xlsx"
    first = bring_in(people, (CASES / name).read_bytes(), name)
    assert kinds(first) == [(2, "new"), (3, "new"), (4, "new")]
    again = case(people, name)
    assert (told(again), kinds(again)) == ([], [(2, "unchanged"), (3, "unchanged"), (4, "unchanged")])
    assert kinds(case(people, "p10-sheet1.xlsx")) == [(2, "changed")]


def test_a_first_line_that_says_what_separates(people):
    upload = case(people, "p20-readings-sep.csv")
    assert (told(upload), changes(upload, 2)["value"]) == ([], ("", "331"))
    bars = send(people, b"SEP=|\r\nref|period|value|commentary\r\nCYP01|2026/27 Q2|331|a, b; c\r\n")
    assert changes(bars, 2)["commentary"] == ("", "a, b; c")


@pytest.mark.parametrize(
    ("text", "encoding", "written"),
    [
        ("“Fine” – £5m", "mac_roman", "of a Mac (Mac Roman)"),
        ("don’t, naïve", "mac_roman", "of a Mac (Mac Roman)"),
        ("£5 for the café", "cp850", "of DOS (code page 850)"),
        ("“Fine” – £5m, naïve Zoë of Â\u00a0Ô", "cp1252", ""),
    ],
)
def test_the_letters_of_a_mac_and_of_dos(people, text, encoding, written):
    content = f'ref,period,value,commentary\nCYP01,2026/27 Q2,331,"{text}"\n'.encode(encoding)
    upload = send(people, content, "readings.csv")
    assert changes(upload, 2)["commentary"] == ("", text)
    named = f"readings.csv: is read in the letters {written}: look at quotation marks, £ and accents"
    assert upload.found["warnings"] == ([named] if written else [])


def test_the_file_of_a_mac(people):
    assert changes(case(people, "p21-readings-macroman.csv"), 2)["commentary"] == ("", "“Fine” – £5m")


def test_a_chart_sheet_is_no_table(people):
    upload = case(people, "p33-with_chartsheet.xlsx")
    assert (upload.state, kinds(upload)) == ("ready", [(2, "new")])


def test_a_reference_that_is_stored_as_a_number(people, tmp_path):
    rows = [["ref", "period", "value"], [1.1, "2026/27 Q2", 5], [7, "2026/27 Q2", 5], [dt.date(2026, 3, 2), "2026", 5]]
    for kind in ("xlsx", "ods"):
        upload = send(people, book_of(kind, tmp_path, readings=rows), f"refs.{kind}")
        faults = [each for each in told(upload) if ", ref: " in each]
        text = "format the column as text, and type it again"
        assert f"error row 2, ref: 1.1 is stored as a number, and may have been typed with more zeros: {text}" in faults
        assert f"error row 4, ref: is stored as a date: {text}" in faults
        assert any(each.startswith('error row 3, ref: "7" is not a measure') for each in faults)


@pytest.mark.parametrize(
    ("value", "shown", "text"),
    [
        (1.1, AS_IT_IS, None),
        (1.1, shown_by("0.00"), "1.10"),
        (7.0, shown_by("000"), "007"),
        (7.0, AS_IT_IS, "7"),
        (1.1, shown_as("1.10", percent=False), "1.10"),
        (7, shown_as("007", percent=False), "007"),
        (True, AS_IT_IS, None),
    ],
)
def test_a_reference_by_its_number_format(value, shown, text):
    if text is None:
        with pytest.raises(Misread):
            text_of(value, "ref", shown)
    else:
        assert text_of(value, "ref", shown) == text


@pytest.mark.parametrize(
    ("code", "percent", "places"),
    [
        ("General", False, None),
        ("0.0%", True, 1),
        ("0.0%;[Red]-0.0%", True, 1),
        ("_-* 0.0%_-", True, 1),
        ('0.0"%"', False, 1),
        (r"0.0\%", False, 1),
        ("#,##0.00", False, 2),
        ('"£"#,##0;-"£"#,##0', False, 0),
        ("[$£-809]#,##0.0", False, 1),
        ('0.0,,"m"', False, None),
        ("#,##0,", False, None),
        ("# ?/?", False, None),
        ("0.00E+00", False, None),
        ("dd/mm/yyyy", False, None),
        ("@", False, None),
        ("%", True, None),
        ("", False, None),
    ],
)
def test_what_a_number_format_shows(code, percent, places):
    assert shown_by(code)[:2] == (percent, places)


def test_a_share_without_its_parts_is_withheld_and_the_preview_says_so(people):
    Measure.objects.filter(ref="CYP12").update(suppress_below=5)
    upload = case(people, "p05-small_share.xlsx")
    assert kinds(upload) == [(2, "new")]
    assert told(upload) == [f'warning row 2, value: "12.9%": {WITHOUT_PARTS.text.rstrip(".")}']


def test_a_measure_that_withholds_nothing_takes_it_without_a_word(people):
    assert told(case(people, "p05-small_share.xlsx")) == []


@pytest.fixture
def stands(people: Client) -> Client:
    """CYP06 stands at 124 of 212 for the quarter of the cases."""
    measure = Measure.objects.get(ref="CYP06")
    make_reading(measure, "2026/27 Q2", "58.490566", at=THEN, numerator="124", denominator="212", commentary="Counted.")
    return people


def test_a_value_that_its_parts_come_to_changes_nothing(stands):
    assert kinds(case(stands, "p05-same_as_printed.xlsx")) == [(2, "unchanged")]


@pytest.mark.parametrize(
    ("text", "kind", "changed"),
    [
        ("ref,period,value\nCYP06,2026/27 Q2,58.5", "unchanged", []),
        ("ref,period,value\nCYP06,2026/27 Q2,58.4", "changed", ["value", "numerator", "denominator", "marker"]),
        ("ref,period,numerator,denominator\nCYP06,2026/27 Q2,124,212", "unchanged", []),
        ("ref,period,commentary\nCYP06,2026/27 Q2,Counted again.", "changed", ["commentary"]),
        ("ref,period,marker\nCYP06,2026/27 Q2,provisional", "changed", ["marker"]),
        ("ref,period,value,numerator\nCYP06,2026/27 Q2,58.5,124", "unchanged", []),
    ],
)
def test_a_column_that_is_not_there_leaves_what_stands(stands, text, kind, changed):
    upload = send(stands, f"{text}\n".encode())
    assert kinds(upload) == [(2, kind)]
    assert list(changes(upload, 2)) == changed


@pytest.mark.parametrize("line", ["commentary\nCYP06,2026/27 Q2,Counted.", "marker\nCYP06,2026/27 Q2,final"])
def test_without_a_column_for_it_there_is_no_new_figure(people, line):
    upload = send(people, f"ref,period,{line}\n".encode())
    assert told(upload)[0].startswith("error row 2, value: is blank: state a figure, or a marker")


def test_a_target_says_which_signed_off_figures_it_judges_anew_and_how(people):
    """The year's target has a tolerance; that of the quarter alone has none."""
    measure = Measure.objects.get(ref="CYP01")
    measure.rules.update(scheme="target_tolerance")
    measure.period_kind = "snapshot"
    measure.save()
    make_target(measure, "2026/27", "325", tolerance="10", tolerance_kind="points")
    make_reading(measure, "2026/27 Q2", "330", at=THEN)
    upload = send(
        signed_in(User.objects.get(username="petra")), (CASES / "p29-targets.csv").read_bytes(), "targets.csv"
    )
    assert kinds(upload) == [(2, "new")]
    assert told(upload) == [
        "warning row 2, target: judges signed-off figures anew: Q2 2026/27 (330): within tolerance → behind target"
    ]
