"""Work in a process of its own that is killed on the way, as when a server loses its power."""

import os
import signal
import time
from collections.abc import Callable

from django.db import connections


def killed_after(seconds: float, work: Callable[[], object]) -> None:
    """Begin a piece of work in another process, and kill that after so many seconds."""
    connections.close_all()
    child = os.fork()
    if not child:
        _begin(work)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _begin(work: Callable[[], object]) -> None:
    """Django keeps a connection for a thread and another for its event loop, which a child does not have. One that it
    inherits in this way is the parent's: it is forgotten, not closed, and never written to."""
    try:
        for each in connections.all(initialized_only=True):
            each.connection = None
        work()
    finally:
        os._exit(0)
