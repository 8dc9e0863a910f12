"""Committee reports as the performance team begins them, and what their pages have in common."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.models import Council, Meeting, Report
from kpis.papers.actions import create_report
from kpis.papers.forms import NewReportForm
from kpis.papers.queries import report_of
from kpis.people import Person
from kpis.readings.wanted import Wanted
from kpis.refusals import Refused
from kpis.scorecards.queries import scorecard
from kpis.scorecards.texts import title_of
from kpis.web.asking import performance_of, period_from, viewer_of


class ReportRequest(NamedTuple):
    """A report that somebody of the performance team works on."""

    council: Council
    report: Report
    person: Person


def asked_for(request: HttpRequest, council: str, slug: str) -> ReportRequest:
    """404 outside the council and for a report that there is not, 403 for others than its performance team."""
    found, person = performance_of(request, council)
    return ReportRequest(found, report_of(found.pk, slug), person)


def crumbs_of(council: Council, report: Report | None = None) -> list[tuple[str, str]]:
    found = [
        ("Councils", "/"),
        (council.name, f"/{council.slug}/"),
        ("Reports", reverse("reports", args=[council.slug])),
    ]
    if report is not None:
        found.append((report.draft["title"], reverse("report_edit", args=[council.slug, report.slug])))
    return found


def meetings_of(council: Council, committee_id: int | None = None) -> list[Meeting]:
    """The meetings that are noted, the latest first: of one committee, or of all of them."""
    rows = Meeting.objects.filter(committee__council=council).select_related("committee").order_by("-date")
    return list(rows.filter(committee=committee_id) if committee_id else rows)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, council: str) -> HttpResponse:
    """What a report is of; a scorecard's page leads here with its committee, plan and period."""
    found, person = performance_of(request, council)
    data = request.POST if request.method == "POST" else None
    form = NewReportForm(found.pk, meetings_of(found), data, initial={} if data else _suggested(request, found))
    if data is not None and (made := _made(form, found, person)):
        messages.success(
            request, "The report is begun. Nobody but the performance team sees it before it is published."
        )
        return redirect("report_edit", council, made.slug)
    context = {"council": found, "notice": found.notice, "form": form, "crumbs": crumbs_of(found)}
    return render(request, "papers/new.html", context, status=422 if form.errors else 200)


def _made(form: NewReportForm, council: Council, person: Person) -> Report | None:
    if not form.is_valid():
        return None
    given = form.cleaned_data
    try:
        return create_report(
            council=council, committee=given["committee"], framework=given["framework"], period=given["period"],
            slug=given["slug"], title=given["title"], meeting_date=form.meeting_date,
            agenda_item=given["agenda_item"], by=person, at=timezone.now(),
        )  # fmt: skip
    except Refused as error:
        form.add_error("slug" if "address" in str(error) else None, str(error))
        return None


def _suggested(request: HttpRequest, council: Council) -> dict[str, Any]:
    """What the address names, else the council's latest period, with a title made of them."""
    asked = request.GET
    period = period_from(asked.get("period", ""))
    wanted = Wanted(council.slug, timezone.localdate(), asked.get("framework", ""), asked.get("committee", ""), period)
    card = scorecard(wanted, viewer_of(request))
    period, plans = card.period, card.council.frameworks
    plan = card.framework or (plans[0] if len(plans) == 1 else None)
    of = plan.name if plan else title_of(card) if wanted.committee else ""
    title = (f"{of}: performance in" if of else "Performance in") + f" {period.label}" if period else ""
    return {"committee": wanted.committee, "framework": wanted.framework, "period": period, "title": title}
