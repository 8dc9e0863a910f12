"""Whose publications are asked for: they are public once they are open, even where the council's scorecards are not."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse

from kpis.models import Council
from kpis.people import check_performance, may
from kpis.refusals import NotFound
from kpis.web.asking import colleague_of, viewer_of

NO_COUNCIL = 'There is no council "{}" here, or it has published nothing.'


class Publisher(NamedTuple):
    """``is_open``: the reader may see the council's scorecards. ``is_team``: they are of its performance team."""

    council: Council
    is_open: bool
    is_team: bool

    @property
    def context(self) -> dict[str, Any]:
        """What every page of its publications needs: the header leads to nothing that is closed."""
        return {
            "council": self.council,
            "notice": self.council.notice,
            "is_open": self.is_open,
            "is_team": self.is_team,
        }

    @property
    def crumbs(self) -> list[tuple[str, str]]:
        """The way to the list of publications."""
        home = [(self.council.name, f"/{self.council.slug}/")] if self.is_open else []
        return [("Councils", "/"), *home]

    @property
    def crumbs_below(self) -> list[tuple[str, str]]:
        """The way to what stands under the list."""
        name = "Reports" if self.is_open else f"{self.council.name}: reports"
        return [*self.crumbs, (name, reverse("reports", args=[self.council.slug]))]


def publisher_of(request: HttpRequest, slug: str) -> Publisher:
    """The council of an address, whoever asks: one statement. What is closed to them is for the caller to keep."""
    council = Council.objects.filter(slug=slug).first()
    if council is None:
        raise NotFound(NO_COUNCIL.format(slug[:60]))
    is_open = viewer_of(request).sees_council(council.pk, council.visibility)
    is_team = request.user.is_authenticated and may(check_performance, colleague_of(request), council)
    return Publisher(council, is_open, is_team)
