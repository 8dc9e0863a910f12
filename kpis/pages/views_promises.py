"""The promises of a council or a committee: due, kept, not kept, moved, withdrawn."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kpis.measures.queries_promises import promises_page
from kpis.measures.texts_promises import promise_groups, promises_sentence
from kpis.web.asking import address, viewer_of, wanted_from
from kpis.web.guards import public


@public
def show(request: HttpRequest, council: str) -> HttpResponse:
    """What was promised where figures were red, and what became of it; of one committee, where one is named."""
    page = promises_page(wanted_from(request, council), viewer_of(request))
    query = address(request, **dict.fromkeys(set(request.GET) - {"committee", "framework", "as_of"}))
    scorecard = reverse("scorecard", args=(page.council.slug,)) + query
    context = {
        "council": page.council,
        "notice": page.council.notice,
        "page": page,
        "groups": promise_groups(page.told),
        "sentence": promises_sentence(page.told),
        "now_address": address(request, as_of=None),
        "crumbs": [("Councils", "/"), (page.council.name, f"/{page.council.slug}/"), ("Scorecard", scorecard)],
    }
    return render(request, "pages/promises.html", context)
