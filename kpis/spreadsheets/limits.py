"""How much of a file is read, and how forgiving: the administrator's command, and what people upload in the browser."""

from __future__ import annotations

from typing import NamedTuple

from kpis.spreadsheets.confined import MEGABYTE, Bounds

UPLOADED = Bounds(512 * MEGABYTE, 30)
"""What the process has at most in which an uploaded workbook is read; the command reads in its own."""
LEAST_MEMORY, MEMORY_A_BYTE = 128 * MEGABYTE, 8
"""A small file has less, for several may be read at once: 20,000 rows of 16 columns unpack to 6 MB and take 64 MB."""

MOST_FORMATS = 150_000
"""Formats, fonts, fills and borders of a workbook: spreadsheet programs keep some 65,000 formats."""


class Limits(NamedTuple):
    """``content`` is a file's size in bytes, ``unpacked`` that of all entries of a workbook; ``rows``, ``columns`` and
    ``cells`` are a sheet's, blank ones in between included. ``forgiving``: headings in another case, other separators,
    UTF-16, and sheets called otherwise are taken."""

    content: int
    unpacked: int
    entries: int
    rows: int
    columns: int
    cells: int
    tags: int
    forgiving: bool = False


COMMAND = Limits(50 * MEGABYTE, 200 * MEGABYTE, 65_535, 100_000, 100, 4_000_000, 40_000_000)
BROWSER = Limits(5 * MEGABYTE, 50 * MEGABYTE, 100, 20_000, 200, 1_000_000, 5_000_000, True)


def bounds_for(unpacked: int) -> Bounds:
    """What a workbook is given that says that it unpacks to so many bytes (and is refused where that is untrue)."""
    return UPLOADED._replace(memory=min(UPLOADED.memory, LEAST_MEMORY + MEMORY_A_BYTE * unpacked))


class TooLarge(ValueError):
    """The file is larger than is read, or made to become so; the message says so and what to do."""
