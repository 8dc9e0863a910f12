"""Writing imported targets, baselines and comparators: new versions that supersede those that stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Model, QuerySet

from kpis.actions.importing import source_text
from kpis.readings.append import check_moment
from kpis.readings.chains import batches
from kpis.refusals import Conflict

BATCH = 500


class NewVersion(NamedTuple):
    """A version to insert, with its number set, and the key of the one it supersedes (None: it is the first)."""

    row: Any
    replaces: int | None


def write_versions(model: type[Model], versions: Sequence[NewVersion], *, source: str, now: dt.datetime) -> None:
    """Insert the versions, all of one model. Raises Conflict where another writer was first."""
    for batch in batches(versions, BATCH):
        supersede(model, [each.replaces for each in batch if each.replaces is not None], now)
        for each in batch:
            each.row.recorded_at, each.row.source = now, source_text(source)
        model._default_manager.bulk_create([each.row for each in batch])


def supersede(model: type[Model], keys: Sequence[int], now: dt.datetime) -> None:
    """End the versions that stand. Whoever ends one that another writer has ended already is told."""
    found = model._default_manager.filter(pk__in=keys, superseded_at=None)
    if keys:
        check_moments(found, now)
    if keys and found.update(superseded_at=now) != len(keys):
        raise Conflict("Somebody else changed the same figures just now.")


def check_moments(versions: QuerySet[Any], now: dt.datetime) -> None:
    """Refuse a moment before that of any of these versions, which are about to end."""
    later = versions.filter(recorded_at__gt=now).select_related("measure").first()
    if later is not None:
        check_moment(now, later.recorded_at, f"what is set for {later.measure.ref}")
