"""Bringing a period in: who owns measures, meetings and days that do not count; and, to look at only, what was said,
proposed, closed and mailed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from kpis.admin.base import ScopedAdmin, only
from kpis.admin.scope import councils_of
from kpis.models import (
    BankHoliday,
    ClosingEvent,
    ClosureDay,
    Explanation,
    Mail,
    Meeting,
    OverrideProposal,
    Ownership,
)


@admin.register(Ownership)
class OwnershipAdmin(ScopedAdmin):
    """Who enters a measure's figures, and who stands in."""

    fixed = ("measure", "user")
    list_display = ("measure", "user", "is_deputy", "from_date", "until")
    list_select_related = ("measure", "user")
    list_filter = (only("measure__council"), "is_deputy")
    search_fields = ("measure__ref", "measure__title", "user__username", "user__last_name")
    fields = ("measure", "user", "is_deputy", "from_date", "until", "change_reason", "seen")

    def choices(self, request: HttpRequest, model: Any) -> Any:
        """People of the same councils: whoever sets a council up names its officers, and sees nobody else's."""
        if model.__name__ != "User" or request.user.is_superuser:
            return super().choices(request, model)
        return model._default_manager.filter(memberships__council__in=councils_of(request.user)).distinct()


@admin.register(Meeting)
class MeetingAdmin(ScopedAdmin):
    fixed = ("committee",)
    list_display = ("committee", "date", "title")
    list_select_related = ("committee",)
    list_filter = (only("committee"),)
    date_hierarchy = "date"
    fields = ("committee", "date", "title", "change_reason", "seen")


@admin.register(BankHoliday)
class BankHolidayAdmin(ScopedAdmin):
    """Of England and Wales, alike for every council: superusers keep them."""

    fixed = ()
    list_display = ("date", "name")
    date_hierarchy = "date"
    search_fields = ("name",)
    fields = ("date", "name", "change_reason", "seen")


@admin.register(ClosureDay)
class ClosureDayAdmin(ScopedAdmin):
    list_display = ("date", "why", "council")
    list_select_related = ("council",)
    list_filter = (only("council"),)
    date_hierarchy = "date"
    fields = ("council", "date", "why", "change_reason", "seen")


class ReadOnlyAdmin(ScopedAdmin):
    """What only the product's own pages write. Its rows are their own history."""

    form = ModelForm
    fixed = ()
    show_full_result_count = False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in self.opts.fields if field.name != "id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return HttpResponseRedirect(reverse(f"admin:kpis_{self.opts.model_name}_change", args=[object_id]))


@admin.register(ClosingEvent)
class ClosingEventAdmin(ReadOnlyAdmin):
    list_display = ("council", "period", "event", "at", "by", "reason")
    list_select_related = ("council", "by")
    list_filter = (only("council"), "event")
    date_hierarchy = "at"


@admin.register(Explanation)
class ExplanationAdmin(ReadOnlyAdmin):
    list_display = ("reading", "number", "owner", "back_on_track", "waived", "recorded_at", "by")
    list_select_related = ("reading", "by")
    list_filter = (only("reading__council"), "waived")
    search_fields = ("reading__measure__ref", "reading__measure__title")


@admin.register(OverrideProposal)
class OverrideProposalAdmin(ReadOnlyAdmin):
    list_display = ("version", "kind", "value", "proposed_by", "proposed_at", "agreed", "answered_by")
    list_select_related = ("version", "proposed_by", "answered_by")
    list_filter = (only("version__reading__council"), "kind", "agreed")


@admin.register(Mail)
class MailAdmin(ReadOnlyAdmin):
    """The outbox, for superusers: what waits, what failed and why."""

    list_display = ("subject", "to", "created_at", "attempts", "sent_at", "failure")
    search_fields = ("subject", "to")
    list_filter = ("sent_at",)
