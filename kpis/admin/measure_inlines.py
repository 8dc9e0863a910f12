"""What belongs to a measure and is set on its page: rules, targets, baselines, comparators, dimensions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kpis.admin.base import ScopedInline
from kpis.admin.forms_rules import JUDGING, RuleForm, RuleFormSet
from kpis.admin.forms_version_sets import BaselineFormSet, TargetFormSet, VersionFormSet
from kpis.admin.forms_versions import MOST_SHOWN, BaselineForm, ComparatorForm, TargetForm
from kpis.domain.periods import date_text
from kpis.models import Baseline, Comparator, Dimension, MeasureRule, Target


class RuleInline(ScopedInline, admin.TabularInline):
    model = MeasureRule
    form = RuleForm
    formset = RuleFormSet
    verbose_name = "rule"
    verbose_name_plural = "rules: how figures are printed, compared and judged"
    readonly_fields = ("holds_from",)
    fields = ("holds_from", "from_period", *JUDGING, "reason", "seen")

    @admin.display(description="holds from")
    def holds_from(self, rule: MeasureRule) -> str:
        return "" if rule._state.adding else date_text(rule.begins) if rule.begins else "the beginning"

    def get_min_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        return 0 if obj else 1


class VersionInline(ScopedInline, admin.TabularInline):
    """Nothing is deleted: a row is withdrawn, by a version that says so."""

    can_delete = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class TargetInline(VersionInline):
    model = Target
    form = TargetForm
    formset = TargetFormSet
    verbose_name_plural = f"targets that stand (the latest {MOST_SHOWN})"


class BaselineInline(VersionInline):
    model = Baseline
    form = BaselineForm
    formset = BaselineFormSet
    verbose_name_plural = f"baselines that stand (the latest {MOST_SHOWN})"


class ComparatorInline(VersionInline):
    model = Comparator
    form = ComparatorForm
    formset = VersionFormSet
    verbose_name_plural = f"comparators that stand (the latest {MOST_SHOWN})"


class DimensionInline(ScopedInline, admin.TabularInline):
    model = Dimension
    fields = ("name", "seen")
    show_change_link = True
    verbose_name_plural = "dimensions: what the measure is broken down by"


INLINES = (RuleInline, TargetInline, BaselineInline, ComparatorInline, DimensionInline)
