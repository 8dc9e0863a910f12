"""Statements written in SQL, for pages that are opened all day.

The ORM takes several times longer to compose a scorecard's statements, and to turn their columns into Python, than a
database takes to answer them. What is written here runs as it stands on PostgreSQL and on SQLite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db import connection

Row = tuple[Any, ...]
STANDS_NOW = "{0}.superseded_at IS NULL"
HAPPENED = "{0}.at <= %(at)s"
STOOD_AT = "{0}.recorded_at <= %(at)s AND ({0}.superseded_at IS NULL OR {0}.superseded_at > %(at)s)"


def rows(
    text: str,
    params: dict[str, Any],
    *,
    ids: Collection[int] = (),
    at: dt.datetime | None = None,
    figures: Sequence[int] = (),
    days: Sequence[int] = (),
) -> list[Row]:
    """What a statement finds. In its text ``{ids}`` stands for keys, ``{stands[v]}`` for the condition that a version
    v stood at a moment (now, where none is given), ``{before[e]}`` for the condition that an event e had happened.
    ``figures`` are the places of columns that are Decimals, ``days`` of dates that come as text."""
    condition = STANDS_NOW if at is None else STOOD_AT
    stands = {alias: condition.format(alias) for alias in "vtbc"}
    before = {alias: HAPPENED.format(alias) if at else "1 = 1" for alias in "ex"}
    text = text.format(ids=_among(ids), stands=stands, before=before)
    if at is not None:
        params = {**params, "at": connection.ops.adapt_datetimefield_value(at)}
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        found: list[Row] = cursor.fetchall()
    # SQLite has no decimals.
    figures = () if connection.vendor == "postgresql" else figures
    return _typed(found, figures, days) if found and (figures or days) else found


def _among(ids: Iterable[int]) -> str:
    return ", ".join([str(int(each)) for each in ids]) or "NULL"


def _typed(found: list[Row], figures: Sequence[int], days: Sequence[int]) -> list[Row]:
    columns: list[Any] = list(zip(*found, strict=True))
    for place in figures:
        columns[place] = [None if value is None else exact(value) for value in columns[place]]
    for place in days:
        columns[place] = [None if value is None else day(value) for value in columns[place]]
    return list(zip(*columns, strict=True))


@lru_cache(maxsize=16384)
def exact(value: float) -> Decimal:
    """A figure of at most 15 digits as it was stored: the shortest text of the number brings it back exactly."""
    return Decimal(str(value))


# A page holds the same few days hundreds of times. (SQLite's own conversion takes longer than the statement.)
@lru_cache(maxsize=4096)
def day(text: str) -> dt.date:
    """A date that a statement gives as text."""
    return dt.date.fromisoformat(text)
