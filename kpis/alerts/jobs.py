"""Reminders of a period: one mail to each officer with what they owe, one to each head of service with what waits, and
one to each owner of rectification actions that are overdue or due within two weeks.

They name measures and days, never a figure. Nobody gets two of the same kind about the same period on one day.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from kpis.contracts.queries_terms import parties, services_by_contract
from kpis.domain.periods import Period, date_text
from kpis.entry.queries import Duty, OwedFigure, Stage
from kpis.models import Council
from kpis.people import Officer, Person, check_performance, heads
from kpis.people import officer as officer_of
from kpis.rectification.queries import OwnStep, steps_due
from kpis.refusals import Refused
from kpis.rounds.queries import ClosingPage, closing_page
from kpis.work.outbox import is_set_up, queue

COMING = dt.timedelta(days=14)
"""For how long before its day somebody is reminded of an action of a rectification plan."""
OWED = {
    Stage.MISSING: "not entered yet",
    Stage.DRAFT: "saved but not submitted",
    Stage.RETURNED: "returned",
    Stage.AWAITED: "awaited and not come",
}


class Reminded(NamedTuple):
    """How many mails were queued, how many people had theirs today already, who has no address, which measures
    nobody owns, and whether there is a mail server that will take them."""

    queued: int
    already: int
    without_address: tuple[str, ...]
    without_owner: tuple[str, ...]
    is_mail_set_up: bool


class Letter(NamedTuple):
    """A mail before it is written: to whom, of which kind, and its lines."""

    officer: Officer
    kind: str
    lines: tuple[dict[str, Any], ...]


def remind(*, council: Council, period: Period, by: Person, at: dt.datetime, site: str) -> Reminded:
    """Queue the reminders of a period. ``site`` is the address of the installation, without a slash at its end.

    Raises Denied, or Refused for a closed period.
    """
    check_performance(by, council)
    today = timezone.localtime(at).date()
    page = closing_page(council, period, today)
    if page.standing.is_closed:
        raise Refused(f"{period.label} is closed: nobody owes anything for it.")
    letters = [*_to_owners(page, today), *_to_heads(council, page, today), *_to_doers(council, today)]
    queued = [_queue(letter, council, period, at, site) for letter in letters if letter.officer.email]
    return Reminded(
        sum(queued),
        len(queued) - sum(queued),
        tuple(sorted({letter.officer.name for letter in letters if not letter.officer.email})),
        tuple(each.measure.title for each in page.owed(today) if not page.owners.get(each.measure.id)),
        is_set_up(),
    )


def _to_owners(page: ClosingPage, today: dt.date) -> Iterable[Letter]:
    lines: dict[Officer, list[dict[str, Any]]] = defaultdict(list)
    for item in page.owed(today):
        for officer in page.owners.get(item.measure.id, ()):
            lines[officer].append(_line(item, _what(item, today)))
    return [Letter(officer, "owed", tuple(found)) for officer, found in lines.items()]


def _to_heads(council: Council, page: ClosingPage, today: dt.date) -> Iterable[Letter]:
    lines: dict[Officer, list[dict[str, Any]]] = defaultdict(list)
    waiting = [each for each in page.items if each.stage == Stage.SUBMITTED]
    for head, service_id in heads(council.pk, today):
        for item in waiting:
            line = _line(item, "waits for sign-off")
            if service_id in (None, item.measure.service_id) and line not in lines[head]:
                lines[head].append(line)
    return [Letter(head, "waiting", tuple(found)) for head, found in lines.items() if found]


def _to_doers(council: Council, today: dt.date) -> Iterable[Letter]:
    """To the owners of a plan's actions, while they are of the contract's parties. What an action says stays out."""
    due = steps_due(council.pk, today + COMING, today)
    services = services_by_contract({each.framework_id for each in due}) if due else {}
    theirs = {framework: {each.pk for each in parties(council.pk, held, today)} for framework, held in services.items()}
    lines: dict[Officer, list[dict[str, Any]]] = defaultdict(list)
    for each in due:
        if each.owner.pk in theirs.get(each.framework_id, ()):
            lines[officer_of(each.owner)].append(_step_line(each))
    return [Letter(doer, "actions", tuple(found)) for doer, found in lines.items()]


def _step_line(own: OwnStep) -> dict[str, Any]:
    due = "was due on" if own.step.is_overdue else "due on"
    about = f"{own.ref} {own.title}" if own.ref else own.contract
    return {"number": own.step.number, "about": about, "what": f"{due} {date_text(own.step.due)}"}


def _what(item: OwedFigure, today: dt.date) -> str:
    parts, duties = [], item.duties(today)
    if Duty.FIGURE in duties:
        due = "was due on" if item.is_overdue(today) else "due on"
        parts.append(f"{OWED[item.stage]}, {due} {date_text(item.due)}")
    if Duty.EXPLANATION in duties:
        parts.append("red: explanation due")
    return "; ".join(parts)


def _line(item: OwedFigure, what: str) -> dict[str, Any]:
    return {"ref": item.measure.ref, "title": item.measure.title, "period": item.period.label, "what": what}


TITLES = {
    "owed": "figures that you owe",
    "waiting": "figures that wait for your sign-off",
    "actions": "actions that you have agreed to",
}
PAGES = {"owed": "entry", "waiting": "sign_off", "actions": "entry"}
OF_NO_PERIOD = ("actions",)
"""Mails that are the same whatever period they are sent with."""


def _queue(letter: Letter, council: Council, period: Period, at: dt.datetime, site: str) -> bool:
    context = {
        "name": letter.officer.name,
        "council": council.name,
        "period": period.long_label,
        "lines": letter.lines,
        "address": f"{site}{reverse(PAGES[letter.kind])}",
    }
    period_of = "" if letter.kind in OF_NO_PERIOD else period.label
    return queue(
        to=letter.officer.email,
        subject=f"{', '.join(filter(None, (str(council), period_of)))}: {TITLES[letter.kind]}",
        body=render_to_string(f"alerts/{letter.kind}.txt", context),
        once=_once(letter, council, period, timezone.localtime(at).date()),
        at=at,
    )


def _once(letter: Letter, council: Council, period: Period, today: dt.date) -> str:
    """What a mail is about: of two with the same one is sent."""
    about = () if letter.kind in OF_NO_PERIOD else (period.slug,)
    return " ".join((letter.kind, council.slug, *about, str(letter.officer.id), today.isoformat()))
