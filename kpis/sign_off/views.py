"""Signing off: everything submitted in the services whose head somebody is, signed off or returned with a reason."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.domain.entry import WITHOUT_PARTS
from kpis.domain.figure import Actual
from kpis.domain.numbers import Unit, round_half_up
from kpis.domain.periods import Period, date_text
from kpis.domain.sentences import gap_text
from kpis.domain.words import Movement
from kpis.entry import actions as figures
from kpis.models import OverrideProposal, ReadingVersion
from kpis.people import Person, check_sees_entry, check_sign_off, may
from kpis.presenters import MOVEMENTS
from kpis.refusals import Closed, Denied, NotFound, Refused
from kpis.sign_off import actions_overrides as overrides
from kpis.sign_off.forms import AnswerForm, ReturnForm
from kpis.sign_off.queries import Proposed, Waiting, signing_page, signs
from kpis.sign_off.views_overrides import computed_text, judgement_text, kind_text
from kpis.web.asking import number_from, person_of
from kpis.web.lines import has_value, row_of
from kpis.web.rows import ScorecardRow

NOT_A_HEAD = "Only heads of service sign figures off. You are not the head of any service today."
OWN = "You entered this figure yourself: another head of service has to sign it off."
MOST_AT_ONCE = 500


class SignOffAttempt(NamedTuple):
    """What the last attempt came to: an error to show, and the form with what was typed, by its version or proposal."""

    error: str = ""
    forms: dict[tuple[str, int], Form] = {}
    reading: int = 0
    status: int = 200


class WaitingFigure(NamedTuple):
    """A waiting figure as the page shows it."""

    waiting: Waiting
    row: ScorecardRow
    period: str
    change: str
    was: str
    by: str
    at: Any
    blocked: str
    left_out: tuple[str, ...]
    is_changed: bool
    form: Form
    explained: Any


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What waits for the person; a POST answers one figure, several that are ticked, or a proposal."""
    person = person_of(request)
    if not signs(person):
        raise Denied(NOT_A_HEAD)
    if request.method != "POST":
        return _page(request, person, SignOffAttempt())
    act = ACTIONS.get(request.POST.get("action", ""))
    if act is None:
        raise BadRequest("The form names nothing that can be done here.")
    said = act(request, person)
    return _page(request, person, said) if said else redirect("sign_off")


def _page(request: HttpRequest, person: Person, said: SignOffAttempt) -> HttpResponse:
    page = signing_page(person)
    services = [(name, [_shape(each, person, said) for each in found]) for name, found in page.services]
    context = {
        "services": services,
        "count": len(page.waiting),
        "can_tick": sum(not (each.blocked or each.left_out) for _, found in services for each in found),
        "proposals": [_proposal(each, person, said) for each in page.proposals],
        "error": said.error,
        "crumbs": [("Councils", "/")],
    }
    return render(request, "sign_off/queue.html", context, status=said.status)


def _shape(each: Waiting, person: Person, said: SignOffAttempt) -> WaitingFigure:
    line = each.line
    period = line.period or Period.day(each.entered_at.date())
    measures = reverse("measure", args=(each.council, "x")).removesuffix("x/")
    row = row_of(line, measures, period)
    was = each.before.text(line.rule) if isinstance(each.before, Actual) else ""
    return WaitingFigure(
        each, row, period.long_label, _change(each), was, ", ".join(each.entered_by.values()) or "an import",
        timezone.localtime(each.entered_at), OWN if person.user_id in each.entered_by else "", left_out(each),
        each.reading_id == said.reading, said.forms.get(("version", each.version_id)) or ReturnForm(each.version_id),
        each.explained,
    )  # fmt: skip


def _change(each: Waiting) -> str:
    """How far a revision moves what is signed off: "up 12"; blank where there are no two figures to hold together."""
    old, new, rule = each.before, each.line.figure, each.line.rule
    if not (isinstance(old, Actual) and isinstance(new, Actual) and has_value(old) and has_value(new)):
        return ""
    before, after = old.exact(rule), new.exact(rule)
    if before is None or after is None or rule.unit is Unit.MILESTONE:
        return ""
    if before == after:
        return "the figure itself is unchanged"
    change = round_half_up(after, rule.places) - round_half_up(before, rule.places)
    if not change:
        return "unchanged as printed"
    return f"{MOVEMENTS[Movement.UP if change > 0 else Movement.DOWN]} {gap_text(rule, change)}"


def left_out(each: Waiting) -> tuple[str, ...]:
    """Why a figure is not signed off with others at once; empty where it can be."""
    reasons = (
        (any(doubt is not WITHOUT_PARTS for doubt in each.doubts), "it looks like a slip"),
        (each.is_revision, "it revises a signed-off figure"),
        (each.is_first, "it is the measure's first figure"),
        (each.explanation_due, "its explanation is due"),
    )
    return tuple(reason for holds, reason in reasons if holds)


