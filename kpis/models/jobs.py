"""Work that takes longer than a page may: claimed by one worker at a time, with its progress and what came of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from kpis.models.councils import Council


class Job(models.Model):
    """One piece of work. A failed one says why and can be run again; none is deleted."""

    class Kind(models.TextChoices):
        READ_UPLOAD = "read_upload", "Read a spreadsheet"
        WRITE_UPLOAD = "write_upload", "Bring a spreadsheet in"
        UNDO_UPLOAD = "undo_upload", "Undo an import"
        MAKE_DOCUMENTS = "make_documents", "Make the documents of a draft"
        PUBLISH = "publish", "Publish a report"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"

    council = models.ForeignKey(Council, models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=Kind)
    arguments = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    claimed_until = models.DateTimeField(null=True, blank=True)
    claimed_by = models.CharField(max_length=60, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done_steps = models.PositiveIntegerField(default=0)
    all_steps = models.PositiveIntegerField(default=0)
    step = models.CharField(max_length=200, blank=True)
    failure = models.TextField(blank=True, help_text="Why it failed, for the person who asked for it.")
    result = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["id"], condition=models.Q(finished_at=None), name="job_unfinished")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("done", "failed"), finished_at__isnull=False)
                | models.Q(state__in=("waiting", "running"), finished_at=None),
                name="job_finished_where_it_ended",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_state_display().lower()}"
