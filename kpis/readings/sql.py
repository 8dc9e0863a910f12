"""Statements written in SQL, for pages that are opened all day.

The ORM takes several times longer to compose a scorecard's statements, and to turn their columns into Python, than a
database takes to answer them. What is written here runs as it stands on PostgreSQL and on SQLite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import starmap
from typing import Any, TypeVar, get_args, get_type_hints

from django.db import connection

from kpis.domain.figure import COLUMNS
from kpis.domain.words import Marker

Row = tuple[Any, ...]
Shape = TypeVar("Shape")
STANDS_NOW = "{0}.superseded_at IS NULL"
HAPPENED = "{0}.at <= %(at)s"
STOOD_AT = "{0}.recorded_at <= %(at)s AND ({0}.superseded_at IS NULL OR {0}.superseded_at > %(at)s)"


def rows(
    shape: type[Shape],
    text: str,
    params: Mapping[str, Any],
    *,
    ids: Collection[int] = (),
    at: dt.datetime | None = None,
) -> list[Shape]:
    """What a statement finds, each row in a shape (a NamedTuple) whose fields are its columns, in their order.

    In its text ``{ids}`` stands for keys, ``{stands[v]}`` for the condition that a version v stood at a moment (now,
    where none is given), ``{before[e]}`` for the condition that an event e had happened. Columns of Decimals, of
    dates and of moments, by the shape's annotations, are turned into those.
    """
    known: Any = shape
    return list(starmap(known, _typed(_found(text, params, ids, at), _conversions(known))))


def figures(
    text: str, params: Mapping[str, Any], *, ids: Collection[int] = (), at: dt.datetime | None = None
) -> list[Row]:
    """The figures that a statement finds, as rows for `kpis.readings` alone.

    In its text ``{columns[v]}`` stands for those of a version v and its reading r: the measure, the period's kind,
    first and last day, the version's id, the break before it, and then all that the figure says, as it is stored;
    ``{period_alone}`` for a row of that shape without a figure.
    """
    return _found(text, params, ids, at)


def _columns(version: str) -> str:
    own = ", ".join(f"{version}.{name}" for name in ("id", "break_before", *COLUMNS))
    return f'r.measure_id, r.kind, CAST(r.start AS text), CAST(r."end" AS text), {own}'


FIGURES = {alias: _columns(alias) for alias in "vf"}


def _period_alone() -> str:
    """The same columns, of which the measure and the period alone say anything."""
    nothing = ", ".join(f"'{Marker.FINAL}'" if name == "marker" else "NULL" for name in COLUMNS)
    return f"r.measure_id, r.kind, CAST(r.start AS text), CAST(r.\"end\" AS text), 0, '', {nothing}"


PERIOD_ALONE = _period_alone()


def _found(text: str, params: Mapping[str, Any], ids: Iterable[int], at: dt.datetime | None) -> list[Row]:
    condition = STANDS_NOW if at is None else STOOD_AT
    stands = {alias: condition.format(alias) for alias in "vtbc"}
    before = {alias: HAPPENED.format(alias) if at else "1 = 1" for alias in "ex"}
    text = text.format(ids=_among(ids), stands=stands, before=before, columns=FIGURES, period_alone=PERIOD_ALONE)
    if at is not None:
        params = {**params, "at": connection.ops.adapt_datetimefield_value(at)}
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        found: list[Row] = cursor.fetchall()
    return found


def _among(ids: Iterable[int]) -> str:
    return ", ".join([str(int(each)) for each in ids]) or "NULL"


def _typed(found: list[Row], conversions: Mapping[int, Callable[[Any], Any]]) -> Iterable[Row]:
    if not found or not conversions:
        return found
    columns: list[Any] = list(zip(*found, strict=True))
    for place, convert in conversions.items():
        columns[place] = [None if value is None else convert(value) for value in columns[place]]
    return zip(*columns, strict=True)


@lru_cache
def _conversions(shape: Any) -> dict[int, Callable[[Any], Any]]:
    """What turns the columns of a shape, by their places, into what its annotations say."""
    kinds = [{hint, *get_args(hint)} for hint in get_type_hints(shape).values()]
    known: dict[type, Callable[[Any], Any]] = {dt.date: day, dt.datetime: moment, Decimal: number}
    return {place: known[kind] for place, hints in enumerate(kinds) for kind in known if kind in hints}


@lru_cache(maxsize=16384)
def moment(text: str | dt.datetime) -> dt.datetime:
    """A moment, or the text that a statement gives of one: both databases are asked in UTC, and one does not say so."""
    found = text if isinstance(text, dt.datetime) else dt.datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def number(value: Any) -> Decimal | None:
    """A figure as a Decimal, which on PostgreSQL it is already."""
    return value if value is None or isinstance(value, Decimal) else exact(value)


@lru_cache(maxsize=16384)
def exact(value: float) -> Decimal:
    """A figure of at most 15 digits as it was stored: the shortest text of the number brings it back exactly."""
    return Decimal(str(value))


# A page holds the same few days hundreds of times. (SQLite's own conversion takes longer than the statement.)
@lru_cache(maxsize=4096)
def day(text: str | dt.date) -> dt.date:
    """A date that a statement gives as text, or as it is."""
    return text if isinstance(text, dt.date) else dt.date.fromisoformat(text)
