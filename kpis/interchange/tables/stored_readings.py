"""The signed-off figures that stand, as an import compares its rows with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from kpis.domain.entry import State
from kpis.domain.figure import COLUMNS, NOTES, Figure, Notes, figure_of, notes_of
from kpis.domain.periods import Kind, Period
from kpis.interchange.forms_world import CategoryKey, Known
from kpis.models import Category, Judgement, Reading, ReadingVersion
from kpis.readings.chains import batches
from kpis.readings.entries import NO_NOTES, OpinionEntry, opinion_of

ROWS_AT_ONCE = 2_000


class ReadingKey(NamedTuple):
    """What a reading is known by: its measure and category, and the period; of figures known by their end, the last day
    alone."""

    ref: str
    category: CategoryKey | None
    kind: Kind | None
    start: dt.date | None
    end: dt.date

    @property
    def series(self) -> tuple[str, CategoryKey | None]:
        return self.ref, self.category


def reading_key(known: Known, period: Period, category: CategoryKey | None) -> ReadingKey:
    ref = known.measure.ref.lower()
    if known.known_by_end:
        return ReadingKey(ref, category, None, None, period.end)
    return ReadingKey(ref, category, period.kind, period.start, period.end)


class StoredReading(NamedTuple):
    """A reading that is stored, and its signed-off version where it has one; or one on its way in."""

    reading_id: int
    period: Period
    version_id: int | None = None
    figure: Figure | None = None
    notes: Notes = NO_NOTES
    opinions: dict[str, OpinionEntry] = {}
    number: int = 0
    state: str = ""
    reason: str = ""


IDENTITY = ("pk", "measure_id", "category_id", "kind", "start", "end")
VERSION = ("pk", "reading_id", *COLUMNS, *NOTES, "number", "state", "reason")
WORKING = [each.value for each in State if each is not State.SIGNED_OFF]


def stored_readings(measures: Iterable[Known], working: bool = False) -> dict[ReadingKey, StoredReading]:
    """Every stored reading of these measures with its signed-off version; or, ``working``, with the one on its way in.

    By keys and in portions, never by joins: a database that has not counted its rows since a large import may choose a
    plan for a join that takes minutes.
    """
    by_id = {known.measure.pk: known for known in measures if known.measure.pk is not None}
    categories = {key: known.categories_by_id() for key, known in by_id.items()}
    found: dict[ReadingKey, StoredReading] = {}
    for rows in batches(_identities(by_id), ROWS_AT_ONCE):
        versions = _versions([row.pk for row in rows], WORKING if working else [State.SIGNED_OFF.value])
        opinions = _opinions([row.pk for row in versions.values()])
        for row in rows:
            known = by_id[row.measure_id]
            category: Category | None = categories[row.measure_id].get(row.category_id or 0)
            period = Period.stored(row.kind, row.start, row.end, known.year_start or 4)
            key = reading_key(known, period, known.category_key(category))
            found[key] = _stored(row.pk, period, versions.get(row.pk), opinions)
    return found


def _identities(measures: Iterable[int]) -> list[Any]:
    rows = Reading.objects.filter(measure_id__in=list(measures)).order_by()
    return list(rows.values_list(*IDENTITY, named=True))


def _versions(readings: list[int], states: list[str]) -> dict[int, Any]:
    """The versions that stand in these states, by reading."""
    rows = ReadingVersion.objects.filter(reading_id__in=readings, superseded_at=None, state__in=states)
    return {row.reading_id: row for row in rows.order_by().values_list(*VERSION, named=True)}


def _opinions(versions: list[int]) -> dict[int, dict[str, OpinionEntry]]:
    """The judgements on those versions, by version and kind."""
    found: dict[int, dict[str, OpinionEntry]] = {}
    for each in Judgement.objects.filter(version_id__in=versions).order_by():
        found.setdefault(each.version_id, {})[each.kind] = opinion_of(each)
    return found


def _stored(reading_id: int, period: Period, row: Any, opinions: dict[int, dict[str, OpinionEntry]]) -> StoredReading:
    if row is None:
        return StoredReading(reading_id, period)
    beside = opinions.get(row.pk, {})
    figure, notes = figure_of(row), notes_of(row)
    return StoredReading(reading_id, period, row.pk, figure, notes, beside, row.number, row.state, row.reason)
