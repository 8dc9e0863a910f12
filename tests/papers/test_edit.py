"""Writing a report: texts, order, table, what is left out; of two people who save, the second sees both."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from kpis.domain.words import Part
from kpis.models import Meeting, Report
from kpis.sections.rules import HEADINGS, from_stored
from tests.pages.reading import body, opened, said, text_of
from tests.papers.conftest import HERE, TITLE, Papers
from tests.stored import make_category, make_council, make_person, make_reading, signed_in

EDIT = f"{HERE}edit/"
ORDER = [part.value for part in Part]


def sent(client: Client, **fields: Any) -> dict[str, Any]:
    """What the page would send, read from its own form, with some fields changed."""
    page = opened(client, EDIT)
    given: dict[str, Any] = {"do": "save", "order": [each["value"] for each in page.select("[name=order]")]}
    for each in page.select("main form [name]:not(button):not([name=order])"):
        name = each["name"]
        if each.name == "textarea":
            given[name] = each.get_text().removeprefix("\n")
        elif each.name == "select":
            chosen = each.select_one("option[selected]")
            given[name] = chosen["value"] if chosen else ""
        elif each.get("type") != "checkbox":
            given[name] = each.get("value", "")
        elif each.has_attr("checked"):
            given.setdefault(name, []).append(each.get("value", "on"))
    return given | fields


def draft_of(papers: Papers) -> Any:
    papers.report.refresh_from_db()
    return from_stored(papers.report.draft)


def test_what_is_written_is_kept(papers, petra):
    text = "First paragraph.\r\n\r\n- one\r\n- two\r\n"
    fields = {"introduction-text": text, "headline-heading": "How we did", "title": "Another title",
              "agenda_item": "7", "day": "2 July 2019"}  # fmt: skip
    response = petra.post(EDIT, sent(petra, **fields))
    assert (response.status_code, response["Location"]) == (302, EDIT)
    draft = draft_of(papers)
    assert draft.section(Part.INTRODUCTION).text == "First paragraph.\n\n- one\n- two"
    assert draft.section(Part.HEADLINE).heading == "How we did"
    assert (draft.title, papers.report.agenda_item) == ("Another title", "7")
    assert papers.report.meeting_date == dt.date(2019, 7, 2)
    assert papers.report.history.first().history_user.username == "petra"
    assert "The report is saved." in said(petra, EDIT)


def test_saving_what_stands_changes_no_word(papers, petra):
    before = draft_of(papers)
    petra.post(EDIT, sent(petra))
    assert draft_of(papers) == before


def test_a_section_is_left_out(papers, petra):
    given = sent(petra)
    del given["context-is_in"]
    petra.post(EDIT, given)
    assert not draft_of(papers).section(Part.CONTEXT).is_in
    assert draft_of(papers).section(Part.HEADLINE).is_in


@pytest.mark.parametrize(("button", "place"), [("up", 2), ("down", 4)])
def test_a_section_is_moved_by_a_button_and_nothing_is_saved_or_lost(papers, petra, button, place):
    part = ORDER[3]
    response = petra.post(EDIT, sent(petra, **{button: part, "introduction-text": "Typed before"}))
    assert response.status_code == 200
    assert "Typed before" in body(response)
    page = opened(petra, EDIT)
    assert [each["value"] for each in page.select("[name=order]")] == ORDER
    moved = response.content.decode().split('name="order" value="')[1:]
    assert [each.split('"')[0] for each in moved].index(part) == place


def test_the_order_that_was_made_is_saved(papers, petra):
    petra.post(EDIT, sent(petra, order=list(reversed(ORDER))))
    assert [each.part for each in draft_of(papers).sections] == list(reversed(Part))
    assert [each["value"] for each in opened(petra, EDIT).select("[name=order]")] == list(reversed(ORDER))


@pytest.mark.parametrize("order", [[], ["headline"], [*ORDER[:-1], ORDER[0]], [*ORDER, "dragons"]])
def test_an_order_that_is_none_leaves_it_as_it_stands(papers, petra, order):
    assert petra.post(EDIT, sent(petra, order=order)).status_code == 302
    assert [each.part.value for each in draft_of(papers).sections] == ORDER


def test_the_first_button_of_the_form_saves(papers, petra):
    """Pressing Enter in a field presses it."""
    first = opened(petra, EDIT).select_one("main form button")
    assert (first["name"], first["value"]) == ("do", "save")


def test_save_and_preview(papers, petra):
    assert petra.post(EDIT, sent(petra, do="preview"))["Location"] == f"{HERE}preview/"


def test_a_table_is_pasted_from_a_spreadsheet(papers, petra):
    pasted = "Service\tBudget\r\nChildren\t£1.2m\r\n\r\nRoads\t\r\n"
    petra.post(EDIT, sent(petra, table=pasted, table_caption="Revenue"))
    assert draft_of(papers).table == (("Service", "Budget"), ("Children", "£1.2m"), ("Roads", ""))
    assert "Children\t£1.2m" in opened(petra, EDIT).select_one("#id_table").get_text()
    assert "Revenue" in said(petra, f"{HERE}preview/")


def test_a_breakdown_is_left_out(papers, petra):
    measure = papers.bringing.measures["C1"]
    north = make_category(measure, "District", "North")
    make_reading(measure, "2018/19 Q3", "655", category=north)
    choices = [text_of(each.parent) for each in opened(petra, EDIT).select("[name=no_breakdown]")]
    assert choices == ["C1 Children looked after"]
    petra.post(EDIT, sent(petra, no_breakdown=["C1"]))
    assert draft_of(papers).no_breakdown == {"C1"}
    assert "Choose measures of the list." in body(petra.post(EDIT, sent(petra, no_breakdown=["Z9"])))


def test_a_meeting_of_the_committee_can_be_chosen(papers, petra):
    Meeting.objects.create(committee=papers.committee, date=dt.date(2019, 7, 2))
    petra.post(EDIT, sent(petra, meeting="2019-07-02", day=""))
    papers.report.refresh_from_db()
    assert papers.report.meeting_date == dt.date(2019, 7, 2)
    assert opened(petra, EDIT).select_one("#id_meeting option[selected]")["value"] == "2019-07-02"


@pytest.mark.parametrize(
    ("fields", "told", "place"),
    [
        ({"title": " "}, "Give the report a title.", "#id_title"),
        ({"headline-heading": ""}, "Give the section a heading.", "#id_headline-heading"),
        ({"introduction-text": "x" * 100_001}, "at most 100000 characters", "#id_introduction-text"),
        ({"table": "\n".join("a\tb" for _ in range(201))}, "may have 200 rows", ""),
        ({"table": "\t".join("a" * 13)}, "12 columns", ""),
        ({"day": "soon"}, "soon", "#id_day"),
        ({"version": "x"}, "whole number", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_place_and_what_was_typed_is_kept(papers, petra, fields, told, place):
    response = petra.post(EDIT, sent(petra, **{"context-text": "Typed before", **fields}))
    assert response.status_code == 422
    assert told in body(response)
    assert "Typed before" in body(response)
    assert f'href="{place}' in body(response)
    assert papers.report.version == Report.objects.get(pk=papers.report.pk).version


def test_every_section_can_be_left_out_but_not_all_of_them(papers, petra):
    given = {name: value for name, value in sent(petra).items() if not name.endswith("is_in")}
    response = petra.post(EDIT, given)
    assert response.status_code == 422
    assert "Keep at least one section" in body(response)


class TestTwoPeople:
    def test_the_second_sees_both_and_loses_nothing(self, papers, petra):
        stale = sent(petra, **{"introduction-text": "Mine", "context-text": "Mine too"})
        petra.post(EDIT, sent(petra, **{"introduction-text": "Theirs", "agenda_item": "9"}))
        response = petra.post(EDIT, stale)
        assert response.status_code == 409
        told = body(response)
        for words in ("Mine", "Mine too", "Theirs", "Introduction: text", "Agenda item"):
            assert words in told
        assert draft_of(papers).section(Part.INTRODUCTION).text == "Theirs"

    def test_saving_again_keeps_what_was_typed(self, papers, petra):
        stale = sent(petra, **{"introduction-text": "Mine"})
        petra.post(EDIT, sent(petra, **{"introduction-text": "Theirs"}))
        now = body(petra.post(EDIT, stale)).split('name="version" value="')[1].split('"')[0]
        assert petra.post(EDIT, stale | {"version": now}).status_code == 302
        assert draft_of(papers).section(Part.INTRODUCTION).text == "Mine"

    def test_an_order_changed_meanwhile_is_told(self, papers, petra):
        stale = sent(petra)
        petra.post(EDIT, sent(petra, order=list(reversed(ORDER))))
        assert "Order of the sections" in body(petra.post(EDIT, stale))


def test_every_section_is_there_once_with_its_name(papers, petra):
    page = opened(petra, EDIT)
    assert [text_of(each).split(". ", 1)[1] for each in page.select(".part__name")] == list(HEADINGS.values())
    assert len(page.select("main h1")) == 1
    assert TITLE in text_of(page.h1)
    labels = {each["for"] for each in page.select("main form label[for]")}
    fields = page.select("main form :is(input:not([type=hidden]), textarea, select)")
    assert {each["id"] for each in fields if each.get("type") not in ("checkbox",)} <= labels


@pytest.mark.parametrize("who", ["oscar", "mo", "alice", "carol"])
def test_others_are_refused_with_the_reason(papers, petra, who):
    given, client = sent(petra), papers.client(who)
    assert "performance team" in body(client.get(EDIT))
    assert client.get(EDIT).status_code == client.post(EDIT, given).status_code == 403


def test_it_is_not_there_outside(papers, petra, nobody):
    assert nobody.get(EDIT)["Location"].startswith("/accounts/login/")
    assert petra.get("/northshire/reports/nothing/edit/").status_code == 404
    papers.close_council()
    stranger = signed_in(make_person("stranger", make_council("southshire"), "performance"))
    assert stranger.get(EDIT).status_code == 404
