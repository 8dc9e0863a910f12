"""Publishing: what was rendered is frozen in one transaction, with its figures and documents, and never altered."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kpis.models import Category, Document, Job, Measure, Publication, PublishedFigure, Report
from kpis.papers.queries import last_number
from kpis.people import Person, check_performance
from kpis.readings.append import check_moment
from kpis.readings.locks import hold
from kpis.refusals import Refused

MEANWHILE = "This report was published meanwhile: open its page to see, and correct it if it has to be."


def publish(
    *, report: Report, version: int, after: int, snapshot: dict[str, Any], documents: Mapping[str, bytes],
    frozen_at: dt.datetime, opens_at: dt.datetime, reason: str, checklist: list[str], by: Person, at: dt.datetime,
) -> Publication:  # fmt: skip
    """Freeze a report as it was rendered: snapshot, figures and documents. All of it or nothing.

    ``after`` is the number of the publication that it follows (0: none), as whoever asked for it knew it. The same
    request twice (a worker that was stopped after it had published) gives the publication that there is.
    Raises Denied; Refused where the draft was changed since it was rendered, or the report published meanwhile.
    """
    check_performance(by, report.council)
    with transaction.atomic():
        hold(Report, [report.pk])
        there = Publication.objects.filter(report=report, frozen_at=frozen_at).first()
        if there is not None:
            return there
        _check_unchanged(report, version, after, at)
        made = _create(report, after + 1, snapshot, frozen_at, opens_at, reason, checklist, by, at)
        _figures(made, snapshot)
        Document.objects.bulk_create(
            [_document(form, content, publication=made) for form, content in documents.items()]
        )
    return made


def _check_unchanged(report: Report, version: int, after: int, at: dt.datetime) -> None:
    if not Report.objects.filter(pk=report.pk, version=version).exists():
        raise Refused("The report was changed while it was being published: look at it, and publish it again.")
    if last_number(report) != after:
        raise Refused(MEANWHILE)
    for last in Publication.objects.filter(report=report, number=after).only("published_at"):
        check_moment(at, last.published_at, "this report")


def _create(
    report: Report, number: int, snapshot: dict[str, Any], frozen_at: dt.datetime, opens_at: dt.datetime,
    reason: str, checklist: list[str], by: Person, at: dt.datetime,
) -> Publication:  # fmt: skip
    assert report.meeting_date is not None
    return Publication.objects.create(
        report=report, number=number, title=snapshot["title"], meeting_date=report.meeting_date,
        agenda_item=report.agenda_item, frozen_at=frozen_at, published_at=at, opens_at=max(opens_at, at),
        by_id=by.user_id, reason=reason, schema=snapshot["schema"], snapshot=snapshot, checklist=checklist,
    )  # fmt: skip


def _figures(publication: Publication, snapshot: dict[str, Any]) -> None:
    """The rows to look figures up by."""
    council_id = publication.report.council_id
    measures = dict(Measure.objects.filter(council_id=council_id).values_list("ref", "pk"))
    parts = Category.objects.filter(dimension__measure__council_id=council_id)
    columns = ("dimension__measure__ref", "dimension__name", "name", "pk")
    categories = {row[:3]: row[3] for row in parts.values_list(*columns)}
    rows = [_figure(publication, each, measures[each["ref"]], categories) for each in snapshot["figures"]]
    PublishedFigure.objects.bulk_create(rows, batch_size=500)


def _figure(
    publication: Publication, each: dict[str, Any], measure_id: int, categories: dict[tuple[str, str, str], int]
) -> PublishedFigure:
    said = {name: each[name] for name in ("kind", "start", "end", "printed", "status", "rag", "hidden")}
    category = categories[each["ref"], each["dimension"], each["category"]] if each["category"] else None
    return PublishedFigure(publication=publication, measure_id=measure_id, category_id=category, **said)


def keep_documents(*, job: Job, documents: Mapping[str, bytes]) -> None:
    """Keep the files of a draft with the job that made them; those of an earlier try are replaced."""
    with transaction.atomic():
        Document.objects.filter(job=job).delete()
        Document.objects.bulk_create([_document(form, content, job=job) for form, content in documents.items()])


def _document(form: str, content: bytes, **owner: Any) -> Document:
    return Document(form=form, content=content, sha256=hashlib.sha256(content).hexdigest(), size=len(content), **owner)
