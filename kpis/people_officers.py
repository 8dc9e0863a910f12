"""Who brings figures in and who signs them off, on a day: only people who still hold the role for it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from kpis.models import Membership, Ownership, User
from kpis.models.people import Role

ENTERS = (Role.OFFICER, Role.HEAD_OF_SERVICE)


class Officer(NamedTuple):
    """A person with the address that reminders go to; blank where none is on record."""

    id: int
    name: str
    email: str


def officer(user: User) -> Officer:
    return Officer(user.pk, user.get_full_name() or user.get_username(), user.email)


def owners(measure_ids: Collection[int], day: dt.date) -> dict[int, tuple[Officer, ...]]:
    """Who owns each measure on a day; its deputies, where nobody owns it who may enter its figure. Two statements."""
    standing = Ownership.objects.filter(measure_id__in=measure_ids, user__is_active=True).on(day)
    rows = list(standing.select_related("user", "measure").order_by("is_deputy", "id"))
    held = _roles({each.user_id for each in rows}, day)
    found: dict[int, list[Ownership]] = defaultdict(list)
    for each in rows:
        place = each.measure.council_id
        if {(each.user_id, place, None), (each.user_id, place, each.measure.service_id)} & held:
            found[each.measure_id].append(each)
    return {measure: tuple(officer(each.user) for each in _first(held)) for measure, held in found.items()}


def _first(held: list[Ownership]) -> list[Ownership]:
    """Owners before deputies."""
    return [each for each in held if not each.is_deputy] or held


def _roles(user_ids: Collection[int], day: dt.date) -> set[tuple[int, int, int | None]]:
    rows = Membership.objects.filter(user_id__in=user_ids, role__in=ENTERS).on(day)
    return set(rows.values_list("user_id", "council_id", "service_id"))


def heads(council_id: int, day: dt.date) -> list[tuple[Officer, int | None]]:
    """The heads of a council's services, each with the service (None: all of them): one statement."""
    rows = Membership.objects.filter(council_id=council_id, role=Role.HEAD_OF_SERVICE, user__is_active=True).on(day)
    return [(officer(each.user), each.service_id) for each in rows.select_related("user").order_by("user__username")]
