"""Publishing a report, and taking a publication back: each says what will happen before it does."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.models import Job
from kpis.papers.actions import ask_to_publish
from kpis.papers.actions import withdraw as take_back
from kpis.papers.forms import PublishForm, WithdrawForm
from kpis.papers.queries import figures_of, last_number
from kpis.papers.queries_checklist import checklist
from kpis.papers.views import ReportRequest, asked_for, crumbs_of
from kpis.papers.views_checklist import grouped
from kpis.publications.queries import publication_of
from kpis.refusals import Refused
from kpis.web.asking import performance_of


@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, council: str, slug: str) -> HttpResponse:
    """What will be published when, with the checklist. A POST asks for it; a worker does it."""
    asked = asked_for(request, council, slug)
    figures = figures_of(asked.report, None, timezone.localdate())
    checks = checklist(asked.report, figures, timezone.localdate())
    number, data = last_number(asked.report), request.POST if request.method == "POST" else None
    form = PublishForm(
        data, corrects=bool(number), has_checks=bool(checks), now=timezone.now(),
        initial={"version": asked.report.version},
    )  # fmt: skip
    if data is not None and (job := _asked_to(asked, form)):
        return redirect("job", council, job.pk)
    context = {
        "council": asked.council,
        "notice": asked.council.notice,
        "report": asked.report,
        "form": form,
        "checks": grouped(checks, asked.report, figures),
        "blocking": sum(each.is_blocking for each in checks),
        "next_number": number + 1,
        "measures": len(figures.card.lines),
        "crumbs": crumbs_of(asked.council, asked.report),
    }
    return render(request, "papers/publish.html", context, status=422 if form.errors else 200)


def _asked_to(asked: ReportRequest, form: PublishForm) -> Job | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        return ask_to_publish(
            report=asked.report, version=given["version"], opens_at=form.opens_at, reason=given.get("reason", ""),
            acknowledged=given.get("acknowledged", False), by=asked.person, at=form.now,
        )  # fmt: skip
    except Refused as error:
        form.add_error(None, str(error))
        return None


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, council: str, slug: str, number: int) -> HttpResponse:
    """Take a version back, with the reason that stands in its place."""
    found, person = performance_of(request, council)
    shown = publication_of(found.pk, slug, number, timezone.now(), sees_embargoed=True)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"council": found, "notice": found.notice, "entry": shown.entry, "form": form}
    if form.is_valid():
        try:
            take_back(publication=shown.row, reason=form.cleaned_data["reason"], by=person, at=timezone.now())
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "It is withdrawn. Its address stays, and says when and why.")
            return redirect("publication_version", council, slug, number)
    context["crumbs"] = crumbs_of(found)
    return render(request, "papers/withdraw.html", context, status=422 if form.errors else 200)
