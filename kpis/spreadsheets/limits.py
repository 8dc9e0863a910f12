"""How much of a file is read, and how forgiving: the administrator's command, and what people upload in the browser."""

from __future__ import annotations

from typing import NamedTuple

MEGABYTE = 1024 * 1024


class Limits(NamedTuple):
    """``content`` is a file's size in bytes, ``unpacked`` that of all entries of a workbook; ``rows`` and ``columns``
    are a sheet's. ``forgiving``: headings in another case, other separators and UTF-16 are taken."""

    content: int
    unpacked: int
    entries: int
    rows: int
    columns: int
    tags: int
    forgiving: bool = False


COMMAND = Limits(50 * MEGABYTE, 200 * MEGABYTE, 65_535, 100_000, 100, 40_000_000)
BROWSER = Limits(5 * MEGABYTE, 50 * MEGABYTE, 100, 20_000, 200, 5_000_000, True)


class TooLarge(ValueError):
    """The file is larger than is read, or made to become so; the message says so and what to do."""
