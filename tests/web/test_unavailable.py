"""What the site cannot help is said in a sentence, with 503, on every page, by the database in use as it fails."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, InternalError, OperationalError, ProgrammingError, connection
from django.test import Client

from kpis.models import Council, User
from kpis.web.unavailable import AWAY, BUSY, FULL, READ_ONLY, why_unavailable
from tests.entry.test_sign_in import PASSWORD, sign_in, who
from tests.stored import make_council, make_person

PAGES = ["/", "/northshire/", "/northshire/scorecard/", "/northshire/scorecard.csv", "/entry/", "/home/", "/admin/",
         "/accounts/", "/no/such/page/at/all/", "/northshire/reports/feed.atom"]  # fmt: skip
IS_SQLITE = "sqlite" in str(connection.vendor)


@pytest.fixture
def petra(transactional_db: None) -> User:
    person = make_person("petra", make_council(), "performance")
    person.is_staff = person.is_superuser = True
    person.save()
    return person


@pytest.fixture
def client(petra: User) -> Client:
    """Petra's browser, signed in, which gets the site's own answer to a fault."""
    client = Client(raise_request_exception=False)
    client.force_login(petra)
    return client


@pytest.fixture
def away(client: Client, tmp_path: Path) -> Iterator[None]:
    """The database cannot be reached."""
    kept = dict(connection.settings_dict)
    connection.close()
    gone = {"NAME": str(tmp_path / "gone" / "db")} if IS_SQLITE else {"HOST": str(tmp_path), "OPTIONS": {}}
    connection.settings_dict.update(gone)
    yield
    connection.close()
    connection.settings_dict.update(kept)


def switch(sqlite: str, postgresql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sqlite if IS_SQLITE else postgresql)


@pytest.fixture
def read_only(client: Client) -> Iterator[None]:
    """The database can only be read, as a stand-by or a copy on a full disk can."""
    switch("PRAGMA query_only = ON", "SET default_transaction_read_only = on")
    yield
    switch("PRAGMA query_only = OFF", "SET default_transaction_read_only = off")


def assert_unavailable(response, why: str) -> None:
    assert response.status_code == 503
    assert response["Retry-After"] == "30" and response["Cache-Control"] == "private, no-store"
    page = response.content.decode()
    assert why in page and "Traceback" not in page and page.count("<h1") == 1
    assert "form-action 'self'" in response["Content-Security-Policy"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_says_that_the_database_is_away(away, client: Client, path: str) -> None:
    assert_unavailable(client.get(path), AWAY)


def test_to_nobody_too(away) -> None:
    nobody = Client(raise_request_exception=False)
    assert_unavailable(nobody.get("/"), AWAY)
    assert_unavailable(nobody.get("/northshire/measures/C1/"), AWAY)
    assert nobody.get("/how-it-works/").status_code == 200  # which needs none


def test_signing_in_says_it_instead_of_too_many_attempts(away) -> None:
    response = sign_in(Client(raise_request_exception=False), "petra.in-tests")
    assert_unavailable(response, AWAY)
    assert "Too many" not in response.content.decode()


@pytest.mark.parametrize("password", [PASSWORD, "wrong"])
def test_signing_in_to_a_database_that_can_only_be_read(read_only, password: str) -> None:
    response = sign_in(Client(raise_request_exception=False), "petra.in-tests", password)
    assert_unavailable(response, READ_ONLY)
    assert "Too many" not in response.content.decode()


def test_a_database_that_can_only_be_read_is_read(read_only, client: Client) -> None:
    assert client.get("/northshire/").status_code == 200
    assert who(client) == "petra.in-tests"


def test_what_would_be_saved_in_it_is_not(read_only, client: Client) -> None:
    assert_unavailable(client.post("/northshire/close/2018-19-q4/", {"action": "open"}), READ_ONLY)
    assert_unavailable(client.post("/accounts/logout/"), READ_ONLY)


def test_a_fault_of_the_program_stays_one(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_args: object, **_kwargs: object) -> None:
        Council.objects.raw("SELECT * FROM no_such_table")[0]

    monkeypatch.setattr("kpis.pages.views_council.render", fault)
    response = client.get("/")
    assert response.status_code == 500 and "Retry-After" not in response


# What a fault is, by the words of whoever raises it


@pytest.mark.django_db(transaction=True)
def test_a_full_database() -> None:
    if IS_SQLITE:
        with connection.cursor() as cursor:
            pages, free, size = (
                cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("page_count", "freelist_count", "page_size")
            )
            cursor.execute(f"PRAGMA max_page_count = {pages}")
            try:
                with pytest.raises(OperationalError) as seen:
                    # More than what tests before have left free in the file.
                    cursor.execute(f"CREATE TABLE filling AS SELECT randomblob({(free + 1000) * size})")
            finally:
                cursor.execute("PRAGMA max_page_count = 1073741823")
        assert why_unavailable(seen.value) == FULL
    else:
        assert why_unavailable(as_django(OperationalError, psycopg.errors.DiskFull())) == FULL


def test_a_full_disk() -> None:
    with pytest.raises(OSError) as seen, Path("/dev/full").open("w") as file:
        file.write("a")
        file.flush()
    assert why_unavailable(seen.value) == FULL


@pytest.mark.django_db(transaction=True)
def test_a_statement_or_a_lock_that_takes_too_long(tmp_path: Path) -> None:
    if IS_SQLITE:
        holder, other = (sqlite3.connect(tmp_path / "db", timeout=0) for _ in range(2))
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as locked:
            other.execute("BEGIN IMMEDIATE")
        holder.close(), other.close()
        assert why_unavailable(as_django(OperationalError, locked.value)) == BUSY
    else:
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = 50")
            with pytest.raises(OperationalError) as seen:
                cursor.execute("SELECT pg_sleep(20)")
            cursor.execute("SET statement_timeout = 0")
        assert why_unavailable(seen.value) == BUSY


def as_django(kind: type[DatabaseError], cause: Exception) -> DatabaseError:
    """An error as Django passes one of its driver's on."""
    error = kind(*cause.args)
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (as_django(OperationalError, psycopg.errors.TooManyConnections()), BUSY),
        (as_django(OperationalError, psycopg.errors.AdminShutdown()), AWAY),
        (as_django(OperationalError, psycopg.errors.CannotConnectNow()), AWAY),
        (as_django(OperationalError, psycopg.errors.DeadlockDetected()), BUSY),
        (as_django(OperationalError, psycopg.errors.LockNotAvailable()), BUSY),
        (as_django(InternalError, psycopg.errors.ReadOnlySqlTransaction()), READ_ONLY),
        (as_django(OperationalError, psycopg.OperationalError("connection refused")), AWAY),
        (as_django(InternalError, psycopg.errors.InFailedSqlTransaction()), ""),
        (as_django(ProgrammingError, psycopg.errors.UndefinedTable()), ""),
        (DatabaseError("a save that wrote nothing"), ""),
        (ValueError("a fault"), ""),
        (FileNotFoundError(2, "no such file"), ""),
    ],
    ids=lambda each: type(getattr(each, "__cause__", None) or each).__name__,
)
def test_only_what_the_site_cannot_help_is_taken_for_it(error: Exception, why: str) -> None:
    assert why_unavailable(error) == why


def test_a_session_that_could_not_be_saved_tells_why() -> None:
    try:
        try:
            raise as_django(InternalError, psycopg.errors.ReadOnlySqlTransaction())
        except DatabaseError:
            raise SessionInterrupted("it was deleted") from None
    except SessionInterrupted as error:
        assert why_unavailable(error) == READ_ONLY
