"""What a request asks for: who asks, for which council, period and moment. What there is not is a 404 that helps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from kpis.domain.period_text import PeriodError, parse_by, parse_entry, parse_slug
from kpis.domain.periods import Period
from kpis.models import Council, User
from kpis.people import Person, Roles, Viewer, check_performance, person_with, roles_for, viewer_with
from kpis.readings.councils import council_for
from kpis.readings.moments import MomentError, end_of_day
from kpis.readings.wanted import Wanted
from kpis.refusals import NotFound


def roles_of(request: HttpRequest) -> Roles:
    """What whoever asks holds: one statement for each request, however often it matters."""
    known: Roles | None = request.__dict__.get("_roles")
    if known is None:
        known = request.__dict__["_roles"] = roles_for(request.user, timezone.localdate())
    return known


def viewer_of(request: HttpRequest) -> Viewer:
    return viewer_with(roles_of(request))


def person_of(request: HttpRequest) -> Person:
    """Who acts, on a page that only people who have signed in reach."""
    assert isinstance(request.user, User)
    return person_with(request.user, roles_of(request), timezone.localdate())


def colleague_of(request: HttpRequest) -> Person:
    """Who asks, by their roles alone: enough for what they may see, not for what they may enter."""
    return Person(request.user.pk or 0, "", roles_of(request))


def performance_of(request: HttpRequest, council: str) -> tuple[Council, Person]:
    """A council and a person of its performance team; 404 where it is not open to them, 403 where they are not."""
    found = Council.objects.get(pk=council_for(council, viewer_of(request)).id)
    person = person_of(request)
    check_performance(person, found)
    return found, person


def wanted_from(request: HttpRequest, council: str) -> Wanted:
    """The scorecard that an address names. Raises NotFound for a period or a date that is none."""
    asked = request.GET
    return Wanted(
        council=council,
        today=timezone.localdate(),
        framework=asked.get("framework", "").strip(),
        committee=asked.get("committee", "").strip(),
        period=period_from(asked.get("period", "")),
        at=moment_from(asked.get("as_of", "")),
        now=timezone.now(),
    )


@contextmanager
def _from_address() -> Iterator[None]:
    """What an address names and nobody can read is not there; the same text in a row that is stored is a fault."""
    try:
        yield
    except (PeriodError, MomentError) as error:
        raise NotFound(str(error)) from error


@_from_address()
def period_from(text: str) -> Period | None:
    """A period as addresses write it, or as files do; None where none is asked for. Raises NotFound."""
    if not text.strip():
        return None
    return parse_by(text, parse_slug, parse_entry)


@_from_address()
def period_of(slug: str) -> Period:
    """The period that a page is about. Raises NotFound."""
    return parse_slug(slug)


@_from_address()
def moment_from(text: str) -> dt.datetime | None:
    """The end of the day as of which is asked; None for now. Raises NotFound."""
    return end_of_day(text) if text.strip() else None


def number_from(text: str) -> int:
    """A key or a version as forms and addresses send it; 0, which is none, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else 0


LONGEST = 200
"""Characters of a parameter that are read or repeated: what is longer names nothing that there is."""


def address(request: HttpRequest, **changes: str | None) -> str:
    """The query of this address with some parameters changed; None or blank leaves one out."""
    asked = {**request.GET.dict(), **changes}
    kept = {key[:LONGEST]: value[:LONGEST] for key, value in asked.items() if value}
    return f"?{urlencode(kept)}" if kept else "?"
