"""What statistics say of a scorecard's measures as CSV, from the command line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from kpis.management.csv_command import CsvCommand
from kpis.readings.wanted import Wanted
from kpis.scorecards.files import Cell
from kpis.statistics.files import COLUMNS, statistics_rows
from kpis.statistics.queries import long_lines


class Command(CsvCommand):
    help = (
        "Write as CSV, one row a measure, whether its change is more than chance, its control chart, its assurance, "
        "its forecast and its runs (docs/statistics.md). No figure after the period enters. It is the public's view, "
        "in which a withheld figure enters no mean and no limit, unless --restricted."
    )
    columns = COLUMNS
    what = "measures"
    example = '"2018/19" or "2018/19 Q4"'

    def rows(self, options: dict[str, Any]) -> Sequence[Mapping[str, Cell]]:
        wanted = Wanted(
            council=options["council"], today=timezone.localdate(), period=options["period"], at=options["at"]
        )
        return statistics_rows(long_lines(wanted, options["viewer"]))
