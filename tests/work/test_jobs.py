"""Jobs: one worker gets each, a lost worker's is taken up again, and what fails says why."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from kpis.models import Council, Job
from kpis.refusals import Refused
from kpis.rooms import bring
from kpis.work import jobs
from kpis.work.jobs import MOST_ATTEMPTS, LostJob, again, ask, claim, fail, finish, progress
from kpis.work.progress import HANDLERS, QUESTIONS, JobFailed
from kpis.work.running import run_next, run_now
from tests.stored import make_council, moment

AT = moment("2019-06-18")
KIND = Job.Kind.MAKE_DOCUMENTS


def asked(council: Council | None = None, **arguments: Any) -> Job:
    council = council or make_council()
    return ask(council_id=council.pk, kind=KIND, arguments=arguments, by_id=None, at=AT)


def asked_and_claimed() -> Job:
    asked()
    job = claim(worker="a")
    assert job is not None
    return job


def left(job: Job, minutes: int) -> None:
    """So much is left of a lease, by the database's clock."""
    Job.objects.filter(pk=job.pk).update(claimed_until=Now() + dt.timedelta(minutes=minutes))


def now() -> dt.datetime:
    return AT


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Lets a test say what the work is."""
    bring("jobs")
    return lambda handler: monkeypatch.setitem(HANDLERS, KIND, handler)


@pytest.mark.django_db
class TestClaims:
    def test_the_oldest_that_waits_is_claimed_once(self):
        first = asked()
        second = asked(first.council)
        assert [claim(worker="a"), claim(worker="b")] == [first, second]
        assert claim(worker="c") is None

    def test_one_job_can_be_named(self):
        first = asked()
        second = asked(first.council)
        assert claim(worker="a", job_id=second.pk) == second
        assert claim(worker="b", job_id=second.pk) is None

    def test_a_lost_workers_job_is_taken_up_when_its_lease_is_over(self):
        job = asked()
        lost = claim(worker="a")
        assert claim(worker="b") is None
        left(job, 1)
        assert claim(worker="b") is None
        left(job, 0)
        taken = claim(worker="b")
        assert taken == job and taken.attempts == 2
        for act in (
            lambda: progress(job=lost, done=1, of=2, step=""),
            lambda: finish(job=lost, result={}, at=AT),
            lambda: fail(job=lost, why="late", at=AT),
        ):
            with pytest.raises(LostJob):
                act()
        finish(job=taken, result={"made": 1}, at=AT)
        job.refresh_from_db()
        assert (job.state, job.result) == ("done", {"made": 1})

    def test_progress_keeps_the_job(self):
        asked()
        job = claim(worker="a")
        left(job, 0)
        progress(job=job, done=3, of=5, step="Making the PDF")
        assert claim(worker="b") is None
        job.refresh_from_db()
        assert (job.done_steps, job.all_steps, job.step) == (3, 5, "Making the PDF")

    @pytest.mark.parametrize("days", [-400, 400])
    def test_a_worker_whose_clock_is_wrong_takes_no_work_away(self, days):
        job = asked()
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            taken = claim(worker="a")
            progress(job=taken, done=1, of=2, step="")
        assert claim(worker="b") is None
        with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
            assert claim(worker="b") is None
            left(job, 0)
            assert claim(worker="b") == job

    def test_councils_are_taken_in_turn(self):
        many, few, other = (make_council(slug) for slug in ("northshire", "southshire", "eastshire"))
        of_many = [asked(many) for _ in range(3)]
        of_few, of_other = [asked(few) for _ in range(2)], [asked(other)]
        taken = []
        for minute in range(6):
            at = AT + dt.timedelta(minutes=minute)
            taken.append(claim(worker="a"))
            finish(job=taken[-1], result={}, at=at)
        assert taken == [of_many[0], of_few[0], of_other[0], of_many[1], of_few[1], of_many[2]]

    def test_workers_side_by_side_take_different_councils(self):
        many, few = make_council("northshire"), make_council("southshire")
        of_many = [asked(many) for _ in range(3)]
        of_few = asked(few)
        finish(job=claim(worker="a", job_id=of_few.pk), result={}, at=AT)
        late = asked(few)
        assert [claim(worker=name) for name in "abcd"] == [of_many[0], late, *of_many[1:]]
        assert claim(worker="e") is None

    def test_one_that_another_worker_took_first_is_no_end(self, monkeypatch):
        first = asked()
        second = asked(first.council)
        monkeypatch.setattr(jobs, "_in_turn", lambda *_: [first.pk, second.pk])
        claim(worker="a")
        assert claim(worker="b") == second


def worn_out() -> Job:
    """A job whose worker has died as often as any may."""
    job = asked()
    for _ in range(MOST_ATTEMPTS):
        assert claim(worker="a") == job
        left(job, 0)
    return job


@pytest.mark.django_db
class TestWornOut:
    def test_what_never_comes_to_an_end_is_given_up(self, work):
        begun = []
        work(lambda *_: begun.append(1) or {})
        job = worn_out()
        assert run_next(worker="b", now=now) == job
        job.refresh_from_db()
        assert job.state == "failed" and "begun 3 times" in job.failure
        assert not begun and run_next(worker="b", now=now) is None

    def test_it_is_asked_first_whether_its_work_is_done(self, work, monkeypatch):
        work(lambda *_: pytest.fail("it was begun again"))
        monkeypatch.setitem(QUESTIONS, KIND, lambda job: {"made": job.pk})
        job = worn_out()
        assert run_next(worker="b", now=now).result == {"made": job.pk}
        assert Job.objects.get().state == "done"

    def test_so_is_one_that_was_begun_once(self, work, monkeypatch):
        work(lambda *_: pytest.fail("it was begun again"))
        monkeypatch.setitem(QUESTIONS, KIND, lambda job: {})
        left(asked_and_claimed(), 0)
        assert run_next(worker="b", now=now).state == "done"


@pytest.mark.django_db
class TestRunning:
    def test_the_work_is_done_and_its_result_kept(self, work):
        def handler(job, told, clock):
            told(1, 2, "Half way")
            return {"of": job.arguments["number"], "at": clock().isoformat()}

        work(handler)
        asked(number=7)
        job = run_next(worker="a", now=now)
        assert (job.state, job.result) == ("done", {"of": 7, "at": AT.isoformat()})
        assert (job.done_steps, job.step, job.finished_at) == (1, "Half way", AT)
        assert run_next(worker="a", now=now) is None

    @pytest.mark.parametrize(
        ("error", "why"),
        [
            (JobFailed("The file holds no table."), "The file holds no table."),
            (Refused("It is closed."), "It is closed."),
            (ZeroDivisionError("secret detail"), "Something went wrong that is not your doing (ZeroDivisionError)"),
        ],
    )
    def test_a_failed_one_says_why_and_can_be_run_again(self, work, error, why, caplog):
        def handler(*_):
            raise error

        work(handler)
        asked(number=7)
        job = run_next(worker="a", now=now)
        assert job.state == "failed" and job.failure.startswith(why)
        assert "secret detail" not in job.failure
        work(lambda *_: {})
        repeated = again(job=job, by_id=None, at=AT)
        assert repeated.arguments == {"number": 7}
        assert run_now(repeated, now).state == "done"

    def test_only_what_failed_is_run_again(self, work):
        work(lambda *_: {})
        with pytest.raises(Refused, match="Only work that failed"):
            again(job=run_now(asked(), now), by_id=None, at=AT)

    def test_what_a_worker_has_is_not_done_at_once(self, work):
        done = []
        work(lambda *_: done.append(1) or {})
        job = asked()
        claim(worker="a")
        assert run_now(job, now).state == "running"
        assert not done


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_does_each_job(work):
    done: list[int] = []
    work(lambda job, *_: done.append(job.pk) or {})
    council = make_council()
    wanted = [asked(council).pk for _ in range(12)]

    def worker(name: str) -> None:
        try:
            while run_next(worker=name, now=now) is not None:
                pass
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=(str(each),)) for each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(done) == wanted


def test_every_kind_of_job_has_its_work():
    bring("jobs")
    assert set(HANDLERS) == set(QUESTIONS) == set(Job.Kind.values)
    assert jobs.MOST_ATTEMPTS > 1
