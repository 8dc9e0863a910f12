"""A contract's terms, and the records that people keep under it: risks notified, failures recorded, rectification."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from kpis.domain.words import RecordedClause
from kpis.models.base import PeriodColumns, starts_before_it_ends
from kpis.models.measures import Measure
from kpis.models.plans import Framework

MOST_PERIODS, MOST_MONTHS = 60, 120


def _in_a_row(default: int, what: str) -> models.PositiveSmallIntegerField[int, int]:
    """How many periods one after another are a failure."""
    least = MinValueValidator(1, "A failure needs at least one period outside: state 1 or more.")
    most = MaxValueValidator(MOST_PERIODS, f"State at most {MOST_PERIODS}.")
    return models.PositiveSmallIntegerField(default=default, validators=[least, most], help_text=what)


class Contract(models.Model):
    """What a contract says of failures: defaults are those of Worcestershire's Schedule 6.

    Its start and end are those of its framework. Every column that says when it is a failure has the name of a term.
    """

    framework = models.OneToOneField(Framework, models.CASCADE, related_name="contract")
    commissioner = models.CharField(max_length=200, help_text="The party that pays: the council.")
    provider = models.CharField(max_length=200, help_text="The party that is held to the contract: the company.")
    months_in_a_row = _in_a_row(3, "Months outside that are a failure.")
    quarters_in_a_row = _in_a_row(2, "Quarters that are a failure.")
    years_in_a_row = _in_a_row(1, "Years that are a failure.")
    passes_over_missing = models.BooleanField(
        "a run passes over a missing period",
        default=True,
        help_text="Periods outside count as consecutive although one between them has no figure. Otherwise it ends the "
        "run.",
    )
    look_back_months = models.PositiveSmallIntegerField(
        default=6,
        validators=[MaxValueValidator(MOST_MONTHS, f"State at most {MOST_MONTHS}.")],
        help_text="For how long after a failure one period outside is another; 0: for none.",
    )
    better_counts = models.BooleanField(
        default=False, help_text="Whether figures beyond the band on the good side count as outside, too."
    )
    year_begins = models.DateField(
        null=True,
        blank=True,
        help_text="A day on which a contract year begins; blank: the contract's start.",
    )
    clauses = models.JSONField(
        default=dict,
        blank=True,
        help_text="By the name of a clause its number and wording, where they are not the usual ones.",
    )
    report_only = models.ManyToManyField(
        Measure,
        blank=True,
        related_name="+",
        verbose_name="KPIs that are reported only",
        help_text="A failure of these is reported and starts no rectification, such as that of a support service.",
    )

    history = HistoricalRecords(m2m_fields=[report_only])

    class Meta:
        ordering = ["framework"]
        constraints = [
            models.CheckConstraint(
                condition=Q(months_in_a_row__gte=1, quarters_in_a_row__gte=1, years_in_a_row__gte=1),
                name="contract_counts_at_least_1",
            )
        ]

    def __str__(self) -> str:
        return f"{self.commissioner} and {self.provider}"


class PerformanceRisk(models.Model):
    """A performance risk that the company notified for a yearly KPI, with its mitigation."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="performance_risks")
    notified_on = models.DateField()
    risk = models.TextField()
    mitigation = models.TextField(blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    completed_on = models.DateField(null=True, blank=True, help_text="Completed to the council's satisfaction.")
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["measure", "notified_on"]
        constraints = [
            models.UniqueConstraint(fields=("measure", "notified_on"), name="risk_notified_once_a_day"),
            models.CheckConstraint(
                condition=Q(agreed_on=None) | (Q(agreed_on__gte=F("notified_on")) & ~Q(mitigation="")),
                name="risk_agreed_after_notified",
            ),
            models.CheckConstraint(
                condition=Q(completed_on=None) | Q(agreed_on__isnull=False, completed_on__gte=F("agreed_on")),
                name="risk_completed_after_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"risk notified on {self.notified_on:%d %B %Y}"


class RecordedFailure(models.Model):
    """A performance failure that a person records, since no figure shows it. ``clause`` says which: its number and its
    wording are the contract's."""

    class Clause(models.TextChoices):
        INADEQUATE = RecordedClause.INADEQUATE.value, "Judged inadequate"
        NOT_IMPLEMENTED = RecordedClause.NOT_IMPLEMENTED.value, "Changes not made in time"
        NO_PROGRESS = RecordedClause.NO_PROGRESS.value, "No progress"

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="recorded_failures")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="recorded_failures")
    clause = models.CharField(max_length=20, choices=Clause)
    occurred_on = models.DateField()
    why = models.TextField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["framework", "-occurred_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | ~Q(withdrawn_reason=""), name="failure_withdrawn_with_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_clause_display()}, {self.occurred_on:%d %B %Y}"


class Rectification(PeriodColumns):
    """What is done about one failure. The period columns hold the first period of the failure's run (of a recorded
    failure: the day it occurred), so that one run has one rectification."""

    class State(models.TextChoices):
        NOTICE = "notice", "Notice given"
        PLAN = "plan", "Action plan agreed"
        CLOSED = "closed", "Closed"
        ESCALATED = "escalated", "Escalated"

    framework = models.ForeignKey(Framework, models.PROTECT, related_name="rectifications")
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="rectifications")
    recorded = models.OneToOneField(
        RecordedFailure, models.PROTECT, null=True, blank=True, related_name="rectification"
    )
    clause = models.CharField(max_length=40, help_text="The number of the clause as it was when notice was given.")
    wording = models.TextField(blank=True, help_text="The clause's wording as it was when notice was given.")
    failure = models.TextField(help_text="The failure's sentence as it was when notice was given.")
    failure_periods = models.CharField(max_length=500, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.NOTICE)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField()
    plan_due = models.DateField(null=True, blank=True, help_text="When the company's action plan is due.")
    review_on = models.DateField(null=True, blank=True, help_text="The next review.")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["framework", "-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=("measure", "kind", "start", "end"),
                condition=Q(recorded=None),
                name="rectification_once_a_run",
            ),
            starts_before_it_ends("rectification_starts_before_it_ends"),
            models.CheckConstraint(
                condition=Q(recorded__isnull=False) | Q(measure__isnull=False), name="rectification_of_something"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("closed", "escalated"), closed_at__isnull=False)
                | Q(state__in=("notice", "plan"), closed_at=None),
                name="rectification_closed_at",
            ),
        ]

    def __str__(self) -> str:
        return f"rectification {self.pk}, {self.clause}"


