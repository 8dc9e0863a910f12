"""What contracts say of failures: their parties and their terms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kpis.admin.base import ScopedAdmin, only
from kpis.contracts.forms import COUNTS, ContractForm
from kpis.domain.words import FrameworkKind
from kpis.models import Contract


@admin.register(Contract)
class ContractAdmin(ScopedAdmin):
    """The terms of one contract. A contract without a row here has the usual terms, and names no parties."""

    form = ContractForm
    fixed = ("framework",)
    list_display = ("framework", "commissioner", "provider", *COUNTS)
    list_select_related = ("framework__council",)
    list_filter = (only("framework__council"),)
    search_fields = ("framework__name", "commissioner", "provider")
    fieldsets = (
        (None, {"fields": ("framework", "commissioner", "provider")}),
        (
            "When it is a performance failure",
            {
                "fields": (
                    COUNTS,
                    "look_back_months",
                    "better_counts",
                    "year_begins",
                ),
                "description": "How many periods outside tolerance one after another, by how often a KPI is reported. "
                "A change counts for the whole contract; reports as of an earlier day keep what was set then.",
            },
        ),
        ("This change", {"fields": ("change_reason", "seen")}),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only contracts have terms."""
        if db_field.name == "framework":
            contracts = self.choices(request, db_field.remote_field.model).filter(kind=FrameworkKind.CONTRACT)
            kwargs.setdefault("queryset", contracts)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
