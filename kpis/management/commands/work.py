"""manage.py work: sends what waits in the outbox and does the jobs that wait, until it is told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import uuid
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from kpis.work.outbox import is_set_up, send_next
from kpis.work.running import run_next

LOG = logging.getLogger("scrutiny.work")
PAUSE = 2


class Command(BaseCommand):
    help = "Send the mail and do the jobs that wait. Runs until SIGTERM or Ctrl-C; several may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what waits now, then stop")
        parser.add_argument("--pause", type=float, default=PAUSE, help=f"seconds between two looks (default {PAUSE})")

    def handle(self, *args: Any, once: bool, pause: float, **options: Any) -> None:
        stop, worker = threading.Event(), f"{socket.gethostname()[:20]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        if once:
            work_all(worker, stop)
            return
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        LOG.info("work started worker=%s%s", worker, "" if is_set_up() else " (no e-mail is set up: none is sent)")
        while not stop.is_set():
            _work_all_or_wait(worker, stop)
            stop.wait(pause)
        LOG.info("work stopped worker=%s", worker)


def work_all(worker: str, stop: threading.Event) -> None:
    """Mail first, for it is quick; then jobs, looking for new mail between two of them."""
    send_all(worker, stop)
    while not stop.is_set() and (job := run_next(worker=worker, now=timezone.now)):
        LOG.info("job=%d %s %s attempts=%d", job.pk, job.kind, job.state, job.attempts)
        send_all(worker, stop)


def send_all(worker: str, stop: threading.Event) -> None:
    """Send what waits, a line of the log for each; a message that has begun is finished before it stops."""
    while not stop.is_set() and (delivery := send_next(worker=worker, now=timezone.now)):
        fault = f" fault={delivery.fault}" if delivery.fault else ""
        word = "sent" if delivery.is_sent else "failed"
        LOG.info("mail=%d %s attempts=%d%s", delivery.mail_id, word, delivery.attempts, fault)


def _work_all_or_wait(worker: str, stop: threading.Event) -> None:
    """A database that is away, or not set up yet, is tried again after the pause."""
    try:
        close_old_connections()
        work_all(worker, stop)
    except DatabaseError as error:
        LOG.info("work waits for the database: %s", type(error).__name__)
        connection.close()
