"""Statements written in SQL, for pages that are opened all day.

The ORM takes several times longer to compose a scorecard's statements, and to turn their columns into Python, than a
database takes to answer them. What is written here runs as it stands on PostgreSQL and on SQLite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
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
) -> list[Row]:
    """What a statement finds. In its text ``{ids}`` stands for keys, ``{stands[v]}`` for the condition that a version
    v stood at a moment (now, where none is given), ``{before[e]}`` for the condition that an event e had happened.
    ``figures`` are the places of columns that are Decimals."""
    condition = STANDS_NOW if at is None else STOOD_AT
    stands = {alias: condition.format(alias) for alias in "vtbc"}
    before = {alias: HAPPENED.format(alias) if at else "1 = 1" for alias in "ex"}
    text = text.format(ids=_among(ids), stands=stands, before=before)
    if at is not None:
        params = {**params, "at": connection.ops.adapt_datetimefield_value(at)}
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        found: list[Row] = cursor.fetchall()
    # SQLite has no decimals: it gives the number that has at most 15 digits, which its text brings back exactly.
    return found if connection.vendor == "postgresql" or not figures else _exact(found, figures)


def day(value: dt.date | str) -> dt.date:
    """A day that was worked out in the statement: SQLite gives it as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _among(ids: Iterable[int]) -> str:
    return ", ".join([str(int(each)) for each in ids]) or "NULL"


def _exact(found: list[Row], places: Sequence[int]) -> list[Row]:
    return [_with_decimals(list(row), places) for row in found]


def _with_decimals(row: list[Any], places: Sequence[int]) -> Row:
    for place in places:
        value = row[place]
        if value is not None:
            row[place] = Decimal(str(value))
    return tuple(row)
