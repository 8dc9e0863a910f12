"""Readings: one identity for a measure, a period and a category, and its append-only versions with their judgements."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from kpis.domain.words import Comparison, Marker, Section
from kpis.models.base import (
    PeriodColumns,
    Version,
    choices,
    figure_field,
    starts_before_it_ends,
    superseded_after_recorded,
)
from kpis.models.councils import Council
from kpis.models.measures import Category, Measure

WITH_VALUE = sorted(marker.value for marker in Marker if marker.has_value)
WITHOUT_VALUE = sorted(marker.value for marker in Marker if not marker.has_value)


class Reading(PeriodColumns):
    """Which figure is meant: a measure, a period, and a category (none: the total).

    ``known_by_end`` is the measure's: of snapshots, year-to-date and rolling figures, those that end on the same day
    are one reading.
    """

    council = models.ForeignKey(Council, models.PROTECT, related_name="readings")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="readings")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="readings")
    known_by_end = models.BooleanField(default=False)

    class Meta:
        ordering = ["measure", "category", "-end"]
        indexes = [
            models.Index(fields=["measure", "category", "kind", "-end"], name="reading_series"),
            # Wide enough to list a council's periods without its rows.
            models.Index(fields=["council", "kind", "-end", "measure", "category", "start"], name="reading_periods"),
            models.Index(fields=["measure", "start"], name="reading_first"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("measure", "kind", "start", "end"), condition=Q(category=None), name="reading_of_total_once"
            ),
            models.UniqueConstraint(
                fields=("measure", "category", "kind", "start", "end"),
                condition=Q(category__isnull=False),
                name="reading_of_category_once",
            ),
            models.UniqueConstraint(
                fields=("measure", "end"), condition=Q(category=None, known_by_end=True), name="reading_of_total_by_end"
            ),
            models.UniqueConstraint(
                fields=("measure", "category", "end"),
                condition=Q(category__isnull=False, known_by_end=True),
                name="reading_of_category_by_end",
            ),
            starts_before_it_ends("reading_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return f"reading of {self.measure_id} for {self.period}"


class ReadingVersion(Version):
    """One version of a figure. A working version never supersedes the signed-off one; signing off does."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Submitted"
        RETURNED = "returned", "Returned"
        SIGNED_OFF = "signed_off", "Signed off"

    reading = models.ForeignKey(Reading, models.PROTECT, related_name="versions")
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    value = figure_field()
    numerator = figure_field()
    denominator = figure_field()
    marker = models.CharField(max_length=16, choices=choices(Marker), default=Marker.FINAL.value)
    provisional_until = models.DateField(null=True, blank=True)
    expected = models.DateField(null=True, blank=True)
    commentary = models.TextField(blank=True)
    section = models.CharField(max_length=16, choices=choices(Section), blank=True)
    break_before = models.TextField(blank=True, help_text="Why earlier figures are not comparable.")
    achieved_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["reading_id", "number"]
        indexes = [
            models.Index(
                fields=["reading"],
                condition=Q(superseded_at=None, state="signed_off", value__isnull=False),
                name="version_with_figure",
            ),
            models.Index(
                fields=["reading"], condition=Q(state="signed_off") & ~Q(break_before=""), name="version_with_break"
            ),
            models.Index(
                fields=["reading"], condition=Q(state="signed_off", marker="suppressed"), name="version_suppressed"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=("reading", "number"), name="version_number"),
            models.UniqueConstraint(
                fields=("reading",),
                condition=Q(superseded_at=None, state="signed_off"),
                name="version_signed_off_current",
            ),
            models.UniqueConstraint(
                fields=("reading",),
                condition=Q(superseded_at=None) & ~Q(state="signed_off"),
                name="version_working_current",
            ),
            superseded_after_recorded("version_superseded_after_recorded"),
            models.CheckConstraint(
                condition=Q(marker__in=WITH_VALUE, value__isnull=False)
                | Q(marker__in=WITHOUT_VALUE, value=None, numerator=None, denominator=None),
                name="version_value_or_reason",
            ),
            models.CheckConstraint(
                condition=Q(numerator=None) | Q(numerator__gte=0), name="version_numerator_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0), name="version_denominator_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of reading {self.reading_id}"


class Judgement(models.Model):
    """What an officer or a past paper said of a version: its status, direction, trend or projection.

    Kept beside the computed one, never instead of it.
    """

    class Kind(models.TextChoices):
        STATUS = "status", "Status"
        DOT = "dot", "Direction of travel"
        TREND = "trend", "Trend"
        PROJECTION = "projection", "Projection"

    BASES = [*choices(Comparison), ("unknown", "Unknown")]

    version = models.ForeignKey(ReadingVersion, models.PROTECT, related_name="judgements")
    kind = models.CharField(max_length=12, choices=Kind)
    value = models.CharField(max_length=16)
    basis = models.CharField(max_length=24, choices=BASES, blank=True)
    source = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    why = models.TextField(blank=True)

    class Meta:
        ordering = ["version_id", "kind"]
        constraints = [models.UniqueConstraint(fields=("version", "kind"), name="judgement_once_a_version")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value}"
