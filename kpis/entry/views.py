"""Figures on their way in: what a person owes, and the page on which one figure is entered."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kpis.domain.entry import Explained
from kpis.domain.figure import Notes
from kpis.domain.figure_reader import Shape
from kpis.domain.line import Line
from kpis.domain.periods import Period
from kpis.domain.words import Rag
from kpis.entry.actions import is_repeat, projection_of, reason_of
from kpis.entry.actions_explanations import explain, save_explained
from kpis.entry.forms import EXPLANATION, ExplanationForm, FigureForm
from kpis.entry.queries_doubts import doubts
from kpis.entry.queries_figure import OneFigure, one_figure
from kpis.entry.texts_parts import worked_out
from kpis.entry.views_texts import (
    about_figure,
    beside_field,
    explained_text,
    initial_of,
    preview,
    saved_text,
    standing_text,
    theirs_text,
)
from kpis.models import Explanation, Measure
from kpis.people import Person, check_enter, check_sees_entry, may
from kpis.readings.entries import Entry, Place
from kpis.readings.open import check_open
from kpis.refusals import Conflict, NotFound, Refused
from kpis.web.asking import LONGEST, period_from, person_of

PLAIN = "text/plain; charset=utf-8"
ACTIONS = ("check", "draft", "submit", "explain")
NO_SUCH_FIGURE = "There is no such figure that you could enter. Your figures due are listed under My figures."


@require_safe
def parts(request: HttpRequest, council: str, ref: str, period: str) -> HttpResponse:
    """What a numerator and a denominator that somebody is typing give, as a sentence; blank while they give nothing."""
    page = _asked_for(person_of(request), council, ref, period, timezone.localdate())
    numerator, denominator = (request.GET.get(name, "")[:LONGEST] for name in ("numerator", "denominator"))
    said = worked_out(numerator, denominator, Shape.of(page.row, page.rule))
    return HttpResponse(said or "", content_type=PLAIN)


@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, council: str, ref: str, period: str) -> HttpResponse:
    """One figure. A check or a refusal answers with the page, as it was filled in; a save leads back to it."""
    person, today = person_of(request), timezone.localdate()
    page = _asked_for(person, council, ref, period, today)
    if request.method == "POST":
        return _posted(request, page, person)
    return _shown(request, page, _form(page, today))


def _asked_for(person: Person, council: str, ref: str, period: str, today: dt.date) -> OneFigure:
    """The figure of an address: 404 for what the person may not see, 403 for what they may not enter (any more)."""
    related = ("council", "service", "framework")
    measure = Measure.objects.select_related(*related).filter(council__slug=council, ref__iexact=ref).first()
    if measure is None or not may(check_sees_entry, person, measure):
        raise NotFound(NO_SUCH_FIGURE)
    asked = period_from(period)
    page = one_figure(measure, _named(asked, measure), today)
    check_enter(person, measure)
    check_open(measure.council_id, page.period)
    return page


def _named(period: Period | None, measure: Measure) -> Period:
    if period is None:
        raise NotFound(NO_SUCH_FIGURE)
    return Period.stored(period.kind, period.start, period.end, measure.year_start)


def _form(page: OneFigure, today: dt.date, data: Any = None, action: str = "", apart: bool = False) -> FigureForm:
    return FigureForm(
        data,
        initial=initial_of(page),
        shape=Shape.of(page.row, page.rule),
        period=page.period,
        is_revision=page.signed is not None,
        today=today,
        action=action,
        explains=not (apart or page.is_explained_apart) if data is None else "explanation_seen" in data,
    )


def _explanation_form(page: OneFigure, data: Any = None) -> ExplanationForm:
    return ExplanationForm(data, initial=initial_of(page), period=page.period)


def _posted(request: HttpRequest, page: OneFigure, person: Person) -> HttpResponse:
    """What was sent: checked, and saved where that is asked for. Nothing but the form's own fields is read."""
    action = request.POST.get("do", "check")
    if action == "explain" and "marker" not in request.POST:
        return _explained(request, page, _explanation_form(page, request.POST), person)
    form = _form(page, timezone.localdate(), request.POST, action if action in ACTIONS else "check")
    if not form.is_valid():
        is_stale = form.asked in ("draft", "submit") and form.cleaned_data.get("seen", page.seen) != page.seen
        return _conflict(request, page, form) if is_stale else _shown(request, page, form)
    if form.asked == "explain":
        return _explained(request, page, form, person)
    entry = _entry(page, form)
    line = page.judged(entry.figure, entry.notes.break_before)
    if found := doubts(line):
        form.require_confirmation()
    if form.asked == "check" or not form.is_valid():
        return _shown(request, page, form, line, bool(found))
    return _saved(request, page, form, entry, line, person)


def _entry(page: OneFigure, form: FigureForm) -> Entry:
    given = form.cleaned_data
    confirmed = "" if given["confirmed"] in form.reason else given["confirmed"]
    return Entry(
        place=Place(page.measure, page.period),
        figure=form.figure,
        notes=Notes(given["commentary"], given["section"], given["break_before"]),
        opinions=projection_of(given["projection"]),
        reason=reason_of(form.reason, confirmed),
        seen=given["seen"],
    )


