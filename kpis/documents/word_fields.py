"""The fields of a Word file, however they are split over runs: only those that neither fetch nor run anything."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

ALLOWED = ("PAGE", "NUMPAGES", "TOC", "PAGEREF", "REF", "DATE", "STYLEREF", "SEQ", "HYPERLINK")
SCHEMES = {"http", "https", "mailto"}
_NAME = re.compile(r'\s*([^\s"\\{}]+)')
_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|(\S+)')
_WITH_WORD, _ALONE = {"\\l", "\\o", "\\t", "\\*"}, {"\\h", "\\m", "\\n"}
"""Switches of HYPERLINK: a place, a tip, a window, a look, each with a word after it; and those without one."""


@dataclass
class _Field:
    code: str = ""
    has_result: bool = False


class Fields:
    """The fields of one part as its runs go by; what is wrong with them gathers in ``reasons``, as sentences."""

    def __init__(self) -> None:
        self.reasons: list[str] = []
        self.open: list[_Field] = []
        self.stray = ""

    def mark(self, kind: str) -> None:
        """A mark at which a field begins, its result begins, or it ends."""
        if kind == "begin":
            if self.open and not self.open[-1].has_result:
                self.reasons.append("It holds a field within the code of another field: take that out.")
            self.open.append(_Field())
        elif self.open and kind == "separate":
            self.open[-1].has_result = True
        elif self.open and kind == "end":
            self.judge(self.open.pop().code)

    def code(self, text: str) -> None:
        """A piece of a field's code."""
        if self.open and not self.open[-1].has_result:
            self.open[-1].code += text
        else:
            self.stray += text

    def end_paragraph(self) -> None:
        """Code that belongs to no field is judged as if it were one."""
        self.judge(self.stray)
        self.stray = ""

    def end(self) -> None:
        self.end_paragraph()
        while self.open:
            self.judge(self.open.pop().code)

    def judge(self, code: str) -> None:
        if not code.strip():
            return
        found = _NAME.match(code)
        name = found[1].upper() if found else code.strip()
        if name not in ALLOWED:
            taken = ", ".join(ALLOWED[:-1])
            self.reasons.append(f"It holds the field {name[:40]}: only {taken} and {ALLOWED[-1]} are taken.")
        elif name == "HYPERLINK" and found and not _leads_to_readers(code[found.end() :]):
            self.reasons.append("It holds the field HYPERLINK to something else than a web or mail address.")


def _leads_to_readers(code: str) -> bool:
    """Whether a HYPERLINK leads to a place in the document, or to a web or mail address, and nowhere else."""
    words = [(found[1], found[2] or "") for found in _WORD.finditer(code)]
    targets, has_place, at = [], False, 0
    while at < len(words):
        quoted, bare = words[at]
        if bare.lower() in _WITH_WORD:
            has_place = has_place or bare.lower() == "\\l"
            at += 1
        elif bare.lower() not in _ALONE:
            targets.append(bare if quoted is None else quoted)
        at += 1
    return all(is_for_readers(each) for each in targets) if targets else has_place


def is_for_readers(address: str) -> bool:
    """Whether it is a web or mail address."""
    try:
        return urlsplit(address.strip()).scheme.lower() in SCHEMES
    except ValueError:
        return False
