"""People, their memberships, and the groups that say which tables somebody may change.

Only superusers hand out rights over tables. A council's administrator keeps the people of that council alone, and
never somebody who can do more than they can themselves.
"""

from __future__ import annotations

from typing import Any

from allauth.account.admin import EmailAddress
from allauth.mfa.admin import Authenticator
from allauth.socialaccount.admin import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from kpis.admin.base import ScopedAdmin, ScopedChoices, ScopedInline, only
from kpis.admin.forms_people import MembershipForm, MembershipFormSet, MembershipRowForm, PersonForm
from kpis.admin.locks import OneAtATime
from kpis.admin.scope import PEOPLE_ROLES, councils_of, in_scope
from kpis.models import Membership, User
from kpis.web.admin_forms import SeenForm

DATES = ("last_login", "date_joined")
"""What signing in keeps: a page that was opened before would set it back."""
RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")


def may_keep(keeper: Any, person: User) -> bool:
    """Whether an administrator may change somebody: nobody with other councils or with rights beyond their own."""
    if keeper.is_superuser or keeper.pk == person.pk:
        return True
    if person.is_superuser or person.memberships.exclude(council__in=councils_of(keeper, PEOPLE_ROLES)).exists():
        return False
    return set(person.get_all_permissions()) <= set(keeper.get_all_permissions())


class MembershipInline(ScopedInline, admin.TabularInline):
    model = Membership
    form = MembershipRowForm
    formset = MembershipFormSet
    fk_name = "user"
    fields = ("council", "service", "role", "committees", "from_date", "until", "seen")
    autocomplete_fields = ("committees",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Membership]:
        return in_scope(request.user, super().get_queryset(request))

    def choices(self, request: HttpRequest, model: Any) -> QuerySet[Any]:
        return only_administered(request, super().choices(request, model))

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and not is_own(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_own(request, obj)

    def get_min_num(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        """Whoever an administrator adds belongs to their council, or they would not see them again."""
        return 0 if obj or request.user.is_superuser else 1

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_min=True, **kwargs)


def is_own(request: HttpRequest, person: Any) -> bool:
    """Nobody but a superuser hands a role to themselves."""
    return person is not None and person.pk == request.user.pk and not request.user.is_superuser


def only_administered(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Of councils and services, those of the councils that somebody administers."""
    if request.user.is_superuser:
        return rows
    if rows.model is User:
        return rows.exclude(pk=request.user.pk)
    way = "pk__in" if rows.model.__name__ == "Council" else "council__in"
    return rows.filter(**{way: councils_of(request.user, PEOPLE_ROLES)})


@admin.register(User)
class UserAdmin(OneAtATime, ScopedChoices, DjangoUserAdmin):
    """People are made inactive, never removed: the history says by name who did what."""

    form = PersonForm
    actions = None
    inlines = (MembershipInline,)
    list_display = ("username", "first_name", "last_name", "email", "is_active", "is_staff")
    list_filter = ("is_active", "is_staff", only("memberships__council"), "memberships__role")
    fieldsets = (
        (None, {"fields": ("username", "password", "seen")}),
        *(DjangoUserAdmin.fieldsets or ())[1:],
    )
    add_fieldsets = (
        (None, {"fields": ("username", "usable_password", "password1", "password2")}),
        ("Personal", {"fields": ("first_name", "last_name", "email")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return in_scope(request.user, super().get_queryset(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        stated = tuple(super().get_readonly_fields(request, obj))
        return (*stated, *DATES) if request.user.is_superuser else (*stated, *RIGHTS, *DATES)

    def has_add_permission(self, request: HttpRequest) -> bool:
        keeps = request.user.is_superuser or bool(councils_of(request.user, PEOPLE_ROLES))
        return keeps and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or may_keep(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> Any:
        """An id of another council's person answers as one that there is not."""
        if self.get_object(request, id) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, id)  # type: ignore[attr-defined]
        return super().user_change_password(request, id, form_url)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        if self.get_object(request, object_id) is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[attr-defined]
        return super().history_view(request, object_id, extra_context)


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    form = MembershipForm
    fixed = ("user", "council")
    list_display = ("user", "role", "council", "service", "from_date", "until")
    list_select_related = ("user", "council", "service")
    list_filter = (only("council"), only("service"), "role")
    search_fields = ("user__username", "user__first_name", "user__last_name")
    autocomplete_fields = ("user", "committees")
    fields = ("user", "council", "service", "role", "committees", ("from_date", "until"), "change_reason", "seen")

    def choices(self, request: HttpRequest, model: Any) -> QuerySet[Any]:
        return only_administered(request, super().choices(request, model))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not is_own(request, obj and obj.user)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not is_own(request, obj and obj.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        keeps = request.user.is_superuser or bool(councils_of(request.user, PEOPLE_ROLES))
        return keeps and super().has_add_permission(request)


# What sign-in keeps for itself (keys of second factors, tokens, providers) is nobody's to read or change here.
for kept in (EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken, Group):
    admin.site.unregister(kept)


@admin.register(Group)
class GroupAdmin(OneAtATime, DjangoGroupAdmin):
    """Which tables the people of a group may see and change. For superusers: it is the way to every right."""

    form = SeenForm
    actions = None

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(request.user.is_superuser)

    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)
