"""A snapshot as HTML: the accessible original of a report, made of its blocks and of nothing else."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from kpis.documents.blocks import Block
from kpis.domain.periods import date_text

Snapshot = Mapping[str, Any]

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset({"svg", "title", "desc", "g", "path", "rect", "circle", "line", "text", "tspan"})
_NAMES = (
    "aria-labelledby class cx cy d dominant-baseline fill fill-opacity font-family font-size font-style font-weight "
    "height id opacity points r role rx ry stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-width "
    "text-anchor transform viewBox width x x1 x2 y y1 y2"
)
ATTRIBUTES = frozenset(_NAMES.split())
"""What our own drawings are made of: no script, no handler, no style, no link."""
MEASURE = 4
"""The level of the headings of measures."""
LEAST_SCROLLING = 4
"""Columns from which a table may be wider than a telephone."""


def report_html(snapshot: Snapshot, pictures: Mapping[str, str] | None = None) -> SafeString:
    """The contents list and the sections, headings from h2 down: the title is the page's own h1.

    ``pictures`` are addresses to show instead of drawings, by the drawing (for a document that cannot hold one).
    """
    sections = [_section(each, pictures) for each in snapshot["sections"]]
    return render_to_string("documents/body.html", {"sections": list(_with_ids(sections))})


def report_facts(snapshot: Snapshot) -> list[tuple[str, str]]:
    """What stands below the title: committee, meeting, agenda item, period, plan, and the moment of its figures."""
    frozen = timezone.localtime(dt.datetime.fromisoformat(snapshot["frozen_at"]))
    meeting = snapshot["meeting"]
    facts = [
        ("Committee", snapshot["committee"]["name"]),
        ("Meeting", date_text(dt.date.fromisoformat(meeting)) if meeting else ""),
        ("Agenda item", snapshot["agenda_item"]),
        ("Period", snapshot["period"]["long"]),
        ("Plan or contract", snapshot["framework"]["name"]),
        ("Figures as at", f"{date_text(frozen.date())}, {frozen:%H:%M}"),
    ]
    return [(name, text) for name, text in facts if text]


def drawings(snapshot: Snapshot) -> Iterator[str]:
    """The drawings of a report that are fit to be shown, in its order."""
    for section in snapshot["sections"]:
        yield from (block["svg"] for block in section["blocks"] if block["kind"] == "chart" and is_ours(block["svg"]))


def is_ours(svg: str) -> bool:
    """Whether a drawing holds nothing but what our charts are made of; standing in the database is no proof of it."""
    if re.search(r"<[!?]", svg):
        return False
    try:
        root = ElementTree.fromstring(svg)  # noqa: S314 - a document type, the only danger, is refused above
    except ElementTree.ParseError:
        return False
    return root.tag == f"{SVG}svg" and all(_is_known(each) for each in root.iter())


def _is_known(element: ElementTree.Element) -> bool:
    tag = str(element.tag)
    known = tag.startswith(SVG) and tag.removeprefix(SVG) in ELEMENTS
    return known and all(name in ATTRIBUTES and "url(" not in value.lower() for name, value in element.items())


def _section(section: Mapping[str, Any], pictures: Mapping[str, str] | None) -> dict[str, Any]:
    blocks = [_block(each, pictures) for each in section["blocks"]]
    number = f"{section['number']}. " if section["number"] else ""
    title = f"{number}{section['heading']}"
    return {**section, "title": title, "groups": _groups(blocks), "parts": _parts(section["blocks"])}


def _groups(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks in order; those of a measure from its heading to its chart are whole, and stay together on paper."""
    groups: list[dict[str, Any]] = [{"whole": False, "blocks": []}]
    for block in blocks:
        is_heading = block["kind"] == "heading"
        if is_heading and (block["level"] == MEASURE or groups[-1]["whole"]):
            groups.append({"whole": block["level"] == MEASURE, "blocks": []})
        groups[-1]["blocks"].append(block)
        if block["kind"] == "chart" and groups[-1]["whole"]:
            groups.append({"whole": False, "blocks": []})
    return [each for each in groups if each["blocks"]]


def _parts(blocks: Iterable[Block]) -> list[Block]:
    """The headings of a section that stand in the contents list."""
    return [each for each in blocks if each["kind"] == "heading" and each["level"] == 3 and each["anchor"]]


def _block(block: Block, pictures: Mapping[str, str] | None) -> Block:
    ready = {**block, "template": f"documents/blocks/{block['kind']}.html"}
    if block["kind"] == "table":
        return {**ready, **_table(block)}
    if block["kind"] == "chart":
        return {**ready, **_chart(block["svg"], pictures)}
    return ready


def _chart(svg: str, pictures: Mapping[str, str] | None) -> dict[str, Any]:
    if not is_ours(svg):
        return {"svg": "", "src": ""}
    if pictures is not None:
        return {"svg": "", "src": pictures[svg]}
    # Looked through above, and escaped where it was drawn.
    return {"svg": mark_safe(svg), "src": ""}  # noqa: S308


def _table(block: Block) -> dict[str, Any]:
    numeric, rags = set(block["numeric"]), block.get("rags") or []
    rows = [
        [_cell(block, numeric, place, text, rags[down] if rags else "") for place, text in enumerate(row)]
        for down, row in enumerate(block["rows"])
    ]
    last = rows.pop() if block.get("has_total") and rows else None
    return {
        "heads": [(text, place in numeric) for place, text in enumerate(block["header"])],
        "body": rows,
        "total": last,
        "scrolls": len(block["header"]) >= LEAST_SCROLLING,
        "columns": str(len(block["header"])),
    }


def _cell(block: Block, numeric: set[int], place: int, text: str, rag: str) -> dict[str, Any]:
    return {
        "text": text,
        "is_header": place == 0 and block["first_is_header"],
        "css": f"cell cell--{rag}" if rag and place == 1 and place not in numeric else "",
    }


def _with_ids(sections: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each table and chart with a number of its own, so that what scrolls has a name."""
    number = 0
    for section in sections:
        for block in (each for group in section["groups"] for each in group["blocks"]):
            number += 1
            block["id"] = f"block-{number}"
        yield section
