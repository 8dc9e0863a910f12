"""Spreadsheets brought in in the browser: a template, an upload, its preview, and what came of it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from kpis.domain.periods import Kind, Period, holding
from kpis.models import Council, Job, Upload
from kpis.models.people import Role
from kpis.people import Person
from kpis.readings.councils import council_for
from kpis.refusals import NotFound, Refused
from kpis.spreadsheets.brought import unpacked_size
from kpis.spreadsheets.files import to_csv, to_ods, to_xlsx
from kpis.uploads import actions as uploads
from kpis.uploads.files import book, columns_of, readings
from kpis.uploads.forms import TOO_LARGE, ConfirmForm, UploadForm
from kpis.uploads.queries import NO_SUCH, can_be_undone, check_imports, last_job, template_rows, upload_for, uploads_of
from kpis.uploads.views_preview import listed, preview_of, shows_more, state_of
from kpis.web.asking import period_from, person_of, viewer_of
from kpis.web.downloads import TYPES
from kpis.web.receiving import was_too_large
from kpis.work import jobs
from kpis.work.running import run_now

SMALL = 256 * 1024
SMALL_UNPACKED = 4 * 1024 * 1024
SMALL_ROWS = 2_000
QUARTERS_OFFERED = 6
NOTHING = "The form names nothing that can be done here."


def _team(request: HttpRequest, slug: str) -> tuple[Council, Person]:
    """A council and somebody who works on its figures; 404 where it is not open to them, 403 where they do not."""
    council = Council.objects.get(pk=council_for(slug, viewer_of(request)).id)
    person = person_of(request)
    check_imports(person, council.pk)
    return council, person


@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, council: str) -> HttpResponse:
    """What can be brought in, the template, and the last uploads. A POST keeps a file and has it read."""
    found, person = _team(request, council)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and was_too_large(request):
        form.errors["file"] = form.error_class([TOO_LARGE])
    if form.is_bound and form.is_valid():
        return redirect("upload", council, _taken_in(found, person, form).pk)
    today = timezone.localdate()
    context = {
        "council": found,
        "notice": found.notice,
        "form": form,
        "is_team": person.has(Role.PERFORMANCE, found.pk),
        "periods": _offered(holding(today, Kind.QUARTER).previous()),
        "uploads": listed(uploads_of(found.pk, person)),
        "crumbs": [("Councils", "/"), (found.name, f"/{found.slug}/")],
    }
    return render(request, "uploads/list.html", context, status=422 if form.errors else 200)


def _offered(last: Period) -> list[Period]:
    """The last quarters that have ended, and the years that they are of."""
    quarters = [last.shifted(-count) for count in range(QUARTERS_OFFERED)]
    return [*quarters, *dict.fromkeys(each.of_year for each in quarters)]


def _taken_in(council: Council, person: Person, form: UploadForm) -> Upload:
    file = form.cleaned_data["file"]
    content = file.read()
    with transaction.atomic():
        upload = uploads.take_in(council=council, name=file.name, content=content, by=person, at=timezone.now())
        job = _asked(upload, Job.Kind.READ_UPLOAD, person)
    if len(content) <= SMALL and unpacked_size(content) <= SMALL_UNPACKED:
        run_now(job, timezone.now)
    return upload


def _asked(upload: Upload, kind: Job.Kind, person: Person, **said: Any) -> Job:
    arguments = {"upload": upload.pk, **said}
    return jobs.ask(
        council_id=upload.council_id, kind=kind, arguments=arguments, by_id=person.user_id, at=timezone.now()
    )


@require_safe
def template(request: HttpRequest, council: str, form: str) -> HttpResponse:
    """The figures that a person enters for a period, as a file to fill in."""
    found, person = _team(request, council)
    today = timezone.localdate()
    period = period_from(request.GET.get("period", "")) or holding(today, Kind.QUARTER).previous()
    rows = template_rows(found, period, person, today)
    if form == "csv":
        content: str | bytes = "\ufeff" + to_csv(columns_of(rows), readings(rows))
    else:
        made = book(rows, found.name, period, timezone.localtime())
        content = to_xlsx(made) if form == "xlsx" else to_ods(made)
    response = HttpResponse(content, content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="readings-{found.slug}-{period.slug}.{form}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, council: str, upload: int) -> HttpResponse:
    """An upload as it stands. A POST agrees to its preview, leaves it alone, reads it again or undoes it."""
    found, person = _team(request, council)
    asked = upload_for(found.pk, upload, person)
    if shows_more(asked, person):
        raise NotFound(NO_SUCH)
    if request.method == "POST":
        return _done(request, asked, person)
    return _shown(request, asked, person)


def _form(upload: Upload, data: Any = None) -> ConfirmForm | None:
    if upload.state != Upload.State.READY:
        return None
    counts = {name: upload.found[name] for name in ("figures", "revisions", "doubtful")}
    return ConfirmForm(data, initial={"fingerprint": upload.fingerprint}, **counts)


def _shown(
    request: HttpRequest, upload: Upload, person: Person, form: ConfirmForm | None = None, refused: str = ""
) -> HttpResponse:
    job = last_job(upload)
    address = reverse("imports", args=[upload.council.slug])
    context = {
        "council": upload.council,
        "notice": upload.council.notice,
        "upload": upload,
        "form": form or _form(upload),
        "job": job,
        "state": state_of(upload, job),
        "preview": preview_of(upload, request.GET) if upload.found else None,
        "can_undo": can_be_undone(upload),
        "refused": refused,
        "crumbs": [("Councils", "/"), (upload.council.name, f"/{upload.council.slug}/"), ("Import figures", address)],
    }
    status = 409 if refused else 422 if form is not None and form.errors else 200
    return render(request, "uploads/upload.html", context, status=status)


def _done(request: HttpRequest, upload: Upload, person: Person) -> HttpResponse:
    """What was asked for. Whoever was too late sees how the upload stands now."""
    do = request.POST.get("do", "")
    if do not in DOES:
        raise BadRequest(NOTHING)
    try:
        answer = DOES[do](request, upload, person)
    except Refused as error:
        upload.refresh_from_db(fields=["state", "failure", "found", "fingerprint"])
        return _shown(request, upload, person, refused=str(error))
    return answer or redirect("upload", upload.council.slug, upload.pk)


def _confirm(request: HttpRequest, upload: Upload, person: Person) -> HttpResponse | None:
    form = _form(upload, request.POST)
    if form is None:
        raise Refused(uploads.GONE)
    if not form.is_valid():
        return _shown(request, upload, person, form)
    with transaction.atomic():
        uploads.confirm(upload=upload, fingerprint=form.cleaned_data["fingerprint"], by=person)
        job = _asked(upload, Job.Kind.WRITE_UPLOAD, person, **form.said)
    _run_small(upload, job)
    return None


def _run_small(upload: Upload, job: Job) -> None:
    rows = len(upload.found.get("rows", ())) if upload.found else 0
    if upload.size <= SMALL and rows <= SMALL_ROWS:
        run_now(job, timezone.now)


def _leave(request: HttpRequest, upload: Upload, person: Person) -> None:
    uploads.leave(upload=upload, by=person, at=timezone.now())
    messages.success(request, f"{upload.name} was left alone: nothing of it was written.")


def _again(request: HttpRequest, upload: Upload, person: Person) -> None:
    """The same file read once more, with what is stored now."""
    accept = upload.accept_fractions or request.POST.get("do") == "fractions"
    with transaction.atomic():
        uploads.read_again(upload=upload, accept_fractions=accept, by=person)
        job = _asked(upload, Job.Kind.READ_UPLOAD, person)
    _run_small(upload, job)


def _undo(request: HttpRequest, upload: Upload, person: Person) -> None:
    uploads.check_own(person, upload)
    if upload.state != Upload.State.DONE:
        raise Refused(uploads.GONE)
    _run_small(upload, _asked(upload, Job.Kind.UNDO_UPLOAD, person))


def _retry(request: HttpRequest, upload: Upload, person: Person) -> None:
    """The work that failed, asked for once more."""
    uploads.check_own(person, upload)
    job = last_job(upload)
    if job is None:
        raise Refused(uploads.GONE)
    _run_small(upload, jobs.again(job=job, by_id=person.user_id, at=timezone.now()))


DOES = {
    "confirm": _confirm, "leave": _leave, "again": _again, "fractions": _again, "undo": _undo, "retry": _retry,
}  # fmt: skip
