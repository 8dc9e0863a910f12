"""Where the tables of a sheet are, what their headings say, and how wide ones are turned into figures of periods."""

import pytest

from kpis.domain.period_text import parse_period
from kpis.domain.periods import YearStart
from kpis.own_sheets.rules import NO_TABLE, recognise
from kpis.own_sheets.rules_headings import read_heading
from kpis.own_sheets.rules_periods import find_period, read_named
from kpis.own_sheets.rules_vocabulary import ColumnRole
from tests.own_sheets.grids import CATALOGUE, Q2, asked, faults, figures, found, one, periods, sheet, values, why_left

CARE = {"value": "59", "numerator": "125", "denominator": "212"}


@pytest.mark.parametrize(
    ("text", "role", "period"),
    [
        ("2025/26 outturn", "value", "2025/26"),
        ("2026/27 Q1", "value", "2026/27 Q1"),
        ("Q1 25/26", "value", "2025/26 Q1"),
        ("Quarter 2\n2026-27", "value", "2026/27 Q2"),
        ("Quarter 2 (July to September 2026)", "value", "2026/27 Q2"),
        ("2nd quarter 2026/2027", "value", "2026/27 Q2"),
        ("Apr-Jun 2026", "value", "2026/27 Q1"),
        ("Jan – Mar 2026/27", "value", "2026/27 Q4"),
        ("Oct 2025 to Mar 2026", "value", "2025/26 H2"),
        ("H1 2026/27", "value", "2026/27 H1"),
        ("Sep-26", "value", "2026-09"),
        ("2026-09", "value", "2026-09"),
        ("Sept 2026/27", "value", "2026-09"),
        ("Mar 2026/27", "value", "2027-03"),
        ("30/09/2026", "value", "2026-09-30"),
        ("30th September 2026", "value", "2026-09-30"),
        ("2024/25 Actual", "value", "2024/25"),
        ("Q2 2026/27 YTD", "value", "2026/27 Q2"),
        ("2026/27 Q2 Numerator", "numerator", "2026/27 Q2"),
        ("Q2 2026/27 RAG", "status", "2026/27 Q2"),
        ("Target 2026/27", "target", "2026/27"),
        ("England average 2024/25", "other", "2024/25"),
    ],
)
def test_a_heading_with_a_period(text, role, period):
    read = read_heading(text)
    assert (read.role, read_named(read.period, YearStart.APRIL)) == (ColumnRole(role), parse_period(period))


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("PI Ref", "ref"), ("Key Performance Indicator", "title"), ("Good to be", "set_up"), ("DoT", "dot"),
        ("Direction of travel", "dot"), ("RAG rating", "status"), ("Comments", "commentary"),
        ("By when", "action_date"),
        ("Explanation of variance", "cause"), ("Remedial action", "action"), ("Action owner", "action_owner"),
        ("Variance from target", "other"), ("Previous quarter", "other"), ("Target date", "action_date"),
        ("Actual", "value"), ("%", "value"), ("Children and Families", None), ("Septembr", None),
        ("Children with a child protection plan", None),
    ],
)  # fmt: skip
def test_a_heading_without_one(text, role):
    assert read_heading(text).role == role
    assert read_heading(text).period is None


def test_may_and_march_are_words_too():
    assert find_period("may be late").period is None
    assert find_period("May 2026").period is not None


def test_headings_of_two_rows_are_joined():
    rows = [["Scorecard"], [], ["Ref", "Indicator", "2025/26", "", "2026/27", ""], ["", "", "Q1", "Q2", "Q1", "Q2"],
            ["CYP01", "Plans", 350, 347, 339, 331]]  # fmt: skip
    merged = [((2, 2), (2, 3)), ((2, 4), (2, 5)), ((2, 0), (3, 0))]
    assert values(found(*rows, merged=merged)) == {"CYP01": "331"}
    assert values(found(*rows)) == {"CYP01": "331"}
    every = found(*rows, given="", merged=merged)
    assert [each.code for each in periods(every)] == ["2025/26 Q1", "2025/26 Q2", "2026/27 Q1", "2026/27 Q2"]


