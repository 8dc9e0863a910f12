"""The page on which one figure is entered."""

import datetime as dt
import re

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from kpis.domain.period_text import parse_period
from kpis.entry.actions import return_, save, sign_off
from kpis.models import ClosingEvent, Explanation, Membership, Reading, ReadingVersion
from kpis.rounds.actions import open_period
from tests.entry.conftest import NOW, Bringing, entry_of
from tests.pages.reading import opened, said, text_of
from tests.stored import make_council, make_measure, make_plan, make_reading, moment, signed_in

C1 = "/entry/northshire/C1/2018-19-q4/"
P1 = "/entry/northshire/P1/2018-19-q4/"
M1 = "/entry/northshire/M1/2018-19/"
NEW = {"seen": 0, "explanation_seen": 0, "marker": "final"}
WHY = {
    "cause": "More referrals",
    "action": "A second panel",
    "owner": "Head of assessment",
    "back_on_track": "30 September 2019",
}


def sent(client: Client, path: str, do: str, status: int, **fields: object) -> BeautifulSoup:
    """What comes back when the form is sent with these fields."""
    data = {**NEW, "do": do, **fields}
    response = client.post(path, data)
    assert response.status_code == status, main(response)
    return BeautifulSoup(response.content, "html.parser")


def main(response: HttpResponse) -> str:
    return text_of(BeautifulSoup(response.content, "html.parser").find("main"))


def field(page: BeautifulSoup, name: str) -> str:
    found = page.select_one(f'[name="{name}"]')
    assert found is not None
    if found.name == "textarea":
        return found.get_text().removeprefix("\n").removeprefix("\r\n")
    if found.name == "select":
        chosen = found.select_one("option[selected]")
        return chosen["value"] if chosen else ""
    return found.get("value", "")


def errors(page: BeautifulSoup) -> list[str]:
    return [text_of(each) for each in page.select(".govuk-error-summary__list li")]


def last(ref: str) -> ReadingVersion:
    return ReadingVersion.objects.filter(reading__measure__ref=ref).order_by("-pk")[0]


def count() -> tuple[int, int, int]:
    return Reading.objects.count(), ReadingVersion.objects.count(), Explanation.objects.count()


def test_the_page_shows_what_the_figure_is_held_against(alice):
    text = said(alice, C1)
    assert "All children in care on the last day." in text
    assert "Target: 660" in text
    assert "Q3 2018/19 655 Q2 2018/19 650 Q1 2018/19 640" in text
    assert "Not yet due Due on 30 April 2019" in text


def test_a_missing_figure_is_late_after_its_day(bringing):
    with time_machine.travel(moment("2019-05-01")):
        assert "Missing Late: it was due on 30 April 2019" in said(bringing.client("alice"), C1)


def test_a_check_says_what_will_be_and_saves_nothing(alice):
    before = count()
    page = sent(alice, C1, "check", 200, value="650", commentary="Fewer <b>came</b>")
    text = text_of(page.find("main"))
    assert "On target" in text
    assert "650 against a target of 660; lower is better" in text
    assert "down 5 on 655 in Q3 2018/19" in text
    assert "Nothing has been saved yet." in text
    assert field(page, "value") == "650"
    assert field(page, "commentary") == "Fewer <b>came</b>"
    assert count() == before


def test_a_draft_is_kept_and_opens_again(alice, bringing):
    sent(alice, C1, "draft", 302, value="1,650", commentary="As typed", projection="improve", section="good_progress")
    version = last("C1")
    assert (version.state, version.value, version.number, version.by) == ("draft", 1650, 1, bringing.people["alice"])
    page = opened(alice, C1)
    assert (field(page, "value"), field(page, "seen"), field(page, "projection")) == ("1650", "1", "improve")
    assert field(page, "section") == "good_progress"
    assert "Draft by Alice" in text_of(page.find("main"))


def test_a_submitted_figure_waits_for_sign_off(alice):
    response = alice.post(
        C1, {"seen": 0, "explanation_seen": 0, "marker": "final", "do": "submit", "value": "650"}, follow=True
    )
    assert "Submitted: the head of service can sign it off now." in main(response)
    assert last("C1").state == "submitted"


