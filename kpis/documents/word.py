"""A report's snapshot as a Word document, from the snapshot alone: the same snapshot is the same bytes.

It is made of Word's own parts: built-in heading and list styles, a contents field, tables whose header rows are
marked, pictures in line with the text that say in words what they show, and the language en-GB.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from itertools import count, groupby, pairwise
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from kpis.documents.blocks import Block
from kpis.documents.html import report_facts
from kpis.documents.word_blocks import WordPaper, build, contents, heading
from kpis.documents.word_default import default_template, repacked
from kpis.documents.word_package import TemplateRefused
from kpis.documents.word_styles import LANGUAGE, set_language
from kpis.documents.word_tables import alike, is_table
from kpis.documents.word_template import check_template, fill_in
from kpis.documents.word_xml import clean, el

__all__ = ["TemplateRefused", "check_template", "default_template", "to_docx"]

Snapshot = dict[str, Any]
_AFTER_TABLE = "200"  # twentieths of a point


def to_docx(snapshot: Snapshot, template: bytes | None = None) -> bytes:
    """The report as a .docx file, in a council's own template (one that check_template let pass) or the product's.

    Raises TemplateRefused where the template cannot be filled in.
    """
    document, place = fill_in(template or default_template(), _words(snapshot))
    set_language(document)
    _set_properties(document, snapshot)
    paper = WordPaper(document, numbers=count(_first_free(document)))
    page = _page_at(place._p)
    parts = [(wide, _part(paper, page, wide, list(sections))) for wide, sections in _by_width(snapshot)]
    _place(paper, place._p, page, parts)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def _words(snapshot: Snapshot) -> dict[str, str]:
    """What the tags of a template stand for; blank where the report has nothing of the kind."""
    facts = dict(report_facts(snapshot))
    return {
        "council": snapshot["council"]["name"],
        "title": snapshot["title"],
        "committee": facts.get("Committee", ""),
        "meeting_date": facts.get("Meeting", ""),
        "agenda_item": facts.get("Agenda item", ""),
        "period": facts.get("Period", ""),
        "plan": facts.get("Plan or contract", ""),
        "figures_as_at": facts.get("Figures as at", ""),
        "notice": snapshot["council"]["notice"],
    }


def _set_properties(document: Document, snapshot: Snapshot) -> None:
    known, words = document.core_properties, _words(snapshot)
    known.title = clean(words["title"])[:255]
    known.subject = clean(f"{words['committee']}, {words['period']}")[:255]
    known.author = known.last_modified_by = clean(words["council"])[:255]
    known.language = LANGUAGE
    known.comments = known.keywords = ""
    known.revision = 1
    known.created = known.modified = datetime.fromisoformat(snapshot["frozen_at"]).astimezone(UTC).replace(tzinfo=None)


def _first_free(document: Document) -> int:
    """A number above those of every bookmark and picture that the template brought."""
    taken = (each.get("id") or each.get(qn("w:id")) for each in document.element.iter())
    return max((int(each) for each in taken if each and each.isdecimal()), default=0) + 1


def _by_width(snapshot: Snapshot) -> Iterator[tuple[bool, Iterator[dict[str, Any]]]]:
    return groupby(snapshot["sections"], key=lambda section: bool(section["wide"]))


def _part(paper: WordPaper, page: Element, wide: bool, sections: Sequence[dict[str, Any]]) -> list[Element]:
    """The elements of sections that follow each other on paper of one direction."""
    paper.room = _room(_turned(page) if wide else page)
    found: list[Element] = []
    for section in sections:
        words = f"{section['number']}. {section['heading']}" if section["number"] else section["heading"]
        found += heading(paper, words, 1, section["anchor"])
        paper.alike = alike(section["blocks"])
        for place, block in enumerate(section["blocks"]):
            made = build(paper, block)
            if _is_between_headings(section["blocks"], place):
                made[0].pPr.pStyle.addnext(el("keepNext"))
            found += made
    return found


def _is_between_headings(blocks: Sequence[Block], place: int) -> bool:
    """Whether a paragraph would end a page under its heading, with all that it introduces on the next."""
    around = [block["kind"] for block in blocks[max(place - 1, 0) : place + 2]]
    return around == ["heading", "paragraph", "heading"]


def _page_at(place: Element) -> Element:
    """The properties of the section in which a paragraph of the body stands."""
    for after in place.itersiblings():
        found = after if after.tag == qn("w:sectPr") else after.find(f"{qn('w:pPr')}/{qn('w:sectPr')}")
        if found is not None:
            return found
    raise TemplateRefused("It does not say how large its pages are: set a paper size in Word and save it again.")


def _room(page: Element) -> int:
    """The width of the text in twentieths of a point."""
    margins = page.find(qn("w:pgMar"))
    sides = (0, 0) if margins is None else (int(margins.get(qn(f"w:{side}"), "0")) for side in ("left", "right"))
    return max(_size(page)[0] - sum(sides), 2000)


def _size(page: Element) -> tuple[int, int]:
    size = page.find(qn("w:pgSz"))
    return (11906, 16838) if size is None else (int(size.get(qn("w:w"))), int(size.get(qn("w:h"))))


def _turned(page: Element) -> Element:
    """The same page with its long side across."""
    turned = deepcopy(page)
    short, long = sorted(_size(page))
    size = el("pgSz", w=str(long), h=str(short), orient="landscape")
    old = turned.find(qn("w:pgSz"))
    if old is None:
        turned.insert_element_before(
            size, "w:pgMar", "w:paperSrc", "w:pgBorders", "w:lnNumType", "w:pgNumType", "w:cols"
        )
    else:
        turned.replace(old, size)
    return turned


def _place(paper: WordPaper, place: Element, page: Element, parts: Sequence[tuple[bool, list[Element]]]) -> None:
    """Put the contents and the parts where the place is. A change of direction begins a new page, and its headers and
    page numbers go on as they were."""
    upright = deepcopy(page)
    for part in contents(paper, "Contents"):
        place.addprevious(part)
    is_wide = False
    for wide, elements in parts:
        if wide != is_wide:
            _end_section(paper, place, _turned(upright) if is_wide else deepcopy(upright))
            _go_on(page)
            _go_on(upright)
        is_wide = wide
        for element in _apart(elements):
            place.addprevious(element)
    _end(paper, place, page, upright, is_wide)
    place.getparent().remove(place)


def _end(paper: WordPaper, place: Element, page: Element, upright: Element, is_wide: bool) -> None:
    """What the template has after the report is upright again; where that is nothing, the section simply ends."""
    if not is_wide:
        return
    following = place.getnext()
    if following is page:
        page.getparent().replace(page, _turned(page))
    else:
        _end_section(paper, place, _turned(upright))


def _end_section(paper: WordPaper, place: Element, page: Element) -> None:
    """End a section, of these properties, with the last paragraph before the place (or one made for it)."""
    last = place.getprevious()
    if last is None or last.tag != qn("w:p") or last.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
        last = el("p", el("pPr", el("spacing", before="0", after="0", line="20", lineRule="exact")))
        place.addprevious(last)
    last.get_or_add_pPr().append(page)


def _go_on(page: Element) -> None:
    """Properties of a section that continues the one before: no first page of its own, no new numbers."""
    for name in ("titlePg", "pgNumType", "type"):
        for each in page.findall(qn(f"w:{name}")):
            page.remove(each)


def _apart(elements: Sequence[Element]) -> Sequence[Element]:
    """The same elements; text that follows a table at once keeps its distance."""
    for before, after in pairwise(elements):
        if is_table(before) and after.tag == qn("w:p"):
            look = after.pPr
            if look.find(qn("w:spacing")) is None and _is_plain(look):
                look.insert_element_before(
                    el("spacing", before=_AFTER_TABLE), "w:ind", "w:contextualSpacing", "w:jc", "w:rPr", "w:sectPr"
                )
    return elements


def _is_plain(look: Element) -> bool:
    """Whether the paragraph is of a style that leaves no space before it."""
    return look.pStyle is not None and not look.pStyle.val.lower().startswith(("heading", "caption", "table"))
