"""What every test has: no way out of this machine, and Chromium where a page is looked at."""

import gc
import os
import shutil
import socket
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import connection

from tests import migrated

# No deadline: a machine that is busy elsewhere is no fault. CI draws the same examples each time.
hypothesis.settings.register_profile("scrutiny", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("scrutiny")

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NO_BROWSER = "needs Chromium"
HOW_TO_GET = "install it (Debian: apt-get install chromium fonts-dejavu-core) or set CHROMIUM to its path"
BROWSER_FIXTURES = {"page", "context", "browser", "new_context"}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


def chromium() -> str | None:
    """The browser's path: CHROMIUM alone where it is set, else Debian's, else one on the PATH."""
    candidates = ("/usr/bin/chromium", shutil.which("chromium"), shutil.which("chromium-browser"))
    named = os.environ.get("CHROMIUM")
    return next((path for path in ((named,) if named else candidates) if path and Path(path).exists()), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = chromium() is None and os.environ.get("REQUIRE_BROWSER") != "1"
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker("browser")
        if missing and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=NO_BROWSER))


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """No page of another test is shown: rows that are put back have the numbers that they had there."""
    if kept := sys.modules.get("kpis.web.kept"):
        kept.PAGES.clear()


def pytest_collection_finish() -> None:
    """What is imported by now stays: the garbage collector, a fifth of the time of the tests, need not go through it
    for every thousand objects that a test makes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser") and chromium() is None:
        pytest.fail(f"{NO_BROWSER}: {HOW_TO_GET}", pytrace=False)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    count = sum(NO_BROWSER in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"Browser tests skipped: {count}. Each {NO_BROWSER}: {HOW_TO_GET}.", yellow=True)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, "executable_path": chromium(), "args": CHROMIUM_ARGS}


@pytest.fixture(autouse=True)
def _no_way_out(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Python's sockets reach nothing in a unit test, and only this machine in a test with a live server.

    PostgreSQL is reached by its own C library, which this does not touch.
    """
    markers = {marker.name for marker in request.node.iter_markers()}
    local = bool({"live_server", *BROWSER_FIXTURES} & set(request.fixturenames) or {"browser", "server"} & markers)
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def allowed(host: object) -> None:
        if not (local and host in LOOPBACK):
            raise RuntimeError(f"a test tried to reach {host!r} over the network")

    def guarded_connect(self: socket.socket, address: Any) -> None:
        allowed(address[0] if isinstance(address, tuple) else address)
        connect(self, address)

    def guarded_look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        allowed(host)
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield


@pytest.fixture(scope="session", autouse=True)
def _emptied_quickly() -> None:
    """Tests that commit empty the tables afterwards; PostgreSQL takes a third of a second to truncate them all."""
    if connection.vendor == "postgresql":
        connection.ops.sql_flush = partial(_deletes, connection.ops.sql_flush)  # type: ignore[method-assign]


def _deletes(truncate: Any, style: Any, tables: list[str], *, reset_sequences: bool = False, **more: Any) -> list[str]:
    """The statements that empty the tables that hold anything; the foreign keys are looked at when all are done."""
    if reset_sequences:
        return truncate(style, tables, reset_sequences=True, **more)  # type: ignore[no-any-return]
    names = [connection.ops.quote_name(table) for table in tables]
    with connection.cursor() as cursor:
        cursor.execute("SELECT " + ", ".join(f"EXISTS (SELECT FROM {name})" for name in names))
        return [f"DELETE FROM {name}" for name, is_filled in zip(names, cursor.fetchone(), strict=True) if is_filled]


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb: bool, django_db_modify_db_settings: None) -> bool:
    return django_db_keepdb or migrated.begin()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_keepdb: bool, django_db_blocker: Any) -> Iterator[None]:
    """PostgreSQL drops no database that somebody is still connected to, such as the last thread of a test's server."""
    with django_db_blocker.unblock():
        migrated.keep()
    yield
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite" and django_db_keepdb:
            migrated.remove()
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