@pytest.mark.parametrize(
    ("fields", "value", "numerator"),
    [
        ({"value": "85.5%"}, "85.5", None),
        ({"numerator": "171", "denominator": "200"}, "85.5", 171),
        ({"numerator": "171", "denominator": "200", "value": "85.5"}, "85.5", 171),
        ({"numerator": "171", "value": "85.5"}, "85.5", 171),
    ],
)
def test_a_percentage_is_entered_both_ways(alice, fields, value, numerator):
    sent(alice, P1, "draft", 302, **fields)
    version = last("P1")
    assert (str(version.value.normalize()), version.numerator) == (value, numerator)


REFUSED = [
    (P1, {"numerator": "201", "denominator": "200"}, "Numerator: 201 is above the denominator 200"),
    (P1, {"numerator": "0", "denominator": "0"}, "Denominator: The denominator is 0: state the marker not_applicable"),
    (P1, {"numerator": "5"}, "Numerator: This stands alone: state its denominator"),
    (P1, {"denominator": "5"}, "Denominator: This stands without its numerator"),
    (P1, {"value": "100.1"}, 'Figure: "100.1" is outside 0 to 100'),
    (P1, {"value": "60", "numerator": "61", "denominator": "100"}, 'Figure: "60" disagrees with 61 of 100'),
    (C1, {"value": "-5"}, 'Figure: "-5" is negative, which a count cannot be'),
    (C1, {"value": "five"}, 'Figure: "five" is not a number'),
    (C1, {"value": "1e5"}, 'Figure: "1e5" is not a number'),
    (C1, {"value": "1234567890"}, "more than 9 digits before or 6 after the point"),
    (C1, {"value": "£5"}, "has a £ sign, but the figure is no currency"),
    (C1, {"value": ""}, "Figure: This is blank: state a figure, or a marker that says why there is none"),
    (C1, {"value": "5", "marker": "awaiting"}, "Figure: This stands beside the marker awaiting"),
    (C1, {"value": "5", "marker": "guessed"}, "Kind of figure: Select a valid choice"),
    (C1, {"value": "5", "provisional_until": "1 July 2019"}, "belongs to the marker provisional, not to final"),
    (C1, {"value": "5", "expected": "1 July 2019"}, "belongs to a marker that says why there is no figure"),
    (C1, {"value": "5", "marker": "provisional", "provisional_until": "soon"}, "This is not a date: write it as"),
    (C1, {"value": "5", "back_on_track": "31 March 2019"}, "This has to lie after Q4 2018/19"),
    (C1, {"value": "5", "seen": "x"}, "Version: Enter a whole number."),
    (C1, {"value": "5", "seen": "-1"}, "Version: Ensure this value is greater than or equal to 0."),
    (M1, {"value": "achieved", "achieved_on": "1 May 2019"}, "This lies in the future"),
    (M1, {"value": "not achieved", "achieved_on": "1 March 2019"}, "belongs to a milestone that was achieved"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "fields", "message"), REFUSED)
@pytest.mark.parametrize("do", ["check", "draft", "submit"])
def test_what_cannot_be_is_refused_and_what_was_typed_is_kept(alice, path, fields, message, do):
    before = count()
    page = sent(alice, path, do, 200, **{"commentary": "kept", **fields})
    assert any(message in each for each in errors(page)), errors(page)
    assert page.title.text.startswith("Error: ")
    assert field(page, "commentary") == "kept"
    assert all(field(page, name) == typed for name, typed in fields.items() if typed != "guessed")
    assert count() == before


def test_a_text_of_a_megabyte_is_refused_with_its_length(alice):
    page = sent(alice, C1, "draft", 200, value="5", commentary="x" * 1_000_000)
    assert errors(page) == ["What the service says: This has 1000000 characters; at most 20000 are kept."]
    assert not ReadingVersion.objects.filter(reading__measure__ref="C1", reading__end="2019-03-31").exists()


