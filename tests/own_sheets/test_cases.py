"""Workbooks as officers keep them (tests/data/cases/officers), and small files of a kind each (tests/data/cases)."""

import pytest

from tests.own_sheets.conftest import CASES, Q2, Reading, Refused

OFFICERS = CASES / "officers"
CUMULATIVE = (
    "20 is more than any figure before it, and is 10 + 10: is it for the year to date? This measure’s figures are for "
    "the period itself."
)
WITHHELD = "“{}”: was it withheld by its source because the numbers are small?"
AWAITED = "“{}”: is the figure awaited, or was it not monitored?"
NO_CASE = "“{}”: does the measure not apply to this period?"


def test_a_corporate_scorecard(reading: Reading):
    """Two rows of headings, bands, a key and a total; a withheld figure never takes the place of the stored 4 of 31."""
    read = reading(OFFICERS / "W1-corporate-scorecard.xlsx")
    assert read.by_ref("period", "value", "numerator", "denominator", "marker", "cell", "says") == {
        "CYP01": (Q2, "331", "", "", "", "G7", "status=A; target=330; dot=↑"),
        "CYP06": (Q2, "59", "", "", "", "G8", "status=A; target=60%; dot=↑"),
        "CYP07": (Q2, "89.6", "", "", "", "G9", "status=R; target=92%; dot=↓"),
        "CYP08": (Q2, "20", "", "", "", "G10", "status=G; target=40; dot=↑"),
        "CYP12": (Q2, "", "", "", "", "G11", "status=R; target=22%; dot=↓"),
        "ED01": (Q2, "56.5", "", "", "", "G13", "status=R; target=65%; dot=↓"),
    }
    assert read.asked == {"CYP08": CUMULATIVE, "CYP12": f"{WITHHELD.format('[c]')} The sheet says: “suppressed”."}
    assert read.by_ref("commentary")["CYP07"] == ("Nine in custody",)
    assert {each["sheet"] for each in read.figures} == {"Corporate Scorecard"}


def test_what_a_corporate_scorecard_leaves_alone(reading: Reading):
    read = reading(OFFICERS / "W1-corporate-scorecard.xlsx")
    left = {(each["sheet"], each["row"], each["text"]): each["why"] for each in read.left}
    sheet = "Corporate Scorecard"
    assert left[sheet, "14", "ED05, 2026/27 Q2: n/a – annual"] == "cell G14 holds no number"
    assert left[sheet, "6", "Children and Families"] == "a heading between the measures"
    assert left[sheet, "12", "Education"] == "a heading between the measures"
    assert left[sheet, "18", "Total green"] == "a total"
    assert left["Lookups", "", ""] == "the sheet is hidden in the workbook"
    assert [each["row"] for each in read.left] == ["1", "2", "5", "5", "6", "12", "14", "16", "17", "18", ""]


def test_a_corporate_scorecard_with_all_its_periods(reading: Reading):
    """The outturn and the quarter before come too; what stands beside the quarters is said of the latest alone."""
    read = reading(OFFICERS / "W1-corporate-scorecard.xlsx", period="")
    of_plans = [each for each in read.figures if each["ref"] == "CYP01"]
    assert [(each["period"], each["value"], each["commentary"]) for each in of_plans] == [
        ("2025/26", "342", ""), ("2026/27 Q1", "339", ""), (Q2, "331", "Fewer new plans this quarter")
    ]  # fmt: skip
    assert [each["says"] for each in of_plans] == ["", "target=330", "status=A; target=330; dot=↑"]
    assert "ED05" not in {each["ref"] for each in read.figures}


def test_titles_by_quarter(reading: Reading):
    read = reading(OFFICERS / "W2-titles-by-quarter.xlsx")
    assert read.values == {"CYP01": "331", "CYP08": "10", "CYP03": "66", "CYP04": "16.8"}
    assert read.asked == {"CYP04": "“16.8*”: what does * stand for? The sheet says: “awaiting validation”."}
    every = reading(OFFICERS / "W2-titles-by-quarter.xlsx", period="")
    assert len(every.figures) == 4 * 6 - 1
    assert [each["why"] for each in every.left] == ["a dash stands where the figure would", "a key or a note"]


def test_a_sheet_for_each_service(reading: Reading):
    read = reading(OFFICERS / "W4-sheet-per-service.xlsx")
    assert read.values == {"CYP01": "331", "CYP03": "66", "CYP04": "16.8", "ED01": "56.5", "ED10": "1240"}
    columns = ("sheet", "cell", "says", "cause", "action", "action_owner", "action_date", "asked")
    assert read.by_ref(*columns)["ED01"] == (
        "Education & Skills", "B3", "status=Red; target=65%", "Vacancies", "Locums", "Head of SEND", "", ""
    )  # fmt: skip


def test_a_quarter_without_a_year_is_asked_about(reading: Reading):
    read = reading(OFFICERS / "W4-sheet-per-service.xlsx", period="")
    asked = "“Actual Q2” names no year: for which period is the figure?"
    assert read.by_ref("period", "value", "asked")["CYP01"] == ("", "331", asked)
    assert reading(OFFICERS / "W4-sheet-per-service.xlsx", period="2026/27 Q3").figures == []


