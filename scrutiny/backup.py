"""A copy of the whole database in one file, and the way back; for SQLite and PostgreSQL.

Both directions are all or nothing: a backup appears under its name only when it is complete, and a restore that
fails leaves the database as it was.
"""

import os
import shutil
import sqlite3
import subprocess
import time
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.migrations.loader import MigrationLoader

# Made by `migrate` itself, so that a database which holds only these is still a new one.
MADE_BY_MIGRATE = (ContentType, Permission)
SQLITE_HEADER = b"SQLite format 3\x00"
PG_DUMP_HEADER = b"PGDMP"
PATIENCE = 20  # seconds for another writer to finish


class BackupError(Exception):
    """What is wrong and what to do about it, as one text for the administrator."""


def backup(target: Path) -> None:
    """Write the database into `target`, a new file that only its owner may read.

    SQLite: a copy made by SQLite's own backup interface, consistent while others write.
    PostgreSQL: pg_dump's custom format. Raises BackupError; `target` then does not exist.
    """
    if target.exists():
        raise BackupError(f"{target} exists already: choose another name, or move it away.")
    if not target.parent.is_dir():
        raise BackupError(f"{target.parent} is not a folder.")
    part = target.with_name(target.name + ".part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
        sqlite_backup(part) if is_sqlite() else postgres_backup(part)
        part.replace(target)
    except OSError as error:
        raise BackupError(f"{target} could not be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)


def restore(source: Path, *, replace: bool) -> None:
    """Make the database what `source` holds. Raises BackupError, with the database as it was.

    Everything in the database is replaced; where there is anything, only with `replace`.
    """
    check_readable(source)
    (sqlite_check if is_sqlite() else postgres_check)(source)
    if holds_data() and not replace:
        raise BackupError("The database holds data: restoring would replace all of it. To do that, add --replace.")
    (sqlite_restore if is_sqlite() else postgres_restore)(source)
    ContentType.objects.clear_cache()


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def holds_data() -> bool:
    """Whether any row is there that `migrate` did not make."""
    tables = set(connection.introspection.table_names())
    models = [model for model in apps.get_models() if model not in MADE_BY_MIGRATE]
    return any(model._meta.db_table in tables and model._base_manager.exists() for model in models)


def check_readable(source: Path) -> None:
    """Raises BackupError unless `source` is a backup of the kind of database in use."""
    try:
        with source.open("rb") as file:
            start = file.read(16)
    except OSError as error:
        raise BackupError(f"{source} cannot be read: {error.strerror}.") from error
    kind = "SQLite" if start == SQLITE_HEADER else "PostgreSQL" if start.startswith(PG_DUMP_HEADER) else None
    wanted = "SQLite" if is_sqlite() else "PostgreSQL"
    if kind is None:
        raise BackupError(f"{source} is not a backup made by this program.")
    if kind != wanted:
        raise BackupError(f"{source} is a backup of a {kind} database; this installation uses {wanted}.")


def check_migrations(source: Path, applied: set[tuple[str, str]]) -> None:
    """Raises BackupError for a backup without this program's tables, or from a later version of it."""
    if not applied:
        raise BackupError(f"{source} holds no database of this program.")
    loader = MigrationLoader(None)
    squashed = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    unknown = sorted(applied - set(loader.disk_migrations) - squashed)
    if unknown:
        names = ", ".join(".".join(key) for key in unknown[:3])
        raise BackupError(f"{source} was made by a later version of this program (it knows {names}): update first.")


def sqlite_backup(target: Path) -> None:
    connection.ensure_connection()
    with closing(sqlite3.connect(target)) as copy:
        connection.connection.backup(copy)
        # One file, not a file and its journal.
        copy.execute("PRAGMA journal_mode=DELETE")


def sqlite_check(source: Path) -> None:
    """Raises BackupError unless the file is whole and holds a database of this program."""
    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            if copy.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                raise BackupError(f"{source} is damaged: SQLite's integrity check found faults.")
            found = copy.execute("SELECT 1 FROM sqlite_master WHERE name = 'django_migrations'").fetchone()
            applied = set(copy.execute("SELECT app, name FROM django_migrations")) if found else set()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"{source} is damaged: {error}.") from error
    check_migrations(source, applied)


def sqlite_restore(source: Path) -> None:
    """All pages into the open database, as one transaction of SQLite's."""
    connection.ensure_connection()
    deadline = time.monotonic() + PATIENCE

    def give_up(status: int, remaining: int, total: int) -> None:
        if status != sqlite3.SQLITE_DONE and time.monotonic() > deadline:
            raise sqlite3.OperationalError("the database is in use")

    try:
        with closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            # Left to itself, this would wait for another writer for ever.
            copy.backup(connection.connection, progress=give_up)
    except sqlite3.Error as error:
        raise BackupError(f"Nothing was restored: {error}. Stop the server and try again.") from error


def postgres_backup(target: Path) -> None:
    run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--file", str(target))


def postgres_check(source: Path) -> None:
    """Raises BackupError unless pg_restore can read the file to its end and it is a database of this program."""
    rows = run("pg_restore", "--data-only", "--table=django_migrations", "--file=-", str(source), reads_database=False)
    run("pg_restore", f"--file={os.devnull}", str(source), reads_database=False)
    copied = [line.split("\t") for line in rows.decode().splitlines() if line.count("\t") == 3]
    check_migrations(source, {(fields[1], fields[2]) for fields in copied})


def postgres_restore(source: Path) -> None:
    """The tables of today and the functions of their triggers are dropped and those of the backup made in one
    transaction."""
    quote = connection.ops.quote_name
    tables = ", ".join(quote(name) for name in connection.introspection.table_names())
    drop = f"DROP TABLE {tables} CASCADE;\n" if tables else ""
    drop += "".join(f"DROP FUNCTION {name} CASCADE;\n" for name in _functions())
    script = run("pg_restore", "--no-owner", "--no-privileges", "--file=-", str(source), reads_database=False)
    connection.close()
    run("psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", stdin=drop.encode() + script)


FUNCTIONS = r"""
SELECT CAST(CAST(p.oid AS regprocedure) AS text) FROM pg_proc p
WHERE p.pronamespace = CAST(current_schema() AS regnamespace) AND p.proname LIKE 'kpis\_%'
"""


def _functions() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(FUNCTIONS)
        return [name for (name,) in cursor.fetchall()]


def run(program: str, *arguments: str, stdin: bytes = b"", reads_database: bool = True) -> bytes:
    """What one of PostgreSQL's client programs prints. Raises BackupError with its complaint."""
    environment = {**os.environ, **(libpq_environment() if reads_database else {})}
    command = [client_program(program), *arguments]
    result = subprocess.run(command, input=stdin, capture_output=True, env=environment, check=False)  # noqa: S603
    if result.returncode != 0:
        raise BackupError(f"{program} failed: {result.stderr.decode(errors='replace').strip()}")
    return result.stdout


def client_program(name: str) -> str:
    """The program's path: on PATH, else in the newest of Debian's folders."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: float(path.parts[-3]))
    found = shutil.which(name) or (str(debian[-1]) if debian else None)
    if found is None:
        raise BackupError(f"{name} was not found: install PostgreSQL's client programs (Debian: postgresql-client).")
    return found


def libpq_environment() -> dict[str, str]:
    """How to reach the database, as libpq reads it; a password in an argument would show in the process list."""
    params = connection.get_connection_params()
    names = {
        "dbname": "PGDATABASE",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "host": "PGHOST",
        "port": "PGPORT",
        "sslmode": "PGSSLMODE",
        "sslrootcert": "PGSSLROOTCERT",
    }
    return {variable: str(params[key]) for key, variable in names.items() if params.get(key)}
