"""A scorecard as CSV, from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpis.domain.period_text import PeriodError, parse_period, parse_slug
from kpis.domain.periods import Period
from kpis.exports.files import to_csv
from kpis.exports.scorecard import COLUMNS, scorecard_rows
from kpis.permissions import EVERY_COUNCIL, UNRESTRICTED
from kpis.queries.errors import NotFound
from kpis.queries.moments import MomentError, end_of_day
from kpis.queries.scorecards import Scorecard, Wanted, scorecard


class Command(BaseCommand):
    help = (
        "Write a scorecard as CSV: one row a measure, in scorecard order. It is the public's view unless --restricted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--framework", default="", metavar="SLUG")
        parser.add_argument("--committee", default="", metavar="SLUG")
        parser.add_argument("--period", required=True, help='such as "2018/19" or "2018/19 Q4"')
        parser.add_argument(
            "--as-of", default="", metavar="DATE", help="as it stood at the end of that day: 2019-06-18"
        )
        parser.add_argument("--output", metavar="FILE", help="write here instead of to standard output")
        parser.add_argument(
            "--restricted", action="store_true", help="with withheld small numbers; not for publication"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = scorecard_rows(self.find(options))
        text = to_csv(COLUMNS, rows)
        if not options["output"]:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["output"]).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}") from error
        self.stderr.write(f"{len(rows)} measures written to {options['output']}")

    def find(self, options: dict[str, Any]) -> Scorecard:
        try:
            wanted = Wanted(
                council=options["council"],
                today=timezone.localdate(),
                framework=options["framework"],
                committee=options["committee"],
                period=read_period(options["period"]),
                at=end_of_day(options["as_of"]) if options["as_of"] else None,
            )
            return scorecard(wanted, UNRESTRICTED if options["restricted"] else EVERY_COUNCIL)
        except (PeriodError, NotFound, MomentError) as error:
            raise CommandError(str(error)) from error


def read_period(text: str) -> Period:
    """A period as files or as addresses write it."""
    try:
        return parse_period(text)
    except PeriodError as error:
        try:
            return parse_slug(text)
        except PeriodError:
            raise error from None
