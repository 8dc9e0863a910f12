"""What every kind of job is made of: it takes the job, a way to say how far it is, and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from kpis.models import Job


class JobFailed(Exception):
    """The work cannot be done; the message says why to the person who asked for it."""


class Progress(Protocol):
    def __call__(self, done: int, of: int, step: str) -> None:
        """So many steps of so many are done; ``step`` says what comes now. Keeps the job for its worker."""


Handler = Callable[[Job, Progress, Callable[[], dt.datetime]], dict[str, Any]]
"""Does a job and returns what is to be kept of it, as JSON. Writes nothing that may not be written twice."""
