"""The SQL statements of the read side, one function each, as rows of plain values. Their number never depends on
how many measures there are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from kpis.domain.disclosure import Threshold
from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, Kind, PeriodKind, YearStart
from kpis.domain.selection import Schedule
from kpis.domain.words import Comparison, FrameworkKind, Polarity, Rule, Scheme, ToleranceKind
from kpis.queries import sql


class MeasureRow(NamedTuple):
    """A measure as every page needs it, with its rules in order of their beginning."""

    id: int
    ref: str
    title: str
    framework: str
    framework_name: str
    outcome: str
    policy_area: str
    service_id: int | None
    service: str
    unit: Unit
    unit_label: str
    share: bool
    schedule: Schedule
    threshold: Threshold
    rules: tuple[tuple[dt.date | None, Rule], ...]


MEASURES = """
SELECT m.id, m.ref, m.title, f.slug, f.name, f.kind, f.starts, f.underspend_is_red, o.name, a.name, m.service_id,
    s.name, s.suppress_below, m.unit, m.unit_label, m.share, m.frequency, m.year_start, m.period_kind,
    m.suppress_below, m.suppress_zero, COALESCE(CAST(m.live_from AS text), (
        SELECT CAST(x.start AS text) FROM kpis_reading x
        JOIN kpis_readingversion w ON w.reading_id = x.id AND w.state = 'signed_off'
        WHERE x.measure_id = m.id ORDER BY x.start LIMIT 1)),
    m.live_to, r.begins, r.scheme, r.polarity, r.decimal_places, r.steady_margin, r.steady_margin_kind, r.comparison
FROM kpis_measure m
JOIN kpis_framework f ON f.id = m.framework_id
LEFT JOIN kpis_outcome o ON o.id = m.outcome_id
LEFT JOIN kpis_policyarea a ON a.id = m.policy_area_id
LEFT JOIN kpis_service s ON s.id = m.service_id
LEFT JOIN kpis_measurerule r ON r.measure_id = m.id
WHERE m.council_id = %(council)s
    AND (%(framework)s = '' OR f.slug = %(framework)s)
    AND (%(ref)s = '' OR lower(m.ref) = lower(%(ref)s))
    AND (%(committee)s = '' OR m.id IN (
        SELECT x.measure_id FROM kpis_measure_committees x JOIN kpis_committee k ON k.id = x.committee_id
        WHERE k.slug = %(committee)s))
ORDER BY f.kind DESC, m.framework_id, m."order", m.ref, m.id, r.begins
"""


def measures(council_id: int, framework: str = "", committee: str = "", refs: Collection[str] = ()) -> list[MeasureRow]:
    """A council's measures in scorecard order, each with its rules, and the day from which it lives (as stated, else
    the first of its first signed-off reading): one statement."""
    wanted = {"council": council_id, "framework": framework, "committee": committee, "ref": next(iter(refs), "")}
    rows: dict[int, list[sql.Row]] = {}
    for row in sql.rows(MEASURES, wanted, figures=(27,), days=(21,)):
        rows.setdefault(row[0], []).append(row)
    return [_measure(each) for each in rows.values()]


def _measure(rows: list[tuple[Any, ...]]) -> MeasureRow:
    first = rows[0]
    (pk, ref, title, framework, framework_name, _, _, _, outcome, area, service_id, service, service_below) = first[:13]
    unit, label, share, frequency, year_start, period_kind, below, zero, live_from, live_to = first[13:23]
    schedule = _schedule(frequency, year_start, period_kind, live_from, live_to)
    threshold = Threshold(service_below if below is None else below, zero)
    # The beginning sorts last on one database and first on the other.
    rules = sorted(((row[23], _rule(row)) for row in rows if row[24]), key=lambda each: each[0] or dt.date.min)
    return MeasureRow(
        pk, ref, title, framework, framework_name, outcome or "", area or "", service_id, service or "",
        Unit(unit), label, share, schedule, threshold, tuple(rules),
    )  # fmt: skip


def _rule(row: sql.Row) -> Rule:
    return _made(*row[24:30], unit=row[13], label=row[14], period_kind=row[18], red=row[7], set_by=row[5])


# Many measures share a schedule and a rule, and neither ever changes.
@lru_cache(maxsize=1024)
def _schedule(
    frequency: str, year_start: int, period_kind: str, live_from: dt.date | None, live_to: dt.date | None
) -> Schedule:
    return Schedule(Frequency(frequency), YearStart(year_start), PeriodKind(period_kind), live_from, live_to)


@lru_cache(maxsize=1024)
def _made(
    scheme: str, polarity: str, places: int, margin: Decimal | None, margin_kind: str, comparison: str, *,
    unit: str, label: str, period_kind: str, red: bool, set_by: str,
) -> Rule:  # fmt: skip
    return Rule(
        scheme=Scheme(scheme),
        polarity=Polarity(polarity),
        unit=Unit(unit),
        places=places,
        unit_label=label,
        period_kind=PeriodKind(period_kind),
        comparison=Comparison(comparison),
        steady_margin=margin,
        steady_kind=ToleranceKind(margin_kind) if margin_kind else None,
        underspend_is_red=red,
        set_by=FrameworkKind(set_by),
    )


TYPES = {"days": (2, 3), "figures": (5, 6, 7)}
"""The places of those that are days and figures."""
READ = """
SELECT r.measure_id, r.kind, CAST(r.start AS text), CAST(r."end" AS text), v.id, v.value, v.numerator, v.denominator,
    v.marker, v.provisional_until, v.expected, v.break_before, v.achieved_on
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.state = 'signed_off' AND {stands[v]}
"""
IN_WINDOW = """
WHERE r.council_id = %(council)s AND r.measure_id IN ({ids}) AND r.category_id IS NULL AND r."end" <= %(end)s AND (
    (r.kind = 'month' AND r."end" > %(month)s) OR (r.kind = 'quarter' AND r."end" > %(quarter)s)
    OR (r.kind = 'half' AND r."end" > %(half)s) OR (r.kind = 'year' AND r."end" > %(year)s)
    OR (r.kind = 'snapshot' AND r."end" > %(snapshot)s){beyond})
