"""manage.py migrate: Django's, by one process at a time."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import migrate
from django.db import connections

from kpis.management.one_at_a_time import one_at_a_time

WAITS = "Another migrate is at work on this database: this one goes on when it has ended."


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        """What is left to do is found out once the others have ended."""
        with one_at_a_time(connections[options["database"]], self._say_that_it_waits):
            super().handle(*args, **options)

    def _say_that_it_waits(self) -> None:
        self.stdout.write(WAITS)
        self.stdout.flush()
