"""Every figure of one measure as a workbook, beside its CSV."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kpis.domain.periods import date_text
from kpis.measures.files import DATA_COLUMNS, data_rows
from kpis.measures.queries import MeasurePage
from kpis.measures.views import asked_for
from kpis.spreadsheets.dictionary import MEASURE
from kpis.spreadsheets.files import WorkbookSheet, to_ods, to_xlsx
from kpis.web.downloads import TYPES
from kpis.web.guards import public

WRITERS = {"xlsx": to_xlsx, "ods": to_ods}


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
