"""manage.py bench: how fast the product is here, against the limits in docs/performance.md."""

import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection

from kpis.bench.chance import chance_checks
from kpis.bench.checks import Measurement
from kpis.bench.loading import loading_checks
from kpis.bench.pages import as_in_production, page_checks
from kpis.bench.papers import paper_checks
from kpis.bench.places import is_postgresql
from kpis.bench.region import region_checks
from kpis.bench.sums import sum_checks

Checks = Callable[[], Iterator[Measurement]]


class Command(BaseCommand):
    help = (
        "Measure the speed of the scorecard, its verdicts and the import, in databases of its own beside the "
        "configured one, which are dropped again (docs/performance.md). Exits with 1 where a limit was missed."
    )
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--quick", action="store_true", help="leave out papers, the import and a million readings")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"On {connection.vendor}, Python {sys.version.split()[0]}.")
        with as_in_production():
            missed = [each for check in chosen(quick=options["quick"]) for each in check() if not self._tell(each)]
        if not is_postgresql():
            self.stdout.write("Not measured here: a million readings, which take PostgreSQL (set DATABASE_URL).")
        self.stdout.write(f"{len(missed)} missed." if missed else "All limits were kept.")
        if missed:
            sys.exit(1)

    def _tell(self, check: Measurement) -> bool:
        """Print a line at once, for the next may take a minute; whether its limit was kept."""
        plain = f"  ({check.plain})" if check.plain else ""
        verdict = "pass" if check.kept else "MISS"
        self.stdout.write(f"{verdict}  {check.what:<58} {check.measured:>18}  {check.limit}{plain}")
        self.stdout.flush()
        return check.kept


def chosen(*, quick: bool) -> list[Checks]:
    """Papers, then the import come first: their memory is the most that the process has held so far."""
    everything: list[Checks] = [paper_checks, loading_checks, sum_checks, chance_checks, page_checks]
    if is_postgresql():
        everything.append(region_checks)
    return everything[2:5] if quick else everything
