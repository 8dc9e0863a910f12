"""The two parties to a contract, as people: who may own an action of its rectification plans."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from kpis.models import Membership, User
from kpis.models.people import Role

COMPANY = (Role.OFFICER, Role.HEAD_OF_SERVICE)


def parties(council_id: int, services: Collection[int], day: dt.date) -> list[User]:
    """The active people of the company's services, of the council's performance team, and heads of all its services, by
    name: one statement."""
    company = Q(role__in=COMPANY, service_id__in=services)
    council = Q(role__in=(Role.PERFORMANCE, Role.HEAD_OF_SERVICE), service=None)
    held = Membership.objects.filter(company | council, council_id=council_id).on(day)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(people.order_by("first_name", "last_name", "username"))
