"""Measures as the rules read them, and what was set for their figures: two statements, however many there are."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from django.utils import timezone

from kpis.domain.disclosure import Threshold
from kpis.domain.figure import Figure
from kpis.domain.measure import BaselineFigure, Beside, ComparatorFigure, KeyMeasure
from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, Period, PeriodKind, YearStart
from kpis.domain.selection import Beginning, Schedule
from kpis.domain.words import Comparison, FrameworkKind, Polarity, Rule, Scheme, Target, ToleranceKind
from kpis.models import Target as TargetRow
from kpis.readings import sql
from kpis.readings.known import Allowed, May


class _MeasureRow(NamedTuple):
    """A measure with one of its rules, or without any."""

    id: int
    ref: str
    title: str
    framework: str
    framework_name: str
    framework_kind: str
    framework_starts: dt.date | None
    underspend_is_red: bool
    outcome: str | None
    policy_area: str | None
    service_id: int | None
    service: str | None
    service_below: int | None
    unit: str
    unit_label: str
    share: bool
    frequency: str
    year_start: int
    period_kind: str
    below: int | None
    suppress_zero: bool
    by_hand: bool
    live_from: dt.date | None
    first: dt.date | None
    set_up: dt.datetime | None
    live_to: dt.date | None
    begins: dt.date | None
    scheme: str | None
    polarity: str
    places: int
    margin: Decimal | None
    margin_kind: str
    comparison: str


MEASURES = """
SELECT m.id, m.ref, m.title, f.slug, f.name, f.kind, f.starts, f.underspend_is_red, o.name, a.name, m.service_id,
    s.name, s.suppress_below, m.unit, m.unit_label, m.share, m.frequency, m.year_start, m.period_kind,
    m.suppress_below, m.suppress_zero, m.id IN (
        SELECT x.measure_id FROM kpis_reading x JOIN kpis_readingversion w ON w.reading_id = x.id
        WHERE w.marker = 'suppressed' AND w.state = 'signed_off' AND x.council_id = %(council)s),
    m.live_from, CASE WHEN m.live_from IS NULL THEN (
        SELECT CAST(x.start AS text) FROM kpis_reading x
        JOIN kpis_readingversion w ON w.reading_id = x.id AND w.state = 'signed_off'
        WHERE x.measure_id = m.id ORDER BY x.start LIMIT 1) END,
    CASE WHEN m.live_from IS NULL THEN (SELECT MIN(h.history_date) FROM kpis_historicalmeasure h WHERE h.id = m.id) END,
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


def measures(council_id: int, framework: str = "", committee: str = "", refs: Collection[str] = ()) -> list[KeyMeasure]:
    """A council's measures in scorecard order, each with its rules, and from when it lives: one statement."""
    wanted = {"council": council_id, "framework": framework, "committee": committee, "ref": next(iter(refs), "")}
    found: dict[int, list[_MeasureRow]] = defaultdict(list)
    for row in sql.rows(_MeasureRow, MEASURES, wanted):
        found[row.id].append(row)
    return [_measure(council_id, each) for each in found.values()]


def _measure(council_id: int, rows: list[_MeasureRow]) -> KeyMeasure:
    first = rows[0]
    # The beginning sorts last on one database and first on the other.
    rules = sorted(((row.begins, _rule(row)) for row in rows if row.scheme), key=lambda each: each[0] or dt.date.min)
    return KeyMeasure(
        first.id, council_id, first.ref, first.title, first.framework, first.framework_name, first.outcome or "",
        first.policy_area or "", first.service_id, first.service or "", Unit(first.unit), first.unit_label, first.share,
        _schedule(first.frequency, first.year_start, first.period_kind, _beginning(first), first.live_to),
        Threshold.of(first.below, first.service_below, first.suppress_zero, bool(first.by_hand)), tuple(rules),
    )  # fmt: skip


def _beginning(row: _MeasureRow) -> Beginning:
    set_up = timezone.localdate(row.set_up) if row.set_up else None
    is_contract = row.framework_kind == FrameworkKind.CONTRACT
    return Beginning(row.live_from, row.first, row.framework_starts, is_contract, set_up)


def _rule(row: _MeasureRow) -> Rule:
    return _made(
        row.scheme or "", row.polarity, row.places, row.margin, row.margin_kind, row.comparison, unit=row.unit,
        label=row.unit_label, period_kind=row.period_kind, red=row.underspend_is_red, set_by=row.framework_kind,
    )  # fmt: skip


# Many measures share a schedule and a rule, and neither ever changes.
@lru_cache(maxsize=1024)
def _schedule(
    frequency: str, year_start: int, period_kind: str, begins: Beginning, live_to: dt.date | None
) -> Schedule:
    return Schedule(
        Frequency(frequency), YearStart(year_start), PeriodKind(period_kind), begins.live_from, live_to,
        begins.entered_from,
    )  # fmt: skip


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


class _RemitRow(NamedTuple):
    committee: str
    measure_id: int


REMITS = """
SELECT k.slug, x.measure_id
FROM kpis_measure_committees x JOIN kpis_committee k ON k.id = x.committee_id
WHERE k.council_id = %(council)s
"""


