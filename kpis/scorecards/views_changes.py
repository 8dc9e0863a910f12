"""What changed since the scorecard before: a page of its own, a part of the council's page, a link on the scorecard."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Period
from kpis.presenters import TOLD, look_of
from kpis.scorecards.queries import Scorecard, scorecard
from kpis.scorecards.queries_changes import Changed, ChangedMeasure, changed
from kpis.scorecards.rules import earlier_of
from kpis.scorecards.texts import title_of
from kpis.scorecards.texts_changes import changed_sentences, item_text, revised_text
from kpis.web.asking import address, viewer_of, wanted_from
from kpis.web.guards import public

ELSEWHERE = ("status", "outcome", "service", "text", "sort")
"""What a scorecard's address may hold that this page has no use for: it counts the whole scorecard."""


@public
def show(request: HttpRequest, council: str) -> HttpResponse:
    """What changed, for the scorecard that the address names."""
    wanted, viewer = wanted_from(request, council), viewer_of(request)
    card = scorecard(wanted, viewer)
    return render(request, "scorecards/changes.html", _context(request, card, changed(card, wanted, viewer)))


def _context(request: HttpRequest, card: Scorecard, found: Changed | None) -> dict[str, Any]:
    home, back = f"/{card.council.slug}/", reverse("scorecard", args=(card.council.slug,))
    return {
        "council": card.council,
        "notice": card.council.notice,
        "card": card,
        "title": title_of(card),
        "changed": changed_section(found, card),
        "now_address": address(request, as_of=None),
        "scorecards": [
            (each, back + _query(request, each)) for each in ((found.period, found.earlier) if found else ())
        ],
        "crumbs": [("Councils", "/"), (card.council.name, home), ("Scorecard", back + _query(request, card.period))],
    }


def _query(request: HttpRequest, period: Period | None) -> str:
    return address(request, period=period.slug if period else None, **dict.fromkeys(ELSEWHERE))


def changes_link(request: HttpRequest, card: Scorecard) -> tuple[Period, str] | None:
    """The period that a scorecard can be compared with, and where it is; None where there is none."""
    earlier = earlier_of(card.period, card.periods) if card.period else None
    if earlier is None:
        return None
    return earlier, reverse("changes", args=(card.council.slug,)) + _query(request, card.period)


def changed_section(found: Changed | None, card: Scorecard) -> dict[str, Any] | None:
    """What components/changed.html shows; None where there is nothing to compare with."""
    if found is None:
        return None
    return {
        "earlier": found.earlier,
        "sentences": changed_sentences(found),
        "groups": [(TOLD[told], [_row(item, found, card) for item in items]) for told, items in found.told().items()],
        "revised": [
            (each.measure, _measure(card, each.measure, each.period), revised_text(each)) for each in found.revised
        ],
    }


def _row(item: ChangedMeasure, found: Changed, card: Scorecard) -> dict[str, Any]:
    """A measure with its status now; of one that is gone, its page of the period before."""
    period = found.period if item.now else found.earlier
    return {
        "measure": item.measure,
        "url": _measure(card, item.measure, period),
        "look": look_of(item.now.verdict.status, item.now.verdict.rag) if item.now else None,
        "text": item_text(item, found),
    }


def _measure(card: Scorecard, measure: KeyMeasure, period: Period) -> str:
    """The address of a measure's page for a period, as of the scorecard's moment."""
    as_of = {"as_of": f"{timezone.localtime(card.at):%Y-%m-%d}"} if card.at else {}
    return f"{reverse('measure', args=(card.council.slug, measure.ref))}?{urlencode({'period': period.slug, **as_of})}"
