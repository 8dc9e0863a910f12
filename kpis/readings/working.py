"""Figures on their way in: their working versions, who had a hand in them, and whether they are explained."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import NamedTuple

from kpis.domain.entry import Explained, State, is_explanation_due
from kpis.domain.figure import Actual, figure_of
from kpis.domain.line import Line, line_alone
from kpis.domain.measure import KeyMeasure
from kpis.models import Explanation, Measure, ReadingVersion
from kpis.people import UNRESTRICTED
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures
from kpis.readings.whole import totals


class Working(NamedTuple):
    """The last working version of a figure, with how far it is."""

    measure_id: int
    figure: Actual
    reading_id: int
    number: int
    state: State
    reason: str
    by_id: int | None
    recorded_at: dt.datetime


def working(listed: Collection[KeyMeasure], states: Collection[State] = ()) -> list[Working]:
    """The totals of these measures that are on their way in, by measure and period: one statement."""
    by_id = {each.id: each for each in listed}
    found = ReadingVersion.objects.filter(superseded_at=None, reading__measure_id__in=by_id, reading__category=None)
    found = found.exclude(state=State.SIGNED_OFF)
    if states:
        found = found.filter(state__in=states)
    rows = found.select_related("reading").order_by("reading__measure_id", "reading__end")
    return [_working(row, by_id[row.reading.measure_id]) for row in rows]


def _working(row: ReadingVersion, measure: KeyMeasure) -> Working:
    return Working(
        measure.id, version_figure(row, measure), row.reading_id, row.number, State(row.state), row.reason, row.by_id,
        row.recorded_at,
    )  # fmt: skip


def version_figure(version: ReadingVersion, measure: KeyMeasure) -> Actual:
    """A version, signed off or not, as a figure of its period. Everybody who brings figures in sees small numbers."""
    return measure.actual(figure_of(version), version.reading.period, version.break_before, version.pk)


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
    return {row.reading_id: explained_by(row) for row in rows}


def explained_by(row: Explanation) -> Explained:
    return Explained(row.cause, row.action, row.owner, row.back_on_track, row.waived)


def explanation_due(version: ReadingVersion) -> bool:
    """Whether a working version is red and not explained yet. A breakdown's parts need no explanation of their own."""
    if version.reading.category_id is not None:
        return False
    line = working_line(version.reading.measure, version)
    return is_explanation_due(line.verdict.rag, explained([version.reading_id]).get(version.reading_id))


def working_line(measure: Measure, version: ReadingVersion) -> Line:
    """A working version judged as it would be if it were signed off."""
    found = measures(measure.council_id, refs=(measure.ref,))
    row = found[0]
    history = totals(row, UNRESTRICTED).with_figures(version_figure(version, row))
    period = version.reading.period
    return line_alone(period, history, beside(found, None, allowed(found, UNRESTRICTED))[row.id])
