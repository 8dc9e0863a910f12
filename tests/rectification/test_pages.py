"""The pages of rectifications: what each reader sees and may do, forms that keep what was typed, and refusals."""

import datetime as dt

import pytest
import time_machine
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpis.models import PlanAction, RecordedFailure, Rectification
from kpis.rectification import actions as contracts
from kpis.rectification import actions_plans as contract_plans
from tests.contracts.building import make_contract, make_kpi, report
from tests.pages.reading import opened, said, table, text_of
from tests.rectification.conftest import NOW, TODAY, Held
from tests.stored import make_person, signed_in

LATER = dt.datetime(2020, 10, 5, 11, tzinfo=dt.UTC)


def of(held: Held, record: Rectification) -> str:
    return f"{held.address}rectifications/{record.pk}/"


def offered(page: BeautifulSoup) -> list[str]:
    """The names of what can be done on a page, in its order."""
    return [str(each["value"]) for each in page.select('main button[name="do"]')]


def form_of(page: BeautifulSoup, do: str) -> Tag:
    button = page.select_one(f'main button[name="do"][value="{do}"]')
    assert button is not None
    form = button.find_parent("form")
    assert isinstance(form, Tag)
    return form


def errors(page: BeautifulSoup) -> list[str]:
    return [text_of(each) for each in page.select(".govuk-error-summary li")]


def posted(client: Client, path: str, status: int, **given: object) -> BeautifulSoup:
    response = client.post(path, given)
    assert response.status_code == status, response.content.decode()[:3000]
    return BeautifulSoup(response.content, "html.parser")


def test_the_list_says_how_many_are_open_and_which_failures_have_had_no_notice(held: Held) -> None:
    path = f"{held.address}rectifications/"
    text = said(held.client("alice"), path)
    assert "No rectification is open. 1 failure has had no notice yet." in text
    assert "Give notice" not in text
    page = opened(held.client("petra"), path)
    link = page.select_one('a[role="button"]')
    assert link is not None
    assert link["href"] == f"{held.address}rectifications/new/?ref=K1&period=2020-m06"
    held.planned(dt.date(2020, 9, 30), dt.date(2020, 10, 31))
    with time_machine.travel(LATER):
        page = opened(held.client("petra"), path)
    assert "1 rectification is open, 1 of them with an overdue action. No failure waits for a notice." in text_of(
        page.main
    )
    row = table(page, "What comes next first")[1]
    assert row[0].startswith("Assessments in time , 5.3.1(a) K1 5.3.1(a) Outside the tolerance band for the third")
    assert row[1:] == [
        "Action plan agreed Opened 15 July 2020", "✕ Not achieved 0 of 2 actions done",
        "Action 1 overdue Action 1 due 30 September 2020",
    ]  # fmt: skip


def test_a_number_that_is_none_is_answered_in_words(held: Held) -> None:
    petra, huge = held.client("petra"), "9" * 5000
    assert petra.get(f"{held.address}rectifications/new/?recorded={huge}").status_code == 404
    record = held.notice()
    path = f"{held.address}rectifications/{record.pk}/"
    for seen in (huge, "9" * 30, "-1", "٣", ""):
        page = posted(petra, path, 409, do="review", note="On course", review_on="1 October 2020", version=seen)
        assert "changed this after you opened the page" in errors(page)[0]
    page = posted(petra, path, 422, do="escalate", note="x" * 2001, version=record.version)
    assert errors(page)[0].endswith("This has 2001 characters; at most 2000 are kept.")


