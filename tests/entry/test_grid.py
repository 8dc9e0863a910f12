"""The quarter's grid: what it shows, what it saves, and everything that it refuses."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpis.domain.period_text import parse_period
from kpis.domain.words import Marker
from kpis.entry.actions import save, save_many
from kpis.models import ClosingEvent, Judgement, Membership, Ownership, Reading, ReadingVersion
from kpis.readings import append
from kpis.refusals import Closed, Conflict, Denied, Refused
from kpis.rounds.actions import reopen_period
from tests.entry.conftest import NOW, THEN, Bringing, entry_of
from tests.pages.reading import opened, text_of
from tests.stored import make_council, make_person, make_reading, make_target, signed_in

Q4 = "2018/19 Q4"
ADDRESS = "/entry/northshire/grid/2018-19-q4/"
C1, P1, M1 = "C1_2018-19-q4", "P1_2018-19-q4", "M1_2018-19"


def sent(client: Client, *rows: dict[str, str], action: str = "save", follow: bool = True, path: str = ADDRESS):
    """The form as a browser sends it with these rows."""
    data = {key: value for row in rows for key, value in row.items()}
    return client.post(path, {**data, "action": action}, follow=follow)


def row(key: str, seen: int = 0, **cells: str) -> dict[str, str]:
    given = {"seen": str(seen), "marker": "final", "commentary": "", "value": "", **cells}
    return {f"{key}-{column}": text for column, text in given.items()}


def whole_form(client: Client, path: str = ADDRESS) -> dict[str, str]:
    """All fields of the grid as they are on the page."""
    form = opened(client, path).find("form", method="post", class_="grid")
    found = {each["name"]: each.get("value", "") for each in form.find_all("input") if each.get("name")}
    found |= {each["name"]: each.text.removeprefix("\n") for each in form.find_all("textarea")}
    for each in form.find_all("select"):
        chosen = each.find("option", selected=True) or each.find("option")
        found[each["name"]] = chosen.get("value", chosen.text)
    return found


def versions(bringing: Bringing, ref: str, period: str = Q4) -> list[ReadingVersion]:
    place = parse_period(period)
    rows = ReadingVersion.objects.filter(reading__measure=bringing.measures[ref], reading__end=place.end)
    return list(rows.order_by("number"))


def page_of(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def said(response: HttpResponse) -> str:
    return text_of(page_of(response).find("main"))


def shown(client: Client, path: str = ADDRESS) -> list[str]:
    return [text_of(each) for each in opened(client, path).select("tr[data-row] .ref")]


# What it shows


def test_it_lists_the_figures_that_i_own_with_what_was_before_and_when_they_are_due(alice):
    page = opened(alice, ADDRESS)
    rows = {text_of(each.select_one(".ref")): text_of(each) for each in page.select("tr[data-row]")}
    assert list(rows) == ["C1", "M1", "P1"]
    assert "Jan to Mar 2019 (Q4 2018/19)" in rows["C1"]
    assert "655 (Q3 2018/19) Target: 660" in rows["C1"]
    assert "Not yet due: due 30 April 2019" in rows["C1"]
    assert "85.0% (Q3 2018/19) Target: 90%" in rows["P1"]
    assert "2018/19" in rows["M1"]


def test_numerator_and_denominator_are_asked_for_only_where_the_unit_can_have_them(alice):
    names = set(whole_form(alice))
    assert {f"{P1}-numerator", f"{P1}-denominator"} <= names
    assert not names & {f"{C1}-numerator", f"{M1}-numerator"}


def test_every_input_has_a_name_made_of_its_column_and_its_row(alice):
    page = opened(alice, ADDRESS)
    for each in page.select("tr[data-row] [data-col]"):
        parts = [text_of(page.find(id=part)) for part in each["aria-labelledby"].split()]
        assert len(parts) == 2
        assert all(parts)


def test_late_is_another_word_than_not_yet_due(bringing, alice):
    bringing.measures["C1"].data_lag_days = 10
    bringing.measures["C1"].save()
    assert "Late: was due 10 April 2019" in text_of(opened(alice, ADDRESS).find("table"))


def test_figures_whose_own_period_has_not_ended_are_not_there(bringing, alice):
    bringing.add_measure("A1", frequency="annual")
    assert shown(alice, "/entry/northshire/grid/2019-20-q1/") == []
    assert "A1" not in shown(alice, "/entry/northshire/grid/2019-20/")


def test_a_returned_figure_says_why(bringing, alice):
    make_reading(bringing.measures["C1"], Q4, "660", state="returned", reason="Please check the last week.")
    assert "Returned" in text_of(opened(alice, ADDRESS).find("table"))
    assert "Please check the last week." in text_of(opened(alice, ADDRESS).find("table"))


# Saving


def test_save_keeps_drafts_of_what_was_typed_and_of_nothing_else(bringing, alice):
    response = sent(
        alice, row(C1, value="1,939", commentary="Rose."), row(P1, numerator="88", denominator="96"), row(M1)
    )
    assert "2 figures saved, not submitted yet." in said(response)
    (count,) = versions(bringing, "C1")
    assert (count.value, count.state, count.number, count.commentary, count.by.username) == (
        Decimal(1939), "draft", 1, "Rose.", "alice",
    )  # fmt: skip
    (share,) = versions(bringing, "P1")
    assert (share.value, share.numerator, share.denominator) == (Decimal("91.666667"), Decimal(88), Decimal(96))
    assert not versions(bringing, "M1", "2018/19")


def test_submit_sends_what_was_typed_and_the_drafts_and_counts_what_has_no_figure(bringing, alice):
    save(entry=entry_of(bringing.place("P1"), "88"), submit=False, by=bringing.person("alice"), at=NOW)
    form = whole_form(alice) | {f"{C1}-value": "651"}
    response = sent(alice, form, action="submit")
    assert "2 figures submitted for sign-off. 1 has no figure yet." in said(response)
    assert [each.state for each in versions(bringing, "P1")] == ["draft", "submitted"]
    assert [each.state for each in versions(bringing, "C1")] == ["submitted"]


def test_a_returned_figure_is_not_submitted_again_without_a_change(bringing, alice):
    make_reading(bringing.measures["C1"], Q4, "660", state="returned", reason="Check.")
    assert "Nothing has changed" in said(sent(alice, whole_form(alice), action="submit"))
    assert len(versions(bringing, "C1")) == 1


def test_a_milestone_is_chosen_in_words(bringing, alice):
    sent(alice, row(M1, value="achieved"))
    assert versions(bringing, "M1", "2018/19")[0].value == 1


def test_a_reason_for_no_figure_is_saved_as_one(bringing, alice):
    sent(alice, row(C1, marker="awaiting"))
    (version,) = versions(bringing, "C1")
    assert (version.value, version.marker) == (None, "awaiting")


def test_what_is_on_the_page_already_is_not_saved_again(bringing, alice):
    sent(alice, row(C1, value="651", commentary="One\r\ntwo"), row(P1, numerator="88", denominator="96"))
    for form in (whole_form(alice), whole_form(alice) | {f"{C1}-value": " 651.0 "}):
        assert "Nothing has changed" in said(sent(alice, form))
    assert (len(versions(bringing, "C1")), len(versions(bringing, "P1"))) == (1, 1)


def test_what_is_typed_on_the_figures_own_page_is_kept(bringing, alice):
    entry = entry_of(
        bringing.place("C1"), "651", marker=Marker.PROVISIONAL, provisional_until=dt.date(2019, 7, 31),
        section="area_of_concern", projection="improve", break_before="New count.",
    )  # fmt: skip
    save(entry=entry, submit=False, by=bringing.person("alice"), at=NOW)
    sent(alice, whole_form(alice) | {f"{C1}-value": "652"})
    last = versions(bringing, "C1")[-1]
    assert (last.number, last.value, last.section, last.break_before) == (2, 652, "area_of_concern", "New count.")
    assert last.provisional_until == dt.date(2019, 7, 31)
    assert last.judgements.get().value == "improve"
    sent(alice, whole_form(alice) | {f"{C1}-marker": "final"})
    assert versions(bringing, "C1")[-1].provisional_until is None


def test_fields_that_say_who_which_service_or_which_state_are_ignored(bringing, alice):
    extra = {f"{C1}-state": "signed_off", "state": "signed_off", "by": str(bringing.people["bob"].pk), "service": "2"}
    sent(alice, row(C1, value="651"), extra)
    (version,) = versions(bringing, "C1")
    assert (version.state, version.by.username) == ("draft", "alice")


def test_rows_of_measures_that_are_not_mine_are_not_read(bringing, alice):
    response = sent(alice, row("X1_2018-19-q4", value="5"), row("C1_2018-19-q3", value="5"), row("nonsense", value="5"))
    assert "Nothing has changed" in said(response)
    assert not versions(bringing, "X1")
    assert len(versions(bringing, "C1", "2018/19 Q3")) == 1


def test_a_returned_readers_view_stays_what_was_signed_off(bringing, alice):
    sent(alice, row(C1, value="651"), action="submit")
    assert "651" not in text_of(opened(Client(), "/northshire/scorecard/?period=2018-19-q4"))


# What is wrong stays beside its cell


@pytest.mark.parametrize(
    ("key", "cells", "column", "message"),
    [
        (C1, {"value": "abc"}, "value", '"abc" is not a number.'),
        (C1, {"value": "-5"}, "value", '"-5" is negative, which a count cannot be.'),
        (C1, {"value": "12%"}, "value", '"12%" has a % sign, but the figure is no percentage.'),
        (C1, {"commentary": "No figure."}, "value", "Figure is blank"),
        (C1, {"value": "5", "marker": "awaiting"}, "value", "Figure stands beside the marker awaiting"),
        (C1, {"value": "5", "marker": "<b>"}, "marker", "Choose a marker from the list."),
        (C1, {"value": "1234567890"}, "value", "more than 9 digits before"),
        (P1, {"value": "101"}, "value", '"101" is outside 0 to 100'),
        (P1, {"numerator": "97", "denominator": "96"}, "numerator", "97 is above the denominator 96"),
        (P1, {"numerator": "0", "denominator": "0"}, "denominator", "The denominator is 0"),
        (P1, {"value": "50", "numerator": "88", "denominator": "96"}, "value", "disagrees with 88 of 96"),
        (M1, {"value": "nearly"}, "value", '"nearly" is not one of achieved, not achieved.'),
        (C1, {"value": "5", "commentary": "x" * 1_000_000}, "commentary", "has 1,000,000 characters; at most 20,000"),
    ],
)
def test_a_wrong_cell_is_told_beside_it_and_in_the_summary_and_nothing_is_saved(
    bringing, alice, key, cells, column, message
):
    other = row(P1 if key == C1 else C1, value="85")
    response = sent(alice, row(key, **cells), other)
    page = page_of(response)
    assert response.status_code == 200
    beside = page.find(id=f"{key}-{column}-error")
    assert message in text_of(beside)
    assert page.find(id=f"{key}-{column}")["aria-describedby"] == f"{key}-{column}-error"
    assert page.select_one(f'.govuk-error-summary a[href="#{key}-{column}"]') is not None
    assert page.title.text.strip().startswith("Error: ")
    assert page.find(id=other_id(other))["value"] == "85", "what was typed elsewhere is kept"
    assert not ReadingVersion.objects.exclude(state="signed_off").exists()


def other_id(cells: dict[str, str]) -> str:
    return next(name for name in cells if name.endswith("-value"))


def test_html_in_a_commentary_is_shown_as_text(alice):
    response = sent(alice, row(C1, value="5", commentary="<script>alert(1)</script></textarea><b>"), row(P1, value="x"))
    assert b"<script>alert" not in response.content
    assert b"&lt;/textarea&gt;&lt;b&gt;" in response.content


def test_a_nul_character_is_refused(alice):
    assert sent(alice, row(C1, value="5\0")).status_code == 400


def test_a_doubtful_figure_is_submitted_only_with_a_reason(bringing, alice):
    typed = whole_form(alice) | {f"{C1}-value": "6550"}
    response = sent(alice, typed, action="submit")
    page = page_of(response)
    assert "ten times or a tenth" in said(response)
    assert page.find(id=f"{C1}-confirmed") is not None
    assert not versions(bringing, "C1")
    sent(alice, typed | {f"{C1}-confirmed": "The boundary changed."}, action="submit")
    (version,) = versions(bringing, "C1")
    assert (version.state, version.reason) == ("submitted", "The boundary changed.")


def test_a_doubtful_draft_can_be_saved_and_is_asked_about_on_submit(bringing, alice):
    sent(alice, row(C1, value="6550"))
    assert "ten times" in said(sent(alice, whole_form(alice), action="submit"))
    sent(alice, whole_form(alice) | {f"{C1}-confirmed": "The boundary changed."}, action="submit")
    assert [each.state for each in versions(bringing, "C1")] == ["draft", "submitted"]


# Two people


def by_petra(bringing: Bringing, value: str = "700", seen: int = 0, **given) -> ReadingVersion:
    return save(
        entry=entry_of(bringing.place("C1"), value, **given, seen=seen), submit=False,
        by=bringing.person("petra"), at=NOW,
    )  # fmt: skip


def test_the_second_of_two_people_sees_the_firsts_figure_and_nothing_is_saved(bringing, alice):
    typed = whole_form(alice) | {f"{C1}-value": "651", f"{P1}-value": "88"}
    by_petra(bringing, commentary="Counted twice.")
    response = sent(alice, typed)
    assert response.status_code == 409
    text = said(response)
    assert "Petra saved 700 (a draft) on 15 April 2019 at 12:00, after you opened this page." in text
    assert "Their commentary: Counted twice." in text
    assert page_of(response).find(id=f"{C1}-value")["value"] == "651"
    assert not versions(bringing, "P1")
    assert [each.value for each in versions(bringing, "C1")] == [700]


@pytest.mark.parametrize(("choice", "values"), [("mine", [700, 651]), ("theirs", [700])])
def test_the_second_decides(bringing, alice, choice, values):
    typed = whole_form(alice) | {f"{C1}-value": "651", f"{P1}-value": "88"}
    by_petra(bringing)
    response = sent(alice, typed | {f"{C1}-choice": f"{choice}:1"})
    assert response.status_code == 200
    assert [each.value for each in versions(bringing, "C1")] == values
    assert [each.value for each in versions(bringing, "P1")] == [88]


def test_a_decision_holds_only_for_the_version_that_it_was_about(bringing, alice):
    typed = whole_form(alice) | {f"{C1}-value": "651", f"{C1}-choice": "mine:1"}
    by_petra(bringing)
    by_petra(bringing, "701", seen=1)
    assert sent(alice, typed).status_code == 409
    assert len(versions(bringing, "C1")) == 2


def test_others_changes_of_figures_that_i_did_not_touch_are_no_conflict(bringing, alice):
    typed = whole_form(alice) | {f"{P1}-value": "88"}
    by_petra(bringing)
    assert "1 figure saved" in said(sent(alice, typed))
    assert [each.value for each in versions(bringing, "C1")] == [700]


@pytest.mark.parametrize("action", ["save", "submit"])
def test_a_double_click_saves_once(bringing, alice, action):
    typed = whole_form(alice) | {f"{C1}-value": "651"}
    assert "1 figure" in said(sent(alice, typed, action=action))
    again = sent(alice, typed, action=action)
    assert again.status_code == 200
    assert "Nothing has changed" in said(again)
    assert len(versions(bringing, "C1")) == 1


def test_a_stale_tab_cannot_change_what_was_signed_off_meanwhile(bringing, alice):
    typed = whole_form(alice) | {f"{C1}-value": "651"}
    make_reading(bringing.measures["C1"], Q4, "650")
    response = sent(alice, typed)
    assert "cannot be changed here any more" in said(response)
    assert [each.value for each in versions(bringing, "C1")] == [650]


@pytest.mark.parametrize("seen", ["", "-1", "x", "²", "99999999999"])
def test_a_number_of_a_version_that_is_none_saves_nothing(bringing, alice, seen):
    typed = row(C1, value="651") | {f"{C1}-seen": seen}
    assert "open the page again" in said(sent(alice, typed))
    by_petra(bringing)
    assert sent(alice, typed).status_code == 409
    assert [each.value for each in versions(bringing, "C1")] == [700]


# What cannot be changed here


def test_a_signed_off_figure_is_text_with_a_link_to_its_own_page(bringing, alice):
    make_reading(bringing.measures["C1"], Q4, "650")
    page = opened(alice, ADDRESS)
    assert page.find(id=f"{C1}-value") is None
    assert "it only changes by a revision" in text_of(page.find("table"))
    assert page.find("a", href="/entry/northshire/C1/2018-19-q4/") is not None


def test_a_figure_that_was_awaited_is_entered_as_its_revision(bringing, alice):
    make_reading(bringing.measures["C1"], Q4, marker="awaiting", expected=dt.date(2019, 5, 31))
    assert "Awaited, due 31 May 2019" in text_of(opened(alice, ADDRESS).find("table"))
    sent(alice, whole_form(alice) | {f"{C1}-value": "651", f"{C1}-marker": "final"}, action="submit")
    last = versions(bringing, "C1")[-1]
    assert (last.state, last.value, last.expected) == ("submitted", 651, None)
    assert last.reason == "Planned revision: The figure that was awaited has come in."


def closed(bringing: Bringing) -> None:
    period = parse_period(Q4)
    ClosingEvent.objects.create(
        council=bringing.council, kind="quarter", start=period.start, end=period.end, number=1, event="closed", at=NOW,
        by=bringing.people["petra"],
    )  # fmt: skip


def test_a_closed_period_takes_no_figures_until_it_is_reopened(bringing, alice):
    typed = whole_form(alice) | {f"{C1}-value": "651"}
    closed(bringing)
    page = opened(alice, ADDRESS)
    assert page.find(id=f"{C1}-value") is None
    assert page.find(id=f"{M1}-value") is not None, "the year is open"
    assert "Q4 2018/19 is closed" in text_of(page.find("table"))
    assert "cannot be changed here any more" in said(sent(alice, typed))
    assert not versions(bringing, "C1")
    reopen_period(
        council=bringing.council, period=parse_period(Q4), reason="Late.", by=bringing.person("petra"), at=NOW
    )
    assert "1 figure saved" in said(sent(alice, typed))


# Who


def test_the_performance_team_has_every_measure_and_chooses_among_them(bringing):
    petra = bringing.client("petra")
    assert shown(petra) == ["C1", "M1", "P1", "X1"]
    assert shown(petra, f"{ADDRESS}?service=Roads") == ["X1"]
    assert shown(petra, f"{ADDRESS}?owner={bringing.people['alice'].pk}") == ["C1", "M1", "P1"]
    assert shown(petra, f"{ADDRESS}?owner=nobody") == []


def test_a_filter_stays_when_the_grid_is_saved(bringing):
    petra = bringing.client("petra")
    response = sent(petra, row("X1_2018-19-q4", value="5"), path=f"{ADDRESS}?service=Roads")
    assert response.redirect_chain == [(f"{ADDRESS}?service=Roads", 302)]
    assert [each.value for each in versions(bringing, "X1")] == [5]


def test_a_deputy_has_the_measures_that_they_stand_in_for(bringing):
    Ownership.objects.create(measure=bringing.measures["P1"], user=bringing.people["bob"], is_deputy=True)
    assert shown(bringing.client("bob")) == ["P1"]


@pytest.mark.parametrize("name", ["bob", "carol", "dave"])
def test_who_owns_nothing_is_told_so_and_saves_nothing(bringing, name):
    client = bringing.client(name)
    assert "None of the measures whose figures you enter" in text_of(opened(client, ADDRESS).find("main"))
    sent(client, row(C1, value="5"))
    assert not versions(bringing, "C1")


@pytest.mark.parametrize("name", ["mo", "oscar"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_members_and_strangers_do_not_learn_that_there_is_a_grid(bringing, name, method):
    assert getattr(bringing.client(name), method)(ADDRESS).status_code == 404


def test_the_people_of_another_council_have_no_grid_here(bringing):
    stranger = make_person("eve", make_council("southshire"), "performance")
    assert signed_in(stranger).get(ADDRESS).status_code == 404
    assert signed_in(stranger).get("/entry/nowhere/grid/2018-19-q4/").status_code == 404


def test_nobody_is_sent_to_sign_in(bringing):
    response = Client().get(ADDRESS)
    assert (response.status_code, response.url.split("?")[0]) == (302, "/accounts/login/")


def test_a_role_withdrawn_during_a_session_ends_what_it_allowed(bringing, alice):
    typed = whole_form(alice) | {f"{C1}-value": "651"}
    Membership.objects.filter(user=bringing.people["alice"]).delete()
    assert sent(alice, typed).status_code == 404
    assert not versions(bringing, "C1")


def test_an_ownership_that_ended_takes_the_rows_with_it(bringing, alice):
    Ownership.objects.filter(measure=bringing.measures["C1"]).update(until=dt.date(2019, 4, 14))
    assert shown(alice) == ["M1", "P1"]
    sent(alice, row(C1, value="651"))
    assert not versions(bringing, "C1")


@pytest.mark.parametrize("period", ["nonsense", "2018-20", "2019-20-q2", "2018-19-q9", "x" * 300])
def test_what_is_no_period_or_has_not_begun_is_not_found(alice, period):
    assert alice.get(f"/entry/northshire/grid/{period}/").status_code == 404


# The action itself


def test_the_action_refuses_whoever_may_not_and_a_closed_period_and_a_silent_revision(bringing):
    rows = [entry_of(bringing.place("C1"), "651")]
    with pytest.raises(Denied):
        save_many(entries=rows, submit=False, by=bringing.person("bob"), at=NOW)
    make_reading(bringing.measures["P1"], Q4, "88")
    with pytest.raises(Refused, match="revision"):
        save_many(
            entries=[entry_of(bringing.place("P1"), "89", seen=1)], submit=True, by=bringing.person("alice"), at=NOW
        )
    closed(bringing)
    with pytest.raises(Closed, match="Q4 2018/19 is closed"):
        save_many(entries=rows, submit=False, by=bringing.person("alice"), at=NOW)
    assert not versions(bringing, "C1")


def test_the_action_names_every_figure_that_somebody_else_changed_and_saves_none(bringing):
    by_petra(bringing)
    rows = [entry_of(bringing.place("C1"), "651"), entry_of(bringing.place("P1"), "88")]
    with pytest.raises(Conflict) as caught:
        save_many(entries=rows, submit=False, by=bringing.person("alice"), at=NOW)
    assert list(caught.value.standing) == [bringing.place("C1")]
    assert not versions(bringing, "P1")


def test_a_figure_known_by_its_end_is_found_whatever_its_period_was_called(bringing):
    measure = bringing.add_measure("S1", period_kind="snapshot")
    make_reading(measure, "2019-03", "5", at=THEN, state="draft")
    save_many(entries=[entry_of(bringing.place("S1"), "6", seen=1)], submit=False, by=bringing.person("alice"), at=NOW)
    assert Reading.objects.filter(measure=measure).count() == 1
    assert [each.value for each in versions(bringing, "S1")] == [5, 6]


def test_a_signed_off_version_stands_beside_the_working_one(bringing):
    make_reading(bringing.measures["C1"], Q4, "650")
    row_ = entry_of(bringing.place("C1"), "651", reason="Correction: counted twice.", seen=1)
    save_many(entries=[row_], submit=True, by=bringing.person("alice"), at=NOW)
    assert [(each.value, each.superseded_at) for each in versions(bringing, "C1")] == [(650, None), (651, None)]


def test_what_fails_between_two_writes_leaves_nothing_behind(bringing, monkeypatch):
    def fail(*args: object) -> None:
        raise RuntimeError("the disk is full")

    save_many(entries=[entry_of(bringing.place("C1"), "650")], submit=False, by=bringing.person("alice"), at=NOW)
    before = (Reading.objects.count(), list(ReadingVersion.objects.values_list("number", "superseded_at")))
    monkeypatch.setattr(append, "_judge", fail)
    rows = [entry_of(bringing.place("C1"), "651", seen=1), entry_of(bringing.place("P1"), "88")]
    with pytest.raises(RuntimeError):
        save_many(entries=rows, submit=False, by=bringing.person("alice"), at=NOW)
    assert (Reading.objects.count(), list(ReadingVersion.objects.values_list("number", "superseded_at"))) == before


def test_projections_stand_beside_their_own_versions(bringing):
    rows = [
        entry_of(bringing.place("P1"), "88", projection="improve"),
        entry_of(bringing.place("C1"), "651", projection="decline"),
    ]
    save_many(entries=rows, submit=False, by=bringing.person("alice"), at=NOW)
    found = Judgement.objects.values_list("version__reading__measure__ref", "kind", "value")
    assert set(found) == {("P1", "projection", "improve"), ("C1", "projection", "decline")}


# Many figures


def many(bringing: Bringing, count: int) -> Iterable[str]:
    """So many quarterly measures with a year of figures and targets each."""
    for number in range(count):
        unit = {"unit": "percentage", "polarity": "higher"} if number % 2 else {}
        measure = bringing.add_measure(f"N{number:02}", **unit)
        for quarter in ("2017/18 Q4", "2018/19 Q1", "2018/19 Q2", "2018/19 Q3"):
            make_reading(measure, quarter, str(50 + number % 7))
        make_target(measure, Q4, "60")
        yield f"N{number:02}_2018-19-q4"


def statements(client: Client) -> list[str]:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(ADDRESS).status_code == 200
    beside = ("django_session", "kpis_user", "kpis_membership", "SAVEPOINT")
    return [each["sql"] for each in caught if not any(f'FROM "{table}"' in each["sql"] for table in beside)]


@pytest.mark.parametrize("name", ["alice", "petra"])
def test_it_opens_with_fifteen_statements_however_many_measures(bringing, name):
    client = bringing.client(name)
    keys = list(many(bringing, 5))
    few = statements(client)
    for key in many_more(bringing, 55):
        keys.append(key)
    lots = statements(client)
    assert len(shown(client)) >= 58
    assert len(few) == len(lots) <= 15, "\n".join(lots)


def many_more(bringing: Bringing, count: int) -> Iterable[str]:
    for number in range(count):
        measure = bringing.add_measure(f"Z{number:02}")
        make_reading(measure, "2018/19 Q3", str(50 + number % 7))
        yield f"Z{number:02}_2018-19-q4"


def test_sixty_figures_are_submitted_at_once(bringing, alice):
    keys = list(many(bringing, 60))
    form = (
        whole_form(alice) | {f"{key}-value": "57" for key in keys} | {f"{key}-commentary": "As usual." for key in keys}
    )
    assert sent(alice, form, action="submit", follow=False).status_code == 302
    assert ReadingVersion.objects.filter(state="submitted").count() == 60


def test_saving_takes_as_many_statements_for_two_figures_as_for_fifty(bringing):
    keys = list(many(bringing, 60))
    person = bringing.person("alice")
    places = [bringing.place(key.partition("_")[0]) for key in keys]

    def count(chosen: slice, seen: int) -> int:
        with CaptureQueriesContext(connection) as caught:
            save_many(
                entries=[entry_of(each, "57", seen=seen) for each in places[chosen]], submit=False, by=person, at=NOW
            )
        return len(caught)

    assert count(slice(0, 2), 0) == count(slice(2, 50), 0)
    # PostgreSQL holds the council and the figures by a statement each; SQLite has one writer at a time.
    assert count(slice(0, 2), 1) == count(slice(2, 50), 1) <= 11
