"""Writing an import: set-up rows with their history, in as few statements as rows of one kind allow.

An import collects what is new and what changed in a `SetUp`; nothing is written until all of it was found sound.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from kpis.models import (
    Category,
    Committee,
    Council,
    Dimension,
    Framework,
    Measure,
    MeasureRule,
    Outcome,
    PolicyArea,
    Service,
)
from kpis.readings.append import check_moment
from kpis.refusals import Conflict

# Each kind of row after those it refers to.
ORDER: tuple[type[Model], ...] = (
    Council, Service, Committee, Framework, Outcome, PolicyArea, Measure, MeasureRule, Dimension, Category,
)  # fmt: skip
LONGEST_SOURCE = 100


@dataclass
class SetUp:
    """New rows, changed rows with the names of their changed columns, and the remits of measures to replace."""

    created: dict[type[Model], list[Model]] = field(default_factory=lambda: {model: [] for model in ORDER})
    changed: dict[type[Model], list[tuple[Model, list[str]]]] = field(
        default_factory=lambda: {model: [] for model in ORDER}
    )
    remits: list[tuple[Measure, list[Committee]]] = field(default_factory=list)

    def create(self, row: Model) -> None:
        self.created[type(row)].append(row)

    def change(self, row: Model, columns: dict[str, Any]) -> bool:
        """Set the columns that differ, and say whether any did. A row that is yet to be written is just set."""
        names = [name for name, value in columns.items() if not is_same(getattr(row, name), value)]
        for name in names:
            setattr(row, name, columns[name])
        if names and not row._state.adding:
            self.changed[type(row)].append((row, names))
        return bool(names)


def is_same(stored: Any, stated: Any) -> bool:
    """Whether what a row states is stored already. A browser's line breaks are two characters, a file's are one."""
    return bool(stored == stated or (isinstance(stored, str) and stored.replace("\r\n", "\n") == stated))


def source_text(file: str) -> str:
    """Where imported rows say that they came from; the end of a long file name is kept."""
    text = f"import of {file}"
    return text if len(text) <= LONGEST_SOURCE else f"import of …{file[12 - LONGEST_SOURCE :]}"


def write_set_up(set_up: SetUp, *, source: str, now: dt.datetime) -> None:
    """Write the set-up rows of an import; each row written leaves one history row, an unchanged one none. Raises
    Conflict where somebody else has made the same council meanwhile, Refused where the clock was set back."""
    for model in ORDER:
        _check_moments(model, [row for row, _ in set_up.changed[model]], now)
        if rows := set_up.created[model]:
            _create(model, rows, source=source, now=now)
        _write_changes(model, set_up.changed[model], source=source, now=now)
    for measure, committees in set_up.remits:
        _replace_remit(measure, committees, source=source, now=now)


def _check_moments(model: type[Model], rows: list[Model], now: dt.datetime) -> None:
    """Refuse a moment before the last change of any of these rows: one statement."""
    history: Any = model.history  # type: ignore[attr-defined]
    later = history.filter(id__in=[each.pk for each in rows], history_date__gt=now).first() if rows else None
    if later is not None:
        check_moment(now, later.history_date, later.instance)


def _create(model: type[Model], rows: list[Any], *, source: str, now: dt.datetime) -> None:
    try:
        with transaction.atomic():
            bulk_create_with_history(
                rows, model, batch_size=500, default_change_reason=source_text(source), default_date=now
            )
    except IntegrityError:
        # A council that there was not could not be held, as everything else is.
        if model is not Council or not Council.objects.filter(slug__in=[each.slug for each in rows]).exists():
            raise
        raise Conflict("Somebody else has made the same council just now.") from None


def _write_changes(
    model: type[Model], changes: list[tuple[Model, list[str]]], *, source: str, now: dt.datetime
) -> None:
    if model is Measure:
        return _save_measures([row for row, _ in changes], source=source, now=now)
    if not changes:
        return None
    rows = list({row.pk: row for row, _ in changes}.values())
    columns = sorted({name for _, names in changes for name in names})
    bulk_update_with_history(
        rows, model, columns, batch_size=200, default_change_reason=source_text(source), default_date=now
    )


def _save_measures(rows: list[Model], *, source: str, now: dt.datetime) -> None:
    """One at a time: their history holds their committees, which bulk writes leave out."""
    for row in {row.pk: row for row in rows}.values():
        row._history_date = now  # type: ignore[attr-defined]
        row._change_reason = source_text(source)  # type: ignore[attr-defined]
        row.save()


def _replace_remit(measure: Measure, committees: list[Committee], *, source: str, now: dt.datetime) -> None:
    measure._history_date = now  # type: ignore[attr-defined]
    measure._change_reason = source_text(source)  # type: ignore[attr-defined]
    measure.committees.set(committees)
