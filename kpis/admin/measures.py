"""Measures, with everything that is set for them on one page, and the breakdowns they have."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest
from django.utils import timezone

from kpis.admin.base import ScopedAdmin, ScopedInline, only
from kpis.admin.forms_measures import DimensionForm, MeasureForm
from kpis.admin.forms_rules import RuleFormSet
from kpis.admin.forms_version_sets import VersionFormSet
from kpis.admin.measure_filters import LivingFilter, PolarityFilter, SchemeFilter
from kpis.admin.measure_inlines import INLINES, RuleInline
from kpis.admin.preview import preview_of
from kpis.admin.scope import councils_of
from kpis.admin.writing import warnings_about, write
from kpis.domain.periods import date_text
from kpis.models import Category, Dimension, Measure, Reading
from kpis.people import viewer_for
from kpis.readings.changes import readings_changed, settings_changed, withholds
from kpis.readings.set_up import signed_off_days


@admin.register(Measure)
class MeasureAdmin(ScopedAdmin):
    form = MeasureForm
    change_list_template = "admin/kpis/measure/change_list.html"
    change_form_template = "admin/kpis/measure/change_form.html"
    list_display = (
        "ref",
        "title",
        "council",
        "framework",
        "service",
        "unit",
        "frequency",
        "rule_now",
        "last_period_ended",
        "live",
    )
    list_display_links = ("ref", "title")
    list_select_related = ("council", "framework", "service")
    list_filter = (
        only("council"),
        only("framework"),
        only("service"),
        only("outcome"),
        only("policy_area"),
        only("committees"),
        "unit",
        PolarityFilter,
        SchemeFilter,
        "frequency",
        LivingFilter,
    )
    search_fields = ("ref", "title", "definition")
    search_help_text = "Searches references, titles and definitions."
    ordering = ("council__name", "framework__name", "order", "ref")
    fieldsets = (
        (None, {"fields": ("council", "framework", ("ref", "order"), "title")}),
        ("Where it belongs", {"fields": ("outcome", "policy_area", "service", "committees")}),
        (
            "What is counted, and when",
            {
                "fields": (
                    ("unit", "unit_label", "share"),
                    ("frequency", "year_start", "period_kind"),
                    ("live_from", "live_to"),
                )
            },
        ),
        ("What readers are told", {"fields": ("definition", "source", ("owner", "portfolio_holder"), "data_lag_days")}),
        (
            "Small numbers",
            {
                "fields": (("suppress_below", "suppress_zero"),),
                "description": "Counts below the threshold are withheld from everyone without the permission. "
                "Blank: as its service has it.",
            },
        ),
        ("This change", {"fields": ("change_reason", "seen")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Measure]:
        last = Reading.objects.filter(measure=OuterRef("pk")).order_by("-end").values("end")[:1]
        return super().get_queryset(request).prefetch_related("rules").annotate(last_end=Subquery(last))

    def get_list_display(self, request: HttpRequest) -> Any:
        """The council is a column for those who set up several."""
        several = request.user.is_superuser or len(councils_of(request.user)) > 1
        return [name for name in self.list_display if name != "council" or several]

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """What rests on a rule and on periods is set once the measure is there."""
        return INLINES if obj else (RuleInline,)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        if obj is not None and request.method == "POST":
            form.readings = obj.readings.count()
            form.signed_off = len(signed_off_days([obj.pk]))
        return form

    def _create_formsets(self, request: HttpRequest, obj: Any, change: bool) -> Any:
        """Targets are checked against the rules as the page would leave them, and rules against the figures."""
        formsets, inlines = super()._create_formsets(request, obj, change)
        ruling = next((each for each in formsets if isinstance(each, RuleFormSet)), None)
        if ruling is not None and request.method == "POST":
            ruling.starts = signed_off_days([obj.pk]) if change else ()
            for formset in formsets:
                if isinstance(formset, VersionFormSet):
                    formset.rules = lambda: ruling.rules() if ruling.is_valid() else None
        return formsets, inlines

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if isinstance(formset, RuleFormSet | VersionFormSet):
            write(formset, by=request.user, at=timezone.now())
        else:
            super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        for text in warnings_about(form.instance, formsets):
            self.message_user(request, text, messages.WARNING)

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        measure = context.get("original")
        if measure is not None:
            viewer = viewer_for(request.user, timezone.localdate())
            context["preview"] = preview_of(measure, viewer, timezone.localdate())
            context["settings_changed"] = settings_changed(measure, withholds(measure, viewer))
            context["readings_changed"] = readings_changed(measure, viewer)
            context["has_reading_list"] = request.user.has_perm("kpis.view_reading")
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="judged by")
    def rule_now(self, measure: Measure) -> str:
        rules = sorted(measure.rules.all(), key=lambda each: each.begins or timezone.localdate().min)
        return f"{rules[-1].get_scheme_display()}, {rules[-1].get_polarity_display().lower()}" if rules else "No rule"

    @admin.display(description="last period", ordering="last_end")
    def last_period_ended(self, measure: Any) -> str:
        return f"to {date_text(measure.last_end)}" if measure.last_end else "No readings"

    @admin.display(description="live", boolean=True)
    def live(self, measure: Measure) -> bool:
        return measure.live_to is None or measure.live_to >= timezone.localdate()


class CategoryInline(ScopedInline, admin.TabularInline):
    model = Category
    fields = ("name", "slug", "order", "valid_from", "valid_to", "seen")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Dimension)
class DimensionAdmin(ScopedAdmin):
    form = DimensionForm
    fixed = ("measure",)
    inlines = (CategoryInline,)
    list_display = ("name", "measure", "category_count")
    list_select_related = ("measure",)
    list_filter = (only("measure__council"),)
    search_fields = ("name", "measure__ref", "measure__title")
    autocomplete_fields = ("measure",)
    fields = ("measure", "name", "change_reason", "seen")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dimension]:
        return super().get_queryset(request).annotate(count=Count("categories"))

    @admin.display(description="categories", ordering="count")
    def category_count(self, dimension: Any) -> int:
        return int(dimension.count)
