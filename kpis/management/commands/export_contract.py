"""A contract's report as CSV, from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from kpis.contracts.files import COLUMNS, contract_rows
from kpis.contracts.queries import contract_report
from kpis.management.csv_command import CsvCommand
from kpis.scorecards.files import Cell


class Command(CsvCommand):
    help = (
        "Write a contract's report as CSV: one row a KPI, with its run outside the tolerance band and its "
        "performance failure. Small numbers are withheld unless --restricted."
    )
    columns = COLUMNS
    what = "KPIs"
    example = '"2020-06" or "2020/21 Q1"'

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--framework", required=True, metavar="SLUG", help="the contract")

    def rows(self, options: dict[str, Any]) -> Sequence[Mapping[str, Cell]]:
        asked = (options["council"], options["framework"], options["period"], options["viewer"])
        return contract_rows(contract_report(*asked, timezone.localdate(), options["at"]))
