"""The control chart of a measure for exploring, and the page that tells what it is."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from kpis.charts.interactive import figure
from kpis.domain.statistics.xmr import LEAST
from kpis.measures.views import asked_for
from kpis.refusals import NotFound
from kpis.scorecards.queries import Scorecard
from kpis.scorecards.texts import title_of
from kpis.statistics.queries import long_card
from kpis.statistics.texts import control_chart
from kpis.statistics.texts_card import chance_matrix
from kpis.web.asking import address, viewer_of, wanted_from
from kpis.web.guards import public


@public
def chart(request: HttpRequest, council: str, ref: str) -> JsonResponse:
    """The interactive chart's data, of the same specification as the picture."""
    drawn = control_chart(asked_for(request, council, ref))
    if drawn is None:
        raise NotFound(f"There is no control chart of a measure with fewer than {LEAST} figures since its last break.")
    return JsonResponse(figure(drawn))


@public
def card(request: HttpRequest, council: str) -> HttpResponse:
    """A scorecard's measures by what chance would do, and by what is to be expected against their targets."""
    found = long_card(wanted_from(request, council), viewer_of(request))
    measures = reverse("measure", args=(found.council.slug, "x")).removesuffix("x/")
    where = reverse("scorecard", args=(found.council.slug,)) + _carried(request, found, "committee", "framework")
    context = {
        "council": found.council,
        "notice": found.council.notice,
        "card": found,
        "title": title_of(found),
        "matrix": chance_matrix(found.lines, measures, _carried(request, found)) if found.lines else None,
        "now_address": address(request, as_of=None),
        "crumbs": [("Councils", "/"), (found.council.name, f"/{found.council.slug}/"), ("Scorecard", where)],
    }
    return render(request, "statistics/card.html", context)


def _carried(request: HttpRequest, found: Scorecard, *also: str) -> str:
    """The query that leads to the same period, as of the same day; ``also``: what else of this address is kept."""
    dropped = dict.fromkeys(set(request.GET) - {"as_of", *also})
    return address(request, **{**dropped, "period": found.period.slug if found.period else None})


@public
def how_chance_works(request: HttpRequest) -> HttpResponse:
    return render(request, "statistics/how_chance_works.html", {"least": LEAST})
