"""A scorecard as CSV, from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from kpis.management.csv_command import CsvCommand
from kpis.readings.wanted import Wanted
from kpis.scorecards.files import COLUMNS, Cell, scorecard_rows
from kpis.scorecards.queries import scorecard


class Command(CsvCommand):
    help = (
        "Write a scorecard as CSV: one row a measure, in scorecard order. It is the public's view unless --restricted."
    )
    columns = COLUMNS
    what = "measures"
    example = '"2018/19" or "2018/19 Q4"'

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--framework", default="", metavar="SLUG")
        parser.add_argument("--committee", default="", metavar="SLUG")

    def rows(self, options: dict[str, Any]) -> Sequence[Mapping[str, Cell]]:
        wanted = Wanted(
            council=options["council"],
            today=timezone.localdate(),
            framework=options["framework"],
            committee=options["committee"],
            period=options["period"],
            at=options["at"],
        )
        return scorecard_rows(scorecard(wanted, options["viewer"]))
