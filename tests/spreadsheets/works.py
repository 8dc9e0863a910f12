"""What a child does in the tests of its bounds; each is named to `confined` as "module:name"."""

import os
import signal
import sys
from typing import Any


def told(content: bytes, *arguments: Any) -> Any:
    return {"length": len(content), "arguments": arguments, "names": sorted(os.environ)}


def swelling(content: bytes) -> int:
    return len(content * 1_000_000_000)


def endless(content: bytes) -> None:
    while True:
        content = content[:1] + content[1:]


def broken(content: bytes) -> None:
    raise LookupError("a fault of the program")


def stopping(content: bytes) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def chatty(content: bytes) -> str:
    print("a library that prints")  # noqa: T201
    os.write(1, b"and another that writes")
    return "told"


def endless_answer(content: bytes) -> str:
    return "x" * 70_000_000


class PanicException(BaseException):
    """Called as that of a parser written in Rust."""


def panicking(content: bytes) -> None:
    raise PanicException


def modules(content: bytes, work: str) -> list[str]:
    """The top-level modules that a piece of work needs."""
    __import__(work)
    return sorted({name.partition(".")[0] for name in sys.modules})
