"""A contract whose company is the team's service: Alice owns its KPIs, Bob is in the team, Carol heads it, Dave heads
every service of the council, Petra is of the performance team, Mo is a member and Oscar belongs nowhere."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.test import Client

from kpis.contracts.queries_terms import ContractInfo, contract_for
from kpis.domain.period_text import parse_period
from kpis.models import Framework, Measure, Ownership, PlanAction, Rectification, RectificationEvent, Service, User
from kpis.people import UNRESTRICTED, Person, person_for
from kpis.rectification import actions as contracts
from kpis.rectification import actions_plans as contract_plans
from tests.contracts.building import make_contract, make_kpi, report
from tests.entry.conftest import make_people
from tests.kept import kept
from tests.stored import make_reading, moment, signed_in

TODAY = dt.date(2020, 7, 15)
NOW = moment("2020-07-15")
FAILED = "2020-03=85 2020-04=75 2020-05=76 2020-06=77"
JUNE = "2020-06"


@dataclass
class Held:
    """A contract with two KPIs: K1 has failed for three months to June 2020, K2 is yearly."""

    framework: Framework
    people: dict[str, User]
    kpi: Measure
    yearly: Measure

    @property
    def contract(self) -> ContractInfo:
        return contract_for(self.framework.council.slug, self.framework.slug, UNRESTRICTED)

    @property
    def address(self) -> str:
        return f"/{self.framework.council.slug}/contracts/{self.framework.slug}/"

    def person(self, name: str, day: dt.date = TODAY) -> Person:
        return person_for(self.people[name], day)

    def client(self, name: str) -> Client:
        return signed_in(self.people[name])

    def notice(self, by: str = "petra", period: str = JUNE, at: dt.datetime = NOW, **given: Any) -> Rectification:
        told = {"ref": "K1", "plan_due": dt.date(2020, 8, 1), "note": "As the contract says", **given}
        return contracts.give_notice(
            contract=self.contract, period=parse_period(period), by=self.person(by), at=at, **told
        )

    def action(self, rectification: Rectification, by: str = "petra", owner: str = "alice", **given: Any) -> PlanAction:
        told = {"what": "Fill four posts", "due": dt.date(2020, 9, 30), "at": NOW, **given}
        return contract_plans.add_action(
            rectification=rectification, owner=self.people[owner], by=self.person(by), **told
        )

    def agree(self, rectification: Rectification, by: str = "petra", **given: Any) -> RectificationEvent:
        told = {"version": rectification.version, "review_on": dt.date(2020, 10, 1), "at": NOW, **given}
        return contracts.agree_plan(rectification=rectification, by=self.person(by), **told)

    def planned(self, *dues: dt.date) -> Rectification:
        """A rectification with an agreed plan: an action of Alice's for each day (one, where none is given)."""
        record = self.notice()
        for due in dues or (dt.date(2020, 9, 30),):
            self.action(record, due=due)
        self.agree(record)
        return record

    def revise(self, period: str, value: str, at: str = "2020-07-20") -> None:
        make_reading(self.kpi, period, value, at=moment(at), marker="revised", reason="Counted again")


@kept
def make_held(slug: str = "northshire") -> Held:
    framework = make_contract(slug, months_in_a_row=3)
    service = Service.objects.get(council=framework.council)
    people = make_people(framework.council, service)
    kpi = make_kpi(framework, "K1", title="Assessments in time")
    yearly = make_kpi(framework, "K2", title="First choices offered", frequency="annual")
    for each in (kpi, yearly):
        Ownership.objects.create(measure=each, user=people["alice"])
    report(kpi, FAILED)
    return Held(framework, people, kpi, yearly)


@pytest.fixture
def today() -> Iterator[None]:
    """The clock stands at noon of the day of the tests; it ticks on."""
    with time_machine.travel(NOW):
        yield


@pytest.fixture
def held(db: None, today: None) -> Held:
    return make_held()
