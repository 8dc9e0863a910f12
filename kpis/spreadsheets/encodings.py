"""The letters of a text file that does not say how they are written: UTF-8, Windows, and what a Mac or DOS wrote."""

from __future__ import annotations

import re
from typing import NamedTuple

UTF16 = (b"\xff\xfe", b"\xfe\xff")
UTF8 = ("utf-8-sig",)
WINDOWS = "cp1252"
EIGHT_BIT = {WINDOWS: "", "mac_roman": "of a Mac (Mac Roman)", "cp850": "of DOS (code page 850)"}
"""Encodings of a byte a letter, the likeliest first, with the words for those that are told."""
CAPITALS = "À-ÖØ-ÞŒŠŸŽ"
SMALL = "ß-öø-ÿœšžƒˆ˜ı"
ODD = re.compile(
    "[¤¦§¨ª¬¯´¸¹º¡¿†‡‰‹›‚„ÐÞþðƒˆ˜ıŒœŽžŠšŸ∂∑∏π∫Ω√≈∆◊≠∞≤≥\u2500-\u259f\u0080-\u009f]"
    f"|(?<=[a-z0-9{SMALL}])[{CAPITALS}]|[{CAPITALS}](?![A-Za-z{CAPITALS}{SMALL}])(?<![A-Z]{{2}}.)|[{CAPITALS}](?=[A-Z][a-z])"
    f"|(?<=[0-9])[{SMALL}]|[{SMALL}](?=[0-9])|(?<=[A-Za-z])[‘“•¥]"
    f"|(?<![A-Za-z{CAPITALS}{SMALL}])[{SMALL}](?![A-Za-z{CAPITALS}{SMALL}])"
)
"""Signs, and letters in places, that English or Welsh prose has none of: an accented capital within or after a word."""


class Undecoded(ValueError):
    """No encoding that is known makes a text of it."""


class Decoded(NamedTuple):
    """``written`` names an encoding that is worth a look at the letters; blank: an ordinary one."""

    text: str
    written: str = ""


def decoded(content: bytes) -> Decoded:
    """The text of a file, by its mark, as UTF-8, else in the encoding of a byte a letter that makes the fewest odd
    letters of it. Raises Undecoded."""
    if content.startswith(UTF16):
        return Decoded(_in(content, "utf-16"))
    try:
        return Decoded(_in(content, *UTF8))
    except Undecoded:
        texts = {name: text for name in EIGHT_BIT if (text := _try(content, name)) is not None}
    odd = {name: len(ODD.findall(text)) for name, text in texts.items()}
    name = min(odd, key=lambda each: odd[each])
    if WINDOWS not in odd and odd[name] * 2 > sum(byte > 127 for byte in content):
        raise Undecoded
    return Decoded(texts[name], EIGHT_BIT[name])


def _try(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _in(content: bytes, encoding: str) -> str:
    text = _try(content, encoding)
    if text is None:
        raise Undecoded
    return text
