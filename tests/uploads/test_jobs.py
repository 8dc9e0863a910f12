"""Work on an upload that fails: it says why, and can be run again or left alone."""

import pytest
from django.utils import timezone

from kpis.domain.period_text import parse_period
from kpis.models import ClosingEvent, Council, Job, Membership, Ownership, ReadingVersion, Upload
from kpis.work import jobs
from kpis.work.running import run_next, run_now
from tests.entry.conftest import NOW
from tests.stored import columns_of
from tests.uploads.files import ADDRESS, csv_of, do, kinds, send, told

Q4 = "2018/19 Q4"
TWO = csv_of(f"C1,{Q4},640,,,,,", f"P1,{Q4},,88,100,,,")


def page_of(client, upload) -> str:
    return client.get(f"{ADDRESS}{upload.pk}/").content.decode()


def waiting(upload: Upload, kind: str) -> Job:
    return jobs.ask(
        council_id=upload.council_id, kind=Job.Kind(kind), arguments={"upload": upload.pk}, by_id=upload.by_id,
        at=timezone.now(),
    )  # fmt: skip


def test_work_that_failed_is_run_again_from_the_page(alice):
    upload = send(alice, TWO)
    Upload.objects.update(state="reading", found={})
    job = waiting(upload, "read_upload")
    Job.objects.filter(pk=job.pk).update(state="failed", failure="The disk was full.", finished_at=timezone.now())
    assert "The disk was full." in page_of(alice, upload) and "Run it again" in page_of(alice, upload)
    do(alice, upload, "retry")
    assert upload.state == "ready" and kinds(upload) == [(2, "new"), (3, "new")]
    assert do(alice, upload, "retry").status_code == 409


def test_work_that_was_done_is_not_done_twice(alice):
    upload = send(alice, TWO)
    do(alice, upload, "confirm", how="draft")
    for kind in ("read_upload", "write_upload"):
        again = waiting(upload, kind)
        Job.objects.filter(pk=again.pk).update(
            arguments={"upload": upload.pk, "submit": False, "reason": "", "confirmed": ""}
        )
        assert run_now(again, timezone.now).state == "done"
    upload.refresh_from_db()
    assert upload.state == "done" and ReadingVersion.objects.filter(state="draft").count() == 2


def lost(job: Job, **columns: object) -> Job:
    """A job whose worker has died as often as any may; its lease is over."""
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=jobs.MOST_ATTEMPTS, claimed_until=timezone.now(), claimed_by="a", finished_at=None,
        result={}, **columns,
    )  # fmt: skip
    return run_next(worker="another", now=timezone.now)


def test_a_worker_that_died_after_its_work_was_done_has_done_it(alice):
    upload = send(alice, TWO)
    read = lost(Job.objects.get(kind="read_upload"))
    assert (read.state, read.result["counts"]["new"]) == ("done", 2)
    do(alice, upload, "confirm", how="draft")
    written = lost(Job.objects.get(kind="write_upload"))
    assert (written.state, written.result) == ("done", {"written": 2})
    do(alice, upload, "undo")
    undone = lost(Job.objects.get(kind="undo_upload"))
    assert (undone.state, undone.result) == ("done", {"undone": 2})
    assert upload.state == "undone" and ReadingVersion.objects.filter(state="draft", superseded_at=None).count() == 0


@pytest.mark.parametrize(("kind", "state"), [("read_upload", "reading"), ("write_upload", "writing")])
def test_a_worker_that_died_before_is_given_up(alice, kind, state):
    upload = send(alice, TWO)
    Upload.objects.update(state=state)
    job = lost(waiting(upload, kind))
    assert job.state == "failed" and "begun 3 times" in job.failure
    upload.refresh_from_db()
    assert upload.state == state and "Run it again" in page_of(alice, upload)


def test_an_import_that_was_held_back_is_no_lost_one(alice):
    upload = send(alice, TWO)
    Upload.objects.update(state="ready", failure="Nothing was written.")
    assert lost(waiting(upload, "write_upload")).result == {"refused": "Nothing was written."}


def test_an_upload_that_waits_can_be_left_alone(alice):
    upload = send(alice, TWO)
    Upload.objects.update(state="writing")
    job = waiting(upload, "write_upload")
    do(alice, upload, "leave")
    assert run_now(job, timezone.now).state == "done"
    assert not ReadingVersion.objects.filter(state="draft").exists()


@pytest.mark.parametrize("lost", ["ownership", "role"])
def test_rights_are_asked_again_when_it_is_written(bringing, alice, lost):
    upload = send(alice, TWO)
    Upload.objects.update(state="writing")
    job = waiting(upload, "write_upload")
    said = {"upload": upload.pk, "submit": False, "reason": "", "confirmed": ""}
    Job.objects.filter(pk=job.pk).update(arguments=said)
    (Ownership if lost == "ownership" else Membership).objects.filter(user=bringing.people["alice"]).delete()
    run_now(job, timezone.now)
    upload.refresh_from_db()
    assert upload.state == "ready" and "Nothing was written" in upload.failure
    assert not ReadingVersion.objects.filter(state="draft").exists()


def test_a_period_that_was_closed_meanwhile(bringing, alice):
    upload = send(alice, TWO)
    ClosingEvent.objects.create(
        council=bringing.council, number=1, event="closed", at=NOW, by=bringing.people["petra"],
        **columns_of(parse_period(Q4)),
    )  # fmt: skip
    do(alice, upload, "confirm", how="draft")
    assert upload.state == "ready" and "readings row 2, readings row 3" in upload.failure
    do(alice, upload, "again")
    assert upload.state == "refused" and "is closed: the performance team can reopen it" in told(upload)[0]


def test_what_the_form_does_not_know_is_unclear(alice):
    upload = send(alice, TWO)
    assert do(alice, upload, "nonsense").status_code == 400
    assert Council.objects.count() == 1


def test_two_hundred_rows_a_page_and_filters(alice):
    rows = [
        f"C1,{year}/{(year + 1) % 100:02d} Q{number},640,,,,," for year in range(1950, 2013) for number in (1, 2, 3, 4)
    ]
    upload = send(alice, csv_of(*rows, "C1,2018/19 Q3,655,,,,,", f"P1,{Q4},7,,,,,"))
    first, second = (alice.get(f"{ADDRESS}{upload.pk}/?page={number}").content.decode() for number in (1, 2))
    assert (first.count("<tr role"), second.count("<tr role")) == (201, 55)
    same = alice.get(f"{ADDRESS}{upload.pk}/?show=unchanged").content.decode()
    assert same.count("<tr role") == 2 and "As it is stored" in same
    doubtful = alice.get(f"{ADDRESS}{upload.pk}/?show=warning").content.decode()
    assert doubtful.count("<tr role") == 2 and "Please check:" in doubtful
