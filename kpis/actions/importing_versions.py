"""Writing imported targets, baselines and comparators: new versions that supersede those that stood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db.models import Model

from kpis.actions.importing import source_text
from kpis.refusals import Conflict

T = TypeVar("T")
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
    if keys and found.update(superseded_at=now) != len(keys):
        raise Conflict("Somebody else changed the same figures just now.")


def batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
