"""What a request asks for: who asks, for which council, period and moment. What there is not is a 404 that helps."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404, HttpRequest
from django.utils import timezone

from kpis.domain.period_text import PeriodError, parse_period, parse_slug
from kpis.domain.periods import Period
from kpis.permissions import Viewer, viewer_for
from kpis.queries.moments import MomentError, end_of_day
from kpis.queries.scorecards import Wanted


def viewer_of(request: HttpRequest) -> Viewer:
    return viewer_for(request.user, timezone.localdate())


def wanted_from(request: HttpRequest, council: str) -> Wanted:
    """The scorecard that an address names. Raises Http404 for a period or a date that is none."""
    asked = request.GET
    try:
        return Wanted(
            council=council,
            today=timezone.localdate(),
            framework=asked.get("framework", "").strip(),
            committee=asked.get("committee", "").strip(),
            period=period_from(asked.get("period", "")),
            at=end_of_day(asked["as_of"]) if asked.get("as_of", "").strip() else None,
        )
    except (PeriodError, MomentError) as error:
        raise Http404(str(error)) from error


def period_from(text: str) -> Period | None:
    """A period as addresses write it, or as files do; None where none is asked for. Raises PeriodError."""
    if not text.strip():
        return None
    try:
        return parse_slug(text)
    except PeriodError as error:
        try:
            return parse_period(text)
        except PeriodError:
            raise error from None


LONGEST = 200
"""Characters of a parameter that are read or repeated: what is longer names nothing that there is."""


def address(request: HttpRequest, **changes: str | None) -> str:
    """The query of this address with some parameters changed; None or blank leaves one out."""
    asked = {**request.GET.dict(), **changes}
    kept = {key[:LONGEST]: value[:LONGEST] for key, value in asked.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"
