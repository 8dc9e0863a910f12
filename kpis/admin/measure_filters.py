"""Filters of the list of measures that are not plain columns."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from kpis.domain.words import Polarity, Scheme
from kpis.models import MeasureRule
from kpis.models.base import choices


class RuleFilter(admin.SimpleListFilter):
    """Measures that have, in any period, a rule with a value."""

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        having = MeasureRule.objects.filter(**{str(self.parameter_name): self.value()})
        return queryset.filter(pk__in=having.values("measure"))


class PolarityFilter(RuleFilter):
    title = "polarity"
    parameter_name = "polarity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices(Polarity)


class SchemeFilter(RuleFilter):
    title = "status scheme"
    parameter_name = "scheme"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return choices(Scheme)


class LivingFilter(admin.SimpleListFilter):
    title = "live or ended"
    parameter_name = "living"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("live", "Live"), ("ended", "Ended")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        today = timezone.localdate()
        if self.value() == "ended":
            return queryset.filter(live_to__lt=today)
        return queryset.filter(Q(live_to=None) | Q(live_to__gte=today)) if self.value() == "live" else queryset
