"""The scorecard: the page that a member opens before the meeting, and the same as files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import slugify

from kpis.domain.line import Line
from kpis.domain.periods import Period, date_text
from kpis.domain.words import Rag, Section
from kpis.markup import Column
from kpis.models import Council
from kpis.people import check_performance, may
from kpis.presenters import RAG_WORDS, look_of
from kpis.scorecards.files import COLUMNS, scorecard_rows
from kpis.scorecards.forms import ScorecardFilters
from kpis.scorecards.queries import Scorecard, offered, scorecard, section
from kpis.scorecards.texts import headline_text, opening, title_of
from kpis.scorecards.texts_html import RowGroup, fields_html, options_html, section_html
from kpis.scorecards.texts_outcomes import outcome_chart
from kpis.scorecards.views_changes import changes_link
from kpis.spreadsheets.dictionary import SCORECARD
from kpis.spreadsheets.files import WorkbookSheet, to_csv, to_ods, to_xlsx
from kpis.web.asking import LONGEST, address, colleague_of, viewer_of, wanted_from
from kpis.web.guards import public
from kpis.web.lines import row_of
from kpis.web.rows import ScorecardRow, ScorecardTable, sorted_rows

HEADINGS = {Section.AREA_OF_CONCERN: "Areas of concern", Section.GOOD_PROGRESS: "Good progress", None: "Other measures"}
FILTERS = ("status", "outcome", "service", "text")
SECTION_CSS: dict[Section | None, str] = {
    Section.AREA_OF_CONCERN: "section section--concern",
    Section.GOOD_PROGRESS: "section section--good",
}


class ScorecardSection(NamedTuple):
    """A section of the scorecard: its heading, and its rows by outcome and policy area as HTML."""

    key: str
    heading: str
    css: str
    table: SafeString


@public
def show(request: HttpRequest, council: str) -> HttpResponse:
    """The scorecard with its opening sentence, areas of concern first."""
    card = asked_for(request, council)
    filters = _filters(request, card)
    lines = chosen(card.lines, filters)
    return render(request, "scorecards/scorecard.html", _context(request, card, lines, filters))


def asked_for(request: HttpRequest, council: str) -> Scorecard:
    """The scorecard that the address names, as its viewer may see it; a 404 that helps where there is none."""
    return scorecard(wanted_from(request, council), viewer_of(request))


def _context(request: HttpRequest, card: Scorecard, lines: list[Line], filters: ScorecardFilters) -> dict[str, Any]:
    sort = filters.cleaned_data.get("sort", "") if filters.is_valid() else ""
    columns = _columns(request, sort, any(line.published("projection") for line in lines))
    return {
        "council": card.council,
        "notice": card.council.notice,
        "card": card,
        "title": title_of(card),
        "opening": opening(card),
        "headline": headline_text(card.headline),
        "outcome_chart": outcome_chart(card.lines),
        "changes": changes_link(request, card),
        "parts": _parts(request, card, lines, sort, columns),
        "fields": fields_html(filters),
        "filters": filters,
        "chips": _chips(request, filters),
        "is_filtered": len(lines) != len(card.lines),
        "shown": len(lines),
        "total": len(card.lines),
        "periods": [(kind, options_html(known, card.period)) for kind, known in offered(_with_current(card)).items()],
        "near": near(card),
        "now_address": address(request, as_of=None),
        "as_of": f"{timezone.localtime(card.at):%Y-%m-%d}" if card.at else "",
        "all_address": _all_address(request, card),
        "address": address(request, period=None),
        "downloads": [(form.upper(), _file_address(request, form)) for form in FORMATS],
        "report_address": _report_address(request, card),
        "crumbs": [("Councils", "/"), (card.council.name, f"/{card.council.slug}/")],
    }


def _report_address(request: HttpRequest, card: Scorecard) -> str:
    """Where a committee report of this scorecard is begun, for the performance team."""
    if not request.user.is_authenticated or card.period is None:
        return ""
    if not may(check_performance, colleague_of(request), Council(pk=card.council.id)):
        return ""
    chosen = {"committee": card.committee, "framework": card.framework}
    asked = {name: each.slug for name, each in chosen.items() if each} | {"period": card.period.slug}
    return f"{reverse('report_new', args=(card.council.slug,))}?{urlencode(asked)}"


def _all_address(request: HttpRequest, card: Scorecard) -> str:
    """The same scorecard without filters."""
    return address(request, period=card.period.slug if card.period else None, **dict.fromkeys(FILTERS))


def _with_current(card: Scorecard) -> list[Period]:
    known = list(card.periods)
    return known if card.period is None or card.period in known else [card.period, *known]


def near(card: Scorecard) -> list[Period]:
    """The periods to step to from the one shown: up to six of its length around it, the earliest first."""
    if card.period is None:
        return []
    here = (card.period.kind, card.period.year_start)
    alike = [each for each in _with_current(card) if (each.kind, each.year_start) == here]
    alike.sort(key=lambda each: each.end)
    place = alike.index(card.period)
    first = max(0, min(place - 3, len(alike) - 6))
    return alike[first : first + 6]


def chosen(lines: Sequence[Line], filters: ScorecardFilters) -> list[Line]:
    """The lines that the filters leave; all of them where the filters are not valid."""
    if not filters.is_valid():
        return list(lines)
    wanted = filters.cleaned_data
    return [line for line in lines if _fits(line, wanted)]


def _fits(line: Line, wanted: dict[str, str]) -> bool:
    status = wanted["status"]
    if status and status not in (line.verdict.status, line.verdict.rag):
        return False
    if wanted["outcome"] and slugify(line.measure.outcome) != wanted["outcome"]:
        return False
    if wanted["service"] and slugify(line.measure.service) != wanted["service"]:
        return False
    haystack = f"{line.measure.ref} {line.measure.title}".lower()
    return all(word in haystack for word in wanted["text"].lower().split())


def _filters(request: HttpRequest, card: Scorecard) -> ScorecardFilters:
    form = ScorecardFilters({name: text[: LONGEST + 1] for name, text in request.GET.items()})
    counts = Counter(line.verdict.rag for line in card.lines)
    colours = [(rag.value, f"{RAG_WORDS[rag]} ({counts[rag]})") for rag in Rag if counts[rag]]
    verdicts = (line.verdict for line in card.lines)
    words = {verdict.status.value: look_of(verdict.status, verdict.rag).word for verdict in verdicts}
    form.offer("status", "Any status", [*colours, *sorted(words.items())])
    form.offer("outcome", "Any outcome", _names(line.measure.outcome for line in card.lines))
    form.offer("service", "Any service", _names(line.measure.service for line in card.lines))
    return form


def _names(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(slugify(name), name) for name in dict.fromkeys(name for name in names if name)]


def _chips(request: HttpRequest, filters: ScorecardFilters) -> list[tuple[str, str]]:
    """The filters in force, each with the address without it."""
    if not filters.is_valid():
        return []
    found = []
    for name in FILTERS:
        value = filters.cleaned_data[name]
        words = dict(getattr(filters.fields[name], "choices", [])).get(value, value)
        if value:
            found.append((f"{name.capitalize()}: {words}", address(request, **{name: None})))
    return found


def _parts(
    request: HttpRequest, card: Scorecard, lines: list[Line], sort: str, columns: Sequence[Column]
) -> list[ScorecardSection]:
    """Sections, or one list where a column sorts."""
    if card.period is None:
        return []
    period = card.period
    query = address(request, period=period.slug, framework=None, committee=None, status=None, outcome=None,
                    service=None, text=None, sort=None)  # fmt: skip
    measures = reverse("measure", args=(card.council.slug, "x")).removesuffix("x/")
    rows = [(section(line), row_of(line, measures, period, query)) for line in lines]
    if sort:
        listed = sorted_rows([row for _, row in rows], sort)
        return (
            [ScorecardSection("all", "All measures, sorted", "", section_html([RowGroup("", listed)], columns))]
            if listed
            else []
        )
    by_section = groupby(rows, key=lambda each: each[0])
    return [_part(key, [row for _, row in group], columns) for key, group in by_section]


def _part(key: Section | None, rows: list[ScorecardRow], columns: Sequence[Column]) -> ScorecardSection:
    groups = [RowGroup(heading, list(group)) for heading, group in groupby(rows, key=_group_heading)]
    name = key.value if key else "other"
    return ScorecardSection(name, HEADINGS[key], SECTION_CSS.get(key, "section"), section_html(groups, columns))


def _group_heading(row: ScorecardRow) -> str:
    return ": ".join(each for each in (row.outcome, row.area) if each) or row.framework


def _columns(request: HttpRequest, sort: str, has_projection: bool) -> list[Column]:
    found = []
    for name, column in ScorecardTable.base_columns.items():
        if name == "projection" and not has_projection:
            continue
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
    card = card._replace(lines=tuple(chosen(card.lines, _filters(request, card))))
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
        told.sentence,
        *told.adding_up,
        *([card.council.notice] if card.council.notice else []),
        f"Signed-off figures as they stood on {date_text(timezone.localtime(card.at).date())}.",
    ]
    return WorkbookSheet("Scorecard", COLUMNS, scorecard_rows(card), cover, SCORECARD, timezone.localtime())


def _file_address(request: HttpRequest, form: str) -> str:
    return f"{request.path.rstrip('/')}.{form}{address(request, sort=None)}"