"""
BEYOND = """
    OR (r.measure_id IN ({by_end}) AND r."end" > %(quarter)s)
    OR (r.measure_id IN ({by_end}) AND r."end" IN ({points}))"""
WINDOWS = {Kind.MONTH: 14, Kind.QUARTER: 21, Kind.HALF: 64, Kind.YEAR: 64, Kind.SNAPSHOT: 64}
"""How many months before a scorecard's first day its trends reach, by the length of the figure shown."""


def readings(
    council_id: int, measures: Collection[MeasureRow], start: dt.date, end: dt.date, at: dt.datetime | None
) -> list[sql.Row]:
    """The signed-off totals that a scorecard from start to end needs: its own, those compared with, and those of its
    trends, as they stood: one statement."""
    since = {kind.value: _months_before(start, months) for kind, months in WINDOWS.items()}
    by_end = ", ".join(str(each.id) for each in measures if each.schedule.period_kind.known_by_end)
    points = ", ".join(f"'{each}'" for each in _same_points(end))
    text = (READ + IN_WINDOW).replace("{beyond}", BEYOND if by_end else "")
    text = text.replace("{by_end}", by_end).replace("{points}", points)
    ids = [each.id for each in measures]
    return sql.rows(text, {"council": council_id, "end": end, **since}, ids=ids, at=at, **TYPES)


LAST_KNOWN = """
WHERE r.id IN (
    SELECT (
        SELECT e.id FROM kpis_reading e
        JOIN kpis_readingversion v ON v.reading_id = e.id AND v.state = 'signed_off' AND {stands[v]}
        WHERE e.measure_id = m.id AND e.category_id IS NULL AND e."end" <= %(end)s AND v.value IS NOT NULL
        ORDER BY e."end" DESC, e.start DESC LIMIT 1)
    FROM kpis_measure m WHERE m.id IN ({ids}))
"""


def last_known(measure_ids: Collection[int], end: dt.date, at: dt.datetime | None) -> list[sql.Row]:
    """The last figure with a value that each measure has up to a day."""
    return sql.rows(READ + LAST_KNOWN, {"end": end}, ids=measure_ids, at=at, **TYPES)


FIRST_REPORTED = """
SELECT r.measure_id, r.kind, CAST(r.start AS text), CAST(r."end" AS text), f.id, f.value, f.numerator, f.denominator,
    f.marker, f.provisional_until, f.expected, f.break_before, f.achieved_on
FROM kpis_readingversion v
JOIN kpis_reading r ON r.id = v.reading_id
JOIN kpis_readingversion f ON f.reading_id = v.reading_id AND f.number = (
    SELECT MIN(x.number) FROM kpis_readingversion x
    WHERE x.reading_id = v.reading_id AND x.state = 'signed_off' AND x.value IS NOT NULL)
WHERE v.id IN ({ids}) AND f.number < v.number
"""


def first_reported(version_ids: Collection[int]) -> list[sql.Row]:
    """The first signed-off version with a value of each reading of which one of these is a later one: one statement."""
    return sql.rows(FIRST_REPORTED, {}, ids=version_ids, days=TYPES["days"], figures=TYPES["figures"])


def _same_points(end: dt.date) -> list[dt.date]:
    """The last days of the months of the half-year up to a day, in each of the five years before: where the trend of a
    year-to-date figure, or of yearly positions whatever they are called, finds its points."""
    ends = [_months_before(end, months - 1) - dt.timedelta(days=1) for months in range(6)]
    return [_months_before(each, 12 * years - 1) - dt.timedelta(days=1) for each in ends for years in range(1, 6)]


def _months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, 1)


