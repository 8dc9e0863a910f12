"""One measure as files: every figure of it as a workbook beside its CSV, and its chart as a picture to keep, with its
title, its marks and its source."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from kpis.charts import Chart, framed
from kpis.documents.pictures import to_png
from kpis.domain.periods import date_text
from kpis.measures.files import DATA_COLUMNS, data_rows
from kpis.measures.queries import MeasurePage
from kpis.measures.texts_chart import measure_chart
from kpis.measures.texts_notes import with_notes
from kpis.measures.views import asked_for
from kpis.refusals import NotFound
from kpis.spreadsheets.dictionary import MEASURE
from kpis.spreadsheets.files import WorkbookSheet, to_ods, to_xlsx
from kpis.web.asking import address
from kpis.web.downloads import TYPES
from kpis.web.guards import public

WRITERS = {"xlsx": to_xlsx, "ods": to_ods}
PICTURES = {"svg": "image/svg+xml", "png": "image/png"}
NO_CHART = "There is no chart of a milestone, or of a measure without figures."


@public
def workbook(request: HttpRequest, council: str, ref: str, form: str) -> HttpResponse:
    """The same rows as the CSV, with a cover, notes and the meaning of each column."""
    page = asked_for(request, council, ref)
    response = HttpResponse(WRITERS[form](_sheet(page)), content_type=TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{page.council.slug}-{page.measure.ref}.{form}"'
    return response


def _sheet(page: MeasurePage) -> WorkbookSheet:
    cover = [
        f"{page.council.name}: {page.measure.ref} {page.measure.title}",
        "Every figure by period, the totals and then each breakdown",
        *([page.council.notice] if page.council.notice else []),
        f"Signed-off figures as they stood on {date_text(timezone.localtime(page.at).date())}.",
    ]
    return WorkbookSheet("Figures", DATA_COLUMNS, data_rows(page), cover, MEASURE, timezone.localtime())


def chart_of(page: MeasurePage, request: HttpRequest) -> Chart:
    """The chart that an address asks for: ``axis=zero`` starts it at 0. Raises NotFound where there is none."""
    drawn = measure_chart(page, fitted=is_fitted(request))
    if drawn is None:
        raise NotFound(NO_CHART)
    return with_notes(drawn, page)


def is_fitted(request: HttpRequest) -> bool:
    return request.GET.get("axis") != "zero"


@public
def picture(request: HttpRequest, council: str, ref: str, form: str) -> HttpResponse:
    page = asked_for(request, council, ref)
    drawn = chart_of(page, request)
    svg = framed(drawn, f"{page.council.name} · {page.measure.ref}", _below(request, page, drawn))
    response = HttpResponse(svg if form == "svg" else to_png(svg), content_type=PICTURES[form])
    response["Content-Disposition"] = f'attachment; filename="{page.council.slug}-{page.measure.ref}.{form}"'
    return response


def _below(request: HttpRequest, page: MeasurePage, drawn: Chart) -> list[str]:
    """What a picture that is passed on has to say of itself."""
    here = reverse("measure", args=(page.council.slug, page.measure.ref)) + address(request, axis=None).rstrip("?")
    source = page.details.source.strip().rstrip(".")
    return [
        *(f"{note.number}: {note.text}" for note in drawn.notes),
        f"Signed-off figures as they stood on {date_text(timezone.localtime(page.at).date())}."
        + (f" Source: {source}." if source else ""),
        *([page.council.notice] if page.council.notice else []),
        request.build_absolute_uri(here),
    ]
