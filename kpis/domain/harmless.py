"""Text in a cell that no spreadsheet runs as a formula, and the same text taken back from it."""

from __future__ import annotations

import re

_RUN = re.compile(r"'*[=+\-@\t\r]")
_WRITTEN = re.compile(r"'+[=+\-@\t\r]")


def harmless(text: str) -> str:
    """Text that starts with = + - @, tab or return gets an apostrophe before it, so that it stays text.

    So does text that has apostrophes before such a start already: otherwise `as_typed` would take away one of its own.
    """
    return f"'{text}" if _RUN.match(text) else text


def as_typed(text: str) -> str:
    """What `harmless` made its text from: every text comes back as it was."""
    return text[1:] if _WRITTEN.match(text) else text
