"""The quarter's grid: all figures that a person enters for a period, as a table that is filled and saved at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.domain.periods import Period, date_text
from kpis.entry.actions import save_many
from kpis.entry.forms import MARKERS
from kpis.entry.queries_grid import Grid, GridRow, grid_of
from kpis.entry.texts_grid import problems, row_shown
from kpis.entry.texts_grid_rows import Answer, answers, incomplete
from kpis.models import Council
from kpis.models.people import Role
from kpis.people import Person
from kpis.refusals import Conflict, Denied, NotFound, Refused
from kpis.web.asking import period_of, person_of

ROWS = 100
"""Rows of a page: their cells stay below the number of fields that a form may send."""
ENTERING = (Role.OFFICER, Role.HEAD_OF_SERVICE, Role.PERFORMANCE)
TRIES = 3


class GridRequest(NamedTuple):
    """The grid that an address names, with the rows that its filters and its page leave."""

    council: Council
    period: Period
    person: Person
    grid: Grid
    page: Page

    @property
    def rows(self) -> list[GridRow]:
        return list(self.page.object_list)


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, council: str, period: str) -> HttpResponse:
    """The grid, or what came of saving it. Everything that was typed is saved, or nothing."""
    if request.method == "POST":
        return _saved(request, council, period, TRIES)
    return _shown(request, _asked(request, council, period))


def _asked(request: HttpRequest, slug: str, text: str) -> GridRequest:
    person, today = person_of(request), timezone.localdate()
    council = Council.objects.filter(slug=slug).first()
    if council is None or not any(person.services(role, council.pk) for role in ENTERING):
        raise NotFound("There is no such council, or you do not enter figures for it.")
    period = _period(text, today)
    grid = grid_of(council, period, person, today, person.has(Role.PERFORMANCE, council.pk))
    page = Paginator(_filtered(grid.rows, request), ROWS).get_page(request.GET.get("page"))
    return GridRequest(council, period, person, grid, page)


def _period(text: str, today: dt.date) -> Period:
    period = period_of(text)
    if period.start > today:
        raise NotFound(f"{period.label} has not begun: figures are entered once their period has ended.")
    return period


def _filtered(rows: tuple[GridRow, ...], request: HttpRequest) -> list[GridRow]:
    service, owner = request.GET.get("service", ""), request.GET.get("owner", "")
    return [
        row
        for row in rows
        if service in ("", row.item.measure.service) and (not owner or owner in map(str, row.item.owners))
    ]


def _saved(request: HttpRequest, council: str, period: str, tries: int) -> HttpResponse:
    asked = _asked(request, council, period)
    submit = request.POST.get("action") == "submit"
    found = answers(asked.rows, request.POST, submit)
    if not all(answer.is_sound for answer in found.values()):
        return _shown(request, asked, found)
    entries = [answer.save for answer in found.values() if answer.save is not None]
    try:
        save_many(entries=entries, submit=submit, by=asked.person, at=timezone.now())
    except Conflict:
        # Somebody was quicker by a moment: looked at again, the rows say who and what.
        if tries > 1:
            return _saved(request, council, period, tries - 1)
        asked = _asked(request, council, period)
        return _shown(request, asked, answers(asked.rows, request.POST, submit))
    except Refused as error:
        raise Denied(str(error)) from error
    messages.success(request, _told(len(entries), submit, incomplete(asked.rows, found)))
    return redirect(request.get_full_path())


def _told(count: int, submit: bool, missing: int) -> str:
    if not count:
        return "Nothing has changed, so nothing was saved."
    figures = f"{count} figure{'' if count == 1 else 's'}"
    if not submit:
        return f"{figures} saved, not submitted yet."
    left = f" {missing} {'has' if missing == 1 else 'have'} no figure yet." if missing else ""
    return f"{figures} submitted for sign-off.{left}"


def _shown(request: HttpRequest, asked: GridRequest, found: Mapping[str, Answer] | None = None) -> HttpResponse:
    today, found = timezone.localdate(), found or {}
    rows = [row_shown(row, found.get(row.key), asked.council.slug, today) for row in asked.rows]
    context = {
        "council": asked.council,
        "period": asked.period,
        "rows": rows,
        "page": asked.page,
        "total": len(asked.grid.rows),
        "services": asked.grid.services,
        "owners": [(str(pk), name) for pk, name in asked.grid.owners],
        "service": request.GET.get("service", ""),
        "owner": request.GET.get("owner", ""),
        "markers": MARKERS,
        "problems": problems(rows),
        "unfinished": "" if asked.period.end < today else date_text(asked.period.end),
        "crumbs": [("My figures", reverse("entry"))],
    }
    return render(request, "entry/grid.html", context, status=409 if any(row.others for row in rows) else 200)
