"""Snapshots of the demonstration's own figures, as the public may see them."""

import datetime as dt
import json
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import Any

from kpis.demo.paper import warwickshire
from kpis.documents.pdf import to_pdf
from kpis.domain.periods import Period
from kpis.domain.words import Part
from kpis.measures.queries import measure_page
from kpis.papers.queries import promises_of
from kpis.people import EVERY_COUNCIL
from kpis.readings.wanted import Wanted
from kpis.scorecards.queries import scorecard, section
from kpis.sections.blocks import snapshot
from kpis.sections.blocks_source import About
from kpis.sections.rules import Draft, new_draft
from tests.demonstration import LOADED

TODAY = LOADED.date()
QUARTER = Period.quarter(2026, 2)
COMMITTEE = "children-and-young-people"


def made(wanted: Wanted, draft: Draft, *, whole: bool = True, **more: Any) -> dict[str, Any]:
    """The snapshot of a scorecard; ``whole`` says that its plan has nothing else."""
    card = scorecard(wanted, EVERY_COUNCIL)
    pages = {
        line.measure.ref: measure_page(wanted, line.measure.ref, EVERY_COUNCIL)
        for line in card.lines
        if section(line) is not None
    }
    everything = card if whole else scorecard(wanted._replace(committee=""), EVERY_COUNCIL)
    plan = Counter((line.measure.outcome, line.measure.policy_area) for line in everything.lines)
    about = About(
        card.council, card.committee or card.council.committees[0], card.framework, dt.date(2026, 12, 8), "7",
        tuple((*key, count) for key, count in plan.items()),
    )  # fmt: skip
    return snapshot(
        about=about, draft=draft, card=card, pages=pages, frozen_at=LOADED,
        promised=promises_of(card, TODAY), **more,
    )  # fmt: skip


def rebuilt(draft: Draft | None = None) -> dict[str, Any]:
    """Warwickshire's paper."""
    paper = warwickshire()
    wanted = Wanted(paper.council, TODAY, paper.framework, paper.committee, paper.period)
    return made(wanted, draft or paper.draft)


def quarterly(draft: Draft | None = None, committee: str = "", period: Period = QUARTER) -> dict[str, Any]:
    """A quarter of Exampleshire, of every measure unless a committee is named."""
    wanted = Wanted("exampleshire", TODAY, "", committee, period)
    return made(wanted, draft or new_draft("Performance of the quarter"), whole=not committee)


def with_text(draft: Draft, part: Part, text: str) -> Draft:
    return replace(
        draft, sections=tuple(replace(each, text=text) if each.part is part else each for each in draft.sections)
    )


def without(draft: Draft, *parts: Part) -> Draft:
    return replace(
        draft, sections=tuple(replace(each, is_in=each.is_in and each.part not in parts) for each in draft.sections)
    )


def of_kind(shot: dict[str, Any], kind: str, key: str = "") -> list[dict[str, Any]]:
    """A snapshot's blocks of a kind; ``key`` names the section."""
    sections = [each for each in shot["sections"] if key in ("", each["key"])]
    return [block for each in sections for block in each["blocks"] if block["kind"] == kind]


def appendix_rows(shot: dict[str, Any]) -> dict[str, list[str]]:
    """The full scorecard by reference: the cells of each measure."""
    rows = [row for block in of_kind(shot, "table", "appendix") for row in block["rows"]]
    return {re.search(r"\(([^()]+)\)$", row[0])[1]: row for row in rows}  # type: ignore[index]


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def pdf_of(shot: dict[str, Any]) -> bytes:
    """Its PDF, printed once for all tests that read it."""
    return _printed(json.dumps(shot))


@cache
def _printed(shot: str) -> bytes:
    return to_pdf(json.loads(shot))
