"""What the site cannot help: a database that is away, read-only, full or too busy, a full disk. 503 with a sentence.

It is no fault of the request's and none of the program's, so that trying again later is the right answer. The page is
made without the database, and says nothing of the installation that a stranger should not know.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
from collections.abc import Callable, Iterator

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

Handler = Callable[[HttpRequest], HttpResponse]
FAULTS = logging.getLogger("django.request")
RETRY_AFTER = "30"
"""Seconds."""

AWAY = "The site cannot reach its database at the moment."
BUSY = "The database is too busy to answer at the moment."
READ_ONLY = "Nothing can be saved at the moment: the site’s database can only be read."
FULL = "Nothing can be saved at the moment: the site has no room left to write."

BY_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_NOMEM: BUSY,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_PERM: READ_ONLY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_CANTOPEN: AWAY,
    sqlite3.SQLITE_IOERR: AWAY,
    sqlite3.SQLITE_CORRUPT: AWAY,
    sqlite3.SQLITE_NOTADB: AWAY,
}
"""By primary result code. SQLITE_ERROR, a fault in a statement, is not among them."""
BY_SQLSTATE = {
    "08": AWAY,  # connection exceptions
    "25006": READ_ONLY,
    "40001": BUSY,  # could not be put in order with others
    "40P01": BUSY,  # deadlock
    "53": BUSY,  # out of connections, of memory
    "53100": FULL,
    "55P03": BUSY,  # a lock was not to be had
    "57": AWAY,  # shutting down, starting up
    "57014": BUSY,  # a statement took too long
    "58": AWAY,  # the server's own system errors
}
"""By PostgreSQL's code, else by its class, the first two characters."""
BY_ERRNO = {errno.ENOSPC: FULL, errno.EDQUOT: FULL, errno.EROFS: READ_ONLY}
PRIMARY = 0xFF
"""SQLite's extended result codes hold the primary one in their last byte."""


def why_unavailable(error: BaseException) -> str:
    """Why the site could not answer, as a sentence; blank for a fault of its own."""
    return next(filter(None, map(_why, _chain(error))), "")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error and what led to it: a session that could not be saved hides the database's own words."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _why(error: BaseException) -> str:
    if isinstance(error, DatabaseError | InterfaceError):
        return _of_database(error)
    return BY_ERRNO.get(error.errno or 0, "") if isinstance(error, OSError) else ""


def _of_database(error: Exception) -> str:
    """A connection that fails has no code of its own; psycopg's other errors and SQLite's have one."""
    cause = error.__cause__
    if code := getattr(cause, "sqlite_errorcode", 0):
        return BY_SQLITE.get(code & PRIMARY, "")
    if state := getattr(cause, "sqlstate", None):
        return BY_SQLSTATE.get(state) or BY_SQLSTATE.get(state[:2], "")
    return AWAY if isinstance(error, OperationalError | InterfaceError) else ""


def unavailable(why: str) -> HttpResponse:
    """The answer, which nobody keeps."""
    page = HttpResponse(render_to_string("503.html", {"why": why}), status=503)
    page["Retry-After"] = RETRY_AFTER
    page["Cache-Control"] = "private, no-store"
    return page


class AnswerUnavailable:
    """Middleware: a view that could not be answered. What fails around the views comes to views.errors.server_error."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        why = why_unavailable(error)
        if not why:
            return None
        FAULTS.error("unavailable", exc_info=error, extra={"request": request})
        return unavailable(why)
