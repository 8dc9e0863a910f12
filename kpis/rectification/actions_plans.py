"""The actions of a rectification's plan: proposed by either side until it is agreed, then changed by the performance
team alone; reported as done by their owners."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone

from kpis.contracts.queries_terms import parties, services_of
from kpis.domain.periods import date_text
from kpis.models import PlanAction, Rectification, RectificationEvent, User
from kpis.people import Person, check_plans, check_reports_done
from kpis.readings.locks import hold
from kpis.rectification.actions_steps import (
    OPEN,
    Kind,
    State,
    check_commissions,
    check_not_ahead,
    check_not_far,
    conflict_of,
    needed,
    step,
)
from kpis.rectification.queries import name_of
from kpis.refusals import Refused


def add_action(
    *, rectification: Rectification, what: str, owner: User, due: dt.date, by: Person, at: dt.datetime
) -> PlanAction:
    """Add an action to a plan. Raises Denied, or Refused for an owner of neither party, a day before the notice or one
    far ahead, and for an action that the plan has already."""
    _check_plans(by, rectification)
    said = needed(what, "Say what is done.")
    _check_placed(rectification, owner, due, at)
    with transaction.atomic():
        made = step(rectification, kind=Kind.ACTION, note=_told(said, owner, due), person=by, at=at)
        _check_plans(by, rectification)
        if rectification.actions.filter(what=said, owner=owner, due=due, dropped=False).exists():
            raise Refused("The plan has this action already: the same words, owner and day.")
        last = rectification.actions.aggregate(last=Max("number"))["last"] or 0
        action = PlanAction.objects.create(
            rectification=rectification, number=last + 1, what=said, owner=owner, due=due
        )
        RectificationEvent.objects.filter(pk=made.pk).update(action=action)
    return action


def _check_plans(person: Person, rectification: Rectification) -> None:
    framework = rectification.framework
    check_plans(person, framework.council_id, services_of(framework.pk), rectification.state != State.NOTICE)


def _check_placed(rectification: Rectification, owner: User, due: dt.date, at: dt.datetime) -> None:
    framework, day = rectification.framework, timezone.localtime(at).date()
    if owner.pk not in {each.pk for each in parties(framework.council_id, services_of(framework.pk), day)}:
        raise Refused(
            f"{owner.get_full_name() or owner} is of neither party: choose somebody who works on the contract."
        )
    opened = timezone.localtime(rectification.opened_at).date()
    if due < opened:
        raise Refused(f"An action cannot be due before notice was given on {date_text(opened)}.")
    check_not_far(due, at, "The day on which it is due")


def _told(what: str, owner: User, due: dt.date) -> str:
    return f"{what} Owner: {name_of(owner)}. Due {date_text(due)}."


def change_action(
    *, action: PlanAction, version: int, what: str, owner: User, due: dt.date, reason: str, by: Person, at: dt.datetime
) -> PlanAction:
    """Change what an open action says, who owns it or when it is due; the history keeps what it was, and why.

    Raises Denied, Refused, or Conflict.
    """
    rectification = action.rectification
    _check_plans(by, rectification)
    said, why = needed(what, "Say what is done."), needed(reason, "Say why it is changed: the record keeps it.")
    _check_placed(rectification, owner, due, at)
    changes = _changes(action, said, owner, due)
    if not changes:
        raise Refused("Nothing is changed: the action says the same already.")
    with transaction.atomic():
        _change(action, version, what=said, owner=owner, due=due)
        step(rectification, kind=Kind.CHANGED, note=f"{changes} Why: {why}", person=by, at=at, action=action)
        _check_plans(by, rectification)
    return action


def _changes(action: PlanAction, what: str, owner: User, due: dt.date) -> str:
    """What an action was and what it becomes, as sentences."""
    found = []
    if what != action.what:
        found.append(f"“{what}” instead of “{action.what}”.")
    if owner.pk != action.owner_id:
        found.append(
            f"Owner: {owner.get_full_name() or owner} instead of {action.owner.get_full_name() or action.owner}."
        )
    if due != action.due:
        found.append(f"Due {date_text(due)} instead of {date_text(action.due)}.")
    return " ".join(found)


def _change(action: PlanAction, version: int, is_done: bool = False, **columns: Any) -> None:
    """Change an action that stands as the person saw it: one that is open or, with ``is_done``, reported as done."""
    hold(Rectification, [action.rectification_id])
    standing = PlanAction.objects.filter(pk=action.pk, version=version, dropped=False, done_on__isnull=not is_done)
    is_changed = standing.update(version=F("version") + 1, **columns)
    action.refresh_from_db()
    if is_changed:
        return
    if action.dropped:
        raise Refused(f"Action {action.number} has been dropped.")
    if action.done_on is not None and not is_done:
        raise Refused(f"Action {action.number} has been reported as done on {date_text(action.done_on)}.")
    raise conflict_of(action)


def drop_action(*, action: PlanAction, version: int, reason: str, by: Person, at: dt.datetime) -> PlanAction:
    """Drop an open action, for a reason that the record keeps. Raises Denied, Refused, or Conflict."""
    rectification = action.rectification
    _check_plans(by, rectification)
    why = needed(reason, "Say why it is dropped: the record keeps it.")
    with transaction.atomic():
        _change(action, version, dropped=True)
        step(rectification, kind=Kind.DROPPED, note=why, person=by, at=at, action=action)
        _check_plans(by, rectification)
    return action


def report_done(
    *, action: PlanAction, version: int, done_on: dt.date, note: str = "", by: Person, at: dt.datetime
) -> PlanAction:
    """Report an action of an agreed plan as done on a day. Raises Denied, Refused for a day to come, or Conflict."""
    rectification = action.rectification
    framework = rectification.framework
    check_reports_done(by, framework.council_id, services_of(framework.pk), action.owner_id)
    check_not_ahead(done_on, at, "The day on which it was done")
    opened = timezone.localtime(rectification.opened_at).date()
    if done_on < opened:
        raise Refused(f"It cannot have been done before notice was given on {date_text(opened)}.")
    said = " ".join(each for each in (f"Done on {date_text(done_on)}.", note.strip()) if each)
    with transaction.atomic():
        _change(action, version, done_on=done_on)
        step(rectification, kind=Kind.DONE, note=said, person=by, at=at, action=action, states=(State.PLAN,))
    return action


def take_back_done(*, action: PlanAction, version: int, reason: str, by: Person, at: dt.datetime) -> PlanAction:
    """Take back that an action was done, for a reason that the record keeps. Raises Denied, Refused, or Conflict."""
    rectification = action.rectification
    check_commissions(by, rectification)
    why = needed(reason, "Say why it is not done: the record keeps it.")
    if action.done_on is None:
        raise Refused(f"Action {action.number} has not been reported as done.")
    with transaction.atomic():
        was = action.done_on
        _change(action, version, is_done=True, done_on=None)
        note = f"Not done on {date_text(was)} after all. Why: {why}"
        step(rectification, kind=Kind.CHANGED, note=note, person=by, at=at, action=action, states=OPEN)
    return action
