"""Status by outcome: a small chart with its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from kpis.charts import BarChart, BarRow, Segment
from kpis.charts.bars import draw_bars_both
from kpis.domain.vocabulary import Rag
from kpis.presenters import RAG_FILLS, RAG_ICONS, RAG_WORDS
from kpis.queries.judging import Line


def outcome_chart(lines: Iterable[Line]) -> dict[str, Any] | None:
    """The bars, and the same numbers as cells of a table; None where there is nothing to count."""
    counts: dict[str, Counter[Rag]] = {}
    for line in lines:
        counts.setdefault(line.measure.outcome or "No outcome", Counter())[line.verdict.rag] += 1
    if not counts:
        return None
    rows = tuple(BarRow(name, tuple(_segment(rag, found[rag]) for rag in Rag)) for name, found in counts.items())
    chart = BarChart(
        "Status by outcome", "How many measures of each outcome are green, amber, red or without a colour.", rows
    )
    numbers = [(name, _cells([*(found[rag] for rag in Rag), found.total()])) for name, found in counts.items()]
    # The drawing escapes its texts itself.
    return {"svg": mark_safe(draw_bars_both(chart)), "heads": [*RAG_WORDS.values(), "All"], "rows": numbers}  # noqa: S308


def _cells(counts: Iterable[int]) -> SafeString:
    return SafeString("".join([f'<td class="num">{count}</td>' for count in counts]))


def _segment(rag: Rag, count: int) -> Segment:
    return Segment(RAG_WORDS[rag], count, rag.value, RAG_FILLS[rag], RAG_ICONS[rag])
