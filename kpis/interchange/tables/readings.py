"""Rows of readings: each a figure or the reason that there is none, with what was said of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kpis.domain.figure import Figure, Notes
from kpis.domain.own_periods import figure_fault
from kpis.domain.periods import Period
from kpis.domain.words import Comparison, FrameworkKind, Marker, Movement, Section
from kpis.interchange.forms_cells import Cells, words
from kpis.interchange.forms_world import Known, World
from kpis.interchange.tables.categories import read_category
from kpis.interchange.tables.figure_cells import figure_beside, figure_in, shape_of
from kpis.interchange.tables.stored_readings import ReadingKey, StoredReading, reading_key, stored_readings
from kpis.interchange.tables.versions import imported_on, kept
from kpis.models import Category
from kpis.models import Judgement as JudgementRow
from kpis.readings.entries import NO_NOTES, Entry, OpinionEntry, Place
from kpis.readings.open import check_not_within, closed_periods
from kpis.refusals import Closed
from kpis.spreadsheets.tables import CLEARED

MARKERS = words(Marker)
SECTIONS = {**words(Section), CLEARED: CLEARED}
OVERRIDES = ("green", "amber", "red")
STATUSES = words(["met", "not_met", *OVERRIDES])
MOVEMENTS = words(Movement)
PROJECTIONS = words(["improve", "decline", "same"])
BASES = words([*Comparison, "unknown"])
JUDGEMENTS = {
    JudgementRow.Kind.STATUS.value: ("published_status", STATUSES),
    JudgementRow.Kind.DOT.value: ("published_dot", MOVEMENTS),
    JudgementRow.Kind.TREND.value: ("published_trend", MOVEMENTS),
    JudgementRow.Kind.PROJECTION.value: ("published_projection", PROJECTIONS),
}
DOT = JudgementRow.Kind.DOT.value
BASIS = "published_dot_basis"


class ReadRow(NamedTuple):
    """A sound row."""

    cells: Cells
    known: Known
    period: Period
    category: Category | None
    key: ReadingKey
    figure: Figure

    @property
    def place(self) -> Place:
        return Place(self.known.measure, self.period, self.category)

    @property
    def is_typed(self) -> bool:
        """Whether its value was stated, not worked out, and without parts."""
        return self.figure.value is not None and self.figure.numerator is None


class Readings(NamedTuple):
    """The rows of a file, the stored readings of their measures, and the versions to write, each with its row."""

    rows: list[ReadRow]
    stored: dict[ReadingKey, StoredReading]
    new: list[tuple[ReadRow, Entry]]


def read_readings(rows: Iterable[Cells], world: World, file: str, now: dt.datetime) -> Readings:
    seen: dict[ReadingKey, tuple[int, str]] = {}
    read = [row for cells in rows if (row := read_row(cells, world, seen))]
    stored = stored_readings({id(row.known): row.known for row in read}.values())
    sound = [beside_standing(row, stored.get(row.key)) for row in read]
    closed = closed_periods(world.council.pk) if world.council.pk else []
    new: list[tuple[ReadRow, Entry]] = []
    for row in sound:
        old = stored.get(row.key)
        version = _compared(row, old, file, now)
        if version is not None:
            _check_own(row, old)
            check_row_open(row, closed)
            new.append((row, version))
        if row.cells.sound:
            world.count("readings", old is None, version is not None)
    return Readings(sound, stored, new)


def beside_standing(row: ReadRow, *standing: StoredReading | None) -> ReadRow:
    """A row with what it leaves of the figures that stand for its place, the latest first."""
    figures = [each.figure for each in standing if each is not None and each.figure is not None]
    return row._replace(figure=figure_beside(row.cells, shape_of(row.known, row.period), row.figure, figures))


def _check_own(row: ReadRow, old: StoredReading | None) -> None:
    """A new figure is for a period of its measure's own; one that stands is corrected where it stands."""
    calendar = row.known.calendar
    why = figure_fault(calendar, row.period) if old is None and calendar is not None else ""
    if why:
        row.cells.refuse("period", f"{row.known.measure.ref} {why}")


