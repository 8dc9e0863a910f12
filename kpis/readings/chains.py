"""How figures stand: the chains of their versions, held while one is gone on with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from kpis.domain.entry import State
from kpis.models import Council, Measure, Reading, ReadingVersion
from kpis.readings.entries import Entry, Key, reading_key
from kpis.readings.locks import hold

AT_ONCE = 2_000
"""Rows that are read or written by one statement."""

T = TypeVar("T")


class Link(NamedTuple):
    """One version of a chain."""

    id: int
    number: int
    recorded_at: dt.datetime


class Chain(NamedTuple):
    """How a reading stands (``reading_id`` 0: there is none yet): the versions that stand, and the number of the last
    one that there ever was, for one that was undone stands no more."""

    reading_id: int = 0
    working: Link | None = None
    signed: Link | None = None
    last: int = 0

    @property
    def number(self) -> int:
        """Of the last version that stands."""
        return max((each.number for each in (self.working, self.signed) if each), default=0)

    def is_seen(self, seen: int, state: State) -> bool:
        """Whether the version that the writer had before them still stands."""
        if state in (State.DRAFT, State.SUBMITTED):
            return seen == self.number
        return seen == (self.signed.number if self.signed else 0) or self.is_answered(seen)

    def is_answered(self, seen: int) -> bool:
        return self.working is not None and self.working.number == seen

    def ended(self, seen: int, state: State) -> list[Link]:
        """The versions that the next one ends."""
        is_signed = state is State.SIGNED_OFF
        found = self.signed if is_signed else None, self.working if not is_signed or self.is_answered(seen) else None
        return [each for each in found if each is not None]


def lock(council_ids: Iterable[int], reading_ids: Sequence[int]) -> None:
    """Hold figures until the transaction ends, and before them their councils' periods and what is set for their
    measures, which others may rest on too. What a step decides by is read after it."""
    hold(Council, council_ids, together=True)
    hold(
        Measure,
        Reading.objects.filter(pk__in=reading_ids).order_by().values_list("measure_id", flat=True),
        together=True,
    )
    hold(Reading, reading_ids)


def identities(entries: Sequence[Entry]) -> dict[Key, int]:
    """The readings that there are of these figures: one statement."""
    by_end = {each.place.measure.pk: each.place.known_by_end for each in entries}
    rows = Reading.objects.filter(measure_id__in=list(by_end), end__in={each.place.period.end for each in entries})
    if not any(each.place.category for each in entries):
        rows = rows.filter(category=None)
    columns = ("pk", "measure_id", "category_id", "kind", "start", "end")
    wanted, found = {each.place.key for each in entries}, {}
    for row in rows.order_by().values_list(*columns, named=True):
        place = (row.measure_id, row.category_id, row.kind, row.start, row.end)
        key = reading_key(*place, by_end[row.measure_id])
        if key in wanted:
            found[key] = row.pk
    return found


def chains(reading_ids: Sequence[int]) -> dict[int, Chain]:
    """How these readings stand: one statement."""
    found = {pk: Chain(pk) for pk in reading_ids}
    columns = ("pk", "reading_id", "number", "state", "recorded_at", "superseded_at")
    rows = ReadingVersion.objects.filter(reading_id__in=reading_ids) if reading_ids else ReadingVersion.objects.none()
    for row in rows.order_by("reading_id", "number").values_list(*columns, named=True):
        chain = found[row.reading_id]._replace(last=row.number)
        if row.superseded_at is None:
            link = Link(row.pk, row.number, row.recorded_at)
            is_signed = row.state == State.SIGNED_OFF
            chain = chain._replace(signed=link) if is_signed else chain._replace(working=link)
        found[row.reading_id] = chain
    return found


def batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