def test_notice_is_given_on_a_page_that_shows_the_failure(held: Held) -> None:
    petra, path = held.client("petra"), f"{held.address}rectifications/new/?ref=k1&period=2020-06"
    assert "Outside the tolerance band for the third consecutive month (Apr, May and Jun 2020)" in said(petra, path)
    page = posted(petra, path, 422, plan_due="soon", note="We give notice")
    assert errors(page) == ["The action plan is due on: Write the day as 18 June 2019, 18/06/2019 or 2019-06-18."]
    assert text_of(page.select_one("#notice_note")) == "We give notice"
    page = posted(petra, path, 422, plan_due="1 July 2020", note="We give notice")
    assert "lies in the past" in errors(page)[0]
    response = petra.post(path, {"plan_due": "1 August 2020", "note": "We give notice"})
    record = Rectification.objects.get()
    assert response["Location"] == of(held, record)
    assert (record.plan_due, record.clause) == (dt.date(2020, 8, 1), "5.3.1(a)")
    again = petra.get(path, follow=True)
    assert again.redirect_chain == [(of(held, record), 302)]
    assert "one run is one failure" in again.content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "Name a failure"),
        ("?ref=K9&period=2020-06", "Name a failure"),
        ("?ref=K1&period=never", "never"),
        ("?ref=K1&period=2020-03", "No performance failure stands"),
        ("?recorded=99", "Name a failure"),
    ],
)
def test_an_address_that_names_no_failure_is_not_there(held: Held, query: str, message: str) -> None:
    assert message in said(held.client("petra"), f"{held.address}rectifications/new/{query}", 404)


@pytest.mark.parametrize("name", ["alice", "carol", "dave"])
def test_only_the_performance_team_gives_notice(held: Held, name: str) -> None:
    text = said(held.client(name), f"{held.address}rectifications/new/?ref=K1&period=2020-06", 403)
    assert "Only the council's performance team can do this." in text


OFFERED = {
    "notice": {
        "petra": ["change", "drop", "add", "agree", "progress", "review", "escalate"],
        "alice": ["change", "drop", "add", "progress"],
        "bob": ["change", "drop", "add", "progress"],
        "dave": [],
    },
    "plan": {
        "petra": ["done", "change", "drop", "add", "progress", "review", "close", "escalate"],
        "alice": ["done", "progress"],
        "bob": ["progress"],
        "dave": [],
    },
    "closed": {"petra": ["reopen"], "alice": [], "bob": [], "dave": []},
}


@pytest.mark.parametrize("state", OFFERED)
@pytest.mark.parametrize("name", ["petra", "alice", "bob", "dave"])
def test_each_reader_is_offered_what_they_may_do(held: Held, state: str, name: str) -> None:
    record = held.notice()
    action = held.action(record)
    if state != "notice":
        held.agree(record)
    if state == "closed":
        contract_plans.report_done(action=action, version=1, done_on=TODAY, by=held.person("alice"), at=NOW)
        contracts.close(rectification=record, version=record.version, note="Done", by=held.person("petra"), at=NOW)
    assert offered(opened(held.client(name), of(held, record))) == OFFERED[state][name]


@pytest.mark.parametrize(
    ("name", "do"), [("alice", "agree"), ("alice", "close"), ("bob", "done"), ("dave", "progress"), ("carol", "add")]
)
def test_what_a_reader_may_see_but_not_do_is_refused_with_the_reason(held: Held, name: str, do: str) -> None:
    record = held.planned()
    step = record.actions.get().pk
    page = posted(
        held.client(name), of(held, record), 403, do=do, step=step, version=1, note="x", done_on="15 July 2020"
    )
    assert "performance team" in text_of(page.find("main"))


@pytest.mark.parametrize("name", ["mo", "oscar"])
@pytest.mark.parametrize("page", ["rectifications/", "rectifications/new/", "risks/", "failures/"])
def test_who_is_of_neither_party_is_told_why_they_see_nothing(held: Held, name: str, page: str) -> None:
    assert "two parties and the performance team" in said(held.client(name), f"{held.address}{page}", 403)


