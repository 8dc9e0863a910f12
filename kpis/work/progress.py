"""What every kind of job is made of: it takes the job, a way to say how far it is, and the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Protocol

from kpis.models import Job
from kpis.rooms import bring


class JobFailed(Exception):
    """The work cannot be done; the message says why to the person who asked for it."""


class Progress(Protocol):
    def __call__(self, done: int, of: int, step: str) -> None:
        """So many steps of so many are done; ``step`` says what comes now. Keeps the job for its worker."""


Handler = Callable[[Job, Progress, Callable[[], dt.datetime]], dict[str, Any]]
"""Does a job and returns what is to be kept of it, as JSON. Writes nothing that may not be written twice."""
Question = Callable[[Job], dict[str, Any] | None]
"""Whether a job's work is done already, by a worker that died before it could say so: what it would have returned."""
HANDLERS: dict[str, Handler] = {}
QUESTIONS: dict[str, Question] = {}


def handles(kind: Job.Kind) -> Callable[[Handler], Handler]:
    """Register what does a kind of job, in the `jobs.py` of its room."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind.value] = handler
        return handler

    return register


def asks(kind: Job.Kind) -> Callable[[Question], Question]:
    """Register the question whether a job of a kind has been done already."""

    def register(question: Question) -> Question:
        QUESTIONS[kind.value] = question
        return question

    return register


def handler_of(kind: str) -> Handler:
    """What does a kind of job, whichever room has it."""
    bring("jobs")
    return HANDLERS[kind]


def question_of(kind: str) -> Question:
    bring("jobs")
    return QUESTIONS[kind]
