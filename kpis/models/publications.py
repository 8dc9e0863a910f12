"""Committee reports: a draft that people work on, and its publications, which nothing alters afterwards."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from kpis.domain.words import Rag, Status
from kpis.models.base import PeriodColumns, choices, starts_before_it_ends
from kpis.models.councils import Committee, Council, slug_validator
from kpis.models.jobs import Job
from kpis.models.measures import Category, Measure
from kpis.models.plans import Framework


class WordTemplate(models.Model):
    """A version of a council's own Word template; the last one is used, unless it is blank."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="word_templates")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=200)
    content = models.BinaryField(null=True, help_text="Blank: back to the product's own template.")
    sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["council", "-number"]
        constraints = [models.UniqueConstraint(fields=("council", "number"), name="word_template_number")]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"


class Report(PeriodColumns):
    """A committee report. Its address never changes; ``draft`` holds its texts (kpis.sections.rules), ``version``
    counts its changes, so that of two people who save at once the second is told."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="reports")
    slug = models.CharField(max_length=60, validators=[slug_validator])
    committee = models.ForeignKey(Committee, models.PROTECT, related_name="reports")
    framework = models.ForeignKey(Framework, models.PROTECT, null=True, blank=True, related_name="reports")
    meeting_date = models.DateField(null=True, blank=True)
    agenda_item = models.CharField(max_length=20, blank=True)
    draft = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    history = HistoricalRecords()

    class Meta:
        ordering = ["council", "-meeting_date", "slug"]
        constraints = [
            models.UniqueConstraint(fields=("council", "slug"), name="report_slug_in_council"),
            starts_before_it_ends("report_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return self.slug


class Publication(models.Model):
    """A report as it was put before its committee. Figures are as at ``frozen_at``; the page is served from
    ``snapshot`` alone. Nothing but its withdrawal is ever written after it was made."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=300)
    meeting_date = models.DateField()
    agenda_item = models.CharField(max_length=20, blank=True)
    frozen_at = models.DateTimeField()
    published_at = models.DateTimeField()
    opens_at = models.DateTimeField(help_text="Closed to the public until then.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True, help_text="Why it corrects the one before.")
    schema = models.PositiveSmallIntegerField()
    snapshot = models.JSONField()
    checklist = models.JSONField(default=list, help_text="What was known, and acknowledged, when it was published.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        ordering = ["report", "-number"]
        constraints = [
            models.UniqueConstraint(fields=("report", "number"), name="publication_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="publication_corrects_with_reason"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                name="publication_withdrawn_with_reason",
            ),
            models.CheckConstraint(condition=Q(published_at__gte=F("frozen_at")), name="publication_frozen_first"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class PublishedFigure(PeriodColumns):
    """A figure as it was printed in a publication, to be looked up."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="figures")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="published_figures")
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, related_name="+")
    printed = models.CharField(max_length=100)
    status = models.CharField(max_length=24, choices=choices(Status))
    rag = models.CharField(max_length=8, choices=choices(Rag))
    hidden = models.BooleanField(default=False)

    class Meta:
        ordering = ["publication", "measure", "-end"]
        indexes = [models.Index(fields=["measure", "-end"], name="published_figure_of_measure")]
        constraints = [
            models.UniqueConstraint(
                fields=("publication", "measure", "kind", "start", "end"),
                condition=Q(category=None),
                name="published_total_once",
            ),
            models.UniqueConstraint(
                fields=("publication", "measure", "category", "kind", "start", "end"),
                condition=Q(category__isnull=False),
                name="published_category_once",
            ),
            starts_before_it_ends("published_figure_starts_before_it_ends"),
        ]

    def __str__(self) -> str:
        return self.printed


class Document(models.Model):
    """A file, byte for byte: of a publication, or of a draft as a job made it."""

    class Form(models.TextChoices):
        DOCX = "docx", "Word"
        PDF = "pdf", "PDF"
        XLSX = "xlsx", "Excel"
        ODS = "ods", "OpenDocument"
        CSV = "csv", "CSV"

    publication = models.ForeignKey(Publication, models.PROTECT, null=True, blank=True, related_name="documents")
    job = models.ForeignKey(Job, models.CASCADE, null=True, blank=True, related_name="documents")
    form = models.CharField(max_length=4, choices=Form)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["publication", "job", "form"]
        constraints = [
            models.UniqueConstraint(
                fields=("publication", "form"), condition=Q(publication__isnull=False), name="document_of_publication"
            ),
            models.UniqueConstraint(fields=("job", "form"), condition=Q(job__isnull=False), name="document_of_job"),
            models.CheckConstraint(
                condition=Q(publication=None, job__isnull=False) | Q(publication__isnull=False, job=None),
                name="document_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form}, {self.size} bytes"
