"""A report's snapshot: everything that its page, its Word document and its PDF print, in words."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kpis.documents import sections
from kpis.documents.blocks import SCHEMA, Block, heading, paragraph, printable, prose, table
from kpis.documents.sections import section
from kpis.domain.words import Part, Section
from kpis.measures.queries import MeasurePage
from kpis.measures.queries_promises import ToldPromise
from kpis.scorecards.queries import Scorecard
from kpis.sections.blocks_figures import data, figures
from kpis.sections.blocks_measures import measure_part
from kpis.sections.blocks_source import PARTS, About, MeasureGroup, Source, anchor_of, groups
from kpis.sections.rules import WRITTEN, Draft
from kpis.sections.rules import PaperSection as Written

NUMBER = re.compile(r"[£$€]?\s*[(\-−+]?\s*[£$€]?\d[\d,]*(?:\.\d+)?\s*(?:%|[kmb]|bn)?\s*\)?", re.IGNORECASE)
NO_NUMBER = ("", "-", "–", "—", "n/a", "nil")


def snapshot(
    *,
    about: About,
    draft: Draft,
    card: Scorecard,
    pages: Mapping[str, MeasurePage],
    frozen_at: dt.datetime,
    promised: Sequence[ToldPromise] = (),
) -> dict[str, Any]:
    """A report as plain JSON (the shape is told in `blocks`). The same material gives the same snapshot.

    ``card``, ``pages`` and ``promised`` come with the public's view of small numbers. Raises ValueError for a card
    without a period.
    """
    source = Source(about, draft, card, pages, frozen_at.date(), promised)
    made = {
        "schema": SCHEMA,
        "council": {
            "slug": about.council.slug,
            "name": about.council.name,
            "short_name": about.council.short_name,
            "notice": about.council.notice,
        },
        "committee": {"slug": about.committee.slug, "name": about.committee.name},
        "framework": {
            "slug": about.framework.slug if about.framework else "",
            "name": about.framework.name if about.framework else "",
        },
        "title": draft.title,
        "period": _period(source),
        "meeting": about.meeting.isoformat() if about.meeting else "",
        "agenda_item": about.agenda_item,
        "frozen_at": frozen_at.isoformat(),
        "sections": _sections(source),
        "figures": figures(source),
        "data": data(source),
    }
    # By the names in the figures they are looked up in the database again.
    return {key: each if key == "figures" else printable(each) for key, each in made.items()}


def _period(source: Source) -> dict[str, str]:
    period = source.period
    return {"code": period.code, "slug": period.slug, "label": period.label, "long": period.long_label}


def _sections(source: Source) -> list[dict[str, Any]]:
    """The draft's sections in its order, numbered but for the appendix; those with nothing to say are left out."""
    found: list[dict[str, Any]] = []
    number = 0
    for written in source.draft.sections:
        blocks = _blocks(source, written) if written.is_in else []
        if blocks:
            is_appendix = written.part is Part.APPENDIX
            number += 0 if is_appendix else 1
            found.append(_section(written, "" if is_appendix else str(number), blocks))
    return found


def _section(written: Written, number: str, blocks: list[Block]) -> dict[str, Any]:
    return {
        "key": written.part.value,
        "heading": written.heading,
        "number": number,
        "anchor": anchor_of(written.part.value.replace("_", "-")),
        "wide": written.part is Part.APPENDIX,
        "blocks": blocks,
    }


def _blocks(source: Source, written: Written) -> list[Block]:
    text = prose(written.text)
    if written.part in WRITTEN:
        return [*text, *_money(source.draft)] if written.part is Part.FINANCIAL else text
    made = sections.made(written.part, source)
    return [*text, *made] if made or text else []


@section(Part.GOOD_PROGRESS)
def good_progress(source: Source) -> list[Block]:
    return _told(source, Section.GOOD_PROGRESS, "No measure shows good progress")


@section(Part.CONCERNS)
def concerns(source: Source) -> list[Block]:
    return _told(source, Section.AREA_OF_CONCERN, "No measure is an area of concern")


def _told(source: Source, where: Section, none: str) -> list[Block]:
    """Measures in detail, by outcome and policy area."""
    lines = source.told(where)
    if not lines:
        return [paragraph(f"{none} in {source.period.long_label}.")]
    blocks: list[Block] = []
    names: Counter[str] = Counter()
    for group in groups(lines):
        names[group.name] += 1
        again = str(names[group.name]) if names[group.name] > 1 else ""
        blocks += _group_heading(group, anchor_of(PARTS[where].value.replace("_", "-"), group.name, again))
        for line in group.lines:
            blocks += measure_part(source, source.pages[line.measure.ref])
    return blocks


def _group_heading(group: MeasureGroup, anchor: str) -> list[Block]:
    named = [heading(group.name, 3, anchor)]
    return [*named, paragraph(group.outcome, "Outcome")] if group.outcome and group.area else named


def _money(draft: Draft) -> list[Block]:
    """The financial table as people wrote it; columns of nothing but numbers stand right."""
    if not draft.table:
        return []
    header, *rows = draft.table
    numeric = [place for place in range(1, len(header)) if _is_numeric([row[place] for row in rows])]
    return [table(draft.table_caption or "Financial position", header, rows, numeric=numeric)]


def _is_numeric(cells: Sequence[str]) -> bool:
    told = [cell.strip() for cell in cells if cell.strip().lower() not in NO_NUMBER]
    return bool(told) and all(NUMBER.fullmatch(cell) for cell in told)
