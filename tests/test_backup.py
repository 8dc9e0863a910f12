"""backup and restore give back every row of every table, or leave everything as it was."""

import hashlib
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import connection

from scrutiny import backup as module

pytestmark = pytest.mark.django_db(transaction=True)


def row_hashes() -> dict[str, str]:
    """For each table, a hash of its sorted rows: equal exactly where the content is."""
    hashes = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names()):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = sorted(repr(row) for row in cursor.fetchall())
            hashes[table] = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return hashes


@pytest.fixture
def filled() -> dict[str, str]:
    """A database with rows that are awkward to carry, and their hashes."""
    users = get_user_model().objects
    users.create_user("alice", "alice@exampleshire.example", "a long password")
    users.create_user("bob’s\t\\N\nline", "bob@exampleshire.example", "a long password")
    Group.objects.bulk_create(Group(name=f"Group {number} £−“”") for number in range(300))
    return row_hashes()


@pytest.fixture
def saved(filled: dict[str, str], tmp_path: Path) -> Path:
    file = tmp_path / "saved"
    call_command("backup", file)
    return file


def test_restore_gives_back_every_row(filled, saved):
    Group.objects.all().delete()
    get_user_model().objects.create_user("charlie")
    assert row_hashes() != filled

    call_command("restore", saved, replace=True)

    assert row_hashes() == filled
    Group.objects.create(name="identities go on where they were")


def test_restore_into_an_empty_database_needs_no_replace(filled, saved):
    call_command("flush", interactive=False)
    call_command("restore", saved)
    assert row_hashes() == filled


def test_restore_removes_tables_that_the_backup_does_not_know(filled, saved):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE of_a_later_version (id integer)")
    call_command("restore", saved, replace=True)
    assert row_hashes() == filled


def test_backup_is_one_file_for_its_owner_alone(saved):
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert list(saved.parent.iterdir()) == [saved]


def test_backup_never_overwrites(filled, tmp_path):
    file = tmp_path / "precious"
    file.write_text("precious")
    with pytest.raises(CommandError, match="exists already"):
        call_command("backup", file)
    assert file.read_text() == "precious"


def test_backup_into_a_folder_that_is_not_there(filled, tmp_path):
    with pytest.raises(CommandError, match="is not a folder"):
        call_command("backup", tmp_path / "missing" / "file")


def test_restore_refuses_a_database_with_data(saved):
    Group.objects.create(name="entered since")
    before = row_hashes()
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", saved)
    assert row_hashes() == before


@pytest.mark.parametrize("content", [b"", b"not a backup at all", b"PGDMP", b"SQLite format 3\x00"])
def test_restore_refuses_other_files(filled, tmp_path, content):
    file = tmp_path / "other"
    file.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("restore", file, replace=True)
    assert row_hashes() == filled


def test_restore_refuses_a_missing_file(filled, tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore", tmp_path / "missing", replace=True)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_restore_refuses_a_backup_that_was_cut_short(filled, saved, share):
    content = saved.read_bytes()
    saved.write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CommandError):
        call_command("restore", saved, replace=True)
    assert row_hashes() == filled


def test_restore_refuses_a_backup_of_a_later_version(filled, tmp_path):
    change = "UPDATE django_migrations SET name = %s WHERE app = 'sessions' AND name = %s"
    with connection.cursor() as cursor:
        cursor.execute(change, ["9999_later", "0001_initial"])
    try:
        call_command("backup", tmp_path / "later")
    finally:
        with connection.cursor() as cursor:
            cursor.execute(change, ["0001_initial", "9999_later"])
    with pytest.raises(CommandError, match=r"later version .*sessions\.9999_later"):
        call_command("restore", tmp_path / "later", replace=True)


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL waits for locks by itself")
def test_sqlite_restore_gives_up_on_a_database_in_use(filled, saved, monkeypatch):
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    connection.ensure_connection()
    connection.connection.execute("PRAGMA busy_timeout = 100")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        with pytest.raises(CommandError, match="in use"):
            call_command("restore", saved, replace=True)
    assert row_hashes() == filled


def test_a_missing_client_program_is_named():
    with pytest.raises(module.BackupError, match="was not found: install"):
        module.client_program("pg_program_that_nobody_has")
