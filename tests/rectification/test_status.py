"""Actions and plans are milestones: one scheme, and one way of being late."""

import datetime as dt

import pytest

from kpis.domain.schemes.milestone import assess_milestone
from kpis.domain.words import Rag, Status
from kpis.models import RecordedFailure, Rectification
from kpis.rectification.queries import rectification, rectifications
from kpis.rectification.rules import action_status, is_overdue, plan_status
from tests.rectification.conftest import NOW, TODAY, Held

DUE = dt.date(2020, 9, 30)
DAY = dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("done_on", "today", "status", "rag"),
    [
        (None, DUE - DAY, Status.NOT_DUE, Rag.NONE),
        (None, DUE, Status.NOT_DUE, Rag.NONE),
        (None, DUE + DAY, Status.NOT_ACHIEVED, Rag.RED),
        (DUE - DAY, DUE + DAY, Status.ACHIEVED, Rag.GREEN),
        (DUE, DUE, Status.ACHIEVED, Rag.GREEN),
        (DUE + DAY, DUE + DAY, Status.ACHIEVED_LATE, Rag.AMBER),
    ],
)
def test_an_action_is_late_as_a_milestone_is(done_on: dt.date | None, today: dt.date, status: Status, rag: Rag) -> None:
    found = action_status(DUE, done_on, today)
    assert (found.status, found.rag) == (status, rag)
    assert is_overdue(found) == (rag is Rag.RED)
    milestone = assess_milestone(found.rule, None if done_on is None else found.figure, DUE, today, done_on)
    assert done_on is None or milestone == found


def test_a_plan_stands_as_its_worst_action_does() -> None:
    done, late = action_status(DUE, DUE, DUE), action_status(DUE, DUE + DAY, DUE + DAY)
    coming, overdue = action_status(DUE, None, DUE), action_status(DUE, None, DUE + DAY)
    assert plan_status([]) is None
    for actions, worst in (
        ([done], done),
        ([done, late], late),
        ([late, coming, done], coming),
        ([coming, overdue], overdue),
    ):
        found = plan_status(actions)
        assert found is not None
        assert found.status is worst.status


def test_until_it_is_agreed_the_plan_is_a_milestone_itself(held: Held) -> None:
    record = held.notice(plan_due=dt.date(2020, 8, 1))
    held.action(record, due=dt.date(2020, 7, 20))
    for today, status in ((dt.date(2020, 8, 1), Status.NOT_DUE), (dt.date(2020, 8, 2), Status.NOT_ACHIEVED)):
        found = rectification(held.contract.id, record.pk, today)
        assert found.plan is not None
        assert (found.plan.status, found.overdue) == (status, [])
        assert found.next_date == ("Action plan due", dt.date(2020, 8, 1))


def test_what_comes_next_is_the_first_of_actions_and_review(held: Held) -> None:
    record = held.planned(dt.date(2020, 9, 30), dt.date(2020, 10, 31))
    assert rectification(held.contract.id, record.pk, TODAY).next_date == ("Action 1 due", dt.date(2020, 9, 30))
    late = rectification(held.contract.id, record.pk, dt.date(2020, 10, 1))
    assert [each.number for each in late.overdue] == [1]
    record.actions.filter(number=1).update(done_on=dt.date(2020, 9, 1))
    assert rectification(held.contract.id, record.pk, TODAY).next_date == ("Review", dt.date(2020, 10, 1))


def test_what_has_ended_is_judged_on_the_day_it_did(held: Held) -> None:
    record = held.planned()
    record.state, record.closed_at = "escalated", NOW
    record.save()
    found = rectification(held.contract.id, record.pk, dt.date(2021, 1, 1))
    assert [each.status.status for each in found.steps if each.status] == [Status.NOT_DUE]
    assert (found.overdue, found.next_date) == ([], None)


def test_the_list_has_what_comes_next_first_and_what_has_ended_last(held: Held) -> None:
    def opened(day: dt.date, state: str = "notice") -> int:
        given = {
            "clause": "not_implemented",
            "occurred_on": TODAY,
            "why": "Late",
            "recorded_at": NOW,
            "by": held.people["petra"],
        }
        failure = RecordedFailure.objects.create(framework=held.framework, **given)
        at = {"closed_at": NOW} if state == "closed" else {}
        return Rectification.objects.create(
            framework=held.framework, recorded=failure, clause="5.3.3", failure="Late", state=state, opened_at=NOW,
            plan_due=day, kind="snapshot", start=TODAY, end=TODAY, **at,
        ).pk  # fmt: skip

    closed, last, first = opened(TODAY, "closed"), opened(TODAY + 9 * DAY), opened(TODAY + DAY)
    assert [each.id for each in rectifications(held.contract.id, TODAY)] == [first, last, closed]
