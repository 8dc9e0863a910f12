"""E-mail that waits to be sent. A row is claimed for a while by one worker, so that no two send it."""

from __future__ import annotations

from django.db import models


class Mail(models.Model):
    """One message. It is tried until it is sent or has failed too often; it is never deleted unsent."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    message_id = models.CharField(max_length=100, unique=True, help_text="Stable, so that a repeated message is known.")
    once = models.CharField(
        max_length=200, unique=True, help_text="What it is about: no second one is queued for the same."
    )
    created_at = models.DateTimeField()
    send_after = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["send_after"], condition=models.Q(sent_at=None), name="mail_waiting")]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"
