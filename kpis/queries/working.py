"""Figures on their way in: their working versions, who had a hand in them, and whether they are explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, NamedTuple

from kpis.domain.entry import Explained, State, is_explanation_due
from kpis.domain.periods import Period
from kpis.models import Explanation, Measure, ReadingVersion
from kpis.queries import fetch, fetch_measure
from kpis.queries.judging import Context, History, Line, line_for
from kpis.queries.scorecards import beside_of


class Working(NamedTuple):
    """The last working version of a figure, as a row that a history can hold, with how far it is."""

    version_id: int
    reading_id: int
    number: int
    state: State
    period: Period
    row: tuple[Any, ...]
    commentary: str
    section: str
    reason: str
    by_id: int | None
    recorded_at: dt.datetime


COLUMNS = (
    *fetch_measure.READING_COLUMNS,
    "reading_id",
    "number",
    "state",
    "commentary",
    "section",
    "reason",
    "by_id",
    "recorded_at",
)


def working(measure_ids: Collection[int], states: Collection[State] = ()) -> list[Working]:
    """The totals of these measures that are on their way in, by measure and period: one statement."""
    found = ReadingVersion.objects.filter(
        superseded_at=None, reading__measure_id__in=measure_ids, reading__category=None
    ).exclude(state=State.SIGNED_OFF)
    if states:
        found = found.filter(state__in=states)
    return [_working(row) for row in found.order_by("reading__measure_id", "reading__end").values_list(*COLUMNS)]


def _working(row: tuple[Any, ...]) -> Working:
    reading_id, number, state, commentary, section, reason, by_id, recorded_at = row[13:]
    period = Period.stored(row[1], row[2], row[3])
    return Working(
        row[4], reading_id, number, State(state), period, row[:13], commentary, section, reason, by_id, recorded_at
    )


def hands_in(version: ReadingVersion) -> frozenset[int]:
    """Everybody who saved a version of the figure since it was last signed off."""
    rows = ReadingVersion.objects.filter(reading_id=version.reading_id, number__lte=version.number)
    signed = rows.filter(state=State.SIGNED_OFF).order_by("-number").values_list("number", flat=True).first() or 0
    answered = (State.RETURNED, State.SIGNED_OFF)
    by = rows.filter(number__gt=signed).exclude(state__in=answered).values_list("by_id", flat=True)
    return frozenset(each for each in by if each is not None)


def explained(reading_ids: Collection[int]) -> dict[int, Explained]:
    """What was said of these red figures: one statement."""
    rows = Explanation.objects.filter(reading_id__in=reading_ids, superseded_at=None)
    columns = ("reading_id", "cause", "action", "owner", "back_on_track", "waived")
    return {row[0]: Explained(*row[1:]) for row in rows.values_list(*columns)}


def explanation_due(version: ReadingVersion) -> bool:
    """Whether a working version is red and not explained yet. A breakdown's parts need no explanation of their own."""
    if version.reading.category_id is not None:
        return False
    line = working_line(version.reading.measure, version)
    return is_explanation_due(line.verdict.rag, explained([version.reading_id]).get(version.reading_id))


def working_line(measure: Measure, version: ReadingVersion) -> Line:
    """A working version judged as it would be if it were signed off."""
    row = ReadingVersion.objects.filter(pk=version.pk).values_list(*fetch_measure.READING_COLUMNS).get()
    return line_with(measure.council_id, measure.ref, row, version.reading.period)


def line_with(
    council_id: int, ref: str, row: tuple[Any, ...] | None, period: Period, day: dt.date | None = None
) -> Line:
    """A measure's line for a period as it would read with one figure put in the place of what is signed off.

    ``row`` has the columns of fetch_measure.READING_COLUMNS. Everybody who brings figures in sees small numbers.
    """
    measure = fetch.measures(council_id, refs=(ref,))[0]
    rows = [each[:13] for each in fetch_measure.every_reading(measure.id, None) if each[13] is None]
    history = History(measure, with_row(rows, row, measure.schedule.period_kind.known_by_end), sees_small=True)
    beside = beside_of(fetch.beside([measure.id], None), history)
    return line_for(period, Context(period, day or period.end), history, beside)


def with_row(rows: list[tuple[Any, ...]], row: tuple[Any, ...] | None, by_end: bool) -> list[tuple[Any, ...]]:
    """Rows with one put in the place of that of the same period."""
    if row is None:
        return rows
    kept = [each for each in rows if not (each[3] == row[3] if by_end else each[1:4] == row[1:4])]
    return [*kept, row]
