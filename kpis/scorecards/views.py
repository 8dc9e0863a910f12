"""The scorecard: the page that a member opens before the meeting, and the same as files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from kpis.domain.line import Line
from kpis.domain.periods import Period, date_text
from kpis.markup import Column, css_text, details_html, fragment
from kpis.models import Council
from kpis.people import check_performance, may
from kpis.readings.councils import council_for
from kpis.scorecards.files import COLUMNS, scorecard_rows
from kpis.scorecards.forms import FILTERS, ScorecardFilters
from kpis.scorecards.queries import Scorecard, scorecard, strips, to_be_told
from kpis.scorecards.texts import Opening, headline_text, opening, title_of
from kpis.scorecards.texts_list import Addresses, ListGroup, arranged, in_order_of, list_row, row_html
from kpis.scorecards.texts_outcomes import outcome_chart
from kpis.scorecards.views_changes import changes_link
from kpis.scorecards.views_choices import all_address, chips, counts, filters_of, form_html, near
from kpis.spreadsheets.dictionary import SCORECARD
from kpis.spreadsheets.files import WorkbookSheet, to_csv, to_ods, to_xlsx
from kpis.web.asking import LONGEST, address, colleague_of, viewer_of, wanted_from
from kpis.web.guards import public
from kpis.web.kept import kept
from kpis.web.rows import ScorecardTable

_NO_LIST = dict.fromkeys(("by", "sort", *FILTERS))
"""What an address says of the list alone."""


@public
@kept
def show(request: HttpRequest, council: str) -> HttpResponse:
    """The scorecard with its headline, then its list, red first."""
    card = asked_for(request, council)
    return render(request, "scorecards/scorecard.html", _context(request, card, filters_of(request, card)))


@public
def foot(request: HttpRequest, council: str) -> HttpResponse:
    """What stands in the foot of every printed sheet of a scorecard: a sheet of style, for no other has words of its
    own in the margin of a page."""
    wanted = wanted_from(request, council)
    found = council_for(council, viewer_of(request))
    about = [found.committee(wanted.committee).name] if wanted.committee else []
    about += [found.framework(wanted.framework).name] if wanted.framework else []
    period = [wanted.period.label] if wanted.period else []
    here = request.build_absolute_uri(f"{reverse('scorecard', args=(council,))}{address(request)}")
    text = f"{', '.join([found.name, *about, *period])}. {date_text(wanted.today)}. {here}"
    return render(request, "scorecards/foot.css", {"foot": css_text(text)}, content_type="text/css; charset=utf-8")


def asked_for(request: HttpRequest, council: str) -> Scorecard:
    """The scorecard that the address names, as its viewer may see it; a 404 that helps where there is none."""
    return scorecard(wanted_from(request, council), viewer_of(request))


def _context(request: HttpRequest, card: Scorecard, filters: ScorecardFilters) -> dict[str, Any]:
    told = opening(card)
    chosen = _choices(request, card, filters, told)
    return {
        "council": card.council,
        "notice": card.council.notice,
        "card": card,
        "title": title_of(card),
        "opening": told,
        "headline": headline_text(card.headline),
        "outcome_chart": outcome_chart(card.lines),
        "choices": fragment("scorecards/choices.jinja", details=details_html, **chosen),
        "is_filtered": chosen["is_filtered"],
        "now_address": address(request, as_of=None),
        "foot_address": reverse("scorecard_foot", args=(card.council.slug,)) + _all_of(request, card),
        "report_address": _report_address(request, card),
        "crumbs": [("Councils", "/"), (card.council.name, f"/{card.council.slug}/")],
    }


def _choices(request: HttpRequest, card: Scorecard, filters: ScorecardFilters, told: Opening) -> dict[str, Any]:
    """What a reader chooses by, and the list as it was chosen."""
    lines = filters.chosen(card.lines)
    groups = _groups(request, card, lines, filters)
    return {
        "card": card,
        "opening": told,
        "counts": counts(request, told.tally),
        "changes": changes_link(request, card),
        "groups": groups,
        "list": _list_html(request, groups, filters),
        "form": form_html(card, filters),
        "filters": filters,
        "chips": chips(request, filters),
        "is_filtered": len(lines) != len(card.lines),
        "shown": len(lines),
        "total": len(card.lines),
        "near": near(card),
        "all_address": all_address(request, card),
        "address": address(request, period=None),
        "downloads": [(form.upper(), _file_address(request, form)) for form in FORMATS],
        "chance_address": reverse("chance", args=(card.council.slug,)) + address(request, **_NO_LIST),
        "promises_address": reverse("promises", args=(card.council.slug,)) + address(request, period=None, **_NO_LIST),
    }


def _list_html(request: HttpRequest, groups: Sequence[ListGroup], filters: ScorecardFilters) -> SafeString:
    columns = _columns(request, filters.wanted["sort"])
    return fragment("scorecards/list.jinja", groups=groups, columns=columns, row_html=row_html)


def _all_of(request: HttpRequest, card: Scorecard) -> str:
    """The query of this address with the period that is shown."""
    return address(request, period=card.period.slug if card.period else None)


def _report_address(request: HttpRequest, card: Scorecard) -> str:
    """Where a committee report of this scorecard is begun, for the performance team."""
    if not request.user.is_authenticated or card.period is None:
        return ""
    if not may(check_performance, colleague_of(request), Council(pk=card.council.id)):
        return ""
    chosen = {"committee": card.committee, "framework": card.framework}
    asked = {name: each.slug for name, each in chosen.items() if each} | {"period": card.period.slug}
    return f"{reverse('report_new', args=(card.council.slug,))}?{urlencode(asked)}"


def _groups(request: HttpRequest, card: Scorecard, lines: Sequence[Line], filters: ScorecardFilters) -> list[ListGroup]:
    """The list as it is arranged, or in one where a column sorts."""
    if card.period is None:
        return []
    addresses, wanted = _addresses(request, card, card.period), filters.wanted
    shown = card._replace(lines=tuple(lines))
    drawn = strips(shown)
    told = to_be_told(shown, drawn, wanted_from(request, card.council.slug).day)
    rows = [list_row(each, card.period, addresses, drawn[each.measure.id], told.get(each.measure.id)) for each in lines]
    if wanted["sort"]:
        return in_order_of(rows, wanted["sort"])
    return arranged(zip(lines, rows, strict=True), wanted["by"])


def _addresses(request: HttpRequest, card: Scorecard, period: Period) -> Addresses:
    as_of = {"as_of": request.GET["as_of"][:LONGEST]} if card.at else {}
    query, other = urlencode({"period": period.slug, **as_of}), urlencode({**as_of, "period": ""})
    measures = reverse("measure", args=(card.council.slug, "x")).removesuffix("x/")
    return Addresses(measures, f"?{query}", f"?{other}")


def _columns(request: HttpRequest, sort: str) -> list[Column]:
    found = []
    for name, column in ScorecardTable.base_columns.items():
        order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
        sorting = f"-{name}" if order == "ascending" else name
        link = address(request, sort=sorting) if column.orderable is not False else ""
        css = column.attrs.get("th", {}).get("class", "")
        found.append(Column(column.verbose_name, css, address=link, sorted=order))
    return found


FORMATS: dict[str, tuple[str, Callable[[Scorecard], str | bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda card: to_csv(COLUMNS, scorecard_rows(card))),
    "xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda card: to_xlsx(_sheet(card)),
    ),
    "ods": ("application/vnd.oasis.opendocument.spreadsheet", lambda card: to_ods(_sheet(card))),
}


@public
def download(request: HttpRequest, council: str, form: str) -> HttpResponse:
    """The scorecard that the page shows, as CSV, XLSX or ODS, with the same filters."""
    card = asked_for(request, council)
    card = card._replace(lines=tuple(filters_of(request, card).chosen(card.lines)))
    content_type, write = FORMATS[form]
    response = HttpResponse(write(card), content_type=content_type)
    period = card.period.slug if card.period else "no-period"
    response["Content-Disposition"] = f'attachment; filename="{card.council.slug}-scorecard-{period}.{form}"'
    return response


def _sheet(card: Scorecard) -> WorkbookSheet:
    told = opening(card)
    cover = [
        f"{card.council.name}: scorecard",
        title_of(card),
        *([card.period.long_label] if card.period else []),
        told.headline,
        *([told.sentence] if told.adding_up else []),
        *told.adding_up,
        *([card.council.notice] if card.council.notice else []),
        f"Signed-off figures as they stood on {date_text(timezone.localtime(card.at).date())}.",
    ]
    return WorkbookSheet("Scorecard", COLUMNS, scorecard_rows(card), cover, SCORECARD, timezone.localtime())


def _file_address(request: HttpRequest, form: str) -> str:
    return f"{request.path.rstrip('/')}.{form}{address(request, sort=None)}"
