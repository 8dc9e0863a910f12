"""A Word file brought from outside, looked at as the zip of XML parts that it is, before anything opens it.

What a part is, its content type says and not its name; every part that is XML goes by as a stream.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator

from kpis.documents.word_parts import Links, PackagePart, Size, Text, TooMuch, Types, holds
from kpis.spreadsheets.markup import Declared, Unsound, is_markup, walk

MOST_BYTES = 5_000_000
MOST_UNPACKED = 50_000_000
MOST_ENTRIES = 1_000

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TYPES, _FIRST_LINKS = "[Content_Types].xml", "_rels/.rels"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OFFICE = "application/vnd.openxmlformats-"
_XML = {
    "application/xml", "text/xml", "image/svg+xml", "application/inkml+xml",
    "application/vnd.ms-word.stylesWithEffects+xml", "application/vnd.ms-office.chartstyle+xml",
    "application/vnd.ms-office.chartcolorstyle+xml", f"{_OFFICE}officedocument.vmlDrawing",
}  # fmt: skip
_PICTURES = {
    f"image/{kind}" for kind in ("png", "jpeg", "jpg", "pjpeg", "gif", "bmp", "tiff", "tif", "x-emf", "x-wmf", "emf")
}  # fmt: skip
_OPAQUE = {
    f"{_OFFICE}officedocument.obfuscatedFont", "application/x-fontdata", "application/x-font-ttf",
    f"{_OFFICE}officedocument.wordprocessingml.printerSettings",
}  # fmt: skip
"""Fonts and the like, which may begin with any byte."""
_NO_WORD = "It is not a Word document (.docx)."
_OTHER_WORD = "It is not a Word document (.docx): save it as one; a Word template (.dotx) is another kind of file."
_DAMAGED = "It is damaged: open it in Word, save it again and try once more."


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
    except TooMuch as error:
        raise TemplateRefused(str(error)) from error
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError, ValueError, zlib.error) as error:
        raise TemplateRefused(_NO_WORD) from error
    if reasons:
        raise TemplateRefused(*dict.fromkeys(reasons))


def _check_size(package: zipfile.ZipFile) -> None:
    entries = package.infolist()
    if len(entries) > MOST_ENTRIES or len({each.filename.lower() for each in entries}) < len(entries):
        raise TemplateRefused("It holds too many files to be a Word document, or one of them twice.")
    if sum(each.file_size for each in entries) > MOST_UNPACKED:
        raise TemplateRefused("It is larger than 50 MB when unpacked.")


def _reasons(package: zipfile.ZipFile) -> Iterator[str]:
    names = [each for each in package.namelist() if not each.endswith("/") and each != _TYPES]
    size = Size()
    types, links = Types(size), Links(size)
    if _TYPES not in package.namelist():
        yield _NO_WORD
        return
    yield from _read(package, _TYPES, types)
    if any("macro" in each.lower() or "vba" in each.lower() for each in [*types.by_name.values(), *names]):
        yield holds("macros")
    for name in names:
        part = links if name == _FIRST_LINKS else Links(size) if name.lower().endswith(".rels") else Text(size)
        yield from _of_part(package, name, types.of(name), part)
    if {types.of(_target(each)) for each in links.documents} != {_MAIN}:
        yield _OTHER_WORD


def _target(link: str) -> str:
    return posixpath.normpath(posixpath.join("/", link)).lstrip("/")


def _of_part(package: zipfile.ZipFile, name: str, kind: str, part: PackagePart) -> Iterator[str]:
    if kind in _XML or (kind.startswith(_OFFICE) and kind.endswith("+xml")):
        yield from _read(package, name, part)
    elif kind in _PICTURES:
        yield from _read(package, name, part) if _may_be_xml(package, name) else ()
    elif kind not in _OPAQUE:
        yield holds(f"a part of a kind that a report has no use for ({name[:80]})")


def _may_be_xml(package: zipfile.ZipFile, name: str) -> bool:
    with package.open(name) as stream:
        return is_markup(stream.read(64))


def _read(package: zipfile.ZipFile, name: str, part: PackagePart) -> list[str]:
    try:
        with package.open(name) as stream:
            walk(stream, part)
    except Declared:
        return [holds("a document type or entities, which Word never writes")]
    except Unsound:
        return [_DAMAGED]
    part.finish()
    return part.reasons
