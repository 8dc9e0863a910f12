"""Rows of readings as people bring them in: working versions by the rules of entry, beside what stands.

A row that says what is signed off, or what is on its way in, changes nothing. What a paper published is not entered.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from kpis.domain.entry import AWAITED_CAME, State
from kpis.domain.figure import Figure, Notes
from kpis.domain.own_periods import figure_fault
from kpis.domain.periods import Frequency, Kind, PeriodKind, YearStart, date_text, holding
from kpis.domain.selection import Schedule
from kpis.domain.words import Marker
from kpis.entry.actions import PROJECTION, projection_of
from kpis.entry.queries import is_own_of
from kpis.interchange.forms_cells import Cells
from kpis.interchange.forms_world import World
from kpis.interchange.tables.readings import (
    BASIS,
    DOT,
    JUDGEMENTS,
    Readings,
    ReadRow,
    beside_standing,
    check_row_open,
    notes_of_row,
    read_row,
)
from kpis.interchange.tables.stored_readings import ReadingKey, StoredReading, stored_readings
from kpis.models import Measure
from kpis.readings.entries import NO_NOTES, Entry, OpinionEntry
from kpis.readings.open import closed_periods, lies_in
from kpis.spreadsheets.tables import CLEARED, TABLES

NAMING = ("ref", "period", "dimension", "category")
SAYING = [column for column in TABLES["readings"].columns if column not in NAMING]
ELSEWHERE = (
    "is not entered here: what a paper published is loaded by an administrator, or proposed when the period is closed"
)


class Entrant(NamedTuple):
    """Who brings a file in: ``why_not`` says why somebody may not enter a measure's figures (blank: they may);
    ``is_team``: targets, baselines and comparators are theirs to set."""

    why_not: Callable[[Measure], str]
    is_team: bool
    today: dt.date


class Entered(NamedTuple):
    """A version to save. ``old`` is what its row is held against; ``is_revision``: it takes the place of a signed-off
    figure, for a reason."""

    row: ReadRow
    entry: Entry
    old: StoredReading | None
    is_revision: bool


class Entries(NamedTuple):
    """``readings`` as the look at plausibility takes them; ``stood`` says for each row which versions stand; ``blank``
    are rows of a template that nobody filled in; ``drafts`` say what somebody saved as a draft, to be submitted."""

    readings: Readings
    entered: list[Entered]
    stood: dict[int, str]
    blank: set[int]
    drafts: list[Entered]


def read_entries(rows: Iterable[Cells], world: World, entrant: Entrant) -> Entries:
    seen: dict[ReadingKey, tuple[int, str]] = {}
    blank: set[int] = set()
    filled = _filled(_permitted(rows, world, entrant), blank)
    read = [row for cells in filled if (row := read_row(cells, world, seen))]
    measures = list({id(row.known): row.known for row in read}.values())
    signed, working = stored_readings(measures), stored_readings(measures, working=True)
    sound = [beside_standing(row, working.get(row.key), signed.get(row.key)) for row in read]
    closed = closed_periods(world.council.pk)
    entered: list[Entered] = []
    drafts: list[Entered] = []
    for row in sound:
        stands, way = _standing(signed, row.key), _standing(working, row.key)
        _check_published(row.cells, {**(stands.opinions if stands else {}), **(way.opinions if way else {})})
        found = _entered(row, stands, way) if row.cells.sound else None
        if found is not None:
            _check_period(row, bool(stands or way), entrant.today)
            check_row_open(row, closed)
            entered.append(found)
        elif row.cells.sound and way is not None and way.state == State.DRAFT and lies_in(row.period, closed) is None:
            drafts += [each for each in (_draft(row, stands, way),) if each]
    stood = {row.cells.row: _token(signed.get(row.key), working.get(row.key)) for row in sound}
    # A version on its way in says more of the present than the one that is signed off.
    now = {**signed, **{key: each for key, each in working.items() if each.version_id is not None}}
    return Entries(
        Readings(sound, now, [(each.row, each.entry) for each in entered + drafts]), entered, stood, blank, drafts
    )


def _permitted(rows: Iterable[Cells], world: World, entrant: Entrant) -> Iterator[Cells]:
    """The rows, those of measures that somebody may not enter refused before anything of the measure is looked at."""
    known: dict[str, str] = {}
    for cells in rows:
        ref = cells["ref"].lower()
        if ref in world.measures and ref not in known:
            known[ref] = entrant.why_not(world.measures[ref].measure)
        if known.get(ref):
            cells.refuse("ref", f"{cells.quoted('ref')}: {known[ref].rstrip('.')}")
        else:
            yield cells


def _filled(rows: Iterable[Cells], blank: set[int]) -> Iterator[Cells]:
    """The rows that say something: one that only names its figure is left alone, as a template's is until filled in."""
    for cells in rows:
        if cells["ref"] and cells["period"] and not any(cells[column] for column in SAYING):
            blank.add(cells.row)
        else:
            yield cells


def _standing(stored: dict[ReadingKey, StoredReading], key: ReadingKey) -> StoredReading | None:
    found = stored.get(key)
    return found if found is not None and found.version_id is not None else None


