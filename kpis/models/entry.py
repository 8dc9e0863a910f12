"""Who brings a figure in, what is promised where it is red, and judgements that were overridden."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from kpis.models.base import Version, superseded_after_recorded
from kpis.models.measures import Measure
from kpis.models.readings import Judgement, Reading, ReadingVersion


class OwnershipQuerySet(models.QuerySet["Ownership"]):
    def on(self, day: dt.date) -> OwnershipQuerySet:
        """Those that hold on a day."""
        return self.filter(Q(from_date=None) | Q(from_date__lte=day), Q(until=None) | Q(until__gte=day))


class Ownership(models.Model):
    """An officer who enters a measure's figures, or (deputy) stands in for one, from a day until a day."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="owners")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ownerships")
    is_deputy = models.BooleanField("deputy", default=False)
    from_date = models.DateField("from", null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text="The last day it holds.")

    history = HistoricalRecords()
    objects = OwnershipQuerySet.as_manager()

    class Meta:
        ordering = ["measure", "is_deputy", "user"]
        constraints = [
            models.UniqueConstraint(fields=("measure", "user", "from_date"), name="ownership_once"),
            models.UniqueConstraint(
                fields=("measure", "user"), condition=Q(from_date=None), name="ownership_always_once"
            ),
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(until=None) | Q(until__gte=F("from_date")),
                name="ownership_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}{' (deputy)' if self.is_deputy else ''}"


class Explanation(Version):
    """A version of what is said of a red figure: cause, action, who acts, and by when it will be back on track.

    Or the performance team's waiver of it, with its reason.
    """

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="explanations")
    cause = models.TextField(blank=True)
    action = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    back_on_track = models.DateField("back on track by", null=True, blank=True)
    waived = models.BooleanField(default=False)

    class Meta:
        ordering = ["reading_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=("reading", "number"), name="explanation_number"),
            models.UniqueConstraint(fields=("reading",), condition=Q(superseded_at=None), name="explanation_current"),
            superseded_after_recorded("explanation_superseded_after_recorded"),
            models.CheckConstraint(condition=Q(waived=False) | ~Q(reason=""), name="explanation_waived_with_reason"),
        ]

    def __str__(self) -> str:
        return f"explanation {self.number} of reading {self.reading_id}"

    @property
    def is_complete(self) -> bool:
        """Whether a red figure may be signed off with it."""
        return self.waived or bool(self.cause and self.action and self.owner and self.back_on_track)


class OverrideProposal(models.Model):
    """The performance team's proposal to publish another status, direction or projection than the computed one."""

    version = models.ForeignKey(ReadingVersion, models.PROTECT, related_name="override_proposals")
    kind = models.CharField(max_length=12, choices=Judgement.Kind)
    value = models.CharField(max_length=16)
    why = models.TextField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    agreed = models.BooleanField(null=True, blank=True)
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ["version", "kind", "-proposed_at"]
        constraints = [
            models.UniqueConstraint(fields=("version", "kind"), condition=Q(agreed=None), name="override_open_once"),
            models.CheckConstraint(
                condition=Q(agreed=None, answered_by=None, answered_at=None)
                | Q(agreed__isnull=False, answered_by__isnull=False, answered_at__isnull=False),
                name="override_answered_whole",
            ),
            models.CheckConstraint(condition=~Q(answered_by=F("proposed_by")), name="override_answered_by_another"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
