"""A worker that dies while it writes leaves all of an import or nothing, and the work is taken up again."""

import random
import time
from functools import partial

import pytest
from django.utils import timezone

from kpis.models import Job, ReadingVersion, Upload, Written
from kpis.uploads import actions as uploads
from kpis.work import jobs
from kpis.work.running import run_next, run_now
from tests.entry.conftest import make_bringing
from tests.killing import killed_after

TIMES = 20
MEASURES = 20
PERIODS = [f"{year}/{year % 100 + 1:02d} Q{quarter}" for year in (2016, 2017, 2018) for quarter in (1, 2, 3, 4)]
ROWS = MEASURES * len(PERIODS)


def agreed(bringing, value: int) -> tuple[Upload, Job]:
    """A file with this value in every row, read and agreed to."""
    lines = ["ref,period,value,change_reason"]
    lines += [f"K{number},{period},{value},Again" for number in range(MEASURES) for period in PERIODS]
    person, at = bringing.person("alice", timezone.localdate()), timezone.now()
    upload = uploads.take_in(
        council=bringing.council, name="readings.csv", content="\n".join(lines).encode(), by=person, at=at
    )
    said = {"upload": upload.pk, "submit": False, "reason": "", "confirmed": ""}
    run_now(asked(upload, Job.Kind.READ_UPLOAD, said), timezone.now)
    upload.refresh_from_db()
    uploads.confirm(upload=upload, fingerprint=upload.fingerprint, by=person)
    return upload, asked(upload, Job.Kind.WRITE_UPLOAD, said)


def asked(upload: Upload, kind: Job.Kind, said: dict) -> Job:
    return jobs.ask(council_id=upload.council_id, kind=kind, arguments=said, by_id=upload.by_id, at=timezone.now())


def written(value: int, upload: Upload) -> tuple[int, int, str]:
    found = ReadingVersion.objects.filter(value=value)
    upload.refresh_from_db()
    return found.count(), Written.objects.filter(upload=upload).count(), upload.state


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_all_or_nothing_twenty_times_of_twenty():
    bringing = make_bringing()
    for number in range(MEASURES):
        bringing.add_measure(f"K{number}")
    upload, job = agreed(bringing, 1000)
    began = time.monotonic()
    run_now(job, timezone.now)
    takes = time.monotonic() - began
    assert written(1000, upload) == (ROWS, ROWS, "done")

    seen = set()
    for value in range(1001, 1001 + TIMES):
        upload, job = agreed(bringing, value)
        killed_after(random.uniform(0.3, 1.1) * takes, partial(run_now, job, timezone.now))
        state = written(value, upload)
        assert state in ((0, 0, "writing"), (ROWS, ROWS, "done"))
        seen.add(state[2])
        # The lease of the worker that died has run out: another one takes the work up, and finds it done or does it.
        Job.objects.filter(pk=job.pk, state="running").update(claimed_until=timezone.now())
        run_next(worker="another", now=timezone.now)
        assert written(value, upload) == (ROWS, ROWS, "done")
        assert Job.objects.get(pk=job.pk).state == "done"
        assert ReadingVersion.objects.filter(superseded_at=None, value=value).count() == ROWS
    assert "writing" in seen, "no worker was killed on the way"
