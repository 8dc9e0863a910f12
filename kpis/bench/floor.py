"""The floor: what a scorecard's table costs at the least, in raw SQL and plain strings.

Four statements bring each measure with its latest figure, last year's, its target, and its last eight figures;
f-strings make the table of the scorecard page from them: the same cells, with a sentence, a commentary and a strip of
eight links in every row. What is left out is what the product adds: dated rules, like with like, breaks, small numbers,
as-of, every status scheme, exact decimals, sections and their order, the rest of the page, the request.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from typing import Any

from django.db import connection

from kpis.bench.data import LAST_YEAR, QUARTERS

LATEST = """
SELECT m.id, m.council_id, m.ref, m.title, m.unit, u.polarity, u.decimal_places, v.value, v.marker, v.commentary
FROM kpis_measure m
JOIN kpis_council c ON c.id = m.council_id
JOIN kpis_measurerule u ON u.measure_id = m.id
LEFT JOIN kpis_reading r ON r.measure_id = m.id AND r.category_id IS NULL AND r.kind = 'quarter' AND r."end" = %s
LEFT JOIN kpis_readingversion v ON v.reading_id = r.id AND v.superseded_at IS NULL AND v.state = 'signed_off'
WHERE c.slug = %s ORDER BY m."order"
"""
FIGURES = """
SELECT r.measure_id, v.value
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.superseded_at IS NULL AND v.state = 'signed_off'
WHERE r.council_id = %s AND r.category_id IS NULL AND r.kind = 'quarter' AND r."end" > %s AND r."end" <= %s
ORDER BY r."end"
"""
TARGETS = """
SELECT t.measure_id, COALESCE(t.value, t.high)
FROM kpis_measure m
JOIN kpis_council c ON c.id = m.council_id
JOIN kpis_target t ON t.measure_id = m.id AND t.superseded_at IS NULL AND t.category_id IS NULL
WHERE c.slug = %s AND t.start >= %s AND t."end" <= %s ORDER BY t."end"
"""
LAST, YEAR_AGO, FIRST = QUARTERS[-1], QUARTERS[-5], QUARTERS[-8]
HEADS = ("Status", "Measure", "Latest figure", "Target", "Direction of travel", "Last eight periods", "Why")
TEXTS = {"percentage": "{}%", "currency": "£{}k", "days": "{} days", "rate": "{} per 10,000"}


def floor(slug: str) -> str:
    """The table of a council's scorecard for the last quarter, as HTML."""
    year = (f"{LAST_YEAR}-04-01", LAST.end.isoformat())
    with connection.cursor() as cursor:
        measures = _rows(cursor, LATEST, LAST.end.isoformat(), slug)
        council = measures[0][1]
        last_year = dict(_rows(cursor, FIGURES, council, YEAR_AGO.start.isoformat(), YEAR_AGO.end.isoformat()))
        targets = dict(_rows(cursor, TARGETS, slug, *year))
        eight: dict[int, list[Any]] = defaultdict(list)
        for measure, value in _rows(cursor, FIGURES, council, FIRST.start.isoformat(), LAST.end.isoformat()):
            eight[measure].append(value)
    rows = "".join(
        [_row(slug, each, last_year.get(each[0]), targets.get(each[0]), eight[each[0]]) for each in measures]
    )
    heads = "".join([f'<th role="columnheader" scope="col"><a href="?sort={head}">{head}</a></th>' for head in HEADS])
    return f'<table class="scorecard" role="table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'


def _rows(cursor: Any, sql: str, *params: Any) -> Sequence[Any]:
    cursor.execute(sql, params)
    return cursor.fetchall()


def _row(slug: str, measure: Any, last_year: Any, aim: Any, eight: Sequence[Any]) -> str:
    _, _, ref, title, unit, polarity, places, value, marker, commentary = measure
    css, icon, word = _status(value, aim, polarity)
    now, aimed = _text(value, unit, places), _text(aim, unit, places)
    gap, moved = _gap(value, aim, unit, places), _gap(value, last_year, unit, places)
    heading = f'<a class="govuk-link" href="/{slug}/measures/{ref}/?period={LAST.slug}">{escape(title)}</a>'
    reason = f"{now} against a target of {aimed}; {polarity} is better; {gap} target."
    return (
        f'<tr role="row"><td role="cell"><span class="status {css}"><span class="status__icon" aria-hidden="true">'
        f'{icon}</span>{word}</span></td>\n<th role="rowheader" scope="row">{heading} <span class="ref">{ref}</span>'
        f'<span class="sub">{reason}</span><span class="why">{escape(commentary)}</span></th>\n'
        f'<td role="cell" class="num" data-label="Latest figure"><span class="figure">{now}</span>'
        f'<span class="marker">{marker}</span></td>\n'
        f'<td role="cell" class="num" data-label="Target">{aimed}</td>\n'
        f'<td role="cell" data-label="Direction">{_travel(value, last_year, polarity)}'
        f'<span class="sub">{moved} on {YEAR_AGO.label}</span></td>\n'
        f'<td role="cell" data-label="History">{_strip(slug, ref, eight, aim, unit, polarity, places)}</td>'
        '<td role="cell" data-label="Next period">Improve</td></tr>\n'
    )


def _status(latest: Any, aim: Any, polarity: str) -> tuple[str, str, str]:
    if latest is None or aim is None:
        return "status--none", "–", "No data"
    good = latest <= aim if polarity == "lower" else latest >= aim
    return ("status--green", "✓", "On target") if good else ("status--red", "✕", "Behind target")


def _text(value: Any, unit: str, places: int) -> str:
    return "None on record" if value is None else TEXTS.get(unit, "{}").format(f"{value:,.{places}f}")


def _gap(value: Any, other: Any, unit: str, places: int) -> str:
    if value is None or other is None:
        return "nothing to hold against"
    return f"{_text(abs(value - other), unit, places)} {'above' if value > other else 'below'}"


def _travel(latest: Any, year_ago: Any, polarity: str) -> str:
    if latest is None or year_ago is None:
        return "Not compared"
    arrow = "↑" if latest > year_ago else "↓" if latest < year_ago else "→"
    better = (latest > year_ago) == (polarity == "higher")
    word = "steady" if latest == year_ago else "improving" if better else "declining"
    return f'<span class="travel"><span aria-hidden="true">{arrow}</span>{word}</span>'


def _strip(slug: str, ref: str, values: Sequence[Any], aim: Any, unit: str, polarity: str, places: int) -> str:
    spots = []
    for quarter, value in zip(QUARTERS[-len(values) :] if values else (), values, strict=True):
        css, icon, word = _status(value, aim, polarity)
        words = f"{quarter.label}: {_text(value, unit, places)}, {word}"
        spots.append(
            f'<li><a class="spot {css}" href="/{slug}/measures/{ref}/?period={quarter.slug}" title="{words}">'
            f'<span aria-hidden="true">{icon}</span></a></li>'
        )
    return f'<ol class="spots" aria-label="Last {len(spots)} periods of {ref}">{"".join(spots)}</ol>'
