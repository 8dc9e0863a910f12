"""A report's snapshot says what the scorecard and the measures' pages say, and nothing that the public may not know."""

import datetime as dt
import json
import re
from dataclasses import replace
from decimal import Decimal

import pytest

from kpis.demo.paper import warwickshire
from kpis.documents import blocks
from kpis.domain.figure import Hidden
from kpis.domain.periods import Period
from kpis.domain.words import Part
from kpis.models import Explanation, Reading, ReadingVersion, User
from kpis.people import EVERY_COUNCIL, UNRESTRICTED
from kpis.readings.wanted import Wanted
from kpis.scorecards.queries import scorecard
from kpis.sections.blocks import _is_numeric, snapshot
from kpis.sections.blocks_source import About
from kpis.sections.rules import HEADINGS, new_draft
from tests.demonstration import LOADED
from tests.documents.report_made import (
    COMMITTEE,
    QUARTER,
    TODAY,
    appendix_rows,
    made,
    of_kind,
    quarterly,
    rebuilt,
    with_text,
    without,
)
from tests.pages.reading import cell, opened, rows, status, text_of

SCORECARDS = [
    (rebuilt, "/warwickshire/scorecard/?period=2018-19"),
    (quarterly, "/exampleshire/scorecard/?period=2026-27-q2"),
]


@pytest.fixture
def paper(demo):
    return rebuilt()


@pytest.mark.parametrize(("make", "address"), SCORECARDS, ids=["warwickshire", "exampleshire"])
def test_every_figure_and_status_is_that_of_the_scorecards_page(demo, nobody, make, address):
    shown, printed = rows(opened(nobody, address)), appendix_rows(make())
    assert set(printed) == set(shown)
    for ref, row in printed.items():
        page = shown[ref]
        assert re.sub(r"^\S+ ", "", row[1]) == status(page)
        assert cell(page, "Latest figure").lower().startswith(row[2].split(" (")[0].lower())
        assert text_of(page.select_one(".travel")).split()[-1] == row[4].split()[-1]


def test_every_figure_of_a_measure_is_that_of_its_own_page(paper, nobody):
    page = opened(nobody, "/warwickshire/measures/CS05/?period=2018-19")
    figures = {text_of(row.th): text_of(row.td) for row in page.find("table").tbody.find_all("tr")}
    told = next(block for block in paper["sections"][5]["blocks"] if block.get("anchor") == "measure-cs05")
    inside = paper["sections"][5]["blocks"]
    history = next(each for each in inside[inside.index(told) :] if each["kind"] == "table")
    assert dict(zip(history["header"][1:], history["rows"][0][1:], strict=True)) == figures
    assert history["rows"][1] == ["Target", "None on record", "None on record", "None on record", "90%"]


def test_it_is_plain_json_and_the_same_twice(paper, demo):
    text = json.dumps(paper, ensure_ascii=False)
    assert json.loads(text) == paper
    assert json.dumps(rebuilt(), ensure_ascii=False) == text
    assert paper["schema"] == blocks.SCHEMA


def test_control_characters_that_were_pasted_are_left_out(demo):
    draft = warwickshire().draft
    text = "One\x01 two\x0c three\ufffe\x85\tfour"
    pasted = replace(draft.section(Part.INTRODUCTION), text=text, heading="Intro\x08")
    others = tuple(each for each in draft.sections if each.part is not Part.INTRODUCTION)
    told = rebuilt(replace(draft, sections=(pasted, *others)))["sections"][0]
    assert (told["heading"], told["blocks"][0]["text"]) == ("Intro", "One two three\tfour")


def test_warwickshires_paper(paper):
    found = {block["ref"]: block for block in of_kind(paper, "status")}
    assert found["CS02"]["figure"] == "346"
    assert (found["CS03"]["word"], found["CS03"]["figure"]) == ("Behind target", "660")
    assert found["CS03"]["reason"] == "660 against a target of 580; lower is better; 80 above target."
    assert found["CS01"]["said"] == "The paper said: target met."
    assert len(found) == 10
    assert len(appendix_rows(paper)) == 21
    assert blocks.paragraph("This figure is provisional until 31 July 2019.", "Note") in of_kind(paper, "paragraph")
    assert of_kind(paper, "paragraph", "headline")[2]["text"].startswith(
        "The paper itself counted 10 met and 11 behind"
    )
    assert paper["council"]["notice"].startswith("Rebuilt from published papers")


def test_sections_stand_in_order_and_are_numbered_but_for_the_appendix(paper):
    assert [(each["number"], each["key"]) for each in paper["sections"]] == [
        ("1", "recommendations"), ("2", "introduction"), ("3", "context"), ("4", "headline"), ("5", "good_progress"),
        ("6", "concerns"), ("7", "financial"), ("8", "supporting"), ("9", "background"), ("10", "contacts"),
        ("", "appendix"),
    ]  # fmt: skip
    assert [each["key"] for each in paper["sections"] if each["wide"]] == ["appendix"]


