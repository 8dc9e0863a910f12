"""Councils with their services and committees."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kpis.admin.base import ScopedAdmin, only
from kpis.admin.forms_search import SynonymForm
from kpis.models import Committee, Council, Service, Synonym


@admin.register(Council)
class CouncilAdmin(ScopedAdmin):
    """A council is made and removed by superusers; those who set it up change what it says of itself."""

    fixed = ("slug",)
    list_display = ("name", "slug", "visibility", "notice")
    search_fields = ("name", "short_name", "slug")
    fields = ("name", "short_name", "slug", "visibility", "notice", "change_reason", "seen")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser) and super().has_delete_permission(request, obj)


@admin.register(Service)
class ServiceAdmin(ScopedAdmin):
    list_display = ("name", "council", "suppress_below")
    list_select_related = ("council",)
    list_filter = (only("council"),)
    search_fields = ("name",)
    fields = ("council", "name", "suppress_below", "change_reason", "seen")


@admin.register(Committee)
class CommitteeAdmin(ScopedAdmin):
    """Which measures are in its remit is said on each measure's page."""

    fixed = ("council", "slug")
    list_display = ("name", "council", "slug")
    list_select_related = ("council",)
    list_filter = (only("council"),)
    search_fields = ("name", "slug")
    fields = ("council", "name", "slug", "remit", "change_reason", "seen")


@admin.register(Synonym)
class SynonymAdmin(ScopedAdmin):
    """A search for one of the words finds what is called by another."""

    form = SynonymForm
    list_display = ("words", "council")
    list_select_related = ("council",)
    list_filter = (only("council"),)
    search_fields = ("words",)
    fields = ("council", "words", "change_reason", "seen")
