"""A council's own Word template: what it may hold, and how its tags are filled in."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from uuid import uuid4

from docx import Document as open_document
from docx.document import Document
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import SandboxedEnvironment
from lxml.etree import LxmlError

from kpis.documents.word_package import TemplateRefused, check_package
from kpis.documents.word_xml import clean

TAGS = (
    "council", "title", "committee", "meeting_date", "agenda_item", "period", "plan", "figures_as_at", "notice"
)  # fmt: skip
"""What a template may name beside {{ body }}, which stands in a paragraph of its own."""
_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.Not, nodes.And, nodes.Or
)  # fmt: skip
_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
_PLAIN_TAG = re.compile(r"\{\{\s*\w{3,}\s*\}\}|\{%p?\s*(?:(?:if|elif)\s[\w\s()]+|else|endif)\s*%\}")
_BODY = re.compile(r"\{\{\s*body\s*\}\}")
_TAGGED = re.compile(r"\.(?:document\.main|header|footer|footnotes)\+xml$")
_UNREADABLE = (
    PythonDocxError,
    LxmlError,
    KeyError,
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
    zipfile.BadZipFile,
)
_LEFTOVERS = {"thumbnail", "stylesWithEffects"}
_OF_PEOPLE = {"extended-properties", "custom-properties", "people", "customXml", "printerSettings"}
"""Who made the template, for whom and on which printer: no report says so. Comments and tracked changes are refused."""
_NO_WORD = "Word cannot read it: open it in Word, save it as a Word document (.docx) and try again."


def check_template(content: bytes) -> None:
    """Raise TemplateRefused with the reasons if the file is not a Word template that reports can be printed in."""
    check_package(content)
    try:
        reasons = [*_wrong_tags(content), *_wrong_body(content)]
    except _UNREADABLE as error:
        raise TemplateRefused(_NO_WORD) from error
    if reasons:
        raise TemplateRefused(*dict.fromkeys(reasons))
    fill_in(content, dict.fromkeys(TAGS, "Exampleshire & <co>"))


def reasons_against(content: bytes) -> list[str]:
    """The reasons as a list; none where reports can be printed in the template."""
    try:
        check_template(content)
    except TemplateRefused as error:
        return list(error.reasons)
    return []


def _wrong_tags(content: bytes) -> Iterator[str]:
    document = open_document(io.BytesIO(content))
    for paragraph in _paragraphs(document):
        for tag in _TAG.findall(paragraph):
            if not _PLAIN_TAG.fullmatch(tag):
                yield f"The tag {tag} is not allowed: a tag holds a name alone, such as {{{{ title }}}}."
    for source in _sources(content, document):
        yield from _wrong_names(source)


def _paragraphs(document: Document) -> Iterator[str]:
    """The text of every paragraph that tags are looked for in, boxes and cells included."""
    for part in document.part.package.iter_parts():
        if _TAGGED.search(part.content_type):
            yield from (each.text for each in parse_xml(part.blob).iter(qn("w:p")))


def _sources(content: bytes, document: Document) -> Iterator[str]:
    """What is filled in, as it will be read."""
    template = DocxTemplate(io.BytesIO(content))
    for part in document.part.package.iter_parts():
        if _TAGGED.search(part.content_type):
            yield template.patch_xml(part.blob.decode())
    properties = document.core_properties
    for name in ("author", "category", "comments", "content_status", "identifier", "keywords", "subject", "title"):
        yield getattr(properties, name)


def _wrong_names(source: str) -> Iterator[str]:
    try:
        tree = _environment().parse(source)
    except TemplateSyntaxError as error:
        yield f"A tag cannot be read: {error.message}."
        return
    for node in _every(tree):
        if not isinstance(node, _ALLOWED):
            yield "A tag may hold a name alone, such as {{ title }}: calculations and calls are not allowed."
        elif isinstance(node, nodes.Name) and node.name not in {*TAGS, "body"}:
            known = ", ".join(f"{{{{ {name} }}}}" for name in (*TAGS, "body"))
            yield f"The tag {{{{ {node.name} }}}} is not known. These are: {known}."


def _every(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _every(child)


def _wrong_body(content: bytes) -> Iterator[str]:
    document = open_document(io.BytesIO(content))
    alone = [each for each in document.paragraphs if _BODY.fullmatch(each.text.strip())]
    every = sum(len(_BODY.findall(text)) for text in _paragraphs(document))
    if not every:
        yield "It has no {{ body }}: put {{ body }} into a paragraph of its own, where the report shall stand."
    elif every > 1:
        yield "It has {{ body }} more than once: keep one."
    elif not alone:
        yield "{{ body }} must be alone in a paragraph that stands in no table, box, header or footer."


def _environment() -> SandboxedEnvironment:
    """Names are replaced by text made safe for XML, and nothing else can be reached from a tag."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    environment.globals.clear()
    return environment


def _drop_leftovers(document: Document) -> None:
    """Leave out what is written anew or would no longer be true: properties as LibreOffice refers to them (python-docx
    does not know these and writes its own beside them), a picture of the first page, styles kept twice for Word 2010.
    """
    for links in (document.part.package.rels, document.part.rels):
        for name, link in list(links.items()):
            kind = link.reltype.rpartition("/")[2]
            is_foreign = kind == "core-properties" and link.reltype != RELATIONSHIP_TYPE.CORE_PROPERTIES
            if is_foreign or kind in _LEFTOVERS | _OF_PEOPLE:
                del links[name]


def fill_in(content: bytes, words: Mapping[str, str]) -> tuple[Document, Paragraph]:
    """The template with its tags filled in, and the paragraph that the report takes the place of.

    Raises TemplateRefused where that fails; ``words`` has a text for each of TAGS.
    """
    mark = f"body {uuid4().hex}"
    template = DocxTemplate(io.BytesIO(content))
    try:
        _drop_leftovers(template.get_docx())
        template.render({**{name: clean(words[name]) for name in TAGS}, "body": mark}, _environment(), autoescape=True)
    except (*_UNREADABLE, TemplateError) as error:
        raise TemplateRefused(_NO_WORD) from error
    document = template.docx
    found = [each for each in document.paragraphs if each.text.strip() == mark]
    if len(found) != 1:
        raise TemplateRefused("It has no {{ body }} in a paragraph of its own.")
    return document, found[0]
