"""One measure in detail: its status, last four years, trend and direction, its chart and what is said of it."""

from __future__ import annotations

from django.utils.text import capfirst

from kpis.charts import draw
from kpis.documents.blocks import Block, chart, heading, paragraph, prose, status, table
from kpis.domain.figure import Actual
from kpis.domain.words import Scheme
from kpis.measures.queries import MeasurePage, periods_told
from kpis.measures.texts_chart import BELOW, measure_chart
from kpis.measures.texts_parts import breakdown, comparators, promise, trend_text
from kpis.presenters import travel_word
from kpis.sections.blocks_appendix import NO_TARGET
from kpis.sections.blocks_history import columns, up_to
from kpis.sections.blocks_performance import WIDE
from kpis.sections.blocks_source import Source, anchor_of
from kpis.web.lines import has_value, marker_of, row_of, target_text
from kpis.web.rows import ScorecardRow

HIGH = 240
"""Pixels: with its tables and its words a measure fills a page, beneath the headings of its section."""


def measure_part(source: Source, page: MeasurePage) -> list[Block]:
    """A measure under a heading of its own, as its page has it."""
    page = up_to(page, source.period)
    anchor = anchor_of("measure", page.measure.ref)
    row = row_of(page.line, "", source.period)
    return [
        heading(page.measure.title, 4, anchor),
        _status(row),
        *_facts(row),
        *([] if page.line.rule.scheme is Scheme.MILESTONE else _numbers(page, row)),
        *_chart(page, anchor),
        *_breakdowns(source, page),
        *_elsewhere(page),
        *_said(row),
        *_promise(page),
    ]


def _status(row: ScorecardRow) -> Block:
    look = row.look
    return status(
        ref=row.ref, word=look.word, icon=look.icon, css=look.css, rag=look.rag, figure=capfirst(row.figure),
        reason=row.reason, said=f"{row.said}." if row.said else "",
    )  # fmt: skip


def _facts(row: ScorecardRow) -> list[Block]:
    """What has to be known to read the figure right."""
    facts = [("Period", row.period), ("Note", f"this figure is {row.marker}" if row.marker else "")]
    return [paragraph(f"{capfirst(text)}.", name) for name, text in facts if text]


def _numbers(page: MeasurePage, row: ScorecardRow) -> list[Block]:
    return [_history(page), _ways(page, row)]


def _history(page: MeasurePage) -> Block:
    """Periods across, figures and targets down, as council papers print them."""
    lines = columns(page)
    periods = [line.period.label if line.period else "" for line in lines]
    rows = [["Figure", *(capfirst(line.printed) for line in lines)]]
    targets = [target_text(line) for line in lines]
    if any(targets):
        rows.append(["Target", *(text or NO_TARGET for text in targets)])
    markers = [marker_of(line) for line in lines]
    if any(markers[:-1]):
        rows.append(["Note", *(capfirst(marker) or "Final" for marker in markers)])
    return table("Figures so far", ["Period", *periods], rows, numeric=range(1, 1 + len(lines)))


def _ways(page: MeasurePage, row: ScorecardRow) -> Block:
    """Trend, direction of travel and projection, each with how it was worked out."""
    travel, trend = page.line.travel, trend_text(page.line)
    reason = capfirst(travel.reason.removeprefix("Not compared: "))
    rows = [
        ["Trend", f"{trend['arrow']} {trend['word']}".strip(), trend["reason"]],
        ["Direction of travel", travel_word(travel.movement, travel.judgement), _joined(reason, row.disagrees)],
    ]
    if row.projection:
        rows.append(["Next period", row.projection, "What the service expects."])
    return table("Trend and direction of travel", ["Measured by", "Result", "How it was worked out"], rows)


def _joined(*sentences: str) -> str:
    return " ".join(f"{text.rstrip('.')}." for text in sentences if text)


def _chart(page: MeasurePage, anchor: str) -> list[Block]:
    """A drawing, where there is more than one figure to join."""
    known = [line for line in page.lines if has_value(line.figure)]
    drawn = measure_chart(page) if len(known) > 1 else None
    if drawn is None:
        return []
    alt = f"{drawn.title}: {drawn.description.removesuffix(BELOW).strip()}"
    return [chart(draw(drawn, WIDE, HIGH, f"{anchor}-chart"), alt, f"{drawn.title}, over time")]


def _breakdowns(source: Source, page: MeasurePage) -> list[Block]:
    if page.measure.ref in source.draft.no_breakdown:
        return []
    blocks = []
    for each in page.breakdowns:
        if periods := periods_told(page, each):
            told = breakdown(page, each, periods)
            rows = [[name, *cells] for name, cells in told["rows"]]
            caption = f"{page.measure.title} by {each.dimension.lower()}"
            blocks.append(table(caption, [each.dimension, *told["periods"]], rows, numeric=range(1, 1 + len(periods))))
    return blocks


def _elsewhere(page: MeasurePage) -> list[Block]:
    """The latest figure of each comparator, in words."""
    latest: dict[str, str] = {}
    for name, period, text in comparators(page):
        latest.setdefault(name, f"{name} {text} ({period})")
    return [paragraph(f"{'; '.join(latest.values())}.", "Elsewhere")] if latest else []


def _said(row: ScorecardRow) -> list[Block]:
    return [heading("Commentary", 5), *prose(row.commentary)] if row.commentary.strip() else []


def _promise(page: MeasurePage) -> list[Block]:
    """How the figure shown was explained, where it is behind."""
    found = next((each for each in page.promises if each.promise.period == page.line.period), None)
    if found is None or not isinstance(page.line.figure, Actual):
        return []
    told = promise(found)
    parts = [("Cause", told["cause"]), ("Action", told["action"]), ("Who acts", told["owner"])]
    blocks = [heading("Cause and remedial action", 5)]
    for name, text in parts:
        first, *rest = prose(text) or [paragraph("Not stated")]
        is_text = first["kind"] == "paragraph"
        blocks += [paragraph(first["text"], name), *rest] if is_text else [paragraph("", name), first, *rest]
    return [*blocks, paragraph(f"{told['by']}. {told['kept']}.", "Back on track by")]