def _token(signed: StoredReading | None, working: StoredReading | None) -> str:
    return f"{signed.version_id if signed else None}/{working.version_id if working else None}"


def _check_period(row: ReadRow, is_recorded: bool, today: dt.date) -> None:
    """A figure is entered once its period has ended, for a period of the measure's own or the year that holds it."""
    cells, period, measure = row.cells, row.period, row.known.measure
    if not row.known.timeline:
        cells.refuse("ref", f"how {measure.ref} is judged has not been set up yet: ask the performance team")
    if period.end >= today:
        cells.refuse("period", f"{period.label} has not ended yet: its figure can be entered from the day after it has")
    schedule = schedule_of(measure)
    own = holding(period.end, schedule.frequency.kind, schedule.year_start) if row.known.known_by_end else period
    fits = own.end == period.end and is_own_of(schedule, own)
    calendar = row.known.calendar
    why = figure_fault(calendar, period) if calendar is not None else ""
    if not is_recorded and (why or (not fits and period.kind is not Kind.YEAR)):
        what = why or f"is reported {schedule.frequency.text}, and {period.label} is none of its periods"
        cells.refuse("period", f"{measure.ref} {what}")
    achieved = row.figure.achieved_on
    if achieved is not None and achieved > today:
        cells.refuse("achieved_on", f"{date_text(achieved)} lies in the future")


def schedule_of(measure: Measure) -> Schedule:
    frequency, calendar = Frequency(measure.frequency), YearStart(measure.year_start)
    begins, ends = measure.live_from, measure.live_to
    return Schedule(frequency, calendar, PeriodKind(measure.period_kind), begins, ends, entered_from=begins)


def _check_published(cells: Cells, said: dict[str, OpinionEntry]) -> None:
    """What a past paper said may stand in the file as it is stored, and in no other way."""
    for kind, (column, _) in JUDGEMENTS.items():
        stands = said[kind].value if kind in said else ""
        if kind != PROJECTION and cells[column] and cells[column].lower() not in (stands, "" if stands else CLEARED):
            cells.refuse(column, f"{cells.quoted(column)} {ELSEWHERE}")
    basis = said[DOT].basis if DOT in said else ""
    if cells[BASIS] and cells[BASIS].lower() not in (basis, "" if basis else CLEARED):
        cells.refuse(BASIS, f"{cells.quoted(BASIS)} {ELSEWHERE}")


def _entered(row: ReadRow, signed: StoredReading | None, working: StoredReading | None) -> Entered | None:
    """The version that a row makes; None where it says what stands, or is refused."""
    found = _version(row, signed, working)
    same = any(_is_stored(row.cells, found.entry.figure, each) for each in (working, signed) if each)
    return None if same or not row.cells.sound else found


def _version(row: ReadRow, signed: StoredReading | None, working: StoredReading | None) -> Entered:
    base = working or signed
    notes, opinions = _beside(row.cells, base)
    is_awaited = signed is not None and _marker(signed) == Marker.AWAITING
    reason = row.cells["change_reason"] or (AWAITED_CAME if is_awaited else "")
    seen = max((each.number for each in (signed, working) if each), default=0)
    entry = Entry(row.place, _as_revision(row.figure, signed), notes, opinions, reason, seen)
    return Entered(row, entry, base, signed is not None and not is_awaited)


def _draft(row: ReadRow, signed: StoredReading | None, working: StoredReading) -> Entered | None:
    """The draft that a row repeats, as it would be submitted; None where it repeats what is signed off instead."""
    found = _version(row, signed, working)
    if not _is_stored(row.cells, found.entry.figure, working):
        return None
    reason = row.cells["change_reason"] or working.reason or found.entry.reason
    return found._replace(entry=replace(found.entry, reason=reason))


def _marker(stored: StoredReading) -> str:
    return stored.figure.marker if stored.figure else ""


def _as_revision(figure: Figure, signed: StoredReading | None) -> Figure:
    """A revision is marked as revised, unless it says something else of itself."""
    if signed is None or signed.figure is None or figure.marker != Marker.FINAL or _marker(signed) == Marker.AWAITING:
        return figure
    differs = figure.numbers != signed.figure.numbers
    return replace(figure, marker=Marker.REVISED) if differs or _marker(signed) == Marker.REVISED else figure


def _is_stored(cells: Cells, figure: Figure, stored: StoredReading) -> bool:
    notes, opinions = _beside(cells, stored)
    same = (stored.figure, stored.notes) == (figure, notes)
    return same and _projection(stored.opinions) == _projection(opinions)


def _projection(opinions: Mapping[str, OpinionEntry]) -> str:
    return opinions[PROJECTION].value if PROJECTION in opinions else ""


def _beside(cells: Cells, base: StoredReading | None) -> tuple[Notes, dict[str, OpinionEntry]]:
    """What is written beside a figure, and what is expected of the next period, given what stands."""
    notes = notes_of_row(cells, base.notes if base else NO_NOTES)
    column, closed = JUDGEMENTS[PROJECTION]
    if cells[column] == CLEARED:
        return notes, {}
    word = cells.word(column, closed)
    return notes, projection_of(str(word) if word is not None else _projection(base.opinions) if base else "")
