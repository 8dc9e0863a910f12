"""A report as it would be now, with its checklist beside it; its documents are asked for here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.documents.html import report_html
from kpis.papers.actions import ask_documents
from kpis.papers.jobs import snapshot_of
from kpis.papers.queries import figures_of, last_number
from kpis.papers.queries_checklist import checklist
from kpis.papers.views import ReportRequest, asked_for, crumbs_of
from kpis.papers.views_checklist import grouped


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, council: str, slug: str) -> HttpResponse:
    """The draft from a snapshot made now, marked as one. A POST asks for its Word and PDF files."""
    asked = asked_for(request, council, slug)
    if request.method == "POST":
        return _documents(asked)
    figures = figures_of(asked.report, None, timezone.localdate())
    checks = checklist(asked.report, figures, timezone.localdate())
    context = {
        "council": asked.council,
        "notice": asked.council.notice,
        "report": asked.report,
        "checks": grouped(checks, asked.report, figures),
        "count": len(checks),
        "blocking": sum(each.is_blocking for each in checks),
        "body": report_html(snapshot_of(asked.report, figures, timezone.now())),
        "number": last_number(asked.report),
        "crumbs": crumbs_of(asked.council, asked.report),
    }
    return render(request, "papers/preview.html", context)


def _documents(asked: ReportRequest) -> HttpResponse:
    job = ask_documents(report=asked.report, by=asked.person, at=timezone.now())
    return redirect("job", asked.council.slug, job.pk)
