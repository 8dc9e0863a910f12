"""Where signing in leads: to the one place of a person's role, or to a page with all of theirs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpis.models.people import Role
from kpis.pages.queries_home import committee_starts, own_committees, start_places
from kpis.pages.texts_home import NO_PLACE, committee_text, place_text
from kpis.people import check_member
from kpis.readings.councils import CouncilInfo, council_for
from kpis.web.asking import colleague_of, roles_of, viewer_of


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Whoever has one place is led there. Nobody else is: which of several is wanted is not for the page to guess."""
    places, today = start_places(roles_of(request)), timezone.localdate()
    is_staff = request.user.is_active and getattr(request.user, "is_staff", False)
    told = [place_text(each, today, is_staff=is_staff) for each in places]
    if len(told) == 1:
        return redirect(told[0].url)
    seats = (each.slug for each in places if each.role is Role.MEMBER)
    context = {
        "places": told,
        "nowhere": "" if told else NO_PLACE,
        "councils": [_committees(request, council_for(slug, viewer_of(request))) for slug in seats],
    }
    return render(request, "pages/home_of.html", context)


@require_safe
def committees(request: HttpRequest, council: str) -> HttpResponse:
    """A member's committees: headline, newly red, promises, next meeting. 404 where the council is not open to whoever
    asks, 403 to those who are no members of it."""
    found = council_for(council, viewer_of(request))
    check_member(colleague_of(request), found.id)
    context = {
        "council": found,
        "notice": found.notice,
        "councils": [_committees(request, found)],
        "crumbs": [("Councils", "/"), (found.name, f"/{found.slug}/")],
    }
    return render(request, "pages/home_of.html", context)


def _committees(request: HttpRequest, council: CouncilInfo) -> dict[str, Any]:
    today = timezone.localdate()
    slugs = own_committees(request.user.pk or 0, council, today)
    found = committee_starts(council, slugs, timezone.now(), today, viewer_of(request))
    return {"council": council, "committees": [committee_text(each) for each in found]}
