"""Who owns what in a council: for handing measures over."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kpis.models import Measure, Membership, Ownership, User
from kpis.models.people import Role

OFFICERS = (Role.OFFICER, Role.HEAD_OF_SERVICE)


class Owner(NamedTuple):
    """Somebody with the number of measures that they own."""

    user: User
    measures: int


def owners(council_id: int, day: dt.date) -> list[Owner]:
    """Whoever owns a measure of the council on a day or later, no matter what roles they still have: two statements."""
    held = Ownership.objects.filter(measure__council_id=council_id, is_deputy=False).exclude(until__lt=day)
    counts: dict[int, set[int]] = {}
    for user_id, measure_id in held.values_list("user_id", "measure_id"):
        counts.setdefault(user_id, set()).add(measure_id)
    people = User.objects.filter(pk__in=counts).order_by("first_name", "last_name", "username")
    return [Owner(each, len(counts[each.pk])) for each in people]


def officers(council_id: int, day: dt.date) -> list[User]:
    """Who can be given measures: the active officers and heads of service of the council, from a day on."""
    held = Membership.objects.filter(council_id=council_id, role__in=OFFICERS).exclude(until__lt=day)
    found = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(found.order_by("first_name", "last_name", "username"))


def owned(council_id: int, user_id: int | None, day: dt.date) -> list[Measure]:
    """The measures that somebody owns on a day or later; None: those that nobody owns. Retired ones are left out."""
    held = Ownership.objects.filter(measure__council_id=council_id, is_deputy=False).exclude(until__lt=day)
    living = Measure.objects.filter(council_id=council_id).exclude(live_to__lt=day).select_related("service", "council")
    if user_id is None:
        return list(living.exclude(pk__in=held.values("measure")))
    return list(living.filter(pk__in=held.filter(user_id=user_id).values("measure")))
