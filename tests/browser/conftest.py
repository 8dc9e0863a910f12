"""A site with the demonstration, served for a folder of tests, and what a page does wrong while it is looked at."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connections
from django.test.utils import setup_databases, teardown_databases
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from tests.demonstration import load

NOTE_VIOLATIONS = """
window.violations = [];
document.addEventListener("securitypolicyviolation",
    event => window.violations.push(`${event.violatedDirective}: ${event.blockedURI}`));
"""


NEED_A_DATABASE = {"db", "transactional_db", "live_server"}


@pytest.fixture(scope="package")
def site(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The address of a server with the three councils and their people."""
    with django_db_blocker.unblock():
        made = None if is_made(request.session.items) else setup_databases(0, interactive=False, aliases={"default"})
        load()
        server = LiveServer("127.0.0.1")
        yield server.url
        server.stop()
        let_go()
        call_command("flush", verbosity=0, interactive=False)
        # Under the browser's event loop Django has a connection of its own, which nothing else would close.
        connections.close_all()
        if made:
            teardown_databases(made, 0)


def let_go() -> None:
    """Waits for the server's threads: each holds a connection to the database until its browser has hung up."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(timeout=10)


def is_made(items: list[pytest.Item]) -> bool:
    """Whether pytest-django has made a test database: it makes none for tests that only look at the site."""
    return any(
        NEED_A_DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db")
        for item in items
    )


@pytest.fixture
def faults(context: BrowserContext) -> list[str]:
    """What goes wrong in any page of the test: scripts that fail, answers that are errors, what the policy forbids."""
    found: list[str] = []
    context.add_init_script(NOTE_VIOLATIONS)
    context.on("console", lambda message: found.append(message.text) if message.type in ("error", "warning") else None)
    context.on("weberror", lambda error: found.append(str(error.error)))
    context.on(
        "response", lambda answer: found.append(f"{answer.status} {answer.url}") if answer.status > 499 else None
    )
    return found


def violations(page: Page) -> list[str]:
    """What the content security policy has kept the page from doing."""
    found: list[str] = page.evaluate("window.violations || []")
    return found
