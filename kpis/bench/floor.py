"""The floor: what a scorecard's table costs at the least, in raw SQL and plain strings.

Three statements bring the measures with their rules, the last eight figures (the latest and last year's are among
them) and the targets; f-strings make the table of the scorecard page from them, a sparkline in every row. What is
left out is what the product adds: dated rules, like with like, breaks, withheld numbers, as-of, reasons that hold for
every scheme, the rest of the page, the request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from html import escape
from typing import Any

from django.db import connection

from kpis.bench.data import LAST_YEAR, QUARTERS

MEASURES = """
SELECT m.id, m.ref, m.title, o.name, a.name, m.unit, m.unit_label, r.polarity, r.decimal_places
FROM kpis_measure m
JOIN kpis_council c ON c.id = m.council_id
JOIN kpis_measurerule r ON r.measure_id = m.id
LEFT JOIN kpis_outcome o ON o.id = m.outcome_id
LEFT JOIN kpis_policyarea a ON a.id = m.policy_area_id
WHERE c.slug = %s ORDER BY m."order"
"""
FIGURES = """
SELECT r.measure_id, r.start, r."end", v.value, v.marker
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.superseded_at IS NULL AND v.state = 'signed_off'
WHERE r.measure_id IN (SELECT m.id FROM kpis_measure m JOIN kpis_council c ON c.id = m.council_id WHERE c.slug = %s)
AND r.category_id IS NULL AND r.kind = 'quarter' AND r."end" > %s AND r."end" <= %s
ORDER BY r.measure_id, r."end"
"""
TARGETS = """
SELECT t.measure_id, t.value, t.low, t.high
FROM kpis_target t
WHERE t.measure_id IN (SELECT m.id FROM kpis_measure m JOIN kpis_council c ON c.id = m.council_id WHERE c.slug = %s)
AND t.superseded_at IS NULL AND t.category_id IS NULL AND t.start >= %s AND t."end" <= %s
ORDER BY t."end"
"""
LAST, BEFORE = QUARTERS[-1], QUARTERS[-9]
HEADS = ("Status", "Measure", "Latest figure", "Target", "Direction of travel", "History", "Next period")


def floor(slug: str) -> str:
    """The table of a council's scorecard for the last quarter, as HTML."""
    with connection.cursor() as cursor:
        measures = _rows(cursor, MEASURES, slug)
        figures: dict[int, list[Any]] = defaultdict(list)
        for row in _rows(cursor, FIGURES, slug, BEFORE.end.isoformat(), LAST.end.isoformat()):
            figures[row[0]].append(row)
        year = f"{LAST_YEAR}-04-01"
        targets = {row[0]: row for row in _rows(cursor, TARGETS, slug, year, LAST.end.isoformat())}
    rows = "".join([_row(measure, figures[measure[0]], targets.get(measure[0])) for measure in measures])
    heads = "".join(f'<th role="columnheader" scope="col"><a href="?sort={head}">{head}</a></th>' for head in HEADS)
    return f'<table class="scorecard" role="table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _rows(cursor: Any, sql: str, *params: Any) -> Sequence[Any]:
    cursor.execute(sql, params)
    return cursor.fetchall()  # type: ignore[no-any-return]


def _row(measure: Any, figures: Sequence[Any], target: Any) -> str:
    _, ref, title, outcome, area, unit, label, polarity, places = measure
    latest = figures[-1][3] if figures else None
    year_ago = figures[-5][3] if len(figures) > 4 else None
    aim = _aim(target)
    css, icon, word = _status(latest, aim, polarity)
    now, aimed = _text(latest, unit, label, places), _text(aim, unit, label, places)
    return (
        f'<tr role="row"><td role="cell"><span class="status {css}"><span class="status__icon" aria-hidden="true">{icon}'
        f'</span>{word}</span></td><th role="rowheader" scope="row"><a class="govuk-link" href="/measures/{ref}/">'
        f'{escape(title)}</a> <span class="ref">{ref}</span><span class="why">{now} against a target of {aimed}; {polarity}'
        f' is better ({escape(outcome)}: {escape(area)}).</span></th><td role="cell" class="num" data-label="Latest'
        f' figure"><span class="figure">{now}</span></td><td role="cell" class="num" data-label="Target">{aimed}</td>'
        f'<td role="cell" data-label="Direction">{_travel(latest, year_ago, polarity)}</td><td role="cell"'
        f' data-label="History">{_spark([row[3] for row in figures])}</td><td role="cell">Improve</td></tr>\n'
    )


def _aim(target: Any) -> Any:
    if target is None:
        return None
    return target[3] if target[1] is None else target[1]


def _status(latest: Any, aim: Any, polarity: str) -> tuple[str, str, str]:
    if latest is None or aim is None:
        return "status--none", "–", "No data"
    good = latest <= aim if polarity == "lower" else latest >= aim
    return ("status--green", "✓", "On target") if good else ("status--red", "✕", "Behind target")


def _text(value: Any, unit: str, label: str, places: int) -> str:
    if value is None:
        return "None on record"
    number = f"{Decimal(value):,.{places}f}"
    return f"{number}%" if unit == "percentage" else f"{number} {label}"


def _travel(latest: Any, year_ago: Any, polarity: str) -> str:
    if latest is None or year_ago is None:
        return "Not compared"
    arrow = "↑" if latest > year_ago else "↓" if latest < year_ago else "→"
    better = (latest > year_ago) == (polarity == "higher")
    word = "steady" if latest == year_ago else "improving" if better else "declining"
    return f'<span class="travel"><span aria-hidden="true">{arrow}</span>{word}</span>'


def _spark(values: Sequence[Any]) -> str:
    known = [(place, float(value)) for place, value in enumerate(values) if value is not None]
    if not known:
        return "No history"
    low, high = min(each for _, each in known), max(each for _, each in known)
    scale = 20 / ((high - low) or 1)
    points = " ".join([f"{4 + 13 * place},{24 - (value - low) * scale:.0f}" for place, value in known])
    return (
        '<svg class="spark" viewBox="0 0 100 28" width="100" height="28" role="img" fill="none" stroke="currentColor"'
        f' aria-label="{len(known)} figures"><polyline points="{points}"/></svg>'
    )
