"""What the navigation offers a person who has signed in, by their roles."""

from __future__ import annotations

from django import template
from django.template import RequestContext

from kpis.models.people import Role
from kpis.web.asking import roles_of

register = template.Library()
ENTERS = frozenset({Role.OFFICER, Role.HEAD_OF_SERVICE, Role.PERFORMANCE})


@register.simple_tag(takes_context=True)
def duties(context: RequestContext) -> dict[str, bool]:
    """Whether whoever asks brings figures in (``enters``) and signs them off (``signs``)."""
    roles = {role for role, _, _ in roles_of(context["request"])}
    return {"enters": bool(roles & ENTERS), "signs": Role.HEAD_OF_SERVICE in roles}