class PlanAction(models.Model):
    """An action of a rectification's plan. It is judged like a milestone: achieved, late, or due and not achieved."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="actions")
    number = models.PositiveIntegerField()
    what = models.TextField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="plan_actions")
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    dropped = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["rectification", "number"]
        constraints = [
            models.UniqueConstraint(fields=("rectification", "number"), name="plan_action_number"),
        ]

    def __str__(self) -> str:
        return f"action {self.number} of rectification {self.rectification_id}"


class RectificationEvent(models.Model):
    """Something that happened in a rectification. Events are added, never changed: its history."""

    class Kind(models.TextChoices):
        NOTICE = "notice", "Notice given"
        PLAN = "plan", "Action plan agreed"
        ACTION = "action", "Action added"
        CHANGED = "changed", "Action changed"
        PROGRESS = "progress", "Progress reported"
        DONE = "done", "Action done"
        DROPPED = "dropped", "Action dropped"
        REVIEW = "review", "Review"
        CLOSED = "closed", "Closed"
        ESCALATED = "escalated", "Escalated"
        REOPENED = "reopened", "Reopened"

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="events")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind)
    action = models.ForeignKey(PlanAction, models.PROTECT, null=True, blank=True, related_name="events")
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["rectification", "number"]
        constraints = [
            models.UniqueConstraint(fields=("rectification", "number"), name="rectification_event_number"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.at:%d %B %Y}"
