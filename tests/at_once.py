"""Two steps at the same moment: the first stands in a transaction that has not ended while the second begins.

On PostgreSQL the second waits for the rows that the first one holds, on SQLite for its turn to begin. Nobody sleeps:
the first ends as soon as the second waits, or has come through without waiting.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

from django.db import connection, transaction

from kpis.domain.words import RuleError
from kpis.refusals import Closed, Denied, Refused
from kpis.spreadsheets.problems import ImportRefused

Act = Callable[[], Any]
PATIENCE = 30
"""Seconds after which a test that hangs is given up."""
WAITS_FOR_ME = (
    "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
)
WRITES = ("BEGIN", "INSERT", "UPDATE", "DELETE")
"""What SQLite makes wait for the one writer."""


def meanwhile(first: Act, second: Act) -> Any:
    """What comes of a second step that is begun before the first one has ended: its result, or its refusal."""
    begins = Event()

    def attempt() -> Any:
        try:
            with connection.execute_wrapper(_noting(begins)):
                return second()
        except (Closed, Denied, Refused, RuleError, ImportRefused) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            other = pool.submit(attempt)
            _until_it_waits(other, begins)
        return other.result(timeout=PATIENCE)


def _noting(begins: Event) -> Callable[..., Any]:
    def noted(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(WRITES):
            begins.set()
        return execute(sql, *rest)

    return noted


def _until_it_waits(other: Future[Any], begins: Event) -> None:
    until = time.monotonic() + PATIENCE
    while not other.done() and not _waits(begins):
        assert time.monotonic() < until, "the second step neither ends nor waits"
        time.sleep(0.01)


def _waits(begins: Event) -> bool:
    if connection.vendor != "postgresql":
        return begins.is_set()
    with connection.cursor() as cursor:
        cursor.execute(WAITS_FOR_ME)
        return bool(cursor.fetchone()[0])
