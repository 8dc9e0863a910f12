"""Publications as people read them: the list, one with its versions and files, and what has changed since.

Publications are public once they are open, whatever the council's visibility; their figures are served as they were
frozen. What has changed since is told to those alone who may see the council's figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from kpis.domain.periods import Period
from kpis.domain.readings import HIDDEN_TEXT, Hidden, Shown, marker_text
from kpis.domain.targets import rule_in_force
from kpis.models import Council, Document, Publication, PublishedFigure
from kpis.permissions import Viewer
from kpis.queries import fetch
from kpis.queries.fetch import MeasureRow
from kpis.queries.judging import History
from kpis.queries.scorecards import grouped
from kpis.refusals import NotFound


class File(NamedTuple):
    """A document of a publication; ``size`` in bytes."""

    form: str
    size: int
    sha256: str


class Entry(NamedTuple):
    """A publication in a list."""

    slug: str
    number: int
    title: str
    committee: str
    committee_slug: str
    period: Period
    meeting_date: dt.date
    agenda_item: str
    published_at: dt.datetime
    opens_at: dt.datetime
    reason: str
    withdrawn_at: dt.datetime | None
    withdrawn_reason: str
    files: tuple[File, ...]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class Published(NamedTuple):
    """One publication with every version of its report that the reader may know of, the latest first."""

    row: Publication
    entry: Entry
    versions: tuple[Entry, ...]

    @property
    def is_latest(self) -> bool:
        return self.entry.number == self.versions[0].number


def every_version(council_id: int, now: dt.datetime, *, sees_embargoed: bool = False, slug: str = "") -> list[Entry]:
    """Every publication of a council's reports (or of one), the latest meeting and version first: two statements."""
    rows = Publication.objects.filter(report__council_id=council_id)
    if slug:
        rows = rows.filter(report__slug=slug)
    if not sees_embargoed:
        rows = rows.filter(opens_at__lte=now)
    rows = rows.select_related("report__committee").defer("snapshot", "checklist")
    found = list(rows.order_by("-meeting_date", "report__slug", "-number"))
    files = _files([each.pk for each in found])
    return [_entry(each, files.get(each.pk, ())) for each in found]


def _files(publication_ids: Sequence[int]) -> dict[int, tuple[File, ...]]:
    if not publication_ids:
        return {}
    rows = Document.objects.filter(publication_id__in=publication_ids).order_by("form")
    found: dict[int, tuple[File, ...]] = {}
    for pk, form, size, sha256 in rows.values_list("publication_id", "form", "size", "sha256"):
        assert pk is not None
        found[pk] = (*found.get(pk, ()), File(form, size, sha256))
    return found


def _entry(row: Publication, files: tuple[File, ...]) -> Entry:
    report = row.report
    return Entry(
        report.slug, row.number, row.title, report.committee.name, report.committee.slug, report.period,
        row.meeting_date, row.agenda_item, row.published_at, row.opens_at, row.reason, row.withdrawn_at,
        row.withdrawn_reason, files,
    )  # fmt: skip


def published(council_id: int, now: dt.datetime, *, sees_embargoed: bool = False) -> list[Entry]:
    """The latest version of each report, withdrawn ones too, the latest meeting first: two statements."""
    latest: dict[str, Entry] = {}
    for each in every_version(council_id, now, sees_embargoed=sees_embargoed):
        if each.slug not in latest or latest[each.slug].number < each.number:
            latest[each.slug] = each
    return sorted(latest.values(), key=lambda each: (each.meeting_date, each.slug), reverse=True)


def publication_of(
    council_id: int, slug: str, number: int | None, now: dt.datetime, *, sees_embargoed: bool = False
) -> Published:
    """A publication: its latest version, or the one of that number: three statements. Raises NotFound, also before it
    is open."""
    found = every_version(council_id, now, sees_embargoed=sees_embargoed, slug=slug)
    # A correction can be for an earlier meeting: versions go by their number here.
    versions = sorted(found, key=lambda each: each.number, reverse=True)
    wanted = next((each for each in versions if number in (None, each.number)), None)
    if wanted is None:
        raise NotFound(f'There is no publication "{slug[:60]}" here, or it is not open yet.')
    row = Publication.objects.select_related("report__council", "report__committee").get(
        report__council_id=council_id, report__slug=slug, number=wanted.number
    )
    return Published(row, wanted, tuple(versions))


