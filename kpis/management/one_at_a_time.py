"""One process at a time changes the schema: two containers that start at once both run `migrate`."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

KEY = 7_382_045_519
"""Of the advisory lock; any number that nothing else in the database takes."""
Told = Callable[[], None]


@contextmanager
def one_at_a_time(database: BaseDatabaseWrapper, wait: Told) -> Iterator[None]:
    """Holds the database's schema for this process; ``wait`` is called where another holds it first.

    The lock ends with its process, however that ends.
    """
    if database.vendor == "postgresql":
        with _advisory_lock(database, wait):
            yield
    elif database.settings_dict["NAME"] and not database.is_in_memory_db():  # type: ignore[attr-defined]
        with _file_lock(Path(f"{database.settings_dict['NAME']}-migrate"), wait):
            yield
    else:
        yield


@contextmanager
def _advisory_lock(database: BaseDatabaseWrapper, wait: Told) -> Iterator[None]:
    """On a connection of its own: a migration may close the one that it works on."""
    with closing(database.copy()) as own, own.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [KEY])
        if not cursor.fetchone()[0]:
            wait()
            cursor.execute("SELECT pg_advisory_lock(%s)", [KEY])
        yield


@contextmanager
def _file_lock(path: Path, wait: Told) -> Iterator[None]:
    """A file beside SQLite's, which goes with the lock. SQLite's own would be let go between two migrations."""
    handle = _locked(path, wait)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _locked(path: Path, wait: Told) -> int:
    """The open file, locked, and still the one of that name: whoever had it before has removed theirs."""
    while True:
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            wait()
            fcntl.flock(handle, fcntl.LOCK_EX)
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            return handle
        os.close(handle)