REPORTED = """
SELECT r.kind, CAST(r.start AS text), CAST(r."end" AS text), COUNT(*)
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.state = 'signed_off' AND {stands[v]}
WHERE r.council_id = %(council)s AND r.measure_id IN ({ids}) AND r.category_id IS NULL AND v.value IS NOT NULL
GROUP BY r.kind, r.start, r."end"
UNION ALL
SELECT e.kind, CAST(e.start AS text), CAST(e."end" AS text), 0
FROM kpis_closingevent e
WHERE e.council_id = %(council)s AND e.event = 'closed' AND {before[e]} AND NOT EXISTS (
    SELECT 1 FROM kpis_closingevent x
    WHERE x.council_id = e.council_id AND x.kind = e.kind AND x.start = e.start AND x."end" = e."end"
        AND x.number > e.number AND {before[x]})
"""


def reported(council_id: int, measure_ids: Collection[int], at: dt.datetime | None) -> list[sql.Row]:
    """Every period with a figure: kind, first day, last day, and how many measures have one. Periods that the council
    had closed at that moment come once more, with 0."""
    return sql.rows(REPORTED, {"council": council_id}, ids=measure_ids, at=at, days=(1, 2))


class SetRow(NamedTuple):
    """A target, a baseline or a comparator: one shape, so that one statement brings all three."""

    measure_id: int
    role: str
    kind: str
    start: dt.date
    end: dt.date
    value: Decimal | None
    tolerance_kind: str
    tolerance: Decimal | None
    low: Decimal | None
    high: Decimal | None
    until: dt.date | None
    numerator: Decimal | None
    denominator: Decimal | None
    name: str


BESIDE = """
SELECT t.measure_id, 'target', t.kind, CAST(t.start AS text), CAST(t."end" AS text), t.value, t.tolerance_kind,
    t.tolerance, t.low, t.high, t.until, NULL, NULL, ''
FROM kpis_target t JOIN kpis_measure m ON m.id = t.measure_id JOIN kpis_framework f ON f.id = m.framework_id
WHERE t.measure_id IN ({ids}) AND t.category_id IS NULL AND NOT t.withdrawn AND {stands[t]}
    AND t.start <= %(end)s AND (f.kind = 'contract' OR t."end" >= %(start)s OR t.until >= %(start)s)
UNION ALL
SELECT b.measure_id, 'baseline', b.kind, CAST(b.start AS text), CAST(b."end" AS text), b.value, '', NULL, NULL, NULL,
    NULL, b.numerator, b.denominator, ''
FROM kpis_baseline b
WHERE b.measure_id IN ({ids}) AND {stands[b]}
UNION ALL
SELECT c.measure_id, 'comparator', c.kind, CAST(c.start AS text), CAST(c."end" AS text), c.value, '', NULL, NULL, NULL,
    NULL, NULL, NULL, c.name
FROM kpis_comparator c
WHERE c.measure_id IN ({ids}) AND c.category_id IS NULL AND {stands[c]} AND c."end" BETWEEN %(start)s AND %(end)s
"""
EVER = (dt.date(1, 1, 1), dt.date(9999, 12, 31))


def beside(
    measure_ids: Collection[int], at: dt.datetime | None, within: tuple[dt.date, dt.date] = EVER
) -> list[SetRow]:
    """Targets, baselines and comparators of the totals, as they stood: one statement.

    ``within`` are a scorecard's first and last day, where only what can stand beside one of its figures is wanted: a
    plan's targets that reach it, a contract's that have begun, the comparators of its periods, and every baseline.
    """
    days = {"start": within[0], "end": within[1]}
    rows = sql.rows(BESIDE, days, ids=measure_ids, at=at, days=(3, 4), figures=(5, 7, 8, 9, 11, 12))
    return [SetRow._make(row) for row in rows]


class Said(NamedTuple):
    """What was written and judged beside a version."""

    commentary: str
    section: str
    judgements: dict[str, tuple[str, str, str]]


SAID = """
SELECT v.id, v.commentary, v.section, j.kind, j.value, j.basis, j.source
FROM kpis_readingversion v LEFT JOIN kpis_judgement j ON j.version_id = v.id
WHERE v.id IN ({ids})
"""


def said(version_ids: Collection[int]) -> dict[int, Said]:
    """Commentary, section and published judgements (kind: value, basis, source) of versions: one statement."""
    found: dict[int, Said] = {}
    for pk, commentary, section, kind, value, basis, source in sql.rows(SAID, {}, ids=version_ids):
        each = found.setdefault(pk, Said(commentary, section, {}))
        if kind:
            each.judgements[kind] = (value, basis, source)
    return found


COUNCIL = """
SELECT c.id, c.slug, c.name, c.short_name, c.visibility, c.notice, f.slug, f.name, f.kind, k.slug, k.name, k.remit,
    h.kind, h.start, h."end", h.met, h.not_met, h.source, h.why_different, about.slug
FROM kpis_council c
LEFT JOIN kpis_framework f ON f.council_id = c.id
LEFT JOIN kpis_publishedheadline h ON h.framework_id = f.id
LEFT JOIN kpis_committee about ON about.id = h.committee_id
LEFT JOIN kpis_committee k ON k.council_id = c.id
WHERE c.slug = %(slug)s
ORDER BY f.kind DESC, f.name, k.name
"""


def council(slug: str) -> list[sql.Row]:
    """A council with its frameworks, their published headlines and its committees, a row for each combination."""
    return sql.rows(COUNCIL, {"slug": slug})
