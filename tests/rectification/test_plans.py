"""The actions of a plan: proposed by either side, changed by the performance team once agreed, done by their owners."""

import datetime as dt

import pytest

from kpis.models import PlanAction
from kpis.rectification import actions_plans as contract_plans
from kpis.rectification.queries import happened
from kpis.refusals import Conflict, Denied, Refused
from tests.rectification.conftest import NOW, TODAY, Held

OCTOBER = dt.date(2020, 10, 31)
DAY = dt.timedelta(days=1)


def change(held: Held, action: PlanAction, by: str = "petra", owner: str = "alice", **given: object) -> PlanAction:
    told = {"version": action.version, "what": action.what, "due": action.due, "reason": "Recruitment is slow", **given}
    return contract_plans.change_action(
        action=action, owner=held.people[owner], by=held.person(by), at=NOW, **told
    )  # fmt: skip


@pytest.mark.parametrize("name", ["alice", "bob", "carol", "petra"])
def test_either_side_proposes_while_it_is_not_agreed(held: Held, name: str) -> None:
    action = held.action(held.notice(), by=name)
    change(held, action, by=name, due=OCTOBER)
    contract_plans.drop_action(action=action, version=2, reason="Not needed", by=held.person(name), at=NOW)
    assert (action.dropped, action.due, action.version) == (True, OCTOBER, 3)


@pytest.mark.parametrize("name", ["dave", "mo", "oscar"])
def test_nobody_else_does(held: Held, name: str) -> None:
    record = held.notice()
    with pytest.raises(Denied, match="people of the company's services"):
        held.action(record, by=name)


@pytest.mark.parametrize("name", ["alice", "bob", "carol"])
def test_an_agreed_plan_is_changed_by_the_performance_team_alone(held: Held, name: str) -> None:
    record = held.planned()
    action = record.actions.get()
    action.rectification = record
    with pytest.raises(Denied, match="only the performance team changes it now"):
        held.action(record, by=name)
    with pytest.raises(Denied, match="only the performance team changes it now"):
        change(held, action, by=name, due=OCTOBER)
    with pytest.raises(Denied, match="only the performance team changes it now"):
        contract_plans.drop_action(action=action, version=1, reason="No", by=held.person(name), at=NOW)
    change(held, action, due=OCTOBER)
    held.action(record)
    assert record.actions.count() == 2


def test_a_plan_agreed_in_between_is_not_added_to_by_the_company(held: Held) -> None:
    record = held.notice()
    held.action(record)
    seen_before = type(record).objects.get(pk=record.pk)
    held.agree(record)
    with pytest.raises(Denied):
        held.action(seen_before, by="alice")
    assert record.actions.count() == record.events.filter(kind="action").count() == 1


def test_an_action_is_in_a_plan_once_and_due_within_ten_years(held: Held) -> None:
    record = held.notice()
    held.action(record)
    with pytest.raises(Refused, match="has this action already"):
        held.action(record)
    with pytest.raises(Refused, match="more than ten years ahead: check the year"):
        held.action(record, due=dt.date(TODAY.year + 10, TODAY.month, TODAY.day) + DAY)
    held.action(record, due=dt.date(TODAY.year + 10, TODAY.month, TODAY.day))
    assert record.actions.count() == record.events.filter(kind="action").count() == 2


def test_the_history_says_what_was_changed_and_why(held: Held) -> None:
    action = held.action(held.notice())
    change(held, action, what="Fill five posts", owner="bob", due=OCTOBER)
    assert happened(action.rectification_id)[-1].note == (
        "“Fill five posts” instead of “Fill four posts”. Owner: Bob instead of Alice. "
        "Due 31 October 2020 instead of 30 September 2020. Why: Recruitment is slow"
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"what": "  "}, "Say what is done"),
        ({"reason": " ", "due": OCTOBER}, "why it is changed"),
        ({}, "Nothing is changed"),
        ({"due": TODAY - DAY}, "cannot be due before notice was given on 15 July 2020"),
        ({"owner": "mo"}, "Mo is of neither party"),
        ({"owner": "oscar"}, "Oscar is of neither party"),
    ],
)
def test_a_change_needs_sense_and_a_reason(held: Held, given: dict[str, object], message: str) -> None:
    action = held.action(held.notice())
    with pytest.raises(Refused, match=message):
        change(held, action, **given)


