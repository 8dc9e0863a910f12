"""What people put on record under a contract: performance risks with their mitigation, failures recorded by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.contracts.queries_terms import ContractInfo
from kpis.contracts.rules_clauses import BY_RUN, clause_text
from kpis.contracts.views import contract_of
from kpis.domain.periods import Frequency
from kpis.models import Council, Measure, PerformanceRisk, RecordedFailure
from kpis.people import Person, check_performance, check_works_on_contract, may
from kpis.rectification.actions_failures import Clause, record_failure, withdraw_failure
from kpis.rectification.actions_risks import agree_mitigation, complete_mitigation, notify_risk
from kpis.rectification.forms import CompletedForm, FailureForm, MitigationForm, RiskForm, SayForm
from kpis.rectification.queries_entries import FailureEntry, RiskEntry, kpis_of, recorded_failures
from kpis.rectification.queries_entries import risks as risks_of
from kpis.rectification.views import base_of
from kpis.rectification.views_texts import WHOLE, day_of, url_of
from kpis.refusals import Denied, Refused
from kpis.web.asking import person_of
from kpis.web.fields import errors_of

MISSING = "Say why it is withdrawn: the record keeps it."
BY_EITHER = (Clause.NO_PROGRESS,)
"""The clauses that the company may record as well."""


class ContractRequest(NamedTuple):
    """A contract, who works on it, and which side they are on."""

    contract: ContractInfo
    person: Person
    performs: bool
    works: bool


Forms = dict[str, Form]
Offer = Callable[[ContractRequest, Any, str], Forms]
Act = Callable[[ContractRequest, dict[str, Any], int], str]


def _asked_for(request: HttpRequest, council: str, framework: str) -> ContractRequest:
    contract, person = contract_of(request, council, framework), person_of(request)
    here = contract.council.id
    performs = may(check_performance, person, Council(pk=here))
    return ContractRequest(contract, person, performs, may(check_works_on_contract, person, here, contract.services))


def _posted(request: HttpRequest, asked: ContractRequest, offer: Offer, acts: dict[str, Act]) -> Forms | None:
    """Do what was sent; the forms with what was typed where that cannot be done, None where it was."""
    do, number = request.POST.get("do", ""), request.POST.get("number", "")
    if do not in acts:
        raise BadRequest("The form names nothing that can be done here.")
    check_works_on_contract(asked.person, asked.contract.council.id, asked.contract.services)
    name = f"{do}{number}"
    forms = offer(asked, request.POST, name)
    if name not in forms:
        raise Denied(
            "This cannot be done here any more, or only the performance team can do it. See how it stands now."
        )
    if not forms[name].is_valid():
        return forms
    try:
        said = acts[do](asked, forms[name].cleaned_data, int(number) if number.isdecimal() else 0)
    except Refused as refused:
        forms[name].add_error(None, str(refused))
        return forms
    messages.success(request, said)
    return None


def _kpi(asked: ContractRequest, ref: str) -> Measure | None:
    rows = Measure.objects.select_related("framework", "council")
    return rows.filter(framework_id=asked.contract.id, ref=ref).first() if ref else None


def _told(asked: ContractRequest) -> dict[str, Any]:
    return {"by": asked.person, "at": timezone.now()}


@require_http_methods(["GET", "HEAD", "POST"])
def risks(request: HttpRequest, council: str, framework: str) -> HttpResponse:
    """The performance risks, and what whoever reads may do: notify, agree a mitigation, say that it is completed."""
    asked = _asked_for(request, council, framework)
    forms = _posted(request, asked, _risk_forms, RISK_ACTS) if request.method == "POST" else _risk_forms(asked)
    if forms is None:
        return redirect(request.path)
    found = [
        {"entry": each, "on": day_of(each.at), "forms": _own(forms, ("agree", "complete"), each.id)}
        for each in risks_of(asked.contract.id)
    ]
    clause = clause_text(BY_RUN[Frequency.ANNUAL], asked.contract.terms)
    context = {"risks": found, "add": forms.get("notify"), "yearly": bool(_yearly(asked)), "clause": clause}
    return _page(request, asked, "rectification/risks.html", forms, context)


def _yearly(asked: ContractRequest) -> list[tuple[str, str]]:
    return kpis_of(asked.contract.id, Frequency.ANNUAL.value)


def _risk_forms(asked: ContractRequest, data: Any = None, name: str = "") -> Forms:
    yearly = _yearly(asked)
    found: Forms = {}
    if asked.works and yearly:
        found["notify"] = RiskForm("notify", data if name == "notify" else None, yearly)
    for each in risks_of(asked.contract.id) if asked.performs else ():
        own, form = _risk_form(each, data, name)
        if form is not None:
            found[own] = form
    return found


def _risk_form(risk: RiskEntry, data: Any, name: str) -> tuple[str, Form | None]:
    """What comes next of a risk: its mitigation agreed, then completed."""
    if risk.agreed_on is None:
        own = f"agree{risk.id}"
        return own, MitigationForm(own, data if name == own else None, initial={"mitigation": risk.mitigation})
    own = f"complete{risk.id}"
    return own, None if risk.completed_on else CompletedForm(own, data if name == own else None)


def _notify(asked: ContractRequest, given: dict[str, Any], number: int) -> str:
    measure = _kpi(asked, given.pop("ref"))
    assert measure is not None
    notify_risk(measure=measure, **given, **_told(asked))
    return "The risk is on record."


def _risk(number: int) -> PerformanceRisk:
    return PerformanceRisk.objects.select_related("measure__council").get(pk=number)


def _agree(asked: ContractRequest, given: dict[str, Any], number: int) -> str:
    agree_mitigation(risk=_risk(number), **given, **_told(asked))
    return "The mitigation is agreed."


def _complete(asked: ContractRequest, given: dict[str, Any], number: int) -> str:
    complete_mitigation(risk=_risk(number), **given, **_told(asked))
    return "The mitigation is completed."


RISK_ACTS: dict[str, Act] = {"notify": _notify, "agree": _agree, "complete": _complete}


@require_http_methods(["GET", "HEAD", "POST"])
def failures(request: HttpRequest, council: str, framework: str) -> HttpResponse:
    """The failures that people recorded, and the forms to record one and to take one back."""
    asked = _asked_for(request, council, framework)
    forms = _posted(request, asked, _failure_forms, FAILURE_ACTS) if request.method == "POST" else _failure_forms(asked)
    if forms is None:
        return redirect(request.path)
    found = [_failure(asked, each, forms) for each in recorded_failures(asked.contract)]
    clauses = [text for _, text in _clauses(asked)]
    context = {"failures": found, "add": forms.get("record"), "whole": WHOLE, "clauses": clauses}
    return _page(request, asked, "rectification/failures.html", forms, context)


def _failure(asked: ContractRequest, entry: FailureEntry, forms: Forms) -> dict[str, Any]:
    return {
        "entry": entry,
        "on": day_of(entry.at),
        "withdrawn_on": day_of(entry.withdrawn_at) if entry.withdrawn_at else "",
        "url": url_of(asked.contract, entry.rectification) if entry.rectification else "",
        "forms": _own(forms, ("withdraw",), entry.id),
    }


def _failure_forms(asked: ContractRequest, data: Any = None, name: str = "") -> Forms:
    found: Forms = {}
    if asked.works:
        clauses = [each for each in _clauses(asked) if asked.performs or each[0] in BY_EITHER]
        given = data if name == "record" else None
        found["record"] = FailureForm("record", given, kpis_of(asked.contract.id), clauses)
    for each in recorded_failures(asked.contract) if asked.performs else ():
        own = f"withdraw{each.id}"
        if each.withdrawn_at is None:
            found[own] = SayForm(own, data if name == own else None, "Why it is withdrawn", MISSING)
    return found


def _clauses(asked: ContractRequest) -> list[tuple[str, str]]:
    """The clauses that are recorded, as the contract has them."""
    return [(each, clause_text(each, asked.contract.terms)) for each in Clause.values]


def _record(asked: ContractRequest, given: dict[str, Any], number: int) -> str:
    measure = _kpi(asked, given.pop("ref"))
    record_failure(contract=asked.contract, measure=measure, **given, **_told(asked))
    return "The failure is on record. Notice of it is given on the page of rectifications."


def _withdraw(asked: ContractRequest, given: dict[str, Any], number: int) -> str:
    failure = RecordedFailure.objects.select_related("framework__council").get(pk=number)
    withdraw_failure(failure=failure, reason=given["note"], **_told(asked))
    return "The failure is withdrawn."


FAILURE_ACTS: dict[str, Act] = {"record": _record, "withdraw": _withdraw}


def _own(forms: Forms, names: tuple[str, ...], number: int) -> dict[str, Form]:
    """The forms of one entry, by what they do."""
    return {name: forms[f"{name}{number}"] for name in names if f"{name}{number}" in forms}


def _page(
    request: HttpRequest, asked: ContractRequest, template: str, forms: Forms, context: dict[str, Any]
) -> HttpResponse:
    errors = errors_of(forms.values())
    page = {**base_of(asked.contract), "works": asked.works, "performs": asked.performs, "errors": errors, **context}
    return render(request, template, page, status=422 if errors else 200)
