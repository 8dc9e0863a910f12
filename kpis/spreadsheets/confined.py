"""Reading what strangers bring in a process of its own, which gets so much memory and time and no more.

The file goes to the child through a pipe and a plain value (JSON) comes back through another, so that a file that makes
a parser swell, hang or stop ends that child and nothing else. The child is a new interpreter: nothing is forked from a
process that has threads or connections to a database, and no secret of the installation is in its environment.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

try:
    import resource
except ImportError:  # no POSIX system: the time alone is limited
    resource = None  # type: ignore[assignment]

MEGABYTE = 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR")
PATIENCE = 4
"""How many seconds may pass for each second of computing: other work goes on at the same time."""
LONGEST_ANSWER = 64 * MEGABYTE
NO_MEMORY, STOPPED = 77, 78
"""How a child says why it ends."""


class Bounds(NamedTuple):
    """``memory`` in bytes, of addresses; ``seconds`` of computing."""

    memory: int
    seconds: int


class Unfinished(Exception):
    """The child came to no end; the message says of the file why, and names no remedy: "takes more memory ..."."""


def confined(work: str, content: bytes, arguments: Sequence[Any], bounds: Bounds) -> Any:
    """What a function makes of a file's bytes and these arguments. ``work`` is its "module:name".

    The arguments, and what it returns, are what JSON can carry. Raises Unfinished, or RuntimeError where it breaks.
    """
    command = [sys.executable, "-m", __name__, work, json.dumps(arguments), json.dumps(bounds)]
    try:
        ended = subprocess.run(  # noqa: S603
            command, input=content, capture_output=True, timeout=bounds.seconds * PATIENCE, cwd=ROOT,
            env=_environment(), check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        raise Unfinished(_too_slow(bounds)) from None
    if ended.returncode:
        raise _failure(ended.returncode, bounds, ended.stderr)
    return json.loads(ended.stdout)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}


def _failure(code: int, bounds: Bounds, said: bytes) -> Exception:
    if code == -signal.SIGXCPU:
        return Unfinished(_too_slow(bounds))
    if code in (NO_MEMORY, -signal.SIGABRT, -signal.SIGKILL):
        return Unfinished(f"takes more memory to read than one file is given ({bounds.memory // MEGABYTE:,} MB)")
    if code == STOPPED or code < 0:
        return Unfinished("makes the program that reads it stop")
    return RuntimeError(said.decode(errors="replace")[-2000:])


def _too_slow(bounds: Bounds) -> str:
    unit = "second" if bounds.seconds == 1 else "seconds"
    return f"takes longer to read than one file is given ({bounds.seconds} {unit})"


def main(work: str, arguments: str, bounds: str) -> None:
    """The child: reads the file from its standard input and answers on its standard output, which nobody else uses."""
    _bound(Bounds(*json.loads(bounds)))
    answer = os.dup(1)
    os.dup2(2, 1)
    try:
        told = _done(work, sys.stdin.buffer.read(), json.loads(arguments))
    except MemoryError:
        os._exit(NO_MEMORY)
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # a parser in Rust gave up: no Exception of Python
            os._exit(STOPPED)
        raise
    with os.fdopen(answer, "wb") as out:
        out.write(told)


def _done(work: str, content: bytes, arguments: list[Any]) -> bytes:
    module, _, name = work.partition(":")
    told = json.dumps(getattr(importlib.import_module(module), name)(content, *arguments)).encode()
    if len(told) > LONGEST_ANSWER:
        raise MemoryError
    return told


def _bound(bounds: Bounds) -> None:
    if resource is None:
        return
    _limit(resource.RLIMIT_AS, bounds.memory)
    _limit(resource.RLIMIT_CPU, bounds.seconds)
    _limit(resource.RLIMIT_CORE, 0)


def _limit(kind: int, most: int) -> None:
    """Lower a limit; one that is lower already stays, and so does one that the system does not know how to set."""
    _, hard = resource.getrlimit(kind)
    try:
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    except (ValueError, OSError):
        return


if __name__ == "__main__":
    main(*sys.argv[1:])
