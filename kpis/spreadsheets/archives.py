"""A workbook's archive before anything in it is read: how far it unpacks, and nothing in it that grows while read.

What an entry says of its size is not believed: each is inflated once, in pieces, and counted.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from kpis.spreadsheets.limits import Limits, TooLarge

PIECE = 64 * 1024
MOST_AT_ONCE = 1024 * 1024
LOCAL_HEADER = struct.Struct("<4s22xHH")
ENCRYPTED = 0x1
ARCHIVE = b"PK\x03\x04"
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", *(text.encode("utf-16-le") for text in ("<!DOCTYPE", "<!ENTITY")))
LONGEST_DECLARATION = max(map(len, DECLARATIONS))


class Protected(ValueError):
    """The entries are encrypted."""


def check_archive(stream: BinaryIO, limits: Limits) -> None:
    """Raises TooLarge, Protected, or zipfile.BadZipFile where the archive is damaged."""
    with zipfile.ZipFile(stream) as archive:
        entries = archive.infolist()
    if len(entries) > limits.entries:
        raise TooLarge(f"is made of {len(entries):,} parts; a workbook has at most {limits.entries}")
    said = sum(entry.file_size for entry in entries)
    if said > limits.unpacked:
        raise TooLarge(_unpacks(said, limits))
    spans = [(entry, _start(stream, entry)) for entry in entries]
    _check_apart(spans)
    unpacked = tags = 0
    for entry, start in spans:
        size, count = _measured(stream, entry, start, limits)
        unpacked, tags = unpacked + size, tags + count
        if unpacked > limits.unpacked:
            raise TooLarge(_unpacks(unpacked, limits))
        if tags > limits.tags:
            raise TooLarge("holds more cells and formats than are read: copy the table into a new workbook")


def _unpacks(size: int, limits: Limits) -> str:
    return f"unpacks to {size:,} bytes; at most {limits.unpacked:,} are read: split it by measures"


def _start(stream: BinaryIO, entry: zipfile.ZipInfo) -> int:
    """Where the data of an entry begin: behind its own header, whose length the directory does not say."""
    if entry.flag_bits & ENCRYPTED:
        raise Protected
    stream.seek(entry.header_offset)
    header = stream.read(30)
    if len(header) < 30 or not header.startswith(ARCHIVE):
        raise zipfile.BadZipFile(f"no entry where {entry.filename} should be")
    _, name, extra = LOCAL_HEADER.unpack(header)
    return entry.header_offset + 30 + int(name) + int(extra)


def _check_apart(spans: list[tuple[zipfile.ZipInfo, int]]) -> None:
    """Entries that share their bytes are how a small archive is made to unpack without end."""
    reached = 0
    for entry, start in sorted(spans, key=lambda each: each[1]):
        if entry.header_offset < reached:
            raise TooLarge("has parts that overlap, which no spreadsheet program writes: save it again")
        reached = start + entry.compress_size


def _measured(stream: BinaryIO, entry: zipfile.ZipInfo, start: int, limits: Limits) -> tuple[int, int]:
    """How many bytes an entry really unpacks to, and how many tags are in them."""
    size = tags = 0
    tail = b""
    for piece in _inflated(stream, entry, start):
        if not size and piece.startswith(ARCHIVE):
            raise TooLarge(f"holds another archive ({entry.filename[:80]}): take embedded files out of it")
        size += len(piece)
        if size > min(entry.file_size, limits.unpacked):
            raise TooLarge("has a part that unpacks to more than it says: save it again in a spreadsheet program")
        tags += piece.count(b"<")
        seen = tail + piece
        if any(each in seen for each in DECLARATIONS):
            raise TooLarge("declares a document type or entities, which no spreadsheet needs: save it again")
        tail = seen[1 - LONGEST_DECLARATION :]
    return size, tags


def _inflated(stream: BinaryIO, entry: zipfile.ZipInfo, start: int) -> Iterator[bytes]:
    stream.seek(start)
    left = entry.compress_size
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile(f"{entry.filename} is packed in a way that workbooks are not")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if entry.compress_type == zipfile.ZIP_DEFLATED else None
    while left > 0 and (packed := stream.read(min(PIECE, left))):
        left -= len(packed)
        yield from _pieces(inflate, packed) if inflate else (packed,)
        stream.seek(start + entry.compress_size - left)


def _pieces(inflate: zlib._Decompress, packed: bytes) -> Iterator[bytes]:
    try:
        while packed:
            yield inflate.decompress(packed, MOST_AT_ONCE)
            packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise zipfile.BadZipFile(str(error)) from error
