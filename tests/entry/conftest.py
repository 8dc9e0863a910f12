"""A council that brings its figures in, and the people who do: Alice owns, Bob is in the team, Carol heads the
service, Petra is of the performance team, Mo is a member and Oscar belongs nowhere."""

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.test import Client

from kpis.domain.figure import DATES, NOTES, Figure, Notes
from kpis.domain.period_text import parse_period
from kpis.domain.words import Marker
from kpis.entry.actions import projection_of, reason_of
from kpis.models import BankHoliday, Council, Framework, Measure, Membership, Ownership, Service, User
from kpis.people import Person, person_for
from kpis.readings.entries import Entry, Place
from tests.kept import kept
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target, moment, signed_in

TODAY = dt.date(2019, 4, 15)
"""A Monday two weeks after the end of Quarter 4 of 2018/19. Tests that ask for ``brought_in`` run on it."""
NOW = moment("2019-04-15")
THEN = moment("2019-02-01")
"""When the figures of the quarters before were signed off."""


@dataclass
class Bringing:
    """A council with one plan, two services, their people and three measures that Alice owns.

    C1 is a count (lower is better), P1 a percentage with numerator and denominator (higher is better), M1 a milestone;
    C1 and P1 are quarterly, with figures up to Quarter 3 of 2018/19. X1 belongs to the other service.
    """

    council: Council
    plan: Framework
    service: Service
    other_service: Service
    people: dict[str, User]
    measures: dict[str, Measure] = field(default_factory=dict)

    def person(self, name: str, day: dt.date = TODAY) -> Person:
        return person_for(self.people[name], day)

    def client(self, name: str) -> Client:
        return signed_in(self.people[name])

    def place(self, ref: str, period: str = "2018/19 Q4") -> Place:
        return Place(self.measures[ref], parse_period(period))

    def add_measure(self, ref: str, owner: str | None = "alice", **given: Any) -> Measure:
        """A quarterly measure of the first service, owned from the beginning."""
        columns = {"frequency": "quarterly", "service": self.service, **given}
        measure = self.measures[ref] = make_measure(self.plan, ref, **columns)
        if owner:
            Ownership.objects.create(measure=measure, user=self.people[owner])
        return measure


def entry_of(place: Place, value: str | None = None, **given: Any) -> Entry:
    """An entry of a figure with its numbers written as text; ``confirmed`` and ``reason`` as a person gives them."""
    numbers = {name: Decimal(given.pop(name)) for name in ("numerator", "denominator") if name in given}
    dates = {name: given.pop(name) for name in DATES if name in given}
    marker = Marker(given.pop("marker", Marker.FINAL))
    figure = Figure(None if value is None else Decimal(value), marker=marker, **numbers, **dates)
    notes = Notes(**{name: given.pop(name) for name in NOTES if name in given})
    reason = reason_of(given.pop("reason", ""), given.pop("confirmed", ""))
    return Entry(place, figure, notes, projection_of(given.pop("projection", "")), reason, **given)


ROLES = {
    "alice": ("officer", True),
    "bob": ("officer", True),
    "carol": ("head_of_service", True),
    "dave": ("head_of_service", False),
    "petra": ("performance", False),
    "mo": ("member", False),
}
"""Each one's role, and whether it is held in the first service or in the whole council."""


def make_people(council: Council, service: Service) -> dict[str, User]:
    names = [*ROLES, "oscar"]
    people = {
        name: User.objects.create_user(name, f"{name}@northshire.example", first_name=name.title()) for name in names
    }
    for name, (role, in_service) in ROLES.items():
        Membership.objects.create(
            user=people[name], council=council, role=role, service=service if in_service else None
        )
    return people


EASTER = {dt.date(2019, 4, 19): "Good Friday", dt.date(2019, 4, 22): "Easter Monday"}
"""Stored by a migration, and gone where another test has emptied the database."""


def make_easter() -> None:
    BankHoliday.objects.bulk_create(
        [BankHoliday(date=day, name=name) for day, name in EASTER.items()], ignore_conflicts=True
    )


def make_bringing(slug: str = "northshire") -> Bringing:
    make_easter()
    return bringing_alone(slug)


@kept
def bringing_alone(slug: str) -> Bringing:
    council = make_council(slug)
    service = Service.objects.create(council=council, name="Children's services")
    other = Service.objects.create(council=council, name="Roads")
    bringing = Bringing(council, make_plan(council), service, other, make_people(council, service))
    bringing.add_measure("C1", title="Children looked after", definition="All children in care on the last day.")
    bringing.add_measure("P1", title="Plans in time", unit="percentage", polarity="higher", decimal_places=1)
    bringing.add_measure(
        "M1",
        title="New school opened",
        unit="milestone",
        scheme="milestone",
        frequency="annual",
        live_from=dt.date(2018, 4, 1),
    )
    bringing.add_measure("X1", owner=None, title="Potholes filled", service=other)
    for quarter, count, part in (("Q1", "640", "80"), ("Q2", "650", "82"), ("Q3", "655", "85")):
        make_reading(bringing.measures["C1"], f"2018/19 {quarter}", count, at=THEN)
        share = {"numerator": part, "denominator": "100"}
        make_reading(bringing.measures["P1"], f"2018/19 {quarter}", part, at=THEN, **share)
    for quarter in ("Q1", "Q2", "Q3", "Q4"):
        make_target(bringing.measures["C1"], f"2018/19 {quarter}", "660", at=THEN)
        make_target(bringing.measures["P1"], f"2018/19 {quarter}", "90", at=THEN)
    return bringing


@pytest.fixture
def today() -> Iterator[None]:
    """The clock stands at noon of the day of the tests; it ticks on."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def bringing(db: None, today: None) -> Bringing:
    return make_bringing()


@pytest.fixture
def alice(bringing: Bringing) -> Client:
    return bringing.client("alice")


@pytest.fixture
def client_of(bringing: Bringing) -> Callable[[str], Client]:
    return bringing.client
