"""Which measure a row means, what its cells say of a figure, and what a person is asked."""

import pytest

from kpis.own_sheets.files import rows_of_proposals
from kpis.own_sheets.rules_grid import SheetCell
from tests.own_sheets.grids import asked, faults, figures, found, one, values, why_left

HEADING = ["Ref", "Indicator", "Q2 2026/27"]


@pytest.mark.parametrize("ref", ["CYP01", "cyp01", " CYP01 ", "CYP01: Plans", "CYP01 – Plans"])
def test_a_reference(ref):
    recognised = found(HEADING, [ref, "something else", 331])
    assert (values(recognised), asked(recognised)) == ({"CYP01": "331"}, {})


@pytest.mark.parametrize("ref", ["CYP1", "CYP 01", "cyp-01", "CYPO1", "CYP001"])
def test_a_reference_that_is_nearly_one_is_asked_about(ref):
    recognised = found(HEADING, [ref, "", 331], ["CYP03", "", 66])
    assert values(recognised) == {"CYP01": "331", "CYP03": "66"}
    question = f"“{ref}” is no reference here: did you mean CYP01 (Children with a child protection plan)?"
    assert asked(recognised) == {"CYP01": question}


@pytest.mark.parametrize("title", ["Children Adopted", "children  adopted.", "Children\u00a0adopted"])
def test_an_exact_title(title):
    recognised = found(["Indicator", "Q2 2026/27"], [title, 9])
    assert (values(recognised), asked(recognised)) == ({"CYP08": "9"}, {})


def test_the_likeliest_title_is_proposed_and_asked_about():
    recognised = found(
        ["Indicator", "Q2 2026/27"], ["% of care leavers in suitable accommodation", "89.6%"], ["Fish", 5]
    )
    assert values(recognised) == {"CYP07": "89.6"}
    question = "“% of care leavers in suitable accommodation” is no title here: is it CYP07 (Care leavers in suitable "
    assert asked(recognised) == {"CYP07": f"{question}accommodation)?"}


def test_a_title_of_two_measures():
    recognised = found(["Indicator", "2026/27 financial Q2"], ["Plans issued within 20 weeks", "56.5%"])
    question = "“Plans issued within 20 weeks” is the title of several measures: is it ED01 or K1?"
    assert asked(recognised) == {"ED01": question}


def test_the_title_of_another_measure_than_the_reference():
    recognised = found(HEADING, ["CYP01", "Children adopted", 331])
    assert asked(recognised) == {"CYP01": "the reference is that of CYP01, the title that of CYP08: which is it?"}


def test_withheld_cells_leave_value_and_parts_blank():
    rows = [
        ["Ref", "Q2 2026/27 Numerator", "Q2 2026/27 Denominator", "Q2 2026/27 %", "RAG"],
        ["CYP06", "[c]", 31, "[c]", "R"],
    ]
    recognised = found(*rows)
    assert figures(recognised) == {"CYP06": {}}
    assert one(recognised).marker == ""
    assert asked(recognised) == {"CYP06": "“[c]”: was it withheld by its source because the numbers are small?"}


def test_the_key_of_a_sheet_is_quoted():
    recognised = found(HEADING, ["CYP04", "", "16.8*"], ["* awaiting validation"])
    assert values(recognised) == {"CYP04": "16.8"}
    assert asked(recognised) == {"CYP04": "“16.8*”: what does * stand for? The sheet says: “awaiting validation”."}


def test_a_mark_is_taken():
    recognised = found(["Ref", "Q2 2026/27", "Q3 2026/27 (provisional)"], ["CYP01", "12 [p]", 13], given="")
    assert [(each.texts["value"], each.marker) for each in recognised.proposals] == [("12", "provisional")] * 1 + [
        ("13", "provisional")
    ]


def test_what_holds_no_number_is_left_alone():
    recognised = found(HEADING, ["CYP01", "", "n/a – annual"], ["CYP03", "", "–"], ["CYP04", "", 16.8])
    assert values(recognised) == {"CYP04": "16.8"}
    assert why_left(recognised) == {
        "CYP01, Q2 2026/27: n/a – annual": "cell C2 holds no number",
        "CYP03, Q2 2026/27: –": "a dash stands where the figure would",
    }


@pytest.mark.parametrize(
    ("ref", "text", "message"),
    [
        ("CYP01", "331%", '"331%" has a % sign, but the figure is no percentage'),
        ("CYP01", "-5", '"-5" is negative, which a count cannot be'),
        ("CYP01", "1,23", '"1,23" is not a number'),
        ("CYP06", "331%", '"331%" is outside 0 to 100; ask'),
    ],
)
def test_a_number_that_the_measure_cannot_have(ref, text, message):
    assert faults(found(HEADING, [ref, "", text])) == [("C2", message)]


