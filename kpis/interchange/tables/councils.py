"""Rows of council, committees and frameworks: who the import is about, and what its measures are reported against."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from kpis.domain.words import FrameworkKind, Scheme
from kpis.interchange.forms_cells import Cells, rows_of, words
from kpis.interchange.forms_sources import ImportSource
from kpis.interchange.forms_world import World, stored_world
from kpis.models import Committee, Council, Framework
from kpis.models.councils import RESERVED_SLUGS
from kpis.readings.locks import hold
from kpis.readings.set_up import signed_off_in
from kpis.spreadsheets.problems import ImportNotes
from kpis.spreadsheets.tables import CLEARED

SLUG = re.compile(r"[a-z0-9-]{1,60}", re.ASCII)
VISIBILITIES = words(Council.Visibility.values)
KINDS = words(FrameworkKind)
SCHEMES = words(Scheme)

Reader = Callable[[Cells, str], Any]


def text(longest: int | None = None) -> Reader:
    return lambda cells, column: cells.text(column, longest)


def word(closed: dict[str, Any]) -> Reader:
    """One of a closed list, as its stored text."""

    def read(cells: Cells, column: str) -> str | None:
        found = cells.word(column, closed)
        return None if found is None else str(found)

    return read


def stated(cells: Cells, columns: dict[str, tuple[Reader, Any]]) -> dict[str, Any]:
    """What a row states, by column. A blank cell states nothing; "-" states the column's empty value.

    ``columns`` has each column's reader and empty value (None in place of a value that cannot be empty: ``...``).
    """
    found: dict[str, Any] = {}
    for column, (read, empty) in columns.items():
        if cells[column] == CLEARED and empty is not ...:
            found[column] = empty
        elif (value := read(cells, column)) is not None:
            found[column] = value
    return found


COUNCIL = {"name": (text(200), ...), "short_name": (text(80), ""), "visibility": (word(VISIBILITIES), ...)}
COMMITTEE = {"name": (text(200), ...), "remit": (text(), "")}
FRAMEWORK = {
    "name": (text(200), ...),
    "kind": (word(KINDS), ...),
    "scheme": (word(SCHEMES), ...),
    "starts": (Cells.date, None),
    "ends": (Cells.date, None),
}


def world_of(source: ImportSource, notes: ImportNotes) -> World | None:
    """The world of the council that the import is about; None, with the reason noted, where it names none."""
    if "council" not in source.sheets:
        return _named_by_source(source, notes)
    rows = list(rows_of(source.sheets["council"], notes))
    if len(rows) != 1:
        which = "no council" if not rows else f"{len(rows)} councils"
        file, row = source.sheets["council"].label, rows[1].row if rows else None
        notes.refuse(file, row, "", f"names {which}, and one import is about one: keep one row")
        return None
    return _of_row(rows[0], notes)


def _held(slug: str) -> Council | None:
    """A council that there is, held alone before anything of it is read: an import may change whatever it has."""
    hold(Council, Council.objects.filter(slug=slug).values_list("pk", flat=True))
    return Council.objects.filter(slug=slug).first()


def _named_by_source(source: ImportSource, notes: ImportNotes) -> World | None:
    slug = source.stem.lower()
    council = _held(slug)
    if council is None:
        if "council" not in notes.unsure:
            why = f'has no table council, and there is no council "{slug}" that its name could mean'
            notes.refuse(source.name, None, "", f"{why}: add the table with the council's slug and name")
        return None
    return stored_world(council, notes)


def _of_row(cells: Cells, notes: ImportNotes) -> World | None:
    if not slug_of(cells):
        return None
    council = _held(cells["slug"])
    if council is None and cells["slug"] in RESERVED_SLUGS:
        cells.refuse("slug", f"{cells.quoted('slug')} is an address of this site: choose another")
    if council is None:
        council = Council(slug=cells["slug"])
    world = stored_world(council, notes)
    take(world, "council", council, cells, stated(cells, COUNCIL))
    return world


def slug_of(cells: Cells) -> bool:
    """Whether the row has a sound slug."""
    if cells.require("slug") and not SLUG.fullmatch(cells["slug"]):
        cells.refuse("slug", f"{cells.quoted('slug')} is not made of 1 to 60 small letters, digits and hyphens")
    return cells.sound


def take(world: World, table: str, row: Any, cells: Cells, columns: dict[str, Any]) -> None:
    """Count a row in as new, changed or unchanged; a new one must have a name."""
    new = row._state.adding
    if new:
        cells.require("name")
        world.set_up.create(row)
    world.count(table, new, world.set_up.change(row, columns))


def unique(rows: Iterable[Cells], column: str) -> Iterable[Cells]:
    """The rows that are the first of their name, whatever its case; a second one is refused."""
    first: dict[str, int] = {}
    for cells in rows:
        name = cells[column].lower()
        if name and name in first:
            cells.refuse(column, f"{cells.quoted(column)} stands in row {first[name]} already")
            continue
        first[name] = cells.row
        yield cells


def read_committees(rows: Iterable[Cells], world: World) -> None:
    for cells in unique(rows, "slug"):
        if not slug_of(cells):
            world.notes.unsure.add("committees")
        else:
            row = world.committees.get(cells["slug"]) or Committee(council=world.council, slug=cells["slug"])
            world.committees[row.slug] = row
            take(world, "committees", row, cells, stated(cells, COMMITTEE))


def read_frameworks(rows: Iterable[Cells], world: World) -> None:
    for cells in unique(rows, "slug"):
        if not slug_of(cells):
            world.notes.unsure.add("frameworks")
        else:
            row = world.frameworks.get(cells["slug"]) or Framework(council=world.council, slug=cells["slug"])
            world.frameworks[row.slug] = row
            columns = stated(cells, FRAMEWORK)
            _check_kind(row, columns, cells)
            take(world, "frameworks", row, cells, columns)
            if row.starts and row.ends and row.ends < row.starts:
                cells.refuse("ends", f"{row.ends} is before {row.starts}, its start")


def _check_kind(framework: Framework, columns: dict[str, Any], cells: Cells) -> None:
    """A plan's targets and a contract's bands are in force differently."""
    if framework.pk is None or columns.get("kind", framework.kind) == framework.kind:
        return
    if count := signed_off_in(framework):
        why = f"would re-judge {count} signed-off figures: a plan and a contract judge differently"
        cells.refuse("kind", f"{why}; set up another framework")
