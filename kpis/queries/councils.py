"""A council as its pages need it: its plans and contracts, its committees, and what past papers said."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Q

from kpis.domain.periods import Period
from kpis.models import Council, Measure
from kpis.permissions import Viewer
from kpis.queries import fetch
from kpis.refusals import NotFound


class FrameworkInfo(NamedTuple):
    slug: str
    name: str
    kind: str


class CommitteeInfo(NamedTuple):
    slug: str
    name: str
    remit: str


class Headline(NamedTuple):
    """What a past paper said that a scorecard came to."""

    framework: str
    period: Period
    committee: str
    met: int
    not_met: int
    source: str
    why_different: str


class CouncilInfo(NamedTuple):
    id: int
    slug: str
    name: str
    short_name: str
    notice: str
    frameworks: tuple[FrameworkInfo, ...]
    committees: tuple[CommitteeInfo, ...]
    headlines: tuple[Headline, ...]

    @property
    def label(self) -> str:
        """Its name with its notice, for a file that has no other place to say it."""
        return f"{self.name}. {self.notice}" if self.notice else self.name

    def framework(self, slug: str) -> FrameworkInfo:
        """Raises NotFound, naming those that there are."""
        return _chosen(self.frameworks, slug, "plan or contract", self.name)

    def committee(self, slug: str) -> CommitteeInfo:
        return _chosen(self.committees, slug, "committee", self.name)


def _chosen(known: tuple[Any, ...], slug: str, what: str, where: str) -> Any:
    for each in known:
        if each.slug == slug:
            return each
    names = ", ".join(each.slug for each in known) or "none"
    raise NotFound(f'{where} has no {what} "{slug[:60]}". It has: {names}.')


def council_for(slug: str, viewer: Viewer) -> CouncilInfo:
    """A council that the viewer may see: one statement. Raises NotFound, also where it is not open to them."""
    rows = fetch.council(slug)
    if not rows or not viewer.sees_council(rows[0][0], rows[0][4]):
        raise NotFound(f'There is no council "{slug[:60]}" here, or it is not open to you.')
    pk, known_slug, name, short_name, _, notice = rows[0][:6]
    frameworks = dict.fromkeys(FrameworkInfo(*row[6:9]) for row in rows if row[6])
    committees = dict.fromkeys(CommitteeInfo(*row[9:12]) for row in rows if row[9])
    headlines = dict.fromkeys(_headline(row) for row in rows if row[12])
    return CouncilInfo(pk, known_slug, name, short_name, notice, tuple(frameworks), tuple(committees), tuple(headlines))


def _headline(row: tuple[Any, ...]) -> Headline:
    kind, start, end, met, not_met, source, why, committee = row[12:20]
    return Headline(row[6], Period.stored(kind, start, end), committee or "", met, not_met, source, why)


class CouncilSummary(NamedTuple):
    slug: str
    name: str
    notice: str
    measures: int


def councils(viewer: Viewer) -> list[CouncilSummary]:
    """The councils open to the viewer, by name: one statement."""
    rows = Council.objects.annotate(count=Count("measures")).order_by("name")
    columns = ("id", "slug", "name", "notice", "visibility", "count")
    return [
        CouncilSummary(slug, name, notice, count)
        for pk, slug, name, notice, visibility, count in rows.values_list(*columns)
        if viewer.sees_council(pk, visibility)
    ]


class FoundMeasure(NamedTuple):
    council: str
    council_name: str
    ref: str
    title: str
    framework: str
    service: str


MOST_FOUND = 50


def find_measures(text: str, viewer: Viewer) -> list[FoundMeasure]:
    """Measures of the councils open to the viewer that have every word in their reference, title or definition."""
    words = text.split()[:10]
    if not words:
        return []
    wanted = Q()
    for word in words:
        wanted &= Q(ref__icontains=word) | Q(title__icontains=word) | Q(definition__icontains=word)
    if not (viewer.everything or viewer.every_council):
        wanted &= Q(council__visibility=Council.Visibility.PUBLIC) | Q(council_id__in=viewer.councils)
    rows = Measure.objects.filter(wanted).order_by("council__name", "order", "ref")
    columns = ("council__slug", "council__name", "ref", "title", "framework__name", "service__name")
    return [FoundMeasure(*(value or "" for value in row)) for row in rows.values_list(*columns)[:MOST_FOUND]]