def test_a_nul_is_refused(alice):
    assert alice.post(C1, {**NEW, "do": "draft", "value": "5", "commentary": "a\0b"}).status_code == 400


def test_script_and_emoji_are_shown_as_text(alice):
    commentary = "<script>alert(1)</script> <b>bold</b> & 👍 “quoted”"
    sent(alice, C1, "draft", 302, value="650", commentary=commentary)
    response = alice.get(C1)
    assert field(BeautifulSoup(response.content, "html.parser"), "commentary") == commentary
    assert b"<script>alert(1)" not in response.content
    page = sent(alice, C1, "draft", 409, value="651", commentary="mine")
    assert commentary in text_of(page.find("main"))


def test_a_marker_comes_with_its_date(alice):
    sent(alice, C1, "draft", 302, value="650", marker="provisional", provisional_until="31/07/2019")
    assert last("C1").provisional_until == dt.date(2019, 7, 31)
    sent(alice, C1, "submit", 302, seen=1, marker="awaiting", expected="2019-06-30")
    assert (last("C1").value, last("C1").expected) == (None, dt.date(2019, 6, 30))
    assert "Due 30 June 2019" in said(alice, C1) or "Awaiting data, due 30 June 2019" in said(alice, C1)


def test_a_milestone_is_a_choice_with_its_day(alice):
    page = opened(alice, M1)
    assert [each["value"] for each in page.select('[name="value"] option')] == ["", "achieved", "not achieved"]
    sent(alice, M1, "submit", 302, value="achieved", achieved_on="1 March 2019")
    assert (last("M1").value, last("M1").achieved_on) == (1, dt.date(2019, 3, 1))
    assert field(opened(alice, M1), "value") == "achieved"


DOUBTFUL = [
    (C1, {"value": "6500"}, "6,500 is ten times or a tenth of what was usual (640, 650, 655)."),
    (C1, {"value": "65"}, "65 is ten times or a tenth of what was usual"),
    (P1, {"value": "0.86"}, "0.86% looks like a fraction: is it 86%?"),
]


@pytest.mark.parametrize(("path", "fields", "message"), DOUBTFUL)
def test_a_doubtful_figure_is_confirmed_with_a_reason_to_be_submitted(alice, path, fields, message):
    assert message in text_of(sent(alice, path, "check", 200, **fields).find("main"))
    before = count()
    page = sent(alice, path, "submit", 200, **fields)
    assert message in text_of(page.find("main"))
    assert errors(page) == ["Why is this figure right all the same?: Say why the figure is right, or correct it."]
    assert count() == before
    sent(alice, path, "draft", 302, **fields)
    sent(alice, path, "submit", 302, seen=1, confirmed="Counted twice", **fields)
    assert last(path.split("/")[3]).reason == "Counted twice"


def test_a_count_to_date_cannot_fall_and_a_share_may(bringing, alice):
    rule = {"period_kind": "year_to_date", "comparison": "same_period_last_year"}
    adoptions = bringing.add_measure("Y1", **rule)
    share = bringing.add_measure("Y2", unit="percentage", **rule)
    for measure in (adoptions, share):
        make_reading(measure, "2018/19 Q3", "30")
    falls = "A year-to-date figure cannot fall: it was 30 before."
    page = sent(alice, "/entry/northshire/Y1/2018-19-q4/", "submit", 200, value="29")
    assert falls in text_of(page.find("main"))
    sent(alice, "/entry/northshire/Y2/2018-19-q4/", "submit", 302, value="29")


def test_a_red_figure_may_be_submitted_and_explained_later(alice):
    response = alice.post(
        C1, {"seen": 0, "explanation_seen": 0, "marker": "final", "do": "submit", "value": "700"}, follow=True
    )
    told = "Submitted. It is red: it needs cause, action, owner and a date before it can be signed off."
    assert told in main(response)
    assert "Explanation due: cause, action, who acts and a date." in main(response)
    sent(alice, C1, "explain", 302, seen=1, **WHY)
    said_of = Explanation.objects.get()
    assert (said_of.cause, said_of.back_on_track, said_of.number) == ("More referrals", dt.date(2019, 9, 30), 1)
    assert ReadingVersion.objects.filter(reading=said_of.reading).count() == 1
    assert "Explanation due" not in said(alice, C1)
    assert field(opened(alice, C1), "owner") == "Head of assessment"


