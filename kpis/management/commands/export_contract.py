"""A contract's report as CSV, from the command line."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpis.domain.period_text import PeriodError
from kpis.exports.contract import COLUMNS, contract_rows
from kpis.exports.files import to_csv
from kpis.management.commands.export_scorecard import read_period
from kpis.permissions import EVERY_COUNCIL, UNRESTRICTED
from kpis.queries.contracts import ContractReport, contract_report
from kpis.queries.errors import NotFound
from kpis.queries.moments import MomentError, end_of_day


class Command(BaseCommand):
    help = (
        "Write a contract's report as CSV: one row a KPI, with its run outside tolerance and its performance failure. "
        "Small numbers are withheld unless --restricted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument("--framework", required=True, metavar="SLUG", help="the contract")
        parser.add_argument("--period", required=True, help='such as "2020-06" or "2020/21 Q1"')
        parser.add_argument(
            "--as-of", default="", metavar="DATE", help="as it stood at the end of that day: 2020-07-18"
        )
        parser.add_argument("--output", metavar="FILE", help="write here instead of to standard output")
        parser.add_argument(
            "--restricted", action="store_true", help="with withheld small numbers; not for publication"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = contract_rows(self.find(options))
        text = to_csv(COLUMNS, rows)
        if not options["output"]:
            self.stdout.write(text, ending="")
            return
        try:
            Path(options["output"]).write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise CommandError(f"{options['output']} cannot be written: {error.strerror}") from error
        self.stderr.write(f"{len(rows)} KPIs written to {options['output']}")

    def find(self, options: dict[str, Any]) -> ContractReport:
        try:
            return contract_report(
                options["council"],
                options["framework"],
                read_period(options["period"]),
                UNRESTRICTED if options["restricted"] else EVERY_COUNCIL,
                timezone.localdate(),
                end_of_day(options["as_of"]) if options["as_of"] else None,
            )
        except (PeriodError, NotFound, MomentError) as error:
            raise CommandError(str(error)) from error
