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
    """Whether whoever asks brings figures in (``enters``), signs them off (``signs``), and has a start page that is
    none of those (``starts``): of a member's committees, or of several roles or councils."""
    held = roles_of(context["request"])
    roles = {role for role, _, _ in held}
    starts = Role.MEMBER in roles or len({(role, council) for role, council, _ in held}) > 1
    return {"starts": starts, "enters": bool(roles & ENTERS), "signs": Role.HEAD_OF_SERVICE in roles}
