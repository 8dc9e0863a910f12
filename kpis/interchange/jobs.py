"""One import from its files to the database: read, checked as a whole, and written in one transaction or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from django.db import OperationalError, transaction
from django.utils import timezone

from kpis.domain.entry import State
from kpis.interchange.actions import source_text, write_set_up
from kpis.interchange.actions_versions import write_versions
from kpis.interchange.forms_cells import Cells, rows_of
from kpis.interchange.forms_sources import ImportSource, read_source
from kpis.interchange.forms_world import World
from kpis.interchange.tables.categories import declare_breakdowns
from kpis.interchange.tables.comparators import read_baselines, read_comparators
from kpis.interchange.tables.councils import read_committees, read_frameworks, world_of
from kpis.interchange.tables.measures import read_measures
from kpis.interchange.tables.plausible import check_fractions, stated_readings, warn_of_missing_parts, warn_of_scale
from kpis.interchange.tables.readings import Readings, read_readings
from kpis.interchange.tables.targets import read_targets
from kpis.interchange.tables.versions import StandingVersions
from kpis.readings.append import append
from kpis.refusals import Closed, Conflict, Refused
from kpis.spreadsheets.problems import FileProblem, ImportNotes, ImportRefused
from kpis.spreadsheets.tables import TABLES

VERSIONED = {"targets": read_targets, "baselines": read_baselines, "comparators": read_comparators}
MEANWHILE = "somebody else changed the same rows at the same moment: nothing was written; run the import again"


class RowCounts(NamedTuple):
    created: int
    changed: int
    unchanged: int

    def __str__(self) -> str:
        return f"{self.created} created, {self.changed} changed, {self.unchanged} unchanged"


@dataclass(frozen=True)
class ImportReport:
    """What an import did, or on a dry run would do: rows by table, in the order of the format, and warnings."""

    tables: dict[str, RowCounts]
    warnings: tuple[FileProblem, ...]
    dry_run: bool = False


def load(
    sources: Sequence[Path], *, dry_run: bool = False, now: dt.datetime, accept_fractions: bool = False
) -> ImportReport:
    """Import folders and workbooks, each in a transaction of its own.

    A refused source writes nothing and does not stop the others; afterwards ImportRefused is raised with every error
    of every refused one. ``now`` is aware. A dry run does all of it and takes it back.
    """
    reports: list[ImportReport] = []
    problems: list[FileProblem] = []
    for path in sources:
        try:
            reports.append(_load_one(path, dry_run, timezone.localtime(now), accept_fractions))
        except ImportRefused as refusal:
            problems.extend(refusal.problems)
    if problems:
        raise ImportRefused(problems)
    return ImportReport(
        _added([each.tables for each in reports]), tuple(w for each in reports for w in each.warnings), dry_run
    )


def _added(tables: Iterable[dict[str, RowCounts]]) -> dict[str, RowCounts]:
    every = list(tables)
    names = [name for name in TABLES if any(name in each for each in every)]
    nothing = RowCounts(0, 0, 0)
    return {
        name: RowCounts(*map(sum, zip(*(each.get(name, nothing) for each in every), strict=True))) for name in names
    }


def _load_one(path: Path, dry_run: bool, now: dt.datetime, accept_fractions: bool) -> ImportReport:
    notes = ImportNotes()
    source = read_source(path, notes)
    if not source.sheets:
        raise ImportRefused(notes.errors)
    try:
        with transaction.atomic():
            report = _write_all(source, notes, now, accept_fractions, dry_run)
            transaction.set_rollback(dry_run)
    except (Closed, Conflict, Refused) as refusal:
        why = MEANWHILE if isinstance(refusal, Conflict) else str(refusal).rstrip(".")
        raise ImportRefused([FileProblem(source.name, None, "", why)]) from refusal
    except OperationalError as error:
        if "lock" not in str(error):
            raise
        raise ImportRefused([FileProblem(source.name, None, "", MEANWHILE)]) from error
    return report


def _write_all(
    source: ImportSource, notes: ImportNotes, now: dt.datetime, accept_fractions: bool, dry_run: bool
) -> ImportReport:
    world = world_of(source, notes)
    if world is None:
        raise ImportRefused(notes.errors)
    standing, readings = _read_all(source, world, now, accept_fractions)
    if notes.errors:
        raise ImportRefused(sorted(notes.errors, key=_place_in(source)))
    write_set_up(world.set_up, source=source.name, now=now)
    for table, each in standing.items():
        write_versions(each.model, each.new, source=source.file_of(table), now=now)
    if readings is not None:
        origin = source_text(source.file_of("readings"))
        append([entry for _, entry in readings.new], state=State.SIGNED_OFF, by=None, at=now, source=origin)
    tables = {name: RowCounts(*world.counts[name]) for name in TABLES if name in source.sheets}
    return ImportReport(tables, tuple(sorted(notes.warnings, key=_place_in(source))), dry_run)


def _place_in(source: ImportSource) -> Callable[[FileProblem], tuple[int, str, int]]:
    """Problems in the order of the tables and their rows."""
    order = {sheet.label: list(TABLES).index(name) for name, sheet in source.sheets.items()}
    return lambda problem: (order.get(problem.file, -1), problem.file, problem.row or 0)


def _read_all(
    source: ImportSource, world: World, now: dt.datetime, accept_fractions: bool
) -> tuple[dict[str, StandingVersions], Readings | None]:
    """Every row of every table, each with all its errors noted."""
    read_committees(_rows(source, "committees", world), world)
    read_frameworks(_rows(source, "frameworks", world), world)
    read_measures(_rows(source, "measures", world), world)
    declare_breakdowns(source.sheets, world)
    standing = {
        table: read(_rows(source, table, world), world, source.file_of(table), now)
        for table, read in VERSIONED.items()
        if table in source.sheets
    }
    stated = [each for table in standing.values() for each in table.stated]
    if "readings" not in source.sheets:
        check_fractions(stated, accept_fractions)
        return standing, None
    readings = read_readings(_rows(source, "readings", world), world, source.file_of("readings"), now)
    questioned = check_fractions(stated + stated_readings(readings), accept_fractions)
    warn_of_scale(readings, questioned)
    warn_of_missing_parts(readings)
    return standing, readings


def _rows(source: ImportSource, table: str, world: World) -> Iterable[Cells]:
    return rows_of(source.sheets[table], world.notes) if table in source.sheets else ()
