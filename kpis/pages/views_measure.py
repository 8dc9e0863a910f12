"""One measure: its figure with the sentence that says how its status was worked out, its history, its targets."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.text import capfirst

from kpis.charts import Chart, SideBar, draw_beside, draw_both, fits_zero
from kpis.charts.interactive import figure as plotly_figure
from kpis.contracts.texts import anchor_of
from kpis.contracts.views import reports_open
from kpis.domain.figure import Actual
from kpis.domain.reds import is_newly_red
from kpis.domain.strip import red_run, strip_of
from kpis.domain.words import FrameworkKind, Rag, Scheme
from kpis.markup import fragment
from kpis.measures.files import DATA_COLUMNS, data_rows
from kpis.measures.queries import MeasurePage
from kpis.measures.texts import about, figure_row, revision, set_row
from kpis.measures.texts_chart import measure_chart
from kpis.measures.texts_notes import with_notes
from kpis.measures.texts_parts import breakdown, comparators, gap_row, nearby, promise, trend_text
from kpis.measures.texts_reported import reported
from kpis.measures.views import asked_for
from kpis.measures.views_files import chart_of, is_fitted
from kpis.models import Measure
from kpis.people import check_sees_entry, may
from kpis.presenters import red_for
from kpis.sign_off.views_overrides import overrides_of
from kpis.spreadsheets.files import to_csv
from kpis.statistics.texts import chance_text
from kpis.web.asking import LONGEST, address, colleague_of, viewer_of
from kpis.web.guards import public
from kpis.web.lines import parts_text, row_of
from kpis.web.strips import spots

SHOWN = 8
"""Figures that stand in the open, as many as a strip's; earlier ones are folded away."""
AXES = (("fit", "Near the figures"), ("zero", "At 0"))


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
    return JsonResponse(plotly_figure(chart_of(asked_for(request, council, ref), request)))


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
        **_pictures(request, page),
        **_files(request, page),
        **_reds(request, page),
        **_chance(request, page),
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


def _pictures(request: HttpRequest, page: MeasurePage) -> dict[str, Any]:
    """The picture with its axis near the figures and with its axis at 0, between which a reader changes without asking
    anew; one picture where 0 is near the figures."""
    near = measure_chart(page)
    if near is None:
        return {"pictures": [], "notes": ()}
    near = with_notes(near, page)
    axes = AXES[:1] if fits_zero(near) else AXES
    chosen = "fit" if is_fitted(request) or len(axes) == 1 else "zero"
    drawn = [_drawn(request, page, near, key, label) | {"is_chosen": key == chosen} for key, label in axes]
    return {"pictures": drawn, "notes": near.notes}


def _drawn(request: HttpRequest, page: MeasurePage, near: Chart, key: str, label: str) -> dict[str, Any]:
    """One picture, and where its interactive chart and its files come from."""
    here, asked = (page.council.slug, page.measure.ref), address(request, axis=key if key == "zero" else None)
    return {
        "key": key,
        "label": label,
        # The drawing escapes its texts itself.
        "picture": mark_safe(draw_both(replace(near, from_zero=key == "zero"), f"chart-{key}")),  # noqa: S308
        "chart_address": reverse("measure_chart", args=here) + asked,
        "files": [(form.upper(), reverse(f"measure_picture_{form}", args=here) + asked) for form in ("svg", "png")],
    }


def _files(request: HttpRequest, page: MeasurePage) -> dict[str, Any]:
    """Every figure as files, and the address that shows this page again as it is."""
    here, asked = (page.council.slug, page.measure.ref), address(request, axis=None)
    shown = page.line.period or page.period
    return {
        "data_address": reverse("measure_data", args=here) + asked,
        "workbooks": [(form.upper(), reverse(f"measure_data_{form}", args=here) + asked) for form in ("xlsx", "ods")],
        "link": request.build_absolute_uri(reverse("measure", args=here) + address(request, period=shown.slug)),
    }


def _reds(request: HttpRequest, page: MeasurePage) -> dict[str, Any]:
    """The strip, and for how long the measure has been red."""
    strip, line = strip_of(page.line, page.period), page.line
    run = red_run(strip) if line.verdict.rag is Rag.RED else None
    here = address(request, axis=None, period=None).rstrip("?")
    marks = spots(strip, f"{here}&period=" if here else "?period=")
    return {
        "strip": fragment("components/strip.jinja", strip=marks, ref=page.measure.ref) if marks else "",
        "red_for": red_for(run) if run and run.periods > 1 else "",
        "is_newly_red": is_newly_red(line, page.period),
    }


def _chance(request: HttpRequest, page: MeasurePage) -> dict[str, Any]:
    """What chance alone would do to the figure shown; nothing of a milestone, which has none."""
    if page.line.rule.scheme is Scheme.MILESTONE:
        return {}
    told, here = chance_text(page), (page.council.slug, page.measure.ref)
    control = (
        {
            # The drawing escapes its texts itself.
            "picture": mark_safe(draw_both(told.chart, "control")),  # noqa: S308
            "address": reverse("measure_control", args=here) + address(request, axis=None),
        }
        if told.chart
        else {}
    )
    return {"chance": told, "control": control}


def _gap(page: MeasurePage, number: int, row: dict[str, Any]) -> dict[str, Any]:
    bars = [SideBar(name, value, text, own=not n) for n, (name, value, text) in enumerate(row["bars"])]
    title = f"{row['period']}: {row['sentence']}"
    # The drawing escapes its texts itself.
    drawn = mark_safe(draw_beside(title, bars, f"beside-{number}")) if bars else ""  # noqa: S308
    return row | {"picture": drawn}


def _texts(page: MeasurePage) -> dict[str, Any]:
    shown = [line.figure for line in page.lines if isinstance(line.figure, Actual)]
    figures = [figure_row(line) for line in page.lines]
    return {
        "parts": parts_text(page.line),
        "is_milestone": page.line.rule.scheme is Scheme.MILESTONE,
        "travel_reason": capfirst(page.line.travel.reason.removeprefix("Not compared: ")),
        "trend": trend_text(page.line),
        "figures": figures[:SHOWN],
        "earlier": figures[SHOWN:],
        "has_parts": any(figure.denominator is not None for figure in shown),
        "comparators": comparators(page),
        "gaps": [_gap(page, n, gap_row(page, each)) for n, each in enumerate(nearby(page))],
        "breakdowns": [breakdown(page, each) for each in page.breakdowns],
        "about": about(page),
        "revisions": [revision(each) for each in page.revisions],
        "promises": [promise(each) for each in page.promises],
        "reported": reported(page),
        "targets": [set_row(page, each) for each in page.targets],
    }
