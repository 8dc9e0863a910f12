"""Two invented councils, and four people: a superuser, each council's performance officer, and an administrator."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from kpis.domain.periods import Period
from kpis.measures.actions_groups import make_groups
from kpis.models import (
    Category,
    ClosingEvent,
    ClosureDay,
    Committee,
    Contract,
    Council,
    Dimension,
    Explanation,
    Framework,
    Measure,
    MeasureRule,
    Meeting,
    Membership,
    Outcome,
    OverrideProposal,
    Ownership,
    PolicyArea,
    Publication,
    PublishedHeadline,
    Reading,
    ReadingVersion,
    Service,
    Synonym,
    Target,
    User,
)
from tests.kept import kept
from tests.stored import make_publication

THEN = timezone.make_aware(dt.datetime(2019, 5, 1, 9))
YEAR = Period.year(2018)
OFFICERS = "Performance officers"


@dataclass
class Place:
    """A council with one of everything."""

    council: Council
    service: Service
    committee: Committee
    synonym: Synonym
    framework: Framework
    outcome: Outcome
    policy_area: PolicyArea
    headline: PublishedHeadline
    contract: Contract
    measure: Measure
    rule: MeasureRule
    dimension: Dimension
    category: Category
    reading: Reading
    target: Target
    officer: User
    membership: Membership
    entry: dict[str, Any]

    def rows(self) -> dict[str, Any]:
        """One row of every table that the administration shows, by the name of its address."""
        return {
            "council": self.council,
            "service": self.service,
            "committee": self.committee,
            "synonym": self.synonym,
            "framework": self.framework,
            "outcome": self.outcome,
            "policyarea": self.policy_area,
            "publishedheadline": self.headline,
            "contract": self.contract,
            "measure": self.measure,
            "dimension": self.dimension,
            "reading": self.reading,
            "user": self.officer,
            "membership": self.membership,
            **self.entry,
        }


def columns(period: Period) -> dict[str, Any]:
    return {"kind": period.kind.value, "start": period.start, "end": period.end}


def make_place(slug: str) -> Place:
    return _place(slug, Group.objects.get(name=OFFICERS).pk)


@kept
def _place(slug: str, officers: int) -> Place:
    """With an officer in a group, whose number it is kept by: groups are made anew by each test."""
    name = slug.capitalize()
    council = Council.objects.create(slug=slug, name=f"{name} County Council", short_name=name)
    service = Service.objects.create(council=council, name=f"{name} children's services")
    committee = Committee.objects.create(council=council, slug="children", name=f"{name} children's panel")
    synonym = Synonym.objects.create(council=council, words=f"bins, {name} waste")
    framework = Framework.objects.create(council=council, slug="plan", name=f"{name} council plan")
    outcome = Outcome.objects.create(framework=framework, name=f"{name} is safe")
    area = PolicyArea.objects.create(framework=framework, name=f"{name} children are safe")
    headline = PublishedHeadline.objects.create(
        framework=framework, met=1, not_met=2, source="a paper", **columns(YEAR)
    )
    contract = Contract.objects.create(
        framework=Framework.objects.create(
            council=council,
            slug="company",
            name=f"{name} company contract",
            kind="contract",
            starts=dt.date(2018, 4, 1),
        ),
        commissioner=f"{name} County Council",
        provider=f"{name} company (fictional)",
    )
    measure = make_measure(council, framework, "M1", outcome=outcome, policy_area=area, service=service)
    measure.committees.add(committee)
    dimension = Dimension.objects.create(measure=measure, name=f"{name} district")
    category = Category.objects.create(dimension=dimension, slug="north", name=f"{name} north")
    reading = make_reading(measure, YEAR, "346")
    target = Target.objects.create(measure=measure, value=Decimal(300), recorded_at=THEN, **columns(YEAR))
    officer = make_person(f"officer-{slug}", OFFICERS)
    membership = Membership.objects.create(user=officer, council=council, role="performance")
    rule = measure.rules.get()
    return Place(
        council,
        service,
        committee,
        synonym,
        framework,
        outcome,
        area,
        headline,
        contract,
        measure,
        rule,
        dimension,
        category,
        reading,
        target,
        officer,
        membership,
        make_entry(council, committee, measure, reading, officer),
    )


def make_entry(
    council: Council, committee: Committee, measure: Measure, reading: Reading, person: User
) -> dict[str, Any]:
    """One of everything that bringing a period in leaves."""
    said = {"cause": f"{council} was short of staff", "recorded_at": THEN, "by": person}
    proposal = {"kind": "status", "value": "amber", "why": f"{council} counted late", "proposed_by": person}
    job = make_publication(committee, measure.framework, f"{council} at the year's end")
    publication = Publication.objects.get(report__council=council)
    return {
        "report": publication.report,
        "publication": publication,
        "job": job,
        "ownership": Ownership.objects.create(measure=measure, user=person),
        "meeting": Meeting.objects.create(committee=committee, date=YEAR.end),
        "closureday": ClosureDay.objects.create(council=council, date=YEAR.end, why=f"{council} is closed"),
        "closingevent": ClosingEvent.objects.create(
            council=council, number=1, event="opened", at=THEN, by=person, **columns(YEAR)
        ),
        "explanation": Explanation.objects.create(reading=reading, **said),
        "overrideproposal": OverrideProposal.objects.create(
            version=reading.versions.get(), proposed_at=THEN, **proposal
        ),
    }


def make_measure(council: Council, framework: Framework, ref: str, **columns: Any) -> Measure:
    given = {"title": f"{council} plans {ref}", "unit": "count", "frequency": "annual", "period_kind": "in_period"}
    measure = Measure.objects.create(council=council, framework=framework, ref=ref, **{**given, **columns})
    MeasureRule.objects.create(measure=measure, scheme="target", polarity="lower", decimal_places=0)
    return measure


def make_reading(measure: Measure, period: Period, value: str) -> Reading:
    reading = Reading.objects.create(council=measure.council, measure=measure, **columns(period))
    ReadingVersion.objects.create(
        reading=reading, state="signed_off", value=Decimal(value), recorded_at=THEN, source="import of a paper"
    )
    return reading


def make_person(name: str, group: str) -> User:
    person = User.objects.create_user(name, password="a long pass phrase", is_staff=True)
    person.groups.add(Group.objects.get(name=group))
    return person


@pytest.fixture
def groups(db: None) -> None:
    make_groups()


@pytest.fixture
def own(groups: None) -> Place:
    return make_place("northshire")


@pytest.fixture
def other(groups: None) -> Place:
    return make_place("southshire")


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("root")


@pytest.fixture
def keeper(own: Place) -> User:
    """The administrator of the first council."""
    person = make_person("keeper", "Council administrators")
    Membership.objects.create(user=person, council=own.council, role="administrator")
    return person


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def office(own: Place) -> Client:
    """The first council's performance officer, signed in."""
    return signed_in(own.officer)
