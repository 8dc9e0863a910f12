"""Columns that several tables share: a period as kind and dates, a stored figure, and append-only versions."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kpis.domain.periods import Kind, Period


def choices(words: type[StrEnum]) -> list[tuple[str, str]]:
    """A closed list of the domain as choices for a field: its code and a readable form of it."""
    return [(word.value, word.value.replace("_", " ").capitalize()) for word in words]


def figure_field(**options: Any) -> models.DecimalField:
    """A stored figure: at most 9 integer digits and 6 decimals, which is what SQLite keeps exactly."""
    return models.DecimalField(max_digits=15, decimal_places=6, null=True, blank=True, **options)


class PeriodColumns(models.Model):
    """A period as its kind and dates, never as a label."""

    kind = models.CharField(max_length=8, choices=choices(Kind))
    start = models.DateField("first day")
    end = models.DateField("last day")

    class Meta:
        abstract = True

    @property
    def period(self) -> Period:
        return Period.stored(self.kind, self.start, self.end)


def starts_before_it_ends(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(start__lte=F("end")), name=name)


class VersionQuerySet(models.QuerySet[Any]):
    def as_at(self, at: dt.datetime | None = None) -> Self:
        """The versions that stood at a moment; now, where none is given."""
        if at is None:
            return self.filter(superseded_at=None)
        return self.filter(Q(superseded_at=None) | Q(superseded_at__gt=at), recorded_at__lte=at)


class Version(models.Model):
    """An append-only version. Inserting number + 1 is the conditional write: of two writers one fails."""

    number = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=200, blank=True, help_text="Where it came from, if not from a person's form.")
    reason = models.TextField(blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        abstract = True


def superseded_after_recorded(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(superseded_at=None) | Q(superseded_at__gte=F("recorded_at")), name=name)


def versioned_by(name: str, *columns: str) -> list[models.BaseConstraint]:
    """For a table whose rows are versions of (columns, category or none): unique numbers, and one current row each."""
    found: list[models.BaseConstraint] = []
    for suffix, extra, category in (("total", (), True), ("category", ("category",), False)):
        which = Q(category__isnull=category)
        found.append(
            models.UniqueConstraint(
                fields=(*columns, *extra, "number"), condition=which, name=f"{name}_{suffix}_number"
            )
        )
        current = which & Q(superseded_at=None)
        found.append(
            models.UniqueConstraint(fields=(*columns, *extra), condition=current, name=f"{name}_{suffix}_current")
        )
    return found