def test_a_year_alone_over_its_quarters():
    rows = [["", "", "2026/27", ""], ["Ref", "Indicator", "Q1", "Q2"], ["CYP01", "Plans", 339, 331]]
    assert values(found(*rows, merged=[((0, 2), (0, 3))])) == {"CYP01": "331"}


def test_the_year_of_the_title_is_that_of_its_quarters():
    rows = [["Performance 2026/27"], ["Ref", "Q1", "Q2"], ["CYP01", 339, 331]]
    assert [each.code for each in periods(found(*rows, given=""))] == ["2026/27 Q1", "2026/27 Q2"]


def test_a_quarter_without_a_year_is_asked_about_or_answered():
    rows = [["Ref", "Actual Q2"], ["CYP01", 331]]
    assert values(found(*rows)) == {"CYP01": "331"}
    assert values(found(*rows, given="2026/27 Q3")) == {}
    proposal = one(found(*rows, given=""))
    assert (proposal.period, proposal.texts) == (None, {"value": "331"})
    assert proposal.questions == ["“Actual Q2” names no year: for which period is the figure?"]


def test_one_column_without_a_period():
    rows = [["Ref", "Actual"], ["CYP01", 331]]
    assert [each.code for each in periods(found(*rows))] == [Q2]
    proposal = one(found(*rows, given=""))
    assert (proposal.period, proposal.questions) == (None, ["no period stands over it: for which one is the figure?"])


def test_the_period_of_a_title():
    rows = [["Return for Quarter 2 2026/27"], ["Ref", "Actual"], ["CYP01", 331]]
    assert asked(found(*rows)) == {}
    asks = "the sheet says “Return for Quarter 2 2026/27”: is the figure for that period?"
    assert asked(found(*rows, given="")) == {"CYP01": asks}
    other = found(*rows, given="2026/27 Q1")
    assert other.proposals == []
    said = "the sheet says “Return for Quarter 2 2026/27”, which is Q2 2026/27 and not Q1 2026/27"
    assert why_left(other)["CYP01: 331"] == said


def test_lines_under_a_measure():
    rows = [["Ref", "Indicator", "", "Q1 2026/27", "Q2 2026/27"], ["CYP06", "Leavers", "Numerator", 122, 125],
            ["", "", "Denominator", 211, 212], ["", "", "%", "57.8%", "59.0%"], ["", "", "Target", "60%", "60%"],
            ["CYP01", "Plans", "", 339, 331]]  # fmt: skip
    recognised = found(*rows)
    assert figures(recognised) == {"CYP06": CARE, "CYP01": {"value": "331"}}
    claims = recognised.proposals[0].figure.claims
    assert {role: spot.cell.text for role, spot in claims.items()} == {"target": "60%"}


def test_lines_under_a_title():
    rows = [["Indicator", "Q1 2026/27", "Q2 2026/27"], ["Care leavers in education, employment or training"],
            ["Numerator", 122, 125], ["Denominator", 211, 212], ["%", "57.8%", "59.0%"],
            ["Children adopted", 10, 9]]  # fmt: skip
    recognised = found(*rows)
    assert figures(recognised) == {"CYP06": CARE, "CYP08": {"value": "9"}}
    assert recognised.left == []


def test_a_line_whose_measure_is_not_known_is_nobody_elses():
    rows = [["Indicator", "", "Q2 2026/27"], ["Children with a child protection plan", "No.", ""],
            ["Flowers planted", "%", 12]]  # fmt: skip
    recognised = found(*rows)
    assert recognised.proposals == []
    assert why_left(recognised)["Flowers planted | % | 12"] == "no measure of the council has this reference or title"


@pytest.mark.parametrize("by_kind", [False, True])
def test_blocks_side_by_side(by_kind):
    upper = ["Ref", "Q1", "", "", "Q2 2026/27", "", ""]
    lower = ["", "Num", "Den", "%", "Num", "Den", "%"]
    if by_kind:
        upper = ["Ref", "2026/27 Numerator", "", "2026/27 Denominator", "", "2026/27 %", ""]
        lower = ["", "Q1", "Q2", "Q1", "Q2", "Q1", "Q2"]
    row = (
        ["CYP06", 122, 125, 211, 212, "57.8%", "59.0%"] if by_kind else ["CYP06", 122, 211, "57.8%", 125, 212, "59.0%"]
    )
    wide = 2 if by_kind else 3
    merged = [((0, at), (0, at + wide - 1)) for at in range(1, 7, wide)]
    assert figures(found(upper, lower, row, merged=merged)) == {"CYP06": CARE}


