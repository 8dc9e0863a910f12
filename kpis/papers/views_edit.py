"""Writing a committee report: its title, meeting, sections and their order, its financial table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from kpis.domain.periods import date_text
from kpis.models import Measure, Meeting
from kpis.papers.actions import save_draft
from kpis.papers.forms import DraftForm, SectionForm, hint_of, in_order, moved
from kpis.papers.queries import last_number
from kpis.papers.views import ReportRequest, asked_for, crumbs_of, meetings_of
from kpis.refusals import Conflict, Refused
from kpis.sections.rules import HEADINGS, WRITTEN, Draft, PaperSection, from_stored, table_of, table_text
from kpis.web.fields import errors_of


class Writing(NamedTuple):
    """The forms of the page, the sections in their order."""

    form: DraftForm
    sections: list[SectionForm]

    @property
    def forms(self) -> list[Any]:
        return [self.form, *self.sections]

    def is_valid(self) -> bool:
        """Every form is looked through, so that all that is wrong is told at once."""
        return not [each for each in self.forms if not each.is_valid()]

    @property
    def draft(self) -> Draft:
        """What was written, of valid forms."""
        given = self.form.cleaned_data
        sections = tuple(each.section for each in self.sections)
        left_out = frozenset(given["no_breakdown"])
        return Draft(given["title"], sections, given["table_caption"], table_of(given["table"]), left_out)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, council: str, slug: str) -> HttpResponse:
    """The draft. A POST saves it, or moves a section up or down without saving; nothing that was typed is lost."""
    asked = asked_for(request, council, slug)
    if request.method != "POST":
        return _page(request, asked, _writing(asked))
    writing = _writing(asked, request.POST)
    if _is_move(request) or not writing.is_valid():
        return _page(request, asked, writing)
    try:
        save_draft(
            report=asked.report, draft=writing.draft, version=writing.form.cleaned_data["version"],
            meeting_date=writing.form.meeting_date, agenda_item=writing.form.cleaned_data["agenda_item"],
            by=asked.person, at=timezone.now(),
        )  # fmt: skip
    except Conflict as conflict:
        return _conflict(request, asked, writing, conflict)
    except Refused as error:
        writing.form.add_error(None, str(error))
        return _page(request, asked, writing)
    return _saved(request, council, slug)


def _saved(request: HttpRequest, council: str, slug: str) -> HttpResponse:
    if request.POST.get("do") == "preview":
        return redirect("report_preview", council, slug)
    messages.success(request, "The report is saved.")
    return redirect("report_edit", council, slug)


def _is_move(request: HttpRequest) -> bool:
    return bool(request.POST.get("up") or request.POST.get("down"))


def _writing(asked: ReportRequest, data: Any = None) -> Writing:
    draft = from_stored(asked.report.draft)
    meetings = _meetings(asked)
    form = DraftForm(_with_breakdown(asked), meetings, data, initial=_initial(asked, draft, meetings))
    sections = _in_order(draft.sections, data) if data else list(draft.sections)
    return Writing(form, [SectionForm(each, hint_of(each.part, each.part in WRITTEN), data) for each in sections])


def _in_order(stored: Sequence[PaperSection], data: Any) -> list[PaperSection]:
    sections = in_order(data.getlist("order"), stored)
    sections = moved(sections, data.get("up", ""), -1)
    return moved(sections, data.get("down", ""), 1)


def _meetings(asked: ReportRequest) -> list[Meeting]:
    return meetings_of(asked.council, asked.report.committee_id)


def _initial(asked: ReportRequest, draft: Draft, meetings: Sequence[Meeting]) -> dict[str, Any]:
    report = asked.report
    noted = report.meeting_date in {each.date for each in meetings}
    return {
        "version": report.version,
        "title": draft.title,
        "meeting": report.meeting_date.isoformat() if noted and report.meeting_date else "",
        "day": None if noted else report.meeting_date,
        "agenda_item": report.agenda_item,
        "table_caption": draft.table_caption,
        "table": table_text(draft.table),
        "no_breakdown": sorted(draft.no_breakdown),
    }


def _with_breakdown(asked: ReportRequest) -> list[tuple[str, str]]:
    """The measures that have a breakdown, by reference; those that are left out already stay a choice."""
    report = asked.report
    rows = Measure.objects.filter(council=asked.council, dimensions__isnull=False, committees=report.committee_id)
    if report.framework_id:
        rows = rows.filter(framework=report.framework_id)
    found = {ref: f"{ref} {title}" for ref, title in rows.distinct().values_list("ref", "title")}
    return [*found.items(), *((ref, ref) for ref in sorted(from_stored(report.draft).no_breakdown) if ref not in found)]


def _conflict(request: HttpRequest, asked: ReportRequest, writing: Writing, conflict: Conflict) -> HttpResponse:
    """What was typed, beside what somebody else saved: saving again keeps what is typed."""
    now = conflict.standing[asked.report]
    typed = request.POST.copy()
    typed["version"] = str(now.version)
    writing.form.data = typed
    asked.report.refresh_from_db()
    theirs = _differences(asked, writing, from_stored(now.draft))
    return _page(request, asked, writing, {"theirs": theirs, "conflict": str(conflict)}, 409)


def _differences(asked: ReportRequest, writing: Writing, now: Draft) -> list[tuple[str, str, str]]:
    """Where what stands now differs from what was typed: the place, its name, and what stands."""
    mine, found = writing.draft, []
    of_report = [
        ("#id_title", "Title", now.title, mine.title),
        ("#id_meeting", "Meeting", asked.report.meeting_date, writing.form.meeting_date),
        ("#id_agenda_item", "Agenda item", asked.report.agenda_item, writing.form.cleaned_data["agenda_item"]),
        ("#id_table_caption", "What the table shows", now.table_caption, mine.table_caption),
        ("#id_table", "Table", table_text(now.table), table_text(mine.table)),
        ("#id_no_breakdown", "Breakdowns left out", sorted(now.no_breakdown), sorted(mine.no_breakdown)),
    ]
    for place, name, theirs, typed in of_report:
        if theirs != typed:
            found.append((place, name, _as_text(theirs)))
    for section in mine.sections:
        found += _section_differences(now.section(section.part), section)
    order = [each.part for each in now.sections]
    if order != [each.part for each in mine.sections]:
        found.append(("#sections", "Order of the sections", ", ".join(HEADINGS[part] for part in order)))
    return found


def _section_differences(now: PaperSection, mine: PaperSection) -> list[tuple[str, str, str]]:
    place, name = f"#s-{now.part}", HEADINGS[now.part]
    pairs = (
        (f"{name}: heading", now.heading, mine.heading),
        (f"{name}: text", now.text, mine.text.replace("\r\n", "\n").strip()),
        (f"{name}: in the report", "yes" if now.is_in else "no", "yes" if mine.is_in else "no"),
    )
    return [(place, what, theirs or "Nothing") for what, theirs, typed in pairs if theirs != typed]


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value) or "None"
    return (date_text(value) if hasattr(value, "month") else str(value or "")) or "Nothing"


def _page(
    request: HttpRequest, asked: ReportRequest, writing: Writing, said: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    errors = errors_of(writing.forms) if writing.form.is_bound else []
    context = {
        "council": asked.council,
        "notice": asked.council.notice,
        "report": asked.report,
        "form": writing.form,
        "sections": [(each, HEADINGS[each.part]) for each in writing.sections],
        "errors": errors,
        "number": last_number(asked.report),
        "crumbs": crumbs_of(asked.council),
        **(said or {}),
    }
    return render(request, "papers/edit.html", context, status=422 if errors and status == 200 else status)
