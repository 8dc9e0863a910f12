"""Work that takes longer than a page may: how far it is, what came of it, and why it failed."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kpis.models import Council, Document, Job, Report
from kpis.people import Person, check_performance, may
from kpis.readings.councils import council_for
from kpis.refusals import Denied, NotFound, Refused
from kpis.uploads.queries import KINDS, check_imports
from kpis.web.asking import person_of, viewer_of
from kpis.web.downloads import file_response
from kpis.work.jobs import again

NOT_YOURS = "Only the council's performance team can see this, and the work on a spreadsheet whoever brought it in."
NO_FILE = "There is no such file of this work."
DOING = {
    Job.Kind.MAKE_DOCUMENTS: "Making the documents",
    Job.Kind.PUBLISH: "Publishing the report",
}


def asked_for(request: HttpRequest, council: str, number: int) -> tuple[Council, Job]:
    """A job: 404 outside the council, 403 for whoever may not see it today."""
    found = Council.objects.get(pk=council_for(council, viewer_of(request)).id)
    job = Job.objects.filter(council=found, pk=number).select_related("by").first()
    person = person_of(request)
    if not (may(check_performance, person, found) or _is_own_upload(job, person)):
        raise Denied(NOT_YOURS)
    if job is None:
        raise NotFound("There is no such work here.")
    return found, job


def _is_own_upload(job: Job | None, person: Person) -> bool:
    """Work on a spreadsheet is also its sender's, while they bring in figures. To have asked once is no right: whoever
    has left the performance team opens none of its papers."""
    if job is None or job.kind not in KINDS or job.by_id != person.user_id:
        return False
    return may(check_imports, person, job.council_id)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, council: str, job: int) -> HttpResponse:
    """A job as it stands; that of a spreadsheet on its own page. A POST asks for the work of a failed one once more."""
    found, known = asked_for(request, council, job)
    if "upload" in known.arguments:
        return redirect("upload", council, known.arguments["upload"])
    refused = ""
    if request.method == "POST":
        try:
            made = again(job=known, by_id=request.user.pk, at=timezone.now())
            return redirect("job", council, made.pk)
        except Refused as error:
            refused = str(error)
    return render(request, "pages/job.html", _context(found, known, refused), status=409 if refused else 200)


def _context(council: Council, job: Job, refused: str) -> dict[str, Any]:
    report = Report.objects.filter(council=council, pk=job.arguments.get("report", 0)).first()
    list_address = reverse("reports", args=[council.slug])
    crumbs = [("Councils", "/"), (council.name, f"/{council.slug}/"), ("Reports", list_address)]
    return {
        "council": council,
        "notice": council.notice,
        "job": job,
        "doing": DOING.get(Job.Kind(job.kind), job.get_kind_display()),
        "report": report,
        "refused": refused,
        "files": _files(council, job),
        "is_over": job.finished_at is not None,
        "crumbs": crumbs,
    }


def _files(council: Council, job: Job) -> list[dict[str, Any]]:
    sizes = dict(Document.objects.filter(job=job).values_list("form", "size"))
    return [
        {"name": name, "size": sizes[form], "address": reverse("job_document", args=[council.slug, job.pk, form])}
        for form, name in Document.Form.choices
        if form in sizes
    ]


@require_safe
def document(request: HttpRequest, council: str, job: int, form: str) -> HttpResponseBase:
    """A file that a job made."""
    found, known = asked_for(request, council, job)
    kept = Document.objects.filter(job=known, form=form).first()
    if kept is None:
        raise NotFound(NO_FILE)
    report = Report.objects.filter(council=found, pk=known.arguments.get("report", 0)).first()
    return file_response(request, kept, f"{council}-{report.slug if report else 'report'}-draft-{job}")