@pytest.mark.parametrize(
    "title", ["CYP06", "CYP06 – Care leavers", "Care leavers in education, employment or training"]
)
def test_what_stands_above_a_table_is_the_measure_of_the_whole_sheet(title):
    rows = [[title], [], ["Period", "Numerator", "Denominator", "Actual"], ["Q1 2026/27", 122, 211, "57.8%"],
            ["Q2 2026/27", 125, 212, "59.0%"]]  # fmt: skip
    assert figures(found(*rows)) == {"CYP06": CARE}


def test_the_name_of_a_sheet_is_its_measure():
    rows = [["Month", "Actual"], ["Aug-26", "21%"], ["Sep-26", "22%"]]
    assert values(found(*rows, name="CYP05", given="2026-09")) == {"CYP05": "22"}


def test_lines_of_the_measure_of_the_sheet():
    rows = [["CYP06"], ["", "Q1 2026/27", "Q2 2026/27"], ["Numerator", 122, 125], ["Denominator", 211, 212]]
    assert figures(found(*rows)) == {"CYP06": {"numerator": "125", "denominator": "212"}}


def test_measures_over_columns():
    rows = [["", "CYP06", "", "ED01", ""], ["Quarter", "Num", "Den", "Num", "Den"], ["Q2 2026/27", 125, 212, 148, 262]]
    merged = [((0, 1), (0, 2)), ((0, 3), (0, 4))]
    assert figures(found(*rows, merged=merged)) == {
        "CYP06": {"numerator": "125", "denominator": "212"},
        "ED01": {"numerator": "148", "denominator": "262"},
    }


def test_two_tables_on_a_sheet():
    rows = [["CYP01"], ["Period", "Actual"], [Q2, 331], [], ["Children adopted"], ["Period", "Actual"], [Q2, 9], [],
            ["Ref", "Q2 2026/27"], ["CYP03", 66]]  # fmt: skip
    assert values(found(*rows)) == {"CYP01": "331", "CYP08": "9", "CYP03": "66"}


def test_two_tables_side_by_side():
    rows = [["Ref", "Q2 2026/27", "", "Ref", "Q2 2026/27"], ["CYP01", 331, "", "CYP03", 66]]
    assert values(found(*rows)) == {"CYP01": "331", "CYP03": "66"}


def test_every_visible_sheet_is_looked_at():
    first = sheet(["Ref", "Q2 2026/27"], ["CYP01", 331], name="One")
    second = sheet(["Ref", "Q2 2026/27"], ["CYP03", 66], name="Two")
    notes = sheet(["Please fill in"], name="Notes")
    hidden = sheet(["Ref", "Q2 2026/27"], ["CYP04", 1], name="Old")._replace(is_hidden=True)
    recognised = recognise([first, notes, second, hidden], CATALOGUE, parse_period(Q2))
    assert values(recognised) == {"CYP01": "331", "CYP03": "66"}
    assert [(each.sheet, each.row, each.why) for each in recognised.left] == [
        ("Notes", None, "the sheet holds no table that is understood"),
        ("Old", None, "the sheet is hidden in the workbook"),
    ]


def test_a_table_begins_within_the_first_rows():
    table = [["Ref", "Q2 2026/27"], ["CYP01", 331]]
    assert values(found(*[["note"]] * 29, *table)) == {"CYP01": "331"}
    assert faults(found(*[["note"]] * 30, *table)) == [("", NO_TABLE)]


