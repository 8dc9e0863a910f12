"""People and their memberships."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import UserChangeForm
from django.core.exceptions import ValidationError

from kpis.models import Membership
from kpis.models.people import Role
from kpis.web.admin_forms import AuditedForm, CheckedByDomain, SeenForm, SeenFormSet


class PersonForm(SeenForm, UserChangeForm):
    """Somebody's name, and what they may do to which table."""


def check_membership(form: forms.ModelForm, cleaned: dict[str, Any]) -> None:
    """Service and committees are of the council, the dates are in order, and the role is held once."""
    council = cleaned.get("council") or (form.instance.council if form.instance.council_id else None)
    service, starts, ends = cleaned.get("service"), cleaned.get("from_date"), cleaned.get("until")
    if council and service and service.council_id != council.pk:
        form.add_error("service", f"{service} belongs to another council: choose one of {council}.")
    _check_committees(form, cleaned, council)
    if starts and ends and ends < starts:
        form.add_error("until", "A membership cannot end before it begins.")
    user = cleaned.get("user") or (form.instance.user if form.instance.user_id else None)
    if user and user.pk and council and not form.errors:
        same = Membership.objects.filter(user=user, council=council, service=service, role=cleaned.get("role"))
        if same.exclude(pk=form.instance.pk).exists():
            raise ValidationError(f"{user} holds this role there already: change the dates of that membership.")


def _check_committees(form: forms.ModelForm, cleaned: dict[str, Any], council: Any) -> None:
    """They are a member's, who starts from them: with another role they would say nothing."""
    chosen = cleaned.get("committees") or ()
    for committee in chosen:
        if council and committee.council_id != council.pk:
            form.add_error("committees", f"{committee} is a committee of another council: choose those of {council}.")
    if chosen and cleaned.get("role") not in (None, Role.MEMBER):
        form.add_error("committees", "Committees are stated for members alone: leave this blank for another role.")


class MembershipForm(CheckedByDomain, AuditedForm):
    checked = ("role", "from_date")

    class Meta:
        model = Membership
        fields = ("user", "council", "service", "role", "committees", "from_date", "until")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        check_membership(self, cleaned)
        return cleaned


class MembershipRowForm(CheckedByDomain, SeenForm):
    """A membership on its person's page."""

    checked = ("role", "from_date")

    class Meta:
        model = Membership
        fields = ("council", "service", "role", "committees", "from_date", "until")

    def clean(self) -> dict[str, Any]:
        self.check_seen()
        check_membership(self, self.cleaned_data)
        return self.cleaned_data


class MembershipFormSet(SeenFormSet):
    def clean(self) -> None:
        """No role is stated twice on one page."""
        seen: set[tuple[Any, ...]] = set()
        for form in self.forms:
            if form.errors or not form.cleaned_data or form.cleaned_data.get("DELETE"):
                continue
            key = tuple(form.cleaned_data.get(name) for name in ("council", "service", "role"))
            if key in seen:
                form.add_error("role", "This role is stated twice here: keep one of the two rows.")
            seen.add(key)
