"""The course of a rectification: notice, action plan agreed, progress, reviews, closed or escalated, reopened.

One run outside the tolerance band is one failure and has one rectification, however the run grows or a revision
changes it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone

from kpis.contracts.queries_terms import ContractInfo
from kpis.contracts.rules_clauses import clause_of
from kpis.domain.periods import Period
from kpis.models import Council, Measure, PlanAction, RecordedFailure, Rectification, RectificationEvent
from kpis.people import Person, check_performance, viewer_with
from kpis.readings.locks import hold, hold_measures
from kpis.rectification.actions_steps import (
    ENDED,
    OPEN,
    Kind,
    State,
    check_commissions,
    check_to_come,
    check_works,
    needed,
    step,
)
from kpis.rectification.queries_causes import FailureStanding, failure_at, without_cause
from kpis.refusals import Refused

LONGEST_PERIODS = 500
REPORT_ONLY = "This KPI is reported only: a failure of it is in the reports, and starts no rectification."
AGAIN = (
    "This failure has a rectification already: one run outside the tolerance band is one failure. Reopen it if it is "
    "closed."
)


def give_notice(
    *, contract: ContractInfo, ref: str, period: Period, plan_due: dt.date, note: str = "", by: Person, at: dt.datetime
) -> Rectification:
    """Give notice of the failure that stood at a period of a KPI, with the clause, periods and sentence that were
    worked out, as its run stands now.

    Raises Denied; Refused where no failure stood then, where its run has a rectification, for a KPI that is reported
    only, or for a day gone by.
    """
    check_performance(by, Council(pk=contract.council.id))
    check_to_come(plan_due, at, "The day for the action plan")
    with transaction.atomic():
        measure = _locked(contract, ref)
        _check_consequence(contract, measure.pk)
        found = failure_at(contract, measure.ref, period, viewer_with(by.roles), timezone.localtime(at).date())
        _check_failure(found)
        assert found.failure is not None
        failure = found.failure
        columns = {"clause": failure.clause, "wording": failure.wording, "failure_periods": _codes(found)}
        return _opened(
            contract, failure.periods[0], plan_due, note, by, at, measure=measure, failure=found.reason, **columns
        )


def _locked(contract: ContractInfo, ref: str) -> Measure:
    """The KPI, held until the notice is given: of two people who give one at once, the second sees the first's."""
    found = Measure.objects.filter(framework_id=contract.id, ref__iexact=ref).order_by("pk").first()
    if found is None:
        raise Refused(f'The contract has no KPI "{ref[:60]}".')
    hold_measures([found])
    return found


def _check_consequence(contract: ContractInfo, measure_id: int | None) -> None:
    if measure_id in contract.report_only:
        raise Refused(REPORT_ONLY)


def _check_failure(found: FailureStanding) -> None:
    if found.failure is None:
        raise Refused(f"No performance failure stands that notice could be given of. {found.reason}".strip())
    if found.remedy is not None:
        raise Refused(AGAIN)


def _codes(found: FailureStanding) -> str:
    """The periods of the run as the record keeps them: all that it has room for, the first always."""
    assert found.failure is not None
    codes = [each.code for each in found.failure.periods]
    while len(";".join(codes)) > LONGEST_PERIODS:
        codes.pop(1)
    return ";".join(codes)


def give_notice_of_recorded(
    *, contract: ContractInfo, failure: RecordedFailure, plan_due: dt.date, note: str = "", by: Person, at: dt.datetime
) -> Rectification:
    """Give notice of a failure that a person recorded. Raises Denied, or Refused where it was withdrawn or has one."""
    check_performance(by, Council(pk=contract.council.id))
    check_to_come(plan_due, at, "The day for the action plan")
    with transaction.atomic():
        hold(RecordedFailure, [failure.pk])
        standing = RecordedFailure.objects.get(pk=failure.pk, framework_id=contract.id)
        _check_consequence(contract, standing.measure_id)
        if standing.withdrawn_at is not None:
            raise Refused(f"This failure was withdrawn: {standing.withdrawn_reason}")
        if Rectification.objects.filter(recorded=standing).exists():
            raise Refused("This failure has a rectification already. Reopen it if it is closed.")
        clause = clause_of(standing.clause, contract.terms)
        columns = {
            "clause": clause.number, "wording": clause.wording, "failure": standing.why, "recorded": standing,
        }  # fmt: skip
        day = Period.day(standing.occurred_on)
        return _opened(contract, day, plan_due, note, by, at, measure=standing.measure, **columns)


def _opened(
    contract: ContractInfo, first: Period, plan_due: dt.date, note: str, by: Person, at: dt.datetime, **columns: Any
) -> Rectification:
    run = {"kind": first.kind.value, "start": first.start, "end": first.end}
    if "recorded" not in columns and Rectification.objects.filter(recorded=None, measure=columns["measure"], **run):
        raise Refused(AGAIN)
    made = Rectification.objects.create(framework_id=contract.id, opened_at=at, plan_due=plan_due, **run, **columns)
    RectificationEvent.objects.create(
        rectification=made, number=made.version, kind=Kind.NOTICE, note=note.strip(), at=at, by_id=by.user_id
    )
    return made


