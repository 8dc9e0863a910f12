"""A contract's reports: every month with its exceptions, every quarter with a narrative on each KPI, and as files."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from kpis.contracts.files import COLUMNS, contract_rows
from kpis.contracts.queries import ContractReport, report_of
from kpis.contracts.queries_terms import ContractInfo, contract_for, contract_links, latest_month
from kpis.contracts.rules import placed
from kpis.contracts.rules_terms import ContractMeeting, Terms, months_of, review_of
from kpis.contracts.texts import exceptions, kpi_text, recorded_text
from kpis.domain.periods import Kind, Period, date_text, holding
from kpis.models import Council
from kpis.people import check_performance, check_sees_contract, may
from kpis.presenters import FAILURE_MARK, MARKS, WITHHELD_MARK, contract_sentence
from kpis.spreadsheets.files import WorkbookSheet, to_csv, to_xlsx
from kpis.web.asking import address, colleague_of, moment_from, period_from, viewer_of

NEAR = 6
MEETINGS = {
    ContractMeeting.MONTHLY: "monthly meeting",
    ContractMeeting.QUARTERLY: "Quarterly Review Board",
    ContractMeeting.ANNUAL: "Annual Review",
}
QUARTER = 3


@require_safe
def show(request: HttpRequest, council: str, framework: str) -> HttpResponse:
    """The monthly report: the sentence that adds up, the exceptions, then every KPI."""
    report = asked_for(request, council, framework)
    context = _context(request, report)
    has_missing = any(each.is_missing for each in context["kpis"])
    context |= {"parts": exceptions(context["kpis"]), "has_missing": has_missing}
    return render(request, "contracts/report.html", context)


@require_safe
def quarterly(request: HttpRequest, council: str, framework: str) -> HttpResponse:
    """The quarterly report: every KPI with its narrative, by area."""
    report = asked_for(request, council, framework, quarterly=True)
    context = _context(request, report, boards_only=True)
    areas = [(area, list(group)) for area, group in groupby(context["kpis"], key=lambda each: each.area)]
    return render(request, "contracts/quarterly.html", {**context, "areas": areas})


@require_safe
def download(request: HttpRequest, council: str, framework: str, form: str) -> HttpResponse:
    """The monthly report as CSV or XLSX."""
    report = asked_for(request, council, framework)
    response = HttpResponse(*_written(report, form))
    name = f"{report.contract.council.slug}-{report.contract.slug}-{report.period.slug}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _written(report: ContractReport, form: str) -> tuple[str | bytes, str]:
    if form == "csv":
        return to_csv(COLUMNS, contract_rows(report)), "text/csv; charset=utf-8"
    return to_xlsx(_sheet(report)), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sheet(report: ContractReport) -> WorkbookSheet:
    contract = report.contract
    cover = [
        f"{contract.name}: KPI report for {report.period.long_label}",
        parties_text(contract),
        _opening(report),
        *([contract.council.notice] if contract.council.notice else []),
        "For the two parties and the performance team until it is published.",
        "[c]: withheld, because the numbers are so small that they could identify a person.",
    ]
    return WorkbookSheet("Contract", COLUMNS, contract_rows(report), [each for each in cover if each])


def contract_of(request: HttpRequest, council: str, framework: str, at: dt.datetime | None = None) -> ContractInfo:
    """The contract that an address names, for those who may see its reports; 404 where it is not open to whoever asks,
    403 where it is not for them."""
    contract = contract_for(council, framework, viewer_of(request), at)
    check_sees_contract(colleague_of(request), contract.council.id, contract.services)
    return contract


def reports_open(request: HttpRequest, council_id: int, framework: str = "") -> list[str]:
    """The contracts of a council (or one of them) whose reports are for whoever asks; for nobody, nothing is asked of
    the database."""
    if not request.user.is_authenticated:
        return []
    person = colleague_of(request)
    links = contract_links(council_id, framework)
    return [each.framework for each in links if may(check_sees_contract, person, council_id, each.services)]


def asked_for(request: HttpRequest, council: str, framework: str, quarterly: bool = False) -> ContractReport:
    """The report that the address names; its latest, where it names no period."""
    today = timezone.localdate()
    at = moment_from(request.GET.get("as_of", ""))
    contract = contract_of(request, council, framework, at)
    period = period_from(request.GET.get("period", "")) or _latest(contract, at.date() if at else today, at, quarterly)
    return report_of(contract, period, viewer_of(request), today, at)


def _latest(contract: ContractInfo, day: dt.date, at: dt.datetime | None, quarterly: bool) -> Period:
    """The latest month; for the quarterly report the last of its months that a board looks at, where one has come."""
    month = latest_month(contract, day, at)
    if not quarterly:
        return month
    boards = [each for each in months_of(contract.terms, month.end) if _is_boards(contract.terms, each)]
    return boards[-1] if boards else month


def _is_boards(terms: Terms, month: Period) -> bool:
    return review_of(terms, month).meeting is not ContractMeeting.MONTHLY


def _context(request: HttpRequest, report: ContractReport, boards_only: bool = False) -> dict[str, Any]:
    contract, council = report.contract, report.contract.council
    here = (council.slug, contract.slug)
    query = address(request, period=report.period.slug)
    return {
        "council": council,
        "notice": council.notice,
        "report": report,
        "contract": contract,
        "parties": parties_text(contract),
        "opening": _opening(report),
        "watched": sum(bool(each.verdict and each.verdict.is_watched) for each in report.kpis),
        "kpis": [kpi_text(report, each, query) for each in report.kpis],
        "recorded": [recorded_text(each) for each in report.recorded if each.measure_id is None],
        "review": _review(contract.terms, report.period),
        "marks": [*MARKS.values(), *([WITHHELD_MARK] if _has_withheld(report) else []), FAILURE_MARK],
        "near": _near(request, report, boards_only),
        "months": _months(report, boards_only),
        "as_of": f"{timezone.localtime(report.at):%Y-%m-%d}" if report.at else "",
        "now_address": address(request, as_of=None),
        "addresses": {
            name: reverse(name, args=here) + query
            for name in ("contract", "contract_quarterly", "contract_csv", "contract_xlsx")
        },
        "may_calibrate": may(check_performance, colleague_of(request), Council(pk=council.id)),
        "crumbs": [("Councils", "/"), (council.name, f"/{council.slug}/")],
    }


def parties_text(contract: ContractInfo) -> str:
    """Between whom, and from when to when, as far as it has been set."""
    starts, ends = contract.terms.starts, contract.terms.ends
    runs = f"from {date_text(starts)}" + (f" to {date_text(ends)}" if ends else "")
    if contract.commissioner and contract.provider:
        return f"Between {contract.commissioner} and {contract.provider}, {runs}."
    return f"In force {runs}."


def _opening(report: ContractReport) -> str:
    return contract_sentence(placed(each.verdict for each in report.kpis), report.period)


def _has_withheld(report: ContractReport) -> bool:
    return any(verdict.is_withheld for each in report.kpis for verdict in each.verdicts)


class ReviewText(NamedTuple):
    """Whose meeting a report is for, in a sentence."""

    name: str
    words: str


def _review(terms: Terms, period: Period) -> ReviewText:
    found = review_of(terms, period)
    name, month = MEETINGS[found.meeting], holding(period.end, Kind.MONTH)
    words = f"{month.label} is month {found.month} of the contract: its report is for the {name}."
    if found.meeting is ContractMeeting.MONTHLY and found.month > 0:
        after = month.shifted(-found.month % QUARTER)
        words += f" The next review is of {after.label}: {MEETINGS[review_of(terms, after).meeting]}."
    return ReviewText(name, words)


def _months(report: ContractReport, boards_only: bool) -> list[Period]:
    """The months to choose from, the latest first; those that a board looks at, or all. The one shown is among them."""
    until = max(report.period.end, timezone.localdate() - dt.timedelta(days=1))
    terms, here = report.contract.terms, holding(report.period.end, Kind.MONTH)
    months = [each for each in months_of(terms, until) if not boards_only or each == here or _is_boards(terms, each)]
    return months[::-1]


class MonthStep(NamedTuple):
    label: str
    address: str
    is_here: bool


def _near(request: HttpRequest, report: ContractReport, boards_only: bool) -> list[MonthStep]:
    """Up to six months to step to, around the one that the report ends in."""
    months, here = _months(report, boards_only)[::-1], holding(report.period.end, Kind.MONTH)
    place = months.index(here) if here in months else len(months) - 1
    first = max(0, min(place - NEAR // 2, len(months) - NEAR))
    return [
        MonthStep(each.label, address(request, period=each.slug), each == report.period)
        for each in months[first : first + NEAR]
    ]