def remits_of(council_id: int) -> Mapping[str, set[int]]:
    """The measures' ids that each committee of a council looks at, by its slug: one statement."""
    found: dict[str, set[int]] = defaultdict(set)
    for row in sql.rows(_RemitRow, REMITS, {"council": council_id}):
        found[row.committee].add(row.measure_id)
    return found


class _BesideRow(NamedTuple):
    """A baseline or a comparator."""

    measure_id: int
    role: str
    kind: str
    start: dt.date
    end: dt.date
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    name: str


BESIDE = """
SELECT t.measure_id, 'target', t.kind, CAST(t.start AS text), CAST(t."end" AS text), t.value, t.tolerance_kind,
    t.tolerance, t.low, t.high, t.until, NULL, NULL, ''
FROM kpis_target t JOIN kpis_measure m ON m.id = t.measure_id JOIN kpis_framework f ON f.id = m.framework_id
WHERE t.measure_id IN ({ids}) AND t.category_id IS NULL AND NOT t.withdrawn AND {stands[t]}
    AND t.start <= %(end)s AND (f.kind = 'contract' OR t."end" >= %(before)s OR t.until >= %(before)s
        OR (m.frequency IN ('annual', 'half_yearly') AND (t."end" >= %(long_before)s OR t.until >= %(long_before)s)))
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
LONGEST_PART = 200
"""Days of a period that is part of a year: what is longer is a year."""


def beside(
    measures: Collection[KeyMeasure],
    at: dt.datetime | None,
    may: May,
    within: tuple[dt.date, dt.date] = EVER,
) -> dict[int, Beside]:
    """Targets, baselines and comparators of the totals, as they stood, by measure: one statement.

    ``within`` are a scorecard's first and last day, where only what can stand beside one of its figures is wanted: a
    plan's targets that reach one of the eight periods of a strip, or the year before that its figures are compared
    with, a contract's that have begun, the comparators of its periods, and every baseline. A baseline is left out for
    whoever may not see it, being small itself or that of a figure which is withheld.
    """
    first, last = within
    is_year = (last - first).days > LONGEST_PART
    days = {"start": first, "end": last, "long_before": _years_before(first, 8)}
    days["before"] = days["long_before"] if is_year else _years_before(first, 2)
    found: dict[int, list[sql.Row]] = defaultdict(list)
    for row in sql.figures(BESIDE, days, ids=[each.id for each in measures], at=at):
        found[row[0]].append(row)
    return {each.id: _beside(found[each.id], each, may[each.id]) if each.id in found else NOTHING for each in measures}


def _years_before(day: dt.date, years: int) -> dt.date:
    return day.replace(year=max(day.year - years, 1), day=1)


NOTHING = Beside()


def _beside(rows: Iterable[sql.Row], measure: KeyMeasure, may: Allowed) -> Beside:
    targets, others, year_start = [], [], measure.schedule.year_start
    for row in rows:
        if row[1] == "target":
            targets.append(_target(year_start, *row[2:11]))
        else:
            others.append(_beside_row(*row))
    baselines = [
        BaselineFigure(period_of(row, measure), row.value, row.numerator, row.denominator)
        for row in others
        if row.role == "baseline"
        and may.shows(period_of(row, measure), Figure(row.value, row.numerator, row.denominator), measure)
    ]
    elsewhere = (row for row in others if row.role == "comparator")
    comparators = [ComparatorFigure(row.name, period_of(row, measure), row.value) for row in elsewhere]
    return Beside(tuple(targets), tuple(baselines), tuple(comparators))


# What was set stands for a year, and is asked for all day.
@lru_cache(maxsize=16384)
def _target(year_start: int, kind: str, start: str, end: str, *stated: Any) -> Target:
    """A target from the columns of BESIDE, in which days are texts and numbers are as the database has them."""
    value, tolerance_kind, tolerance, low, high, until = stated
    value, tolerance, low, high = map(sql.number, (value, tolerance, low, high))
    period = Period.stored(kind, sql.day(start), sql.day(end), year_start)
    known = ToleranceKind(tolerance_kind) if tolerance_kind else None
    return Target(value, known, tolerance, low, high, period, None if until is None else sql.day(until))


def _beside_row(*row: Any) -> _BesideRow:
    measure_id, role, kind, start, end, value, _, *_, numerator, denominator, name = row
    value, numerator, denominator = map(sql.number, (value, numerator, denominator))
    days = sql.day(start), sql.day(end)
    return _BesideRow(measure_id, role, kind, *days, value, numerator, denominator, name)


def target_of(row: TargetRow, measure: KeyMeasure) -> Target:
    """A target from its stored columns, as the rules read it."""
    kind = ToleranceKind(row.tolerance_kind) if row.tolerance_kind else None
    return Target(row.value, kind, row.tolerance, row.low, row.high, period_of(row, measure), row.until)


def period_of(row: _BesideRow | TargetRow, measure: KeyMeasure) -> Period:
    """The period of a stored row, named in the measure's calendar."""
    return Period.stored(row.kind, row.start, row.end, measure.schedule.year_start)
