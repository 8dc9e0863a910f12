"""The course of a rectification: who may take each step, what it leaves, and what is refused with the reason."""

import datetime as dt

import pytest

from kpis.domain.period_text import parse_period
from kpis.models import Rectification
from kpis.rectification import actions as contracts
from kpis.rectification import actions_failures as contract_failures
from kpis.rectification import actions_plans as contract_plans
from kpis.rectification.queries import happened
from kpis.refusals import Conflict, Denied, Refused
from tests.contracts.building import report
from tests.rectification.conftest import NOW, TODAY, Held
from tests.stored import make_reading, moment

LATER = NOW + dt.timedelta(days=20)
OTHERS = ("alice", "bob", "carol", "dave", "mo", "oscar")
DAY = dt.timedelta(days=1)


def kinds(record: Rectification) -> list[str]:
    return [each.kind for each in record.events.order_by("number")]


def test_notice_takes_clause_periods_and_sentence_from_the_figures(held: Held) -> None:
    record = held.notice()
    assert (record.clause, record.failure_periods, record.state) == ("5.3.1(a)", "2020-04;2020-05;2020-06", "notice")
    assert record.failure == (
        "Outside the tolerance band for the third consecutive month (Apr, May and Jun 2020): a performance failure by "
        "5.3.1(a)."
    )
    assert (record.period, record.plan_due) == (parse_period("2020-04"), dt.date(2020, 8, 1))
    event = happened(record.pk)[0]
    assert (event.number, event.said, event.note, event.at, event.who) == (
        1, "Notice given", "As the contract says", NOW, "Petra",
    )  # fmt: skip


def test_notice_by_any_period_of_the_run_is_of_the_run_as_it_stands_now(held: Held) -> None:
    report(held.kpi, "2020-07=70")
    record = held.notice(period="2020-05", at=moment("2020-08-15"), plan_due=dt.date(2020, 9, 1))
    assert record.failure_periods == "2020-04;2020-05;2020-06;2020-07"


def test_a_second_notice_for_the_same_run_is_refused(held: Held) -> None:
    held.notice()
    with pytest.raises(Refused, match="one run outside the tolerance band is one failure"):
        held.notice()


def test_also_when_the_run_has_grown(held: Held) -> None:
    held.notice()
    report(held.kpi, "2020-07=70")
    with pytest.raises(Refused, match="has a rectification already"):
        held.notice(period="2020-07", at=moment("2020-08-15"), plan_due=dt.date(2020, 9, 1))


def test_also_when_a_revision_has_changed_its_first_period(held: Held) -> None:
    held.notice()
    held.revise("2020-04", "85")
    report(held.kpi, "2020-07=70")
    with pytest.raises(Refused, match="has a rectification already"):
        held.notice(period="2020-07", at=moment("2020-08-15"), plan_due=dt.date(2020, 9, 1))


def test_a_relapse_opens_one_of_its_own(held: Held) -> None:
    held.notice()
    report(held.kpi, "2020-07=85 2020-08=70")
    record = held.notice(period="2020-08", at=moment("2020-09-15"), plan_due=dt.date(2020, 10, 1))
    assert (record.clause, record.failure_periods) == ("5.3.4", "2020-08")


@pytest.mark.parametrize(
    ("period", "message"),
    [("2020-03", "Within the tolerance band."), ("2019-01", "does not count"), ("2020-12", "does not count")],
)
def test_no_notice_without_a_failure(held: Held, period: str, message: str) -> None:
    with pytest.raises(Refused, match=message):
        held.notice(period=period)


def test_no_notice_for_what_is_no_kpi_of_the_contract_or_with_a_day_gone_by(held: Held) -> None:
    with pytest.raises(Refused, match='no KPI "K9"'):
        held.notice(ref="K9")
    with pytest.raises(Refused, match="lies in the past"):
        held.notice(plan_due=TODAY - DAY)
    assert held.notice(plan_due=TODAY).plan_due == TODAY


@pytest.mark.parametrize("name", OTHERS)
def test_only_the_performance_team_gives_notice_agrees_reviews_and_ends(held: Held, name: str) -> None:
    with pytest.raises(Denied):
        held.notice(by=name)
    record = held.notice()
    held.action(record)
    asked = {"rectification": record, "version": record.version, "by": held.person(name), "at": NOW}
    steps = {
        contracts.agree_plan: {"review_on": TODAY},
        contracts.review: {"note": "On course", "review_on": TODAY},
        contracts.close: {"note": "Done"},
        contracts.escalate: {"note": "To the board"},
        contracts.reopen: {"reason": "Too early"},
    }
    for act, given in steps.items():
        with pytest.raises(Denied):
            act(**asked, **given)
    assert kinds(record) == ["notice", "action"]


