"""What a report is made of, whatever it is printed as: a few kinds of block, in JSON, with every word and figure ready.

A snapshot is one dictionary:

    schema      1
    council     slug, name, short_name, notice
    committee   slug, name
    framework   slug, name (both blank: every plan and contract)
    title, period {code, slug, label, long}, meeting (ISO date or ""), agenda_item, frozen_at (ISO moment)
    sections    a list of {key, heading, number, anchor, wide, blocks}; ``wide`` ones print in landscape
    figures     a list of {ref, title, kind, start, end, period, category, dimension, printed, status, rag, word,
                hidden}: what is looked up later
    data        {columns, rows}: the scorecard's rows for spreadsheets; a number is {"n": "12.5"}, text is text,
                nothing is null

Blocks are dictionaries with ``kind``:

    heading     level (3-5), text, anchor
    paragraph   text, strong (a label that stands before it, or "")
    list        ordered, items
    table       caption, header, rows, first_is_header, numeric (places of columns with numbers), note, has_total (the
                last row adds up the others), rags (where the second column holds statuses: the colour of each row)
    chart       svg (with xmlns, a title and no script), alt, caption
    status      ref, word, icon, css, rag, figure, reason, said

Numbers are text as printed; everything a public reader may not know is withheld already. Nothing is formatted, judged
or looked up by whoever prints a snapshot, so that the page, the Word document and the PDF say the same.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

SCHEMA = 1
Block = dict[str, Any]
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
BULLET = re.compile(r"^\s*(?:[-*•–])\s+")


def printable(stored: Any) -> Any:
    """The same without control characters and others that no document can hold: pasted text brings them, a drawing
    with one in its words is no XML, and they make the text of a PDF unreadable."""
    if isinstance(stored, str):
        return UNPRINTABLE.sub("", stored)
    if isinstance(stored, dict):
        return {key: printable(each) for key, each in stored.items()}
    return [printable(each) for each in stored] if isinstance(stored, list) else stored


def heading(text: str, level: int, anchor: str = "") -> Block:
    return {"kind": "heading", "level": level, "text": text, "anchor": anchor}


def paragraph(text: str, strong: str = "") -> Block:
    return {"kind": "paragraph", "text": text, "strong": strong}


def bullets(items: Sequence[str], ordered: bool = False) -> Block:
    return {"kind": "list", "ordered": ordered, "items": list(items)}


def table(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    first_is_header: bool = True,
    numeric: Sequence[int] = (),
    note: str = "",
    has_total: bool = False,
    rags: Sequence[str] = (),
) -> Block:
    return {
        "kind": "table",
        "caption": caption,
        "header": list(header),
        "rows": [list(row) for row in rows],
        "first_is_header": first_is_header,
        "numeric": list(numeric),
        "note": note,
        "has_total": has_total,
        "rags": list(rags),
    }


def chart(svg: str, alt: str, caption: str) -> Block:
    return {"kind": "chart", "svg": svg, "alt": alt, "caption": caption}


def status(*, ref: str, word: str, icon: str, css: str, rag: str, figure: str, reason: str, said: str = "") -> Block:
    return {
        "kind": "status", "ref": ref, "word": word, "icon": icon, "css": css, "rag": rag, "figure": figure,
        "reason": reason, "said": said,
    }  # fmt: skip


def prose(text: str) -> list[Block]:
    """What a person wrote as blocks: paragraphs apart by a blank line, lines with a dash or dot before them a list."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        found += _prose_part([line for line in part.split("\n") if line.strip()])
    return found


def _prose_part(lines: list[str]) -> list[Block]:
    """Lines that follow each other: what is a list among them as one, the others as a paragraph each."""
    found: list[Block] = []
    items: list[str] = []
    for line in lines:
        if BULLET.match(line):
            items.append(BULLET.sub("", line).strip())
            continue
        if items:
            found.append(bullets(items))
            items = []
        found.append(paragraph(line.strip()))
    return [*found, bullets(items)] if items else found
