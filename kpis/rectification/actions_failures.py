"""Performance failures that a person records: judged inadequate, agreed changes not made in time, an action plan
without progress. Those that follow from figures are worked out and never recorded."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from kpis.contracts.queries_terms import ContractInfo
from kpis.contracts.rules_clauses import number_of
from kpis.contracts.rules_reasons import joined
from kpis.domain.periods import date_text
from kpis.models import Council, Framework, Measure, RecordedFailure
from kpis.people import Person, check_performance, check_works_on_contract
from kpis.readings.append import check_moment
from kpis.readings.locks import hold
from kpis.rectification.actions_steps import check_not_ahead, needed
from kpis.refusals import Refused

Clause = RecordedFailure.Clause


def record_failure(
    *, contract: ContractInfo, measure: Measure | None, clause: str, occurred_on: dt.date, why: str, by: Person,
    at: dt.datetime,
) -> RecordedFailure:  # fmt: skip
    """Record a failure of one KPI, or of the company as a whole. Either party may say that a plan made no progress.

    Raises Denied; Refused for another clause, a day outside the contract or to come, or one recorded already.
    """
    _check_may(by, contract, clause)
    _check_place(contract, measure, clause, occurred_on, at)
    said = needed(why, "Say what happened: the record keeps it.")
    with transaction.atomic():
        hold(Framework, [contract.id])
        same = RecordedFailure.objects.filter(
            framework_id=contract.id, measure=measure, clause=clause, occurred_on=occurred_on, withdrawn_at=None
        )
        if same.exists():
            number = number_of(clause, contract.terms)
            raise Refused(f"A failure by {number} on {date_text(occurred_on)} has been recorded already.")
        return RecordedFailure.objects.create(
            framework_id=contract.id, measure=measure, clause=clause, occurred_on=occurred_on, why=said,
            recorded_at=at, by_id=by.user_id,
        )  # fmt: skip


def _check_may(person: Person, contract: ContractInfo, clause: str) -> None:
    if clause == Clause.NO_PROGRESS:
        check_works_on_contract(person, contract.council.id, contract.services)
    else:
        check_performance(person, Council(pk=contract.council.id))


def _check_place(
    contract: ContractInfo, measure: Measure | None, clause: str, occurred_on: dt.date, at: dt.datetime
) -> None:
    if clause not in Clause.values:
        numbers = joined([number_of(each, contract.terms) for each in Clause.values])
        raise Refused(f"Only failures by {numbers} are recorded: the others are worked out from figures.")
    if measure is not None and measure.framework_id != contract.id:
        raise Refused("This measure is not a KPI of the contract.")
    check_not_ahead(occurred_on, at, "The day on which it happened")
    starts, ends = contract.terms.starts, contract.terms.ends
    if occurred_on < starts:
        raise Refused(f"This day is outside the contract, which started on {date_text(starts)}.")
    if ends is not None and occurred_on > ends:
        raise Refused(f"This day is outside the contract, which ended on {date_text(ends)}.")


def withdraw_failure(*, failure: RecordedFailure, reason: str, by: Person, at: dt.datetime) -> RecordedFailure:
    """Take a recorded failure back, for a reason that the record keeps. A rectification that is open for it stays so
    until it is closed. Raises Denied, or Refused."""
    check_performance(by, failure.framework.council)
    said = needed(reason, "Say why it is withdrawn: the record keeps it.")
    check_moment(at, failure.recorded_at, "this failure")
    standing = RecordedFailure.objects.filter(pk=failure.pk, withdrawn_at=None)
    if not standing.update(withdrawn_at=at, withdrawn_by_id=by.user_id, withdrawn_reason=said):
        raise Refused("This failure has been withdrawn already.")
    failure.refresh_from_db()
    return failure