def document(publication: Publication, form: str) -> Document:
    """A publication's file. Raises NotFound."""
    found = Document.objects.filter(publication=publication, form=form).first()
    if found is None:
        raise NotFound("There is no such file of this publication.")
    return found


class ClosedPublisher(NamedTuple):
    """A council whose scorecards are closed to the reader, and whose reports are open to everybody."""

    slug: str
    name: str


def closed_publishers(viewer: Viewer, now: dt.datetime) -> list[ClosedPublisher]:
    """Of councils that the reader may not see, those with a publication that is open, by name: one statement."""
    rows = Council.objects.filter(reports__publications__opens_at__lte=now).distinct().order_by("name")
    found = rows.values_list("pk", "visibility", "slug", "name")
    return [ClosedPublisher(slug, name) for pk, visible, slug, name in found if not viewer.sees_council(pk, visible)]


class Revised(NamedTuple):
    """A published figure that reads otherwise now: "346 as reported on 18 June 2019; now 345 (revised)"."""

    ref: str
    title: str
    period: Period
    was: str
    now: str
    marker: str


def since(publication: Publication, viewer: Viewer) -> list[Revised]:
    """What stands otherwise now than it was published, for whoever may see the council's figures: four statements."""
    council: Council = publication.report.council
    if not viewer.sees_council(council.pk, council.visibility):
        return []
    rows = PublishedFigure.objects.filter(publication=publication, category=None, hidden=False)
    told = list(rows.values_list("measure__ref", "kind", "start", "end", "printed"))
    measures = {each.ref: each for each in fetch.measures(council.pk)}
    known = [measures[row[0]] for row in told if row[0] in measures]
    if not known:
        return []
    span = min(row[2] for row in told), max(row[3] for row in told)
    figures = grouped(fetch.readings(council.pk, known, *span, None))
    found = (_revised(row, measures[row[0]], figures, viewer, council.pk) for row in told if row[0] in measures)
    return [each for each in found if each is not None]


def _revised(
    row: tuple[Any, ...], measure: MeasureRow, figures: dict[int, list[Any]], viewer: Viewer, council_id: int
) -> Revised | None:
    _, kind, start, end, was = row
    period = Period.stored(kind, start, end, measure.schedule.year_start)
    sees_small = viewer.sees_small_numbers(council_id, measure.service_id)
    figure = History(measure, figures[measure.id], sees_small).figure(period)
    if figure is None:
        return None
    now = HIDDEN_TEXT if isinstance(figure, Hidden) else figure.text(rule_in_force(measure.rules, period))
    if now == was:
        return None
    marker = marker_text(figure) if isinstance(figure, Shown) else ""
    return Revised(measure.ref, measure.title, period, was, now, marker)


class Told(NamedTuple):
    """What a publication said of a measure: printed for a period, on the day of its meeting; blank where the
    publication was withdrawn."""

    period: Period
    printed: str
    status: str
    rag: str
    meeting_date: dt.date
    title: str
    slug: str
    number: int
    is_withdrawn: bool


def told_of(measure: MeasureRow, now: dt.datetime | None) -> tuple[Told, ...]:
    """What was reported of a measure when, in publications open at a moment, the latest meeting first: one statement.
    None where no moment is given: whether a publication is open cannot be said then."""
    if now is None:
        return ()
    rows = PublishedFigure.objects.filter(measure_id=measure.id, category=None, publication__opens_at__lte=now)
    columns = (
        "kind", "start", "end", "printed", "status", "rag", "publication__meeting_date", "publication__title",
        "publication__report__slug", "publication__number", "publication__withdrawn_at",
    )  # fmt: skip
    found = rows.order_by("-publication__meeting_date", "-publication__number", "-end").values_list(*columns)
    return tuple(_told(row, measure) for row in found)


def _told(row: tuple[Any, ...], measure: MeasureRow) -> Told:
    kind, start, end, printed, status, rag, meeting, title, slug, number, withdrawn_at = row
    period = Period.stored(kind, start, end, measure.schedule.year_start)
    is_withdrawn = withdrawn_at is not None
    printed = "" if is_withdrawn else printed
    return Told(period, printed, status, rag, meeting, title, slug, number, is_withdrawn)