def test_the_whole_course_is_kept(held: Held) -> None:
    record = held.notice()
    action = held.action(record, by="alice")
    held.agree(record, note="Agreed in July's meeting")
    contracts.report_progress(
        rectification=record, action=action, note="Two posts filled", by=held.person("bob"), at=NOW
    )
    contract_plans.report_done(
        action=action, version=1, done_on=TODAY, note="All four", by=held.person("alice"), at=NOW
    )
    contracts.review(
        rectification=record, version=record.version, note="On course", review_on=dt.date(2020, 11, 1),
        by=held.person("petra"), at=NOW,
    )  # fmt: skip
    record.refresh_from_db()
    contracts.close(
        rectification=record, version=record.version, note="Inside for a month", by=held.person("petra"), at=LATER
    )
    assert (record.state, record.closed_at, record.review_on) == ("closed", LATER, None)
    assert [(each.number, each.said, each.action, each.who) for each in happened(record.pk)] == [
        (1, "Notice given", 0, "Petra"),
        (2, "Action added", 1, "Alice"),
        (3, "Action plan agreed", 0, "Petra"),
        (4, "Progress reported", 1, "Bob"),
        (5, "Action done", 1, "Alice"),
        (6, "Review", 0, "Petra"),
        (7, "Closed", 0, "Petra"),
    ]
    assert [each.note for each in happened(record.pk)][1:5] == [
        "Fill four posts Owner: Alice. Due 30 September 2020.",
        "Agreed in July's meeting",
        "Two posts filled",
        "Done on 15 July 2020. All four",
    ]


def test_a_plan_without_an_action_is_not_agreed(held: Held) -> None:
    record = held.notice()
    with pytest.raises(Refused, match="without an action"):
        held.agree(record)
    contract_plans.drop_action(
        action=held.action(record), version=1, reason="Too late", by=held.person("petra"), at=NOW
    )
    with pytest.raises(Refused, match="without an action"):
        held.agree(record)
    record.refresh_from_db()
    assert record.state == "notice"


def test_a_plan_is_agreed_once_and_its_review_lies_ahead(held: Held) -> None:
    record = held.notice()
    held.action(record)
    with pytest.raises(Refused, match="lies in the past"):
        held.agree(record, review_on=TODAY - DAY)
    held.agree(record)
    with pytest.raises(Refused, match="agreed already"):
        held.agree(record)


def test_of_two_who_act_at_once_the_second_is_told(held: Held) -> None:
    record = held.planned()
    seen = record.version
    asked = {"rectification": record, "version": seen, "by": held.person("petra"), "at": NOW}
    contracts.report_progress(rectification=record, note="Well under way", by=held.person("alice"), at=NOW)
    for act, given in (
        (contracts.review, {"note": "On course", "review_on": TODAY}),
        (contracts.escalate, {"note": "To the board"}),
        (contracts.close, {"note": "Done"}),
    ):
        with pytest.raises(Conflict, match="Alice changed this after you opened the page"):
            act(**asked, **given)
    assert kinds(record)[-1] == "progress"


def test_it_closes_once_every_action_is_done_or_dropped(held: Held) -> None:
    record = held.planned(dt.date(2020, 9, 30), dt.date(2020, 10, 31))
    one, two = record.actions.order_by("number")
    asked = {"rectification": record, "note": "Inside again", "by": held.person("petra"), "at": NOW}
    with pytest.raises(Refused, match="Actions 1, 2 are neither done nor dropped"):
        contracts.close(version=record.version, **asked)
    contract_plans.report_done(action=one, version=1, done_on=TODAY, by=held.person("alice"), at=NOW)
    record.refresh_from_db()
    with pytest.raises(Refused, match="Action 2 is neither done nor dropped"):
        contracts.close(version=record.version, **asked)
    contract_plans.drop_action(action=two, version=1, reason="Not needed", by=held.person("petra"), at=NOW)
    record.refresh_from_db()
    contracts.close(version=record.version, **asked)
    assert record.state == "closed"


