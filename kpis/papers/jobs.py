"""Making a report's documents, and publishing it: figures as of one moment, one snapshot, all printed from that."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils import timezone

from kpis.documents.word import TemplateRefused, to_docx
from kpis.domain.words import Part
from kpis.models import Document, Job, Publication, Report, User, WordTemplate
from kpis.papers.actions_publishing import keep_documents, publish
from kpis.papers.queries import ReportFigures, figures_of, promises_of
from kpis.papers.queries_checklist import checklist
from kpis.people import Person, check_performance, person_for
from kpis.sections.blocks import About, snapshot
from kpis.sections.blocks_data import data_files
from kpis.sections.rules import from_stored
from kpis.work.progress import JobFailed, Progress, asks, handles

Clock = Callable[[], dt.datetime]
STEPS = 5


@handles(Job.Kind.MAKE_DOCUMENTS)
def make_documents(job: Job, progress: Progress, now: Clock) -> dict[str, Any]:
    """The draft's files, kept with the job."""
    report = _report(job)
    check_performance(_person(job, now()), report.council)
    printed = printed_of(report, _moment(job, "frozen_at"), progress)[1]
    keep_documents(job=job, documents=printed)
    return {"forms": sorted(printed), "report": report.slug}


@asks(Job.Kind.MAKE_DOCUMENTS)
def documents_made(job: Job) -> dict[str, Any] | None:
    """The draft's files that were kept already, if they were: all of them or none."""
    forms = sorted(Document.objects.filter(job=job).values_list("form", flat=True))
    return {"forms": forms, "report": _report(job).slug} if forms else None


@handles(Job.Kind.PUBLISH)
def publish_report(job: Job, progress: Progress, now: Clock) -> dict[str, Any]:
    """The report as it was asked for: its figures as at that moment, whatever was signed off since."""
    report, asked, at = _report(job), job.arguments, now()
    by, frozen_at = _person(job, at), _moment(job, "frozen_at")
    made, documents = printed_of(report, frozen_at, progress)
    publication = publish(
        report=report, version=asked["version"], after=asked["after"], snapshot=made, documents=documents,
        frozen_at=frozen_at, opens_at=_moment(job, "opens_at"), reason=asked["reason"],
        checklist=asked["checklist"], by=by, at=now(),
    )  # fmt: skip
    return {"publication": publication.number, "report": report.slug}


@asks(Job.Kind.PUBLISH)
def report_published(job: Job) -> dict[str, Any] | None:
    """The publication with the figures of the moment that this job asked for, if there is one."""
    report = _report(job)
    made = Publication.objects.filter(report=report, frozen_at=_moment(job, "frozen_at")).first()
    return {"publication": made.number, "report": report.slug} if made else None


def printed_of(report: Report, frozen_at: dt.datetime, progress: Progress) -> tuple[dict[str, Any], dict[str, bytes]]:
    """A report's snapshot as at a moment, and its documents by form."""
    progress(0, STEPS, "Collecting the figures")
    today = timezone.localtime(frozen_at).date()
    figures = figures_of(report, frozen_at, today)
    if blocking := [each.message for each in checklist(report, figures, today) if each.is_blocking]:
        raise JobFailed(f"It cannot be printed for the public: {' '.join(blocking)}")
    made = snapshot_of(report, figures, frozen_at)
    progress(1, STEPS, "Making the Word document")
    documents = {"docx": _word(report, made)}
    progress(2, STEPS, "Making the PDF")
    documents["pdf"] = _pdf(made)
    progress(3, STEPS, "Making the spreadsheets")
    documents |= data_files(made)
    progress(4, STEPS, "Keeping them")
    return made, documents


def snapshot_of(report: Report, figures: ReportFigures, frozen_at: dt.datetime) -> dict[str, Any]:
    """What the report says, ready to be printed."""
    card = figures.card
    assert card.committee is not None
    about = About(card.council, card.committee, card.framework, report.meeting_date, report.agenda_item, figures.plan)
    draft, day = from_stored(report.draft), timezone.localtime(frozen_at)
    promised = promises_of(card, day.date()) if draft.section(Part.PROMISES).is_in else []
    return snapshot(about=about, draft=draft, card=card, pages=figures.pages, frozen_at=day, promised=promised)


def _report(job: Job) -> Report:
    rows = Report.objects.select_related("council", "committee", "framework")
    return rows.get(pk=job.arguments["report"], council_id=job.council_id)


def _moment(job: Job, name: str) -> dt.datetime:
    return dt.datetime.fromisoformat(job.arguments[name])


def _person(job: Job, at: dt.datetime) -> Person:
    """Who asked, with what they may do now."""
    if job.by_id is None:
        raise JobFailed("Nobody is on record as having asked for this: ask for it again.")
    user = User.objects.get(pk=job.by_id)
    if not user.is_active:
        raise JobFailed("Whoever asked for this has no sign-in any more: ask for it again.")
    return person_for(user, timezone.localtime(at).date())


def _word(report: Report, made: dict[str, Any]) -> bytes:
    try:
        return to_docx(made, _template(report))
    except TemplateRefused as error:
        raise JobFailed(f"The council's Word template cannot be used: {error}") from error


def _pdf(made: dict[str, Any]) -> bytes:
    # Imported here: it takes most of a second and needs libraries of the system, which pages do without.
    try:
        from kpis.documents.pdf import to_pdf
    except OSError as error:
        raise JobFailed("Pango is not installed on the server: see its guide to installation.") from error
    return to_pdf(made)


def _template(report: Report) -> bytes | None:
    last = WordTemplate.objects.filter(council=report.council).order_by("-number").first()
    return bytes(last.content) if last and last.content else None
