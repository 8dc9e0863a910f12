"""manage.py load_council FOLDER_OR_WORKBOOK [...]: a council's figures from spreadsheets."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpis.interchange.jobs import ImportReport, load
from kpis.spreadsheets.problems import ImportRefused


class Command(BaseCommand):
    class Refused(CommandError):
        """Something was not written. manage.py prints the name of this class before the count of errors."""

    help = (
        "Import councils in the interchange format (docs/interchange.md), each folder or workbook in one transaction: "
        "all of it or none of it. What is imported is signed off. Importing the same files again changes nothing."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "sources",
            metavar="FOLDER_OR_WORKBOOK",
            nargs="+",
            type=Path,
            help="a folder of CSV files, an .xlsx or an .ods",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything and say what would change; write nothing"
        )
        parser.add_argument(
            "--accept-fractions",
            action="store_true",
            help="take unformatted numbers from 0 to 1 in shares as they stand: 0.6 is 0.6%%",
        )

    def handle(self, *args: Any, sources: list[Path], **options: Any) -> None:
        refused = [self._load(source, options, several=len(sources) > 1) for source in sources]
        if any(refused):
            raise self.Refused(self._count(refused, len(sources)))

    def _load(self, source: Path, options: dict[str, Any], several: bool) -> int:
        """Import one source and print what came of it; the number of its errors."""
        if several:
            self.stdout.write(f"{source.name}:")
        try:
            report = load(
                [source],
                dry_run=options["dry_run"],
                now=timezone.now(),
                accept_fractions=options["accept_fractions"],
            )
        except ImportRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            return len(refusal.problems)
        self._print(report)
        return 0

    def _print(self, report: ImportReport) -> None:
        for table, counts in report.tables.items():
            self.stdout.write(f"{table}: {counts}")
        for warning in report.warnings:
            self.stdout.write(f"warning: {warning}")
        if report.dry_run:
            self.stdout.write("dry run: nothing was written")

    def _count(self, errors: list[int], sources: int) -> str:
        total = sum(errors)
        text = f"{total:,} error{'' if total == 1 else 's'}"
        if sources == 1:
            return f"{text}: nothing was written"
        refused = sum(1 for each in errors if each)
        return f"{text}: nothing was written of {refused} of {sources} sources"
