"""Pages of text: how status is worked out, and the accessibility statement."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kpis.contracts.rules_clauses import USUAL_TERMS, WORKED_OUT, clause_text
from kpis.contracts.rules_terms import count_text
from kpis.domain.schemes import WAYS
from kpis.presenters import status_key
from kpis.web.guards import public


@public
def how_it_works(request: HttpRequest) -> HttpResponse:
    schemes = [way.WORDING for way in WAYS.values()]
    context = {
        "statuses": status_key(),
        "schemes": schemes,
        "count": count_text(len(schemes)),
        "clauses": [clause_text(each.key, USUAL_TERMS) for each in WORKED_OUT],
    }
    return render(request, "pages/how_it_works.html", context)


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    contact = settings.ACCESSIBILITY_CONTACT
    return render(request, "pages/accessibility.html", {"accessibility_contact": contact})
