"""Rows of readings: each a figure or the reason that there is none, with what was said of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from kpis.actions.importing_readings import Figure, NewReading, Said, Texts
from kpis.domain.figure_rules import Dates, Parts, check_dates, check_marker, read_figure
from kpis.domain.interchange import CLEARED
from kpis.domain.periods import Period
from kpis.domain.words import Comparison, FrameworkKind, Marker, Movement, Section
from kpis.imports.breakdowns import read_category
from kpis.imports.cells import Cells, words
from kpis.imports.figure_cells import shape_of
from kpis.imports.stored_readings import ReadingKey, Stored, reading_key, stored_readings
from kpis.imports.versions import imported_on, kept
from kpis.imports.world import Known, World
from kpis.models import Category
from kpis.models import Judgement as JudgementRow
from kpis.queries.closing import check_not_within, closed_periods
from kpis.refusals import Closed

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
    """A sound row. ``typed``: its value was stated, not worked out."""

    cells: Cells
    known: Known
    period: Period
    category: Category | None
    key: ReadingKey
    figure: Figure
    typed: bool


class Readings(NamedTuple):
    """The rows of a file, the stored readings of their measures, and the versions to write, each with its row."""

    rows: list[ReadRow]
    stored: dict[ReadingKey, Stored]
    new: list[tuple[ReadRow, NewReading]]


def read_readings(rows: Iterable[Cells], world: World, file: str, now: dt.datetime) -> Readings:
    seen: dict[ReadingKey, tuple[int, str]] = {}
    sound = [row for cells in rows if (row := read_row(cells, world, seen))]
    stored = stored_readings({id(row.known): row.known for row in sound}.values())
    closed = closed_periods(world.council.pk) if world.council.pk else []
    new: list[tuple[ReadRow, NewReading]] = []
    for row in sound:
        old = stored.get(row.key)
        version = _compared(row, old, file, now)
        if version is not None:
            check_row_open(row, closed)
            new.append((row, version))
        if row.cells.sound:
            world.count("readings", old is None, version is not None)
    return Readings(sound, stored, new)


def check_row_open(row: ReadRow, closed: list[Period]) -> None:
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
    parts, figure = _figure(cells, known, period)
    if period is None or (cells["category"] and category is None):
        return None
    key = reading_key(known, period, known.category_key(category))
    if _is_repeated(cells, key, seen) or not cells.sound:
        return None
    return ReadRow(cells, known, period, category, key, figure, parts.typed)


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


def _figure(cells: Cells, known: Known, period: Period | None) -> tuple[Parts, Figure]:
    """The figure with its marker and dates; a figure and the reason that there is none exclude each other."""
    marker = cells.word("marker", MARKERS)
    if cells["marker"] and marker is None:
        return Parts(), Figure(None, None, None, "")
    marker = marker or Marker.FINAL
    check_marker(cells, marker)
    shape = shape_of(known, period)
    parts = read_figure(cells, shape) if marker.has_value else Parts()
    dates = Dates(cells.date("provisional_until"), cells.date("expected"), cells.date("achieved_on"))
    check_dates(cells, shape, marker, parts.value, dates)
    return parts, Figure(parts.value, parts.numerator, parts.denominator, marker.value, **dates._asdict())


def _compared(row: ReadRow, old: Stored | None, file: str, now: dt.datetime) -> NewReading | None:
    """The version that a row makes; None where it says what is stored, or is refused."""
    texts = texts_of(row.cells, old.texts if old else Texts())
    said = said_of(row.cells, old.said if old else {})
    reason = row.cells["change_reason"]
    if not row.cells.sound or (old and (old.figure, old.texts, old.said) == (row.figure, texts, said)):
        return None
    if old is not None and old.version_id is not None:
        reason = reason or imported_on(file, now)
    return NewReading(
        measure=row.known.measure,
        category=row.category,
        period=row.period,
        known_by_end=row.known.known_by_end,
        figure=row.figure,
        texts=texts,
        said=said,
        reason=reason,
        reading_id=old.reading_id if old else None,
        replaces=old.version_id if old else None,
    )


def texts_of(cells: Cells, stored: Texts) -> Texts:
    """What is written beside a figure, given what stands there."""
    section = cells.word("section", SECTIONS)
    return Texts(
        kept(cells, "commentary", stored.commentary),
        stored.section if section is None else "" if section == CLEARED else str(section),
        kept(cells, "break_before", stored.break_before),
    )


def said_of(cells: Cells, stored: dict[str, Said]) -> dict[str, Said]:
    """The judgements that stand with the version: those stated, and those left blank as they were."""
    said: dict[str, Said] = {}
    for kind, (column, closed) in JUDGEMENTS.items():
        old = stored.get(kind)
        if cells[column] == CLEARED:
            continue
        word = cells.word(column, closed)
        if word is not None and (old is None or old.value != str(word)):
            said[kind] = Said(str(word))
        elif old is not None:
            said[kind] = old
    return _with_basis(cells, said)


def _with_basis(cells: Cells, said: dict[str, Said]) -> dict[str, Said]:
    basis = "" if cells[BASIS] == CLEARED else cells.word(BASIS, BASES)
    if basis is None:
        return said
    if DOT not in said:
        if basis:
            cells.refuse(BASIS, "says what published_dot was measured against, and there is none")
    elif said[DOT].basis != str(basis):
        said[DOT] = Said(said[DOT].value, str(basis))
    return said
