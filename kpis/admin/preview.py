"""A measure's latest reading as its page shows it: its status with the reason, and its direction of travel.

Nothing is judged here: the line comes from the store, as it does on every page and in every export.
"""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kpis import presenters
from kpis.domain.line import Context, Line, line_of
from kpis.domain.periods import Period
from kpis.models import Measure
from kpis.people import Viewer
from kpis.readings import read
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures


class MeasurePreview(NamedTuple):
    """What a reader of the scorecard would see of a measure."""

    period: str
    printed: str
    status: presenters.Look
    reason: str
    travel: str
    travel_reason: str


def preview_of(measure: Measure, viewer: Viewer, today: dt.date) -> MeasurePreview | None:
    """The latest signed-off reading with a figure, judged as of today; None where there is none: four statements."""
    found = [each for each in measures(measure.council_id, refs=[measure.ref]) if each.id == measure.pk]
    if not found or not found[0].rules:
        return None
    row = found[0]
    reported = [each.period for each in read.reported(measure.council_id, [row.id], None) if each.figures]
    if not reported:
        return None
    # Of those that end on one day, the one of the measure's own frequency: a year's outturn stands beside it.
    own = row.schedule.frequency.kind
    period = row.named(max(reported, key=lambda each: (each.end, each.kind is own, each.start)))
    may = allowed(found, viewer)
    history = read.window(found, (period.start, period.end), None, may)[row.id]
    line = line_of(Context(period, today), history, beside(found, None, may)[row.id])
    return _told(line, period)


def _told(line: Line, period: Period) -> MeasurePreview:
    shown = line.period or period
    return MeasurePreview(
        period=shown.long_label,
        printed=line.printed,
        status=presenters.look_of(line.verdict.status, line.verdict.rag),
        reason=line.verdict.reason,
        travel=presenters.travel_word(line.travel.movement, line.travel.judgement),
        travel_reason=line.travel.reason,
    )
