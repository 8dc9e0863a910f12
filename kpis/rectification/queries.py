"""Rectifications as their pages and the due lists need them: the record, its plan with each action judged, its events.

A list takes two statements however many rectifications there are; one record with its events three.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from kpis.domain.periods import Period, YearStart
from kpis.domain.schemes.assessment import Assessment
from kpis.models import PlanAction, Rectification, RectificationEvent, User
from kpis.rectification.rules import action_status, is_overdue, plan_status
from kpis.refusals import NotFound

State = Rectification.State


class DueAction(NamedTuple):
    """An action of a plan. ``status`` is its verdict as a milestone; None where it was dropped."""

    id: int
    number: int
    what: str
    owner_id: int
    owner: str
    due: dt.date
    done_on: dt.date | None
    dropped: bool
    version: int
    status: Assessment | None

    @property
    def is_open(self) -> bool:
        return not self.dropped and self.done_on is None

    @property
    def is_overdue(self) -> bool:
        return self.status is not None and is_overdue(self.status)


class Record(NamedTuple):
    """A rectification: what it is about as it was when notice was given, how far it is, and its plan.

    ``ref`` and ``title`` are blank for a failure of the company as a whole. ``agreement`` is the verdict on the plan
    itself, which is a milestone until it is agreed: due on the day that the notice named.
    """

    id: int
    measure_id: int | None
    ref: str
    title: str
    recorded_id: int | None
    withdrawn: str
    clause: str
    wording: str
    failure: str
    period: Period
    codes: tuple[str, ...]
    state: str
    said: str
    version: int
    opened_at: dt.datetime
    plan_due: dt.date | None
    review_on: dt.date | None
    closed_at: dt.datetime | None
    steps: tuple[DueAction, ...]
    agreement: Assessment | None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None

    @property
    def is_agreed(self) -> bool:
        return self.state != State.NOTICE

    @property
    def standing(self) -> list[DueAction]:
        """The actions that have not been dropped."""
        return [each for each in self.steps if not each.dropped]

    @property
    def overdue(self) -> list[DueAction]:
        """The actions of an open, agreed plan that are due and not done."""
        return [each for each in self.steps if each.is_overdue] if self.state == State.PLAN else []

    @property
    def plan(self) -> Assessment | None:
        """How the plan stands: as its worst action once it is agreed, until then as a milestone itself."""
        return self.agreement or plan_status(each.status for each in self.standing if each.status)

    @property
    def next_date(self) -> tuple[str, dt.date] | None:
        """What comes next and when, while it is open: the plan itself, an action, or a review; overdue ones first."""
        if not self.is_open:
            return None
        days = [("Review", self.review_on)] if self.review_on else []
        if self.state == State.NOTICE:
            days += [("Action plan due", self.plan_due)] if self.plan_due else []
        else:
            days += [(f"Action {each.number} due", each.due) for each in self.steps if each.is_open]
        return min(days, key=lambda each: each[1], default=None)


class Happened(NamedTuple):
    """An event of a rectification's history. ``action`` is the number of the action it is about; 0: of none."""

    number: int
    said: str
    action: int
    note: str
    at: dt.datetime
    who: str


def name_of(user: User) -> str:
    return user.get_full_name() or user.get_username()


def rectifications(framework_id: int, today: dt.date) -> list[Record]:
    """Every rectification of a contract: open ones first, by what comes next; then the others, the latest first."""
    found = _records(Rectification.objects.filter(framework_id=framework_id), today)
    ended = sorted((each for each in found if not each.is_open), key=lambda each: each.opened_at, reverse=True)
    return [*sorted((each for each in found if each.is_open), key=_comes_next), *ended]


def _comes_next(record: Record) -> tuple[dt.date, dt.datetime]:
    return (record.next_date[1] if record.next_date else dt.date.max, record.opened_at)


def rectification(framework_id: int, pk: int, today: dt.date) -> Record:
    """One of a contract's rectifications. Raises NotFound."""
    found = _records(Rectification.objects.filter(framework_id=framework_id, pk=pk), today)
    if not found:
        raise NotFound("The contract has no such rectification. Its page of rectifications lists those that there are.")
    return found[0]


