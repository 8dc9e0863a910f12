"""A council as its pages need it: its plans and contracts, its committees, and what past papers said."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import Case, Count, Q, QuerySet, When

from kpis.domain.periods import Period
from kpis.models import Council
from kpis.people import Viewer
from kpis.readings import sql
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


class _CouncilRow(NamedTuple):
    """A council with one of its frameworks, one of its committees and one of the framework's published headlines."""

    id: int
    slug: str
    name: str
    short_name: str
    visibility: str
    notice: str
    framework: str | None
    framework_name: str
    framework_kind: str
    committee: str | None
    committee_name: str
    remit: str
    kind: str | None
    start: dt.date
    end: dt.date
    met: int
    not_met: int
    source: str
    why_different: str
    about: str | None


COUNCIL = """
SELECT c.id, c.slug, c.name, c.short_name, c.visibility, c.notice, f.slug, f.name, f.kind, k.slug, k.name, k.remit,
    h.kind, h.start, h."end", h.met, h.not_met, h.source, h.why_different, about.slug
FROM kpis_council c
LEFT JOIN kpis_framework f ON f.council_id = c.id
LEFT JOIN kpis_publishedheadline h ON h.framework_id = f.id
LEFT JOIN kpis_committee about ON about.id = h.committee_id
LEFT JOIN kpis_committee k ON k.council_id = c.id
WHERE c.slug = %(slug)s
ORDER BY f.kind DESC, f.name, k.name
"""


def council_for(slug: str, viewer: Viewer) -> CouncilInfo:
    """A council that the viewer may see: one statement. Raises NotFound, also where it is not open to them."""
    rows = sql.rows(_CouncilRow, COUNCIL, {"slug": slug})
    if not rows or not viewer.sees_council(rows[0].id, rows[0].visibility):
        raise NotFound(f'There is no council "{slug[:60]}" here, or it is not open to you.')
    first = rows[0]
    frameworks = (FrameworkInfo(row.framework, row.framework_name, row.framework_kind) for row in rows if row.framework)
    committees = (CommitteeInfo(row.committee, row.committee_name, row.remit) for row in rows if row.committee)
    headlines = (_headline(row, row.framework, row.kind) for row in rows if row.framework and row.kind)
    return CouncilInfo(
        first.id, first.slug, first.name, first.short_name, first.notice, tuple(dict.fromkeys(frameworks)),
        tuple(dict.fromkeys(committees)), tuple(dict.fromkeys(headlines)),
    )  # fmt: skip


def _headline(row: _CouncilRow, framework: str, kind: str) -> Headline:
    period = Period.stored(kind, row.start, row.end)
    return Headline(framework, period, row.about or "", row.met, row.not_met, row.source, row.why_different)


class _StateRow(NamedTuple):
    id: int
    visibility: str
    changes: int


STATE = """
SELECT c.id, c.visibility, COALESCE(n.number, 0)
FROM kpis_council c LEFT JOIN kpis_councilchange n ON n.council_id = c.id
WHERE c.slug = %(slug)s
"""


def council_state(slug: str, viewer: Viewer) -> tuple[int, int] | None:
    """A council's id and how often it has changed; None where it is not there or not open: one statement."""
    rows = list(sql.rows(_StateRow, STATE, {"slug": slug}))
    if not rows or not viewer.sees_council(rows[0].id, rows[0].visibility):
        return None
    return rows[0].id, rows[0].changes


class CouncilSummary(NamedTuple):
    slug: str
    name: str
    notice: str
    measures: int


class Listed(NamedTuple):
    """Councils open to a viewer, with how many more would have been listed. ``is_part``: there are too many to list all
    of them, so that one is looked for by its name."""

    councils: list[CouncilSummary]
    more: int = 0
    is_part: bool = False


MOST_LISTED = 30


def councils(viewer: Viewer, text: str = "") -> Listed:
    """The councils open to the viewer, those that they belong to first, then by name. Of more than thirty those alone
    that have every word of a text in their name or short name, and at most thirty. One to three statements."""
    rows = Council.objects.all()
    if not (viewer.everything or viewer.every_council):
        rows = rows.filter(Q(visibility=Council.Visibility.PUBLIC) | Q(pk__in=viewer.councils))
    found = _summaries(rows, viewer)
    if len(found) <= MOST_LISTED:
        return Listed(found)
    if text:
        rows = rows.filter(_named(text))
        found = _summaries(rows, viewer)
    more = rows.count() - MOST_LISTED if len(found) > MOST_LISTED else 0
    return Listed(found[:MOST_LISTED], more, True)


def _summaries(rows: QuerySet[Council], viewer: Viewer) -> list[CouncilSummary]:
    """The first of them, one more than are listed."""
    # A constant would name a column to sort by.
    own = [Case(When(pk__in=viewer.councils, then=0), default=1)] if viewer.councils else []
    found = rows.annotate(count=Count("measures")).order_by(*own, "name")[: MOST_LISTED + 1]
    return [CouncilSummary(each.slug, each.name, each.notice, each.count) for each in found]


def _named(text: str) -> Q:
    wanted = Q()
    for word in text.split()[:10]:
        wanted &= Q(name__icontains=word) | Q(short_name__icontains=word)
    return wanted
