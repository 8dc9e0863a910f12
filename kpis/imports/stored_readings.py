"""The signed-off figures that stand, as an import compares its rows with them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, NamedTuple

from kpis.actions.importing_readings import Figure, Said, Texts
from kpis.domain.periods import Kind, Period
from kpis.imports.world import CategoryKey, Known
from kpis.models import Category, Judgement, Reading, ReadingVersion

SIGNED_OFF = ReadingVersion.State.SIGNED_OFF.value
ROWS_AT_ONCE = 2_000

ReadingKey = tuple[str, CategoryKey | None, Kind | None, dt.date | None, dt.date]
"""Measure, category, and the period; of figures known by their end, the last day alone."""


def reading_key(known: Known, period: Period, category: CategoryKey | None) -> ReadingKey:
    ref = known.measure.ref.lower()
    if known.known_by_end:
        return (ref, category, None, None, period.end)
    return (ref, category, period.kind, period.start, period.end)


class Stored(NamedTuple):
    """A reading that is stored, and its signed-off version where it has one; or one on its way in."""

    reading_id: int
    period: Period
    version_id: int | None = None
    figure: Figure | None = None
    texts: Texts = Texts()
    said: dict[str, Said] = {}
    number: int = 0
    state: str = ""
    reason: str = ""


COLUMNS = ("reading_id", "id", *Figure._fields, *Texts._fields, "number", "state", "reason")
WORKING = [each.value for each in ReadingVersion.State if each.value != SIGNED_OFF]


def stored_readings(measures: Iterable[Known], working: bool = False) -> dict[ReadingKey, Stored]:
    """Every stored reading of these measures with its signed-off version; or, ``working``, with the one on its way in.

    By keys and in portions, never by joins: a database that has not counted its rows since a large import may choose a
    plan for a join that takes minutes.
    """
    by_id = {known.measure.pk: known for known in measures if known.measure.pk is not None}
    categories = {key: known.categories_by_id() for key, known in by_id.items()}
    found: dict[ReadingKey, Stored] = {}
    for rows in _portions(_identities(by_id)):
        versions = _versions([row[0] for row in rows], WORKING if working else [SIGNED_OFF])
        said = _said([row[1] for row in versions.values()])
        for reading_id, measure_id, category_id, kind, start, end in rows:
            known = by_id[measure_id]
            category: Category | None = categories[measure_id].get(category_id or 0)
            period = Period.stored(kind, start, end, known.year_start or 4)
            key = reading_key(known, period, known.category_key(category))
            found[key] = _stored(reading_id, period, versions.get(reading_id), said)
    return found


def _portions(rows: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    waiting = iter(rows)
    while portion := list(islice(waiting, ROWS_AT_ONCE)):
        yield portion


def _identities(measures: Iterable[int]) -> list[tuple[Any, ...]]:
    rows = Reading.objects.filter(measure_id__in=list(measures)).order_by()
    return list(rows.values_list("id", "measure_id", "category_id", "kind", "start", "end"))


def _versions(readings: list[int], states: list[str]) -> dict[int, tuple[Any, ...]]:
    rows = ReadingVersion.objects.filter(reading_id__in=readings, superseded_at=None, state__in=states)
    return {row[0]: row for row in rows.order_by().values_list(*COLUMNS)}


def _said(versions: list[int]) -> dict[int, dict[str, Said]]:
    """The judgements on those versions, by version and kind."""
    rows = Judgement.objects.filter(version_id__in=versions).order_by()
    found: dict[int, dict[str, Said]] = {}
    for version, kind, *rest in rows.values_list("version_id", "kind", *Said._fields):
        found.setdefault(version, {})[kind] = Said(*rest)
    return found


def _stored(reading_id: int, period: Period, row: tuple[Any, ...] | None, said: dict[int, dict[str, Said]]) -> Stored:
    if row is None:
        return Stored(reading_id, period)
    after = 2 + len(Figure._fields)
    figure, texts = Figure(*row[2:after]), Texts(*row[after:-3])
    return Stored(reading_id, period, row[1], figure, texts, said.get(row[1], {}), *row[-3:])
