"""Figures as domain values, from the rows of the store, as `kpis.readings.known` says that a viewer may know them.

The number of statements never depends on how many measures there are.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from kpis.domain.figure import Actual
from kpis.domain.history import History
from kpis.domain.line import Line
from kpis.domain.measure import KeyMeasure
from kpis.domain.numbers import Unit
from kpis.domain.periods import Kind, Period
from kpis.domain.remarks import Opinion, Remarks
from kpis.domain.schemes import WAYS
from kpis.domain.selection import PeriodCount
from kpis.models import ReadingVersion
from kpis.readings import sql
from kpis.readings.known import Allowed, May, known, stored

SIGNED_OFF = ReadingVersion.State.SIGNED_OFF.value
Histories = dict[int, History]
"""By the measure's id."""


def standing(at: dt.datetime | None, prefix: str = "") -> Q:
    """The condition for versions that stood at a moment (now, where none is given)."""
    if at is None:
        return Q(**{f"{prefix}superseded_at": None})
    later = Q(**{f"{prefix}superseded_at": None}) | Q(**{f"{prefix}superseded_at__gt": at})
    return later & Q(**{f"{prefix}recorded_at__lte": at})


def histories(rows: Iterable[Sequence[Any]], measures: Iterable[KeyMeasure], may: May) -> Histories:
    """Each measure's history from the rows of its totals; an empty one where there are none."""
    found: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    return {each.id: _history(found[each.id], each, may[each.id]) for each in measures}


def _history(rows: Iterable[Sequence[Any]], measure: KeyMeasure, may: Allowed) -> History:
    return History(measure, known(rows, measure, may))


def _with_breaks(rows: Iterable[Sequence[Any]], measures: Iterable[KeyMeasure], may: May) -> Histories:
    """Each measure's history from rows that end with what they are here for: as totals, for the break that they declare
    alone, or as a part of which the period alone is taken."""
    own: dict[int, list[Sequence[Any]]] = defaultdict(list)
    apart: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in rows:
        (apart if row[-1] else own)[row[0]].append(row)
    told = {each.id: _history((row[:-1] for row in own[each.id]), each, may[each.id]) for each in measures}
    return {key: _beside(each, apart[key]) if key in apart else each for key, each in told.items()}


def _beside(history: History, rows: Iterable[Sequence[Any]]) -> History:
    """A history with the breaks declared at figures that it does not hold, and the periods of its parts."""
    read = [(stored(row[:-1], history.measure), row[-1]) for row in rows]
    declared = (figure for figure, what in read if what == BREAK and history.figure(figure.period) is None)
    parts = {figure.period for figure, what in read if what == PART and history.figure(figure.period) is None}
    beyond = {each.period: each.break_before for each in declared}
    return History(history.measure, history.figures, beyond, parts) if beyond or parts else history


BREAK, PART = 1, 2


READ = """
SELECT {columns[v]}
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.state = 'signed_off' AND {stands[v]}
"""
FIGURES = READ.replace("{columns[v]}", "{columns[v]}, 0")
BREAKS = """
UNION ALL
SELECT {columns[v]}, 1
FROM kpis_readingversion v CROSS JOIN kpis_reading r
WHERE NOT (v.break_before = '') AND v.state = 'signed_off' AND {stands[v]}
    AND r.id = v.reading_id AND r.measure_id IN ({ids}) AND r.category_id IS NULL AND r.start <= %(end)s
"""
"""Every break declared up to a day: two figures of a trend may lie on either side of one that is in no window. They are
few, and an index has them: SQLite would go through all readings first, but for the CROSS JOIN."""
PARTS = """
UNION ALL
SELECT {period_alone}, 2
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.state = 'signed_off' AND {stands[v]}
WHERE r.measure_id IN ({ids}) AND r.category_id IS NOT NULL AND r."end" BETWEEN %(first)s AND %(end)s
    AND v.value IS NOT NULL
GROUP BY r.measure_id, r.kind, r.start, r."end"
"""
"""The periods of the parts of a breakdown, of which those without a total count."""
IN_WINDOW = """
WHERE r.council_id = %(council)s AND r.measure_id IN ({ids}) AND r.category_id IS NULL AND (r."end" <= %(end)s AND (
    (r.kind = 'month' AND r."end" > %(month)s) OR (r.kind = 'quarter' AND r."end" > %(quarter)s)
    OR (r.kind = 'half' AND r."end" > %(half)s) OR (r.kind = 'year' AND r."end" > %(year)s)
    OR (r.kind = 'snapshot' AND r."end" > %(snapshot)s){beyond}{year_before}){milestones})
"""
BEYOND = """
    OR (r.measure_id IN ({by_end}) AND r."end" > %(quarter)s)
    OR (r.measure_id IN ({by_end}) AND r."end" IN ({points}))"""
AGAINST_LAST_YEAR = """
    OR (r.measure_id IN ({year_before}) AND (
        (r.kind = 'month' AND r."end" > %(month_year)s) OR (r.kind = 'quarter' AND r."end" > %(quarter_year)s)))"""
