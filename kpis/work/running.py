"""Doing the jobs that wait, whatever they are: by the `manage.py work` loop, or a small one at once by a page."""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Callable
from typing import Any

from kpis.models import Job
from kpis.refusals import Denied, Refused
from kpis.work import jobs
from kpis.work.jobs import GIVEN_UP, LostJob, is_worn_out
from kpis.work.progress import JobFailed, Progress, handler_of, question_of

LOG = logging.getLogger("scrutiny.work")
Clock = Callable[[], dt.datetime]
BROKEN = (
    "Something went wrong that is not your doing ({}). It can be run again; if it fails again, "
    "tell whoever runs the site."
)


def run_next(*, worker: str, now: Clock) -> Job | None:
    """Do the job whose turn it is; the job as it ended, or None where none waits."""
    job = jobs.claim(worker=worker)
    return None if job is None else _run(job, now)


def run_now(job: Job, now: Clock) -> Job:
    """Do this job at once, unless a worker was faster; the job as it stands then."""
    claimed = jobs.claim(worker=f"page:{uuid.uuid4().hex[:8]}", job_id=job.pk)
    if claimed is None:
        return Job.objects.get(pk=job.pk)
    return _run(claimed, now)


def _run(job: Job, now: Clock) -> Job:
    """A job that cannot be done is ended with the reason; one that breaks, with its name and a line in the log."""
    try:
        jobs.finish(job=job, result=_result(job, now), at=now())
    except LostJob:
        LOG.info("job=%d was taken up by another worker", job.pk)
    except (JobFailed, Refused, Denied) as error:
        _fail(job, str(error), now)
    except Exception as error:
        LOG.exception("job=%d broke", job.pk)
        _fail(job, BROKEN.format(type(error).__name__), now)
    return Job.objects.get(pk=job.pk)


def _result(job: Job, now: Clock) -> dict[str, Any]:
    """What came of a job: of one that was begun before, perhaps without a word, what is there already."""
    if job.attempts > 1 and (found := question_of(job.kind)(job)) is not None:
        return found
    if is_worn_out(job):
        raise JobFailed(GIVEN_UP.format(job.attempts - 1))
    return handler_of(job.kind)(job, _progress(job), now)


def _fail(job: Job, why: str, now: Clock) -> None:
    try:
        jobs.fail(job=job, why=why, at=now())
    except LostJob:
        LOG.info("job=%d was taken up by another worker", job.pk)


def _progress(job: Job) -> Progress:
    def told(done: int, of: int, step: str) -> None:
        jobs.progress(job=job, done=done, of=of, step=step)

    return told


def asked(kind: Job.Kind, *, council_id: int, arguments: dict[str, Any], by_id: int | None, now: Clock) -> Job:
    """Ask for a job and do it at once: for commands, which nobody waits for."""
    return run_now(jobs.ask(council_id=council_id, kind=kind, arguments=arguments, by_id=by_id, at=now()), now)
