"""The only writer of figures. Each step of one is its next version: nothing that was written is altered or removed.

A working version ends the working one before it. One that is signed off ends the signed-off one, and the working one
that it answers; so a draft never takes the place of what everybody sees. Whoever writes holds the council's periods and
the figures' own rows first, always in this order, and reads only then how they stand.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from kpis.domain.entry import State
from kpis.domain.figure import COLUMNS, NOTES
from kpis.domain.periods import date_text
from kpis.models import Council, Judgement, Measure, Reading, ReadingVersion
from kpis.people import Person
from kpis.readings.chains import AT_ONCE, Chain, batches, chains, identities
from kpis.readings.entries import OPINION, Entry, Key, OpinionEntry, Place, place_of
from kpis.readings.locks import hold
from kpis.readings.open import check_not_within, closed_periods
from kpis.refusals import Conflict, Refused

CHANGED = "Somebody else changed this figure after you opened it. Nothing of yours has been saved yet."
SOME_CHANGED = "Somebody else changed some of these figures after you opened them. Nothing has been saved."
SILENT_REVISION = "A signed-off figure only changes by a revision: say why it is revised."
MEANWHILE = "Nothing has been saved: somebody else has changed {what} at this very moment. Send it again."
CLOCK_SET_BACK = (
    "Nothing has been saved: the server's clock says {now}, but {what} was changed at {then}. Ask an administrator to"
    " set the clock right."
)

LONGEST_WAIT = dt.timedelta(minutes=1)
"""For which somebody may have waited for another's step since they read the clock."""


class Step(NamedTuple):
    """An entry and the chain that it goes on."""

    entry: Entry
    chain: Chain


class Stamp(NamedTuple):
    """What all versions of one call have in common."""

    state: State
    by_id: int | None
    at: dt.datetime
    source: str


def append(
    entries: Sequence[Entry], *, state: State, by: Person | None, at: dt.datetime, source: str = ""
) -> list[ReadingVersion]:
    """Write the next version of each figure, all of them or none. ``source``: where they came from, if not from a form.

    In as many statements for a thousand figures as for one. Raises Closed, Refused, or Conflict where somebody else
    has changed any of them since it was seen.
    """
    writing = Stamp(state, by.user_id if by else None, at, source)
    made: dict[Key, ReadingVersion] = {}
    try:
        with transaction.atomic():
            found = _locked(entries)
            for part in batches(_in_order(entries, found), AT_ONCE):
                made |= _written(_steps(part, found), writing)
    except IntegrityError:
        # Of two first versions at the same moment one is told. What violates anything else is no conflict.
        _check_seen(_steps(entries, identities(entries)), state)
        raise
    return [made[each.place.key] for each in entries]


def withdraw(version_ids: Sequence[int], at: dt.datetime) -> None:
    """End versions without a successor, as when an import is undone. Their readings are held (see `lock`)."""
    for part in batches(version_ids, AT_ONCE):
        rows = ReadingVersion.objects.filter(pk__in=part)
        later = rows.filter(recorded_at__gt=at).select_related("reading__measure", "reading__category").first()
        if later is not None:
            check_moment(at, later.recorded_at, place_of(later.reading))
        rows.update(superseded_at=at)


def check_moment(at: dt.datetime, then: dt.datetime, what: object) -> None:
    """Refuse a moment before that of the version which it would end: moments in a chain never go back."""
    if at < then <= at + LONGEST_WAIT:
        raise Refused(MEANWHILE.format(what=what))
    if at < then:
        raise Refused(CLOCK_SET_BACK.format(now=_moment_text(at), what=what, then=_moment_text(then)))


def moment_after(then: dt.datetime, at: dt.datetime, what: object) -> dt.datetime:
    """The moment of a step that goes on from another's: its own, or the other's where it has only waited for that."""
    if then - at > LONGEST_WAIT:
        check_moment(at, then, what)
    return max(at, then)


def _moment_text(at: dt.datetime) -> str:
    local = timezone.localtime(at)
    return f"{local:%H:%M:%S} on {date_text(local.date())}"


def _locked(entries: Sequence[Entry]) -> dict[Key, int]:
    """The figures' readings by what they are of (those that there are), held, and their periods open."""
    councils = sorted({each.place.measure.council_id for each in entries})
    hold(Council, councils, together=True)
    hold(Measure, (each.place.measure.pk for each in entries), together=True)
    for council_id in councils:
        closed = closed_periods(council_id)
        for each in entries:
            if each.place.measure.council_id == council_id:
                check_not_within(each.place.period, closed)
    found = identities(entries)
    hold(Reading, found.values())
    return found


