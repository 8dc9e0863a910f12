"""Jobs: asked for, claimed by one worker at a time with a lease, and ended with what came of them.

Leases go by the database's clock, which all workers share: one whose own clock is wrong takes nobody's work away.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, F, Max, Min, Q, QuerySet
from django.db.models.functions import Now

from kpis.models import Job
from kpis.refusals import Refused

LEASE = dt.timedelta(minutes=5)
"""How long a job is one worker's since it last said how far it was; then another takes it up again."""
MOST_ATTEMPTS = 3
MOST_TRIED = 10
"""Jobs that a worker tries to get before it looks again: others may be faster each time."""
GIVEN_UP = "The work was begun {} times and never came to an end; it may need more memory than there is."


class LostJob(Exception):
    """The job has been taken up by another worker, or ended: whoever still works on it has to stop."""


def ask(*, council_id: int, kind: Job.Kind, arguments: dict[str, Any], by_id: int | None, at: dt.datetime) -> Job:
    """Leave a job for a worker."""
    return Job.objects.create(council_id=council_id, kind=kind, arguments=arguments, by_id=by_id, created_at=at)


def claim(*, worker: str, job_id: int | None = None) -> Job | None:
    """Take the job whose turn it is, or this one; None where there is none. Of two workers one gets it.

    One that ``is_worn_out`` is taken once more, to be asked whether its work is done, and not to be begun again.
    """
    free = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, claimed_until__lte=Now())
    waiting = Job.objects.filter(free, **({"pk": job_id} if job_id else {}))
    for pk in _in_turn(waiting):
        if waiting.filter(pk=pk).update(
            state=Job.State.RUNNING, claimed_until=Now() + LEASE, claimed_by=worker, attempts=F("attempts") + 1
        ):
            return Job.objects.get(pk=pk)
    return None


def is_worn_out(job: Job) -> bool:
    """Whether a job that was taken has been begun as often as any may be."""
    return job.attempts > MOST_ATTEMPTS


def _in_turn(waiting: QuerySet[Job]) -> list[int]:
    """The jobs to take, the first one first: the oldest of each council, in turn, so that one council's many jobs never
    hold another's; then whatever else waits, the oldest first."""
    oldest = dict(waiting.order_by().values_list("council_id").annotate(Min("pk")))
    firsts = [oldest[each] for each in _councils_in_turn(oldest)]
    others = waiting.exclude(pk__in=firsts).order_by("pk").values_list("pk", flat=True)[:MOST_TRIED]
    return [*firsts, *others]


def _councils_in_turn(oldest: dict[int, int]) -> list[int]:
    """Councils by how many of their jobs run now, then by how long ago one last ended, then by what waits longest."""
    if len(oldest) < 2:
        return list(oldest)
    theirs = Job.objects.filter(council_id__in=oldest).order_by().values_list("council_id")
    running = dict(theirs.filter(state=Job.State.RUNNING, claimed_until__gt=Now()).annotate(Count("pk")))
    ended = dict(theirs.filter(finished_at__isnull=False).annotate(Max("finished_at")))

    def turn(council: int) -> tuple[int, float, int]:
        last = ended[council].timestamp() if council in ended else 0.0
        return running.get(council, 0), last, oldest[council]

    return sorted(oldest, key=turn)


def progress(*, job: Job, done: int, of: int, step: str) -> None:
    """Say how far a job is, which keeps it for this worker. Raises LostJob where it no longer is."""
    changed = _mine(job).update(done_steps=done, all_steps=of, step=step[:200], claimed_until=Now() + LEASE)
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
