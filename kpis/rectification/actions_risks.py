"""Performance risks of yearly KPIs, which the company notifies: mitigation agreed, and completed.

One that was notified within the contract year, agreed and completed keeps a year outside from being a failure.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kpis.contracts.queries_terms import services_of
from kpis.domain.periods import Frequency, date_text
from kpis.domain.words import FrameworkKind
from kpis.models import Measure, PerformanceRisk, User
from kpis.people import Person, check_performance, check_works_on_contract
from kpis.readings.append import check_moment
from kpis.readings.locks import hold_measures
from kpis.rectification.actions_steps import check_not_ahead, needed
from kpis.refusals import Refused

LONGEST_WHY = 100


def notify_risk(
    *, measure: Measure, notified_on: dt.date, risk: str, mitigation: str = "", by: Person, at: dt.datetime
) -> PerformanceRisk:
    """Record a risk that was notified, by either side, with the mitigation that the company proposes.

    Raises Denied; Refused for a KPI that is not yearly, a day to come or before the contract, or a second one on one
    day.
    """
    _check_yearly(measure)
    check_works_on_contract(by, measure.council_id, services_of(measure.framework_id))
    said = needed(risk, "Say what the risk is.")
    check_not_ahead(notified_on, at, "The day on which it was notified")
    starts = measure.framework.starts
    if starts is not None and notified_on < starts:
        raise Refused(f"This day is outside the contract, which started on {date_text(starts)}.")
    made = PerformanceRisk(
        measure=measure, notified_on=notified_on, risk=said, mitigation=mitigation.strip(), recorded_at=at,
        by_id=by.user_id,
    )  # fmt: skip
    with transaction.atomic():
        hold_measures([measure])
        if PerformanceRisk.objects.filter(measure=measure, notified_on=notified_on).exists():
            raise Refused(f"A risk of this KPI was notified on {date_text(notified_on)} already.")
        _keep(made, by, "Risk notified", at)
    return made


def _check_yearly(measure: Measure) -> None:
    if measure.framework.kind != FrameworkKind.CONTRACT or measure.frequency != Frequency.ANNUAL:
        raise Refused("A performance risk is notified for a yearly KPI of a contract, and for no other.")


def agree_mitigation(
    *, risk: PerformanceRisk, mitigation: str, agreed_on: dt.date, by: Person, at: dt.datetime
) -> PerformanceRisk:
    """Agree what the company does about a risk. Raises Denied; Refused where it was agreed, for a day before it was
    notified or to come, or without a mitigation."""
    check_performance(by, risk.measure.council)
    said = needed(mitigation, "Say what was agreed that the company does.")
    check_not_ahead(agreed_on, at, "The day on which it was agreed")
    if agreed_on < risk.notified_on:
        raise Refused(f"It cannot have been agreed before it was notified on {date_text(risk.notified_on)}.")
    with transaction.atomic():
        waiting = PerformanceRisk.objects.filter(pk=risk.pk, agreed_on=None)
        if not waiting.update(agreed_on=agreed_on, mitigation=said):
            raise Refused("The mitigation of this risk has been agreed already.")
        return _kept(risk, by, "Mitigation agreed", at)


def complete_mitigation(
    *, risk: PerformanceRisk, completed_on: dt.date, note: str = "", by: Person, at: dt.datetime
) -> PerformanceRisk:
    """Record that the mitigation was completed to the council's satisfaction. Raises Denied; Refused where it was not
    agreed, was completed already, or for a day before it was agreed or to come."""
    check_performance(by, risk.measure.council)
    check_not_ahead(completed_on, at, "The day on which it was completed")
    if risk.agreed_on is None:
        raise Refused("The mitigation has not been agreed yet: agree it first.")
    if completed_on < risk.agreed_on:
        raise Refused(f"It cannot have been completed before it was agreed on {date_text(risk.agreed_on)}.")
    with transaction.atomic():
        agreed = PerformanceRisk.objects.filter(pk=risk.pk, agreed_on=risk.agreed_on, completed_on=None)
        if not agreed.update(completed_on=completed_on):
            raise Refused("The mitigation of this risk has been completed already.")
        return _kept(risk, by, f"Mitigation completed. {note.strip()}".strip(), at)


def _kept(risk: PerformanceRisk, by: Person, why: str, at: dt.datetime) -> PerformanceRisk:
    """The risk as an update left it, with an entry in its history."""
    risk.refresh_from_db()
    for last in risk.history.order_by("-history_id")[:1]:
        check_moment(at, last.history_date, "this risk")
    _keep(risk, by, why, at)
    return risk


def _keep(risk: PerformanceRisk, by: Person, why: str, at: dt.datetime) -> None:
    risk._history_user = User(pk=by.user_id)  # type: ignore[attr-defined]
    risk._history_date = at  # type: ignore[attr-defined]
    risk._change_reason = why[:LONGEST_WHY]  # type: ignore[attr-defined]
    risk.save()
