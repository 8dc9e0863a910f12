"""The home page with its search, and a council's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpis.contracts.views import reports_open
from kpis.domain.periods import Period
from kpis.entry.queries import last_ended
from kpis.models import Council
from kpis.people import check_performance, may
from kpis.publications.queries import closed_publishers, published
from kpis.publications.views import by_committee
from kpis.readings.councils import MOST_LISTED, councils
from kpis.readings.wanted import Wanted
from kpis.scorecards.queries import offered, scorecard
from kpis.scorecards.queries_changes import changed
from kpis.scorecards.texts import opening
from kpis.scorecards.texts_outcomes import outcome_chart
from kpis.scorecards.views_changes import changed_section
from kpis.search.views import asked_for, results
from kpis.web.asking import colleague_of, viewer_of
from kpis.web.guards import public

LATEST = 6
"""Reports on a council's own page; the list has all of them."""


@public
def home(request: HttpRequest) -> HttpResponse:
    """A search for a measure or a council, the councils open to the reader, and closed ones with reports to read."""
    viewer, text = viewer_of(request), asked_for(request)
    closed = [each for each in closed_publishers(viewer, timezone.now()) if _is_named(each.name, text)]
    context = {
        "q": text,
        "results": results(text, viewer) if text else None,
        "listed": councils(viewer, text),
        "closed": closed[:MOST_LISTED],
        "more_closed": max(len(closed) - MOST_LISTED, 0),
    }
    return render(request, "pages/home.html", context)


def _is_named(name: str, text: str) -> bool:
    return all(word in name.casefold() for word in text.casefold().split())


@public
def show(request: HttpRequest, council: str) -> HttpResponse:
    """A council: its plans and contracts, its committees, its latest period and what changed since the one before."""
    wanted, viewer = Wanted(council, timezone.localdate()), viewer_of(request)
    card = scorecard(wanted, viewer)
    context = {
        "council": card.council,
        "notice": card.council.notice,
        "card": card,
        "opening": opening(card),
        "outcome_chart": outcome_chart(card.lines),
        "changed": changed_section(changed(card, wanted, viewer), card),
        "periods": offered(card.periods),
        "papers": by_committee(published(card.council.id, timezone.now())[:LATEST], card.council.slug),
        "to_close": _to_close(request, card.council.id),
        "contract_reports": reports_open(request, card.council.id),
        "crumbs": [("Councils", "/")],
    }
    return render(request, "pages/council.html", context)


def _to_close(request: HttpRequest, council_id: int) -> Period | None:
    """The quarter to close, for the performance team; nothing is asked of the database for nobody."""
    if not request.user.is_authenticated:
        return None
    is_team = may(check_performance, colleague_of(request), Council(pk=council_id))
    return last_ended(timezone.localdate()) if is_team else None