def test_a_red_figure_and_its_explanation_are_saved_together(alice):
    sent(alice, C1, "submit", 302, value="700", **WHY)
    assert Explanation.objects.get().reading == last("C1").reading
    sent(alice, C1, "draft", 302, seen=1, explanation_seen=1, value="701", **WHY)
    assert Explanation.objects.count() == 1


def test_a_figure_without_any_version_cannot_be_explained(alice):
    page = sent(alice, C1, "explain", 200, **WHY)
    assert errors(page) == ["There is no figure yet that could be explained: save one with its explanation."]


Q3 = "/entry/northshire/C1/2018-19-q3/"


def test_a_signed_off_figure_opens_as_a_revision(alice):
    page = opened(alice, Q3)
    assert (field(page, "value"), field(page, "marker"), field(page, "seen")) == ("655", "revised", "1")
    page = sent(alice, Q3, "submit", 200, seen=1, value="656")
    assert errors(page) == [
        "What kind of revision is it?: Say whether the revision was planned or corrects a mistake.",
        "Why does the signed-off figure change?: Say why the figure changes: it is shown beside the old one.",
    ]
    sent(alice, Q3, "submit", 302, seen=1, value="656", revision="Correction", why="One was counted in January")
    version = last("C1")
    assert (version.marker, version.state, version.reason) == (
        "revised", "submitted", "Correction: One was counted in January",
    )  # fmt: skip
    page = opened(alice, Q3)
    assert (field(page, "revision"), field(page, "why")) == ("Correction", "One was counted in January")
    assert "what everybody sees until the revision is signed off: 655" in text_of(page.find("main"))
    assert ReadingVersion.objects.get(reading=version.reading, state="signed_off").superseded_at is None


def test_a_revision_may_say_that_it_is_provisional(alice):
    fields = {"revision": "Planned revision", "why": "The final return", "marker": "provisional"}
    sent(alice, Q3, "submit", 302, seen=1, value="656", **fields)
    assert last("C1").marker == "provisional"


def test_a_returned_figure_says_why(bringing, alice):
    version = save(entry=entry_of(bringing.place("C1"), "650"), submit=True, by=bringing.person("alice"), at=NOW)
    return_(version_id=version.pk, reason="Without asylum seekers, please", by=bringing.person("carol"), at=NOW)
    page = opened(alice, C1)
    assert "Returned: Without asylum seekers, please" in text_of(page.find("main"))
    assert (field(page, "value"), field(page, "confirmed") if page.select('[name="confirmed"]') else "") == ("650", "")


def by_petra(bringing: Bringing, value: str, seen: int = 0, submit: bool = False, **more: str) -> ReadingVersion:
    person = bringing.person("petra")
    return save(entry=entry_of(bringing.place("C1"), value, **more, seen=seen), submit=submit, by=person, at=NOW)


def test_of_two_people_the_second_sees_what_the_first_saved_and_decides(bringing, alice):
    by_petra(bringing, "649", commentary="Petra's words")
    before = count()
    page = sent(alice, C1, "submit", 409, value="650", commentary="Alice's words", **WHY)
    text = text_of(page.find("main"))
    assert "Somebody else changed this after you opened it" in text
    assert "649" in text and "Petra's words" in text and "by Petra" in text
    assert (field(page, "value"), field(page, "commentary"), field(page, "cause")) == (
        "650",
        "Alice's words",
        "More referrals",
    )
    assert count() == before
    assert field(page, "seen") == "1"
    button = page.select_one("button[name=do]:-soup-contains('Save mine instead')")
    assert button["value"] == "submit"
    sent(alice, C1, "submit", 302, value="650", commentary="Alice's words", seen=field(page, "seen"))
    assert (last("C1").value, last("C1").number, last("C1").state) == (650, 2, "submitted")