MILESTONES = """
    OR r.measure_id IN ({milestones})"""
"""All of them: one stays until it is achieved, however old, and stands before its year is over once it is."""
WINDOWS = {Kind.MONTH: 14, Kind.QUARTER: 21, Kind.HALF: 64, Kind.YEAR: 108, Kind.SNAPSHOT: 64}
"""How many months before a scorecard's first day its trends and strips reach, by the length of the figure shown."""
YEAR_BEFORE = {Kind.MONTH: 20, Kind.QUARTER: 33}
"""The same where each period of a strip is held against the one a year before it."""


def window(
    measures: Collection[KeyMeasure], span: tuple[dt.date, dt.date], at: dt.datetime | None, may: May
) -> Histories:
    """The signed-off totals that a scorecard of a span of days needs: its own, those compared with, and those of its
    trends, as they stood: one statement. The measures are those of one council."""
    start, end = span
    text, days = _window_text(measures, start, end)
    council = next((each.council_id for each in measures), 0)
    ids = [each.id for each in measures]
    rows = sql.figures(text, {"council": council, "end": end, **days}, ids=ids, at=at)
    return _with_breaks(rows, measures, may)


def _window_text(measures: Collection[KeyMeasure], start: dt.date, end: dt.date) -> tuple[str, dict[str, dt.date]]:
    """The statement of a window, with what some of its measures ask for besides, and the days that it goes by."""
    more = {
        "beyond": (BEYOND, "by_end", [each.id for each in measures if each.by_end]),
        "year_before": (AGAINST_LAST_YEAR, "year_before", [each.id for each in measures if _needs_last_year(each)]),
        "milestones": (MILESTONES, "milestones", [each.id for each in measures if each.unit is Unit.MILESTONE]),
    }
    text = FIGURES + IN_WINDOW + BREAKS + PARTS
    for place, (clause, name, ids) in more.items():
        among = ", ".join(map(str, ids))
        text = text.replace(f"{{{place}}}", clause.replace(f"{{{name}}}", among) if ids else "")
    text = text.replace("{points}", ", ".join(f"'{each}'" for each in _same_points(start, end)))
    since = {kind.value: _months_before(start, months) for kind, months in WINDOWS.items()}
    further = {f"{kind.value}_year": _months_before(start, months) for kind, months in YEAR_BEFORE.items()}
    return text, {"first": since[Kind.QUARTER.value], **since, **further}


def _needs_last_year(measure: KeyMeasure) -> bool:
    return any(WAYS[rule.scheme].NEEDS_LAST_YEAR for _, rule in measure.rules)


def _same_points(start: dt.date, end: dt.date) -> list[dt.date]:
    """The last days of the months of a span and those of every half-year up to nine years before each: where the trend
    and the strip of a year-to-date figure, or of yearly and half-yearly positions whatever they are called, find their
    points."""
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    back = sorted({month + 6 * halves for month in range(-1, months - 1) for halves in range(19)})
    return [_months_before(end, each) - dt.timedelta(days=1) for each in back]


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


SINCE_EVER = """
WHERE r.measure_id IN ({ids}) AND r.category_id IS NULL AND r."end" <= %(end)s
"""
AS_FIRST = """
SELECT {columns[v]}
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.state = 'signed_off'
WHERE r.measure_id IN ({ids}) AND r.category_id IS NULL AND r."end" <= %(end)s AND v.superseded_at IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM kpis_readingversion w
        WHERE w.reading_id = r.id AND w.state = 'signed_off' AND w.number < v.number)
"""
THEN = " AND v.recorded_at <= %(at)s"


def up_to(
    end: dt.date,
    measures: Collection[KeyMeasure],
    at: dt.datetime | None,
    may: May,
) -> Histories:
    """All signed-off totals up to a day, as they stood: one statement."""
    text, days = FIGURES + SINCE_EVER + BREAKS + PARTS, {"first": dt.date.min, "end": end}
    return _with_breaks(sql.figures(text, days, ids=[each.id for each in measures], at=at), measures, may)


def as_first_signed_off(
    end: dt.date,
    measures: Collection[KeyMeasure],
    at: dt.datetime | None,
    may: May,
) -> Histories:
    """The first signed-off version of every total up to a day that has been replaced since: one statement."""
    found = sql.figures(AS_FIRST + (THEN if at else ""), {"end": end}, ids=[each.id for each in measures], at=at)
    return histories(found, measures, may)


LAST_KNOWN = """
WHERE r.id IN (
    SELECT (
        SELECT e.id FROM kpis_reading e
        JOIN kpis_readingversion v ON v.reading_id = e.id AND v.state = 'signed_off' AND {stands[v]}
        WHERE e.measure_id = m.id AND e.category_id IS NULL AND e.kind = k.kind AND e."end" < %(start)s
            AND (v.value IS NOT NULL OR v.marker = 'suppressed')
        ORDER BY e."end" DESC, e.start DESC LIMIT 1)
    FROM kpis_measure m CROSS JOIN ({kinds}) k WHERE m.id IN ({ids}))
""".replace("{kinds}", " UNION ALL ".join(f"SELECT '{kind}' AS kind" for kind in Kind))


