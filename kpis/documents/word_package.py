"""A Word file brought from outside, looked at as the zip of XML files that it is, before anything opens it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

MOST_BYTES = 5_000_000
MOST_UNPACKED = 50_000_000
MOST_ENTRIES = 1_000

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_FIELDS = re.compile(
    r"(?i)(?:^|[\s{])(ddeauto|dde|includepicture|includetext|link|database|import|macrobutton)(?=\s|$)"
)
_SPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHANGES = ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange", "tblPrChange", "sectPrChange")
_SCHEMES = {"http", "https", "mailto"}
_ACTIVE = {
    "aFChunk": "another document inside it",
    "subDocument": "a link to another document",
    "frame": "a frame with another document",
    "oleObject": "an embedded object",
    "package": "an embedded file",
    "control": "a control that runs code",
    "vbaProject": "macros",
    "keyMapCustomizations": "keys that run commands",
    "comments": "comments, which name their authors",
}


class TemplateRefused(Exception):
    """A Word template that cannot be used; ``reasons`` are sentences for the person who brought it."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def check_package(content: bytes) -> None:
    """Raise TemplateRefused unless this is a Word document without macros, that reaches for nothing outside itself.

    Limits: 5 MB, 50 MB unpacked, 1,000 entries. No entity of any XML in it is ever resolved.
    """
    if content.startswith(_OLD_OR_LOCKED):
        raise TemplateRefused(
            "It is protected by a password or is an old Word file (.doc): save it without a password as a Word "
            "document (.docx)."
        )
    if len(content) > MOST_BYTES:
        raise TemplateRefused("It is larger than 5 MB: make its pictures smaller.")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            _check_size(package)
            reasons = list(_reasons(package))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError, zlib.error) as error:
        raise TemplateRefused("It is not a Word document (.docx).") from error
    if reasons:
        raise TemplateRefused(*dict.fromkeys(reasons))


def _check_size(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES or len({each.filename for each in entries}) < len(entries):
        raise TemplateRefused("It holds too many files to be a Word document, or one of them twice.")
    if sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise TemplateRefused("It is larger than 50 MB when unpacked.")


def _reasons(package: zipfile.ZipFile) -> Iterator[str]:
    names = package.namelist()
    if "[Content_Types].xml" not in names:
        yield "It is not a Word document (.docx)."
        return
    for name in names:
        if name.lower().endswith((".xml", ".rels")):
            yield from _of_xml(name, package.read(name))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        yield _holds("macros")


def _holds(what: str) -> str:
    return f"It holds {what}: take that out."


def _of_xml(name: str, content: bytes) -> Iterator[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        yield "It is damaged: open it in Word, save it again and try once more."
        return
    if root.getroottree().docinfo.doctype:
        yield _holds("a document type or entities, which Word never writes")
    elif name == "[Content_Types].xml":
        yield from _of_types(root)
    elif name.lower().endswith(".rels"):
        yield from _of_links(root)
    else:
        yield from _of_fields(root)
        yield from _of_changes(root)


def _of_types(root: etree._Element) -> Iterator[str]:
    types = {each.get("ContentType", "") for each in root if isinstance(each.tag, str)}
    if any("macro" in each.lower() or "vba" in each.lower() for each in types):
        yield _holds("macros")
    elif _MAIN not in types:
        yield "It is not a Word document (.docx): save it as one; a Word template (.dotx) is another kind of file."


def _of_links(root: etree._Element) -> Iterator[str]:
    for link in (each for each in root if isinstance(each.tag, str)):
        kind = link.get("Type", "").rpartition("/")[2]
        target = link.get("Target", "")
        if kind == "attachedTemplate":
            yield (
                "It is attached to another template: in Word, under Developer, Document Template, choose Normal, and "
                "save it again."
            )
        elif kind in _ACTIVE:
            yield _holds(_ACTIVE[kind])
        elif link.get("TargetMode") == "External" and (
            kind != "hyperlink" or urlsplit(target).scheme.lower() not in _SCHEMES
        ):
            yield f"It reaches for something outside itself: take out the link to {target[:100]}."


def _of_changes(root: etree._Element) -> Iterator[str]:
    if next(root.iter(*(f"{_SPACE}{each}" for each in _CHANGES)), None) is not None:
        yield "It holds tracked changes, which name their authors: accept them, and save it again."


def _of_fields(root: etree._Element) -> Iterator[str]:
    """Fields that fetch or run something; the words of a field may be spread over several runs."""
    written = "".join(each.text or "" for each in root.iter(f"{_SPACE}instrText"))
    simple = " ".join(each.get(f"{_SPACE}instr", "") for each in root.iter(f"{_SPACE}fldSimple"))
    for found in dict.fromkeys(name.upper() for name in _FIELDS.findall(f"{written} {simple}")):
        yield _holds(f"the field {found}, which fetches or runs something else")
