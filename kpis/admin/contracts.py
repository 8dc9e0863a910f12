"""What contracts say of failures: their parties and their terms."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kpis.admin.base import ScopedAdmin, only
from kpis.contracts.forms import CLAUSES, ContractForm
from kpis.domain.words import FrameworkKind
from kpis.models import Contract

COUNTS = ("months_in_a_row", "quarters_in_a_row", "years_in_a_row")


@admin.register(Contract)
class ContractAdmin(ScopedAdmin):
    """The terms of one contract. A contract without a row here has the usual terms, and names no parties."""

    form = ContractForm
    fixed = ("framework",)
    list_display = ("framework", "commissioner", "provider", *COUNTS)
    list_select_related = ("framework__council",)
    list_filter = (only("framework__council"),)
    search_fields = ("framework__name", "commissioner", "provider")
    filter_horizontal = ("report_only",)
    fieldsets = (
        (None, {"fields": ("framework", "commissioner", "provider")}),
        (
            "When it is a performance failure",
            {
                "fields": (
                    COUNTS,
                    "passes_over_missing",
                    "look_back_months",
                    "better_counts",
                    "year_begins",
                ),
                "description": "How many periods outside the tolerance band one after another, by how often a KPI is "
                "reported. A change counts for the whole contract; reports as of an earlier day keep what stood then.",
            },
        ),
        ("What a failure leads to", {"fields": ("report_only",)}),
        (
            "Its clauses",
            {
                "fields": CLAUSES,
                "description": "The numbers and wordings by which reports, notices and documents name them. Blank: "
                "those of Worcestershire’s Schedule 6, with the numbers set above.",
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
