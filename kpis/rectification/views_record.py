"""One rectification: the failure, its plan, what whoever reads it may do, and all that has happened."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.contracts.queries import ContractReport
from kpis.contracts.queries_rows import Remedy
from kpis.contracts.queries_terms import parties
from kpis.contracts.views import contract_of
from kpis.models import Rectification
from kpis.rectification.queries import DueAction, Record, happened, rectification
from kpis.rectification.queries_causes import latest_report, lost_cause_text, revisions_since
from kpis.rectification.views import crumbs_of
from kpis.rectification.views_acts import ACTS, Act, RectificationRequest, Sent, name_of_form, offered
from kpis.rectification.views_texts import as_seen, history, record_text, standing_text, step_text
from kpis.refusals import Conflict, Refused
from kpis.web.asking import number_from, person_of, viewer_of
from kpis.web.fields import errors_of


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, council: str, framework: str, record: int) -> HttpResponse:
    """The record as it stands. A POST does one thing with it; what cannot be done answers with the page as typed."""
    asked, report = _asked_for(request, council, framework, record)
    if request.method != "POST":
        return _page(request, asked, report, offered(asked))
    act, step = _act_of(request, asked)
    act.check(asked, step)
    return _done(request, asked, report, act, step)


def _asked_for(
    request: HttpRequest, council: str, framework: str, number: int
) -> tuple[RectificationRequest, ContractReport]:
    contract, today = contract_of(request, council, framework), timezone.localdate()
    record = rectification(contract.id, number, today)
    related = ("framework__council", "recorded")
    row = Rectification.objects.select_related(*related).get(pk=record.id)
    people = parties(contract.council.id, contract.services, today)
    report = latest_report(contract, viewer_of(request), today)
    has_cause = not (record.withdrawn or _lost(report, record))
    return RectificationRequest(contract, row, as_seen(record, report), person_of(request), people, has_cause), report


def _lost(report: ContractReport, record: Record) -> Remedy | None:
    """The rectification among those whose failure no longer stands."""
    return next((each for kpi in report.kpis for each in kpi.without_cause if each.id == record.id), None)


def _act_of(request: HttpRequest, asked: RectificationRequest) -> tuple[Act, DueAction | None]:
    """What a form asks for. Raises BadRequest where it names nothing that there is."""
    act = ACTS.get(request.POST.get("do", ""))
    step = asked.step(request.POST.get("step", ""))
    if act is None or (act.fits is not None and step is None):
        raise BadRequest("The form names nothing that can be done here.")
    return act, step if act.fits else None


def _done(
    request: HttpRequest, asked: RectificationRequest, report: ContractReport, act: Act, step: DueAction | None
) -> HttpResponse:
    name = name_of_form(request.POST["do"], step)
    form = act.form(asked, name, request.POST, step)
    if not form.is_valid():
        return _page(request, asked, report, {**offered(asked), name: form}, 422)
    try:
        act.run(asked, Sent(form.cleaned_data, number_from(request.POST.get("version", "")), step))
    except Refused as refused:
        form.add_error(None, str(refused))
        return _refused(request, asked, name, form, isinstance(refused, Conflict))
    messages.success(request, act.said)
    return redirect(request.path)


def _refused(
    request: HttpRequest, asked: RectificationRequest, name: str, form: Form, is_changed: bool
) -> HttpResponse:
    """409: the record as it stands now, with what was typed, which can be sent again where it still fits."""
    contract = asked.contract
    now, report = _asked_for(request, contract.council.slug, contract.slug, asked.record.id)
    return _page(request, now, report, {**offered(now), name: form}, 409)


def _page(
    request: HttpRequest, asked: RectificationRequest, report: ContractReport, forms: dict[str, Form], status: int = 200
) -> HttpResponse:
    contract, record = asked.contract, asked.record
    context = {
        "council": contract.council,
        "notice": contract.council.notice,
        "contract": contract,
        "record": record,
        "text": record_text(contract, record),
        "lost": _lost_text(request, asked, report),
        "standing": standing_text(record, report),
        "steps": [_step(each, forms) for each in record.steps],
        "forms": forms,
        "errors": errors_of(forms.values()),
        "history": history(happened(record.id)),
        "may_act": bool(forms),
        "crumbs": crumbs_of(contract, rectifications=True),
    }
    return render(request, "rectification/record.html", context, status=status)


def _lost_text(request: HttpRequest, asked: RectificationRequest, report: ContractReport) -> str:
    """That the failure no longer stands and why, where that is so."""
    record = asked.record
    if record.withdrawn:
        return f"The failure no longer stands: it was withdrawn. {record.withdrawn.rstrip('.')}."
    remedy = _lost(report, record)
    if remedy is None:
        return ""
    return lost_cause_text(revisions_since(report, remedy, viewer_of(request), timezone.localdate()))


def _step(step: DueAction, forms: dict[str, Form]) -> dict[str, Any]:
    """An action with the forms that are offered for it."""
    own = {do: forms.get(name_of_form(do, step)) for do, act in ACTS.items() if act.fits}
    found = {do: form for do, form in own.items() if form is not None}
    return {"text": step_text(step), "forms": found, "about": f"action {step.number}"}
