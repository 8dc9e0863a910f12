"""A report's draft: sections in their order, texts kept as they were written, and refusals that name the section."""

import json
from dataclasses import replace

import pytest

from kpis.domain.words import Part
from kpis.sections.rules import (
    HEADINGS,
    LONGEST_TEXT,
    MOST_TABLE_ROWS,
    Draft,
    DraftError,
    as_stored,
    checked,
    from_stored,
    new_draft,
    table_of,
    table_text,
)


def changed(draft: Draft, part: Part, **columns: object) -> Draft:
    sections = tuple(replace(each, **columns) if each.part is part else each for each in draft.sections)
    return replace(draft, sections=sections)


def test_a_new_report_has_the_sections_of_council_papers():
    draft = new_draft("Year end", texts={Part.INTRODUCTION: "About the year."})
    assert [each.part for each in draft.sections] == list(Part)
    assert draft.section(Part.INTRODUCTION).text == "About the year."
    assert [each.part for each in draft.sections if not each.is_in] == [Part.CONTRACT]
    assert all(each.is_in for each in new_draft("Contract", is_contract=True).sections)


def test_a_draft_comes_back_as_it_was_stored():
    draft = replace(
        new_draft("Year end"), table=(("Service", "£k"), ("Care", "61,810")), table_caption="Revenue",
        no_breakdown=frozenset({"CS02"}),
    )  # fmt: skip
    turned = replace(draft, sections=draft.sections[::-1])
    assert from_stored(json.loads(json.dumps(as_stored(turned)))) == turned


@pytest.mark.parametrize("part", [Part.RECOMMENDATIONS, Part.PROMISES, Part.APPENDIX])
def test_a_section_that_came_later_is_added_at_its_place_out_of_print(part):
    stored = as_stored(new_draft("Year end"))
    stored["sections"] = [each for each in stored["sections"] if each["part"] != part]
    draft = from_stored(stored)
    assert [each.part for each in draft.sections] == list(Part)
    assert (draft.section(part).heading, draft.section(part).is_in) == (HEADINGS[part], False)


def test_a_section_that_came_later_follows_the_one_it_follows_wherever_people_moved_that():
    stored = as_stored(new_draft("Year end"))
    told = [each for each in stored["sections"] if each["part"] != "promises"]
    stored["sections"] = [*told[6:], *told[:6]]
    parts = [each.part for each in from_stored(stored).sections]
    assert parts[parts.index(Part.PROMISES) - 1] is Part.CONCERNS
    assert parts[0] is Part.CONTRACT


def test_texts_are_trimmed_and_lines_end_alike():
    draft = changed(new_draft("  Year end "), Part.INTRODUCTION, text="\r\nOne\r\n\r\nTwo \n", heading=" Introduction ")
    section = checked(draft).section(Part.INTRODUCTION)
    assert (checked(draft).title, section.heading, section.text) == ("Year end", "Introduction", "One\n\nTwo")


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        (new_draft("  "), "a title"),
        (new_draft("x" * 301), "title is longer"),
        (changed(new_draft("Year end"), Part.CONTACTS, heading=" "), "Authors and contacts"),
        (changed(new_draft("Year end"), Part.CONTACTS, heading="x" * 201), "heading of Authors and contacts"),
        (changed(new_draft("Year end"), Part.INTRODUCTION, text="x" * (LONGEST_TEXT + 1)), "text of Introduction"),
        (replace(new_draft("Year end"), sections=new_draft("x").sections[1:]), "stands in it once"),
        (replace(new_draft("Year end"), sections=(new_draft("x").sections[0],) * len(Part)), "stands in it once"),
        (replace(new_draft("Year end"), table=(("a", "b"), ("c",))), "as many cells"),
        (replace(new_draft("Year end"), table=(("a",),) * (MOST_TABLE_ROWS + 1)), "may have"),
        (replace(new_draft("Year end"), table=(("a",) * 13,)), "may have"),
    ],
)
def test_what_cannot_be_kept_is_refused_by_name(draft, why):
    with pytest.raises(DraftError, match=why):
        checked(draft)


def test_a_report_needs_a_section():
    draft = new_draft("Year end")
    nothing = replace(draft, sections=tuple(replace(each, is_in=False) for each in draft.sections))
    with pytest.raises(DraftError, match="at least one"):
        checked(nothing)


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("Service\tBudget\nCare\t60,950\n", (("Service", "Budget"), ("Care", "60,950"))),
        ("Service | Budget\r\nCare | 60,950", (("Service", "Budget"), ("Care", "60,950"))),
        ("A\tB\tC\nD\n", (("A", "B", "C"), ("D", "", ""))),
        ("A\t\nB\t1", (("A", ""), ("B", "1"))),
        (" \n\n", ()),
    ],
)
def test_a_table_is_read_as_people_paste_it(text, table):
    assert table_of(text) == table
    assert table_of(table_text(table)) == table
