"""Jobs: asked for, claimed by one worker at a time with a lease, and ended with what came of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import F, Q

from kpis.models import Job
from kpis.refusals import Refused

LEASE = dt.timedelta(minutes=5)
"""How long a job is one worker's since it last said how far it was; then another takes it up again."""
MOST_ATTEMPTS = 3
GIVEN_UP = "The work was begun {} times and never came to an end; it may need more memory than there is."


class LostJob(Exception):
    """The job has been taken up by another worker, or ended: whoever still works on it has to stop."""


def ask(*, council_id: int, kind: Job.Kind, arguments: dict[str, Any], by_id: int | None, at: dt.datetime) -> Job:
    """Leave a job for a worker."""
    return Job.objects.create(council_id=council_id, kind=kind, arguments=arguments, by_id=by_id, created_at=at)


def claim(*, worker: str, at: dt.datetime, job_id: int | None = None) -> Job | None:
    """Take the oldest job that waits, or this one; None where there is none. Of two workers one gets it."""
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, claimed_until__lte=at)
    waiting = Job.objects.filter(free, **({"pk": job_id} if job_id else {}))
    for pk, attempts in waiting.order_by("id").values_list("pk", "attempts")[:10]:
        if attempts >= MOST_ATTEMPTS:
            _give_up(pk, attempts, at)
        elif waiting.filter(pk=pk).update(
            state=Job.State.RUNNING, claimed_until=at + LEASE, claimed_by=worker, attempts=F("attempts") + 1
        ):
            return Job.objects.get(pk=pk)
    return None


def _give_up(pk: int, attempts: int, at: dt.datetime) -> None:
    Job.objects.filter(pk=pk, attempts=attempts, finished_at=None).update(
        state=Job.State.FAILED, failure=GIVEN_UP.format(attempts), finished_at=at, claimed_until=None
    )


def progress(*, job: Job, done: int, of: int, step: str, at: dt.datetime) -> None:
    """Say how far a job is, which keeps it for this worker. Raises LostJob where it no longer is."""
    changed = _mine(job).update(done_steps=done, all_steps=of, step=step[:200], claimed_until=at + LEASE)
    if not changed:
        raise LostJob


def finish(*, job: Job, result: dict[str, Any], at: dt.datetime) -> None:
    _end(job, at, state=Job.State.DONE, result=result, failure="")


def fail(*, job: Job, why: str, at: dt.datetime) -> None:
    """End a job with the reason that the person who asked for it reads."""
    _end(job, at, state=Job.State.FAILED, failure=why[:4000])


def again(*, job: Job, by_id: int | None, at: dt.datetime) -> Job:
    """Ask for a failed job's work once more. Raises Refused where it has not failed."""
    if job.state != Job.State.FAILED:
        raise Refused("Only work that failed can be run again.")
    return ask(council_id=job.council_id, kind=Job.Kind(job.kind), arguments=job.arguments, by_id=by_id, at=at)


def _end(job: Job, at: dt.datetime, **columns: Any) -> None:
    if not _mine(job).update(finished_at=at, claimed_until=None, **columns):
        raise LostJob


def _mine(job: Job) -> Any:
    """The row, where this claim of it still holds."""
    return Job.objects.filter(pk=job.pk, state=Job.State.RUNNING, claimed_by=job.claimed_by, attempts=job.attempts)