def _saved(
    request: HttpRequest, page: OneFigure, form: FigureForm, entry: Entry, line: Line, person: Person
) -> HttpResponse:
    submit, said = form.asked == "submit", _newly_said(page.explanation, form.explained)
    try:
        save_explained(
            entry=entry, submit=submit, by=person, at=timezone.now(), said=said,
            said_seen=form.cleaned_data.get("explanation_seen", 0),
        )  # fmt: skip
    except Conflict as conflict:
        current = conflict.standing.get(entry.place)
        is_mine = is_repeat(current, entry=entry, submit=submit, by=person)
        if not is_mine or not _is_said(page, form.explained):
            return _conflict(request, page, form, about_explanation=entry.place not in conflict.standing)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _shown(request, page, form, line)
    messages.success(request, saved_text(line, submit, said or page.explanation))
    return redirect(request.path)


def _newly_said(stands: Explanation | None, said: Explained | None) -> Explained | None:
    """What was written of a red figure where it differs from what stands; None where there is nothing to save."""
    before = Explained(stands.cause, stands.action, stands.owner, stands.back_on_track) if stands else Explained()
    return None if said == before else said


def _is_said(page: OneFigure, said: Explained | None) -> bool:
    """Whether what was written of a red figure is what stands now."""
    now = one_figure(page.measure, page.period, timezone.localdate())
    return _newly_said(now.explanation, said) is None


def _explained(request: HttpRequest, page: OneFigure, form: ExplanationForm, person: Person) -> HttpResponse:
    """The explanation alone, of a figure that is in or on its way."""
    if page.reading is None:
        form.add_error(None, "There is no figure yet that could be explained: save one with its explanation.")
    if not form.is_valid() or page.reading is None:
        return _shown(request, page, form)
    said = _newly_said(page.explanation, form.explained)
    try:
        if said is not None:
            seen = form.cleaned_data["explanation_seen"]
            explain(reading=page.reading, said=said, seen=seen, by=person, at=timezone.now())
    except Conflict:
        return _conflict(request, page, form, about_explanation=True)
    except Refused as refused:
        form.add_error(None, str(refused))
        return _shown(request, page, form)
    messages.success(request, explained_text(said) if said else "The explanation stands as it was.")
    return redirect(request.path)


def _conflict(
    request: HttpRequest, page: OneFigure, form: ExplanationForm, about_explanation: bool = False
) -> HttpResponse:
    """409: what the other saved beside what this person typed, which can now be saved over it, or left."""
    now = one_figure(page.measure, page.period, timezone.localdate())
    data = request.POST.copy()
    data["seen"] = str(now.seen)
    if "explanation_seen" in data:
        data["explanation_seen"] = str(now.explanation.number if now.explanation else 0)
    mine: ExplanationForm = _explanation_form(now, data)
    if isinstance(form, FigureForm):
        mine = _form(now, timezone.localdate(), data, form.asked)
    theirs = theirs_text(now, about_explanation=about_explanation)
    return _shown(request, now, mine, theirs=theirs, status=409)


def _shown(
    request: HttpRequest,
    page: OneFigure,
    sent: ExplanationForm,
    line: Line | None = None,
    in_doubt: bool = False,
    theirs: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page around a form. A red figure that has left its officer's hands is explained first, in a form of its own;
    while its number is being revised, that alone is asked for."""
    sent.mark_needed()
    form = sent if isinstance(sent, FigureForm) else None if theirs else _form(page, timezone.localdate(), apart=True)
    context = {
        "council": page.measure.council,
        "notice": page.measure.council.notice,
        "page": page,
        "measure": page.measure,
        "sent": sent,
        "form": form,
        "explanation": _explanation_of(page, sent),
        "standing": standing_text(page, timezone.localdate()),
        "about": about_figure(page),
        "beside": beside_field(page),
        "preview": preview(page, line, sent.explained or page.explanation) if line else None,
        "theirs": theirs,
        "crumbs": [("Councils", "/"), ("My figures", "/entry/")],
        **(_fields(form, page, line, in_doubt) if form else {}),
    }
    return render(request, "entry/figure.html", context, status=status)


def _explanation_of(page: OneFigure, sent: ExplanationForm) -> ExplanationForm | None:
    """The form of the explanation alone: as it was sent, or as it stands beside a figure that nobody is changing."""
    if not isinstance(sent, FigureForm):
        return sent
    if sent.is_bound or not page.is_explained_apart:
        return None
    form = _explanation_form(page)
    form.mark_needed()
    return form


def _fields(form: FigureForm, page: OneFigure, line: Line | None, in_doubt: bool) -> dict[str, Any]:
    """Which of the figure's fields are shown, and which of its parts are unfolded."""
    form.mark_needed()
    return {
        "ask_confirmation": in_doubt or "confirmed" in form.errors or bool(form["confirmed"].value()),
        "worked": _worked(form),
        "explain_open": _is_explaining(form, line or (page.standing if page.last else None)),
        "action": form.asked,
    }


def _worked(form: FigureForm) -> str | None:
    """What the parts in the form give, as they were typed or as they stand."""
    if "numerator" not in form.fields:
        return None
    return worked_out(str(form["numerator"].value() or ""), str(form["denominator"].value() or ""), form.shape)


def _is_explaining(form: FigureForm, line: Line | None) -> bool:
    """Whether the explanation's fields are open: the figure is red, or something stands in them."""
    is_red = line is not None and line.verdict.rag is Rag.RED
    return is_red or any(form[name].value() or form[name].errors for name in EXPLANATION if name in form.fields)
