"""manage.py index_search: make the texts that the search goes through, of all councils that have changed."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from kpis.people import UNRESTRICTED
from kpis.search.queries_index import refresh


class Command(BaseCommand):
    help = (
        "Make the texts that the search goes through, of all councils that have changed. Searches do so by themselves, "
        "for a hundred councils at a time: this is for a site with more, after its first import."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        made = 0
        while councils := refresh(UNRESTRICTED):
            made += councils
        self.stdout.write(f"Made the texts of {made} council{'' if made == 1 else 's'}.")
