"""The elements of a Word document, made in the order that its schema asks for.

Text is put in whole: a line break becomes a break, a tab a tab, and characters that XML cannot carry are left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement as Element

_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_BOOKMARK = 40


def clean(text: str) -> str:
    """The text without what XML 1.0 cannot carry; every line break as one \\n."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n"))


def el(name: str, /, *inside: Element, **attributes: str) -> Element:
    """An element of Word's own name space, with attributes of the same."""
    made = OxmlElement(f"w:{name}")
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), value)
    made.extend(inside)
    return made


def run(text: str, *look: Element) -> Element:
    """A run of text; ``look`` are its properties, in the order of the schema."""
    made = el("r", el("rPr", *look)) if look else el("r")
    made.extend(_words(clean(text)))
    return made


def _words(text: str) -> Iterator[Element]:
    for part in re.split(r"([\n\t])", text):
        if part == "\n":
            yield el("br")
        elif part == "\t":
            yield el("tab")
        elif part:
            words = el("t")
            words.text = part
            words.set(qn("xml:space"), "preserve")
            yield words


def bold(text: str) -> Element:
    return run(text, el("b"), el("bCs"))


def reads_from_the_right(text: str) -> bool:
    """Whether the first letter with a direction is of a script such as Arabic or Hebrew."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((each for each in directions if each in {"L", "R", "AL"}), "L") != "L"


def paragraph(style: str, *inside: Element, **more: Element | None) -> Element:
    """A paragraph of the style (its id). ``more`` are properties beyond those of its style, by their names."""
    text = "".join(each.text or "" for part in inside for each in part.iter(qn("w:t")))
    properties = {"keepNext": more.get("keepNext"), "numPr": more.get("numPr")}
    if reads_from_the_right(text):
        properties["bidi"] = el("bidi")
        for part in inside:
            _from_the_right(part.iter(qn("w:r")))
    properties |= {"jc": more.get("jc")}
    given = [each for each in properties.values() if each is not None]
    return el("p", el("pPr", el("pStyle", val=style), *given), *inside)


def _from_the_right(runs: Iterable[Element]) -> None:
    for each in runs:
        look = each.find(qn("w:rPr"))
        if look is None:
            look = el("rPr")
            each.insert(0, look)
        look.append(el("rtl"))


def field(instruction: str, shown: str) -> list[Element]:
    """A field that Word works out: what stands for it until then is ``shown``."""
    begin, end = field_edges(instruction)
    return [*begin, *([run(shown)] if shown else []), end]


def field_edges(instruction: str) -> tuple[list[Element], Element]:
    """What stands before the result of a field, and what stands after it."""
    words = el("instrText")
    words.text = f" {instruction} "
    words.set(qn("xml:space"), "preserve")
    begin = [
        el("r", el("fldChar", fldCharType="begin")),
        el("r", words),
        el("r", el("fldChar", fldCharType="separate")),
    ]
    return begin, el("r", el("fldChar", fldCharType="end"))


def bookmarked(name: str, number: int, *inside: Element) -> list[Element]:
    """The elements between the two ends of a bookmark; its number is its own in the document."""
    start = el("bookmarkStart", id=str(number), name=name)
    return [start, *inside, el("bookmarkEnd", id=str(number))]


def bookmark_name(anchor: str) -> str:
    """An anchor as Word names bookmarks: a letter, then letters, digits and _, 40 at most."""
    return f"a_{re.sub(r'[^A-Za-z0-9]', '_', anchor)}"[:_LONGEST_BOOKMARK]
