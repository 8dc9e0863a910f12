"""manage.py export_council --council SLUG --output FOLDER|FILE: a whole council in the interchange format."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpis.interchange.files_council import WRITERS, csv_files
from kpis.interchange.queries import CouncilData, council_data
from kpis.people import EVERY_COUNCIL, UNRESTRICTED
from kpis.readings.councils import council_for
from kpis.refusals import NotFound


class Command(BaseCommand):
    help = (
        "Write a council's set-up and signed-off figures in the interchange format (docs/interchange.md), so that "
        "load_council reads them unchanged. It is the public's view unless --restricted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument(
            "--output",
            required=True,
            type=Path,
            metavar="FOLDER|FILE",
            help="a folder for CSV files, or a file whose name ends in .xlsx, .ods or .zip",
        )
        parser.add_argument(
            "--restricted", action="store_true", help="with withheld small numbers; not for publication"
        )

    def handle(self, *args: Any, output: Path, **options: Any) -> None:
        data = self.find(options["council"], options["restricted"])
        try:
            self.write(data, output)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}") from error
        readings = sum(len(each.readings) for each in data.measures)
        self.stderr.write(f"{len(data.measures):,} measures and {readings:,} readings written to {output}")

    def find(self, slug: str, restricted: bool) -> CouncilData:
        viewer = UNRESTRICTED if restricted else EVERY_COUNCIL
        try:
            return council_data(council_for(slug, viewer).id, viewer)
        except NotFound as error:
            raise CommandError(str(error)) from error

    def write(self, data: CouncilData, output: Path) -> None:
        made, kind = timezone.localtime(), output.suffix.lower().removeprefix(".")
        if kind in WRITERS:
            output.write_bytes(WRITERS[kind](data, made))
            return
        if kind and not output.is_dir():
            raise CommandError(f"{output} is neither a folder nor an .xlsx, .ods or .zip file: choose one of them")
        output.mkdir(parents=True, exist_ok=True)
        for name, content in csv_files(data, made).items():
            (output / name).write_bytes(content)
