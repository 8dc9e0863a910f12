"""E-mail through the outbox: queued with what it is about, sent at least once and by one worker at a time."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import F, Q

from kpis.models import Mail

LEASE = dt.timedelta(minutes=5)
MOST_ATTEMPTS = 8


def queue(*, to: str, subject: str, body: str, once: str, at: dt.datetime) -> bool:
    """Queue a message, unless one about the same is there already. Whether it was queued."""
    _, is_new = Mail.objects.get_or_create(
        once=once,
        defaults={
            "to": to,
            "subject": subject,
            "body": body,
            "message_id": f"<{uuid.uuid4()}@scrutiny>",
            "created_at": at,
            "send_after": at,
        },
    )
    return is_new


def send_waiting(*, worker: str, now: Callable[[], dt.datetime], most: int = 50) -> int:
    """Send what waits, one message at a time; how many were sent. A failed one waits longer each time."""
    sent = 0
    for _ in range(most):
        mail = claim(worker=worker, at=now())
        if mail is None:
            break
        sent += _send(mail, worker, now())
    return sent


def claim(*, worker: str, at: dt.datetime) -> Mail | None:
    """Take the oldest waiting message for a while. Of two workers one gets it: the update counts who was first."""
    free = Q(claimed_until=None) | Q(claimed_until__lte=at)
    waiting = Mail.objects.filter(free, sent_at=None, send_after__lte=at, attempts__lt=MOST_ATTEMPTS)
    for pk in waiting.order_by("id").values_list("pk", flat=True)[:10]:
        with transaction.atomic():
            taken = Mail.objects.filter(free, pk=pk, sent_at=None).update(
                claimed_until=at + LEASE, claimed_by=worker, attempts=F("attempts") + 1
            )
        if taken:
            return Mail.objects.get(pk=pk)
    return None


def _send(mail: Mail, worker: str, at: dt.datetime) -> bool:
    """Hand a message to the mail server. Its Message-ID never changes, so that a repeated one is known as such."""
    message = EmailMessage(mail.subject, mail.body, to=[mail.to], headers={"Message-ID": mail.message_id})
    mine = Mail.objects.filter(pk=mail.pk, claimed_by=worker, sent_at=None)
    try:
        message.send()
    except Exception as error:  # whatever the mail server says: the message is kept and tried again
        wait = dt.timedelta(minutes=2**mail.attempts)
        mine.update(failure=f"{type(error).__name__}: {error}"[:2000], claimed_until=None, send_after=at + wait)
        return False
    mine.update(sent_at=at, claimed_until=None, failure="")
    return True
