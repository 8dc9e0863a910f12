"""Text in a drawing: safe in XML, measured roughly, wrapped and shortened to fit."""

from __future__ import annotations

import re
from html import escape as _escape

# Characters that XML 1.0 cannot carry at all, not even escaped.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHARACTER = 0.56  # mean width of a character in ems, on the wide side for Arial and its kin


def safe(text: str) -> str:
    """The text fit for an XML element or a quoted attribute."""
    return _escape(_FORBIDDEN.sub("", text))


def width(text: str, size: int) -> float:
    """Roughly how many pixels wide the text stands at that font size."""
    return len(text) * size * _CHARACTER


def shorten(text: str, room: float, size: int) -> str:
    """The text, cut with an ellipsis where it is wider than ``room`` pixels."""
    fits = int(room / (size * _CHARACTER))
    return text if len(text) <= fits else text[: max(fits - 1, 0)].rstrip() + "…"


def wrap(text: str, room: float, size: int, lines: int = 2) -> tuple[str, ...]:
    """The text in at most so many lines of ``room`` pixels, the last one shortened if it must be."""
    done: list[str] = []
    current = ""
    words = text.split()
    for place, word in enumerate(words):
        longer = f"{current} {word}" if current else word
        if current and width(longer, size) > room:
            if len(done) == lines - 1:
                current = " ".join([current, *words[place:]])
                break
            done.append(current)
            longer = word
        current = longer
    return tuple(shorten(line, room, size) for line in [*done, current] if line)


def text_element(x: float, y: float, words: str, more: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}"{more}>{safe(words)}</text>'