def test_of_another_contract_or_council_there_is_nothing(held: Held) -> None:
    record = held.notice()
    other = make_contract("southshire")
    stranger = make_person("paul", other.council, "performance")
    assert "no such rectification" in said(
        signed_in(stranger), f"/southshire/contracts/company/rectifications/{record.pk}/", 404
    )
    assert signed_in(stranger).get(of(held, record)).status_code == 403
    held.framework.council.visibility = "members"
    held.framework.council.save()
    assert signed_in(stranger).get(of(held, record)).status_code == 404


def test_the_whole_course_on_the_page(held: Held) -> None:
    record = held.notice()
    path, alice, petra = of(held, record), held.client("alice"), held.client("petra")
    bob = held.people["bob"].pk
    alice.post(path, {"do": "add", "what": "Fill four posts", "owner": bob, "due": "30 September 2020"})
    action = PlanAction.objects.get()
    step = {"step": action.pk, "version": 1}
    alice.post(
        path,
        {"do": "change", **step, "what": action.what, "owner": bob, "due": "31/8/2020", "reason": "Sooner"},
    )
    page = opened(petra, path)
    version = form_of(page, "agree").select_one('[name="version"]')
    assert version is not None
    petra.post(path, {"do": "agree", "version": version["value"], "review_on": "1 September 2020", "note": "Agreed"})
    held.client("bob").post(path, {"do": "done", **step, "version": 2, "done_on": "15 July 2020", "note": "All four"})
    alice.post(path, {"do": "progress", "action": action.pk, "note": "They begin in August"})
    record.refresh_from_db()
    assert petra.post(path, {"do": "close", "version": record.version, "note": "Inside again"}).status_code == 302
    page = opened(alice, path)
    history = [text_of(each) for each in page.select(".events__head")]
    assert history == [
        "Closed Petra, 15 July 2020, 12:00",
        "Progress reported on action 1 Alice, 15 July 2020, 12:00",
        "Action 1 done Bob, 15 July 2020, 12:00",
        "Action plan agreed Petra, 15 July 2020, 12:00",
        "Action 1 changed Alice, 15 July 2020, 12:00",
        "Action 1 added Alice, 15 July 2020, 12:00",
        "Notice given Petra, 15 July 2020, 12:00",
    ]
    assert table(page, "Actions by number")[1] == [
        "1. Fill four posts", "Bob", "31 August 2020", "✓ Achieved Achieved on 15 July 2020, due on 31 August 2020.",
    ]  # fmt: skip


def test_what_was_typed_is_kept_with_what_is_wrong(held: Held) -> None:
    record = held.notice()
    page = posted(held.client("alice"), of(held, record), 422, do="add", what="Fill four posts", owner="", due="soon")
    assert errors(page) == [
        "Owner: Choose who does it.", "Due on: Write the day as 18 June 2019, 18/06/2019 or 2019-06-18.",
    ]  # fmt: skip
    form = form_of(page, "add")
    assert text_of(form.find("label")) == "What is done"
    assert text_of(form).startswith("What is done Fill four posts Owner")
    assert form.find_parent("details").has_attr("open")
    link = page.select_one(".govuk-error-summary a")
    assert link is not None
    assert page.select_one(str(link["href"])) is not None
    assert not record.actions.exists()


def test_what_was_changed_in_between_is_shown_with_what_was_typed(held: Held) -> None:
    record = held.planned()
    seen = record.version
    contracts.report_progress(rectification=record, note="Two are filled", by=held.person("alice"), at=NOW)
    petra = held.client("petra")
    given = {"do": "review", "note": "On course", "review_on": "1 October 2020"}
    page = posted(petra, of(held, record), 409, version=seen, **given)
    assert "Alice changed this after you opened the page." in errors(page)[0]
    form = form_of(page, "review")
    assert text_of(form.select_one("textarea")) == "On course"
    version = form.select_one('[name="version"]')
    assert version is not None
    assert petra.post(of(held, record), {**given, "version": version["value"]}).status_code == 302
    assert record.events.filter(kind="review").count() == 1


