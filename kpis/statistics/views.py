"""The control chart of a measure for exploring, and the page that tells what it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kpis.charts.interactive import figure
from kpis.domain.statistics.xmr import LEAST
from kpis.measures.views import asked_for
from kpis.refusals import NotFound
from kpis.statistics.texts import control_chart
from kpis.web.guards import public


@public
def chart(request: HttpRequest, council: str, ref: str) -> JsonResponse:
    """The interactive chart's data, of the same specification as the picture."""
    drawn = control_chart(asked_for(request, council, ref))
    if drawn is None:
        raise NotFound(f"There is no control chart of a measure with fewer than {LEAST} figures since its last break.")
    return JsonResponse(figure(drawn))


@public
def how_chance_works(request: HttpRequest) -> HttpResponse:
    return render(request, "statistics/how_chance_works.html", {"least": LEAST})
