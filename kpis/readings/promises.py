"""What was promised where figures were red, as readers were shown it.

While a revision is on its way in, what was said up to the sign-off of the figure that stands. That a promise was made
tells that its figure was red: `kpis.domain.promises` tells those alone whose figure the viewer may know as red.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

from django.utils import timezone

from kpis.domain.periods import Period
from kpis.domain.promises import Promise
from kpis.readings import sql


class _SaidRow(NamedTuple):
    """A version of what was said of a figure. ``signed_at``: when the figure that stands was signed off; ``on_way``: a
    revision of it is on its way; ``was_shown``: it stood at a sign-off, or came while nothing was on its way."""

    reading: int
    measure: int
    kind: str
    start: dt.date
    end: dt.date
    by_end: bool
    recorded_at: dt.datetime
    cause: str
    action: str
    owner: str
    by: dt.date | None
    waived: bool
    signed_at: dt.datetime | None
    on_way: bool
    was_shown: bool


SAID = """
SELECT r.id, r.measure_id, r.kind, CAST(r.start AS text), CAST(r."end" AS text), r.known_by_end,
    CAST(e.recorded_at AS text), e.cause, e.action, e.owner, CAST(e.back_on_track AS text), e.waived,
    (SELECT CAST(v.recorded_at AS text) FROM kpis_readingversion v
        WHERE v.reading_id = r.id AND v.state = 'signed_off' AND {stands[v]}),
    EXISTS (SELECT 1 FROM kpis_readingversion v
        WHERE v.reading_id = r.id AND v.state <> 'signed_off' AND {stands[v]}),
    EXISTS (SELECT 1 FROM kpis_readingversion w
        WHERE w.reading_id = r.id AND w.state = 'signed_off' {then[w]} AND (
            (w.recorded_at >= e.recorded_at AND (e.superseded_at IS NULL OR w.recorded_at < e.superseded_at))
            OR (w.recorded_at <= e.recorded_at AND (w.superseded_at IS NULL OR w.superseded_at > e.recorded_at)
                AND NOT EXISTS (
                    SELECT 1 FROM kpis_readingversion d
                    WHERE d.reading_id = r.id AND d.state <> 'signed_off' AND d.recorded_at <= e.recorded_at
                        AND (d.superseded_at IS NULL OR d.superseded_at > e.recorded_at)))))
FROM kpis_explanation e
JOIN kpis_reading r ON r.id = e.reading_id
WHERE r.measure_id IN ({ids}) AND r.category_id IS NULL {then[e]}
ORDER BY r."end", r.id, e.number
"""


def promised(measure_ids: Collection[int], at: dt.datetime | None) -> dict[int, tuple[Promise, ...]]:
    """By measure, what was promised where its figures were red, by the ends of their periods and in the order in which
    it was said: one statement, however many there are.

    What was replaced is there with its day alone. A waiver is there without one.
    """
    text = SAID
    for alias in "ew":
        then = f"AND {alias}.recorded_at <= %(at)s" if at is not None else ""
        text = text.replace(f"{{then[{alias}]}}", then)
    found: dict[int, list[Promise]] = defaultdict(list)
    rows = sql.rows(_SaidRow, text, {}, ids=measure_ids, at=at)
    for _, of_reading in groupby(rows, key=lambda row: row.reading):
        shown = _shown(list(of_reading))
        if shown:
            found[shown[0].measure] += _promises(shown)
    return {key: tuple(each) for key, each in found.items()}


def _shown(rows: Sequence[_SaidRow]) -> list[_SaidRow]:
    """Those of a figure's that readers have been shown, the one that they are shown now last. Where no figure stands
    any more, those that they were."""
    if rows[0].signed_at is None:
        return [row for row in rows if row.was_shown]
    stand = [row for row in rows if not row.on_way or (row.signed_at and row.recorded_at <= row.signed_at)]
    return [*(row for row in stand[:-1] if row.was_shown), *stand[-1:]]


def _promises(rows: Sequence[_SaidRow]) -> list[Promise]:
    replaced = [_bare(row) for row, _ in pairwise(rows)]
    last = rows[-1]
    told = _bare(last)
    if not last.waived:
        told = told._replace(cause=last.cause, action=last.action, owner=last.owner)
    return [*replaced, told]


def _bare(row: _SaidRow) -> Promise:
    period = Period.stored(row.kind, row.start, row.end)
    by = None if row.waived else row.by
    return Promise(period, timezone.localdate(row.recorded_at), by, by_end=bool(row.by_end))