def agree_plan(
    *, rectification: Rectification, version: int, review_on: dt.date, note: str = "", by: Person, at: dt.datetime
) -> RectificationEvent:
    """Agree the action plan as it stands; from then on the performance team alone changes it.

    Raises Denied; Refused without an action or for a review in the past; Conflict.
    """
    check_commissions(by, rectification)
    check_to_come(review_on, at, "The day of the next review")
    with transaction.atomic():
        made = step(
            rectification, kind=Kind.PLAN, note=note.strip(), person=by, at=at, states=(State.NOTICE,), version=version,
            state=State.PLAN, review_on=review_on,
        )  # fmt: skip
        if not rectification.actions.filter(dropped=False).exists():
            raise Refused("A plan without an action cannot be agreed: add what is done, by whom and by when.")
    return made


def report_progress(
    *, rectification: Rectification, note: str, action: PlanAction | None = None, by: Person, at: dt.datetime
) -> RectificationEvent:
    """Say how far it is, of one action or of the whole plan. Raises Denied, or Refused without a word, once ended, and
    for what the same person has just said."""
    check_works(by, rectification)
    said = needed(note, "Say how far it is.")
    with transaction.atomic():
        made = step(rectification, kind=Kind.PROGRESS, note=said, person=by, at=at, action=action)
        same = {"kind": Kind.PROGRESS, "note": said, "action": action, "by_id": by.user_id}
        if rectification.events.filter(number=made.number - 1, **same).exists():
            raise Refused("This is in the history already: it was sent twice.")
        return made


def review(
    *, rectification: Rectification, version: int, note: str, review_on: dt.date, by: Person, at: dt.datetime
) -> RectificationEvent:
    """Note what a review came to, and when the next one is. Raises Denied, Refused, or Conflict."""
    check_commissions(by, rectification)
    said = needed(note, "Say what the review came to.")
    check_to_come(review_on, at, "The day of the next review")
    with transaction.atomic():
        return step(rectification, kind=Kind.REVIEW, note=said, person=by, at=at, version=version, review_on=review_on)


def close(*, rectification: Rectification, version: int, note: str, by: Person, at: dt.datetime) -> RectificationEvent:
    """Close a rectification whose agreed actions are all done or dropped, or whose failure no longer stands.

    Raises Denied, Refused, or Conflict.
    """
    check_commissions(by, rectification)
    said = needed(note, "Say why it is closed: the record keeps it.")
    with transaction.atomic():
        _hold_cause(rectification)
        states = OPEN if _has_lost_its_cause(rectification, by, at) else (State.PLAN,)
        made = step(
            rectification, kind=Kind.CLOSED, note=said, person=by, at=at, states=states, version=version,
            state=State.CLOSED, closed_at=at, review_on=None,
        )  # fmt: skip
        if states is not OPEN:
            _check_all_done(rectification)
    return made


def _hold_cause(rectification: Rectification) -> None:
    """Keep the failure as it stands: the KPI's figures, or the record that a person made."""
    if rectification.measure is not None:
        hold_measures([rectification.measure])
    if rectification.recorded_id is not None:
        hold(RecordedFailure, [rectification.recorded_id])


def _has_lost_its_cause(rectification: Rectification, by: Person, at: dt.datetime) -> bool:
    if rectification.recorded is not None:
        return RecordedFailure.objects.exclude(withdrawn_at=None).filter(pk=rectification.recorded.pk).exists()
    return without_cause(rectification, viewer_with(by.roles), timezone.localtime(at).date())


def _check_all_done(rectification: Rectification) -> None:
    open_ones = rectification.actions.filter(dropped=False, done_on=None).order_by("number")
    numbers = [str(each) for each in open_ones.values_list("number", flat=True)]
    if numbers:
        actions = f"Action {numbers[0]} is" if len(numbers) == 1 else f"Actions {', '.join(numbers)} are"
        raise Refused(f"{actions} neither done nor dropped: it can be closed once all of them are.")


def escalate(
    *, rectification: Rectification, version: int, note: str, by: Person, at: dt.datetime
) -> RectificationEvent:
    """Take a rectification beyond its plan, as the contract says of one that does not help. Raises Denied, Refused, or
    Conflict."""
    check_commissions(by, rectification)
    said = needed(note, "Say why it is escalated, and to whom: the record keeps it.")
    with transaction.atomic():
        return step(
            rectification, kind=Kind.ESCALATED, note=said, person=by, at=at, version=version, state=State.ESCALATED,
            closed_at=at, review_on=None,
        )  # fmt: skip


def reopen(
    *, rectification: Rectification, version: int, reason: str, by: Person, at: dt.datetime
) -> RectificationEvent:
    """Open a closed or escalated rectification again, with its plan where one was agreed. Raises Denied, Refused, or
    Conflict."""
    check_commissions(by, rectification)
    said = needed(reason, "Say why it is reopened: the record keeps it.")
    with transaction.atomic():
        was_agreed = rectification.events.filter(kind=Kind.PLAN).exists()
        if rectification.state in OPEN:
            raise Refused("This rectification is open.")
        return step(
            rectification, kind=Kind.REOPENED, note=said, person=by, at=at, states=ENDED, version=version,
            state=State.PLAN if was_agreed else State.NOTICE, closed_at=None,
        )  # fmt: skip
