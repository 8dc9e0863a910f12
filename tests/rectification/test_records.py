"""Performance risks, and failures that a person records."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps

from kpis.contracts.queries import contract_report
from kpis.domain.period_text import parse_period
from kpis.models import PerformanceRisk, RecordedFailure
from kpis.people import UNRESTRICTED
from kpis.rectification import actions_failures as contract_failures
from kpis.rectification import actions_risks as contract_risks
from kpis.refusals import Denied, Refused
from tests.rectification.conftest import NOW, TODAY, Held
from tests.stored import make_reading, moment

DAY = dt.timedelta(days=1)


def notified(held: Held, by: str = "alice", on: dt.date = TODAY, **given: object) -> PerformanceRisk:
    told = {"measure": held.yearly, "risk": "A school is full", "mitigation": "Sixty places", "at": NOW, **given}
    return contract_risks.notify_risk(notified_on=on, by=held.person(by), **told)


def agreed(held: Held, risk: PerformanceRisk, by: str = "petra", on: dt.date = TODAY) -> PerformanceRisk:
    return contract_risks.agree_mitigation(
        risk=risk, mitigation="Eighty places", agreed_on=on, by=held.person(by), at=NOW
    )


def completed(held: Held, risk: PerformanceRisk, by: str = "petra", on: dt.date = TODAY) -> PerformanceRisk:
    return contract_risks.complete_mitigation(risk=risk, completed_on=on, note="Seen", by=held.person(by), at=NOW)


@pytest.mark.parametrize("name", ["alice", "bob", "carol", "petra"])
def test_either_side_puts_a_risk_on_record(held: Held, name: str) -> None:
    risk = notified(held, by=name)
    entry = risk.history.get()
    assert (entry.history_user, entry.history_date, entry.history_change_reason) == (
        held.people[name], NOW, "Risk notified",
    )  # fmt: skip


@pytest.mark.parametrize("name", ["dave", "mo", "oscar"])
def test_nobody_else(held: Held, name: str) -> None:
    with pytest.raises(Denied):
        notified(held, by=name)


def test_a_risk_is_of_a_yearly_kpi_once_a_day_and_not_to_come(held: Held) -> None:
    with pytest.raises(Refused, match="yearly KPI"):
        notified(held, measure=held.kpi)
    with pytest.raises(Refused, match="lies in the future"):
        notified(held, on=TODAY + DAY)
    with pytest.raises(Refused, match="outside the contract, which started on"):
        notified(held, on=held.contract.terms.starts - DAY)
    with pytest.raises(Refused, match="what the risk is"):
        notified(held, risk=" ")
    notified(held)
    with pytest.raises(Refused, match="on 15 July 2020 already"):
        notified(held)


@pytest.mark.parametrize("name", ["alice", "carol", "dave", "mo"])
def test_the_performance_team_agrees_and_completes(held: Held, name: str) -> None:
    risk = notified(held)
    with pytest.raises(Denied):
        agreed(held, risk, by=name)
    agreed(held, risk)
    with pytest.raises(Denied):
        completed(held, risk, by=name)


def test_a_mitigation_is_agreed_then_completed_each_once_and_in_order(held: Held) -> None:
    risk = notified(held, on=TODAY - DAY)
    with pytest.raises(Refused, match="agree it first"):
        completed(held, risk)
    with pytest.raises(Refused, match="before it was notified on 14 July 2020"):
        agreed(held, risk, on=TODAY - 2 * DAY)
    with pytest.raises(Refused, match="lies in the future"):
        agreed(held, risk, on=TODAY + DAY)
    agreed(held, risk)
    with pytest.raises(Refused, match="agreed already"):
        agreed(held, risk)
    with pytest.raises(Refused, match="before it was agreed on 15 July 2020"):
        completed(held, risk, on=TODAY - DAY)
    completed(held, risk)
    with pytest.raises(Refused, match="completed already"):
        completed(held, risk)
    assert (risk.mitigation, risk.agreed_on, risk.completed_on) == ("Eighty places", TODAY, TODAY)
    reasons = risk.history.order_by("history_id").values_list("history_change_reason", flat=True)
    assert list(reasons) == ["Risk notified", "Mitigation agreed", "Mitigation completed. Seen"]


def test_a_completed_mitigation_excuses_the_year(held: Held) -> None:
    make_reading(held.yearly, "2020/21", "70", at=moment("2021-04-10"))

    def clause() -> str:
        march = parse_period("2021-03")
        found = contract_report("northshire", "company", march, UNRESTRICTED, dt.date(2021, 5, 1))
        failure = next(each.failure for each in found.kpis if each.measure.ref == "K2")
        return failure.clause if failure else ""

    risk = notified(held, on=TODAY - DAY)
    held.framework.contract.year_begins = dt.date(2020, 4, 1)
    held.framework.contract.save()
    agreed(held, risk)
    assert clause() == "5.3.1(c)"
    completed(held, risk)
    assert clause() == ""


def recorded(held: Held, by: str = "petra", **given: object) -> RecordedFailure:
    told = {
        "measure": None,
        "clause": "inadequate",
        "occurred_on": TODAY,
        "why": "Judged inadequate",
        "at": NOW,
        **given,
    }
    return contract_failures.record_failure(contract=held.contract, by=held.person(by), **told)


@pytest.mark.parametrize("clause", ["inadequate", "not_implemented", "no_progress"])
def test_the_performance_team_records_failures(held: Held, clause: str) -> None:
    made = recorded(held, clause=clause, measure=held.kpi)
    assert (made.clause, made.measure, made.by, made.recorded_at) == (clause, held.kpi, held.people["petra"], NOW)


@pytest.mark.parametrize("name", ["alice", "carol"])
def test_the_company_says_that_a_plan_made_no_progress_and_nothing_else(held: Held, name: str) -> None:
    assert recorded(held, by=name, clause="no_progress").by == held.people[name]
    for clause in ("inadequate", "not_implemented"):
        with pytest.raises(Denied):
            recorded(held, by=name, clause=clause)


@pytest.mark.parametrize("name", ["dave", "mo", "oscar"])
def test_others_record_nothing(held: Held, name: str) -> None:
    for clause in ("inadequate", "no_progress"):
        with pytest.raises(Denied):
            recorded(held, by=name, clause=clause)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"clause": "5.3.1(a)"}, "worked out from figures"),
        ({"occurred_on": TODAY + DAY}, "lies in the future"),
        ({"occurred_on": dt.date(2019, 9, 30)}, "started on 1 October 2019"),
        ({"why": " "}, "Say what happened"),
    ],
)
def test_what_is_no_such_failure_is_refused(held: Held, given: dict[str, object], message: str) -> None:
    with pytest.raises(Refused, match=message):
        recorded(held, **given)


def test_a_day_after_the_contract_is_refused(held: Held) -> None:
    held.framework.ends = TODAY - DAY
    held.framework.save()
    with pytest.raises(Refused, match="ended on 14 July 2020"):
        recorded(held)


def test_the_same_failure_is_recorded_once_until_it_is_withdrawn(held: Held) -> None:
    failure = recorded(held)
    with pytest.raises(Refused, match="recorded already"):
        recorded(held, why="The same in other words")
    recorded(held, measure=held.kpi)
    with pytest.raises(Denied):
        contract_failures.withdraw_failure(failure=failure, reason="No", by=held.person("carol"), at=NOW)
    with pytest.raises(Refused, match="why it is withdrawn"):
        contract_failures.withdraw_failure(failure=failure, reason="", by=held.person("petra"), at=NOW)
    contract_failures.withdraw_failure(failure=failure, reason="An appeal", by=held.person("petra"), at=NOW)
    assert (failure.withdrawn_reason, failure.withdrawn_by) == ("An appeal", held.people["petra"])
    with pytest.raises(Refused, match="withdrawn already"):
        contract_failures.withdraw_failure(failure=failure, reason="Again", by=held.person("petra"), at=NOW)
    recorded(held)


def test_a_failure_recorded_before_clauses_had_numbers_of_their_own_keeps_its_clause(held: Held) -> None:
    made = recorded(held, clause="not_implemented")
    migration = import_module("kpis.migrations.0009_contract_terms")
    migration.number_clauses(apps, None)
    assert RecordedFailure.objects.get(pk=made.pk).clause == "5.3.3"
    migration.name_clauses(apps, None)
    assert RecordedFailure.objects.get(pk=made.pk).clause == "not_implemented"