def test_a_percentage_of_a_numerator_and_a_value_that_disagrees():
    heading = ["Ref", "Q2 2026/27 Numerator", "Q2 2026/27 Denominator", "Q2 2026/27 %"]
    percent = '"125%" has a % sign, but a numerator is no percentage'
    assert faults(found(heading, ["CYP06", "125%", 212, ""])) == [("B2", percent)]
    ((cell, message),) = faults(found(heading, ["CYP06", 125, 212, "61%"]))
    assert (cell, message.partition(":")[0]) == ("D2", '"61%" disagrees with 125 of 212, which is 59.0%')


def test_an_error_value_names_its_cell_where_it_would_be_taken():
    error = SheetCell("#N/A", fault="holds #N/A")
    heading = ["Ref", "Q1 2026/27", "Q2 2026/27", "Target", "Comments", "Variance"]
    assert faults(found(heading, ["CYP01", "", error])) == [("C2", "holds #N/A")]
    assert faults(found(heading, ["CYP01", "", 1, error, error, error])) == [("D2", "holds #N/A"), ("E2", "holds #N/A")]
    left = found(heading, ["CYP01", error, 331, "", "", error], ["Total", "", error])
    assert values(left) == {"CYP01": "331"}


def test_a_computed_number_is_taken_as_shown_and_beside_its_parts_with_its_digits():
    worked_out = SheetCell("58.962264%", "59%", is_number=True)
    recognised = found(HEADING, ["CYP06", "", worked_out])
    asks = "58.962264% was worked out, and is taken as its cell shows it, 59%: is that right?"
    assert (values(recognised), asked(recognised)) == ({"CYP06": "59"}, {"CYP06": asks})
    heading = ["Ref", "Q2 2026/27 Numerator", "Q2 2026/27 Denominator", "Q2 2026/27 %"]
    beside = found(heading, ["CYP06", 125, 212, worked_out])
    assert figures(beside) == {"CYP06": {"value": "58.962264", "numerator": "125", "denominator": "212"}}
    assert asked(beside) == {}


def test_a_reference_that_is_stored_as_a_number():
    misread = SheetCell("1.1", is_number=True, misread="format the column as text")
    assert faults(found(HEADING, [misread, "", 5], ["CYP01", "", 1])) == [("A2", "format the column as text")]


def test_it_is_asked_whether_a_figure_is_cumulative():
    recognised = found(HEADING, ["CYP08", "", 20])
    assert asked(recognised)["CYP08"].startswith("20 is more than any figure before it, and is 10 + 10: is it for the")
    assert asked(found(HEADING, ["CYP08", "", 11])) == {}


def test_the_sheets_own_quarters_are_held_beside_it():
    """Its Quarter 1 is not the one that is stored."""
    recognised = found(["Ref", "Q1 2026/27", "Q2 2026/27"], ["CYP08", 8, 17])
    assert "and is 8 + 9:" in asked(recognised)["CYP08"]


@pytest.mark.parametrize(("heading", "unit"), [("Q2 2026/27", "No. (cumulative)"), ("Q2 2026/27 YTD", "No.")])
def test_a_sheet_that_calls_it_cumulative(heading, unit):
    recognised = found(["Ref", "Unit", heading], ["CYP08", unit, 11])
    said = unit if "(" in unit else heading
    asks = f"the sheet says “{said}”, and this measure’s figures are for the period itself: is it for the year to date?"
    assert asked(recognised) == {"CYP08": asks}
    assert asked(found(["Ref", "Unit", heading], ["CYP01", unit, 331])) == {}


def test_a_share_that_looks_like_a_fraction():
    recognised = found(HEADING, ["CYP06", "", 0.59])
    assert asked(recognised) == {"CYP06": "0.59% looks like a fraction: is it 59%?"}


def test_a_hidden_row_is_marked():
    recognised = found(HEADING, ["CYP01", "", 331], ["CYP03", "", 66], hidden=[2])
    assert asked(recognised) == {"CYP03": "the row is hidden in the workbook: is it meant to be brought in?"}


def test_a_milestone():
    recognised = found(HEADING, ["M1", "", "Achieved"])
    assert values(recognised) == {"M1": "achieved"}
    assert faults(found(HEADING, ["M1", "", "soon"]))[0][0] == "C2"


