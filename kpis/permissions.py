"""Who may. A viewer is the frozen answer to what somebody may see; it is asked for once a request."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser

from kpis.models import Council, Membership, User
from kpis.models.people import Role

SEES_SMALL_NUMBERS = frozenset({Role.PERFORMANCE, Role.OFFICER, Role.HEAD_OF_SERVICE})


@dataclass(frozen=True, slots=True)
class Viewer:
    """What somebody may see: whole councils, and withheld small numbers of councils (key) and services in them.

    ``small_numbers`` maps a council's id to the ids of the services whose small numbers they see; None in the set
    stands for the whole council. ``every_council`` opens all scorecards, ``everything`` their small numbers too.
    """

    councils: frozenset[int] = frozenset()
    small_numbers: dict[int, frozenset[int | None]] = field(default_factory=dict)
    every_council: bool = False
    everything: bool = False

    def sees_council(self, council_id: int, visibility: str) -> bool:
        """Whether the council's scorecards are open to them: it is public, or they belong to it."""
        opened = self.everything or self.every_council or visibility == Council.Visibility.PUBLIC
        return opened or council_id in self.councils

    def sees_small_numbers(self, council_id: int, service_id: int | None) -> bool:
        """Whether counts that could identify a person are shown to them."""
        services = self.small_numbers.get(council_id, frozenset())
        return self.everything or None in services or (service_id is not None and service_id in services)


PUBLIC = Viewer()
EVERY_COUNCIL = Viewer(every_council=True)
"""Whoever runs commands: every council, with the public's view of small numbers."""
UNRESTRICTED = Viewer(everything=True)


def viewer_for(user: User | AnonymousUser, today: dt.date) -> Viewer:
    """What a person may see today, from their memberships alone. An administrator's role shows no small numbers."""
    if not isinstance(user, User) or not user.is_authenticated:
        return PUBLIC
    held = list(Membership.objects.filter(user=user).on(today).values_list("council_id", "service_id", "role"))
    small: dict[int, set[int | None]] = {}
    for council_id, service_id, role in held:
        if role in SEES_SMALL_NUMBERS:
            small.setdefault(council_id, set()).add(service_id)
    councils = frozenset(council_id for council_id, _, _ in held)
    return Viewer(councils, {key: frozenset(value) for key, value in small.items()})
