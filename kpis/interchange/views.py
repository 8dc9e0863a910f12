"""A council's whole data for its performance team: the page that says what it is, and the files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpis.interchange.files_council import WRITERS
from kpis.interchange.queries import council_data
from kpis.web.asking import performance_of, viewer_of
from kpis.web.downloads import TYPES

CONTENT_TYPES = {**TYPES, "zip": "application/zip"}
FORMS = (
    ("xlsx", "Excel workbook (XLSX)", "a sheet for each table"),
    ("ods", "OpenDocument workbook (ODS)", "the same for other spreadsheet programs"),
    ("zip", "CSV files (ZIP)", "a file for each table, in a folder"),
)


@require_safe
def show(request: HttpRequest, council: str) -> HttpResponse:
    """What the data holds, and in which files it can be taken."""
    found, _ = performance_of(request, council)
    context = {
        "council": found,
        "notice": found.notice,
        "files": [(reverse(f"council_data_{form}", args=(found.slug,)), name, why) for form, name, why in FORMS],
        "crumbs": [("Councils", "/"), (found.name, f"/{found.slug}/")],
    }
    return render(request, "interchange/council_data.html", context)


@require_safe
def download(request: HttpRequest, council: str, form: str) -> HttpResponse:
    """The tables of the interchange format, with small numbers: only the performance team may have them."""
    found, _ = performance_of(request, council)
    made = timezone.localtime()
    content = WRITERS[form](council_data(found.pk, viewer_of(request)), made)
    response = HttpResponse(content, content_type=CONTENT_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-data-{made:%Y-%m-%d}.{form}"'
    response["Cache-Control"] = "private, no-store"
    return response