def test_the_shorthand_of_official_statistics(reading: Reading):
    read = reading(CASES / "p11-shorthand.xlsx")
    bound = "“<5” is a bound and no number: what is the figure, or was it withheld?"
    assert read.by_ref("value", "marker", "asked") == {
        "CYP01": ("", "", AWAITED.format("[x]")),
        "CYP02": ("", "", AWAITED.format("..")),
        "CYP03": ("", "", WITHHELD.format("[c]")),
        "CYP04": ("", "", NO_CASE.format("N/A")),
        "CYP07": ("", "", AWAITED.format("tbc")),
        "CYP08": ("12", "provisional", ""),
        "CYP11": ("", "", bound),
        "CYP12": ("", "", WITHHELD.format("*")),
        "CYP14": ("66.9", "provisional", ""),
        "ED01": ("56.5", "", "“56.5%*”: what does * stand for?"),
        "ED10": ("", "", NO_CASE.format("[z]")),
        "CYP10": ("", "", "“[low]”: is it a number that rounds to 0, or one that may not be shown?"),
    }
    assert [(each["row"], each["why"]) for each in read.left] == [
        ("6", "a dash stands where the figure would"), ("13", "a dash stands where the figure would")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "cell", "left"),
    [
        ("p12-extra_columns.xlsx", "C2", []),
        ("p12-header_words.xlsx", "C2", []),
        ("p12-readings-title.csv", "C3", ["Return for Q2"]),
        ("p12-title_rows.xlsx", "C5", ["Children's Services performance return Q2 2026/27", "Completed by: A Officer"]),
        (
            "p13-notes_below.xlsx",
            "C2",
            ["Source: case management system, extracted 5 October 2026", "* provisional"],
        ),
        ("p13-total_row.xlsx", "C2", ["Total | 331"]),
        ("p20-readings-sep.csv", "C2", []),
    ],
)
def test_titles_other_words_more_columns_notes_and_totals(reading: Reading, name, cell, left):
    for period in ("", Q2):
        read = reading(CASES / name, period)
        assert read.by_ref("period", "value", "cell", "asked") == {"CYP01": (Q2, "331", cell, "")}
        assert [each["text"] for each in read.left] == left


def test_words_of_the_header_and_what_a_sheet_says(reading: Reading):
    assert reading(CASES / "p12-header_words.xlsx").by_ref("marker", "change_reason") == {"CYP01": ("provisional", "t")}
    assert reading(CASES / "p12-extra_columns.xlsx").by_ref("says") == {"CYP01": ("status=Green; target=330",)}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("p02-err_commentary.xlsx", "cell G2: cell G2 holds the error #REF!"),
        ("p02-err_value_DIV0.xlsx", "cell C2: cell C2 holds the error #DIV/0!"),
        ("p02-err_value_NA.xlsx", "cell C2: cell C2 holds the error #N/A"),
        ("p02-err_value_beside_nd.xlsx", "cell C2: cell C2 holds the error #N/A"),
        ("p03-f_div0.xlsx", "cell C2: cell C2 holds the error #DIV/0!"),
        ("p06-percent_on_count.xlsx", 'cell C2: "331%" has a % sign, but the figure is no percentage'),
        ("p06-percent_on_numerator.xlsx", 'cell D2: "12500%" has a % sign, but a numerator is no percentage'),
        ("p01-readings.csv", 'cell B2: "2026 Q2" could mean two periods: write "2026/27 Q2"'),
    ],
)
def test_what_must_be_put_right_names_file_sheet_and_cell(refused: Refused, name, told):
    sheet = "p01-readings" if name.endswith(".csv") else "readings"
    assert f"{name} sheet {sheet}, {told}" in refused(CASES / name)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_computed_number_is_taken_as_its_cell_shows_it(reading: Reading, kind):
    read = reading(CASES / f"p04-f_pct.{kind}")
    asked = "58.962264% was worked out, and is taken as its cell shows it, 59%: is that right?"
    assert read.by_ref("value", "asked") == {"CYP06": ("59", asked)}


def test_a_computed_number_beside_its_parts(reading: Reading):
    read = reading(CASES / "p04-f_pct_nd.xlsx")
    assert read.by_ref("value", "numerator", "denominator", "asked") == {"CYP06": ("58.962264", "125", "212", "")}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_formula_whose_text_is_empty_is_blank(reading: Reading, kind):
    assert len(reading(CASES / f"p03-f_empty_string.{kind}").figures) == 1


def test_money_that_a_cell_shows_smaller_is_asked_about(reading: Reading):
    read = reading(CASES / "p34-currency_scaled.xlsx")
    assert read.values == {"RES01": "61810", "RES04": "38900000", "RES06": "-9.4", "RES05": "3513000"}
    asked = "the cell shows 38.9 million, which is taken as 38,900,000: is that in the measure’s own unit?"
    assert read.asked["RES04"].startswith(asked)
    assert set(read.asked) == {"RES04", "RES05"}


def test_hidden_rows_and_sheets(reading: Reading):
    rows = reading(CASES / "p08-hidden_row.xlsx")
    assert rows.asked["CYP03"].startswith("the row is hidden in the workbook: is it meant to be brought in?")
    assert "1 in hidden rows" in rows.told
    sheets = reading(CASES / "p08-hidden_sheet.xlsx")
    assert sheets.by_ref("value", "sheet") == {"CYP01": ("331", "Return")}
    assert [each["why"] for each in sheets.left] == ["the sheet is hidden in the workbook"]


@pytest.mark.parametrize("name", ["p07-strict_percent.xlsx", "p33-with_chartsheet.xlsx", "p10-sheet1.xlsx"])
def test_what_other_programs_save(reading: Reading, name):
    assert reading(CASES / name).figures


def test_it_is_asked_whether_a_figure_is_cumulative(reading: Reading):
    assert "is 10 + 9: is it for the year to date?" in reading(CASES / "p28-cumulative.xlsx").asked["CYP08"]
