"""Several people at the same moment: one notice for one failure, and every step is kept once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from threading import Barrier

import pytest
import time_machine
from django.db import connection

from kpis.domain.entry import State
from kpis.domain.period_text import parse_period
from kpis.models import PlanAction, RecordedFailure, Rectification
from kpis.readings.append import append
from kpis.readings.entries import Place
from kpis.rectification import actions as contracts
from kpis.rectification import actions_failures as contract_failures
from kpis.rectification import actions_plans as contract_plans
from kpis.rectification.actions_risks import agree_mitigation, notify_risk
from kpis.refusals import Refused
from tests.at_once import meanwhile
from tests.entry.conftest import entry_of
from tests.rectification.conftest import NOW, TODAY, Held, make_held

WRITERS = 6

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def held() -> Held:
    with time_machine.travel(NOW):
        return make_held()


def at_once(act: Callable[[], object]) -> Counter[str]:
    """What came of the same thing done by several people at once."""
    barrier = Barrier(WRITERS)

    def one(writer: int) -> str:
        barrier.wait(30)
        try:
            act()
        except Refused as refused:
            return type(refused).__name__
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(WRITERS) as pool:
        return Counter(pool.map(one, range(WRITERS)))


def test_of_several_notices_of_one_failure_one_is_given(held: Held) -> None:
    petra, contract = held.person("petra"), held.contract
    assert at_once(lambda: held.notice()) == {"done": 1, "Refused": WRITERS - 1}
    assert Rectification.objects.get().events.count() == 1
    failure = contract_failures.record_failure(
        contract=contract, measure=None, clause="inadequate", occurred_on=TODAY, why="Judged", by=petra, at=NOW
    )
    given = {"contract": contract, "failure": failure, "plan_due": TODAY, "by": petra, "at": NOW}
    assert at_once(lambda: contracts.give_notice_of_recorded(**given)) == {"done": 1, "Refused": WRITERS - 1}


def test_of_several_records_of_one_failure_one_is_kept(held: Held) -> None:
    told = {"measure": None, "clause": "inadequate", "occurred_on": TODAY, "why": "Judged", "at": NOW}
    given = {"contract": held.contract, "by": held.person("petra"), **told}
    assert at_once(lambda: contract_failures.record_failure(**given)) == {"done": 1, "Refused": WRITERS - 1}
    assert RecordedFailure.objects.count() == 1


def test_every_action_that_is_added_has_a_number_and_an_event_of_its_own(held: Held) -> None:
    record = held.notice()
    numbers = count()

    def added() -> None:
        held.action(Rectification.objects.get(pk=record.pk), what=f"Fill post {next(numbers)}")

    assert at_once(added) == {"done": WRITERS}
    assert list(PlanAction.objects.values_list("number", flat=True)) == list(range(1, WRITERS + 1))
    assert list(record.events.values_list("number", flat=True)) == list(range(1, WRITERS + 2))


def test_what_is_sent_twice_is_kept_once(held: Held) -> None:
    record = held.notice()
    told = {"note": "Half of them", "by": held.person("alice"), "at": NOW}
    assert at_once(lambda: held.action(Rectification.objects.get(pk=record.pk))) == {"done": 1, "Refused": WRITERS - 1}
    reported = at_once(lambda: contracts.report_progress(rectification=Rectification.objects.get(pk=record.pk), **told))
    assert reported == {"done": 1, "Refused": WRITERS - 1}
    assert [each.kind for each in record.events.all()] == ["notice", "action", "progress"]


def test_of_several_reports_and_reviews_the_first_stands(held: Held) -> None:
    record = held.planned()
    action, alice, petra = record.actions.get().pk, held.person("alice"), held.person("petra")

    def done() -> None:
        found = PlanAction.objects.select_related("rectification__framework__council").get(pk=action)
        contract_plans.report_done(action=found, version=1, done_on=TODAY, by=alice, at=NOW)

    assert at_once(done)["done"] == 1
    seen = Rectification.objects.get().version

    def review() -> None:
        found = Rectification.objects.select_related("framework__council").get(pk=record.pk)
        contracts.review(rectification=found, version=seen, note="Well", review_on=TODAY, by=petra, at=NOW)

    assert at_once(review) == {"done": 1, "Conflict": WRITERS - 1}
    assert record.events.filter(kind="done").count() == record.events.filter(kind="review").count() == 1


def test_of_several_risks_of_one_day_one_is_kept(held: Held) -> None:
    given = {
        "measure": held.yearly,
        "notified_on": TODAY,
        "risk": "Too few staff",
        "by": held.person("petra"),
        "at": NOW,
    }
    assert at_once(lambda: notify_risk(**given)) == {"done": 1, "Refused": WRITERS - 1}
    assert held.yearly.performance_risks.count() == 1


def test_what_has_lost_its_cause_meanwhile_is_closed_and_else_it_is_not(held: Held) -> None:
    record = held.notice()

    def close() -> object:
        found = Rectification.objects.select_related("framework__council", "measure").get(pk=record.pk)
        told = {"version": found.version, "note": "It was counted wrongly", "by": held.person("petra"), "at": NOW}
        return contracts.close(rectification=found, **told)

    def revise(value: str) -> None:
        append([entry_of(Place(held.kpi, parse_period("2020-05")), value, seen=1, reason="Counted again")],
               state=State.SIGNED_OFF, by=None, at=NOW)  # fmt: skip

    assert meanwhile(lambda: revise("85"), close).kind == "closed"
    assert Rectification.objects.get(pk=record.pk).state == "closed"


def test_a_clock_set_back_is_named(held: Held) -> None:
    record, before = held.planned(), NOW - timedelta(days=1)
    petra = held.person("petra")
    with pytest.raises(Refused, match="but this rectification was changed at"):
        contracts.report_progress(rectification=record, note="Half of them", by=petra, at=before)
    risk = notify_risk(measure=held.yearly, notified_on=TODAY, risk="Staff", by=petra, at=NOW)
    with pytest.raises(Refused, match="but this risk was changed at"):
        agree_mitigation(risk=risk, mitigation="Hire", agreed_on=TODAY, by=petra, at=NOW - timedelta(hours=1))
    failure = contract_failures.record_failure(
        contract=held.contract, measure=None, clause="inadequate", occurred_on=TODAY, why="Judged", by=petra, at=NOW
    )
    with pytest.raises(Refused, match="but this failure was changed at"):
        contract_failures.withdraw_failure(failure=failure, reason="In error", by=petra, at=before)


def test_whoever_only_waited_is_not_told_of_the_clock(held: Held) -> None:
    record, told = held.planned(), {"note": "Half of them", "by": held.person("petra")}
    earlier = contracts.report_progress(rectification=record, at=NOW - timedelta(seconds=2), **told)
    assert [each.at for each in record.events.all()] == [NOW] * earlier.number
