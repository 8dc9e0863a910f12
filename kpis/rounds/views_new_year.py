"""A new year of a plan: each of its measures carries on with a target, is retired or is replaced."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.domain.periods import Kind, Period, holding
from kpis.domain.words import RuleError
from kpis.measures.queries_anew import JudgedAnew, anew_text
from kpis.models import Council, Framework
from kpis.people import Person
from kpis.refusals import NotFound, Refused
from kpis.rounds.actions_new_year import NotSo, decided_text, open_year
from kpis.rounds.forms_new_year import ChoiceForm, YearReasonForm
from kpis.rounds.queries_new_year import YearRow, anew_of, year_rows
from kpis.rounds.rules import Choice, Decision
from kpis.web.asking import performance_of, period_of
from kpis.web.fields import sentence

FEBRUARY = 2
NEEDS_REASON = "Say why the targets are as they are: readers see it beside each of them."


class MeasureDecision(NamedTuple):
    """A measure with its form; ``before`` are the old year's targets as text."""

    row: YearRow
    before: list[str]
    form: ChoiceForm


@require_http_methods(["GET", "HEAD", "POST"])
def new_year(request: HttpRequest, council: str) -> HttpResponse:
    """The plan's measures that are to be decided for the year, and those that have been."""
    found, person = performance_of(request, council)
    framework, year = _framework(request, found), _year(request)
    rows = year_rows(found.pk, framework.slug, year.first_year)
    reason = YearReasonForm(request.POST or None)
    asked = [_asked(row, request) for row in rows if _is_shown(row, request)]
    status = 200
    if request.method == "POST":
        if saved := _save(request, found, framework, year, person, reason, asked):
            return saved
        status = 422
    context = _context(found, framework, year, rows) | {"reason": reason, "asked": asked}
    context["failed"] = [each for each in asked if each.form.errors]
    return render(request, "rounds/new_year.html", context, status=status)


def _framework(request: HttpRequest, council: Council) -> Framework:
    """The plan asked for; the first plan, where none is. Contracts come after plans."""
    known = sorted(council.frameworks.all(), key=lambda each: (each.kind != "plan", each.name))
    slug = request.GET.get("framework", "")
    for each in known:
        if slug in ("", each.slug):
            return each
    raise NotFound(f"{council} has no plan or contract of that name. It has: {', '.join(e.slug for e in known)}.")


def _year(request: HttpRequest) -> Period:
    """The year asked for; else the reporting year, from February on the next one."""
    years, text = _years(timezone.localdate()), request.GET.get("year", "")
    if not text:
        today = timezone.localdate()
        return years[1] if FEBRUARY <= today.month <= years[0].end.month else years[0]
    asked = period_of(text)
    if asked not in years:
        raise NotFound(f"A year that can be opened is {' or '.join(each.slug for each in years)}.")
    return asked


def _years(today: dt.date) -> tuple[Period, Period]:
    """The reporting year that runs, and the next."""
    now = holding(today, Kind.YEAR)
    return now, now.next()


def _is_shown(row: YearRow, request: HttpRequest) -> bool:
    """Measures that are not decided are asked for; of the others, those that were sent again."""
    return not row.is_decided or f"m{row.measure.id}-decision" in request.POST


def _asked(row: YearRow, request: HttpRequest) -> MeasureDecision:
    form = ChoiceForm(
        request.POST if request.method == "POST" else None,
        prefix=f"m{row.measure.id}",
        rule=row.rule,
        new=row.new,
        can_go_on_as_before=bool(row.before),
        can_end=not row.begins_anew,
    )
    before = [_before_text(row, each.period, each.text) for each in row.before]
    return MeasureDecision(row, before, form)


def _before_text(row: YearRow, period: Period, text: str) -> str:
    return text if period == row.old else f"{text} ({period.label})"


def _save(
    request: HttpRequest,
    council: Council,
    framework: Framework,
    year: Period,
    person: Person,
    reason: YearReasonForm,
    asked: list[MeasureDecision],
) -> HttpResponse | None:
    """Everything that was decided, in one go; None where something has to be put right first."""
    valid = [each.form.is_valid() for each in asked]
    if not (all(valid) and reason.is_valid()):
        return None
    choices = {each.row.measure.id: each.form.choice for each in asked if each.form.choice}
    if not reason.cleaned_data["reason"] and any(_sets(choice) for choice in choices.values()):
        reason.add_error("reason", NEEDS_REASON)
        return None
    anew = anew_of([each.row for each in asked], choices)
    if anew and not reason.cleaned_data["anew"]:
        reason.add_error("anew", _anew_text(anew))
        return None
    by_id = {each.row.measure.id: each.form for each in asked}
    try:
        changed = open_year(
            council=council,
            framework=framework.slug,
            year=year.first_year,
            choices=choices,
            reason=reason.cleaned_data["reason"],
            by=person,
            at=timezone.now(),
        )
    except NotSo as error:
        _note(by_id[error.measure_id], error.field, str(error))
        return None
    except (Refused, RuleError) as error:
        reason.add_error(None, f"Nothing was saved. {sentence(error)}")
        return None
    messages.success(request, _done(changed, year))
    return HttpResponseRedirect(request.get_full_path())


def _anew_text(found: dict[str, list[JudgedAnew]]) -> str:
    told = "; ".join(f"the target of {ref} {anew_text(each)}" for ref, each in found.items())
    return f"{told[0].upper()}{told[1:]}. Tick to confirm, or change what is set."


def _sets(choice: Choice) -> bool:
    return choice.decision in (Decision.SET, Decision.SAME, Decision.NONE) or choice.target is not None


def _note(form: ChoiceForm, field: str, message: str) -> None:
    form.add_error(field if field in form.fields else None, message)


def _done(changed: int, year: Period) -> str:
    if not changed:
        return "Nothing was changed: nothing new was decided."
    return f"{changed} measure{'' if changed == 1 else 's'} decided for {year.label}."


def _context(council: Council, framework: Framework, year: Period, rows: list[YearRow]) -> dict[str, Any]:
    return {
        "council": council,
        "notice": council.notice,
        "framework": framework,
        "frameworks": council.frameworks.all(),
        "year": year,
        "years": _years(timezone.localdate()),
        "open_count": sum(not row.is_decided for row in rows),
        "total": len(rows),
        "decided": [(row.measure, decided_text(row)) for row in rows if row.is_decided],
        "crumbs": [("Councils", "/"), (council.name, f"/{council.slug}/")],
    }
