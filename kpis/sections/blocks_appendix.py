"""The appendix: the full scorecard, by section and policy area, with the sentence of each measure not told above."""

from __future__ import annotations

from django.utils.text import capfirst

from kpis.documents.blocks import Block, heading, paragraph, prose, table
from kpis.documents.sections import section
from kpis.domain.figure import HIDDEN_TEXT, Hidden
from kpis.domain.line import Line
from kpis.domain.words import Part, Section
from kpis.measures.texts_parts import trend_text
from kpis.presenters import travel_word
from kpis.scorecards.queries import section as section_of
from kpis.sections.blocks_source import MeasureGroup, Source, anchor_of, groups
from kpis.web.lines import row_of
from kpis.web.rows import ScorecardRow

HEADINGS: dict[Section | None, str] = {
    Section.AREA_OF_CONCERN: "Areas of concern",
    Section.GOOD_PROGRESS: "Good progress",
    None: "Other measures",
}
COLUMNS = ("Measure", "Status", "Latest figure", "Target", "Direction of travel", "Trend")
NEXT = "Next period"
"""A column of its own, where a projection is stated for any measure."""
NO_TARGET = "None on record"
WITHHELD = "Withheld, because the numbers are so small that they could identify a person."


@section(Part.APPENDIX)
def appendix(source: Source) -> list[Block]:
    """Every measure of the scorecard stands here once, in the scorecard's own sections."""
    blocks: list[Block] = []
    detailed = source.detailed()
    has_next = any(line.published("projection") for line in source.lines)
    for where, name in HEADINGS.items():
        lines = [line for line in source.lines if section_of(line) is where]
        if lines:
            blocks.append(heading(name, 3, anchor_of("appendix", name)))
        for group in groups(lines):
            blocks += _group(source, group, detailed, has_next)
    if any(isinstance(line.figure, Hidden) for line in source.lines):
        blocks.append(paragraph(WITHHELD, HIDDEN_TEXT))
    return blocks


def _group(source: Source, group: MeasureGroup, detailed: set[str], has_next: bool) -> list[Block]:
    rows = [row_of(line, "", source.period) for line in group.lines]
    cells = [_cells(line, row, has_next) for line, row in zip(group.lines, rows, strict=True)]
    caption = ": ".join(dict.fromkeys(each for each in (group.area, group.outcome) if each)) or group.framework
    blocks = [table(caption, [*COLUMNS, *([NEXT] if has_next else [])], cells, rags=[row.look.rag for row in rows])]
    for row in rows:
        if row.ref not in detailed:
            blocks += _sentence(row)
    return blocks


def _cells(line: Line, row: ScorecardRow, has_next: bool) -> list[str]:
    trend = trend_text(line)
    return [
        f"{row.title} ({row.ref})",
        f"{row.look.icon} {row.look.word}",
        figure_cell(row),
        row.target or NO_TARGET,
        travel_word(line.travel.movement, line.travel.judgement),
        f"{trend['arrow']} {trend['word']}".strip(),
        *([row.projection or "Not stated"] if has_next else []),
    ]


def figure_cell(row: ScorecardRow) -> str:
    """The figure with its period, where that is not the report's, and its marker: "346 (provisional until ...)"."""
    beside = "; ".join(each for each in (row.period, row.marker) if each)
    return f"{capfirst(row.figure)} ({beside})" if beside else capfirst(row.figure)


def _sentence(row: ScorecardRow) -> list[Block]:
    """A measure's sentence, with its name before the first words, and what the service says of it."""
    sentence = " ".join(f"{text.rstrip('.')}." for text in (row.reason, row.said) if text)
    return [paragraph(sentence, f"{row.title} ({row.ref})"), *prose(row.commentary)]