@pytest.mark.parametrize("owner", ["alice", "bob", "carol", "dave", "petra"])
def test_an_owner_is_of_the_two_parties(held: Held, owner: str) -> None:
    assert held.action(held.notice(), owner=owner).owner == held.people[owner]


def test_who_has_left_owns_nothing_new(held: Held) -> None:
    held.people["bob"].is_active = False
    held.people["bob"].save()
    with pytest.raises(Refused, match="of neither party"):
        held.action(held.notice(), owner="bob")


def test_of_two_changes_the_second_is_told(held: Held) -> None:
    action = held.action(held.notice(), by="alice")
    change(held, action, by="carol", due=OCTOBER)
    with pytest.raises(Conflict, match="Carol changed this"):
        change(held, action, version=1, what="Another thing")
    assert (action.what, action.due) == ("Fill four posts", OCTOBER)


@pytest.mark.parametrize("name", ["alice", "petra"])
def test_its_owner_or_the_performance_team_reports_it_as_done(held: Held, name: str) -> None:
    action = held.planned().actions.get()
    contract_plans.report_done(action=action, version=1, done_on=TODAY, by=held.person(name), at=NOW)
    assert (action.done_on, action.version) == (TODAY, 2)


@pytest.mark.parametrize("name", ["bob", "carol", "dave", "mo", "oscar"])
def test_others_do_not(held: Held, name: str) -> None:
    action = held.planned().actions.get()
    with pytest.raises(Denied):
        contract_plans.report_done(action=action, version=1, done_on=TODAY, by=held.person(name), at=NOW)


def test_an_owner_who_has_left_the_company_does_not_either(held: Held) -> None:
    action = held.planned().actions.get()
    held.people["alice"].memberships.all().delete()
    with pytest.raises(Denied):
        contract_plans.report_done(action=action, version=1, done_on=TODAY, by=held.person("alice"), at=NOW)


@pytest.mark.parametrize(
    ("day", "message"), [(TODAY + DAY, "lies in the future"), (TODAY - DAY, "before notice was given")]
)
def test_done_is_neither_to_come_nor_before_the_notice(held: Held, day: dt.date, message: str) -> None:
    action = held.planned().actions.get()
    with pytest.raises(Refused, match=message):
        contract_plans.report_done(action=action, version=1, done_on=day, by=held.person("alice"), at=NOW)


def test_nothing_is_done_before_the_plan_is_agreed(held: Held) -> None:
    action = held.action(held.notice())
    with pytest.raises(Refused, match="has not been agreed yet"):
        contract_plans.report_done(action=action, version=1, done_on=TODAY, by=held.person("alice"), at=NOW)
    action.refresh_from_db()
    assert action.done_on is None


def test_what_is_done_is_neither_changed_nor_done_again_but_can_be_taken_back(held: Held) -> None:
    action = held.planned().actions.get()
    contract_plans.report_done(action=action, version=1, done_on=TODAY, by=held.person("alice"), at=NOW)
    with pytest.raises(Refused, match="done on 15 July 2020"):
        contract_plans.report_done(action=action, version=2, done_on=TODAY, by=held.person("alice"), at=NOW)
    with pytest.raises(Refused, match="done on 15 July 2020"):
        change(held, action, due=OCTOBER)
    with pytest.raises(Denied):
        contract_plans.take_back_done(action=action, version=2, reason="No", by=held.person("alice"), at=NOW)
    with pytest.raises(Refused, match="why it is not done"):
        contract_plans.take_back_done(action=action, version=2, reason="", by=held.person("petra"), at=NOW)
    contract_plans.take_back_done(action=action, version=2, reason="One has left", by=held.person("petra"), at=NOW)
    assert (action.done_on, action.version) == (None, 3)
    with pytest.raises(Refused, match="not been reported as done"):
        contract_plans.take_back_done(action=action, version=3, reason="Again", by=held.person("petra"), at=NOW)


def test_what_is_dropped_stays_so_with_its_reason(held: Held) -> None:
    record = held.planned()
    action = record.actions.get()
    with pytest.raises(Refused, match="why it is dropped"):
        contract_plans.drop_action(action=action, version=1, reason=" ", by=held.person("petra"), at=NOW)
    contract_plans.drop_action(action=action, version=1, reason="Posts are frozen", by=held.person("petra"), at=NOW)
    with pytest.raises(Refused, match="has been dropped"):
        contract_plans.report_done(action=action, version=2, done_on=TODAY, by=held.person("alice"), at=NOW)
    assert happened(record.pk)[-1].note == "Posts are frozen"
