"""E-mail that is never lost and never sent by two: claims, retries, and `manage.py work` as processes of its own."""

import datetime as dt
import os
import re
import signal
import smtplib
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from email import message_from_string
from pathlib import Path

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Now
from django.utils import timezone

from kpis.models import Mail
from kpis.work.outbox import LEASE, LONGEST_WAIT, MOST_ATTEMPTS, claim, queue, send_next
from tests.stored import moment
from tests.test_server import database_url

AT = moment("2019-04-15")
ROOT = Path(settings.BASE_DIR)


def queued(number: int = 1, **given: str) -> Mail:
    columns = {"to": "alice@northshire.example", "subject": f"Reminder {number}", "body": "You owe a figure."} | given
    assert queue(once=f"about {number}", at=AT, **columns)
    return Mail.objects.latest("pk")


def clock(*minutes: int) -> Callable[[], dt.datetime]:
    """A clock that reads these minutes after noon, then stands still."""
    readings = [AT + dt.timedelta(minutes=each) for each in minutes]
    return lambda: readings.pop(0) if len(readings) > 1 else readings[0]


def left(minutes: int) -> None:
    """So much is left of every lease, by the database's clock."""
    Mail.objects.update(claimed_until=Now() + dt.timedelta(minutes=minutes))


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_args: object, **_kwargs: object) -> None:
        raise smtplib.SMTPServerDisconnected("the line went dead")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fault)


