"""The blocks of a snapshot as elements of a Word document: each kind has one function here, and nothing is reworded."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.shared import Emu

from kpis.documents import word_tables
from kpis.documents.blocks import Block
from kpis.documents.html import is_ours
from kpis.documents.pictures import natural_size, to_png
from kpis.documents.word_styles import list_number, style_id
from kpis.documents.word_xml import bold, bookmark_name, bookmarked, clean, el, field_edges, paragraph, run
from kpis.documents.word_xml import field as word_field

_EMU_OF_PIXEL, _EMU_OF_TWIP = 9525, 635
_TALLEST = Emu(8_300_000)  # 23 cm: a page without its margins
_DEEPEST = 4
"""Built-in headings that are used; a deeper one stands as the last of them."""
CONTENTS_DEPTH = 2


@dataclass(frozen=True, slots=True)
class ContentsEntry:
    """A line of the contents: the bookmark of a heading, its level from 1, and its words."""

    bookmark: str
    level: int
    text: str


@dataclass(slots=True)
class WordPaper:
    """A document in the making. ``room`` is the width of its text in twentieths of a point where it is written now,
    ``alike`` the rows of the section's tables by their headings."""

    document: Document
    room: int = 9638
    entries: list[ContentsEntry] = field(default_factory=list)
    numbers: count[int] = field(default_factory=lambda: count(1))
    known: dict[str, str] = field(default_factory=dict)
    alike: dict[tuple[str, ...], list[list[str]]] = field(default_factory=dict)

    def style(self, name: str) -> str:
        """The id of a style, found once."""
        if name not in self.known:
            self.known[name] = style_id(self.document, name)
        return self.known[name]


def build(paper: WordPaper, block: Block) -> list[Element]:
    """The elements that a block becomes, in reading order."""
    return _KINDS[block["kind"]](paper, block)


def heading(paper: WordPaper, text: str, level: int, anchor: str = "") -> list[Element]:
    """A heading of the level (from 1), which the contents will name unless it is deep."""
    level = min(level, _DEEPEST)
    number = next(paper.numbers)
    entry = ContentsEntry(f"_Toc{number:08d}", level, clean(text).replace("\n", " "))
    if level <= CONTENTS_DEPTH:
        paper.entries.append(entry)
    inside = bookmarked(entry.bookmark, number, run(text))
    if anchor:
        inside = bookmarked(bookmark_name(anchor), next(paper.numbers), *inside)
    return [paragraph(paper.style(f"Heading {level}"), *inside)]


def _heading(paper: WordPaper, block: Block) -> list[Element]:
    return heading(paper, block["text"], block["level"] - 1, block["anchor"])


def _paragraph(paper: WordPaper, block: Block) -> list[Element]:
    """Text after its label; a label alone stays with what it names."""
    if not block.get("strong"):
        return [paragraph(paper.style("Normal"), run(block["text"]))]
    label = bold(f"{block['strong']}: " if block["text"] else f"{block['strong']}:")
    if block["text"]:
        return [paragraph(paper.style("Normal"), label, run(block["text"]))]
    return [paragraph(paper.style("Normal"), label, keepNext=el("keepNext"))]


def _list(paper: WordPaper, block: Block) -> list[Element]:
    style = paper.style("List Number" if block["ordered"] else "List Bullet")
    number = list_number(paper.document, style, ordered=block["ordered"])
    return [paragraph(style, run(item), numPr=_copy(number)) for item in block["items"]]


def _copy(number: Element | None) -> Element | None:
    return None if number is None else el("numPr", *(el(_local(each), val=each.get(qn("w:val"))) for each in number))


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _caption(paper: WordPaper, text: str) -> list[Element]:
    return [paragraph(paper.style("Caption"), run(text), keepNext=el("keepNext"))] if text else []


def _table(paper: WordPaper, block: Block) -> list[Element]:
    many = len(block["header"]) > word_tables.MANY_COLUMNS
    text_style = paper.style("Table text small" if many else "Table text")
    like = paper.alike.get(tuple(block["header"]), ())
    made = word_tables.table(block, paper.room, paper.style("Figures table"), text_style, like)
    note = [paragraph(paper.style("Table note"), run(block["note"]))] if block["note"] else []
    return [*_caption(paper, block["caption"]), made, *note]


def _chart(paper: WordPaper, block: Block) -> list[Element]:
    """A picture in line with the text, or its words where the drawing is not one of ours."""
    if not is_ours(block["svg"]):
        return [*_caption(paper, block["caption"]), paragraph(paper.style("Normal"), run(block["alt"]))]
    wide, high = natural_size(block["svg"])
    width = min(wide * _EMU_OF_PIXEL, paper.room * _EMU_OF_TWIP)
    scale = min(1.0, _TALLEST / (width * high / wide))
    picture = paper.document.part.new_pic_inline(
        io.BytesIO(to_png(block["svg"])), Emu(round(width * scale)), Emu(round(width * high / wide * scale))
    )
    number = next(paper.numbers)
    for name in (picture.docPr, picture.graphic.graphicData.pic.nvPicPr.cNvPr):
        name.set("id", str(number))
        name.set("name", f"Chart {number}")
        name.set("descr", clean(block["alt"]))
    holder = el("r", el("drawing", picture))
    return [*_caption(paper, block["caption"]), paragraph(paper.style("Picture"), holder)]


def _status(paper: WordPaper, block: Block) -> list[Element]:
    """The verdict on a patch of its colour, which its icon and word tell without it; figure; then the reason."""
    ink, patch = word_tables.colours(block["rag"])
    look = (el("b"), el("bCs"), ink, patch)
    verdict = run(f"\u00a0{block['icon']} {block['word']}\u00a0", *look)
    figure = [bold(f" {block['figure']}")] if block["figure"] else []
    first = paragraph(paper.style("Verdict"), verdict, *figure, run(f" {block['ref']}"), keepNext=el("keepNext"))
    reason = " ".join(text for text in (block["reason"], block["said"]) if text)
    return [first, *([paragraph(paper.style("Normal"), run(reason), keepNext=el("keepNext"))] if reason else [])]


_KINDS: dict[str, Callable[[WordPaper, Block], list[Element]]] = {
    "heading": _heading,
    "paragraph": _paragraph,
    "list": _list,
    "table": _table,
    "chart": _chart,
    "status": _status,
}


def contents(paper: WordPaper, title: str) -> list[Element]:
    """The contents as a field that Word renews on demand, filled already with a link to each heading.

    Page numbers are fields of their own: whoever lays out the pages works them out, so that none is ever wrong.
    """
    if not paper.entries:
        return []
    begin, end = field_edges(rf'TOC \o "1-{CONTENTS_DEPTH}" \h \z \u')
    lines = [_line(paper, entry) for entry in paper.entries]
    for place, part in enumerate(begin):
        lines[0].insert(1 + place, part)
    lines[-1].append(end)
    gallery = el("docPartObj", el("docPartGallery", val="Table of Contents"), el("docPartUnique"))
    named = paragraph(paper.style("TOC Heading"), run(title))
    return [el("sdt", el("sdtPr", gallery), el("sdtContent", named, *lines))]


def _line(paper: WordPaper, entry: ContentsEntry) -> Element:
    page = [el("r", el("tab")), *word_field(rf"PAGEREF {entry.bookmark} \h", "")]
    link = el("hyperlink", run(entry.text), *page, anchor=entry.bookmark, history="1")
    return paragraph(paper.style(f"TOC {entry.level}"), link)
