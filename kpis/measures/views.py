"""The whole history of a measure, for the people of its service and the performance team."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kpis.measures.queries import MeasurePage, measure_page
from kpis.measures.queries_changes import story
from kpis.models import Measure
from kpis.people import check_sees_entry
from kpis.readings.councils import council_for
from kpis.refusals import Denied, NotFound
from kpis.web.asking import person_of, viewer_of, wanted_from

PAGE = 50


@require_safe
def measure_history(request: HttpRequest, council: str, ref: str) -> HttpResponse:
    """Fifty events a page, the newest first. Whoever may not see figures on their way in finds no such page."""
    viewer = viewer_of(request)
    try:
        found = council_for(council, viewer)
        measure = _measure(found.id, ref)
        check_sees_entry(person_of(request), measure)
    except (NotFound, Denied) as error:
        raise NotFound("There is no such history here, or it is not open to you.") from error
    told: Any = story(measure, viewer)
    page = Paginator(told, PAGE).get_page(request.GET.get("page"))
    context = {
        "council": found,
        "notice": found.notice,
        "measure": measure,
        "page": page,
        "crumbs": [
            ("Councils", "/"),
            (found.name, f"/{found.slug}/"),
            (measure.title, f"/{found.slug}/measures/{measure.ref}/"),
        ],
    }
    return render(request, "measures/changes.html", context)


def _measure(council_id: int, ref: str) -> Measure:
    """Raises NotFound."""
    found = Measure.objects.select_related("service", "framework", "council").filter(council_id=council_id)
    for measure in found.filter(ref__iexact=ref):
        return measure
    raise NotFound("no such measure")


def asked_for(request: HttpRequest, council: str, ref: str) -> MeasurePage:
    return measure_page(wanted_from(request, council), ref, viewer_of(request))
