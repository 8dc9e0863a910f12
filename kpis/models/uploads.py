"""Spreadsheets that people upload: what they hold, row by row, what was written, and how it can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from kpis.models.councils import Council
from kpis.models.readings import ReadingVersion
from kpis.models.targets import Baseline, Comparator, Target


class Upload(models.Model):
    """One uploaded file, from its preview to what came of it. ``state`` changes by conditional updates alone."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        READY = "ready", "Ready to bring in"
        REFUSED = "refused", "Refused"
        WRITING = "writing", "Being brought in"
        DONE = "done", "Brought in"
        UNDONE = "undone", "Undone"
        LEFT = "left", "Left alone"

    council = models.ForeignKey(Council, models.CASCADE, related_name="uploads")
    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    accept_fractions = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.READING)
    found = models.JSONField(default=dict, help_text="Every row as it was read: new, changed, unchanged, refused.")
    fingerprint = models.CharField(max_length=64, blank=True, help_text="Of what stood when the preview was made.")
    written_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["council", "by", "-id"], name="upload_of_person")]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_state_display().lower()}"


class Written(models.Model):
    """A version that an upload wrote, so that the upload can be undone as one step."""

    upload = models.ForeignKey(Upload, models.CASCADE, related_name="written")
    reading = models.ForeignKey(ReadingVersion, models.CASCADE, null=True, blank=True, related_name="+")
    target = models.ForeignKey(Target, models.CASCADE, null=True, blank=True, related_name="+")
    baseline = models.ForeignKey(Baseline, models.CASCADE, null=True, blank=True, related_name="+")
    comparator = models.ForeignKey(Comparator, models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reading__isnull=False, target=None, baseline=None, comparator=None)
                | Q(reading=None, target__isnull=False, baseline=None, comparator=None)
                | Q(reading=None, target=None, baseline__isnull=False, comparator=None)
                | Q(reading=None, target=None, baseline=None, comparator__isnull=False),
                name="written_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"written by upload {self.upload_id}"
