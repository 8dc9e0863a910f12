"""A test database on SQLite begins as a copy of one that the same migrations made, which take some ten seconds.

The copy goes by the content of all that the migrations are made of: where any of it has changed, they run anew. They
are asked for in any case, and with a copy have nothing to do.
"""

import hashlib
import shutil
import sys
import tempfile
from pathlib import Path

import django
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ROOT = Path(settings.BASE_DIR)


def copy_of_them() -> Path:
    """Where the database that these migrations make is kept, if it has been made."""
    modules = {each.__module__ for each in MigrationLoader(None).disk_migrations.values()}
    files = [Path(sys.modules[name].__file__ or "") for name in sorted(modules)]
    files += [ROOT / "scrutiny" / "settings.py", *sorted((ROOT / "kpis" / "data").iterdir())]
    made_of = hashlib.sha256(django.__version__.encode())
    for file in files:
        made_of.update(file.read_bytes())
    return Path(tempfile.gettempdir()) / f"scrutiny-migrated-{made_of.hexdigest()[:24]}.sqlite3"


def test_database() -> str:
    """Its name, before and while it is the one that is connected to."""
    return str(connection.creation._get_test_db_name())


def begin() -> bool:
    """Puts the copy in the place of the test database; whether there was one."""
    if connection.vendor != "sqlite" or not copy_of_them().exists():
        return False
    shutil.copyfile(copy_of_them(), test_database())
    return True


def keep() -> None:
    """Keeps what the migrations have made, unless it is kept: whole, or not at all."""
    kept = copy_of_them()
    if connection.vendor == "sqlite" and is_in_use() and not kept.exists():
        with tempfile.TemporaryDirectory(dir=kept.parent) as folder, connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [f"{folder}/made"])
            Path(folder, "made").rename(kept)


def is_in_use() -> bool:
    """A run whose tests need no database has none of its own, and the configured one is nobody's business."""
    return str(connection.settings_dict["NAME"]) == test_database()


def remove() -> None:
    """What pytest-django leaves where it was given a database that was there before."""
    connection.close()
    for ending in ("", "-wal", "-shm"):
        Path(f"{test_database()}{ending}").unlink(missing_ok=True)