def _records(rows: QuerySet[Rectification], today: dt.date) -> list[Record]:
    listed = list(rows.select_related("measure", "recorded"))
    actions: dict[int, list[PlanAction]] = defaultdict(list)
    for each in PlanAction.objects.filter(rectification__in=listed).select_related("owner").order_by("number"):
        actions[each.rectification_id].append(each)
    return [_record(each, actions[each.pk], today) for each in listed]


def _step(row: PlanAction, today: dt.date) -> DueAction:
    status = None if row.dropped else action_status(row.due, row.done_on, today)
    return DueAction(
        row.pk, row.number, row.what, row.owner_id, name_of(row.owner), row.due, row.done_on, row.dropped, row.version,
        status,
    )  # fmt: skip


def _record(row: Rectification, actions: Iterable[PlanAction], today: dt.date) -> Record:
    """A record whose actions are judged today or, once it has ended, on the day that it did."""
    day = timezone.localtime(row.closed_at).date() if row.closed_at else today
    year_start = row.measure.year_start if row.measure else YearStart.APRIL
    is_awaited = row.state == State.NOTICE and row.plan_due is not None
    return Record(
        id=row.pk,
        measure_id=row.measure_id,
        ref=row.measure.ref if row.measure else "",
        title=row.measure.title if row.measure else "",
        recorded_id=row.recorded_id,
        withdrawn=row.recorded.withdrawn_reason if row.recorded else "",
        clause=row.clause,
        wording=row.wording,
        failure=row.failure,
        period=Period.stored(row.kind, row.start, row.end, year_start),
        codes=tuple(row.failure_periods.split(";")) if row.failure_periods else (),
        state=row.state,
        said=row.get_state_display(),
        version=row.version,
        opened_at=row.opened_at,
        plan_due=row.plan_due,
        review_on=row.review_on,
        closed_at=row.closed_at,
        steps=tuple(_step(each, day) for each in actions),
        agreement=action_status(row.plan_due, None, today) if is_awaited and row.plan_due else None,
    )


def happened(rectification_id: int) -> list[Happened]:
    """The history of a rectification, oldest first: one statement."""
    rows = RectificationEvent.objects.filter(rectification_id=rectification_id).select_related("by", "action")
    return [
        Happened(
            each.number, each.get_kind_display(), each.action.number if each.action else 0, each.note, each.at,
            name_of(each.by),
        )
        for each in rows.order_by("number")
    ]  # fmt: skip


class OwnStep(NamedTuple):
    """An open action of somebody's, with the contract and the KPI (blank: the company as a whole) that it is for."""

    step: DueAction
    rectification_id: int
    council_id: int
    council: str
    framework_id: int
    framework: str
    contract: str
    ref: str
    title: str
    owner: User


def own_steps(user_id: int, today: dt.date) -> list[OwnStep]:
    """The open actions of agreed plans that somebody owns, the first due first: one statement."""
    return _owned(PlanAction.objects.filter(owner_id=user_id), today)


def steps_due(council_id: int, until: dt.date, today: dt.date) -> list[OwnStep]:
    """A council's open actions of agreed plans that are due up to a day, whose owners are active: one statement."""
    due = PlanAction.objects.filter(rectification__framework__council_id=council_id, due__lte=until)
    return _owned(due.filter(owner__is_active=True), today)


def _owned(rows: QuerySet[PlanAction], today: dt.date) -> list[OwnStep]:
    rows = rows.filter(rectification__state=State.PLAN, done_on=None, dropped=False)
    related = ("owner", "rectification__framework__council", "rectification__measure")
    return [_own(each, today) for each in rows.select_related(*related).order_by("due", "rectification", "number")]


def _own(row: PlanAction, today: dt.date) -> OwnStep:
    record = row.rectification
    framework, measure = record.framework, record.measure
    return OwnStep(
        _step(row, today), record.pk, framework.council_id, framework.council.slug, framework.pk, framework.slug,
        framework.name, measure.ref if measure else "", measure.title if measure else "", row.owner,
    )  # fmt: skip


def opened_on(record: Record) -> dt.date:
    return timezone.localtime(record.opened_at).date()
