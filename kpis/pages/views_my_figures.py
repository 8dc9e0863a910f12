"""My figures: what a person owes, and the steps that wait for them, across every room."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpis.entry.queries import OwedFigure, owed
from kpis.entry.views_texts import due_groups, grids, imports
from kpis.models import Council, Measure
from kpis.models.people import Role
from kpis.pages.texts_own_steps import own_steps_of
from kpis.people import Person, check_enter, may
from kpis.readings.open import calendar_of
from kpis.web.asking import person_of


@require_safe
def due(request: HttpRequest) -> HttpResponse:
    """What the person owes across the measures that they own or stand in for, grouped by how far it is."""
    person, today = person_of(request), timezone.localdate()
    items: list[tuple[Council, OwedFigure]] = []
    owned_by, whole = _owned(person), _performs_for(person)
    for council, measure_ids in owned_by.items():
        found = owed(council.pk, measure_ids, today, calendar_of(council.pk))
        items += [(council, each) for each in found]
    context = {
        "groups": due_groups(items, today),
        "grids": grids(items, whole, today),
        "imports": imports([*owned_by, *whole]),
        "steps": own_steps_of(person, today),
        "owns": bool(owned_by),
        "crumbs": [("Councils", "/")],
    }
    return render(request, "entry/due.html", context)


def _owned(person: Person) -> dict[Council, list[int]]:
    """The measures whose figures the person enters as owner or deputy, by council: one statement."""
    found: dict[Council, list[int]] = {}
    for measure in Measure.objects.filter(pk__in=person.owns).select_related("council").order_by("council__name"):
        if may(check_enter, person, measure):
            found.setdefault(measure.council, []).append(measure.pk)
    return found


def _performs_for(person: Person) -> list[Council]:
    """The councils of whose performance team the person is, and may enter every figure."""
    ids = [pk for pk in person.councils if person.has(Role.PERFORMANCE, pk)]
    return list(Council.objects.filter(pk__in=ids)) if ids else []