def test_theirs_is_kept_by_going_back(bringing, alice):
    by_petra(bringing, "649")
    page = sent(alice, C1, "draft", 409, value="650")
    link = page.find("a", string="Keep theirs")
    assert field(opened(alice, link["href"]), "value") == "649"
    assert last("C1").number == 1


def test_a_stale_tab_after_sign_off_is_told_and_asked_for_the_revisions_reason(bringing, alice):
    version = by_petra(bringing, "650", submit=True)
    sign_off(version_id=version.pk, by=bringing.person("carol"), at=NOW)
    page = sent(alice, C1, "submit", 409, value="651", seen=1)
    assert "Signed off, by" in text_of(page.find("main"))
    assert page.select_one('[name="why"]') is not None
    again = {"value": "651", "seen": field(page, "seen")}
    assert len(errors(sent(alice, C1, "submit", 200, **again))) == 2


def test_a_double_click_is_answered_like_the_first(alice):
    for _ in range(2):
        sent(alice, C1, "submit", 302, value="700", **WHY)
    assert last("C1").number == 1
    assert Explanation.objects.count() == 1
    page = sent(alice, C1, "submit", 409, value="701", **WHY)
    assert field(page, "value") == "701"


def test_an_explanation_that_somebody_changed_meanwhile_is_shown(bringing, alice):
    sent(alice, C1, "submit", 302, value="700", **WHY)
    petra = bringing.client("petra")
    sent(petra, C1, "explain", 302, seen=1, explanation_seen=1, **{**WHY, "cause": "Petra's cause"})
    before = count()
    page = sent(alice, C1, "submit", 409, seen=1, explanation_seen=1, value="690", **{**WHY, "cause": "Alice's cause"})
    assert "Petra's cause" in text_of(page.select_one("dl"))
    assert field(page, "cause") == "Alice's cause"
    assert count() == before
    seen = {name: field(page, name) for name in ("seen", "explanation_seen")}
    sent(alice, C1, "submit", 302, value="690", **{**WHY, "cause": "Alice's cause"}, **seen)
    assert Explanation.objects.get(superseded_at=None).cause == "Alice's cause"


def test_fields_that_were_added_to_the_form_change_nothing(bringing, alice):
    added = {"state": "signed_off", "by": bringing.people["carol"].pk, "reading": 1, "service": 1, "measure": "X1"}
    sent(alice, C1, "draft", 302, value="650", do_too="sign_off", **added)
    version = last("C1")
    assert (version.state, version.by, version.reading.measure.ref) == ("draft", bringing.people["alice"], "C1")


def test_an_unknown_action_is_a_check(alice):
    before = count()
    assert "Nothing has been saved yet." in text_of(sent(alice, C1, "sign_off", 200, value="650").find("main"))
    assert count() == before