def check_row_open(row: ReadRow, closed: Sequence[Period]) -> None:
    """No figure of a closed period is new or changes, an import's neither."""
    try:
        check_not_within(row.period, closed)
    except Closed as error:
        row.cells.refuse("period", str(error).rstrip("."))


def read_row(cells: Cells, world: World, seen: dict[ReadingKey, tuple[int, str]]) -> ReadRow | None:
    """The figure of a row; None where it is refused. ``seen`` are the rows above by what they are of."""
    known, period = world.known_and_period(cells)
    if known is None:
        return None
    category = read_category(cells, known, world)
    _check_override(cells, known)
    figure = _figure(cells, known, period)
    if period is None or (cells["category"] and category is None):
        return None
    key = reading_key(known, period, known.category_key(category))
    if _is_repeated(cells, key, seen) or not cells.sound:
        return None
    return ReadRow(cells, known, period, category, key, figure)


def _check_override(cells: Cells, known: Known) -> None:
    """Payments can hang on the verdict of a contract. What a past paper said (met, not_met) overrides nothing."""
    is_contract = bool(known.timeline) and known.timeline[0][1].set_by is FrameworkKind.CONTRACT
    if is_contract and cells["published_status"].lower() in OVERRIDES:
        cells.refuse("published_status", "the verdict of a contract is never overridden: leave it blank")


def _is_repeated(cells: Cells, key: ReadingKey, seen: dict[ReadingKey, tuple[int, str]]) -> bool:
    if key not in seen:
        seen[key] = (cells.row, cells["period"])
        return False
    row, period = seen[key]
    if key[2] is None and period != cells["period"]:
        same = f'{cells.quoted("period")} ends on the same day as "{period}" in row {row}'
        why = f"{same}, and of such a measure they are one reading"
    else:
        why = f"the same measure, period and category stand in row {row} already"
    cells.refuse("period", f"{why}: keep one")
    return True


def _figure(cells: Cells, known: Known, period: Period | None) -> Figure:
    marker = cells.word("marker", MARKERS)
    if cells["marker"] and marker is None:
        return Figure()
    return figure_in(cells, shape_of(known, period), marker or Marker.FINAL)


def _compared(row: ReadRow, old: StoredReading | None, file: str, now: dt.datetime) -> Entry | None:
    """The version that a row makes; None where it says what is stored, or is refused."""
    notes = notes_of_row(row.cells, old.notes if old else NO_NOTES)
    opinions = opinions_of_row(row.cells, old.opinions if old else {})
    reason = row.cells["change_reason"]
    if not row.cells.sound or (old and (old.figure, old.notes, old.opinions) == (row.figure, notes, opinions)):
        return None
    if old is not None and old.version_id is not None:
        reason = reason or imported_on(file, now)
    return Entry(row.place, row.figure, notes, opinions, reason, old.number if old else 0)


def notes_of_row(cells: Cells, stored: Notes) -> Notes:
    """What is written beside a figure, given what stands there."""
    section = cells.word("section", SECTIONS)
    return Notes(
        kept(cells, "commentary", stored.commentary),
        stored.section if section is None else "" if section == CLEARED else str(section),
        kept(cells, "break_before", stored.break_before),
    )


def opinions_of_row(cells: Cells, stored: dict[str, OpinionEntry]) -> dict[str, OpinionEntry]:
    """The judgements that stand with the version: those stated, and those left blank as they were."""
    found: dict[str, OpinionEntry] = {}
    for kind, (column, closed) in JUDGEMENTS.items():
        old = stored.get(kind)
        if cells[column] == CLEARED:
            continue
        word = cells.word(column, closed)
        if word is not None and (old is None or old.value != str(word)):
            found[kind] = OpinionEntry(str(word))
        elif old is not None:
            found[kind] = old
    return _with_basis(cells, found)


def _with_basis(cells: Cells, found: dict[str, OpinionEntry]) -> dict[str, OpinionEntry]:
    basis = "" if cells[BASIS] == CLEARED else cells.word(BASIS, BASES)
    if basis is None:
        return found
    if DOT not in found:
        if basis:
            cells.refuse(BASIS, "says what published_dot was measured against, and there is none")
    elif found[DOT].basis != str(basis):
        found[DOT] = OpinionEntry(found[DOT].value, str(basis))
    return found
