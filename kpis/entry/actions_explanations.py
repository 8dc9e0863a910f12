"""What is said of a red figure: cause, action, who acts, and by when it is back on track; or the waiver of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from kpis.domain.entry import Explained
from kpis.entry.actions import save
from kpis.models import Explanation, Reading, ReadingVersion
from kpis.people import Person, check_enter, check_performance
from kpis.readings.append import CHANGED, check_moment
from kpis.readings.chains import lock
from kpis.readings.entries import Entry, place_of
from kpis.readings.open import check_open
from kpis.refusals import Conflict, Refused

NO_FIGURE = "There is no figure any more that could be explained: what was brought in has been undone."


def save_explained(
    *,
    entry: Entry,
    submit: bool,
    by: Person,
    at: dt.datetime,
    said: Explained | None = None,
    said_seen: int = 0,
) -> ReadingVersion:
    """Save or submit a figure together with what is said of it where it is red (None: nothing new): both or neither.

    Raises Denied, Closed, Refused, or Conflict: of the figure by its place, of the explanation by its reading.
    """
    with transaction.atomic():
        version = save(entry=entry, submit=submit, by=by, at=at)
        if said is not None:
            explain(reading=version.reading, said=said, seen=said_seen, by=by, at=at)
    return version


def explain(*, reading: Reading, said: Explained, seen: int, by: Person, at: dt.datetime) -> Explanation:
    """Say why a figure is red and what is done. ``seen`` is the number of the explanation that stood (0: none)."""
    check_enter(by, reading.measure)
    if said.back_on_track is not None and said.back_on_track <= reading.end:
        raise Refused("The date by which it is back on track lies after the period that the figure is for.")
    columns = said._asdict() | {"waived": False}
    return _append(reading, seen, by, at, columns, "")


def waive(*, reading: Reading, reason: str, seen: int, by: Person, at: dt.datetime) -> Explanation:
    """Let a red figure pass without explanation, for a reason that the history keeps."""
    check_performance(by, reading.council)
    if not reason.strip():
        raise Refused("Say why no explanation is needed: the history keeps it.")
    return _append(reading, seen, by, at, {"waived": True}, reason.strip())


def _append(
    reading: Reading, seen: int, by: Person, at: dt.datetime, columns: dict[str, Any], reason: str
) -> Explanation:
    with transaction.atomic():
        lock([reading.council_id], [reading.pk])
        check_open(reading.council_id, reading.period)
        if not reading.versions.filter(superseded_at=None).exists():
            raise Refused(NO_FIGURE)
        last = reading.explanations.order_by("-number").first()
        if (last.number if last else 0) != seen:
            raise Conflict(CHANGED, {reading: last})
        if last is not None:
            check_moment(at, last.recorded_at, place_of(reading))
        reading.explanations.filter(superseded_at=None).update(superseded_at=at)
        return Explanation.objects.create(
            reading=reading, number=seen + 1, recorded_at=at, by_id=by.user_id, reason=reason, **columns
        )
