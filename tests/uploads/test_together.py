"""Two who bring in the same at the same moment, or one while somebody sets the same: one does, the other is told."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from kpis.domain.words import Target
from kpis.measures.actions import set_target
from kpis.models import Job, ReadingVersion, Upload
from kpis.models import Target as TargetRow
from kpis.refusals import Refused
from kpis.uploads import actions as uploads
from kpis.work.running import run_now
from tests.at_once import meanwhile
from tests.entry.conftest import Bringing, make_bringing
from tests.uploads.test_killed import MEASURES, ROWS, agreed, asked


@pytest.mark.django_db(transaction=True)
def test_two_imports_do_not_interleave():
    bringing = make_bringing()
    for number in range(MEASURES):
        bringing.add_measure(f"K{number}")
    pairs = [agreed(bringing, value) for value in (1001, 1002)]
    barrier = Barrier(2)

    def work(job) -> None:
        barrier.wait(30)
        try:
            run_now(job, timezone.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [job for _, job in pairs]))
    for upload, _ in pairs:
        upload.refresh_from_db()
    assert sorted(upload.state for upload, _ in pairs) == ["done", "ready"]
    told = next(upload for upload, _ in pairs if upload.state == "ready")
    assert told.failure.startswith("Nothing was written")
    values = set(ReadingVersion.objects.filter(superseded_at=None, state="draft").values_list("value", flat=True))
    assert len(values) == 1 and ReadingVersion.objects.filter(state="draft").count() == ROWS


# What is set


def target_file(bringing: Bringing, period: str, value: int) -> tuple[Upload, Job]:
    """A file with a target of C1, read and agreed to."""
    person, at = bringing.person("petra", timezone.localdate()), timezone.now()
    content = f"ref,period,target,reason\nC1,{period},{value},Agreed\n".encode()
    upload = uploads.take_in(council=bringing.council, name="targets.csv", content=content, by=person, at=at)
    said = {"upload": upload.pk, "submit": False, "reason": "", "confirmed": ""}
    run_now(asked(upload, Job.Kind.READ_UPLOAD, said), timezone.now)
    upload.refresh_from_db()
    uploads.confirm(upload=upload, fingerprint=upload.fingerprint, by=person)
    return upload, asked(upload, Job.Kind.WRITE_UPLOAD, said)


def targets(bringing: Bringing, period: str) -> list[Any]:
    end = bringing.place("C1", period).period.end
    rows = TargetRow.objects.filter(measure__ref="C1", end=end, kind="quarter")
    return [each.value for each in rows.order_by("number")]


def set_to(bringing: Bringing, period: str, value: int) -> TargetRow:
    stated = Target(value=Decimal(value), period=bringing.place("C1", period).period)
    return set_target(measure=bringing.measures["C1"], target=stated, by=None, reason="So", at=timezone.now())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("period", ["2018/19 Q4", "2019/20 Q1"], ids=["changed", "set for the first time"])
def test_a_target_that_is_set_meanwhile_is_not_gone_over(period):
    bringing = make_bringing()
    before = targets(bringing, period)
    upload, job = target_file(bringing, period, 600)
    meanwhile(lambda: set_to(bringing, period, 610), lambda: run_now(job, timezone.now))
    upload.refresh_from_db()
    assert (upload.state, targets(bringing, period)) == ("ready", [*before, 610])
    assert upload.failure.startswith("Nothing was written")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("period", ["2018/19 Q4", "2019/20 Q1"], ids=["changed", "set for the first time"])
def test_of_two_files_that_set_a_target_one_is_written(period):
    bringing = make_bringing()
    before = targets(bringing, period)
    (_, one), (_, other) = (target_file(bringing, period, value) for value in (600, 610))
    meanwhile(lambda: run_now(one, timezone.now), lambda: run_now(other, timezone.now))
    states = Upload.objects.order_by("pk").values_list("state", flat=True)
    assert (list(states), targets(bringing, period)) == (["done", "ready"], [*before, 600])


@pytest.mark.django_db(transaction=True)
def test_a_target_that_is_changed_meanwhile_is_not_undone():
    bringing = make_bringing()
    upload, job = target_file(bringing, "2018/19 Q4", 600)
    run_now(job, timezone.now)
    person = bringing.person("petra", timezone.localdate())
    upload.refresh_from_db()
    told = meanwhile(
        lambda: set_to(bringing, "2018/19 Q4", 610),
        lambda: uploads.undo(upload=upload, by=person, at=timezone.now() + dt.timedelta(minutes=1)),
    )
    assert isinstance(told, Refused) and "can no longer be undone" in str(told)
    assert targets(bringing, "2018/19 Q4") == [660, 600, 610]


@pytest.mark.django_db(transaction=True)
def test_a_preview_is_agreed_to_as_it_was_seen():
    bringing = make_bringing()
    person = bringing.person("petra", timezone.localdate())
    upload = uploads.take_in(council=bringing.council, name="a.csv", content=b"x", by=person, at=timezone.now())
    Upload.objects.update(state="ready", fingerprint="seen")
    upload.refresh_from_db()
    Upload.objects.update(fingerprint="read again")
    with pytest.raises(Refused, match="changed meanwhile"):
        uploads.confirm(upload=upload, fingerprint="seen", by=person)
    assert Upload.objects.get().state == "ready"