def test_the_draft_decides_on_order_headings_and_what_is_left_out(demo):
    draft = warwickshire().draft
    first = replace(draft.section(Part.CONCERNS), heading="What worries us")
    others = tuple(each for each in draft.sections if each.part is not Part.CONCERNS)
    told = rebuilt(without(replace(draft, sections=(first, *others)), Part.CONTEXT))
    assert [each["heading"] for each in told["sections"]][:3] == ["What worries us", "Recommendations", "Introduction"]
    assert "context" not in [each["key"] for each in told["sections"]]
    assert told["sections"][0]["anchor"] == "concerns", "an address stays where it is whatever its heading"


def test_sections_that_nobody_wrote_are_left_out(demo):
    told = rebuilt(new_draft("Bare"))
    assert [each["key"] for each in told["sections"]] == [
        "context",
        "headline",
        "good_progress",
        "concerns",
        "promises",
        "appendix",
    ]


def test_what_a_person_wrote_stands_before_what_is_made(paper):
    for key in ("context", "good_progress", "concerns"):
        section = next(each for each in paper["sections"] if each["key"] == key)
        assert section["blocks"][0] == blocks.prose(warwickshire().draft.section(Part(key)).text)[0]


def test_the_tables_of_context_and_performance_add_up(demo):
    shot = quarterly()
    for key in ("context", "headline"):
        for block in of_kind(shot, "table", key):
            *parts, total = block["rows"]
            for place in block["numeric"]:
                assert sum(int(row[place]) for row in parts) == int(total[place])
    assert int(of_kind(shot, "table", "context")[0]["rows"][-1][2]) == len(appendix_rows(shot))
    assert of_kind(shot, "table", "headline")[0]["rows"][-1][-1] == str(len(appendix_rows(shot)))


def test_a_committee_that_sees_a_part_is_told_of_the_whole(demo):
    shot = quarterly(committee=COMMITTEE)
    here, whole = of_kind(shot, "table", "context")[0]["rows"][-1][2:]
    assert int(here) == len(appendix_rows(shot)) < int(whole)
    assert f"has {here} of the council's {whole} measures" in of_kind(shot, "paragraph", "context")[0]["text"]


def test_projections_are_a_chart_where_there_are_any(demo, paper):
    assert [each["caption"] for each in of_kind(quarterly(), "chart", "headline")] == [
        "Chart 1: status by outcome",
        "Chart 2: what services expect of the next period, by outcome",
    ]
    assert len(of_kind(paper, "chart", "headline")) == 1
    assert any("have not stated" in each["text"] for each in of_kind(paper, "paragraph", "headline"))


def test_charts_say_in_words_what_they_show_and_ids_are_their_own(demo):
    shot = quarterly()
    charts = of_kind(shot, "chart")
    assert all(each["alt"] and each["caption"] for each in charts)
    ids = [found for each in charts for found in re.findall(r'\bid="([^"]+)"', each["svg"])]
    assert len(ids) == len(set(ids)) == 2 * len(charts)
    assert not [each["alt"] for each in charts if "below" in each["alt"]]
    assert not re.search(r"\d\.\d{5}", json.dumps(charts)), "figures are rounded as they are printed"


def test_no_anchor_stands_twice(demo):
    shot = quarterly()
    anchors = [each["anchor"] for each in [*shot["sections"], *of_kind(shot, "heading")] if each["anchor"]]
    assert len(anchors) == len(set(anchors))


def test_a_measure_is_told_once_and_the_rest_have_their_commentary_in_the_appendix(demo):
    shot = quarterly()
    detailed = {block["ref"] for block in of_kind(shot, "status")}
    assert len(detailed) == len(of_kind(shot, "status"))
    commented = {row[4]: row[-1] for row in shot["data"]["rows"] if row[-1]}
    strong = "\n".join(each["strong"] for each in of_kind(shot, "paragraph", "appendix"))
    assert {ref for ref in commented if f"({ref})" in strong} == set(commented) - detailed


def test_each_measure_of_the_appendix_that_is_told_nowhere_else_has_its_sentence(demo):
    shot = quarterly()
    told = {each["strong"].rpartition("(")[2].rstrip(")"): each for each in of_kind(shot, "paragraph", "appendix")}
    above = {each["ref"] for section in shot["sections"] for each in section["blocks"] if each["kind"] == "status"}
    rest = set(appendix_rows(shot)) - above
    assert rest
    assert rest <= set(told)
    sentences = {ref: told[ref]["text"] for ref in rest}
    assert all(text.endswith(".") for text in sentences.values()), sentences
    assert any(" against a target of " in text for text in sentences.values())


