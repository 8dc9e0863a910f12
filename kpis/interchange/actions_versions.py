"""Writing imported targets, baselines and comparators: new versions that supersede those that stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet

from kpis.interchange.actions import source_text
from kpis.readings.append import check_moment
from kpis.readings.chains import batches
from kpis.refusals import Conflict

BATCH = 500
MEANWHILE = "Somebody else changed the same figures just now."


class NewVersion(NamedTuple):
    """A version to insert, with its number set, and the key of the one it supersedes (None: it is the first)."""

    row: Any
    replaces: int | None


def write_versions(model: type[Model], versions: Sequence[NewVersion], *, source: str, now: dt.datetime) -> None:
    """Insert the versions, all of one model, whose measures or council are held. Raises Conflict where another writer
    was first."""
    for batch in batches(versions, BATCH):
        _check_first(model, [each.row for each in batch if each.replaces is None])
        supersede(model, [each.replaces for each in batch if each.replaces is not None], now)
        for each in batch:
            each.row.recorded_at, each.row.source = now, source_text(source)
        model._default_manager.bulk_create([each.row for each in batch])


def place_of(row: Any) -> tuple[Any, ...]:
    """What a version is for."""
    names = ("measure_id", "category_id", "name", "kind", "start", "end")
    return tuple(getattr(row, name, None) for name in names)


def _check_first(model: type[Model], rows: Sequence[Any]) -> None:
    """What is set for the first time has not been set meanwhile."""
    places = {place_of(each) for each in rows}
    standing = model._default_manager.filter(measure__in={each.measure_id for each in rows}, superseded_at=None)
    if places and any(place_of(each) in places for each in standing):
        raise Conflict(MEANWHILE)


def supersede(model: type[Model], keys: Sequence[int], now: dt.datetime) -> None:
    """End the versions that stand. Whoever ends one that another writer has ended already is told."""
    found = model._default_manager.filter(pk__in=keys, superseded_at=None)
    if keys:
        check_moments(found, now)
    if keys and found.update(superseded_at=now) != len(keys):
        raise Conflict(MEANWHILE)


def check_moments(versions: QuerySet[Any], now: dt.datetime) -> None:
    """Refuse a moment before that of any of these versions, which are about to end."""
    later = versions.filter(recorded_at__gt=now).select_related("measure").first()
    if later is not None:
        check_moment(now, later.recorded_at, f"what is set for {later.measure.ref}")
