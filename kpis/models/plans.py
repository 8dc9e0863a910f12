"""Frameworks (corporate plans and contracts) with their outcomes and policy areas."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from kpis.domain.words import FrameworkKind, Scheme
from kpis.models.base import PeriodColumns, choices, starts_before_it_ends
from kpis.models.councils import Committee, Council, slug_validator


class Framework(models.Model):
    """What measures are reported against. It sets the status scheme of those that set none of their own."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="frameworks")
    slug = models.CharField(max_length=60, validators=[slug_validator])
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=choices(FrameworkKind), default=FrameworkKind.PLAN.value)
    scheme = models.CharField("status scheme", max_length=30, choices=choices(Scheme), default=Scheme.TARGET.value)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    underspend_is_red = models.BooleanField(
        default=False, help_text="Whether a variance below the allowed underspend is red; otherwise it is amber."
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["council", "name"]
        constraints = [
            models.UniqueConstraint(fields=("council", "slug"), name="framework_slug_in_council"),
            models.CheckConstraint(
                condition=Q(starts=None) | Q(ends=None) | Q(ends__gte=F("starts")), name="framework_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Outcome(models.Model):
    """The upper of the two levels under a framework."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="outcomes")
    name = models.CharField(max_length=300)
    order = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["framework", "order", "name"]
        constraints = [models.UniqueConstraint(fields=("framework", "name"), name="outcome_name_in_framework")]

    def __str__(self) -> str:
        return self.name


class PolicyArea(models.Model):
    """The lower of the two levels: a plan's policy area, or the area of a contract's KPIs."""

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="policy_areas")
    name = models.CharField(max_length=300)
    order = models.PositiveIntegerField(default=0)

    history = HistoricalRecords()

    class Meta:
        ordering = ["framework", "order", "name"]
        constraints = [models.UniqueConstraint(fields=("framework", "name"), name="policy_area_name_in_framework")]

    def __str__(self) -> str:
        return self.name


class PublishedHeadline(PeriodColumns):
    """What a past paper itself said a scorecard came to, kept beside the computed opening sentence."""

    framework = models.ForeignKey(Framework, models.CASCADE, related_name="headlines")
    committee = models.ForeignKey(Committee, models.CASCADE, null=True, blank=True, related_name="+")
    met = models.PositiveIntegerField()
    not_met = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    why_different = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        constraints = [
            starts_before_it_ends("headline_starts_before_it_ends"),
            models.UniqueConstraint(fields=("framework", "kind", "start", "end"), name="headline_once"),
        ]

    def __str__(self) -> str:
        return f"{self.met} met, {self.not_met} behind ({self.source})"