def test_without_its_section_a_measure_has_its_commentary_in_the_appendix(demo):
    shot = rebuilt(without(warwickshire().draft, Part.CONCERNS))
    assert any("(CS03)" in each["strong"] for each in of_kind(shot, "paragraph", "appendix"))
    assert "CS03" not in {each["ref"] for each in of_kind(shot, "status")}


def test_a_quarter_shows_past_years_and_its_last_four_quarters(demo):
    inside = next(each for each in quarterly()["sections"] if each["key"] == "good_progress")["blocks"]
    start = next(place for place, each in enumerate(inside) if each.get("anchor") == "measure-cyp08")
    history = next(each for each in inside[start:] if each["kind"] == "table")
    assert history["header"] == [
        "Period", "2023/24", "2024/25", "2025/26", "Q3 2025/26", "Q4 2025/26", "Q1 2026/27", "Q2 2026/27",
    ]  # fmt: skip


def test_what_came_after_the_reports_period_is_not_in_it(demo):
    shot = quarterly(without(new_draft("Quarter 1"), Part.PROMISES), period=Period.quarter(2026, 1))
    assert all(each["end"] <= "2026-06-30" for each in shot["figures"])
    assert "Q2 2026/27" not in json.dumps([each["svg"] for each in of_kind(shot, "chart")])


def test_what_was_promised_is_told_as_at_the_reports_day(demo):
    """Also where it was decided by a figure of after its period, which can be looked up like the others."""
    shot = quarterly(period=Period.quarter(2026, 1))
    rows = [row for block in of_kind(shot, "table", "promises") for row in block["rows"]]
    became = [row[4].partition(":")[0].split(" ")[0] for row in rows]
    assert list(dict.fromkeys(became)) == ["Not", "That", "Moved", "Kept", "Withdrawn"]
    [decided] = [row[3] for row in rows if "(ED01)" in row[0] and row[2] == "30 September 2026"]
    [entry] = [each for each in shot["figures"] if each["ref"] == "ED01" and each["period"] == "Q2 2026/27"]
    assert decided.startswith(f"Q2 2026/27: {entry['printed']} ")


def test_breakdowns_stand_unless_they_are_left_out(demo):
    draft = new_draft("With parts")
    captions = [each["caption"] for each in of_kind(quarterly(draft), "table", "good_progress")]
    assert "Children with a child protection plan by district" in captions
    bare = quarterly(replace(draft, no_breakdown=frozenset({"CYP01"})))
    captions = [each["caption"] for each in of_kind(bare, "table", "good_progress")]
    assert "Children with a child protection plan by district" not in captions
    assert not [each for each in bare["figures"] if each["ref"] == "CYP01" and each["category"]]


def test_a_red_figure_is_told_with_its_cause_and_what_is_done(demo):
    reading = Reading.objects.get(
        measure__council__slug="exampleshire", measure__ref="CYP02", category=None, kind="quarter", end=QUARTER.end
    )
    Explanation.objects.create(
        reading=reading, number=1, cause="Fewer families.\n\n- Costs & pay", action="- Recruit", owner="Head of care",
        back_on_track=dt.date(2027, 3, 31), recorded_at=reading.versions.get(superseded_at=None).recorded_at,
        by=User.objects.get(username="alice"),
    )  # fmt: skip
    inside = next(each for each in quarterly()["sections"] if each["key"] == "concerns")["blocks"]
    start = inside.index(blocks.heading("Cause and remedial action", 5))
    assert inside[start + 1 : start + 7] == [
        blocks.paragraph("Fewer families.", "Cause"),
        blocks.bullets(["Costs & pay"]),
        blocks.paragraph("", "Action"),
        blocks.bullets(["Recruit"]),
        blocks.paragraph("Head of care", "Who acts"),
        blocks.paragraph("31 March 2027. That day is still to come.", "Back on track by"),
    ]


def test_financial_columns_of_numbers_stand_right(paper):
    money = of_kind(paper, "table", "financial")[0]
    assert money["numeric"] == [1, 2, 3, 4, 5, 6]
    assert money["rows"][0] == ["Children and Families", "60,950", "61,810", "860", "1.41%", "(1,711)", "(851)"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("60,950", "(1,711)"), True),
        (("1.41%", "-24 %", "−12%"), True),
        (("£1.2m", "-£30k", "£(30)"), True),
        (("12", "", "–", "n/a"), True),
        (("12", "about 13"), False),
        (("", "–"), False),
        (("2018/19", "3"), False),
    ],
)
def test_what_counts_as_a_number(cells, expected):
    assert _is_numeric(cells) is expected


def test_the_contract_stands_where_there_is_one(demo):
    wanted = Wanted("exampleshire", TODAY, "", "", QUARTER)
    draft = new_draft("Contract", is_contract=True)
    assert "contract" not in [each["key"] for each in made(wanted, draft)["sections"]]
    of_contract = made(wanted._replace(framework="exampleshire-childrens-company"), draft)
    assert of_kind(of_contract, "paragraph", "contract")[0]["text"].startswith("Of 11 KPIs")