def last_known(
    measures: Collection[KeyMeasure],
    start: dt.date,
    at: dt.datetime | None,
    may: May,
) -> Histories:
    """The last figures with a value that each measure has before a day, one of each length: one statement."""
    rows = sql.figures(READ + LAST_KNOWN, {"start": start}, ids=[each.id for each in measures], at=at)
    return histories(rows, measures, may)


FIRST_REPORTED = """
SELECT {columns[f]}
FROM kpis_readingversion v
JOIN kpis_reading r ON r.id = v.reading_id
JOIN kpis_readingversion f ON f.reading_id = v.reading_id AND f.number = (
    SELECT MIN(x.number) FROM kpis_readingversion x
    WHERE x.reading_id = v.reading_id AND x.state = 'signed_off' AND x.value IS NOT NULL)
WHERE v.id IN ({ids}) AND f.number < v.number
"""


def first_reported(version_ids: Collection[int], measures: Iterable[KeyMeasure], may: May) -> Histories:
    """The first signed-off version with a value of each figure of which one of these is a later one: one statement."""
    return histories(sql.figures(FIRST_REPORTED, {}, ids=version_ids), measures, may)


class _ReportedRow(NamedTuple):
    kind: str
    start: dt.date
    end: dt.date
    figures: int


REPORTED = """
SELECT r.kind, CAST(r.start AS text), CAST(r."end" AS text), COUNT(*)
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.state = 'signed_off' AND {stands[v]}
WHERE r.council_id = %(council)s AND r.measure_id IN ({ids}) AND r.category_id IS NULL AND v.value IS NOT NULL
GROUP BY r.kind, r.start, r."end"
UNION ALL
SELECT r.kind, CAST(r.start AS text), CAST(r."end" AS text), COUNT(*)
FROM kpis_readingversion v
JOIN kpis_reading r ON r.id = v.reading_id
WHERE v.state = 'signed_off' AND v.marker = 'suppressed' AND {stands[v]}
    AND r.council_id = %(council)s AND r.measure_id IN ({ids}) AND r.category_id IS NULL
GROUP BY r.kind, r.start, r."end"
UNION ALL
SELECT e.kind, CAST(e.start AS text), CAST(e."end" AS text), 0
FROM kpis_closingevent e
WHERE e.council_id = %(council)s AND e.event = 'closed' AND {before[e]} AND NOT EXISTS (
    SELECT 1 FROM kpis_closingevent x
    WHERE x.council_id = e.council_id AND x.kind = e.kind AND x.start = e.start AND x."end" = e."end"
        AND x.number > e.number AND {before[x]})
"""


def reported(council_id: int, measure_ids: Collection[int], at: dt.datetime | None) -> list[PeriodCount]:
    """Every period with a figure, withheld or not, and how many measures have one. Periods that the council had closed
    at that moment come once more, with 0. One statement."""
    found: dict[Period, int] = defaultdict(int)
    closed = []
    for row in sql.rows(_ReportedRow, REPORTED, {"council": council_id}, ids=measure_ids, at=at):
        period = Period.stored(row.kind, row.start, row.end)
        found[period] += row.figures
        closed += [] if row.figures else [period]
    counts = [PeriodCount(period, figures) for period, figures in found.items() if figures]
    return [*counts, *(PeriodCount(each, 0) for each in closed)]


class _RemarkRow(NamedTuple):
    version: int
    commentary: str
    section: str
    kind: str | None
    value: str
    basis: str
    source: str


REMARKS = """
SELECT v.id, v.commentary, v.section, j.kind, j.value, j.basis, j.source
FROM kpis_readingversion v LEFT JOIN kpis_judgement j ON j.version_id = v.id
WHERE v.id IN ({ids})
"""


def remarks(version_ids: Collection[int]) -> dict[int, Remarks]:
    """Commentary, section and published judgements of versions: one statement."""
    found: dict[int, list[_RemarkRow]] = defaultdict(list)
    for row in sql.rows(_RemarkRow, REMARKS, {}, ids=version_ids):
        found[row.version].append(row)
    return {key: _remarks(rows) for key, rows in found.items()}


def _remarks(rows: Sequence[_RemarkRow]) -> Remarks:
    opinions = {row.kind: Opinion(row.value, row.basis, row.source) for row in rows if row.kind}
    return Remarks(rows[0].commentary, rows[0].section, opinions)


def with_remarks(lines: Sequence[Line]) -> list[Line]:
    """Lines with what was written and said beside their figures, where the viewer may know those: one statement."""
    figures = [line.figure for line in lines]
    found = remarks([each.version for each in figures if isinstance(each, Actual)])
    return [
        line._replace(said=found[each.version]) if isinstance(each, Actual) else line
        for line, each in zip(lines, figures, strict=True)
    ]
