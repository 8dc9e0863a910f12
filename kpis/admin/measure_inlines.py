"""What belongs to a measure and is set on its page: rules, targets, baselines, comparators, dimensions."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kpis.admin.base import ScopedInline
from kpis.forms.admin_rules import RuleForm, RuleFormSet
from kpis.forms.admin_versions import (
    BaselineForm,
    BaselineFormSet,
    ComparatorForm,
    TargetForm,
    TargetFormSet,
    VersionFormSet,
)
from kpis.models import Baseline, Comparator, Dimension, MeasureRule, Target


class RuleInline(ScopedInline, admin.TabularInline):
    model = MeasureRule
    form = RuleForm
    formset = RuleFormSet
    verbose_name_plural = "rules: how figures are printed, compared and judged"

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
    verbose_name_plural = "targets that stand"


class BaselineInline(VersionInline):
    model = Baseline
    form = BaselineForm
    formset = BaselineFormSet
    verbose_name_plural = "baselines that stand"


class ComparatorInline(VersionInline):
    model = Comparator
    form = ComparatorForm
    formset = VersionFormSet
    verbose_name_plural = "comparators that stand"


class DimensionInline(ScopedInline, admin.TabularInline):
    model = Dimension
    fields = ("name",)
    show_change_link = True
    verbose_name_plural = "dimensions: what the measure is broken down by"


INLINES = (RuleInline, TargetInline, BaselineInline, ComparatorInline, DimensionInline)
