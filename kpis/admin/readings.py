"""Readings, to look at only: figures change through the product's own pages and imports, which sign them off."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from kpis.admin.base import ScopedAdmin, only
from kpis.domain.periods import Period
from kpis.models import Reading
from kpis.people import viewer_for
from kpis.readings.changes import versions_told


@admin.register(Reading)
class ReadingAdmin(ScopedAdmin):
    """A reading with its versions and what was said of each. Small numbers stay closed as on every other page."""

    form = ModelForm
    change_form_template = "admin/kpis/reading/change_form.html"
    fixed = ()
    list_display = ("measure", "period_label", "category", "council")
    list_select_related = ("measure", "measure__council", "category", "council")
    list_filter = (only("council"), only("measure__framework"), "kind")
    search_fields = ("measure__ref", "measure__title")
    date_hierarchy = "end"
    show_full_result_count = False
    ordering = ("-end", "measure__order", "measure__ref")
    fields = ("measure", "council", "period_label", "category")
    readonly_fields = ("measure", "council", "period_label", "category")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        return super().get_queryset(request).select_related("measure__service", "measure__framework", "category")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        reading = context["original"]
        viewer = viewer_for(request.user, timezone.localdate())
        context["versions"] = versions_told(reading, viewer)
        context["subtitle"] = f"{reading.measure}, {self.period_label(reading)}"
        return super().render_change_form(request, context, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """A reading's history is its versions, which stand on its own page."""
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(reverse("admin:kpis_reading_change", args=[object_id]))

    @admin.display(description="period", ordering="end")
    def period_label(self, reading: Reading) -> str:
        return Period.stored(reading.kind, reading.start, reading.end, reading.measure.year_start).label