def test_a_form_that_names_nothing_is_no_form(held: Held) -> None:
    record = held.planned()
    for given in ({}, {"do": "nothing"}, {"do": "done"}, {"do": "done", "step": "99"}):
        assert held.client("petra").post(of(held, record), given).status_code == 400


def test_risks_are_notified_agreed_and_completed_on_their_page(held: Held) -> None:
    path, alice, petra = f"{held.address}risks/", held.client("alice"), held.client("petra")
    page = posted(alice, path, 422, do="notify", ref="K1", notified_on="15 July 2020", risk="A school is full")
    assert errors(page) == ["KPI: Choose a KPI of the list."]
    given = {"do": "notify", "ref": "K2", "notified_on": "15 July 2020", "risk": "A school is full"}
    assert alice.post(path, given).status_code == 302
    assert offered(opened(alice, path)) == ["notify"]
    page = opened(petra, path)
    assert offered(page) == ["agree", "notify"]
    risk = held.yearly.performance_risks.get().pk
    agree = {"do": "agree", "number": risk, "mitigation": "Sixty places", "agreed_on": "15 July 2020"}
    assert alice.post(path, agree).status_code == 403
    assert petra.post(path, agree).status_code == 302
    complete = {"do": "complete", "number": risk, "completed_on": "16 July 2020"}
    assert "lies in the future" in errors(posted(petra, path, 422, **complete))[0]
    assert petra.post(path, {**complete, "completed_on": "15 July 2020"}).status_code == 302
    text = said(held.client("dave"), path)
    assert "Notified 15 July 2020 Mitigation agreed 15 July 2020 Completed 15 July 2020" in text


def test_failures_are_recorded_withdrawn_and_noticed(held: Held) -> None:
    path, alice, petra = f"{held.address}failures/", held.client("alice"), held.client("petra")
    assert [each["value"] for each in opened(alice, path).select('[name="clause"]')] == ["no_progress"]
    given = {
        "do": "record",
        "clause": "inadequate",
        "ref": "",
        "occurred_on": "14 July 2020",
        "why": "Judged inadequate",
    }
    assert "Clause: Choose a clause of the list." in errors(posted(alice, path, 422, **given))
    assert petra.post(path, given).status_code == 302
    failure = RecordedFailure.objects.get()
    new = f"{held.address}rectifications/new/?recorded={failure.pk}"
    page = opened(petra, f"{held.address}rectifications/")
    assert page.select_one(f'a[href="{new}"]') is not None
    assert petra.post(new, {"plan_due": "1 August 2020"}).status_code == 302
    assert petra.get(new).status_code == 302
    withdraw = {"do": "withdraw", "number": failure.pk, "note": "An appeal"}
    assert alice.post(path, withdraw).status_code == 403
    assert petra.post(path, withdraw).status_code == 302
    assert "Withdrawn Petra, 15 July 2020: An appeal" in said(petra, path)
    assert petra.post(path, withdraw).status_code == 403


@pytest.mark.parametrize("name", ["dave"])
def test_who_only_reads_is_offered_no_form(held: Held, name: str) -> None:
    for page in ("risks/", "failures/"):
        assert offered(opened(held.client(name), f"{held.address}{page}")) == []
        assert held.client(name).post(f"{held.address}{page}", {"do": "notify"}).status_code in (400, 403)


@pytest.mark.parametrize("page", ["rectifications/", "rectifications/{}/", "risks/", "failures/"])
def test_a_page_takes_as_many_statements_for_few_as_for_many(held: Held, page: str) -> None:
    record = held.planned()
    client = held.client("petra")

    def taken() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(held.address + page.format(record.pk)).status_code == 200
        return len(captured)

    few = taken()
    for number in range(5):
        held.action(record, due=TODAY + dt.timedelta(days=number))
        kpi = make_kpi(held.framework, f"L{number}")
        report(kpi, "2020-04=75 2020-05=76 2020-06=77")
        if number % 2:
            held.notice(ref=f"L{number}")
    assert taken() == few <= 35
