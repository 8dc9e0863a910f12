"""Who may: a viewer is the frozen answer to what somebody may see, a person to what they may do.

Each check_x raises Denied with the reason that the page shows; may(check_x, ...) answers yes or no.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser

from kpis.models import Council, Measure, Membership, Ownership, User
from kpis.models.people import Role
from kpis.refusals import Denied

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


Roles = frozenset[tuple[str, int, int | None]]
"""What somebody holds: each role with the ids of its council and its service; None stands for the whole council."""


def roles_for(user: User | AnonymousUser, today: dt.date) -> Roles:
    """What a person's memberships give them today: one statement, and none for nobody."""
    if not isinstance(user, User) or not user.is_authenticated:
        return frozenset()
    return frozenset(Membership.objects.filter(user=user).on(today).values_list("role", "council_id", "service_id"))


def viewer_for(user: User | AnonymousUser, today: dt.date) -> Viewer:
    """What a person may see today, from their memberships alone."""
    return viewer_with(roles_for(user, today))


def viewer_with(roles: Roles) -> Viewer:
    """What roles let somebody see. An administrator's role shows no small numbers."""
    small: dict[int, set[int | None]] = {}
    for role, council_id, service_id in roles:
        if role in SEES_SMALL_NUMBERS:
            small.setdefault(council_id, set()).add(service_id)
    councils = frozenset(council_id for _, council_id, _ in roles)
    return Viewer(councils, {key: frozenset(value) for key, value in small.items()})


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts: their user, their roles by council and service (None: the whole council), and the measures they own."""

    user_id: int
    name: str
    roles: Roles = frozenset()
    owns: frozenset[int] = frozenset()

    def has(self, role: Role, council_id: int, service_id: int | None = None) -> bool:
        """Whether they hold a role in the whole council, or in this service."""
        held = (role.value, council_id, None) in self.roles
        return held or (service_id is not None and (role.value, council_id, service_id) in self.roles)

    def services(self, role: Role, council_id: int) -> frozenset[int | None]:
        return frozenset(
            service for held, council, service in self.roles if held == role.value and council == council_id
        )

    @property
    def councils(self) -> frozenset[int]:
        return frozenset(council for _, council, _ in self.roles)


def person_for(user: User, today: dt.date) -> Person:
    """What somebody holds today: two statements."""
    return person_with(user, roles_for(user, today), today)


def person_with(user: User, roles: Roles, today: dt.date) -> Person:
    """Somebody with the roles that have been asked for already, and what they own today: one statement."""
    owned = Ownership.objects.filter(user=user).on(today).values_list("measure_id", flat=True)
    return Person(user.pk, user.get_full_name() or user.get_username(), roles, frozenset(owned))


def check_sees_entry(person: Person, measure: Measure) -> None:
    """Whoever works in the measure's service, or for the council's performance, may see how its figure comes in."""
    team = (Role.OFFICER, Role.HEAD_OF_SERVICE)
    if person.has(Role.PERFORMANCE, measure.council_id):
        return
    if any(person.has(role, measure.council_id, measure.service_id) for role in team):
        return
    raise Denied("Figures on their way in are seen by the service that owns the measure and by the performance team.")


def check_enter(person: Person, measure: Measure) -> None:
    """The measure's owner and deputies enter its figures, as officers of the council; so may the performance team."""
    if person.has(Role.PERFORMANCE, measure.council_id):
        return
    if measure.pk in person.owns and _is_officer(person, measure):
        return
    raise Denied("Only the measure's owner, a deputy or the performance team can enter its figure.")


def _is_officer(person: Person, measure: Measure) -> bool:
    roles = (Role.OFFICER, Role.HEAD_OF_SERVICE)
    return any(person.has(role, measure.council_id, measure.service_id) for role in roles)


def check_sign_off(person: Person, measure: Measure, entered_by: frozenset[int]) -> None:
    """A head of the measure's service signs off, never a figure that they had a hand in themselves."""
    if not person.has(Role.HEAD_OF_SERVICE, measure.council_id, measure.service_id):
        raise Denied("Only the head of the service that owns the measure can sign its figure off or return it.")
    if person.user_id in entered_by:
        raise Denied("You entered this figure yourself: another head of service has to sign it off.")


def check_performance(person: Person, council: Council) -> None:
    if not person.has(Role.PERFORMANCE, council.pk):
        raise Denied("Only the council's performance team can do this.")


def check_member(person: Person, council_id: int) -> None:
    if not person.services(Role.MEMBER, council_id):
        raise Denied("This page is for members of the council. Everybody finds its committees on the council's page.")


def check_sees_contract(person: Person, council_id: int, services: Collection[int]) -> None:
    """The two parties read a contract's reports until they are published: the council's performance team and its heads
    of every service, and whoever works in the services with measures in the contract, which are the company's."""
    if person.has(Role.PERFORMANCE, council_id) or person.has(Role.HEAD_OF_SERVICE, council_id):
        return
    if any(person.has(role, council_id, each) for role in (Role.OFFICER, Role.HEAD_OF_SERVICE) for each in services):
        return
    raise Denied("A contract's reports are for its two parties and the performance team until they are published.")


def check_works_on_contract(person: Person, council_id: int, services: Collection[int]) -> None:
    """Who works on a failure: the performance team, and the company's people, who hold a role in one of its services
    itself. A head of every service of the council stands on the other side and reads."""
    if person.has(Role.PERFORMANCE, council_id) or is_of_company(person, council_id, services):
        return
    raise Denied("Only the performance team and the people of the company's services can do this.")


def is_of_company(person: Person, council_id: int, services: Collection[int]) -> bool:
    roles = (Role.OFFICER, Role.HEAD_OF_SERVICE)
    return any((role.value, council_id, each) in person.roles for role in roles for each in services)


def check_plans(person: Person, council_id: int, services: Collection[int], is_agreed: bool) -> None:
    """Who may change a rectification's plan: either side until it is agreed, then the performance team alone."""
    check_works_on_contract(person, council_id, services)
    if is_agreed and not person.has(Role.PERFORMANCE, council_id):
        raise Denied("The plan has been agreed: only the performance team changes it now.")


def check_reports_done(person: Person, council_id: int, services: Collection[int], owner_id: int) -> None:
    """Whoever owns an action says that it is done, while they are of the two parties; so may the performance team."""
    check_sees_contract(person, council_id, services)
    if person.user_id == owner_id or person.has(Role.PERFORMANCE, council_id):
        return
    raise Denied("Only the action's owner or the performance team can report it as done.")


def may(check: object, *args: object) -> bool:
    """Whether a check passes."""
    try:
        check(*args)  # type: ignore[operator]
    except Denied:
        return False
    return True


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


def name_of(user: User) -> str:
    """A person as a choice: with the user name where two could be called the same."""
    full = user.get_full_name()
    return f"{full} ({user.get_username()})" if full else user.get_username()