@pytest.mark.parametrize("name", ["mo", "oscar"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_outsiders_do_not_learn_that_the_figure_exists(bringing, name, method):
    client = bringing.client(name)
    texts = [
        main(getattr(client, method)(path))
        for path in (C1, "/entry/northshire/NONE/2018-19-q4/", "/entry/no/C1/2018-19-q4/")
    ]
    assert getattr(client, method)(C1).status_code == 404
    assert len(set(texts)) == 1


def test_nobody_is_asked_to_sign_in(bringing):
    response = signed_in(None).get(C1)
    assert response.status_code == 302 and "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("name", ["bob", "carol", "dave"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_the_service_sees_and_only_the_owner_enters(bringing, name, method):
    response = getattr(bringing.client(name), method)(C1)
    assert response.status_code == 403
    assert "Only the measure's owner, a deputy or the performance team can enter its figure." in main(response)


def test_the_performance_team_enters_any_figure_of_its_council_and_none_of_another(bringing):
    petra = bringing.client("petra")
    assert petra.get("/entry/northshire/X1/2018-19-q4/").status_code == 200
    elsewhere = make_measure(make_plan(make_council("southshire")), "S1", frequency="quarterly")
    assert petra.get(f"/entry/southshire/{elsewhere.ref}/2018-19-q4/").status_code == 404


def test_another_services_figure_is_no_page(alice):
    assert alice.get("/entry/northshire/X1/2018-19-q4/").status_code == 404


def test_a_role_that_was_withdrawn_ends_what_its_holder_sees(bringing, alice):
    assert alice.get(C1).status_code == 200
    Membership.objects.filter(user=bringing.people["alice"]).delete()
    assert alice.get(C1).status_code == 404
    assert alice.post(C1, {"do": "draft", "seen": 0, "value": "5", "marker": "final"}).status_code == 404


ADDRESSES = {
    "C1/2018-19": "reported every quarter, and 2018/19 is none of its periods; its last one to end is Q4 2018/19.",
    "C1/2019-m03": "March 2019 is none of its periods",
    "C1/2019-20-q1": "Q1 2019/20 has not ended yet",
    "M1/2017-18": "2017/18 is none of its periods",
    "C1/banana": '"banana" is not a period',
    "C1/2018-20-q1": "is not a year: 2018 is followed by 19",
}


@pytest.mark.parametrize(("address", "message"), ADDRESSES.items())
def test_a_period_that_is_none_is_no_page_and_helps(alice, address, message):
    assert message in said(alice, f"/entry/northshire/{address}/", 404)


def test_a_yearly_outturn_that_is_there_can_be_revised(bringing, alice):
    make_reading(bringing.measures["C1"], "2017/18", "640")
    assert field(opened(alice, "/entry/northshire/C1/2017-18/"), "value") == "640"


def close(bringing: Bringing) -> None:
    period, petra = parse_period("2018/19 Q4"), bringing.person("petra")
    event = open_period(council=bringing.council, period=period, by=petra, at=NOW)
    event.pk, event.number, event.event = None, 2, ClosingEvent.Kind.CLOSED
    event.save()


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_closed_period_takes_no_figure(bringing, alice, method):
    close(bringing)
    response = getattr(alice, method)(C1)
    assert response.status_code == 403
    assert "Q4 2018/19 is closed: the performance team can reopen it, with a reason." in main(response)


def test_a_figure_known_by_its_last_day_is_one_reading_however_long_its_period(bringing, alice):
    rolling = bringing.add_measure("R1", unit="percentage", period_kind="rolling_12")
    make_reading(rolling, "2018/19", "70")
    page = opened(alice, "/entry/northshire/R1/2018-19-q4/")
    assert (field(page, "value"), field(page, "seen")) == ("70", "1")


def test_the_form_is_sent_without_scripts_and_its_errors_lead_to_their_fields(alice):
    page = sent(alice, C1, "draft", 200, value="five")
    form = page.select_one("main form[method=post]")
    assert form.has_attr("novalidate") and not page.select("main script")
    link = page.select_one(".govuk-error-summary__list a")
    assert page.select_one(link["href"])["name"] == "value"
    assert not re.search(r"\sstyle=|\son\w+=", str(page.find("main")))


# A red figure that is signed off, or on its way


def signed_red(bringing: Bringing) -> Reading:
    return make_reading(bringing.measures["C1"], "2018/19 Q4", "700", at=NOW).reading


def offers(page: BeautifulSoup) -> list[str]:
    """The buttons of the page in their order."""
    return [each["value"] for each in page.select("main button[name=do]")]


def test_explaining_is_the_first_thing_that_a_signed_off_red_figure_offers(bringing, alice):
    reading = signed_red(bringing)
    page = opened(alice, C1)
    text = text_of(page.find("main"))
    assert "cannot be signed off" not in text
    assert "Explanation due: cause, action, who acts and a date. The period cannot be closed without." in text
    form = page.select_one("main form")
    assert [each["name"] for each in form.select("input:not([type=hidden]), textarea")] == list(WHY)
    assert offers(page) == ["explain", "check", "draft", "submit"]
    assert not form.find_parent("details") and "govuk-button--secondary" not in form.button["class"]
    assert "(optional)" not in text_of(form)
    revision = page.select("main form")[1]
    assert revision.find_parent("details") is not None and not revision.select("[name=cause]")
    fields = {"do": "explain", "explanation_seen": field(page, "explanation_seen"), **WHY}
    assert "The explanation is saved." in main(alice.post(C1, fields, follow=True))
    stands = Explanation.objects.get(reading=reading)
    assert (stands.cause, stands.is_complete) == ("More referrals", True)
    assert reading.versions.count() == 1
    page = opened(alice, C1)
    assert "Explanation due" not in text_of(page.find("main"))
    assert "Why it is red, and what is done Cause More referrals Action A second panel" in text_of(page.find("main"))
    assert page.select_one("main form").find_parent("details") is not None


def test_half_an_explanation_is_kept_and_says_what_it_still_needs(bringing, alice):
    signed_red(bringing)
    fields = {"do": "explain", "explanation_seen": 0, "cause": "More referrals", "owner": "The head"}
    assert "The explanation is saved. It still needs an action and a date." in main(alice.post(C1, fields, follow=True))
    assert field(opened(alice, C1), "cause") == "More referrals"


def test_an_explanation_that_cannot_be_keeps_what_was_typed_and_leads_to_its_field(bringing, alice):
    signed_red(bringing)
    before = count()
    response = alice.post(C1, {"do": "explain", "explanation_seen": 0, **WHY, "back_on_track": "31 March 2019"})
    page = BeautifulSoup(response.content, "html.parser")
    assert errors(page) == ["Back on track by: This has to lie after Q4 2018/19, the period of the figure."]
    assert field(page, "cause") == "More referrals" and count() == before
    assert page.title.text.startswith("Error: ") and len(page.select("[name=cause]")) == 1


def test_of_two_explanations_the_second_sees_the_first_and_decides(bringing, alice):
    signed_red(bringing)
    petra = bringing.client("petra")
    petra.post(C1, {"do": "explain", "explanation_seen": 0, **WHY, "cause": "Petra's cause"})
    response = alice.post(C1, {"do": "explain", "explanation_seen": 0, **WHY})
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 409 and "Petra's cause" in text_of(page.select_one("dl"))
    assert (field(page, "cause"), offers(page)) == ("More referrals", ["explain"])
    assert not page.select("[name=value]")
    sent_again = {"do": "explain", "explanation_seen": field(page, "explanation_seen"), **WHY}
    assert alice.post(C1, sent_again).status_code == 302
    assert Explanation.objects.get(superseded_at=None).cause == "More referrals"


def test_a_revision_of_an_explained_figure_leaves_its_explanation_alone(bringing, alice):
    signed_red(bringing)
    alice.post(C1, {"do": "explain", "explanation_seen": 0, **WHY})
    fields = {"seen": 1, "marker": "revised", "value": "699", "revision": "Correction", "why": "One too many"}
    page = BeautifulSoup(alice.post(C1, {"do": "check", **fields}).content, "html.parser")
    assert "it needs an explanation" not in text_of(page.find("main"))
    assert offers(page) == ["check", "draft", "submit"] and not page.select("main details form")
    assert "the head of service can sign it off now" in main(alice.post(C1, {"do": "submit", **fields}, follow=True))
    assert Explanation.objects.get(superseded_at=None).cause == "More referrals"


def test_a_submitted_red_figure_is_explained_before_it_is_changed(alice):
    sent(alice, C1, "submit", 302, value="700")
    page = opened(alice, C1)
    assert "The figure cannot be signed off without." in text_of(page.find("main"))
    assert offers(page) == ["explain", "check", "draft", "submit"] and not page.select("main details form")


def test_a_figure_in_its_officers_hands_has_one_form(alice):
    sent(alice, C1, "draft", 302, value="700")
    page = opened(alice, C1)
    assert len(page.select("main form")) == 1 and offers(page) == ["explain", "check", "draft", "submit"]
