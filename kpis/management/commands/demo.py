"""Load the demonstration: what does not exist yet, and nothing else."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpis.demo.loading import PEOPLE, demo_password, load_councils, make_people


class Command(BaseCommand):
    help = "Load the demonstration councils that do not exist yet, and print the sign-ins. What was entered survives."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("The demonstration has well-known people: it is only loaded with DEMO=1 or DEBUG=1 set.")
        loaded = load_councils(timezone.now())
        password = demo_password(settings.BASE_DIR / ".demo" / "password")
        make_people(password)
        self.stdout.write(
            f"Loaded: {', '.join(loaded)}." if loaded else "The demonstration councils are already there."
        )
        self.stdout.write(f"Sign in as any of these with the password {password}")
        for name, (what, _) in PEOPLE.items():
            self.stdout.write(f"  {name:6} {what}")