def _in_order(entries: Sequence[Entry], found: Mapping[Key, int]) -> list[Entry]:
    """By their readings; then those that are yet to be made, in the same order for everybody too."""

    def order(each: Entry) -> tuple[Any, ...]:
        place, key = each.place, each.place.key
        category_id = place.category.pk if place.category else 0
        return (key not in found, found.get(key), place.measure.pk, place.period.start, place.period.end, category_id)

    return sorted(entries, key=order)


def _steps(entries: Sequence[Entry], found: Mapping[Key, int]) -> list[Step]:
    ids = [found.get(each.place.key, 0) for each in entries]
    standing = chains([each for each in ids if each])
    return [Step(entry, standing[pk] if pk else Chain()) for entry, pk in zip(entries, ids, strict=True)]


def _written(steps: Sequence[Step], writing: Stamp) -> dict[Key, ReadingVersion]:
    """The versions that were made, by what they are of."""
    _check_seen(steps, writing.state)
    _check_reasons(steps, writing.state)
    _supersede(steps, writing)
    new = iter(Reading.objects.bulk_create([_reading(each.entry.place) for each in steps if not each.chain.reading_id]))
    ids = [each.chain.reading_id or next(new).pk for each in steps]
    versions = [_version(step, pk, writing) for step, pk in zip(steps, ids, strict=True)]
    made = ReadingVersion.objects.bulk_create(versions)
    _judge(steps, made, writing)
    return {step.entry.place.key: version for step, version in zip(steps, made, strict=True)}


def _check_seen(steps: Sequence[Step], state: State) -> None:
    """Raises Conflict with what stands of every figure that has changed."""
    changed = [each for each in steps if not each.chain.is_seen(each.entry.seen, state)]
    if not changed:
        return
    links = {each.entry.place: _last(each.chain) for each in changed}
    stored = ReadingVersion.objects.in_bulk([pk for pk in links.values() if pk])
    standing = {place: stored.get(pk) for place, pk in links.items()}
    raise Conflict(CHANGED if len(steps) == 1 else SOME_CHANGED, standing)


def _last(chain: Chain) -> int:
    """The key of the last version that stands (0: none does)."""
    return next((each.id for each in (chain.working, chain.signed) if each and each.number == chain.number), 0)


def _check_reasons(steps: Sequence[Step], state: State) -> None:
    if state is State.SUBMITTED and any(each.chain.signed and not each.entry.reason for each in steps):
        raise Refused(SILENT_REVISION)


def _supersede(steps: Sequence[Step], writing: Stamp) -> None:
    keys = []
    for entry, chain in steps:
        for link in chain.ended(entry.seen, writing.state):
            check_moment(writing.at, link.recorded_at, entry.place)
            keys.append(link.id)
    if keys:
        ReadingVersion.objects.filter(pk__in=keys).update(superseded_at=writing.at)


def _reading(place: Place) -> Reading:
    return Reading(
        council_id=place.measure.council_id,
        measure_id=place.measure.pk,
        category_id=place.category.pk if place.category else None,
        known_by_end=place.known_by_end,
        kind=place.period.kind.value,
        start=place.period.start,
        end=place.period.end,
    )


def _version(step: Step, reading_id: int, writing: Stamp) -> ReadingVersion:
    entry = step.entry
    columns: dict[str, Any] = {name: getattr(entry.figure, name) for name in COLUMNS}
    columns |= {name: getattr(entry.notes, name) for name in NOTES}
    columns |= {"marker": entry.figure.marker.value, "number": step.chain.last + 1, "reason": entry.reason}
    return ReadingVersion(
        reading_id=reading_id, state=writing.state.value, recorded_at=writing.at, by_id=writing.by_id,
        source=writing.source, **columns,
    )  # fmt: skip


def _judge(steps: Sequence[Step], versions: Sequence[ReadingVersion], writing: Stamp) -> None:
    """The judgements, each beside its version."""
    rows = [
        _judgement(version, kind, opinion, writing)
        for step, version in zip(steps, versions, strict=True)
        for kind, opinion in step.entry.opinions.items()
    ]
    if rows:
        Judgement.objects.bulk_create(rows)


def _judgement(version: ReadingVersion, kind: str, opinion: OpinionEntry, writing: Stamp) -> Judgement:
    if opinion.at is None:
        source = opinion.source or ("" if writing.by_id else writing.source)
        opinion = replace(opinion, source=source, by_id=writing.by_id, at=writing.at)
    return Judgement(version_id=version.pk, kind=kind, **{name: getattr(opinion, name) for name in OPINION})
