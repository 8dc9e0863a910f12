"""A look at an uploaded file before anything is written: what each of its rows would do, and what is wrong with it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Sized
from typing import Any, NamedTuple

from kpis.domain.figure import COLUMNS, NOTES
from kpis.domain.numbers import Unit, plain
from kpis.entry.actions import PROJECTION
from kpis.interchange.forms_cells import Cells, rows_of
from kpis.interchange.forms_sources import ImportSource
from kpis.interchange.forms_world import World, stored_world
from kpis.interchange.tables.comparators import read_baselines, read_comparators
from kpis.interchange.tables.councils import COUNCIL, read_committees, read_frameworks, slug_of, stated, take
from kpis.interchange.tables.measures import read_measures
from kpis.interchange.tables.plausible import (
    check_fractions,
    stated_readings,
    warn_of_missing_parts,
    warn_of_scale,
    warn_of_the_year,
)
from kpis.interchange.tables.readings import Readings
from kpis.interchange.tables.stored_readings import StoredReading
from kpis.interchange.tables.targets import read_targets
from kpis.interchange.tables.versions import StandingVersions
from kpis.models import Council
from kpis.readings.entries import Entry
from kpis.spreadsheets.problems import ImportNotes
from kpis.spreadsheets.tables import TABLES
from kpis.uploads.forms_entering import Entered, Entrant, Entries, read_entries

NEW, CHANGED, UNCHANGED, BLANK, REFUSED = "new", "changed", "unchanged", "blank", "refused"
KINDS = (NEW, CHANGED, UNCHANGED, BLANK, REFUSED)
SET = {"baselines": read_baselines, "targets": read_targets, "comparators": read_comparators}
IN_SET_UP = "is changed in the administration (Set-up), or loaded by an administrator"
TEAMS = "is set by the performance team: leave the row out, or ask them to bring it in"
ACCEPT = 'choose "Read it again, taking such numbers as they are"'
FIELDS: dict[str, dict[str, str]] = {
    "targets": {"value": "target", "tolerance_kind": "tolerance_kind", "tolerance": "tolerance", "low": "low",
                "high": "high", "until": "until", "reason": "reason"},
    "baselines": {"value": "value", "numerator": "numerator", "denominator": "denominator"},
    "comparators": {"value": "value", "note": "note"},
}  # fmt: skip
"""The columns of a file by those of the table that stores them."""

Change = tuple[str, str, str]
Note = tuple[str, str, str]


class ExaminedRow(NamedTuple):
    """One row of the file. ``changes`` are columns with what stands and what comes; ``notes`` are errors and warnings,
    each with its column; ``stood`` names what it was compared with; ``is_draft``: it repeats somebody's draft."""

    table: str
    number: int
    kind: str
    ref: str = ""
    period: str = ""
    part: str = ""
    place: str = ""
    changes: tuple[Change, ...] = ()
    notes: tuple[Note, ...] = ()
    stood: str = ""
    is_draft: bool = False

    @property
    def is_doubtful(self) -> bool:
        comes = self.kind in (NEW, CHANGED) or (self.kind == UNCHANGED and self.is_draft)
        return self.table == "readings" and comes and bool(self.notes)


class Examined(NamedTuple):
    """Every row, what is wrong with the file as a whole, and what is to be written once somebody agrees. ``files`` and
    ``labels`` say for each table which file it came from, and how messages call it."""

    rows: list[ExaminedRow]
    errors: list[str]
    warnings: list[str]
    entered: list[Entered]
    drafts: list[Entered]
    standing: dict[str, StandingVersions]
    files: dict[str, str]
    labels: dict[str, str]

    @property
    def is_refused(self) -> bool:
        return bool(self.errors) or any(row.kind == REFUSED for row in self.rows)

    @property
    def fingerprint(self) -> str:
        """Of every row with what it was compared with: another one means that something has changed."""
        told = json.dumps([fingerprinted(row) for row in self.rows])
        return hashlib.sha256(told.encode()).hexdigest()


def fingerprinted(row: ExaminedRow) -> list[Any]:
    return [row.table, row.number, row.kind, row.stood, [list(each) for each in row.changes]]