def test_figures_can_be_looked_up_and_each_stands_once(paper):
    plans = [each for each in paper["figures"] if each["ref"] == "CS02"]
    assert {each["period"]: each["printed"] for each in plans} == {
        "2018/19": "346", "2017/18": "564", "2016/17": "439", "2015/16": "473",
    }  # fmt: skip
    keys = [
        tuple(each[name] for name in ("ref", "dimension", "category", "kind", "start", "end"))
        for each in paper["figures"]
    ]
    assert len(keys) == len(set(keys))
    assert {each["ref"] for each in paper["figures"]} == set(appendix_rows(paper))


def test_numbers_of_the_data_stay_numbers(paper):
    place = paper["data"]["columns"].index("value")
    by_ref = {row[4]: row[place] for row in paper["data"]["rows"]}
    assert by_ref["CS02"] == {"n": "346"}
    assert by_ref["HW02"] is None
    assert not isinstance(by_ref["CS02"]["n"], Decimal)


def withheld_notes(shot):
    """What the last block of the appendix says of hidden figures."""
    inside = next(each for each in shot["sections"] if each["key"] == "appendix")["blocks"]
    return [each["text"] for each in inside if each["kind"] == "paragraph" and each["strong"] == "[c]"]


def test_a_paper_with_withheld_figures_says_what_their_sign_means(demo):
    assert withheld_notes(quarterly()) == [
        "Withheld, because the numbers are so small that they could identify a person."
    ]
    assert withheld_notes(rebuilt()) == []


def hidden_lines():
    """Exampleshire's lines whose figure the public may not know."""
    wanted = Wanted("exampleshire", TODAY, "", "", QUARTER)
    return [line for line in scorecard(wanted, EVERY_COUNCIL).lines if isinstance(line.figure, Hidden)]


def test_small_numbers_are_withheld_everywhere(demo):
    shot = quarterly()
    columns = shot["data"]["columns"]
    by_ref = {row[4]: dict(zip(columns, row, strict=True)) for row in shot["data"]["rows"]}
    lines = hidden_lines()
    assert len(lines) >= 3
    for line in lines:
        ref = line.measure.ref
        assert appendix_rows(shot)[ref][2].split(" (")[0] == "[c]"
        assert (by_ref[ref]["value"], by_ref[ref]["commentary"]) == ("[c]", "")
        assert all(each["printed"] == "[c]" for each in shot["figures"] if each["ref"] == ref and each["hidden"])
        assert ref not in {each["ref"] for each in of_kind(shot, "status")}


def test_nothing_in_a_snapshot_depends_on_a_number_that_is_withheld(demo):
    """The same snapshot, byte for byte, whatever the small numbers are."""
    before = json.dumps(quarterly())
    known = {
        line.measure.ref: line for line in scorecard(Wanted("exampleshire", TODAY, "", "", QUARTER), UNRESTRICTED).lines
    }
    for line in hidden_lines():
        version = ReadingVersion.objects.get(pk=line.figure.version)
        assert known[line.measure.ref].figure.value is not None
        top = version.value if version.numerator is None else version.numerator
        new = Decimal(1 if top == 2 else 2)
        ReadingVersion.objects.filter(pk=version.pk).update(
            value=new if version.numerator is None else version.value,
            numerator=None if version.numerator is None else new,
            commentary="A secret.",
        )
    assert json.dumps(quarterly()) == before


def test_what_was_withheld_is_known_to_those_who_may(demo):
    """The test above would pass for a scorecard without small numbers."""
    wanted = Wanted("exampleshire", TODAY, "", "", QUARTER)
    assert not [line for line in scorecard(wanted, UNRESTRICTED).lines if isinstance(line.figure, Hidden)]


def test_a_report_needs_a_period(demo):
    wanted = Wanted("exampleshire", TODAY, "", "", QUARTER)
    card = scorecard(wanted, EVERY_COUNCIL)._replace(period=None, lines=())
    with pytest.raises(ValueError, match="without a period"):
        snapshot(
            about=About(card.council, card.council.committees[0]), draft=new_draft("Nothing"), card=card, pages={},
            frozen_at=LOADED,
        )  # fmt: skip


def test_headings_are_those_of_the_draft():
    assert set(HEADINGS) == set(Part)


def test_a_text_for_a_section_is_prose(demo):
    draft = with_text(new_draft("Prose"), Part.INTRODUCTION, "One.\n\n- a\n- b")
    inside = next(each for each in rebuilt(draft)["sections"] if each["key"] == "introduction")["blocks"]
    assert inside == [blocks.paragraph("One."), blocks.bullets(["a", "b"])]
