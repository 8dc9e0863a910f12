"""Bringing a figure in: saved, submitted, signed off or returned. Each is a new version; nothing is ever changed.

A working version never supersedes the signed-off one, so that readers keep seeing what was signed off until another
is. Of two people who save at once the second is told, and sees what the first saved.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from kpis.domain.entry import State
from kpis.domain.periods import Period
from kpis.domain.words import Marker
from kpis.models import Category, Judgement, Measure, OverrideProposal, Reading, ReadingVersion
from kpis.permissions import Person, check_enter, check_sign_off
from kpis.queries.closing import check_open
from kpis.queries.working import explanation_due, hands_in
from kpis.refusals import Conflict, Refused

FIGURE_COLUMNS = (
    "value", "numerator", "denominator", "marker", "provisional_until", "expected", "commentary", "section",
    "break_before", "achieved_on",
)  # fmt: skip

OVERRIDE = "override"
"""The source of a judgement that the performance team proposed and the head of service agreed to."""

CHANGED = "Somebody else changed this figure after you opened it. Nothing of yours has been saved yet."


@dataclass(frozen=True, slots=True)
class Place:
    """Which figure is meant."""

    measure: Measure
    period: Period
    category: Category | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What is entered for one figure. ``confirmed`` says why a doubtful figure is right all the same."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    marker: Marker = Marker.FINAL
    provisional_until: dt.date | None = None
    expected: dt.date | None = None
    commentary: str = ""
    section: str = ""
    break_before: str = ""
    achieved_on: dt.date | None = None
    projection: str = ""
    confirmed: str = ""


def save(
    *, place: Place, entry: Entry, seen: int, submit: bool, by: Person, at: dt.datetime, reason: str = ""
) -> ReadingVersion:
    """Save a figure as a draft, or submit it, in one transaction.

    ``seen`` is the number of the last version that the person had before them (0: there was none). Raises Denied,
    Refused, or Conflict where another version has come since.
    """
    check_enter(by, place.measure)
    try:
        with transaction.atomic():
            check_open(place.measure.council_id, place.period)
            return _save(place, entry, seen, submit, by, at, reason)
    except IntegrityError:
        raise Conflict(CHANGED, {place: _last(_find(place))}) from None


def _save(
    place: Place, entry: Entry, seen: int, submit: bool, by: Person, at: dt.datetime, reason: str
) -> ReadingVersion:
    reading = _find(place) or _make(place)
    versions = list(reading.versions.order_by("-number"))
    last = _standing(versions)
    if (last.number if last else 0) != seen:
        raise Conflict(CHANGED, {place: last})
    if submit and not reason and _signed_off(reading):
        raise Refused("A signed-off figure only changes by a revision: say why it is revised.")
    state = State.SUBMITTED if submit else State.DRAFT
    columns = {name: getattr(entry, name) for name in FIGURE_COLUMNS} | {"marker": entry.marker.value}
    why = "; ".join(each for each in (reason, entry.confirmed) if each)
    version = _append(reading, versions[0].number if versions else 0, state, by, at, columns, why)
    if entry.projection:
        _say(version, Judgement.Kind.PROJECTION, entry.projection, by, at)
    return version


def is_repeat(current: ReadingVersion | None, *, entry: Entry, seen: int, submit: bool, by: Person) -> bool:
    """Whether what stands is what the same person just sent: a second click is answered like the first."""
    if current is None or current.number != seen + 1 or current.by_id != by.user_id:
        return False
    same = all(getattr(current, name) == getattr(entry, name) for name in FIGURE_COLUMNS)
    said = current.judgements.filter(kind=Judgement.Kind.PROJECTION).values_list("value", flat=True).first() or ""
    return same and said == entry.projection and current.state == (State.SUBMITTED if submit else State.DRAFT)


def sign_off(*, version_id: int, by: Person, at: dt.datetime) -> ReadingVersion:
    """Sign a submitted figure off: from now on it is what everybody sees.

    Raises Denied where the person may not or entered it themselves, Refused where it is not waiting any more or is a
    red figure without explanation.
    """
    with transaction.atomic():
        waiting = _waiting(version_id, by)
        if explanation_due(waiting):
            raise Refused("The figure is red: it needs cause, action, owner and a date by which it is back on track.")
        return _answer(waiting, State.SIGNED_OFF, by, at, waiting.reason)


def return_(*, version_id: int, reason: str, by: Person, at: dt.datetime) -> ReadingVersion:
    """Send a submitted figure back to its officer, with the reason."""
    if not reason.strip():
        raise Refused("Say what has to be changed: the officer sees it beside the figure.")
    with transaction.atomic():
        return _answer(_waiting(version_id, by), State.RETURNED, by, at, reason.strip())


def sign_off_many(*, version_ids: Sequence[int], by: Person, at: dt.datetime) -> list[ReadingVersion]:
    """Sign several figures off, all of them or none."""
    with transaction.atomic():
        # Always in the same order, as the grid saves: two that meet never wait for each other.
        return [sign_off(version_id=pk, by=by, at=at) for pk in sorted(version_ids)]


def _waiting(version_id: int, by: Person) -> ReadingVersion:
    """The submitted version, where it still is the last one and the person may answer it."""
    found = ReadingVersion.objects.select_related("reading__measure").filter(pk=version_id).first()
    if found is None:
        raise Refused("There is no such figure any more.")
    check_sign_off(by, found.reading.measure, hands_in(found))
    check_open(found.reading.council_id, found.reading.period)
    if found.superseded_at is not None or found.state != State.SUBMITTED:
        raise Refused("This figure is no longer waiting: somebody has changed or answered it. Open it again to see.")
    return found


def _answer(waiting: ReadingVersion, state: State, by: Person, at: dt.datetime, reason: str) -> ReadingVersion:
    columns = {name: getattr(waiting, name) for name in FIGURE_COLUMNS}
    try:
        with transaction.atomic():
            version = _append(waiting.reading, waiting.number, state, by, at, columns, reason)
            for said in _said_of(waiting, state).values():
                said.pk, said.version = None, version
                said.save()
    except IntegrityError:
        raise Refused("Somebody else answered this figure at the same moment. Open it again to see.") from None
    return version


def _said_of(waiting: ReadingVersion, state: State) -> dict[str, Judgement]:
    """The judgements beside a version by kind: once it is signed off, with the overrides that were agreed to."""
    said = {each.kind: each for each in waiting.judgements.all()}
    if state is State.SIGNED_OFF:
        agreed = waiting.override_proposals.filter(agreed=True).order_by("answered_at")
        said |= {each.kind: overriding(each) for each in agreed}
    return said


def overriding(proposal: OverrideProposal) -> Judgement:
    """The judgement that an agreed proposal publishes; not stored yet."""
    return Judgement(
        kind=proposal.kind,
        value=proposal.value,
        source=OVERRIDE,
        by_id=proposal.proposed_by_id,
        at=proposal.answered_at or proposal.proposed_at,
        why=proposal.why,
    )


def _append(
    reading: Reading, after: int, state: State, by: Person, at: dt.datetime, columns: dict[str, Any], reason: str
) -> ReadingVersion:
    """The next version. It supersedes the working one; signed off, the signed-off one too."""
    standing = ReadingVersion.objects.filter(reading=reading, superseded_at=None)
    gone = standing if state is State.SIGNED_OFF else standing.exclude(state=State.SIGNED_OFF)
    gone.update(superseded_at=at)
    return ReadingVersion.objects.create(
        reading=reading, number=after + 1, state=state.value, recorded_at=at, by_id=by.user_id, reason=reason, **columns
    )


def _say(version: ReadingVersion, kind: str, value: str, by: Person, at: dt.datetime) -> None:
    Judgement.objects.create(version=version, kind=kind, value=value, by_id=by.user_id, at=at)


def _find(place: Place) -> Reading | None:
    """The reading of a place: by its last day, where that makes it the same one."""
    found = Reading.objects.filter(measure=place.measure, category=place.category, end=place.period.end)
    if not _by_end(place.measure):
        found = found.filter(kind=place.period.kind.value, start=place.period.start)
    return found.first()


def _make(place: Place) -> Reading:
    return Reading.objects.create(
        council_id=place.measure.council_id,
        measure=place.measure,
        category=place.category,
        known_by_end=_by_end(place.measure),
        kind=place.period.kind.value,
        start=place.period.start,
        end=place.period.end,
    )


def _by_end(measure: Measure) -> bool:
    return measure.period_kind != "in_period"


def _last(reading: Reading | None) -> ReadingVersion | None:
    return _standing(list(reading.versions.order_by("-number"))) if reading else None


def _standing(versions: Sequence[ReadingVersion]) -> ReadingVersion | None:
    """The last version that stands: one of an import that was undone comes after it and does not."""
    return next((each for each in versions if each.superseded_at is None), None)


def _signed_off(reading: Reading) -> bool:
    return reading.versions.filter(superseded_at=None, state=State.SIGNED_OFF).exists()
