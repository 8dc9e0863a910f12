"""Bringing a period in: when it was opened and closed, the meetings it is for, and the days that do not count."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from simple_history.models import HistoricalRecords

from kpis.models.base import PeriodColumns, starts_before_it_ends
from kpis.models.councils import Committee, Council


class ClosingEvent(PeriodColumns):
    """A period of a council was opened, closed or reopened. The last event says how it stands; none is ever changed."""

    class Kind(models.TextChoices):
        OPENED = "opened", "Opened"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Reopened"

    council = models.ForeignKey(Council, models.PROTECT, related_name="closing_events")
    number = models.PositiveIntegerField()
    event = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["council", "-end", "number"]
        constraints = [
            models.UniqueConstraint(fields=("council", "kind", "start", "end", "number"), name="closing_event_number"),
            starts_before_it_ends("closing_event_starts_before_it_ends"),
            models.CheckConstraint(
                condition=~models.Q(event="reopened") | ~models.Q(reason=""), name="closing_reopened_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period} {self.event}"


class Meeting(models.Model):
    """A committee's meeting, before which its papers have to be out."""

    committee = models.ForeignKey(Committee, models.CASCADE, related_name="meetings")
    date = models.DateField()
    title = models.CharField(max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["committee", "date"]
        constraints = [models.UniqueConstraint(fields=("committee", "date"), name="meeting_once_a_day")]

    def __str__(self) -> str:
        return f"{self.committee}, {self.date:%d %B %Y}"


class BankHoliday(models.Model):
    """A bank holiday in England and Wales."""

    date = models.DateField(unique=True)
    name = models.CharField(max_length=100)

    history = HistoricalRecords()

    class Meta:
        ordering = ["date"]

    def __str__(self) -> str:
        return f"{self.date:%d %B %Y}: {self.name}"


class ClosureDay(models.Model):
    """A further day on which a council is closed."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="closure_days")
    date = models.DateField()
    why = models.CharField(max_length=200, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["council", "date"]
        constraints = [models.UniqueConstraint(fields=("council", "date"), name="closure_day_once")]

    def __str__(self) -> str:
        return f"{self.date:%d %B %Y}: {self.why or 'closed'}"