def examine(
    council: Council,
    source: ImportSource,
    notes: ImportNotes,
    entrant: Entrant,
    *,
    now: dt.datetime,
    accept_fractions: bool = False,
) -> Examined:
    """Read every row of every table against what is stored, and write nothing. ``now`` is in the local time zone."""
    world = stored_world(council, notes)
    world.fixed = True
    _read_set_up(source, world)
    standing = {
        table: read(_rows(source, table, notes), world, source.file_of(table), now)
        for table, read in SET.items()
        if table in source.sheets
    }
    if not entrant.is_team:
        _refuse_for_the_team(source, standing, notes)
    entries = read_entries(_rows(source, "readings", notes), world, entrant)
    _look_for_slips(standing, entries.readings, accept_fractions)
    rows = _rows_seen(source, standing, entries, notes)
    told = {(row.table, row.number) for row in rows}
    tables = {sheet.label: name for name, sheet in source.sheets.items()}
    return Examined(
        rows,
        [str(each) for each in notes.errors if (tables.get(each.file), each.row) not in told],
        [str(each) for each in notes.warnings if (tables.get(each.file), each.row) not in told],
        entries.entered,
        entries.drafts,
        standing,
        {table: source.file_of(table) for table in source.sheets},
        {table: sheet.label for table, sheet in source.sheets.items()},
    )


def _rows(source: ImportSource, table: str, notes: ImportNotes) -> Iterable[Cells]:
    return rows_of(source.sheets[table], notes) if table in source.sheets else ()


def _read_set_up(source: ImportSource, world: World) -> None:
    """The sheets of the set-up may say what is stored, and nothing else."""
    _read_council(_unchanged(_rows(source, "council", world.notes), world), world)
    read_committees(_unchanged(_rows(source, "committees", world.notes), world), world)
    read_frameworks(_unchanged(_rows(source, "frameworks", world.notes), world), world)
    read_measures(_unchanged(_rows(source, "measures", world.notes), world), world)


def _read_council(rows: Iterable[Cells], world: World) -> None:
    for cells in rows:
        if not slug_of(cells):
            continue
        if cells["slug"] != world.council.slug:
            cells.refuse("slug", f"{cells.quoted('slug')} is another council: this page is about {world.council.slug}")
        else:
            take(world, "council", world.council, cells, stated(cells, COUNCIL))


def _unchanged(rows: Iterable[Cells], world: World) -> Iterator[Cells]:
    """Rows, each looked at again after it was read: one that would have changed something is refused."""
    for cells in rows:
        before = _extent(world)
        yield cells
        if cells.sound and _extent(world) != before:
            cells.refuse("", f"differs from what is set up here, which {IN_SET_UP}")


def _extent(world: World) -> int:
    set_up = world.set_up
    groups: tuple[Sized, ...] = (*set_up.created.values(), *set_up.changed.values(), set_up.remits)
    return sum(len(group) for group in groups)


def _refuse_for_the_team(source: ImportSource, standing: dict[str, StandingVersions], notes: ImportNotes) -> None:
    for table, each in standing.items():
        for number, _ in each.origin:
            notes.refuse(source.sheets[table].label, number, "", f"what stands in {table} {TEAMS}")


def _look_for_slips(standing: dict[str, StandingVersions], readings: Readings, accept_fractions: bool) -> None:
    said = [each for table in standing.values() for each in table.stated]
    questioned = check_fractions(said + stated_readings(readings), accept_fractions, ACCEPT)
    warn_of_scale(readings, questioned)
    warn_of_the_year(readings)
    warn_of_missing_parts(readings)


