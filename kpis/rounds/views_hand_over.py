"""Handing measures over: from one officer to another, for good or as a deputy, from a day on."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.domain.periods import date_text
from kpis.models import Council, User
from kpis.people import Person, name_of
from kpis.refusals import NotFound, Refused
from kpis.rounds.actions_hand_over import hand_over as give
from kpis.rounds.forms_hand_over import NOBODY, HandOverForm
from kpis.rounds.queries_owners import Owner, officers, owned, owners
from kpis.web.asking import performance_of


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, council: str) -> HttpResponse:
    """First whose measures are handed over, then to whom, from when and which."""
    found, person = performance_of(request, council)
    today = timezone.localdate()
    known = owners(found.pk, today)
    asked = request.GET.get("from", "")
    context = _context(found, known, asked, person)
    if not asked:
        return render(request, "rounds/hand_over.html", context)
    giver = _giver(known, asked)
    form = _form(request, found, giver, today)
    if request.method == "POST" and (saved := _save(request, person, giver, form)):
        return saved
    context |= {"form": form, "giver": name_of(giver) if giver else "", "is_chosen": True}
    return render(request, "rounds/hand_over.html", context, status=422 if form.errors else 200)


def _context(council: Council, known: list[Owner], asked: str, person: Person) -> dict[str, Any]:
    choices = [(str(each.user.pk), f"{name_of(each.user)}: {_count(each.measures)}") for each in known]
    return {
        "council": council,
        "notice": council.notice,
        "givers": [*choices, (NOBODY, "Measures that nobody owns")],
        "asked": asked,
        "crumbs": [("Councils", "/"), (council.name, f"/{council.slug}/")],
    }


def _giver(known: list[Owner], asked: str) -> User | None:
    """Whose measures; None for those that nobody owns."""
    if asked == NOBODY:
        return None
    for each in known:
        if str(each.user.pk) == asked:
            return each.user
    raise NotFound("This person owns no measure of the council. The page without its query lists those who do.")


def _form(request: HttpRequest, council: Council, giver: User | None, today: dt.date) -> HandOverForm:
    given = request.POST if request.method == "POST" else None
    measures = owned(council.pk, giver.pk if giver else None, today)
    people = officers(council.pk, today)
    return HandOverForm(given, giver=giver, people=people, owned=measures, initial={"on": today})


def _save(request: HttpRequest, person: Person, giver: User | None, form: HandOverForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    taker = User.objects.get(pk=given["to"])
    is_deputy = giver is not None and given["manner"] == "deputy"
    try:
        made = give(
            measures=form.chosen,
            from_user=giver,
            to_user=taker,
            on=given["on"],
            deputy=is_deputy,
            by=person,
            reason=given["reason"],
        )
    except Refused as error:
        form.add_error("to", str(error))
        return None
    messages.success(request, _done(len(made), taker, given["on"], is_deputy))
    return HttpResponseRedirect(request.path)


def _done(count: int, taker: User, on: dt.date, is_deputy: bool) -> str:
    how = "as a deputy " if is_deputy else ""
    return f"{taker.get_full_name() or taker} enters the figures of {_count(count)} {how}from {date_text(on)}."


def _count(count: int) -> str:
    return f"{count} measure{'' if count == 1 else 's'}"
