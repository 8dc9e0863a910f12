"""What a file is by its bytes, whatever it is called: a workbook, a text, or nothing that holds a table."""

from __future__ import annotations

import io
import re
import zipfile

from kpis.spreadsheets.archives import Protected, check_archive
from kpis.spreadsheets.encodings import UTF16
from kpis.spreadsheets.limits import Limits, TooLarge

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
ARCHIVE = b"PK"
ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")
PROGRAMS = {b"MZ": "a program", b"\x7fELF": "a program", b"%PDF": "a PDF", b"\x89PNG": "a picture",
            b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"{\\rtf": "a text document"}  # fmt: skip
SAVE_AS = "save it as an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or CSV"
LOCKED = "is protected by a password: save it without one"
UNREADABLE = "cannot be read as a workbook: is it damaged, or protected by a password?"
NUL_SHARE = 100
"""A text with a NUL in more than one of so many characters is none."""


class NotRead(ValueError):
    """The file is none that can be read; the message says what it is and what to do."""


def is_archive(content: bytes, limits: Limits) -> bool:
    """Whether it is an archive, as workbooks are, rather than a text. Raises NotRead for neither, or TooLarge."""
    if not content.strip():
        raise NotRead(f"is empty: {SAVE_AS}")
    if len(content) > limits.content:
        raise TooLarge(f"has {len(content):,} bytes; at most {limits.content:,} are read: split it by measures")
    if content.startswith(OLD_OFFICE):
        if ENCRYPTED_OFFICE in content:
            raise NotRead(LOCKED)
        raise NotRead(f"is in the old format of Excel or Word (.xls, .doc): {SAVE_AS}")
    if content.startswith(ARCHIVE):
        return True
    _check_text(content)
    return False


def _check_text(content: bytes) -> None:
    for first, what in PROGRAMS.items():
        if content.startswith(first):
            raise NotRead(f"is {what}, whatever its name says: {SAVE_AS}")
    if not content.startswith(UTF16) and content.count(b"\0") * NUL_SHARE > len(content):
        raise NotRead(f"is no spreadsheet: {SAVE_AS}")
    if re.match(rb"(?i)\s*<(!doctype|html|\?xml|table)", content.removeprefix(b"\xef\xbb\xbf")):
        raise NotRead(
            f"is a web page or an XML file, not a spreadsheet: open it in a spreadsheet program and {SAVE_AS}"
        )


def workbook_kind(content: bytes, limits: Limits) -> str:
    """.xlsx or .ods, for an archive that is sound. Raises NotRead or TooLarge."""
    try:
        check_archive(io.BytesIO(content), limits)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _kind_by_parts(archive)
    except Protected:
        raise NotRead(LOCKED) from None
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        if isinstance(error, (NotRead, TooLarge)):
            raise
        raise NotRead(UNREADABLE) from error


def _kind_by_parts(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "content.xml" in names:
        if any(b"encryption-data" in archive.read(name) for name in names & {"META-INF/manifest.xml"}):
            raise NotRead(LOCKED)
        _check_no_macros(any(name.startswith(("Basic/", "Scripts/")) for name in names))
        if "mimetype" in names and b"spreadsheet" not in archive.read("mimetype"):
            raise NotRead(f"is an OpenDocument file, but no spreadsheet: {SAVE_AS}")
        return ".ods"
    if "xl/workbook.xml" in names:
        types = archive.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
        _check_no_macros("xl/vbaProject.bin" in names or b"macroEnabled" in types)
        return ".xlsx"
    what = "a binary workbook (.xlsb)" if "xl/workbook.bin" in names else "an archive or a document, but no spreadsheet"
    raise NotRead(f"is {what}: {SAVE_AS}")


def _check_no_macros(found: bool) -> None:
    if found:
        raise NotRead("holds macros, which are not taken: save it as a workbook without them (.xlsx or .ods)")
