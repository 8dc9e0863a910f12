"""manage.py read_spreadsheet FILE --council SLUG --output CSV: what an officer's own spreadsheet would bring in."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpis.domain.period_text import PeriodError, parse_by, parse_entry, parse_slug
from kpis.domain.periods import Period
from kpis.models import Council
from kpis.own_sheets.files import COLUMNS, LEFT_COLUMNS, rows_left_alone, rows_of_proposals
from kpis.own_sheets.jobs import SpreadsheetRead, read_spreadsheet
from kpis.spreadsheets.files import to_csv
from kpis.spreadsheets.limits import BROWSER
from kpis.spreadsheets.problems import ImportRefused


class Command(BaseCommand):
    help = (
        "Read an officer's own spreadsheet (.xlsx, .ods, .csv; docs/own-spreadsheets.md) and write the figures that it "
        "would bring in, each with what a person would be asked about it. Nothing is stored."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--council", required=True, metavar="SLUG")
        parser.add_argument(
            "--period",
            default="",
            help='only this one, such as "2026/27 Q2", which also answers where the sheet names none',
        )
        parser.add_argument("--output", required=True, metavar="CSV", help="the figures")
        parser.add_argument("--left-alone", metavar="CSV", help="what was not taken, and why")

    def handle(self, *args: Any, **options: Any) -> None:
        file, output = Path(options["file"]), Path(options["output"])
        left_alone = Path(options["left_alone"]) if options["left_alone"] else None
        period, council = _period(options["period"]), _council(options["council"])
        _check_apart(file, output, left_alone)
        try:
            read = read_spreadsheet(council, file.name, _content(file), period)
        except ImportRefused as refusal:
            for problem in refusal.problems:
                self.stderr.write(str(problem))
            raise CommandError(refusal.count) from refusal
        tables = [(output, to_csv(COLUMNS, rows_of_proposals(read.found.proposals)))]
        if left_alone is not None:
            tables.append((left_alone, to_csv(LEFT_COLUMNS, rows_left_alone(read.found.left))))
        _write(tables)
        self._tell(read, output, left_alone)

    def _tell(self, read: SpreadsheetRead, output: Path, left_alone: Path | None) -> None:
        for warning in read.warnings:
            self.stderr.write(f"warning: {warning}")
        figures, asked = read.found.proposals, sum(bool(each.questions) for each in read.found.proposals)
        hidden = sum(each.figure.is_hidden for each in figures)
        told = f"{len(figures):,} figures written to {output}, {asked:,} of them with a question"
        told += f", {hidden:,} in hidden rows" if hidden else ""
        where = f" ({left_alone})" if left_alone else ""
        self.stderr.write(f"{told}; {len(read.found.left):,} rows and columns left alone{where}")


def _period(text: str) -> Period | None:
    try:
        return parse_by(text, parse_entry, parse_slug) if text else None
    except PeriodError as error:
        raise CommandError(str(error)) from error


def _council(slug: str) -> Council:
    found = Council.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f'there is no council "{slug}": name one of {", ".join(_slugs()) or "none yet"}')
    return found


def _slugs() -> list[str]:
    return list(Council.objects.order_by("slug").values_list("slug", flat=True))


def _check_apart(*paths: Path | None) -> None:
    named = [each.resolve() for each in paths if each is not None]
    if len(set(named)) < len(named):
        raise CommandError("the file and what is written are one and the same: name another file to write to")


def _content(file: Path) -> bytes:
    try:
        size = file.stat().st_size
        if size > BROWSER.content:
            raise CommandError(f"{file.name}: has {size:,} bytes; at most {BROWSER.content:,} are read: split it")
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error


def _write(tables: Sequence[tuple[Path, str]]) -> None:
    """All of the files or none: each is written beside its place first, and then put there."""
    beside: list[tuple[str, Path]] = []
    try:
        for path, text in tables:
            beside.append((_written(path, text), path))
        for name, path in beside:
            Path(name).replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        for name, _ in beside:
            Path(name).unlink(missing_ok=True)


def _written(path: Path, text: str) -> str:
    """The name of a new file in the folder of ``path`` with this text."""
    if path.is_dir():
        raise IsADirectoryError(21, "Is a directory")
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(number, "w", encoding="utf-8", newline="") as out:
        out.write(text)
    Path(name).chmod(0o644)
    return name
