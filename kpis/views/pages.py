"""Pages of text: how status is worked out, and the accessibility statement."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kpis.presenters import status_key
from kpis.views.guards import public


@public
def how_it_works(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/how_it_works.html", {"statuses": status_key()})


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    contact = settings.ACCESSIBILITY_CONTACT
    return render(request, "pages/accessibility.html", {"accessibility_contact": contact})
