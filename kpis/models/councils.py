"""Councils, their services and their committees."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from simple_history.models import HistoricalRecords

RESERVED_SLUGS = frozenset((
    "accessibility", "accounts", "admin", "api", "entry", "healthz", "home", "how-it-works", "media", "sign-off",
    "static",
))  # fmt: skip
"""Top-level addresses. A council cannot be called so."""

slug_validator = RegexValidator(r"\A[a-z0-9-]{1,60}\Z", "Use 1 to 60 small letters, digits and hyphens.")


def check_not_reserved(slug: str) -> None:
    if slug in RESERVED_SLUGS:
        raise ValidationError(f'"{slug}" is an address of this site: choose another.')


class Council(models.Model):
    """A local authority. What its visibility opens is decided where its figures are read, nowhere else."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", "Public: every signed-off figure of its scorecards is open"
        MEMBERS = "members", "Members: only publications are open"

    slug = models.CharField(
        max_length=60,
        unique=True,
        validators=[slug_validator, check_not_reserved],
        help_text="Its address on this site.",
    )
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=80, blank=True)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.MEMBERS)
    notice = models.CharField(
        max_length=300,
        blank=True,
        help_text="Said on every page and export of the council, such as that it is a demonstration.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(slug__in=sorted(RESERVED_SLUGS)), name="council_slug_not_reserved"
            )
        ]

    def __str__(self) -> str:
        return self.short_name or self.name


class Service(models.Model):
    """The part of a council, or of its company, that owns measures."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    suppress_below = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Counts below this are withheld for its measures that set no threshold of their own.",
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["council", "name"]
        constraints = [models.UniqueConstraint(fields=("council", "name"), name="service_name_in_council")]

    def __str__(self) -> str:
        return self.name


class Committee(models.Model):
    """An overview and scrutiny committee or panel. Its measures are its remit on a scorecard."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="committees")
    slug = models.CharField(max_length=60, validators=[slug_validator])
    name = models.CharField(max_length=200)
    remit = models.TextField(blank=True)

    history = HistoricalRecords()

    class Meta:
        ordering = ["council", "name"]
        constraints = [models.UniqueConstraint(fields=("council", "slug"), name="committee_slug_in_council")]

    def __str__(self) -> str:
        return self.name
