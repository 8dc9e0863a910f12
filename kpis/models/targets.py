"""What was set or stands beside a figure: targets and bands, baselines, comparators. All are append-only versions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kpis.domain.words import ToleranceKind
from kpis.models.base import (
    PeriodColumns,
    Version,
    choices,
    figure_field,
    starts_before_it_ends,
    superseded_after_recorded,
    versioned_by,
)
from kpis.models.measures import Category, Measure


class Target(PeriodColumns, Version):
    """A version of what was set for a measure and a period: a target with a tolerance, a band, or a budget."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="targets")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="targets")
    value = figure_field(verbose_name="target")
    tolerance_kind = models.CharField(max_length=8, choices=choices(ToleranceKind), blank=True)
    tolerance = figure_field()
    low = figure_field()
    high = figure_field()
    until = models.DateField(null=True, blank=True, help_text="The last day it stands; blank: as its framework has it.")
    withdrawn = models.BooleanField(
        default=False, help_text="Whether this version says that there is no target after all."
    )

    class Meta:
        ordering = ["measure", "-end", "category", "-number"]
        constraints = [
            *versioned_by("target", "measure", "kind", "start", "end"),
            starts_before_it_ends("target_starts_before_it_ends"),
            superseded_after_recorded("target_superseded_after_recorded"),
            models.CheckConstraint(
                condition=Q(low=None) | Q(high=None) | Q(low__lte=F("high")), name="target_low_below_high"
            ),
            models.CheckConstraint(
                condition=Q(tolerance=None) | Q(tolerance__gte=0), name="target_tolerance_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"target of {self.measure_id} for {self.period}"


class Baseline(PeriodColumns, Version):
    """A version of the figure that a plan or a contract starts from."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="baselines")
    value = figure_field()
    numerator = figure_field()
    denominator = figure_field()

    class Meta:
        ordering = ["measure", "-end", "-number"]
        constraints = [
            models.UniqueConstraint(fields=("measure", "kind", "start", "end", "number"), name="baseline_number"),
            models.UniqueConstraint(
                fields=("measure", "kind", "start", "end"), condition=Q(superseded_at=None), name="baseline_current"
            ),
            starts_before_it_ends("baseline_starts_before_it_ends"),
            superseded_after_recorded("baseline_superseded_after_recorded"),
            models.CheckConstraint(
                condition=Q(denominator=None) | Q(denominator__gt=0), name="baseline_denominator_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"baseline of {self.measure_id} for {self.period}"


class Comparator(PeriodColumns, Version):
    """A version of the same measure's figure elsewhere: England, statistical neighbours."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="comparators")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="comparators")
    name = models.CharField(max_length=100)
    value = figure_field()
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["measure", "name", "-end", "-number"]
        constraints = [
            *versioned_by("comparator", "measure", "name", "kind", "start", "end"),
            starts_before_it_ends("comparator_starts_before_it_ends"),
            superseded_after_recorded("comparator_superseded_after_recorded"),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.measure_id} for {self.period}"
