"""A table of a Word document: its header row repeats and is marked, no row is torn by a page, numbers stand right."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement as Element

from kpis.charts.bars import text_on
from kpis.charts.palette import INK
from kpis.documents.blocks import Block
from kpis.documents.word_xml import clean, el, paragraph, run
from kpis.domain.words import Rag
from kpis.presenters import RAG_FILLS

MANY_COLUMNS = 8
"""A table with more has smaller letters."""
_SHORT = 9
"""A table with no more rows than this stays on one page."""
_LETTER, _SMALL_LETTER = 125, 104  # mean widths in twentieths of a point, on the wide side
_MARGINS = 250
_LONGEST_LINE = 60
_STATUS = 1  # the column of verdicts, where a table has one


def alike(blocks: Iterable[Block]) -> dict[tuple[str, ...], list[list[str]]]:
    """The rows of all parts of a scorecard that have their headings in common, by these: they get the same widths."""
    found: dict[tuple[str, ...], list[list[str]]] = {}
    for block in blocks:
        if block["kind"] == "table" and block.get("rags"):
            found.setdefault(tuple(block["header"]), [block["header"]]).extend(block["rows"])
    return found


def table(block: Block, room: int, style: str, text_style: str, like: Sequence[Sequence[str]] = ()) -> Element:
    """The block as a table as wide as the text (``room``, in twentieths of a point), in styles given by their ids.

    ``like`` are the rows that its columns are measured by, where they are not its own.
    """
    letter = _SMALL_LETTER if len(block["header"]) > MANY_COLUMNS else _LETTER
    whole = {_STATUS} if block.get("rags") else set()
    widths = column_widths(like or [block["header"], *block["rows"]], room, letter, whole)
    made = el("tbl", _properties(block, style, room), el("tblGrid", *(el("gridCol", w=str(each)) for each in widths)))
    made.append(_row(block["header"], widths, block, text_style))
    for place, row in enumerate(block["rows"]):
        made.append(_row(row, widths, block, text_style, place))
    return made


def _properties(block: Block, style: str, room: int) -> Element:
    first = bool(block["first_is_header"])
    look = {"firstRow": "1", "lastRow": "0", "firstColumn": str(int(first)), "lastColumn": "0"}
    look |= {"noHBand": "1", "noVBand": "1", "val": "06A0" if first else "0620"}
    named = [el("tblCaption", val=clean(block["caption"]))] if block["caption"] else []
    return el(
        "tblPr",
        el("tblStyle", val=style),
        el("tblW", w=str(room), type="dxa"),
        el("tblLayout", type="fixed"),
        el("tblLook", **look),
        *named,
    )


def _row(cells: Sequence[str], widths: Sequence[int], block: Block, style: str, down: int | None = None) -> Element:
    """A row, ``down`` so many from the first; None for the header row."""
    marks = [el("cantSplit"), *([el("tblHeader")] if down is None else [])]
    row = el("tr", el("trPr", *marks))
    for across, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        look, patch = _look(block, down, across)
        keep = el("keepNext") if _stays(block, down) else None
        right = el("jc", val="right") if across in block["numeric"] else None
        text = paragraph(style, run(cell, *look), keepNext=keep, jc=right)
        row.append(el("tc", el("tcPr", el("tcW", w=str(width), type="dxa"), *patch), text))
    return row


def _stays(block: Block, down: int | None) -> bool:
    """Whether the row stays on the page of the next one: the header, all of a short table, what a total adds up."""
    if down is None:
        return True
    left = len(block["rows"]) - 1 - down
    return left > 0 and (len(block["rows"]) <= _SHORT or (left == 1 and bool(block.get("has_total"))))


def _look(block: Block, down: int | None, across: int) -> tuple[list[Element], list[Element]]:
    """How the letters and the ground of a cell look."""
    strong = [el("b"), el("bCs")]
    if down is None or (across == 0 and block["first_is_header"]):
        return strong, []
    if across == _STATUS and block.get("rags"):
        ink, patch = colours(block["rags"][down])
        return [*strong, ink], [patch]
    is_total = bool(block.get("has_total")) and down == len(block["rows"]) - 1
    return (strong if is_total else []), []


def colours(rag: str) -> tuple[Element, Element]:
    """The ink and the ground of a verdict; its icon and word stand on it, so that neither is needed to read it."""
    fill = RAG_FILLS[Rag(rag)]
    ink = INK if text_on(fill) == INK else "#ffffff"
    return el("color", val=ink.removeprefix("#")), el("shd", val="clear", color="auto", fill=fill.removeprefix("#"))


def column_widths(
    rows: Sequence[Sequence[str]], room: int, letter: int = _LETTER, whole: Collection[int] = ()
) -> list[int]:
    """Widths that fill the room: the longest word of each column whole where that can be, long texts share the rest.

    The columns of ``whole`` have their longest line whole.
    """
    columns = list(zip(*rows, strict=True))
    liked = [max(_longest(cell.split("\n")) for cell in column) * letter + _MARGINS for column in columns]
    least = [
        liked[place] if place in whole else max(_longest(cell.split()) for cell in column) * letter + _MARGINS
        for place, column in enumerate(columns)
    ]
    if sum(least) >= room:
        return _filled(least, room)
    spare = room - sum(least)
    wanted = [max(like - low, 0) for like, low in zip(liked, least, strict=True)]
    if sum(wanted) <= spare:
        return _filled([max(pair) for pair in zip(liked, least, strict=True)], room)
    return _filled([low + spare * want // sum(wanted) for low, want in zip(least, wanted, strict=True)], room)


def _longest(parts: Sequence[str]) -> int:
    return min(max((len(part) for part in parts), default=0), _LONGEST_LINE)


def _filled(widths: Sequence[int], room: int) -> list[int]:
    """The widths in the same proportion, with the sum of ``room``."""
    scaled = [width * room // sum(widths) for width in widths]
    scaled[-1] += room - sum(scaled)
    return scaled


def is_table(element: Element) -> bool:
    return bool(element.tag == qn("w:tbl"))
