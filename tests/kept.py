"""What many tests begin with: made once in a worker, by the same means as ever, and its rows put back for each test.

The rows are those that the database holds afterwards and did not before, as they are; each thing that is kept numbers
its rows in a range of its own, so that several stand beside each other and beside what a test makes itself.
"""

import datetime as dt
from collections.abc import Callable, Hashable
from copy import deepcopy
from functools import wraps
from itertools import count
from typing import Any, NamedTuple, ParamSpec, TypeVar

import time_machine
from django.db import connection, transaction
from django.utils import timezone

P = ParamSpec("P")
T = TypeVar("T")
Rows = dict[str, list[tuple[Any, ...]]]
"""The rows of each table, as the database's own driver gives and takes them."""

APART = 100_000


class Kept(NamedTuple):
    """What was made, as it was given back, and its rows; ``first`` is the number before its first one."""

    made: Any
    rows: Rows
    first: int


COUNTED = {"kpis_councilchange"}
"""Written by the database itself, whenever rows are put back."""
LARGE = ("kpis_reading", "kpis_readingversion", "kpis_measure", "kpis_measurerule", "kpis_target", "kpis_judgement")
KEPT: dict[Hashable, Kept] = {}
RANGES = count(APART, APART)


def kept(make: Callable[P, T]) -> Callable[P, T]:
    """For a function that adds rows to a database, whatever it holds, and gives back what it has made of them.

    Every call gives a copy of its own. The clock of the database is the beginning of the hour: nothing that a test does
    then comes before what it began with.
    """

    @wraps(make)
    def put(*args: P.args, **kwargs: P.kwargs) -> T:
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        key = (make, args, tuple(sorted(kwargs.items())), hour)
        with transaction.atomic():
            if key in KEPT:
                _put_back(KEPT[key])
            else:
                KEPT[key] = _made(lambda: make(*args, **kwargs), hour)
        made: T = deepcopy(KEPT[key].made)
        return made

    return put


def _made(make: Callable[[], Any], hour: dt.datetime) -> Kept:
    first, before = next(RANGES), _stored()
    _number_after(first)
    with time_machine.travel(hour, tick=False):
        made = make()
    added = {table: _beyond(before[table], rows) for table, rows in _stored().items() if table not in COUNTED}
    return Kept(deepcopy(made), {table: rows for table, rows in added.items() if rows}, first)


def _stored() -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = cursor.fetchall()
    return found


def _beyond(before: list[tuple[Any, ...]], after: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The rows that were added; nothing else may have happened."""
    stood, stand = set(map(repr, before)), set(map(repr, after))
    assert stood <= stand, "only what adds rows can be kept"
    return [row for row in after if repr(row) not in stood]


def _put_back(known: Kept) -> None:
    with connection.cursor() as cursor:
        for table, rows in known.rows.items():
            places = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places})", rows)
        if connection.vendor == "postgresql":
            # Rolled back and vacuumed after every test, a table seems empty, and is joined row by row.
            cursor.execute(f"ANALYZE {', '.join(table for table in LARGE if table in known.rows) or 'kpis_council'}")
    _number_after(known.first + APART // 2)


def _number_after(last: int) -> None:
    """Rows that are made from here on have higher numbers than this."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, %s) FROM pg_sequences", [last]
            )
        else:
            cursor.execute("DELETE FROM sqlite_sequence")
            cursor.execute(
                "INSERT INTO sqlite_sequence SELECT name, %s FROM sqlite_master WHERE sql LIKE '%%AUTOINCREMENT%%'",
                [last],
            )
