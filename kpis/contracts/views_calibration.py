"""What a band means: how often it gives a false alarm, and what it would miss. For the performance team; nothing is set
by it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpis.contracts.forms import BandForm
from kpis.contracts.queries_calibration import YearOfShares, kpis_of, year_of_shares
from kpis.contracts.queries_terms import ContractInfo
from kpis.contracts.rules_calibration import Calibration, calibrate, calibration_sentences
from kpis.contracts.views import contract_of
from kpis.domain.numbers import plain
from kpis.domain.periods import Period
from kpis.domain.sentences import edge_text
from kpis.domain.words import RuleError
from kpis.models import Council
from kpis.people import check_performance
from kpis.web.asking import colleague_of, viewer_of
from kpis.web.fields import sentence


@require_safe
def show(request: HttpRequest, council: str, framework: str) -> HttpResponse:
    """First a KPI, then what its band means, then a form to try another."""
    contract = contract_of(request, council, framework)
    check_performance(colleague_of(request), Council(pk=contract.council.id))
    context = _context(request, contract)
    return render(request, "contracts/calibration.html", context)


def _context(request: HttpRequest, contract: ContractInfo) -> dict[str, Any]:
    kpis, ref = kpis_of(contract), request.GET.get("ref", "").strip()
    here = contract.council
    context = {
        "council": here,
        "notice": here.notice,
        "contract": contract,
        "choices": [(each.ref, each.title) for each in kpis],
        "ref": ref,
        "crumbs": [
            ("Councils", "/"),
            (here.name, f"/{here.slug}/"),
            (contract.name, f"/{here.slug}/contracts/{contract.slug}/"),
        ],
    }
    if ref:
        year = year_of_shares(contract, kpis, ref, timezone.localdate(), viewer_of(request))
        context |= _of_a_kpi(request, contract, year)
    return context


def _of_a_kpi(request: HttpRequest, contract: ContractInfo, year: YearOfShares) -> dict[str, Any]:
    target = year.target
    agreed = (target.low, target.high) if target else (None, None)
    is_tried = "low" in request.GET or "high" in request.GET
    initial = {name: plain(each) for name, each in zip(("low", "high"), agreed, strict=True) if each is not None}
    form = BandForm(request.GET if is_tried else None, initial=initial)
    found: dict[str, Any] = {
        "measure": year.measure,
        "ref": year.measure.ref,
        "form": form,
        "agreed": _band(year, agreed),
        "span": _span(year.periods),
    }
    found |= _meaning("standing", contract, year, agreed)
    if is_tried and form.is_valid():
        found |= _meaning("tried", contract, year, (form.cleaned_data["low"], form.cleaned_data["high"]))
    return found


def _meaning(
    name: str, contract: ContractInfo, year: YearOfShares, band: tuple[Decimal | None, Decimal | None]
) -> dict[str, Any]:
    """What a band would mean, or why that cannot be said."""
    low, high = band
    if low is None or high is None:
        return {f"{name}_refused": "No band is in force for the year's last period."}
    try:
        frequency = year.measure.schedule.frequency
        found = calibrate(year.rule, frequency, contract.terms, low, high, year.shares)
    except RuleError as error:
        return {f"{name}_refused": sentence(error)}
    *said, method = calibration_sentences(found)
    return {name: said, f"{name}_band": _band(year, band), f"{name}_chances": _chances(found), "method": method}


def _chances(found: Calibration) -> list[tuple[str, str, str, str]]:
    """Each period with its cases, and its chances of being below and above the band, in percent."""
    return [
        (each.period.label, f"{each.denominator:,}", _percent(each.below), _percent(each.above))
        for each in found.chances
    ]


def _percent(chance: float) -> str:
    return "under 0.1%" if 0 < chance < 0.001 else f"{chance * 100:.1f}%"


def _band(year: YearOfShares, band: tuple[Decimal | None, Decimal | None]) -> str:
    low, high = band
    return (
        f"{edge_text(year.rule, low)} to {edge_text(year.rule, high)}" if low is not None and high is not None else ""
    )


def _span(periods: tuple[Period, ...]) -> str:
    first, last = periods[0], periods[-1]
    return first.label if first == last else f"{first.label} to {last.label}"
