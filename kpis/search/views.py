"""The search of a council, and the results of one on the home page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpis.people import Viewer
from kpis.readings.councils import council_for
from kpis.search.queries import MOST_FOUND, find, judged
from kpis.search.texts import Results, results_of
from kpis.web.asking import LONGEST, viewer_of
from kpis.web.guards import public


def asked_for(request: HttpRequest) -> str:
    """The text that is looked for."""
    return request.GET.get("q", "")[:LONGEST].strip()


def results(text: str, viewer: Viewer, council_id: int | None = None) -> Results:
    """What a search finds, judged as on the scorecards."""
    found = find(text, viewer, council_id)
    return results_of(text, found, judged(found[:MOST_FOUND], viewer, timezone.localdate()))


@public
def show(request: HttpRequest, council: str) -> HttpResponse:
    """A search of one council's measures, which offers that of all."""
    viewer, text = viewer_of(request), asked_for(request)
    here = council_for(council, viewer)
    context = {
        "council": here,
        "notice": here.notice,
        "q": text,
        "results": results(text, viewer, here.id) if text else None,
        "crumbs": [("Councils", "/"), (here.name, f"/{here.slug}/")],
    }
    return render(request, "search/show.html", context)
