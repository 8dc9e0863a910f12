"""The product's own Word template, put together from the XML files beside it, and a package written the same each time.

A council may download it, change how it looks and bring it back as its own.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_FILES = Path(__file__).with_name("template")
_PLACES = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "docProps/core.xml": "core.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/document.xml": "document.xml",
    "word/styles.xml": "styles.xml",
    "word/settings.xml": "settings.xml",
    "word/numbering.xml": "numbering.xml",
    "word/fontTable.xml": "fontTable.xml",
    "word/theme/theme1.xml": "theme1.xml",
    "word/header1.xml": "header1.xml",
    "word/header2.xml": "header2.xml",
    "word/footer1.xml": "footer1.xml",
}


def default_part(name: str) -> bytes:
    return (_FILES / name).read_bytes()


@lru_cache(maxsize=1)
def default_template() -> bytes:
    """The template as a .docx file."""
    return packed((place, default_part(name)) for place, name in _PLACES.items())


def packed(parts: Iterable[tuple[str, bytes]]) -> bytes:
    """The parts as a zip without the hour at which it was written: the same parts are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts:
            package.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def repacked(content: bytes) -> bytes:
    """The same package, written so."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return packed([(name, package.read(name)) for name in package.namelist()])
