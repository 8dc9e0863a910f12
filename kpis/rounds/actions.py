"""Opening, closing and reopening a council's period. Events are added, never changed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from kpis.domain.periods import Period
from kpis.models import ClosingEvent, Committee, Council, Meeting, User
from kpis.people import Person, check_performance
from kpis.readings.append import check_moment
from kpis.readings.locks import hold
from kpis.readings.open import Standing, standing
from kpis.refusals import Refused
from kpis.rounds.queries import closing_page


@transaction.atomic
def open_period(*, council: Council, period: Period, by: Person, at: dt.datetime) -> ClosingEvent:
    """Open a period for figures. Raises Refused where it has been opened already."""
    check_performance(by, council)
    now = _held(council, period)
    if now.number:
        raise Refused(f"{period.label} has been opened already.")
    return _add(council, period, now, ClosingEvent.Kind.OPENED, "", by, at)


@transaction.atomic
def close_period(*, council: Council, period: Period, by: Person, at: dt.datetime) -> ClosingEvent:
    """Close a period: every figure due is signed off or has a stated reason, and every red one is explained."""
    check_performance(by, council)
    now = _held(council, period)
    if now.is_closed:
        raise Refused(f"{period.label} is closed already.")
    hindrances = closing_page(council, period, timezone.localtime(at).date()).hindrances
    if hindrances:
        raise Refused(f"{period.label} cannot be closed yet: {'; '.join(hindrances)}.")
    return _add(council, period, now, ClosingEvent.Kind.CLOSED, "", by, at)


@transaction.atomic
def reopen_period(*, council: Council, period: Period, reason: str, by: Person, at: dt.datetime) -> ClosingEvent:
    """Reopen a closed period, for a reason that the history keeps."""
    check_performance(by, council)
    now = _held(council, period)
    if not now.is_closed:
        raise Refused(f"{period.label} is not closed.")
    if not reason.strip():
        raise Refused("Say why it is reopened: the history keeps it.")
    return _add(council, period, now, ClosingEvent.Kind.REOPENED, reason.strip(), by, at)


def _held(council: Council, period: Period) -> Standing:
    """How a period stands, and goes on standing until the transaction ends: nothing of the council is written now."""
    hold(Council, [council.pk])
    return standing(council.pk, period)


@transaction.atomic
def add_meeting(*, committee: Committee, date: dt.date, title: str, by: Person, today: dt.date) -> Meeting:
    """Note a committee's meeting, before which its papers have to be out."""
    check_performance(by, committee.council)
    if date < today:
        raise Refused("The meeting lies in the past: give the date of the next one.")
    hold(Council, [committee.council_id])
    if Meeting.objects.filter(committee=committee, date=date).exists():
        raise Refused(f"{committee} has that meeting already.")
    meeting = Meeting(committee=committee, date=date, title=title.strip())
    meeting._history_user = User(pk=by.user_id)  # type: ignore[attr-defined]
    meeting.save()
    return meeting


def _add(
    council: Council, period: Period, now: Standing, event: str, reason: str, by: Person, at: dt.datetime
) -> ClosingEvent:
    if now.at is not None:
        check_moment(at, now.at, period.label)
    return ClosingEvent.objects.create(
        council=council,
        kind=period.kind.value,
        start=period.start,
        end=period.end,
        number=now.number + 1,
        event=event,
        at=at,
        by_id=by.user_id,
        reason=reason,
    )
