"""What the commands that write a CSV file have in common: its period, its day, its place, and whose view it is."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpis.domain.period_text import PeriodError, parse_by, parse_entry, parse_slug
from kpis.people import EVERY_COUNCIL, UNRESTRICTED, Viewer
from kpis.readings.moments import MomentError, end_of_day
from kpis.refusals import NotFound
from kpis.scorecards.files import Cell
from kpis.spreadsheets.files import to_csv


class CsvCommand(BaseCommand):
    """Writes rows to standard output or to a file. ``rows`` are found by the command itself, ``what`` are they."""

    columns: Sequence[str]
    what: str
    example: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--period", required=True, help=f"such as {self.example}")
        parser.add_argument(
            "--as-of", default="", metavar="DATE", help="as it stood at the end of that day: 2019-06-18"
        )
        parser.add_argument("--output", metavar="FILE", help="write here instead of to standard output")
        parser.add_argument(
            "--restricted", action="store_true", help="with withheld small numbers; not for publication"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        options["at"], options["viewer"] = None, viewer_of(options["restricted"])
        try:
            options["period"] = parse_by(options["period"], parse_entry, parse_slug)
            if options["as_of"]:
                options["at"] = end_of_day(options["as_of"])
            rows = self.rows(options)
        except (PeriodError, NotFound, MomentError) as error:
            raise CommandError(str(error)) from error
        self._write(rows, options["output"])

    def rows(self, options: dict[str, Any]) -> Sequence[Mapping[str, Cell]]:
        """The rows asked for; ``period``, ``at`` and ``viewer`` are read already. Raises NotFound."""
        raise NotImplementedError

    def _write(self, rows: Sequence[Mapping[str, Cell]], output: str | None) -> None:
        text = to_csv(self.columns, rows)
        if not output:
            self.stdout.write(text, ending="")
            return
        try:
            Path(output).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error
        self.stderr.write(f"{len(rows)} {self.what} written to {output}")


def viewer_of(restricted: bool) -> Viewer:
    return UNRESTRICTED if restricted else EVERY_COUNCIL
