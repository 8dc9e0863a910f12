"""Frameworks (corporate plans and contracts), their two levels, and what past papers said of their scorecards."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kpis.admin.base import ScopedAdmin, only
from kpis.admin.forms_plans import FrameworkForm, HeadlineForm
from kpis.models import Framework, Outcome, PolicyArea, PublishedHeadline
from kpis.readings.set_up import signed_off_in


@admin.register(Framework)
class FrameworkAdmin(ScopedAdmin):
    form = FrameworkForm
    fixed = ("council", "slug")
    list_display = ("name", "council", "kind", "scheme", "starts", "ends")
    list_select_related = ("council",)
    list_filter = (only("council"), "kind", "scheme")
    search_fields = ("name", "slug")
    fields = (
        "council",
        "name",
        "slug",
        "kind",
        "scheme",
        "underspend_is_red",
        ("starts", "ends"),
        "change_reason",
        "seen",
    )

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.signed_off = signed_off_in(obj) if obj is not None and request.method == "POST" else 0
        return form


class LevelAdmin(ScopedAdmin):
    """One of the two levels under a framework."""

    fixed = ("framework",)
    list_display = ("name", "framework", "order")
    list_select_related = ("framework__council",)
    list_filter = (only("framework__council"), only("framework"))
    search_fields = ("name",)
    fields = ("framework", "name", "order", "change_reason", "seen")


@admin.register(Outcome)
class OutcomeAdmin(LevelAdmin):
    pass


@admin.register(PolicyArea)
class PolicyAreaAdmin(LevelAdmin):
    pass


@admin.register(PublishedHeadline)
class PublishedHeadlineAdmin(ScopedAdmin):
    form = HeadlineForm
    fixed = ("framework",)
    list_display = ("framework", "period_label", "met", "not_met", "source")
    list_select_related = ("framework",)
    list_filter = (only("framework__council"), only("framework"))
    search_fields = ("source", "framework__name")
    fields = (
        "framework",
        "committee",
        "period",
        ("met", "not_met"),
        "source",
        "why_different",
        "change_reason",
        "seen",
    )

    @admin.display(description="period", ordering="end")
    def period_label(self, headline: PublishedHeadline) -> str:
        return headline.period.label