def _proposal(each: Proposed, person: Person, said: SignOffAttempt) -> dict[str, Any]:
    line = each.line
    form = said.forms.get(("proposal", each.id)) or AnswerForm(each.id, needed=False)
    return {
        "id": each.id,
        "title": line.measure.title,
        "ref": line.measure.ref,
        "url": reverse("measure", args=(each.council, line.measure.ref)),
        "period": line.period.long_label if line.period else "",
        "figure": line.printed,
        "kind": kind_text(each.kind),
        "computed": computed_text(line, each.kind),
        "proposed": judgement_text(each.kind, each.value),
        "why": each.why,
        "by": each.by,
        "at": date_text(timezone.localtime(each.at).date()),
        "blocked": "You proposed this yourself: another head of service has to answer it."
        if each.by_id == person.user_id
        else "",
        "form": form,
    }


def _sign_off(request: HttpRequest, person: Person) -> SignOffAttempt | None:
    version = _version(request.POST.get("version", ""), person)
    try:
        figures.sign_off(version_id=version.pk, by=person, at=timezone.now())
    except (Refused, Closed) as error:
        return SignOffAttempt(_with_title(version, error), reading=version.reading_id, status=409)
    messages.success(request, f"{version.reading.measure.title} is signed off.")
    return None


def _return(request: HttpRequest, person: Person) -> SignOffAttempt | None:
    version = _version(request.POST.get("version", ""), person)
    form = ReturnForm(version.pk, request.POST)
    check_sign_off(person, version.reading.measure, frozenset())
    if not form.is_valid():
        return SignOffAttempt(str(form.errors["reason"][0]), {("version", version.pk): form}, status=200)
    try:
        figures.return_(version_id=version.pk, reason=form.cleaned_data["reason"], by=person, at=timezone.now())
    except (Refused, Closed) as error:
        return SignOffAttempt(_with_title(version, error), reading=version.reading_id, status=409)
    messages.success(request, f"{version.reading.measure.title} has gone back to its officer.")
    return None


def _sign_off_ticked(request: HttpRequest, person: Person) -> SignOffAttempt | None:
    """Sign off all that are ticked; those that need a look of their own stay, and are named."""
    asked = [_version(text, person) for text in request.POST.getlist("ticked")[:MOST_AT_ONCE]]
    waiting = {each.version_id: each for each in signing_page(person).waiting}
    gone = [each for each in asked if each.pk not in waiting]
    if not asked or gone:
        error = _with_title(gone[0], Refused(CHANGED)) if gone else "Tick the figures that you want to sign off."
        return SignOffAttempt(error, reading=gone[0].reading_id if gone else 0, status=409 if gone else 200)
    apart = {each.pk: _apart(waiting[each.pk], person) for each in asked}
    chosen = [each.pk for each in asked if not apart[each.pk]]
    try:
        figures.sign_off_many(version_ids=chosen, by=person, at=timezone.now())
    except (Refused, Closed) as error:
        return SignOffAttempt(f"Nothing was signed off. {error}", status=409)
    messages.success(request, f"{len(chosen)} figure{'' if len(chosen) == 1 else 's'} signed off.")
    for each in asked:
        if apart[each.pk]:
            messages.warning(request, f"Not signed off: {each.reading.measure.title}, because {apart[each.pk]}.")
    return None


CHANGED = "This figure is no longer waiting: somebody has changed or answered it."


def _apart(each: Waiting, person: Person) -> str:
    own = ("you entered it yourself",) if person.user_id in each.entered_by else ()
    return " and ".join((*own, *left_out(each)))


def _answer(request: HttpRequest, person: Person) -> SignOffAttempt | None:
    """Agree to a proposal, or refuse it with a reason."""
    proposal, agree = _asked_proposal(request.POST.get("proposal", ""), person), request.POST["action"] == "agree"
    form = AnswerForm(proposal.pk, request.POST, needed=not agree)
    if not form.is_valid():
        return SignOffAttempt(str(form.errors["answer"][0]), {("proposal", proposal.pk): form})
    try:
        overrides.answer(proposal_id=proposal.pk, agree=agree, answer=form.cleaned_data["answer"], by=person,
                         at=timezone.now())  # fmt: skip
    except (Refused, Closed) as error:
        return SignOffAttempt(_with_title(proposal.version, error), status=409)
    title = proposal.version.reading.measure.title
    messages.success(request, f"{title}: you {'agreed to' if agree else 'refused'} the proposal.")
    return None


ACTIONS = {
    "sign_off": _sign_off,
    "return": _return,
    "sign_off_ticked": _sign_off_ticked,
    "agree": _answer,
    "refuse": _answer,
}


def _version(text: str, person: Person) -> ReadingVersion:
    """A version that the person may see, whatever became of it. Raises NotFound, or Denied for another's service."""
    rows = ReadingVersion.objects.select_related("reading__measure")
    found = rows.filter(pk=number_from(text)).first()
    if found is None or not may(check_sees_entry, person, found.reading.measure):
        raise NotFound("There is no such figure in your services.")
    check_sign_off(person, found.reading.measure, frozenset())
    return found


def _asked_proposal(text: str, person: Person) -> OverrideProposal:
    rows = OverrideProposal.objects.select_related("version__reading__measure")
    found = rows.filter(pk=number_from(text)).first()
    if found is None or not may(check_sees_entry, person, found.version.reading.measure):
        raise NotFound("There is no such proposal in your services.")
    return found


def _with_title(version: ReadingVersion, error: Exception) -> str:
    return f"{version.reading.measure.title}: {error}"
