"""A contract for tests: an invented council, its fictional company, and KPIs with bands and figures."""

import datetime as dt
import re
from typing import Any

from kpis.contracts.queries import ContractReport, Kpi, contract_report
from kpis.domain.period_text import parse_period
from kpis.models import Contract, Framework, Measure, Service
from kpis.people import UNRESTRICTED, Viewer
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target, moment

TODAY = dt.date(2021, 1, 15)
SIGNED = moment("2019-10-01")


def make_contract(slug: str = "northshire", starts: str = "2019-10-01", **terms: Any) -> Framework:
    """A contract between a council and its company, with a service of the company's. Without terms: the defaults."""
    columns = {name: terms.pop(name) for name in ("ends",) if name in terms}
    columns = {name: dt.date.fromisoformat(text) for name, text in columns.items()}
    plan = make_plan(
        make_council(slug), "company", kind="contract", scheme="band", starts=dt.date.fromisoformat(starts), **columns
    )
    Service.objects.create(council=plan.council, name="Company (fictional)")
    if terms:
        parties = {"commissioner": "Northshire County Council", "provider": "Northshire Company (fictional)"}
        Contract.objects.create(framework=plan, **(parties | terms))
    return plan


def make_kpi(contract: Framework, ref: str = "K1", band: str = "80 90", **given: Any) -> Measure:
    """A monthly percentage, higher is better, with a band that stands from the start of the contract."""
    columns = {
        "unit": "percentage", "polarity": "higher", "frequency": "monthly", "scheme": "band", "decimal_places": 1,
        "service": Service.objects.filter(council=contract.council).first(),
    }  # fmt: skip
    kpi = make_measure(contract, ref, **{**columns, **given})
    if band:
        low, high = band.split()
        make_target(kpi, "2019/20", low=low, high=high, tolerance_kind="band", at=SIGNED)
    return kpi


def report(kpi: Measure, figures: str) -> None:
    """Figures of one KPI: "2020-04=75 2020-05=81"; "-" is awaited."""
    for period, value in re.findall(r"(\S+(?: [HQ]\d)?)=(\S+)", figures):
        at = moment((parse_period(period).end + dt.timedelta(days=10)).isoformat())
        if value == "-":
            make_reading(kpi, period, at=at, marker="awaiting")
        else:
            make_reading(kpi, period, value, at=at)


def reported(
    contract: Framework,
    period: str,
    viewer: Viewer = UNRESTRICTED,
    today: dt.date = TODAY,
    at: dt.datetime | None = None,
) -> ContractReport:
    return contract_report(contract.council.slug, contract.slug, parse_period(period), viewer, today, at)


def kpi_of(found: ContractReport, ref: str = "K1") -> Kpi:
    return next(each for each in found.kpis if each.measure.ref == ref)
