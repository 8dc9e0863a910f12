"""One measure: its figure with the sentence that says how its status was worked out, its history, its targets."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from kpis.charts import draw_both
from kpis.charts.interactive import figure as plotly_figure
from kpis.contracts.texts import anchor_of
from kpis.contracts.views import reports_open
from kpis.domain.figure import Actual
from kpis.domain.words import FrameworkKind, Scheme
from kpis.measures.files import DATA_COLUMNS, data_rows
from kpis.measures.queries import MeasurePage
from kpis.measures.texts import about, figure_row, revision, set_row
from kpis.measures.texts_chart import measure_chart
from kpis.measures.texts_parts import breakdown, comparators, promise, trend_text
from kpis.measures.texts_reported import reported
from kpis.measures.views import asked_for
from kpis.models import Measure
from kpis.people import check_sees_entry, may
from kpis.refusals import NotFound
from kpis.sign_off.views_overrides import overrides_of
from kpis.spreadsheets.files import to_csv
from kpis.web.asking import LONGEST, address, colleague_of, viewer_of
from kpis.web.guards import public
from kpis.web.lines import parts_text, row_of


@public
def show(request: HttpRequest, council: str, ref: str) -> HttpResponse:
    """The measure's page. Its picture is drawn here; the interactive chart comes after it, where scripts run."""
    return render(request, "pages/measure.html", _context(request, asked_for(request, council, ref)))


@public
def data(request: HttpRequest, council: str, ref: str) -> HttpResponse:
    """Every figure of the measure as CSV."""
    page = asked_for(request, council, ref)
    response = HttpResponse(to_csv(DATA_COLUMNS, data_rows(page)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.council.slug}-{page.measure.ref}.csv"'
    return response


@public
def chart(request: HttpRequest, council: str, ref: str) -> JsonResponse:
    """The interactive chart's data, of the same specification as the picture."""
    drawn = measure_chart(asked_for(request, council, ref), _fitted(request))
    if drawn is None:
        raise NotFound("There is no chart of a milestone, or of a measure without figures.")
    return JsonResponse(plotly_figure(drawn))


def _fitted(request: HttpRequest) -> bool | None:
    return {"fit": True, "zero": False}.get(request.GET.get("axis", ""))


def _context(request: HttpRequest, page: MeasurePage) -> dict[str, Any]:
    council = page.council
    scorecard = reverse("scorecard", args=(council.slug,)) + scorecard_query(request, page)
    return {
        "council": council,
        "notice": council.notice,
        "page": page,
        "row": row_of(page.line, "", page.period),
        "shown_period": (page.line.period or page.period).long_label,
        "crumbs": [("Councils", "/"), (council.name, f"/{council.slug}/"), ("Scorecard", scorecard)],
        "now_address": address(request, as_of=None),
        "history_address": history_address(request, page),
        "contract_address": contract_address(request, page),
        "overrides": overrides_of(page.line, with_names=request.user.is_authenticated and belongs(request, page)),
        **_picture(request, page),
        **_texts(page),
    }


def scorecard_query(request: HttpRequest, page: MeasurePage) -> str:
    """The period shown, and the day as of which it is."""
    asked = {"period": page.period.slug, "as_of": request.GET.get("as_of", "")[:LONGEST]}
    return f"?{urlencode({name: text for name, text in asked.items() if text})}"


def belongs(request: HttpRequest, page: MeasurePage) -> bool:
    """Whether the reader is one of the council's own people, who read the names of those who acted."""
    return page.council.id in viewer_of(request).councils


def history_address(request: HttpRequest, page: MeasurePage) -> str:
    """Where the measure's whole history is, for those who may see it; nothing more is asked of the database."""
    if not request.user.is_authenticated:
        return ""
    measure = Measure(pk=page.measure.id, council_id=page.council.id, service_id=page.measure.service_id)
    may_see = may(check_sees_entry, colleague_of(request), measure)
    return reverse("measure_history", args=(page.council.slug, page.measure.ref)) if may_see else ""


def contract_address(request: HttpRequest, page: MeasurePage) -> str:
    """Where a contract's KPI stands in its report, for those whom the report is for; nothing more is asked of the
    database for a plan's measure."""
    measure, slug = page.measure, page.measure.framework
    is_contract = page.line.rule.set_by is FrameworkKind.CONTRACT
    if not (is_contract and reports_open(request, page.council.id, slug)):
        return ""
    asked = address(request, period=page.period.slug if request.GET.get("period") else None, axis=None)
    return f"{reverse('contract', args=(page.council.slug, slug))}{asked}#{anchor_of(measure.ref)}"


def _picture(request: HttpRequest, page: MeasurePage) -> dict[str, Any]:
    """The picture, and where the interactive chart and the figures come from."""
    drawn, here = measure_chart(page, _fitted(request)), (page.council.slug, page.measure.ref)
    return {
        # The drawing escapes its texts itself.
        "picture": mark_safe(draw_both(drawn)) if drawn else "",  # noqa: S308
        "from_zero": drawn is None or drawn.from_zero,
        "axis_address": address(request, axis="fit" if drawn and drawn.from_zero else "zero"),
        "chart_address": reverse("measure_chart", args=here) + address(request),
        "data_address": reverse("measure_data", args=here) + address(request, axis=None),
        "workbooks": [
            (form.upper(), reverse(f"measure_data_{form}", args=here) + address(request, axis=None))
            for form in ("xlsx", "ods")
        ],
    }


def _texts(page: MeasurePage) -> dict[str, Any]:
    shown = [line.figure for line in page.lines if isinstance(line.figure, Actual)]
    return {
        "parts": parts_text(page.line),
        "is_milestone": page.line.rule.scheme is Scheme.MILESTONE,
        "travel_reason": capfirst(page.line.travel.reason.removeprefix("Not compared: ")),
        "trend": trend_text(page.line),
        "figures": [figure_row(line) for line in page.lines],
        "has_parts": any(figure.denominator is not None for figure in shown),
        "comparators": comparators(page),
        "breakdowns": [breakdown(page, each) for each in page.breakdowns],
        "about": about(page),
        "revisions": [revision(each) for each in page.revisions],
        "promises": [promise(each) for each in page.promises],
        "reported": reported(page),
        "targets": [set_row(page, each) for each in page.targets],
    }