def test_it_does_not_close_before_its_plan_is_agreed(held: Held) -> None:
    record = held.notice()
    with pytest.raises(Refused, match="has not been agreed yet"):
        contracts.close(rectification=record, version=1, note="Never mind", by=held.person("petra"), at=NOW)


@pytest.mark.parametrize("agreed", [True, False])
def test_it_is_escalated_with_a_reason_and_reopened_where_it_was(held: Held, agreed: bool) -> None:
    record = held.planned() if agreed else held.notice()
    asked = {"rectification": record, "by": held.person("petra"), "at": NOW}
    with pytest.raises(Refused, match="to whom"):
        contracts.escalate(version=record.version, note=" ", **asked)
    contracts.escalate(version=record.version, note="To the Quarterly Review Board", **asked)
    assert (record.state, record.closed_at) == ("escalated", NOW)
    with pytest.raises(Refused, match="is escalated: reopen it first"):
        contracts.report_progress(rectification=record, note="More", by=held.person("alice"), at=NOW)
    with pytest.raises(Refused, match="why it is reopened"):
        contracts.reopen(version=record.version, reason="", **asked)
    contracts.reopen(version=record.version, reason="A new plan is offered", **asked)
    assert (record.state, record.closed_at) == ("plan" if agreed else "notice", None)
    with pytest.raises(Refused, match="is open"):
        contracts.reopen(version=record.version, reason="Again", **asked)


@pytest.mark.parametrize("name", ["dave", "mo", "oscar"])
def test_progress_is_reported_by_the_two_parties(held: Held, name: str) -> None:
    record = held.planned()
    with pytest.raises(Denied, match="people of the company's services"):
        contracts.report_progress(rectification=record, note="All well", by=held.person(name), at=NOW)
    with pytest.raises(Refused, match="how far"):
        contracts.report_progress(rectification=record, note=" ", by=held.person("carol"), at=NOW)


def test_a_failure_that_was_recorded_has_one_too(held: Held) -> None:
    failure = contract_failures.record_failure(
        contract=held.contract, measure=None, clause="inadequate", occurred_on=TODAY, why="Judged inadequate",
        by=held.person("petra"), at=NOW,
    )  # fmt: skip
    given = {"contract": held.contract, "failure": failure, "plan_due": TODAY, "at": NOW}
    with pytest.raises(Denied):
        contracts.give_notice_of_recorded(by=held.person("alice"), **given)
    record = contracts.give_notice_of_recorded(by=held.person("petra"), **given)
    assert (record.clause, record.failure, record.measure, record.start) == ("5.3.2", "Judged inadequate", None, TODAY)
    assert record.wording == "judged inadequate by Ofsted"
    with pytest.raises(Refused, match="has a rectification already"):
        contracts.give_notice_of_recorded(by=held.person("petra"), **given)


def test_a_withdrawn_one_has_none(held: Held) -> None:
    failure = contract_failures.record_failure(
        contract=held.contract, measure=held.kpi, clause="not_implemented", occurred_on=TODAY, why="Late",
        by=held.person("petra"), at=NOW,
    )  # fmt: skip
    contract_failures.withdraw_failure(failure=failure, reason="In time", by=held.person("petra"), at=NOW)
    with pytest.raises(Refused, match="was withdrawn: In time"):
        contracts.give_notice_of_recorded(
            contract=held.contract, failure=failure, plan_due=TODAY, by=held.person("petra"), at=NOW
        )


def test_a_cause_that_a_revision_withdraws_lets_it_close_and_never_closes_it(held: Held) -> None:
    record = held.planned()
    make_reading(held.kpi, "2020-05", "85", at=moment("2020-07-20"), marker="revised")
    record.refresh_from_db()
    assert record.state == "plan"
    contracts.close(
        rectification=record, version=record.version, note="May was revised", by=held.person("petra"), at=LATER
    )
    assert record.state == "closed"
    assert record.actions.filter(done_on=None, dropped=False).exists()


def test_what_was_closed_stays_with_its_run(held: Held) -> None:
    record = held.planned()
    contract_plans.drop_action(
        action=record.actions.get(), version=1, reason="Not needed", by=held.person("petra"), at=NOW
    )
    record.refresh_from_db()
    contracts.close(rectification=record, version=record.version, note="Done", by=held.person("petra"), at=NOW)
    report(held.kpi, "2020-07=70")
    with pytest.raises(Refused, match="Reopen it if it is closed"):
        held.notice(period="2020-07", at=moment("2020-08-15"), plan_due=dt.date(2020, 9, 1))
