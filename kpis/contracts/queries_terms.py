"""A contract as its pages need it: its parties, its terms, and whose measures are held to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import fields
from typing import NamedTuple

from django.db.models import Max, Q

from kpis.contracts.rules_terms import OwnClause, Terms
from kpis.domain.periods import Kind, Period, date_text, holding
from kpis.domain.words import FrameworkKind
from kpis.models import Contract, Framework, Measure, Membership, Reading, User
from kpis.models.people import Role
from kpis.people import Viewer
from kpis.readings.councils import CouncilInfo, council_for
from kpis.readings.read import SIGNED_OFF, standing
from kpis.refusals import NotFound

AHEAD = dt.timedelta(days=366)
SETTINGS = [each.name for each in fields(Terms) if each.name not in ("starts", "ends", "clauses", "by_end")]
"""The terms that are columns of the contract's settings, by the same names."""


class ContractInfo(NamedTuple):
    """A contract: ``commissioner`` and ``provider`` are its parties, blank where they have not been set; ``services``
    the ids of those that have measures in it; ``report_only`` those of the measures whose failures start nothing."""

    council: CouncilInfo
    id: int
    slug: str
    name: str
    commissioner: str
    provider: str
    terms: Terms
    services: frozenset[int]
    report_only: frozenset[int] = frozenset()

    def overlaps(self, period: Period) -> bool:
        """Whether any day of a period is within the contract."""
        ends = self.terms.ends
        return period.end >= self.terms.starts and (ends is None or period.start <= ends)


def contract_for(council: str, framework: str, viewer: Viewer, at: dt.datetime | None = None) -> ContractInfo:
    """A contract with the terms that stood at a moment (the usual ones, where none have been set): five statements.

    Raises NotFound for a council or a contract that there is not, for a plan, and for a contract without a start.
    """
    info = council_for(council, viewer)
    found = Framework.objects.filter(council_id=info.id, slug=framework, kind=FrameworkKind.CONTRACT).first()
    if found is None:
        raise NotFound(_not_a_contract(info, framework))
    if found.starts is None:
        raise NotFound(f"{found.name} has no start: set it in the set-up, for failures are counted from it.")
    settings = _settings(found, at)
    parties = (settings.commissioner, settings.provider)
    held, terms = services_of(found.pk), terms_of(found, settings)
    return ContractInfo(info, found.pk, found.slug, found.name, *parties, terms, held, _report_only(settings, at))


def services_of(framework_id: int) -> frozenset[int]:
    """The ids of the services that have measures in a contract, which are the company's: one statement."""
    return services_by_contract([framework_id]).get(framework_id, frozenset())


def services_by_contract(framework_ids: Collection[int]) -> dict[int, frozenset[int]]:
    """The same for several contracts: one statement."""
    rows = Measure.objects.filter(framework_id__in=framework_ids).exclude(service=None).order_by()
    found: dict[int, set[int]] = {}
    for framework_id, service_id in rows.values_list("framework_id", "service_id").distinct():
        found.setdefault(framework_id, set()).add(service_id)
    return {framework_id: frozenset(services) for framework_id, services in found.items()}


def _not_a_contract(council: CouncilInfo, framework: str) -> str:
    known = [each.slug for each in council.frameworks if each.kind == FrameworkKind.CONTRACT]
    listed = f"Its contracts: {', '.join(known)}." if known else "It has no contract."
    for each in council.frameworks:
        if each.slug == framework:
            return f'"{framework}" is a plan, not a contract. {listed}'
    return f'{council.name} has no contract "{framework[:60]}". {listed}'


def _settings(framework: Framework, at: dt.datetime | None) -> Contract:
    if at is None:
        found = Contract.objects.filter(framework=framework).first()
    else:
        found = Contract.history.as_of(at).filter(framework_id=framework.pk).first()
    return found or Contract(framework=framework)


def _report_only(settings: Contract, at: dt.datetime | None) -> frozenset[int]:
    """The ids of the KPIs whose failures are reported and start no rectification: one statement."""
    if settings.pk is None:
        return frozenset()
    kept = settings.report_only.through.objects.filter(contract=settings)
    rows = kept if at is None else settings._history.report_only.all()  # type: ignore[attr-defined]
    return frozenset(rows.values_list("measure_id", flat=True))


def terms_of(framework: Framework, settings: Contract) -> Terms:
    """What the settings of a contract say of failures, as the domain counts by it."""
    assert framework.starts is not None
    numbers = {name: getattr(settings, name) for name in SETTINGS}
    clauses = tuple(OwnClause(key, **own) for key, own in settings.clauses.items())
    return Terms(framework.starts, framework.ends, clauses, **numbers)


def check_within(contract: ContractInfo, period: Period, today: dt.date) -> None:
    """Refuse a period of which no day is within the contract, and one far ahead of today, where nothing is due yet.
    Raises NotFound with the contract's dates."""
    if period.start > today + AHEAD:
        raise NotFound(f"{period.label} is more than a year ahead: there is nothing to report yet.")
    if contract.overlaps(period):
        return
    starts, ends = contract.terms.starts, contract.terms.ends
    lasts = f"started on {date_text(starts)}" if ends is None else f"runs from {date_text(starts)} to {date_text(ends)}"
    raise NotFound(f"{period.label} is outside the contract: {contract.name} {lasts}.")


def latest_month(contract: ContractInfo, today: dt.date, at: dt.datetime | None = None) -> Period:
    """The month that a report is of where none is asked for: the last that ended with a figure in it, else the last
    that has ended; never one outside the contract."""
    rows = Reading.objects.filter(
        standing(at, "versions__"),
        measure__framework_id=contract.id,
        category=None,
        end__lt=today,
        end__gte=contract.terms.starts,
        versions__state=SIGNED_OFF,
        versions__value__isnull=False,
    )
    last = rows.aggregate(last=Max("end"))["last"] or today.replace(day=1) - dt.timedelta(days=1)
    last = min(last, contract.terms.ends or last)
    return holding(max(last, contract.terms.starts), Kind.MONTH)


class ContractLink(NamedTuple):
    """Where a contract's report is, and whose services' measures are in it."""

    framework: str
    services: frozenset[int]


def contract_links(council_id: int, framework: str = "") -> list[ContractLink]:
    """The contracts of a council that have started being counted, each with its services: one statement."""
    rows = Measure.objects.filter(council_id=council_id, framework__kind=FrameworkKind.CONTRACT)
    rows = rows.exclude(framework__starts=None)
    if framework:
        rows = rows.filter(framework__slug=framework)
    found: dict[str, set[int]] = {}
    columns = ("framework__name", "framework__slug", "service_id")
    for _, slug, service in rows.order_by(*columns).values_list(*columns).distinct():
        found.setdefault(slug, set()).update({service} if service else ())
    return [ContractLink(slug, frozenset(services)) for slug, services in found.items()]


COMPANY = (Role.OFFICER, Role.HEAD_OF_SERVICE)


def parties(council_id: int, services: Collection[int], day: dt.date) -> list[User]:
    """The active people of the company's services, of the council's performance team, and heads of all its services, by
    name: one statement."""
    company = Q(role__in=COMPANY, service_id__in=services)
    council = Q(role__in=(Role.PERFORMANCE, Role.HEAD_OF_SERVICE), service=None)
    held = Membership.objects.filter(company | council, council_id=council_id).on(day)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True)
    return list(people.order_by("first_name", "last_name", "username"))