def _rows_seen(
    source: ImportSource, standing: dict[str, StandingVersions], entries: Entries, notes: ImportNotes
) -> list[ExaminedRow]:
    found: list[ExaminedRow] = []
    for table in TABLES:
        if table not in source.sheets:
            continue
        label = source.sheets[table].label
        made = _made(entries) if table == "readings" else _set(table, standing[table]) if table in standing else {}
        stood = entries.stood if table == "readings" else _stood(standing.get(table))
        said = _by_row(notes, label)
        frame = source.sheets[table].frame
        columns = list(frame.columns)
        drafts = {each.row.cells.row for each in entries.drafts} if table == "readings" else set()
        listed = set()
        for number, *texts in frame.itertuples(name=None):
            listed.add(number)
            told = dict(zip(columns, texts, strict=True))
            row = _row(table, number, told, made.get(number), said.get(number, ()), stood.get(number, ""))
            found.append(row._replace(is_draft=number in drafts))
        # Rows that could not be laid out in columns.
        found += [
            _row(table, number, {}, None, each, "") for number, each in sorted(said.items()) if number not in listed
        ]
    return found


def _by_row(notes: ImportNotes, label: str) -> dict[int, tuple[Note, ...]]:
    found: dict[int, tuple[Note, ...]] = {}
    for level, problems in (("error", notes.errors), ("warning", notes.warnings)):
        for each in problems:
            if each.file == label and each.row is not None and each.row > 1:
                found[each.row] = (*found.get(each.row, ()), (level, each.column, each.message))
    return found


Made = tuple[str, str, tuple[Change, ...]]
"""What a row does: its kind, the address of the figure's period, and its changes."""


def _row(
    table: str, number: int, told: dict[str, str], made: Made | None, notes: tuple[Note, ...], stood: str
) -> ExaminedRow:
    kind, place, changes = made or (UNCHANGED, "", ())
    if any(level == "error" for level, _, _ in notes):
        kind = REFUSED
    names = (told.get(name, "") for name in ("dimension", "category", "comparator"))
    ref = told.get("ref") or told.get("slug") or ""
    part = ", ".join(name for name in names if name)
    return ExaminedRow(table, number, kind, ref, told.get("period", ""), part, place, changes, notes, stood)


def _made(entries: Entries) -> dict[int, Made]:
    found: dict[int, Made] = dict.fromkeys(entries.blank, (BLANK, "", ()))
    return found | {each.row.cells.row: _entered(each) for each in entries.entered}


def _entered(each: Entered) -> Made:
    unit, old = each.row.known.unit, each.old
    before, after = _fields(unit, old) if old else {}, _fields(unit, each.entry)
    place = each.row.period.slug if each.row.category is None else ""
    return (CHANGED if old else NEW, place, _differing(before, after))


def _fields(unit: Unit | None, version: StoredReading | Entry) -> dict[str, str]:
    """A version by the columns of the file."""
    found = {name: getattr(version.figure, name) for name in COLUMNS} if version.figure else {}
    if unit is Unit.MILESTONE and found.get("value") is not None:
        found["value"] = "achieved" if found["value"] else "not achieved"
    found |= {name: getattr(version.notes, name) for name in NOTES}
    opinions = version.opinions
    return {name: _text(value) for name, value in found.items()} | {
        "published_projection": opinions[PROJECTION].value if PROJECTION in opinions else ""
    }


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, dt.date) else str(value) if isinstance(value, str) else plain(value)


def _differing(before: dict[str, str], after: dict[str, str]) -> tuple[Change, ...]:
    names = [name for name in after if before.get(name, "") != after[name]]
    return tuple(
        (name, before.get(name, ""), after[name]) for name in names if before or name != "marker" or _says(after)
    )


def _says(after: dict[str, str]) -> bool:
    """Whether the marker of a new figure says more than that it stands."""
    return after["marker"] != "final"


def _set(table: str, standing: StandingVersions) -> dict[int, Made]:
    found: dict[int, Made] = {}
    for (number, old), new in zip(standing.origin, standing.new, strict=True):
        stands = old if old is not None and not getattr(old, "withdrawn", False) else None
        before = _columns(table, stands) if stands is not None else {}
        found[number] = (CHANGED if stands is not None else NEW, "", _differing(before, _columns(table, new.row)))
    return found


def _columns(table: str, row: Any) -> dict[str, str]:
    return {column: _text(getattr(row, name)) for name, column in FIELDS[table].items()}


def _stood(standing: StandingVersions | None) -> dict[int, str]:
    if standing is None:
        return {}
    return {
        number: str(standing.stored[key].pk) if key in standing.stored else "" for key, number in standing.seen.items()
    }
