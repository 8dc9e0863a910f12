"""What the navigation offers a person who has signed in, by their roles."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils import timezone

from kpis.models import Membership
from kpis.models.people import Role

register = template.Library()
ENTERS = frozenset({Role.OFFICER, Role.HEAD_OF_SERVICE, Role.PERFORMANCE})


@register.simple_tag
def duties_of(user: Any) -> dict[str, bool]:
    """Whether somebody brings figures in (``enters``) and signs them off (``signs``): one statement."""
    roles = set(Membership.objects.filter(user=user).on(timezone.localdate()).values_list("role", flat=True))
    return {"enters": bool(roles & ENTERS), "signs": Role.HEAD_OF_SERVICE in roles}
