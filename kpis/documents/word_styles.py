"""Styles and lists of a Word document: those of a council's template where it has them, else the product's own."""

from __future__ import annotations

from copy import deepcopy
from functools import lru_cache

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.oxml.xmlchemy import BaseOxmlElement as Element
from docx.parts.numbering import NumberingPart

from kpis.documents.word_default import default_part
from kpis.documents.word_xml import el

LANGUAGE = "en-GB"


@lru_cache(maxsize=1)
def _own_styles() -> dict[str, Element]:
    return {_name(style): style for style in parse_xml(default_part("styles.xml")).findall(qn("w:style"))}


def _name(style: Element) -> str:
    """The name by which Word knows a style, whatever the template's language made of its id."""
    name = style.find(qn("w:name"))
    return "" if name is None else name.get(qn("w:val")).lower()


def style_id(document: Document, name: str) -> str:
    """The id of the style of that name, which is added to the document when it has none."""
    styles = document.styles.element
    for style in styles.findall(qn("w:style")):
        if _name(style) == name.lower():
            return style.get(qn("w:styleId"))
    return _adopt(document, name.lower())


def _adopt(document: Document, name: str) -> str:
    """Add the product's own style, with those that it rests on; its lists are numbered where they are used."""
    styles = document.styles.element
    style = deepcopy(_own_styles()[name])
    taken = {each.get(qn("w:styleId")) for each in styles.findall(qn("w:style"))}
    wanted = style.get(qn("w:styleId"))
    wanted = wanted if wanted not in taken else f"Scrutiny{wanted}"
    style.set(qn("w:styleId"), wanted)
    for numbered in style.findall(f"{qn('w:pPr')}/{qn('w:numPr')}"):
        numbered.getparent().remove(numbered)
    styles.append(style)
    for tag in ("w:basedOn", "w:next"):
        for other in style.findall(qn(tag)):
            other.set(qn("w:val"), style_id(document, _own_name(other.get(qn("w:val")))))
    return wanted


def _own_name(own_id: str) -> str:
    return next(name for name, style in _own_styles().items() if style.get(qn("w:styleId")) == own_id)


def set_language(document: Document) -> None:
    """Every word of the document is English as written in the United Kingdom, to a speller and a screen reader."""
    styles = document.styles.element
    defaults = styles.find(qn("w:docDefaults"))
    if defaults is None:
        defaults = el("docDefaults")
        styles.insert(0, defaults)
    look = _within(_within(defaults, "rPrDefault", first=True), "rPr")
    _within(look, "lang").set(qn("w:val"), LANGUAGE)
    for language in styles.iter(qn("w:lang")):
        if language.get(qn("w:val")) is not None:
            language.set(qn("w:val"), LANGUAGE)
    _set_theme_language(document.settings.element)


def _set_theme_language(settings: Element) -> None:
    found = settings.find(qn("w:themeFontLang"))
    if found is None:
        found = el("themeFontLang")
        after = {qn(f"w:{name}") for name in ("clrSchemeMapping", "shapeDefaults", "decimalSymbol", "listSeparator")}
        place = next((n for n, each in enumerate(settings) if each.tag in after), len(settings))
        settings.insert(place, found)
    found.set(qn("w:val"), LANGUAGE)


def _within(parent: Element, name: str, *, first: bool = False) -> Element:
    found = parent.find(qn(f"w:{name}"))
    if found is None:
        found = el(name)
        parent.insert(0, found) if first else parent.append(found)
    return found


def list_number(document: Document, style: str, *, ordered: bool) -> Element | None:
    """The numbering of one list, which starts at 1; None where bullets come with the style (its id) already."""
    own = _number_of_style(document, style)
    if own is not None and not ordered:
        return None
    numbering = _numbering(document)
    pattern = _pattern_of(numbering, own) if own is not None else None
    number = _add_number(numbering, pattern if pattern is not None else _add_pattern(numbering, ordered), ordered)
    return el("numPr", el("ilvl", val="0"), el("numId", val=number))


def _number_of_style(document: Document, style: str) -> str | None:
    path = f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}"
    found = [each.find(path) for each in document.styles.element if each.get(qn("w:styleId")) == style]
    return found[0].get(qn("w:val")) if found and found[0] is not None else None


def _numbering(document: Document) -> Element:
    """The document's numbering, empty where the template brought none."""
    part = document.part
    related = [each for each in part.rels.values() if each.reltype == RELATIONSHIP_TYPE.NUMBERING]
    if related:
        return related[0].target_part.element
    made = NumberingPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, el("numbering"), part.package)
    part.relate_to(made, RELATIONSHIP_TYPE.NUMBERING)
    return made.element


def _pattern_of(numbering: Element, number: str) -> str | None:
    for each in numbering.findall(qn("w:num")):
        if each.get(qn("w:numId")) == number:
            return each.find(qn("w:abstractNumId")).get(qn("w:val"))
    return None


def _add_pattern(numbering: Element, ordered: bool) -> str:
    """The product's own bullets or numbers, once for a document: they are known by their name."""
    name = "Scrutiny numbers" if ordered else "Scrutiny bullets"
    patterns = numbering.findall(qn("w:abstractNum"))
    for pattern in patterns:
        named = pattern.find(qn("w:name"))
        if named is not None and named.get(qn("w:val")) == name:
            return pattern.get(qn("w:abstractNumId"))
    own = parse_xml(default_part("numbering.xml")).findall(qn("w:abstractNum"))[int(ordered)]
    free = str(max((int(each.get(qn("w:abstractNumId"))) for each in patterns), default=-1) + 1)
    own.set(qn("w:abstractNumId"), free)
    own.find(qn("w:multiLevelType")).addnext(el("name", val=name))
    numbering.insert(numbering.index(patterns[-1]) + 1 if patterns else 0, own)
    return free


def _add_number(numbering: Element, pattern: str, ordered: bool) -> str:
    numbers = numbering.findall(qn("w:num"))
    free = str(max((int(each.get(qn("w:numId"))) for each in numbers), default=0) + 1)
    made = el("num", el("abstractNumId", val=pattern), numId=free)
    if ordered:
        made.append(el("lvlOverride", el("startOverride", val="1"), ilvl="0"))
    last = numbers[-1] if numbers else numbering.findall(qn("w:abstractNum"))[-1]
    last.addnext(made)
    return free