def test_what_is_left_alone_is_listed():
    rows = [["Scorecard"], ["Ref", "Indicator", "Unit", "Q2 2026/27", "Variance", "Thing"],
            ["Children"], ["CYP01", "Plans", "No.", 331, 2, "x"], ["Education"], ["ED01", "EHC", "%", "56.5%", "", ""],
            [], ["Total", "", "", 387], ["Key: R = red"], ["* provisional"],
            ["ZZ9", "Flowers", "", 7], ["CYP03", "Asylum", "", ""], ["Completed by A. Officer"]]  # fmt: skip
    recognised = found(*rows)
    assert values(recognised) == {"CYP01": "331", "ED01": "56.5"}
    assert [(each.row, each.why) for each in recognised.left] == [
        (1, "a title above the table"),
        (2, "the column says how the measure is set up, which is not changed here"),
        (2, "the column is not brought in"),
        (2, "the column is neither a period nor a word that is known"),
        (3, "a heading between the measures"),
        (5, "a heading between the measures"),
        (8, "a total"),
        (9, "a key or a note"),
        (10, "a key or a note"),
        (11, "no measure of the council has this reference or title"),
        (12, "no figure stands beside the measure"),
        (13, "a note"),
    ]


def test_a_heading_that_is_no_period():
    recognised = found(["Ref", "Q5 2026/27", "Q2 2026/27", "Septembr"], ["CYP01", 1, 331, 3])
    assert values(recognised) == {"CYP01": "331"}
    assert why_left(recognised) == {
        "Q5 2026/27": '"2026/27 Q5" is not a period: a year has quarters Q1 to Q4',
        "Septembr": "the column is neither a period nor a word that is known",
    }


def test_a_heading_that_could_be_two_periods_is_refused_with_both():
    readings = '"2026/27 Q2" (Jul to Sep 2026, Q2 2026/27) or "2026/27 Q1" (Apr to Jun 2026, Q1 2026/27)'
    assert faults(found(["Ref", "Q2 2026"], ["CYP01", 331])) == [
        ("B1", f'"2026 Q2" could mean two periods: write {readings}')
    ]


def test_a_period_beside_the_figure_that_is_none():
    rows = [["Ref", "Period", "Actual"], ["CYP01", "soon", 331], ["CYP03", "Q9 2026/27", 66]]
    told = faults(found(*rows))
    assert [cell for cell, _ in told] == ["B2", "B3"]
    assert told[0][1].startswith('"soon" is not a period: write for example')


def test_a_quarter_over_a_measure_of_the_academic_year_is_left_alone():
    recognised = found(["Ref", "Q2 2026/27"], ["CYP01", 331], ["ED04", "93%"])
    assert values(recognised) == {"CYP01": "331"}
    assert '"2026/27 academic Q2" (Dec 2026 to Feb 2027)' in why_left(recognised)["ED04, Q2 2026/27: 93%"]


def test_a_period_that_is_none_of_the_measures():
    recognised = found(["Ref", "Q2 2026/27"], ["CYP01", 331], ["CYP05", "20%"])
    assert values(recognised) == {"CYP01": "331"}
    why = why_left(recognised)["CYP05, Q2 2026/27: 20%"]
    assert why.startswith("CYP05 is reported every month, and Q2 2026/27 is none of its periods")


def test_two_headings_for_one_period():
    heading = ["Ref", "Q2 2026/27", "Jul to Sep 2026"]
    recognised = found(heading, ["CYP01", 331, 331])
    assert values(recognised) == {"CYP01": "331"}
    assert why_left(recognised) == {"CYP01, Jul to Sep 2026: 331": "says the same as cell B2 of sheet S"}
    twice = "CYP03 stands for Q2 2026/27 a second time, and differs: “67” here, “66” in cell B3 of sheet S. "
    assert faults(found(heading, ["CYP01", 331, 331], ["CYP03", 66, 67])) == [("C3", f"{twice}Take one of them out")]


def test_a_measure_twice():
    one_sheet = sheet(["Ref", "Q2 2026/27"], ["CYP01", 331], name="One")
    for value, told in ((331, []), (332, ["A sheet"])):
        other = sheet(["Ref", "Q2 2026/27"], ["CYP01", value], name="Two")
        recognised = recognise([one_sheet, other], CATALOGUE, parse_period(Q2))
        assert [each.sheet for each in recognised.faults] == ["Two"] * len(told)


@pytest.mark.parametrize("rows", [[], [[]], [["a"]], [["Ref", "Actual"]], [["Ref", "Actual"], ["x", "y"]]])
def test_a_sheet_without_a_table(rows):
    assert faults(found(*rows)) == [("", NO_TABLE)]
