"""The one base of every table in the administration: rows, choices, autocomplete and history by council.

A row of a council that somebody does not set up answers like a row that does not exist. Nothing here writes around
history: there are no bulk actions, and a row that only looked changed is not saved.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin

from kpis.admin.locks import OneAtATime
from kpis.admin.scope import COUNCIL_OF, councils_of, in_scope
from kpis.refusals import NotFound
from kpis.web.admin_forms import AuditedForm, SeenForm, SeenFormSet
from kpis.web.fields import check_year


def described(row: Model, with_council: bool) -> str:
    """A row as a choice: with its plan, and its council where somebody sets up several."""
    framework = getattr(row, "framework", None)
    council = getattr(framework, "council", None) or getattr(row, "council", None)
    named = (row, framework, council if with_council else None)
    return ", ".join(str(each) for each in named if each is not None)


class ScopedChoices:
    """Choices of other tables: only those of the councils that somebody sets up."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Rows of other tables can be added beside a choice; they are changed and removed on their own pages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if isinstance(getattr(field, "widget", None), RelatedFieldWidgetWrapper):
            field.widget.can_change_related = field.widget.can_delete_related = field.widget.can_view_related = False
        if isinstance(field, forms.DateField):
            field.validators.append(check_year)
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices(request, db_field.remote_field.model))
        return labelled(super().formfield_for_foreignkey(db_field, request, **kwargs), request)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", self.choices(request, db_field.remote_field.model))
        return labelled(super().formfield_for_manytomany(db_field, request, **kwargs), request)  # type: ignore[misc]

    def choices(self, request: HttpRequest, model: type[Model]) -> QuerySet[Any]:
        way = COUNCIL_OF.get(model, "")
        rows = in_scope(request.user, model._default_manager.all())
        return rows.select_related(way) if "council" in way else rows


def labelled(field: Any, request: HttpRequest) -> Any:
    if isinstance(field, forms.ModelChoiceField):
        several = request.user.is_superuser or len(councils_of(request.user)) > 1
        field.label_from_instance = partial(described, with_council=several)  # type: ignore[method-assign]
    return field


class ScopedInline(ScopedChoices):
    """Rows on the page of the row that they belong to, which has been scoped already."""

    form: Any = SeenForm
    formset: Any = SeenFormSet
    extra = 0
    show_change_link = False


class ScopedAdmin(OneAtATime, ScopedChoices, SimpleHistoryAdmin):
    """``fixed`` names what is stated once, when the row is made: which council, plan or measure it belongs to."""

    form: Any = AuditedForm
    actions = None
    fixed: tuple[str, ...] = ("council",)
    object_history_list_template = "admin/kpis/history_list.html"
    history_list_per_page = 50
    list_per_page = 50
    view_on_site = False

    class Media:
        css = {"all": ("set-up.css",)}

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return in_scope(request.user, super().get_queryset(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        stated = list(super().get_readonly_fields(request, obj))
        return stated + [name for name in self.fixed if obj is not None and name not in stated]

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new row belongs to the one council that somebody sets up, where there is only one."""
        initial = super().get_changeform_initial_data(request)
        councils = councils_of(request.user)
        if len(councils) == 1:
            initial.setdefault("council", next(iter(councils)))
        return initial

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """Django counts on from the year that an address filters by, also from the last that there is."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError) as error:
            raise NotFound("No row can be of such a day") from error

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """An earlier version, to read only: it names rows of other tables as they were, so it is shown as a list."""
        if self.get_object(request, unquote(object_id)) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.history_view(request, object_id, extra_context)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change or getattr(form, "changes", True):
            super().save_model(request, obj, form, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """The history of what is gone says where it was removed; the confirmation asks for no reason."""
        obj._change_reason = "Removed in the set-up"
        super().delete_model(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        allowed = super().has_add_permission(request)
        return allowed and (request.user.is_superuser or bool(councils_of(request.user)))


def only(name: str) -> tuple[str, type[admin.RelatedOnlyFieldListFilter]]:
    """A filter by another table that offers only what the listed rows have."""
    return (name, admin.RelatedOnlyFieldListFilter)
