"""What red signed-off figures were explained with, and whether it was back on track by the promised day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Subquery

from kpis.domain.entry import Kept, promise_kept
from kpis.domain.figure import Actual
from kpis.domain.line import Line
from kpis.domain.periods import Period
from kpis.domain.words import Rag
from kpis.models import Explanation, ReadingVersion
from kpis.readings.read import SIGNED_OFF, standing


class Promise(NamedTuple):
    """What was said of a red figure. ``owner`` is a role, as the service wrote it."""

    period: Period
    cause: str
    action: str
    owner: str
    by: dt.date
    kept: Kept


def promises(measure_id: int, lines: Sequence[Line], at: dt.datetime | None, day: dt.date) -> tuple[Promise, ...]:
    """For the red ones of a measure's lines whose figure the viewer may know; one statement, none where none is red.

    While a revision is on its way in, what was said up to the sign-off of the figure that stands.
    """
    red = [line for line in lines if line.verdict.rag is Rag.RED and isinstance(line.figure, Actual) and line.period]
    if not red:
        return ()
    said = {(row.reading.start, row.reading.end): row for row in _standing(measure_id, at)}
    found = ((line, said.get((line.period.start, line.period.end))) for line in red if line.period)
    return tuple(_promise(line, row, lines, day) for line, row in found if row and row.back_on_track)


def _standing(measure_id: int, at: dt.datetime | None) -> Iterable[Explanation]:
    """The explanation of each reading that readers are shown."""
    versions = ReadingVersion.objects.filter(standing(at), reading=OuterRef("reading"))
    signed = versions.filter(state=SIGNED_OFF).values("recorded_at")[:1]
    rows = Explanation.objects.filter(reading__measure_id=measure_id, reading__category=None)
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    rows = rows.annotate(signed_at=Subquery(signed), on_way=Exists(versions.exclude(state=SIGNED_OFF)))
    found: dict[int, Explanation] = {}
    for row in rows.select_related("reading").order_by("number"):
        if row.signed_at is not None and (not row.on_way or row.recorded_at <= row.signed_at):
            found[row.reading_id] = row
    return [row for row in found.values() if not row.waived]


def _promise(line: Line, row: Explanation, lines: Sequence[Line], day: dt.date) -> Promise:
    assert line.period is not None and row.back_on_track is not None
    later = [(each.period.end, each.verdict.rag) for each in lines if each.period and each.period.end > line.period.end]
    kept = promise_kept(row.back_on_track, later, day)
    return Promise(line.period, row.cause, row.action, row.owner, row.back_on_track, kept)
