"""Measures, the dated rules that judge them, and the dimensions they are broken down by."""

from __future__ import annotations

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, PeriodKind, YearStart
from kpis.domain.words import Comparison, Polarity, Scheme, ToleranceKind
from kpis.models.base import choices, figure_field
from kpis.models.councils import Committee, Council, Service, slug_validator
from kpis.models.plans import Framework, Outcome, PolicyArea

ref_validator = RegexValidator(
    r"\A[A-Za-z0-9._-]{1,40}\Z", "Use 1 to 40 letters, digits, dots, hyphens and underscores."
)
MARGIN_KINDS = [(ToleranceKind.POINTS.value, "Points"), (ToleranceKind.PERCENT.value, "Percent")]
YEAR_STARTS = [(each.value, each.name.capitalize()) for each in YearStart]


class Measure(models.Model):
    """A Key Business Measure or a contract's KPI: what is counted, when, and by whom."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="measures")
    framework = models.ForeignKey(Framework, models.PROTECT, related_name="measures")
    ref = models.CharField("reference", max_length=40, validators=[ref_validator])
    title = models.CharField(max_length=300)
    order = models.PositiveIntegerField(default=0, help_text="Its place on the scorecard.")
    outcome = models.ForeignKey(Outcome, models.PROTECT, null=True, blank=True, related_name="measures")
    policy_area = models.ForeignKey(PolicyArea, models.PROTECT, null=True, blank=True, related_name="measures")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="measures")
    committees = models.ManyToManyField(Committee, blank=True, related_name="measures")

    unit = models.CharField(max_length=20, choices=choices(Unit))
    unit_label = models.CharField(
        max_length=60, blank=True, help_text='Such as "per 1,000", or "k" for thousands of pounds.'
    )
    frequency = models.CharField(max_length=12, choices=choices(Frequency))
    year_start = models.PositiveSmallIntegerField("year starts in", choices=YEAR_STARTS, default=YearStart.APRIL.value)
    period_kind = models.CharField(max_length=14, choices=choices(PeriodKind), default=PeriodKind.IN_PERIOD.value)
    share = models.BooleanField("share of a whole", default=True, help_text="Whether a percentage runs from 0 to 100.")

    owner = models.EmailField(blank=True)
    portfolio_holder = models.CharField(max_length=200, blank=True)
    definition = models.TextField(blank=True)
    source = models.TextField(blank=True)
    data_lag_days = models.PositiveSmallIntegerField(null=True, blank=True)
    suppress_below = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Counts below this are withheld."
    )
    suppress_zero = models.BooleanField(default=False)
    live_from = models.DateField(null=True, blank=True, help_text="Blank: from its first reading.")
    live_to = models.DateField(null=True, blank=True, help_text="Blank: still live.")

    history = HistoricalRecords(m2m_fields=[committees])

    class Meta:
        ordering = ["council", "order", "ref"]
        constraints = [
            models.UniqueConstraint(Lower("ref"), "council", name="measure_ref_in_council"),
            models.CheckConstraint(
                condition=Q(live_from=None) | Q(live_to=None) | Q(live_to__gte=F("live_from")),
                name="measure_live_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


class MeasureRule(models.Model):
    """How a measure's figures are printed, compared and judged from a day on; the first one, from the beginning."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="rules")
    begins = models.DateField(
        null=True, blank=True, help_text="First day of the period from which it holds; blank: always."
    )
    scheme = models.CharField("status scheme", max_length=30, choices=choices(Scheme))
    polarity = models.CharField(max_length=8, choices=choices(Polarity))
    decimal_places = models.PositiveSmallIntegerField()
    steady_margin = figure_field()
    steady_margin_kind = models.CharField(max_length=8, choices=MARGIN_KINDS, blank=True)
    comparison = models.CharField(max_length=24, choices=choices(Comparison), default=Comparison.PREVIOUS_PERIOD.value)
    reason = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["measure", F("begins").asc(nulls_first=True)]
        constraints = [
            models.UniqueConstraint(fields=("measure", "begins"), name="rule_begins_once"),
            models.UniqueConstraint(fields=("measure",), condition=Q(begins=None), name="rule_of_the_beginning_once"),
            models.CheckConstraint(condition=Q(decimal_places__lte=6), name="rule_places_at_most_6"),
            models.CheckConstraint(
                condition=Q(steady_margin=None) | Q(steady_margin__gte=0), name="rule_margin_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme}, {self.polarity}, from {self.begins or 'the beginning'}"


class Dimension(models.Model):
    """What a measure is broken down by: school phase, district, age."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="dimensions")
    name = models.CharField(max_length=100)

    history = HistoricalRecords()

    class Meta:
        ordering = ["measure", "name"]
        constraints = [models.UniqueConstraint(fields=("measure", "name"), name="dimension_name_in_measure")]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """One part of a breakdown."""

    dimension = models.ForeignKey(Dimension, models.CASCADE, related_name="categories")
    slug = models.CharField(max_length=60, validators=[slug_validator])
    name = models.CharField(max_length=100)
    order = models.PositiveIntegerField(default=0)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["dimension", "order", "name"]
        verbose_name_plural = "categories"
        constraints = [
            models.UniqueConstraint(fields=("dimension", "slug"), name="category_slug_in_dimension"),
            models.UniqueConstraint(fields=("dimension", "name"), name="category_name_in_dimension"),
        ]

    def __str__(self) -> str:
        return self.name