@pytest.mark.django_db
class TestOneWorker:
    def test_a_message_is_sent_once_with_its_own_id(self):
        waiting = queued()
        delivery = send_next(worker="a", now=clock(0))
        assert delivery.is_sent and delivery.mail_id == waiting.pk
        assert send_next(worker="a", now=clock(600)) is None
        (sent,) = mail.outbox
        assert (sent.to, sent.subject, sent.body) == ([waiting.to], waiting.subject, waiting.body)
        assert sent.message()["Message-ID"] == waiting.message_id
        waiting.refresh_from_db()
        assert (waiting.sent_at, waiting.attempts, waiting.claimed_until) == (AT, 1, None)

    def test_about_the_same_no_second_one_is_queued(self):
        queued()
        assert not queue(to="b@northshire.example", subject="again", body="again", once="about 1", at=AT)
        assert Mail.objects.count() == 1

    def test_a_line_end_in_a_subject_becomes_a_space(self):
        assert queued(subject="Quarter\r\nBcc: everybody@northshire.example").subject.startswith("Quarter Bcc:")
        assert send_next(worker="a", now=clock(0)).is_sent
        assert mail.outbox[0].recipients() == ["alice@northshire.example"]

    def test_a_failed_one_waits_longer_each_time_and_keeps_its_id(self, monkeypatch):
        waiting, waits = queued(), []
        with monkeypatch.context() as patch:
            refuse(patch)
            for _ in range(12):
                before = Mail.objects.get().send_after
                delivery = send_next(worker="a", now=lambda at=before: at)
                assert delivery.fault == "SMTPServerDisconnected"
                assert send_next(worker="a", now=lambda at=before: at) is None
                waits.append(Mail.objects.get().send_after - before)
        assert waits[0] == dt.timedelta(minutes=2) and waits[:8] == sorted(set(waits[:8])) and waits[-1] == LONGEST_WAIT
        row = Mail.objects.get()
        assert row.failure == "SMTPServerDisconnected: the line went dead" and row.message_id == waiting.message_id
        assert send_next(worker="a", now=lambda: row.send_after).is_sent
        assert Mail.objects.get().failure == ""

    def test_it_is_tried_over_a_weekend_and_never_deleted(self, monkeypatch):
        queued()
        refuse(monkeypatch)
        attempts = 0
        while send_next(worker="a", now=lambda: Mail.objects.get().send_after):
            attempts += 1
        row = Mail.objects.get()
        assert attempts == MOST_ATTEMPTS and row.sent_at is None and row.failure
        assert row.send_after - AT > dt.timedelta(days=2, hours=12)

    def test_a_failed_one_does_not_hold_up_the_next(self, monkeypatch):
        first, second = queued(1), queued(2)
        with monkeypatch.context() as patch:
            refuse(patch)
            send_next(worker="a", now=clock(0))
        assert send_next(worker="a", now=clock(0)).mail_id == second.pk
        assert Mail.objects.get(pk=first.pk).sent_at is None

    def test_a_claim_holds_for_its_lease_and_then_another_takes_over(self):
        waiting = queued()
        assert claim(worker="a", at=AT).pk == waiting.pk
        assert claim(worker="b", at=AT) is None
        left(1)
        assert claim(worker="b", at=AT) is None
        left(-1)
        assert claim(worker="b", at=AT).claimed_by == "b"

    @pytest.mark.parametrize("days", [-400, 400])
    def test_a_worker_whose_clock_is_wrong_takes_no_message_away(self, days):
        wrong = timezone.now() + dt.timedelta(days=days)
        queued()
        Mail.objects.update(send_after=wrong - dt.timedelta(days=1))
        assert claim(worker="a", at=wrong).claimed_by == "a"
        assert claim(worker="b", at=timezone.now()) is None
        assert claim(worker="b", at=wrong) is None

    def test_what_the_first_worker_sent_late_is_not_sent_again(self, monkeypatch):
        """The first worker's lease has ended while the mail server was slow: its success still counts."""
        queued()
        times = iter([AT, AT + LEASE + dt.timedelta(minutes=1)])
        assert send_next(worker="slow", now=lambda: next(times)).is_sent
        assert send_next(worker="b", now=clock(60)) is None and len(mail.outbox) == 1

    def test_the_mail_server_may_take_less_than_the_lease(self):
        assert LEASE.total_seconds() > settings.EMAIL_TIMEOUT * 10

    def test_work_once_logs_a_line_each_without_addresses(self, caplog):
        queued(1), queued(2)
        with caplog.at_level("INFO", "scrutiny.work"):
            call_command("work", once=True)
        lines = [record.getMessage() for record in caplog.records if record.name == "scrutiny.work"]
        assert len(lines) == 2 and all(re.fullmatch(r"mail=\d+ sent attempts=1", line) for line in lines)
        assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_two_threads_never_take_the_same_message():
    for number in range(20):
        queued(number)
    taken: list[int] = []
    start = threading.Barrier(4)

    def take(name: str) -> None:
        start.wait()
        while found := claim(worker=name, at=AT):
            taken.append(found.pk)
        connection.close()

    threads = [threading.Thread(target=take, args=(f"worker {name}",)) for name in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(taken) == sorted(Mail.objects.values_list("pk", flat=True))
    assert set(Mail.objects.values_list("attempts", flat=True)) == {1}


def start_worker(folder: Path, *options: str) -> subprocess.Popen[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONUNBUFFERED": "1",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "ALLOWED_HOSTS": "scrutiny.example",
        "DATABASE_URL": database_url(),
        "EMAIL_URL": f"filemail:///{folder}",
    }
    command = [sys.executable, "manage.py", "work", *options]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def messages_in(folder: Path) -> list[str]:
    """The Message-IDs of everything that was sent into a folder."""
    texts = [part for file in folder.iterdir() for part in re.split(r"\n-{79}\n", file.read_text())]
    return [message_from_string(text.lstrip())["Message-ID"] for text in texts if text.strip()]


@pytest.mark.django_db(transaction=True)
def test_two_processes_send_everything_once_and_stop_when_told(tmp_path):
    workers = [start_worker(tmp_path, "--pause", "0.2") for _ in range(2)]
    try:
        assert all(each.stdout.readline().startswith("work started") for each in workers)
        for number in range(30):
            queued(number)
        until = time.monotonic() + 60
        while Mail.objects.filter(sent_at=None).exists() and time.monotonic() < until:
            time.sleep(0.1)
        for each in workers:
            each.send_signal(signal.SIGTERM)
        ended = [each.communicate(timeout=20) for each in workers]
    finally:
        for each in workers:
            each.kill()
    assert [each.returncode for each in workers] == [0, 0], ended
    assert sorted(messages_in(tmp_path)) == sorted(Mail.objects.values_list("message_id", flat=True))
    lines = [line for out, _ in ended for line in out.splitlines()]
    assert sum(" sent " in line for line in lines) == 30
    assert sum(line.startswith("work stopped") for line in lines) == 2
    assert "alice@" not in "".join(lines) and not any(fault for _, fault in ended)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_its_claim_loses_nothing():
    waiting = queued()
    claim(worker="killed", at=AT)
    assert send_next(worker="next", now=clock(1)) is None
    left(-1)
    assert send_next(worker="next", now=clock(1)).is_sent
    assert mail.outbox[0].message()["Message-ID"] == waiting.message_id
