"""manage.py restore FILE: the database as a backup holds it."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from scrutiny.backup import BackupError, restore


class Command(BaseCommand):
    help = "Make the database what a backup holds: all of it or, if anything is wrong, none. Stop the server first."
    # A database that is to be restored may be empty, older or broken.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `backup` made")
        parser.add_argument("--replace", action="store_true", help="even though the database holds data: lose that")

    def handle(self, *args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            restore(file, replace=replace)
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored from {file}. Now run `manage.py migrate`, in case the backup is from an older version."
        )
