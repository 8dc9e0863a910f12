"""Where failed sign-ins are counted: a table of the database, which says so when it cannot be written."""

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import DatabaseError, connections, router

from kpis.web.unavailable import why_unavailable


class Counts(DatabaseCache):
    """Django's takes every fault of the database for a race that somebody else won.

    Read so, a database that is away or read-only looks like too many attempts to whoever signs in.
    """

    def _base_set(self, mode: str, key: str, value: Any, timeout: Any = None) -> bool:
        """Raises the database's own error where the site could not write for no fault of its own."""
        seen: list[DatabaseError] = []
        with connections[router.db_for_write(self.cache_model_class)].execute_wrapper(_keeping(seen)):
            done: bool = super()._base_set(mode, key, value, timeout)  # type: ignore[misc]
        if not done and seen and why_unavailable(seen[-1]):
            raise seen[-1]
        return done


def _keeping(seen: list[DatabaseError]) -> Callable[..., Any]:
    """A wrapper of statements that keeps their errors and lets them pass."""

    def execute(run: Callable[..., Any], *statement: Any) -> Any:
        try:
            return run(*statement)
        except DatabaseError as error:
            seen.append(error)
            raise

    return execute
