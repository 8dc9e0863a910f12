"""The measures that have the words that somebody looks for, and what the scorecard says of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import connection

from kpis.domain.line import Line
from kpis.domain.periods import Period
from kpis.people import Viewer
from kpis.readings import sql
from kpis.scorecards.queries import latest_lines
from kpis.search.queries_index import opened, refresh
from kpis.search.rules import looked_for

MOST_FOUND = 50
MOST_JUDGED = 5
"""Councils whose measures are judged for one page of results: each takes up to nine statements."""
SHORTEST_BEGINNING = 3
"""Letters of a word that is taken for the beginning of another."""


class FoundMeasure(NamedTuple):
    id: int
    council_id: int
    council: str
    council_name: str
    ref: str
    title: str
    framework: str
    service: str


WANTED = """
SELECT m.id, c.id, c.slug, c.name, m.ref, m.title, f.name, COALESCE(s.name, '')
FROM {matching}
JOIN kpis_measure m ON m.id = {key}
JOIN kpis_council c ON c.id = m.council_id
JOIN kpis_framework f ON f.id = m.framework_id
LEFT JOIN kpis_service s ON s.id = m.service_id
WHERE {matches} AND {opened}
ORDER BY {rank}, c.name, m."order", m.ref
LIMIT %(most)s
"""
WAYS = {
    "postgresql": {
        "matching": "kpis_searchtext t",
        "key": "t.measure_id",
        "matches": "t.words @@ to_tsquery('english', %(words)s)",
        "rank": "ts_rank(t.words, to_tsquery('english', %(words)s)) DESC",
    },
    "sqlite": {
        "matching": "kpis_searchwords",
        "key": "kpis_searchwords.rowid",
        "matches": "kpis_searchwords MATCH %(words)s",
        "rank": "bm25(kpis_searchwords, 1000000, 1000, 1)",
    },
}
"""How each database finds and ranks: the title before names, names before the definition."""


def find(text: str, viewer: Viewer, council_id: int | None = None) -> list[FoundMeasure]:
    """The measures, of the councils open to the viewer or of one, that have every word of a text or its stem; where
    none has, those with words that begin so. The best first, one more than are shown at the most. Three statements, and
    what it takes to make the texts of councils that have changed."""
    wanted = looked_for(text)
    if not wanted:
        return []
    refresh(viewer, council_id)
    found = _matching([_whole(each) for each in wanted], viewer, council_id)
    if found or max(map(len, wanted)) < SHORTEST_BEGINNING:
        return found
    return _matching([_beginning(each) for each in wanted], viewer, council_id)


def _matching(wanted: Sequence[str], viewer: Viewer, council_id: int | None) -> list[FoundMeasure]:
    text = WANTED.format(opened=opened(viewer, council_id), **WAYS[connection.vendor])
    joined = " & ".join(wanted) if connection.vendor == "postgresql" else " ".join(wanted)
    return sql.rows(FoundMeasure, text, {"words": joined, "most": MOST_FOUND + 1})


def _whole(word: str) -> str:
    """A word of letters and digits alone, quoted: neither database reads a sign of its own language in it."""
    return f"'{word}'" if connection.vendor == "postgresql" else f'"{word}"'


def _beginning(word: str) -> str:
    if len(word) < SHORTEST_BEGINNING:
        return _whole(word)
    return f"{_whole(word)}:*" if connection.vendor == "postgresql" else f"{_whole(word)}*"


class JudgedMeasure(NamedTuple):
    """A measure's line on its council's latest scorecard."""

    line: Line
    period: Period


def judged(found: Iterable[FoundMeasure], viewer: Viewer, today: dt.date) -> dict[int, JudgedMeasure]:
    """What the latest scorecards say of the measures, by their ids: of the first five councils among them."""
    by_council: dict[int, set[int]] = {}
    for each in found:
        by_council.setdefault(each.council_id, set()).add(each.id)
    told: dict[int, JudgedMeasure] = {}
    for council in list(by_council)[:MOST_JUDGED]:
        period, lines = latest_lines(council, by_council[council], today, viewer)
        told |= {line.measure.id: JudgedMeasure(line, period) for line in lines if period}
    return told
