"""Uploaded spreadsheets as their people see them, and the figures that a template is filled with."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from typing import NamedTuple

from django.db.models import Q

from kpis.domain.periods import Period
from kpis.entry.queries_grid import GridRow, ReadingKey, grid_of, projections, reading_key
from kpis.models import Category, Council, Job, Upload, Written
from kpis.models import ReadingVersion as Version
from kpis.models.people import Role
from kpis.people import Person
from kpis.refusals import Denied, NotFound

TEAM = (Role.OFFICER, Role.HEAD_OF_SERVICE, Role.PERFORMANCE)
LISTED = 20
HEAVY = ("content", "found")
NO_SUCH = "There is no such upload, or it is another person's. Yours are listed on the page of imports."
KINDS = (Job.Kind.READ_UPLOAD, Job.Kind.WRITE_UPLOAD, Job.Kind.UNDO_UPLOAD)


def check_imports(person: Person, council_id: int) -> None:
    """Whoever enters figures of the council, or signs them off, may bring in files; which rows is asked row by row."""
    if not any(person.services(role, council_id) for role in TEAM):
        raise Denied("Only the people who enter the council's figures, and the performance team, import spreadsheets.")


def uploads_of(council_id: int, person: Person) -> list[Upload]:
    """The last uploads that the person may see, without what is in them: one statement."""
    rows = Upload.objects.filter(council_id=council_id).select_related("by").defer(*HEAVY)
    if not person.has(Role.PERFORMANCE, council_id):
        rows = rows.filter(by_id=person.user_id)
    return list(rows[:LISTED])


def upload_for(council_id: int, upload_id: int, person: Person) -> Upload:
    """An upload with its preview, of which somebody may have left what it shows (see `views_preview.shows_more`).
    Raises NotFound where it is neither the person's own nor their council's to see."""
    rows = Upload.objects.filter(council_id=council_id, pk=upload_id).select_related("by", "council").defer("content")
    found = rows.first()
    if found is None or (found.by_id != person.user_id and not person.has(Role.PERFORMANCE, council_id)):
        raise NotFound(NO_SUCH)
    return found


def last_job(upload: Upload) -> Job | None:
    """What was last asked for about an upload: one statement."""
    rows = Job.objects.filter(council_id=upload.council_id, kind__in=KINDS, arguments__upload=upload.pk)
    return rows.select_related("by").order_by("-id").first()


def can_be_undone(upload: Upload) -> bool:
    """Whether every version that an upload wrote still stands. The period is asked about when it is undone."""
    if upload.state != Upload.State.DONE:
        return False
    links = ("reading", "target", "baseline", "comparator")
    followed = Q(*((f"{name}__superseded_at__isnull", False) for name in links), _connector=Q.OR)
    written = Written.objects.filter(upload=upload)
    return written.exists() and not written.filter(followed).exists()


class TemplateCategory(NamedTuple):
    """A category of a measure's breakdown, with its figure as it stands (None: none yet)."""

    dimension: str
    category: str
    version: Version | None


class TemplateRow(NamedTuple):
    """A figure to fill in, with what the service expects next, and the parts of its breakdowns."""

    row: GridRow
    projection: str
    parts: tuple[TemplateCategory, ...]


def template_rows(council: Council, period: Period, person: Person, today: dt.date) -> list[TemplateRow]:
    """The figures that a person enters for a period, but for those that are closed: a fixed number of statements."""
    rows = [row for row in grid_of(council, period, person, today, False).rows if row.closed is None]
    said = projections([row.shown.id for row in rows if row.shown is not None])
    ids = [row.measure.pk for row in rows]
    categories, versions = _categories(ids), _versions(ids, period)
    return [_template_row(row, said, categories[row.measure.pk], versions) for row in rows]


def _template_row(
    row: GridRow, said: dict[int, str], categories: list[Category], versions: dict[ReadingKey, Version]
) -> TemplateRow:
    period, by_end = row.item.period, row.item.measure.schedule.period_kind.known_by_end
    parts = tuple(
        TemplateCategory(each.dimension.name, each.name, versions.get(reading_key(each.pk, period, by_end)))
        for each in categories
        if (each.valid_from or period.end) <= period.end and (each.valid_to or period.start) >= period.start
    )
    return TemplateRow(row, said.get(row.shown.id, "") if row.shown else "", parts)


def _categories(measure_ids: Collection[int]) -> dict[int, list[Category]]:
    found: dict[int, list[Category]] = defaultdict(list)
    rows = Category.objects.filter(dimension__measure_id__in=measure_ids).select_related("dimension")
    for each in rows.order_by("dimension__name", "order", "name"):
        found[each.dimension.measure_id].append(each)
    return found


def _versions(measure_ids: Collection[int], period: Period) -> dict[ReadingKey, Version]:
    """The versions of parts that stand, those on their way in before those that are signed off."""
    rows = Version.objects.filter(
        superseded_at=None,
        reading__measure_id__in=measure_ids,
        reading__category__isnull=False,
        reading__end__range=(period.start, period.end),
    ).select_related("reading")
    found: dict[ReadingKey, Version] = {}
    for each in sorted(rows, key=lambda each: each.state != Version.State.SIGNED_OFF):
        reading = each.reading
        found[reading_key(reading.category_id or 0, reading.period, reading.known_by_end)] = each
    return found
