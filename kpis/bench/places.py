"""Databases for measuring in: new ones beside the configured one, dropped at the end, whatever happens.

Names are random, so that nothing that exists can be met. On PostgreSQL the role must be allowed to create databases.
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

from django.db import connection


def is_postgresql() -> bool:
    return connection.vendor == "postgresql"


@contextmanager
def own_database() -> Iterator[str]:
    """A migrated, empty database, in use until the end of the block. Gives its name."""
    with ExitStack() as stack:
        before = str(connection.settings_dict["NAME"])
        connection.settings_dict["TEST"]["NAME"] = _new_name(stack)
        with redirect_stdout(StringIO()):  # one of its steps reports whatever the verbosity
            name = connection.creation.create_test_db(verbosity=0, serialize=False)
        stack.callback(_drop, name, before)
        yield name


def _new_name(stack: ExitStack) -> str:
    name = f"scrutiny_bench_{secrets.token_hex(6)}"
    if is_postgresql():
        return name
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="scrutiny-bench-"))
    return str(Path(folder) / f"{name}.sqlite3")


def _drop(name: str, before: str) -> None:
    use(name)
    connection.creation.destroy_test_db(before, verbosity=0)


def use(name: str) -> None:
    """Send what follows to a database of that name; the connection is made anew only where it changes."""
    if connection.settings_dict["NAME"] != name:
        connection.close()
        connection.settings_dict["NAME"] = name


def tidy() -> None:
    """Have the database collect its statistics, as a server does by itself in time."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
