"""Two containers that start at once bring one database up to date; each on the database in use."""

import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections

from kpis.management.commands.migrate import WAITS
from kpis.management.one_at_a_time import one_at_a_time
from tests.test_production import PRODUCTION
from tests.test_server import database_url

ROOT = Path(settings.BASE_DIR)
pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[str]:
    """The address of a database in which nothing is."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.sqlite3'}"
        return
    name = f"scrutiny_{uuid.uuid4().hex[:12]}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        yield database_url().replace(f"/{connection.settings_dict['NAME']}", f"/{name}", 1)
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def migrate(url: str, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "manage.py", "migrate", "--noinput", *options]
    environment = {**PRODUCTION, "PYTHONUNBUFFERED": "1", "DATABASE_URL": url}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    return subprocess.Popen(command, cwd=ROOT, env=environment, **pipes)


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """How a process ended and what it printed."""
    said = process.communicate(timeout=300)[0]
    return process.returncode, said


def test_two_at_once_end_well_and_each_migration_was_made_once(empty: str) -> None:
    both = [migrate(empty) for _ in range(2)]
    said = [each.communicate(timeout=300)[0] for each in both]
    assert [each.returncode for each in both] == [0, 0], said
    applied = [line.split()[1].rstrip(".") for text in said for line in text.splitlines() if line.endswith(" OK")]
    assert len(applied) == len(set(applied)) > 20
    assert "No migrations to apply." in "".join(said)
    assert ended(migrate(empty, "--check"))[0] == 0


@pytest.fixture
def held(empty: str) -> Iterator[str]:
    """The empty database while this process changes its schema."""
    name = empty.removeprefix("sqlite:///") if connection.vendor == "sqlite" else urlsplit(empty).path[1:]
    other = connections["default"].copy()
    other.settings_dict = {**other.settings_dict, "NAME": name}
    with one_at_a_time(other, lambda: pytest.fail("nobody else holds it")):
        yield empty


def test_the_second_waits_until_the_first_has_ended(held: str) -> None:
    with migrate(held, "contenttypes") as waiting:
        assert waiting.stdout.readline().strip() == WAITS
        assert waiting.poll() is None
        waiting.kill()


def test_one_that_was_killed_holds_nothing_and_leaves_nothing_behind(empty: str, tmp_path: Path) -> None:
    with migrate(empty, "contenttypes") as first:
        assert first.stdout.readline().startswith("Operations to perform")
        first.kill()
    code, said = ended(migrate(empty, "contenttypes"))
    assert code == 0, said
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith("-migrate")] == []
