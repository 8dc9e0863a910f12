"""Rows of targets, baselines and comparators against the versions that stand: what is new, what differs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from kpis.domain.periods import Kind, Period, date_text
from kpis.interchange.actions import is_same
from kpis.interchange.actions_versions import NewVersion
from kpis.interchange.forms_cells import Cells
from kpis.interchange.forms_world import CategoryKey, Known, World
from kpis.interchange.tables.stated import StatedNumber, typed
from kpis.models.base import Version
from kpis.spreadsheets.tables import CLEARED

Key = tuple[str, CategoryKey | None, str, Kind, dt.date, dt.date]
"""Measure, category, name (of a comparator), and the period's kind and days."""


def key_of(known: Known, period: Period, category: Any = None, name: str = "") -> Key:
    ref = known.measure.ref.lower()
    return (ref, known.category_key(category), name, period.kind, period.start, period.end)


class StandingVersions:
    """The versions of one model that stand, by what they are of; the rows of a file seen; the versions they make.

    ``origin`` has for each new version the number of its row and the version that stood (None: none did).
    """

    def __init__(self, model: type[Version], measures: Iterable[Known], world: World) -> None:
        self.model, self.world = model, world
        self.stored: dict[Key, Any] = {}
        self.seen: dict[Key, int] = {}
        self.new: list[NewVersion] = []
        self.origin: list[tuple[int, Any]] = []
        self.stated: list[StatedNumber] = []
        by_id = {known.measure.pk: (known, known.categories_by_id()) for known in measures}
        manager: Any = model._default_manager
        rows: Iterable[Any] = manager.filter(measure_id__in=[key for key in by_id if key], superseded_at=None)
        for row in rows:
            known, categories = by_id[row.measure_id]
            category = categories.get(getattr(row, "category_id", None) or 0)
            self.stored[key_of(known, row.period, category, getattr(row, "name", ""))] = row

    def is_repeated(self, key: Key, cells: Cells) -> bool:
        """Whether a row of the same measure, period and category stands above; it is refused."""
        if key in self.seen:
            cells.refuse("period", f"the same measure, period and category stand in row {self.seen[key]} already")
            return True
        self.seen[key] = cells.row
        return False

    def differs(self, key: Key, columns: dict[str, Any]) -> bool:
        """Whether a version stands that says something else."""
        old = self.stored.get(key)
        return old is not None and any(getattr(old, name) != value for name, value in columns.items())

    def take(
        self,
        table: str,
        key: Key,
        identity: dict[str, Any],
        columns: dict[str, Any],
        why: str = "",
        also: bool = False,
    ) -> bool:
        """Add a version where the columns differ from those that stand, and say whether one was.

        ``why`` is the reason of a change where the columns have none; ``also``: the row changed something beside.
        """
        old, changed = self.stored.get(key), self.differs(key, columns)
        if old is None or changed:
            number = old.number + 1 if old else 1
            told = {"reason": why if changed else ""} | columns
            self.new.append(NewVersion(self.model(**identity, **told, number=number), old.pk if old else None))
            self.origin.append((self.seen[key], old))
        self.world.count(table, old is None, changed or also)
        return old is None or changed

    def state(self, known: Known, cells: Cells, column: str, value: Decimal | None, is_new: bool) -> None:
        """Remember a number for the look at its plausibility."""
        if value is not None:
            self.stated.append(StatedNumber(known, cells, column, value, typed(cells, column), is_new))


def period_columns(period: Period) -> dict[str, Any]:
    return {"kind": period.kind.value, "start": period.start, "end": period.end}


def kept(cells: Cells, column: str, stored: str) -> str:
    """A text whose blank leaves what stands, and whose "-" clears it."""
    if cells[column] == CLEARED:
        return ""
    return stored if not cells[column] or is_same(stored, cells[column]) else cells[column]


def imported_on(file: str, now: dt.datetime) -> str:
    """Why a figure changed, where the file does not say. ``now`` is in the local time zone."""
    return f"imported from {file} on {date_text(now.date())}"
