"""Reports, their publications and the work that made them: to look at. The product's own pages write them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from kpis.admin.base import only
from kpis.admin.entry import ReadOnlyAdmin
from kpis.models import Job, Publication, Report


class PartlyShown(ReadOnlyAdmin):
    """``hidden`` columns are long documents, which their own pages show."""

    hidden: tuple[str, ...] = ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return self.get_readonly_fields(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [name for name in super().get_readonly_fields(request, obj) if name not in self.hidden]


@admin.register(Report)
class ReportAdmin(PartlyShown):
    hidden = ("draft",)
    list_display = ("slug", "council", "committee", "meeting_date", "version", "changed_at", "changed_by")
    list_select_related = ("council", "committee", "changed_by")
    list_filter = (only("council"), only("committee"))


@admin.register(Publication)
class PublicationAdmin(PartlyShown):
    """What was published when, opened when, corrected and withdrawn why."""

    hidden = ("snapshot",)
    list_display = ("title", "number", "meeting_date", "published_at", "opens_at", "withdrawn_at", "by")
    list_select_related = ("report__council", "by")
    list_filter = (only("report__council"), "withdrawn_at")
    date_hierarchy = "published_at"


@admin.register(Job)
class JobAdmin(PartlyShown):
    """What waits, runs, is done and failed, and why."""

    list_display = ("kind", "council", "state", "created_at", "by", "attempts", "finished_at")
    list_select_related = ("council", "by")
    list_filter = (only("council"), "kind", "state")
