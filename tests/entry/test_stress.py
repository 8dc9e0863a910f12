"""Many people save the same figures at the same time: no lock error, and no update is lost."""

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from kpis.domain.figure import Figure
from kpis.entry.actions import save, save_many
from kpis.models import ReadingVersion
from kpis.people import Person
from kpis.readings.entries import Entry, Place
from kpis.refusals import Conflict
from tests.entry.conftest import Bringing, make_bringing

WRITERS, SAVES = 8, 50
PATIENCE = 300
"""Seconds within which all of it has to be done, on a busy machine too; a quiet one takes a twentieth of that."""


@dataclass
class Done:
    """What one writer did: the values that were accepted by measure, and how often somebody else was first."""

    accepted: list[tuple[str, Decimal]] = field(default_factory=list)
    saves: int = 0
    conflicts: int = 0


def last_number(place: Place) -> int:
    rows = ReadingVersion.objects.filter(reading__measure=place.measure, reading__end=place.period.end)
    return rows.order_by("-number").values_list("number", flat=True).first() or 0


def write(writer: int, places: list[Place], person: Person, barrier: Barrier) -> Done:
    """Fifty accepted saves: those of every other writer one figure at a time, the others' three at once."""
    done, until = Done(), time.monotonic() + PATIENCE
    barrier.wait(30)
    try:
        while done.saves < SAVES:
            assert time.monotonic() < until, f"writer {writer} had {done.saves} saves accepted"
            value = Decimal(writer * 1_000_000 + done.saves)
            chosen = places if writer % 2 else [places[done.saves % len(places)]]
            seen = [last_number(each) for each in chosen]
            try:
                keep(chosen, seen, value, person, several=bool(writer % 2))
            except Conflict:
                done.conflicts += 1
                continue
            done.saves += 1
            done.accepted += [(each.measure.ref, value) for each in chosen]
    finally:
        connection.close()
    return done


def keep(places: list[Place], seen: list[int], value: Decimal, person: Person, several: bool) -> None:
    at = timezone.now()
    entries = [Entry(place, Figure(value), seen=number) for place, number in zip(places, seen, strict=True)]
    if several:
        # In an order of their own, which must not make two writers wait for each other.
        save_many(entries=entries[:: 1 if value % 2 else -1], submit=False, by=person, at=at)
    else:
        save(entry=entries[0], submit=bool(value % 2), by=person, at=at)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_eight_writers_lose_nothing():
    bringing: Bringing = make_bringing()
    for ref in ("S1", "S2", "S3"):
        bringing.add_measure(ref)
    places = [bringing.place(ref) for ref in ("S1", "S2", "S3")]
    people = [bringing.person(name, timezone.localdate()) for name in ("alice", "petra")]
    barrier = Barrier(WRITERS)
    started = time.monotonic()
    with ThreadPoolExecutor(WRITERS) as pool:
        told = [pool.submit(write, each, places, people[each // 2 % 2], barrier) for each in range(WRITERS)]
        done = [each.result(timeout=PATIENCE + 60) for each in told]
    took = time.monotonic() - started

    accepted = [each for writer in done for each in writer.accepted]
    conflicts = sum(each.conflicts for each in done)
    print(f"{connection.vendor}: {len(accepted)} accepted, {conflicts} conflicts, {took:.1f} s")  # noqa: T201
    assert sum(each.saves for each in done) == WRITERS * SAVES
    stored = ReadingVersion.objects.filter(reading__measure__ref__startswith="S").order_by("number")
    rows = list(stored.values_list("reading__measure__ref", "value", "number", "superseded_at"))
    assert Counter((ref, value) for ref, value, _, _ in rows) == Counter(accepted), "each accepted save is one version"
    for place in places:
        own = [row for row in rows if row[0] == place.measure.ref]
        assert [number for _, _, number, _ in own] == list(range(1, len(own) + 1))
        assert [ended is None for *_, ended in own] == [False] * (len(own) - 1) + [True]
    assert conflicts > 0, "they were in each other's way"
