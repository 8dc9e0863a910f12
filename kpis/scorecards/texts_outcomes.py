"""Status and projection by outcome: small charts with their numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.safestring import SafeString, mark_safe

from kpis.charts import BarChart, BarRow, Segment
from kpis.charts.bars import draw_bars_both
from kpis.domain.line import Line
from kpis.presenters import (
    PROJECTION_FILLS,
    PROJECTION_ICONS,
    PROJECTION_WORDS,
    RAG_FILLS,
    RAG_ICONS,
    RAG_WORDS,
)

NO_OUTCOME = "No outcome"


class OutcomeCounts(NamedTuple):
    """Bars, and the same numbers: a row for each outcome with a count for each of ``heads`` and their sum."""

    chart: BarChart
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


class _Kind(NamedTuple):
    """What is counted: its keys, and the word, fill and sign of each."""

    title: str
    description: str
    words: Mapping[Any, str]
    fills: Mapping[Any, str]
    icons: Mapping[Any, str]
    of: Callable[[Line], Any]


_STATUS = _Kind(
    "Status by outcome",
    "How many measures of each outcome are green, amber, red or without a colour.",
    RAG_WORDS,
    RAG_FILLS,
    RAG_ICONS,
    lambda line: line.verdict.rag,
)
_PROJECTION = _Kind(
    "Projection by outcome",
    "How many measures of each outcome their services expect to improve, stay the same or decline.",
    PROJECTION_WORDS,
    PROJECTION_FILLS,
    PROJECTION_ICONS,
    lambda line: line.published("projection"),
)


def status_counts(lines: Iterable[Line]) -> OutcomeCounts | None:
    """Measures by outcome and colour; None where there is nothing to count."""
    return _counts(lines, _STATUS)


def projection_counts(lines: Iterable[Line]) -> OutcomeCounts | None:
    """Measures by outcome and what their services expect of the next period."""
    return _counts(lines, _PROJECTION)


def _counts(lines: Iterable[Line], kind: _Kind) -> OutcomeCounts | None:
    found: dict[str, Counter[Any]] = {}
    for line in lines:
        found.setdefault(line.measure.outcome or NO_OUTCOME, Counter())[kind.of(line)] += 1
    if not found:
        return None
    bars = tuple(BarRow(name, _segments(counts, kind)) for name, counts in found.items())
    rows = tuple((name, (*(counts[key] for key in kind.words), counts.total())) for name, counts in found.items())
    return OutcomeCounts(BarChart(kind.title, kind.description, bars), (*kind.words.values(), "All"), rows)


def _segments(counts: Counter[Any], kind: _Kind) -> tuple[Segment, ...]:
    return tuple(
        Segment(word, counts[key], str(key) or "not-stated", kind.fills[key], kind.icons[key])
        for key, word in kind.words.items()
    )


def outcome_chart(lines: Iterable[Line]) -> dict[str, Any] | None:
    """The bars of status, and the same numbers as cells of a table; None where there is nothing to count."""
    counted = status_counts(lines)
    if counted is None:
        return None
    rows = [(name, _cells(numbers)) for name, numbers in counted.rows]
    # The drawing escapes its texts itself.
    return {"svg": mark_safe(draw_bars_both(counted.chart)), "heads": list(counted.heads), "rows": rows}  # noqa: S308


def _cells(counts: Sequence[int]) -> SafeString:
    return SafeString("".join([f'<td class="num">{count}</td>' for count in counts]))
