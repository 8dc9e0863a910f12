"""What every step of a rectification leaves behind: a new version of its record, and the event of the same number.

Of two people who take a step at once the second is told, and sees what the first did.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import F
from django.utils import timezone

from kpis.contracts.queries_terms import services_of
from kpis.contracts.rules_terms import months_later
from kpis.domain.periods import date_text
from kpis.models import PlanAction, Rectification, RectificationEvent
from kpis.people import Person, check_performance, check_works_on_contract
from kpis.readings.append import moment_after
from kpis.readings.locks import hold
from kpis.rectification.queries import name_of
from kpis.refusals import Conflict, Refused

State = Rectification.State
Kind = RectificationEvent.Kind
OPEN = (State.NOTICE, State.PLAN)
ENDED = (State.CLOSED, State.ESCALATED)
MOST_MONTHS_AHEAD = 120


def conflict_of(record: Rectification | PlanAction) -> Conflict:
    """Somebody else took a step in the same rectification, or changed the same action, in between."""
    last = record.events.select_related("by").last()
    who = name_of(last.by) if last else "Somebody else"
    return Conflict(f"{who} changed this after you opened the page. See how it stands now, and send yours again.")


def check_commissions(person: Person, rectification: Rectification) -> None:
    """The council's side: its performance team."""
    check_performance(person, rectification.framework.council)


def check_works(person: Person, rectification: Rectification) -> None:
    """Either side: the performance team and the company's people."""
    framework = rectification.framework
    check_works_on_contract(person, framework.council_id, services_of(framework.pk))


def needed(text: str, otherwise: str) -> str:
    """A text without the space around it. Raises Refused where nothing is left."""
    if not text.strip():
        raise Refused(otherwise)
    return text.strip()


def check_not_ahead(day: dt.date, at: dt.datetime, what: str) -> None:
    if day > timezone.localtime(at).date():
        raise Refused(f"{what} lies in the future: give the day on which it was.")


def check_to_come(day: dt.date, at: dt.datetime, what: str) -> None:
    today = timezone.localtime(at).date()
    if day < today:
        raise Refused(f"{what} lies in the past: give {date_text(today)} or a later day.")
    check_not_far(day, at, what)


def check_not_far(day: dt.date, at: dt.datetime, what: str) -> None:
    """Refuse a day so far ahead that its year can only be a slip: nothing would ever be overdue."""
    if day > months_later(timezone.localtime(at).date(), MOST_MONTHS_AHEAD):
        raise Refused(f"{what} is more than ten years ahead: check the year.")


def step(
    rectification: Rectification, *, kind: str, note: str, person: Person, at: dt.datetime,
    states: Collection[str] = OPEN, version: int | None = None, action: PlanAction | None = None, **columns: Any,
) -> RectificationEvent:  # fmt: skip
    """Take a step, where the record is in one of ``states`` and, if ``version`` is given, as the person saw it.

    Runs in the caller's transaction. Raises Refused, and Conflict where somebody else was first.
    """
    hold(Rectification, [rectification.pk])
    standing = Rectification.objects.filter(pk=rectification.pk, state__in=states)
    if version is not None:
        standing = standing.filter(version=version)
    is_taken = standing.update(version=F("version") + 1, **columns)
    rectification.refresh_from_db()
    if not is_taken:
        raise _refused(rectification, states)
    for last in rectification.events.order_by("-number")[:1]:
        at = moment_after(last.at, at, "this rectification")
    return RectificationEvent.objects.create(
        rectification=rectification, number=rectification.version, kind=kind, action=action, note=note, at=at,
        by_id=person.user_id,
    )  # fmt: skip


def _refused(rectification: Rectification, states: Collection[str]) -> Refused:
    if rectification.state in states:
        return conflict_of(rectification)
    if rectification.state in ENDED:
        return Refused(f"This rectification is {rectification.get_state_display().lower()}: reopen it first.")
    if rectification.state == State.PLAN:
        return Refused("The action plan has been agreed already.")
    return Refused("The action plan has not been agreed yet.")
