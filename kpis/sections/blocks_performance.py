"""The performance section: the sentence that adds up, status by outcome and what is expected of the next period."""

from __future__ import annotations

from kpis.charts import draw_bars
from kpis.documents.blocks import Block, chart, paragraph, table
from kpis.documents.sections import section
from kpis.domain.words import Part
from kpis.scorecards.texts import headline_text, opening
from kpis.scorecards.texts_outcomes import OutcomeCounts, projection_counts, status_counts
from kpis.sections.blocks_source import Source

WIDE = 640
"""Pixels of a drawing: the width of a page's text, so that its letters print in the size of the text's."""
NO_PROJECTION = "The services have not stated for any measure what they expect of the next period."


@section(Part.HEADLINE)
def headline(source: Source) -> list[Block]:
    blocks = _opening(source)
    if (status := status_counts(source.lines)) is not None:
        blocks += _pair(status, "Chart 1: status by outcome", "Measures by outcome and status", "chart-status")
    blocks += _projection(source)
    return [*blocks, *_more(source)]


def _opening(source: Source) -> list[Block]:
    """The sentence, how it adds up, and what a past paper counted."""
    begun, counted = opening(source.card), headline_text(source.card.headline)
    blocks = [paragraph(begun.headline)]
    if begun.adding_up:
        blocks.append(paragraph(" ".join([begun.sentence, *begun.adding_up]), strong="How this adds up"))
    return [*blocks, paragraph(counted)] if counted else blocks


def _projection(source: Source) -> list[Block]:
    counts = projection_counts(source.lines)
    if counts is None:
        return []
    if not any(line.published("projection") for line in source.lines):
        return [paragraph(NO_PROJECTION)]
    caption = "Chart 2: what services expect of the next period, by outcome"
    return _pair(counts, caption, "Measures by outcome and projection", "chart-projection")


def _pair(counts: OutcomeCounts, caption: str, numbers: str, anchor: str) -> list[Block]:
    """The bars, and their numbers as a table with its sums."""
    sums = [sum(row[place] for _, row in counts.rows) for place in range(len(counts.heads))]
    rows = [[name, *map(str, row)] for name, row in counts.rows]
    picture = chart(draw_bars(counts.chart, WIDE, anchor), _alt(counts), caption)
    return [
        picture,
        table(
            numbers,
            ["Outcome", *counts.heads],
            [*rows, ["Total", *map(str, sums)]],
            numeric=range(1, 1 + len(counts.heads)),
            has_total=True,
        ),
    ]


def _alt(counts: OutcomeCounts) -> str:
    """The bars in words: "Outcome: 3 green, 2 red."."""
    told = (f"{name}: {_told(row, counts.heads)}" for name, row in counts.rows)
    return f"{counts.chart.title}. {'. '.join(told)}."


def _told(row: tuple[int, ...], heads: tuple[str, ...]) -> str:
    pairs = zip(row[:-1], heads, strict=False)
    return ", ".join(f"{count} {head.lower()}" for count, head in pairs if count)


def _more(source: Source) -> list[Block]:
    """Where the measures stand that are not told in detail."""
    appendix, left = source.draft.section(Part.APPENDIX), len(source.card.lines) - len(source.detailed())
    if not appendix.is_in or not left:
        return []
    measures = "one measure" if left == 1 else f"{left} measures"
    which = "the remaining " if source.detailed() else "the report's "
    which = "" if left == 1 else which
    return [paragraph(f"More on {which}{measures} is in {appendix.heading}.")]
