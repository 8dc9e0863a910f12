"""A contract's rectifications: those that are open, failures without a notice, and giving one."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kpis.contracts.queries_terms import ContractInfo
from kpis.contracts.rules_clauses import clause_of
from kpis.contracts.views import contract_of
from kpis.domain.periods import Period, date_text
from kpis.models import Council, RecordedFailure, Rectification
from kpis.people import check_performance, may
from kpis.rectification.actions import REPORT_ONLY, give_notice, give_notice_of_recorded
from kpis.rectification.forms import NoticeForm
from kpis.rectification.queries import rectifications
from kpis.rectification.queries_causes import latest_report, standing_at, unanswered
from kpis.rectification.queries_entries import recorded_failures
from kpis.rectification.views_texts import WHOLE, as_seen, list_sentence, record_text, unanswered_texts, url_of
from kpis.refusals import NotFound, Refused
from kpis.web.asking import colleague_of, number_from, period_from, person_of, viewer_of

NO_FAILURE = "Name a failure: the page of rectifications lists those of which no notice has been given."


class Named(NamedTuple):
    """The failure that notice is given of: worked out for a KPI's period, or ``recorded`` by a person."""

    title: str
    ref: str
    clause: str
    wording: str
    said: str
    period: Period | None = None
    recorded: RecordedFailure | None = None


def crumbs_of(contract: ContractInfo, rectifications: bool = False) -> list[tuple[str, str]]:
    here = (contract.council.slug, contract.slug)
    found = [
        ("Councils", "/"),
        (contract.council.name, f"/{contract.council.slug}/"),
        (contract.name, reverse("contract", args=here)),
    ]
    return [*found, ("Rectifications", reverse("rectifications", args=here))] if rectifications else found


def base_of(contract: ContractInfo) -> dict[str, Any]:
    """What every page of a contract's rectifications shows."""
    return {
        "council": contract.council,
        "notice": contract.council.notice,
        "contract": contract,
        "crumbs": crumbs_of(contract),
    }


@require_safe
def index(request: HttpRequest, council: str, framework: str) -> HttpResponse:
    """Failures without a notice, the open rectifications by what comes next, and those that have ended."""
    contract, today = contract_of(request, council, framework), timezone.localdate()
    report = latest_report(contract, viewer_of(request), today)
    records = [as_seen(each, report) for each in rectifications(contract.id, today)]
    open_ones = [each for each in records if each.is_open]
    waiting = unanswered_texts(contract, unanswered(report), recorded_failures(contract))
    context = {
        **base_of(contract),
        "opening": list_sentence(open_ones, len(waiting)),
        "waiting": waiting,
        "open": [record_text(contract, each) for each in open_ones],
        "ended": [record_text(contract, each) for each in records if not each.is_open],
        "may_notify": may(check_performance, colleague_of(request), Council(pk=contract.council.id)),
    }
    return render(request, "rectification/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, council: str, framework: str) -> HttpResponse:
    """Give notice of the failure that the address names: first shown, then sent."""
    contract = contract_of(request, council, framework)
    check_performance(colleague_of(request), Council(pk=contract.council.id))
    named = _named(request, contract, timezone.localdate())
    if isinstance(named, int):
        messages.warning(request, "This failure has its rectification already: one run is one failure.")
        return redirect(url_of(contract, named))
    form = NoticeForm("notice", request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            return _given(request, contract, named, form)
        except Refused as refused:
            form.add_error(None, str(refused))
    context = {**base_of(contract), "crumbs": crumbs_of(contract, rectifications=True), "named": named, "form": form}
    return render(request, "rectification/new.html", context, status=422 if form.errors else 200)


def _given(request: HttpRequest, contract: ContractInfo, named: Named, form: NoticeForm) -> HttpResponse:
    told = {"contract": contract, **form.cleaned_data, "by": person_of(request), "at": timezone.now()}
    if named.recorded is not None:
        made = give_notice_of_recorded(failure=named.recorded, **told)
    else:
        assert named.period is not None
        made = give_notice(ref=named.ref, period=named.period, **told)
    messages.success(request, "Notice is given: the rectification is open.")
    return redirect(url_of(contract, made.pk))


def _named(request: HttpRequest, contract: ContractInfo, today: dt.date) -> Named | int:
    """The failure that an address names, or the id of the rectification that it has already. Raises NotFound."""
    asked = request.GET
    if asked.get("recorded"):
        return _recorded(contract, number_from(asked["recorded"]))
    period = period_from(asked.get("period", ""))
    if period is None or not asked.get("ref"):
        raise NotFound(NO_FAILURE)
    return _worked_out(request, contract, asked["ref"], period, today)


def _recorded(contract: ContractInfo, pk: int) -> Named | int:
    row = RecordedFailure.objects.filter(framework_id=contract.id, pk=pk, withdrawn_at=None).first()
    if row is None:
        raise NotFound(NO_FAILURE)
    opened = Rectification.objects.filter(recorded=row).values_list("pk", flat=True).first()
    if opened is not None:
        return opened
    _check_consequence(contract, row.measure_id)
    clause, said = clause_of(row.clause, contract.terms), f"{date_text(row.occurred_on)}: {row.why}"
    title, ref = (row.measure.title, row.measure.ref) if row.measure else (WHOLE, "")
    return Named(title, ref, clause.number, clause.wording, said, recorded=row)


def _check_consequence(contract: ContractInfo, measure_id: int | None) -> None:
    if measure_id in contract.report_only:
        raise NotFound(REPORT_ONLY)


def _worked_out(request: HttpRequest, contract: ContractInfo, ref: str, period: Period, today: dt.date) -> Named | int:
    report = latest_report(contract, viewer_of(request), today)
    kpi = next((each for each in report.kpis if each.measure.ref.casefold() == ref.casefold()), None)
    if kpi is None:
        raise NotFound(NO_FAILURE)
    _check_consequence(contract, kpi.measure.id)
    found = standing_at(kpi, period)
    if found.remedy is not None:
        return found.remedy.id
    if found.failure is None:
        raise NotFound(f"No performance failure stands that notice could be given of. {found.reason}")
    failure = found.failure
    return Named(kpi.measure.title, kpi.measure.ref, failure.clause, failure.wording, found.reason, period)
