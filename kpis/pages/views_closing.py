"""Closing a period: what is in, missing, returned, waiting or unexplained, by service; reminders; the meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.alerts.jobs import Reminded, remind
from kpis.domain.periods import Kind, Period
from kpis.domain.words import FrameworkKind
from kpis.entry.actions_explanations import waive
from kpis.entry.queries import OwedFigure, Stage
from kpis.models import Committee, Council, ReadingVersion
from kpis.people import Person
from kpis.presenters import ARROWS, MOVEMENTS
from kpis.refusals import Closed, NotFound, Refused
from kpis.rounds import actions as closing
from kpis.rounds.forms import MeetingForm, ProposalForm
from kpis.rounds.queries import ClosingPage, ServiceFigures, closing_page
from kpis.sign_off import actions_overrides as overrides
from kpis.sign_off.views_overrides import judgement_text, kind_text
from kpis.web.asking import performance_of, period_of
from kpis.web.fields import ReasonForm
from kpis.work.outbox import is_set_up

NO_REASON = "Say why: the history keeps it."
NO_MAIL = "No e-mail is set up on this site, so nobody was reminded."


class ClosingRequest(NamedTuple):
    """Who closes which period of which council."""

    council: Council
    period: Period
    person: Person


class ClosingAttempt(NamedTuple):
    """What could not be done, and the form with what was typed, by its name."""

    error: str
    forms: dict[str, Form] = {}
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, council: str, period: str) -> HttpResponse:
    """The period as it stands; a POST opens, reminds, waives, proposes, notes a meeting, closes or reopens."""
    found, person = performance_of(request, council)
    asked = ClosingRequest(found, _period(period), person)
    if request.method != "POST":
        return _page(request, asked, None)
    act = ACTIONS.get(request.POST.get("action", ""))
    if act is None:
        raise BadRequest("The form names nothing that can be done here.")
    try:
        said = act(request, asked)
    except (Refused, Closed) as error:
        said = ClosingAttempt(str(error), status=409)
    return _page(request, asked, said) if said else redirect("close", council, asked.period.slug)


def _period(text: str) -> Period:
    period = period_of(text)
    if period.kind is Kind.SNAPSHOT:
        raise NotFound("A quarter, a year or a month is opened and closed, never a single day.")
    return period


def _page(request: HttpRequest, asked: ClosingRequest, said: ClosingAttempt | None) -> HttpResponse:
    today = timezone.localdate()
    page = closing_page(asked.council, asked.period, today)
    forms = said.forms if said else {}
    context = {
        "council": asked.council,
        "notice": asked.council.notice,
        "page": page,
        "error": said.error if said else "",
        "services": [_service(each, page, forms) for each in page.services],
        "totals": _totals(page),
        "unexplained": len(page.unexplained),
        "not_in_hand": 0 if page.standing.number else page.not_in_hand(today),
        "hindrances": page.hindrances,
        "meeting_form": forms.get("meeting") or MeetingForm(_committees(asked)),
        "proposal_form": forms.get("propose") or _proposal_form(page),
        "reopen_form": forms.get("reopen") or _reopen_form(),
        "is_mail_set_up": is_set_up(),
        "before": asked.period.previous(),
        "after": asked.period.next(),
        "crumbs": [("Councils", "/"), (asked.council.name, f"/{asked.council.slug}/")],
    }
    return render(request, "rounds/close.html", context, status=said.status if said else 200)


NOT_ENDED = "Not ended yet"
UNEXPLAINED = "Red without an explanation"
HEADINGS: tuple[tuple[str, Callable[[OwedFigure, dt.date], bool]], ...] = (
    ("Missing, late", lambda item, today: item.stage == Stage.MISSING and item.is_overdue(today)),
    ("Missing, not yet due", lambda item, today: item.stage == Stage.MISSING and item.period.end < today <= item.due),
    (NOT_ENDED, lambda item, today: item.stage == Stage.MISSING and item.period.end >= today),
    ("Saved but not submitted", lambda item, today: item.stage == Stage.DRAFT),
    ("Returned", lambda item, today: item.stage == Stage.RETURNED),
    ("Waiting for sign-off", lambda item, today: item.stage == Stage.SUBMITTED),
    ("Awaited, late", lambda item, today: item.stage == Stage.AWAITED and item.is_overdue(today)),
    ("Awaited", lambda item, today: item.stage == Stage.AWAITED and not item.is_overdue(today)),
    ("In", lambda item, today: item.stage == Stage.IN),
)
"""How far a figure is: each stands under one of these, so that they add up. Red and unexplained is told apart."""


def _totals(page: ClosingPage) -> list[tuple[str, int]]:
    today = timezone.localdate()
    counts = [(heading, sum(fits(each, today) for each in page.items)) for heading, fits in HEADINGS]
    return [(heading, count) for heading, count in counts if count or not (page.has_ended and heading == NOT_ENDED)]


def _service(service: ServiceFigures, page: ClosingPage, forms: dict[str, Form]) -> dict[str, Any]:
    today = timezone.localdate()
    groups = [
        (heading, [_entry(each, page, forms) for each in service.items if fits(each, today)])
        for heading, fits in HEADINGS
    ]
    unexplained = [_entry(each, page, forms) for each in service.items if each in page.unexplained]
    groups.insert(len(groups) - 1, (UNEXPLAINED, unexplained))
    return {
        "name": service.name,
        "count": len(service.items),
        "groups": [(heading, found) for heading, found in groups if found],
        "disagreeing": [_disagreement(each) for each in service.disagreeing],
    }


def _entry(item: OwedFigure, page: ClosingPage, forms: dict[str, Form]) -> dict[str, Any]:
    version = item.line.figure.version if item.line.figure else 0
    return {
        "item": item,
        "owners": ", ".join(each.name for each in page.owners.get(item.measure.id, ())),
        "figure": item.line.printed,
        "waive": (forms.get(f"waive{version}") or _waive_form(version)) if version and item.explanation_due else None,
        "version": version,
    }


def _disagreement(item: OwedFigure) -> dict[str, Any]:
    published, computed = item.line.published("dot"), item.line.travel.movement
    return {
        "item": item,
        "computed": f"{ARROWS[computed]} {MOVEMENTS[computed]}".strip(),
        "published": judgement_text("dot", published),
    }


def _waive_form(version_id: int, data: Any = None) -> ReasonForm:
    return ReasonForm(f"waive{version_id}", "Why no explanation is needed", NO_REASON, data)


def _reopen_form(data: Any = None) -> ReasonForm:
    return ReasonForm("reopen", "Why it is reopened", NO_REASON, data)


def _committees(asked: ClosingRequest) -> Any:
    return Committee.objects.filter(council=asked.council)


def _proposal_form(page: ClosingPage, data: Any = None) -> ProposalForm:
    """For the figures that are submitted or signed off; never those of a contract."""
    figures = [
        (each.line.figure.version, f"{each.measure.ref} {each.measure.title}, {each.period.label}: {each.line.printed}")
        for each in page.items
        if each.stage in (Stage.SUBMITTED, Stage.IN, Stage.AWAITED) and each.line.figure
        and each.line.rule.set_by is not FrameworkKind.CONTRACT
    ]  # fmt: skip
    judgements = [
        (kind_text(kind).capitalize(), [(f"{kind}:{value}", judgement_text(kind, value)) for value in values])
        for kind, values in overrides.VALUES.items()
    ]
    return ProposalForm(figures, judgements, data)


def _open(request: HttpRequest, asked: ClosingRequest) -> ClosingAttempt | None:
    closing.open_period(council=asked.council, period=asked.period, by=asked.person, at=timezone.now())
    messages.success(request, f"{asked.period.label} is open.")
    return None


def _close(request: HttpRequest, asked: ClosingRequest) -> ClosingAttempt | None:
    closing.close_period(council=asked.council, period=asked.period, by=asked.person, at=timezone.now())
    messages.success(request, f"{asked.period.label} is closed.")
    return None


def _reopen(request: HttpRequest, asked: ClosingRequest) -> ClosingAttempt | None:
    form = _reopen_form(request.POST)
    if not form.is_valid():
        return ClosingAttempt(str(form.errors["reason"][0]), {"reopen": form})
    closing.reopen_period(
        council=asked.council, period=asked.period, reason=form.cleaned_data["reason"], by=asked.person,
        at=timezone.now(),
    )  # fmt: skip
    messages.success(request, f"{asked.period.label} is open again.")
    return None


def _remind(request: HttpRequest, asked: ClosingRequest) -> ClosingAttempt | None:
    site = request.build_absolute_uri("/").rstrip("/")
    done = remind(council=asked.council, period=asked.period, by=asked.person, at=timezone.now(), site=site)
    messages.add_message(request, messages.SUCCESS if done.is_mail_set_up else messages.WARNING, reminded_text(done))
    for names, what in ((done.without_address, "no e-mail address is on record"), (done.without_owner, "no owner")):
        if names:
            messages.warning(request, f"Not reminded, because {what}: {', '.join(names)}.")
    return None


def reminded_text(done: Reminded) -> str:
    """ "2 reminders are on their way. 1 person had theirs today already." """
    if not done.queued and not done.already:
        return "Nobody has to be reminded."
    if not done.is_mail_set_up:
        kept = done.queued + done.already
        return f"{NO_MAIL} {'1 reminder is' if kept == 1 else f'{kept} reminders are'} kept as not sent."
    sent = "1 reminder is on its way." if done.queued == 1 else f"{done.queued} reminders are on their way."
    people = "1 person" if done.already == 1 else f"{done.already} people"
    return f"{sent} {people} had theirs today already." if done.already else sent


def _waive(request: HttpRequest, asked: ClosingRequest) -> ClosingAttempt | None:
    """Let a red figure pass without explanation; its reading is that of a version that the page lists."""
    page = closing_page(asked.council, asked.period, timezone.localdate())
    wanted = request.POST.get("version", "")
    due = {str(each.line.figure.version): each for each in page.items if each.explanation_due and each.line.figure}
    if wanted not in due:
        raise Refused("No explanation is due for this figure any more: somebody has changed it. See how it stands now.")
    form = _waive_form(int(wanted), request.POST)
    if not form.is_valid():
        return ClosingAttempt(str(form.errors["reason"][0]), {f"waive{wanted}": form})
    version = ReadingVersion.objects.select_related("reading__council", "reading__measure").get(pk=wanted)
    waive(
        reading=version.reading, reason=form.cleaned_data["reason"], seen=due[wanted].explanation_number,
        by=asked.person, at=timezone.now(),
    )  # fmt: skip
    messages.success(request, f"{version.reading.measure.title}: no explanation is needed.")
    return None


def _meeting(request: HttpRequest, asked: ClosingRequest) -> ClosingAttempt | None:
    form = MeetingForm(_committees(asked), request.POST)
    if not form.is_valid():
        return ClosingAttempt("The meeting is not noted yet: see below.", {"meeting": form})
    stated = form.cleaned_data
    try:
        closing.add_meeting(
            committee=stated["committee"], date=stated["date"], title=stated["title"], by=asked.person,
            today=timezone.localdate(),
        )  # fmt: skip
    except Refused as error:
        form.add_error("date", str(error))
        return ClosingAttempt(str(error), {"meeting": form})
    messages.success(request, "The meeting is noted.")
    return None


def _propose(request: HttpRequest, asked: ClosingRequest) -> ClosingAttempt | None:
    """Propose another judgement for a figure of the list; a contract's is refused by name."""
    page = closing_page(asked.council, asked.period, timezone.localdate())
    form = _proposal_form(page, request.POST)
    if not form.is_valid():
        _refuse_contracts(page, request.POST.get("figure", ""))
        return ClosingAttempt("The proposal is not made yet: see below.", {"propose": form})
    kind, _, value = form.cleaned_data["judgement"].partition(":")
    version = ReadingVersion.objects.select_related("reading__measure__council", "reading__measure__framework").get(
        pk=form.cleaned_data["figure"]
    )
    try:
        overrides.propose(
            version=version, kind=kind, value=value, why=form.cleaned_data["why"], by=asked.person, at=timezone.now()
        )
    except (Refused, Closed) as error:
        return ClosingAttempt(str(error), {"propose": form}, 409)
    messages.success(request, f"{version.reading.measure.title}: the head of service is asked to agree.")
    return None


def _refuse_contracts(page: ClosingPage, figure: str) -> None:
    contracts = [each for each in page.items if each.line.rule.set_by is FrameworkKind.CONTRACT and each.line.figure]
    if figure in [str(each.line.figure.version) for each in contracts if each.line.figure]:
        raise Refused("The verdict of a contract is never overridden.")


ACTIONS = {
    "open": _open,
    "close": _close,
    "reopen": _reopen,
    "remind": _remind,
    "waive": _waive,
    "meeting": _meeting,
    "propose": _propose,
}
