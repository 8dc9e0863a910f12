"""E-mail through the outbox: queued with what it is about, sent at least once and by one worker at a time.

Leases go by the database's clock, as those of jobs do; when to try again, by the worker's own.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F, Q
from django.db.models.functions import Now

from kpis.models import Mail

LEASE = dt.timedelta(minutes=5)
"""How long a message is one worker's. Longer than the mail server may take over it (EMAIL_TIMEOUT a step)."""
MOST_ATTEMPTS = 20
LONGEST_WAIT = dt.timedelta(hours=6)
NOT_SET_UP = "No e-mail is set up."
"""Of messages that were queued without a mail server: they are kept, and never sent. A reminder weeks later, once
there is one, would remind of what has long been done."""


class Delivery(NamedTuple):
    """What came of handing one message to the mail server: the fault's name where it was not taken."""

    mail_id: int
    attempts: int
    fault: str

    @property
    def is_sent(self) -> bool:
        return not self.fault


def is_set_up() -> bool:
    """Whether there is a mail server."""
    return bool(settings.MAIL_IS_SET_UP)


def queue(*, to: str, subject: str, body: str, once: str, at: dt.datetime) -> bool:
    """Queue a message, unless one about the same is there already. Whether it was queued.

    One that was kept for want of a mail server is queued anew, once there is one.
    """
    mail, is_new = Mail.objects.get_or_create(
        once=once,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:200],
            "body": body,
            "message_id": f"<{uuid.uuid4()}@scrutiny>",
            "created_at": at,
            "send_after": at,
            "failure": "" if is_set_up() else NOT_SET_UP,
        },
    )
    if is_new or not is_set_up():
        return is_new
    return bool(Mail.objects.filter(pk=mail.pk, failure=NOT_SET_UP).update(failure="", send_after=at))


def send_next(*, worker: str, now: Callable[[], dt.datetime]) -> Delivery | None:
    """Send the oldest message that waits; None where none does. A failed one waits longer each time."""
    mail = claim(worker=worker, at=now()) if is_set_up() else None
    return None if mail is None else _send(mail, worker, now)


def claim(*, worker: str, at: dt.datetime) -> Mail | None:
    """Take the oldest waiting message for a while. Of two workers one gets it: the update counts who was first."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=Now())
    due = Mail.objects.filter(free, sent_at=None, send_after__lte=at, attempts__lt=MOST_ATTEMPTS)
    waiting = due.exclude(failure=NOT_SET_UP)
    for pk in waiting.order_by("id").values_list("pk", flat=True)[:10]:
        taken = waiting.filter(pk=pk).update(claimed_until=Now() + LEASE, claimed_by=worker, attempts=F("attempts") + 1)
        if taken:
            return Mail.objects.get(pk=pk)
    return None


def _send(mail: Mail, worker: str, now: Callable[[], dt.datetime]) -> Delivery:
    """Hand a message to the mail server. Its Message-ID never changes, so that a repeated one is known as such."""
    message = EmailMessage(mail.subject, mail.body, to=[mail.to], headers={"Message-ID": mail.message_id})
    try:
        message.send()
    except Exception as error:  # whatever the mail server says: the message is kept and tried again
        _put_back(mail, worker, error, now())
        return Delivery(mail.pk, mail.attempts, type(error).__name__)
    Mail.objects.filter(pk=mail.pk, sent_at=None).update(sent_at=now(), claimed_until=None, failure="")
    return Delivery(mail.pk, mail.attempts, "")


def _put_back(mail: Mail, worker: str, error: Exception, at: dt.datetime) -> None:
    """Leave a message for later, unless another worker has taken it meanwhile."""
    wait = min(dt.timedelta(minutes=2 ** min(mail.attempts, 10)), LONGEST_WAIT)
    Mail.objects.filter(pk=mail.pk, claimed_by=worker, sent_at=None).update(
        failure=f"{type(error).__name__}: {error}"[:2000], claimed_until=None, send_after=at + wait
    )