def rows(*given, **more):
    """What is written of a sheet's figures, without what is blank."""
    written = rows_of_proposals(found(*given, **more).proposals)
    return [{column: str(cell) for column, cell in each.items() if cell} for each in written]


def test_what_the_sheet_says_is_reported_and_what_was_written_is_mapped():
    heading = [
        "Ref",
        "Actual Q2",
        "Target Q2",
        "Target 2026/27",
        "RAG",
        "DoT",
        "Cause",
        "Action",
        "Owner",
        "By when",
        "Notes",
    ]
    line = ["CYP06", "59%", "60%", "65%", "A", "↑", "Vacancies", "Locums", "Head", "31/03/2027", "Nearly"]
    (row,) = rows(heading, line)
    assert row == {
        "ref": "CYP06", "period": "2026/27 Q2", "value": "59", "commentary": "Nearly", "sheet": "S", "cell": "B2",
        "says": "status=A; target=60%; dot=↑", "cause": "Vacancies", "action": "Locums", "action_owner": "Head",
        "action_date": "2027-03-31",
    }  # fmt: skip


def test_the_target_of_the_year_is_that_of_its_quarters():
    (row,) = rows(["Ref", "Q2 2026/27", "Target 2025/26", "Target 2026/27"], ["CYP01", 331, 340, 330])
    assert row["says"] == "target=330"


def test_a_day_that_is_none_is_asked_about():
    (row,) = rows(["Ref", "Actual", "By when"], ["CYP01", 331, "January"])
    assert (row["action_date"], row["asked"]) == ("January", "“January” is no day: by which day is the action due?")


def test_what_stands_beside_the_quarters_is_of_the_latest_of_them():
    heading = ["Ref", "Q1 2026/27", "Q2 2026/27", "Q3 2026/27", "RAG", "Comments"]
    line = ["CYP01", 339, 331, "", "A", "Fewer"]
    first, second = rows(heading, line, given="")
    assert "commentary" not in first and "says" not in first
    assert (second["commentary"], second["says"]) == ("Fewer", "status=A")


def test_a_title_says_of_which_quarter_the_comments_are():
    title = ["Position at Quarter 1 2026/27"]
    heading = ["Ref", "Q1 2026/27", "Q2 2026/27", "Comments"]
    (row,) = rows(title, heading, ["CYP01", 339, 331, "Fewer"], given="2026/27 Q1")
    assert row["commentary"] == "Fewer"


def test_a_status_that_is_told_by_colour_alone():
    def green(text=""):
        return SheetCell(text, light="green")

    heading = ["Ref", "Q2 2026/27", "RAG"]
    told = rows(heading, ["CYP01", 331, green()], ["CYP03", 66, SheetCell(light="?")], ["CYP04", 16.8, green("R")])
    assert [each.get("says") for each in told] == [
        "status=green (by its colour)", "status=told by a colour that cannot be read", "status=R"
    ]  # fmt: skip
    lit = [SheetCell(text, is_number=True, light=light) for text, light in (("331", "red"), ("66", "green"))]
    of_figures = rows(["Ref", "Q2 2026/27"], ["CYP01", lit[0]], ["CYP03", lit[1]])
    assert [each["says"] for each in of_figures] == ["status=red (by its colour)", "status=green (by its colour)"]
    all_over = rows(["Ref", "Q2 2026/27"], ["CYP01", lit[0]], ["CYP03", lit[0]._replace(text="66")])
    assert [each.get("says") for each in all_over] == [None, None]


def test_columns_of_the_format_keep_their_meaning_in_a_table_of_it():
    heading = ["Reference", "Period", "Figure", "Marker", "Provisional until", "Change reason"]
    (row,) = rows(heading, ["cyp01", "Q2 2026/27", 331, "Provisional", "2026-11-30", "t"])
    assert {name: row[name] for name in ("ref", "marker", "provisional_until", "change_reason")} == {
        "ref": "CYP01", "marker": "provisional", "provisional_until": "2026-11-30", "change_reason": "t"
    }  # fmt: skip
    (awaited,) = rows(heading, ["CYP01", "Q2 2026/27", "", "awaiting"])
    assert (awaited["marker"], awaited["cell"]) == ("awaiting", "D2")
    assert faults(found(heading, ["CYP01", "Q2 2026/27", 331, "perhaps"]))[0][0] == "D2"
    assert "section" not in rows(["Ref", "Section", "Q2 2026/27"], ["CYP01", "Children", 331])[0]
