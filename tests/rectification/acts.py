"""How each action of a contract's rectifications is called, for the test that nothing escapes the history."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from kpis.contracts.queries_terms import ContractInfo, contract_for
from kpis.domain.period_text import parse_period
from kpis.models import Framework, PerformanceRisk, PlanAction, RecordedFailure, Rectification
from kpis.people import UNRESTRICTED
from kpis.rectification import actions as contracts
from kpis.rectification import actions_failures as contract_failures
from kpis.rectification import actions_plans as contract_plans
from kpis.rectification import actions_risks as contract_risks
from tests.contracts.building import make_kpi
from tests.entry.conftest import NOW, TODAY, Bringing
from tests.stored import make_plan, make_reading, make_target

WHY = "For a reason"
LATER = NOW + dt.timedelta(hours=1)


def a_contract(b: Bringing) -> ContractInfo:
    """A contract with a KPI that has failed for the three months to March 2019, and a yearly one."""
    if not Framework.objects.filter(slug="company").exists():
        framework = make_plan(b.council, "company", kind="contract", scheme="band", starts=dt.date(2018, 4, 1))
        kpi = make_kpi(framework, "K1", band="", service=b.service)
        make_target(kpi, "2018/19", low="80", high="90", tolerance_kind="band")
        make_kpi(framework, "K2", band="", service=b.service, frequency="annual")
        for month in ("2019-01", "2019-02", "2019-03"):
            make_reading(kpi, month, "70", at=NOW)
    return contract_for(b.council.slug, "company", UNRESTRICTED)


def told(b: Bringing, at: dt.datetime = LATER) -> dict[str, Any]:
    return {"by": b.person("petra"), "at": at}


def noticed(b: Bringing) -> Rectification:
    march = parse_period("2019-03")
    return contracts.give_notice(
        contract=a_contract(b), ref="K1", period=march, plan_due=TODAY, note=WHY, **told(b, NOW)
    )


def an_action(b: Bringing, record: Rectification | None = None) -> PlanAction:
    return contract_plans.add_action(
        rectification=record or noticed(b), what=WHY, owner=b.people["alice"], due=TODAY, **told(b, NOW)
    )


def planned(b: Bringing) -> PlanAction:
    action = an_action(b)
    contracts.agree_plan(**of(b, action.rectification, NOW), review_on=TODAY)
    return action


def of(b: Bringing, record: Rectification, at: dt.datetime = LATER) -> dict[str, Any]:
    return {"rectification": record, "version": record.version, **told(b, at)}


def _give(b: Bringing) -> Callable[[], Any]:
    a_contract(b)
    return lambda: noticed(b)


def recorded(b: Bringing) -> RecordedFailure:
    return contract_failures.record_failure(
        contract=a_contract(b), measure=None, clause="inadequate", occurred_on=TODAY, why=WHY, **told(b, NOW)
    )


def _record(b: Bringing) -> Callable[[], Any]:
    a_contract(b)
    return lambda: recorded(b)


def _withdraw(b: Bringing) -> Callable[[], Any]:
    failure = recorded(b)
    return lambda: contract_failures.withdraw_failure(failure=failure, reason=WHY, **told(b))


def _give_recorded(b: Bringing) -> Callable[[], Any]:
    failure, contract = recorded(b), a_contract(b)
    return lambda: contracts.give_notice_of_recorded(
        contract=contract, failure=failure, plan_due=TODAY, note=WHY, **told(b)
    )


def _add(b: Bringing) -> Callable[[], Any]:
    record = noticed(b)
    return lambda: an_action(b, record)


def _agree(b: Bringing) -> Callable[[], Any]:
    record = an_action(b).rectification
    return lambda: contracts.agree_plan(**of(b, record), review_on=TODAY, note=WHY)


def _progress(b: Bringing) -> Callable[[], Any]:
    record = noticed(b)
    return lambda: contracts.report_progress(rectification=record, note=WHY, **told(b))


def _review(b: Bringing) -> Callable[[], Any]:
    record = noticed(b)
    return lambda: contracts.review(**of(b, record), note=WHY, review_on=TODAY)


def _close(b: Bringing) -> Callable[[], Any]:
    action = planned(b)
    contract_plans.report_done(action=action, version=1, done_on=TODAY, **told(b, NOW))
    return lambda: contracts.close(**of(b, action.rectification), note=WHY)


def _escalate(b: Bringing) -> Callable[[], Any]:
    record = noticed(b)
    return lambda: contracts.escalate(**of(b, record), note=WHY)


def _reopen(b: Bringing) -> Callable[[], Any]:
    record = noticed(b)
    contracts.escalate(**of(b, record, NOW), note=WHY)
    return lambda: contracts.reopen(**of(b, record), reason=WHY)


def _change(b: Bringing) -> Callable[[], Any]:
    action = an_action(b)
    given = {"what": "Another thing", "owner": b.people["bob"], "due": TODAY, "reason": WHY}
    return lambda: contract_plans.change_action(action=action, version=1, **given, **told(b))


def _drop(b: Bringing) -> Callable[[], Any]:
    action = an_action(b)
    return lambda: contract_plans.drop_action(action=action, version=1, reason=WHY, **told(b))


def _done(b: Bringing) -> Callable[[], Any]:
    action = planned(b)
    return lambda: contract_plans.report_done(action=action, version=1, done_on=TODAY, note=WHY, **told(b))


def _take_back(b: Bringing) -> Callable[[], Any]:
    action = planned(b)
    contract_plans.report_done(action=action, version=1, done_on=TODAY, **told(b, NOW))
    return lambda: contract_plans.take_back_done(action=action, version=2, reason=WHY, **told(b))


def risk(b: Bringing) -> PerformanceRisk:
    measure = Framework.objects.get(pk=a_contract(b).id).measures.get(ref="K2")
    return contract_risks.notify_risk(measure=measure, notified_on=TODAY, risk=WHY, **told(b, NOW))


def _notify(b: Bringing) -> Callable[[], Any]:
    a_contract(b)
    return lambda: risk(b)


def _agree_mitigation(b: Bringing) -> Callable[[], Any]:
    notified = risk(b)
    return lambda: contract_risks.agree_mitigation(risk=notified, mitigation=WHY, agreed_on=TODAY, **told(b))


def _complete(b: Bringing) -> Callable[[], Any]:
    notified = risk(b)
    contract_risks.agree_mitigation(risk=notified, mitigation=WHY, agreed_on=TODAY, **told(b, NOW))
    return lambda: contract_risks.complete_mitigation(risk=notified, completed_on=TODAY, note=WHY, **told(b))


RECTIFICATION_ACTS: dict[str, tuple[Callable[[Bringing], Callable[[], Any]], str, str]] = {
    "rectification.give_notice": (_give, "petra", WHY),
    "rectification.give_notice_of_recorded": (_give_recorded, "petra", WHY),
    "rectification.agree_plan": (_agree, "petra", WHY),
    "rectification.report_progress": (_progress, "petra", WHY),
    "rectification.review": (_review, "petra", WHY),
    "rectification.close": (_close, "petra", WHY),
    "rectification.escalate": (_escalate, "petra", WHY),
    "rectification.reopen": (_reopen, "petra", WHY),
    "rectification.add_action": (_add, "petra", WHY),
    "rectification.change_action": (_change, "petra", WHY),
    "rectification.drop_action": (_drop, "petra", WHY),
    "rectification.report_done": (_done, "petra", WHY),
    "rectification.take_back_done": (_take_back, "petra", WHY),
    "rectification.notify_risk": (_notify, "petra", "Risk notified"),
    "rectification.agree_mitigation": (_agree_mitigation, "petra", "Mitigation agreed"),
    "rectification.complete_mitigation": (_complete, "petra", WHY),
    "rectification.record_failure": (_record, "petra", WHY),
    "rectification.withdraw_failure": (_withdraw, "petra", WHY),
}
