"""XML from outside as a stream of its elements: nothing of it is kept, and it can neither nest without end nor grow."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate

DEEPEST = 256
"""Levels of elements in each other: office programs write some thirty."""
PIECE = 64 * 1024
STARTS = (b"<", BOM_UTF8, BOM_UTF16_LE, BOM_UTF16_BE)


class Unsound(ValueError):
    """It is no XML, or nests too deeply, or declares a document type, which no office program writes."""


class Nested(Unsound):
    """Its elements stand in each other more than DEEPEST levels deep."""


class Declared(Unsound):
    """It declares a document type, and with that perhaps entities."""


class Reader:
    """What is told of each element as it goes by: its name as "namespace}name", its attributes by such names."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        return

    def end(self, name: str) -> None:
        return

    def text(self, text: str) -> None:
        return


def local(name: str) -> str:
    """A name without its namespace."""
    return name[name.rfind("}") + 1 :]


def is_markup(start: bytes) -> bool:
    """Whether a part that begins so may be XML, whatever it is called."""
    return start.lstrip().startswith(STARTS)


def walk(stream: IO[bytes], reader: Reader) -> None:
    """Tell ``reader`` of every element. Raises Unsound, and whatever ``reader`` raises."""
    parser = ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise Nested
        reader.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(name)

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, reader.text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while piece := stream.read(PIECE):
            parser.Parse(piece)
        parser.Parse(b"", True)
    except (ExpatError, LookupError, ValueError) as error:
        if isinstance(error, ValueError) and type(error) is not ValueError:
            raise
        raise Unsound(str(error)) from error


def _refuse(*_: object) -> None:
    raise Declared
