"""Publications as people read them: the list, one with its versions and files, and what has changed since.

Publications are public once they are open, whatever the council's visibility; their figures are served as they were
frozen. What has changed since is told to those alone who may see the council's figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple

from django.db.models import Max

from kpis.domain.figure import HIDDEN_TEXT, Actual, Hidden, marker_text
from kpis.domain.history import History
from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Rag, Status
from kpis.models import Council, Document, Publication, PublishedFigure, Report
from kpis.people import Viewer
from kpis.readings import read
from kpis.readings.known import allowed
from kpis.readings.measures import measures
from kpis.refusals import NotFound

HEAVY = ("publication__snapshot", "publication__checklist", "publication__report__draft")


class File(NamedTuple):
    """A document of a publication; ``size`` in bytes."""

    form: str
    size: int
    sha256: str


class PublicationEntry(NamedTuple):
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
    entry: PublicationEntry
    versions: tuple[PublicationEntry, ...]

    @property
    def is_latest(self) -> bool:
        return self.entry.number == self.versions[0].number


def every_version(
    council_id: int, now: dt.datetime, *, sees_embargoed: bool = False, slug: str = ""
) -> list[PublicationEntry]:
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


def _entry(row: Publication, files: tuple[File, ...]) -> PublicationEntry:
    report = row.report
    return PublicationEntry(
        report.slug, row.number, row.title, report.committee.name, report.committee.slug, report.period,
        row.meeting_date, row.agenda_item, row.published_at, row.opens_at, row.reason, row.withdrawn_at,
        row.withdrawn_reason, files,
    )  # fmt: skip


def published(council_id: int, now: dt.datetime, *, sees_embargoed: bool = False) -> list[PublicationEntry]:
    """The latest version of each report, withdrawn ones too, the latest meeting first: two statements."""
    latest: dict[str, PublicationEntry] = {}
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


class PublishedRevision(NamedTuple):
    """A published figure that reads otherwise now: "346 as reported on 18 June 2019; now 345 (revised)"."""

    ref: str
    title: str
    period: Period
    was: str
    now: str
    marker: str


def since(publication: Publication, viewer: Viewer) -> list[PublishedRevision]:
    """What stands otherwise now than it was published, for whoever may see the council's figures: four statements."""
    council: Council = publication.report.council
    if not viewer.sees_council(council.pk, council.visibility):
        return []
    rows = PublishedFigure.objects.filter(publication=publication, category=None, hidden=False)
    told = list(rows.select_related("measure"))
    listed = {each.ref: each for each in measures(council.pk)}
    known = [listed[each.measure.ref] for each in told if each.measure.ref in listed]
    if not known:
        return []
    span = min(each.start for each in told), max(each.end for each in told)
    histories = read.window(known, span, None, allowed(known, viewer))
    found = (_revised(each, histories[each.measure_id]) for each in told if each.measure_id in histories)
    return [each for each in found if each is not None]


def _revised(told: PublishedFigure, history: History) -> PublishedRevision | None:
    measure = history.measure
    period = Period.stored(told.kind, told.start, told.end, measure.schedule.year_start)
    figure = history.figure(period)
    if figure is None:
        return None
    now = HIDDEN_TEXT if isinstance(figure, Hidden) else figure.text(rule_in_force(measure.rules, period))
    if now == told.printed:
        return None
    marker = marker_text(figure) if isinstance(figure, Actual) else ""
    return PublishedRevision(measure.ref, measure.title, period, told.printed, now, marker)


class PublishedStatement(NamedTuple):
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

    def withheld(self) -> PublishedStatement:
        return self if self.is_withdrawn else self._replace(printed=HIDDEN_TEXT, status=Status.HIDDEN, rag=Rag.NONE)


def told_of(measure: KeyMeasure, now: dt.datetime | None) -> tuple[PublishedStatement, ...]:
    """What was reported of a measure when, in publications open at a moment, the latest meeting first: one statement.
    None where no moment is given: whether a publication is open cannot be said then."""
    if now is None:
        return ()
    rows = PublishedFigure.objects.filter(measure_id=measure.id, category=None, publication__opens_at__lte=now)
    order = ("-publication__meeting_date", "-publication__number", "-end")
    found = rows.select_related("publication__report").defer(*HEAVY)
    return tuple(_told(each, measure) for each in found.order_by(*order))


def _told(row: PublishedFigure, measure: KeyMeasure) -> PublishedStatement:
    paper, period = row.publication, Period.stored(row.kind, row.start, row.end, measure.schedule.year_start)
    is_withdrawn = paper.withdrawn_at is not None
    printed = "" if is_withdrawn else row.printed
    return PublishedStatement(
        period, printed, row.status, row.rag, paper.meeting_date, paper.title, paper.report.slug, paper.number,
        is_withdrawn,
    )  # fmt: skip


class PrintedFigure(NamedTuple):
    """A total that a publication printed as a number, and the publication's title."""

    period: Period
    title: str


def printed_figures(measure_ids: Collection[int]) -> dict[int, list[PrintedFigure]]:
    """What publications that were not withdrawn have printed of measures, by measure, also of those that are not open
    yet: one statement, and none where nothing is asked."""
    found: dict[int, list[PrintedFigure]] = {}
    if not measure_ids:
        return found
    rows = PublishedFigure.objects.filter(
        measure_id__in=measure_ids, category=None, hidden=False, publication__withdrawn_at=None
    ).exclude(status__in=(Status.HIDDEN, Status.NO_DATA, Status.NOT_DUE))
    for row in rows.select_related("publication", "measure").defer(*HEAVY).order_by("end", "publication_id"):
        period = Period.stored(row.kind, row.start, row.end, row.measure.year_start)
        found.setdefault(row.measure_id, []).append(PrintedFigure(period, row.publication.title))
    return found


class ReportInfo(NamedTuple):
    """A report in the performance team's list. ``number`` is that of its last publication; 0: a draft still."""

    slug: str
    title: str
    committee: str
    period: Period
    meeting_date: dt.date | None
    agenda_item: str
    number: int
    changed_at: dt.datetime
    changed_by: str

    @property
    def is_draft(self) -> bool:
        return self.number == 0


def reports_of(council_id: int) -> list[ReportInfo]:
    """Every report of a council, drafts too, the next meeting first: one statement."""
    rows = Report.objects.filter(council_id=council_id).select_related("committee", "changed_by")
    found = [_info(each) for each in rows.annotate(last=Max("publications__number"))]
    return sorted(found, key=lambda each: (each.meeting_date or dt.date.max, each.slug), reverse=True)


def _info(row: Report) -> ReportInfo:
    last: int | None = row.last  # type: ignore[attr-defined]
    by = row.changed_by.get_full_name() or row.changed_by.get_username() if row.changed_by else ""
    return ReportInfo(
        row.slug, row.draft["title"], row.committee.name, row.period, row.meeting_date, row.agenda_item, last or 0,
        row.changed_at, by,
    )  # fmt: skip
