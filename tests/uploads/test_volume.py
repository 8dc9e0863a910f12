"""Twenty thousand rows are looked at, brought in and taken back by a worker in less than 300 MB."""

import subprocess
import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.models import Job, ReadingVersion, Upload
from kpis.uploads import actions as uploads
from kpis.work.running import run_now
from tests.entry.conftest import make_bringing
from tests.uploads.files import kinds, send
from tests.uploads.test_killed import asked

ROWS = 20_000
MEGABYTES = 300
MONTHS = [f"{year}-{month:02d}" for year in range(1999, 2019) for month in range(1, 13)]
WORK = r"""
import os, re, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
from django.utils import timezone
from kpis.work.running import run_next
job = run_next(worker="alone", now=timezone.now)
status = open("/proc/self/status").read()
print(job.kind, job.state, int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024)
"""


def worked_alone() -> tuple[str, str, int]:
    """The next job, done by a process of its own: its kind, how it ended, and the megabytes it took at most."""
    name = str(connection.settings_dict["NAME"])
    done = subprocess.run([sys.executable, "-c", WORK, name], capture_output=True, text=True, check=True)
    kind, state, megabytes = done.stdout.split()
    return kind, state, int(megabytes)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_twenty_thousand_rows():
    bringing = make_bringing()
    refs = [f"L{number}" for number in range(ROWS // len(MONTHS) + 1)]
    for ref in refs:
        bringing.add_measure(ref, frequency="monthly")
    places = [(ref, month) for ref in refs for month in MONTHS][:ROWS]
    lines = ["ref,period,value,commentary"]
    lines += [
        f"{ref},{month},{400 + at % 50},Words on what happened and why it did so"
        for at, (ref, month) in enumerate(places)
    ]
    person, content = bringing.person("petra", timezone.localdate()), "\n".join(lines).encode()
    upload = uploads.take_in(council=bringing.council, name="r.csv", content=content, by=person, at=timezone.now())

    asked(upload, Job.Kind.READ_UPLOAD, {"upload": upload.pk})
    kind, state, most = worked_alone()
    upload.refresh_from_db()
    assert (kind, state, upload.found["counts"]["new"]) == ("read_upload", "done", ROWS)
    assert most < MEGABYTES

    uploads.confirm(upload=upload, fingerprint=upload.fingerprint, by=person)
    said = {"upload": upload.pk, "submit": True, "reason": "", "confirmed": ""}
    asked(upload, Job.Kind.WRITE_UPLOAD, said)
    kind, state, most = worked_alone()
    assert (kind, state) == ("write_upload", "done")
    assert ReadingVersion.objects.filter(state="submitted", by=bringing.people["petra"]).count() == ROWS
    assert most < MEGABYTES

    asked(upload, Job.Kind.UNDO_UPLOAD, {"upload": upload.pk})
    kind, state, most = worked_alone()
    assert (kind, state) == ("undo_upload", "done")
    assert not ReadingVersion.objects.filter(state="submitted", superseded_at=None).exists()
    assert most < MEGABYTES


def statements(client, rows: int) -> int:
    """How many statements the preview of so many rows takes."""
    lines = ["ref,period,value"] + [f"C1,{year}/{(year + 1) % 100:02d},640" for year in range(1900, 1900 + rows)]
    with CaptureQueriesContext(connection) as captured:
        upload = send(client, "\n".join(lines).encode())
    assert len(kinds(upload)) == rows
    return len(captured)


def test_a_preview_takes_the_same_statements_for_many_rows(alice):
    statements(alice, 5)
    assert statements(alice, 5) == statements(alice, 100)
    assert Upload.objects.count() == 3


def test_writing_takes_as_many_statements_for_a_thousand_rows_as_the_database_needs(alice, bringing):
    person, counts = bringing.person("alice"), []
    for first, rows in ((1900, 5), (1905, 5), (1910, 80)):
        lines = ["ref,period,value"] + [f"C1,{year}/{(year + 1) % 100:02d},640" for year in range(first, first + rows)]
        upload = send(alice, "\n".join(lines).encode())
        uploads.confirm(upload=upload, fingerprint=upload.fingerprint, by=person)
        said = {"upload": upload.pk, "submit": False, "reason": "", "confirmed": ""}
        job = asked(upload, Job.Kind.WRITE_UPLOAD, said)
        with CaptureQueriesContext(connection) as captured:
            assert run_now(job, timezone.now).state == "done"
        counts.append(len(captured))
    # SQLite takes a limited number of values in one INSERT.
    most = counts[1] if connection.vendor == "postgresql" else counts[1] + 4
    assert counts[2] <= most
