"""What waits for a head of service: submitted figures, judged as they would stand, and proposals to publish another
judgement. A fixed number of statements for each council, however many figures wait."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from kpis.domain.entry import Explained, State, Warning, is_explanation_due
from kpis.domain.figure import Actual, Hidden, number_of
from kpis.domain.history import History
from kpis.domain.line import Line, line_alone
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.remarks import Remarks
from kpis.entry.queries_doubts import doubts
from kpis.models import OverrideProposal, ReadingVersion
from kpis.models.people import Role
from kpis.people import UNRESTRICTED, Person
from kpis.readings import read
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures
from kpis.readings.working import explained, version_figure

ANSWERED = (State.RETURNED.value, State.SIGNED_OFF.value)


class Waiting(NamedTuple):
    """A figure that waits to be signed off. ``before`` is what is signed off now (None: nothing), ``entered_by`` all
    who had a hand in it since, by user id."""

    version_id: int
    reading_id: int
    council: str
    service: str
    category: str
    line: Line
    before: Actual | Hidden | None
    why: str
    entered_by: dict[int, str]
    entered_at: dt.datetime
    doubts: tuple[Warning, ...]
    explained: Explained | None
    explanation_due: bool
    is_first: bool

    @property
    def is_revision(self) -> bool:
        return self.before is not None


class Proposed(NamedTuple):
    """A proposal that waits for an answer, with the figure that it is about."""

    id: int
    kind: str
    value: str
    why: str
    by_id: int
    by: str
    at: dt.datetime
    council: str
    line: Line


class SigningPage(NamedTuple):
    """What waits for a person: figures by service, and proposals."""

    services: tuple[tuple[str, tuple[Waiting, ...]], ...]
    proposals: tuple[Proposed, ...]

    @property
    def waiting(self) -> list[Waiting]:
        return [each for _, found in self.services for each in found]


def signs(person: Person) -> bool:
    """Whether somebody is head of any service."""
    return any(role == Role.HEAD_OF_SERVICE for role, _, _ in person.roles)


def signing_page(person: Person) -> SigningPage:
    """All that waits in the services whose head somebody is."""
    proposals = list(_proposals(person))
    versions = _versions(person, [each.version_id for each in proposals])
    lines: dict[int, Judged] = {}
    for council_id in sorted({each.reading.council_id for each in versions}):
        lines |= _lines(council_id, [each for each in versions if each.reading.council_id == council_id])
    submitted = [each for each in versions if each.state == State.SUBMITTED and each.superseded_at is None]
    reading_ids = [each.reading_id for each in submitted]
    hands, said = _hands(reading_ids), explained(reading_ids)
    waiting = [_waiting(each, lines[each.pk], hands[each.reading_id], said.get(each.reading_id)) for each in submitted]
    standing = (each for each in proposals if _still_stands(each, lines.get(each.version_id)))
    councils = {each.reading.council.slug: each.reading.council.name for each in versions}
    return SigningPage(
        _by_service(waiting, councils), tuple(_proposed(each, lines[each.version_id]) for each in standing)
    )


def _by_service(waiting: list[Waiting], councils: dict[str, str]) -> tuple[tuple[str, tuple[Waiting, ...]], ...]:
    """Figures by service, which is named with its council where there are several."""
    found: dict[str, list[Waiting]] = defaultdict(list)
    for each in waiting:
        name = f"{councils[each.council]}: {each.service}" if len(councils) > 1 else each.service
        found[name].append(each)
    return tuple((name, tuple(found[name])) for name in sorted(found))


def _headed(person: Person, way: str) -> Q:
    """The condition for what belongs to the services whose head somebody is; ``way`` leads to the reading."""
    wanted = Q(pk__in=())
    for role, council_id, service_id in person.roles:
        if role == Role.HEAD_OF_SERVICE:
            service = Q(**{f"{way}measure__service_id": service_id}) if service_id else Q()
            wanted |= Q(**{f"{way}council_id": council_id}) & service
    return wanted


def _proposals(person: Person) -> Iterable[OverrideProposal]:
    found = OverrideProposal.objects.filter(_headed(person, "version__reading__"), agreed=None)
    return found.select_related("proposed_by", "version").order_by("proposed_at")


def _versions(person: Person, version_ids: Collection[int]) -> list[ReadingVersion]:
    """The submitted versions, and those that proposals are about: one statement."""
    submitted = Q(superseded_at=None, state=State.SUBMITTED)
    found = ReadingVersion.objects.filter(_headed(person, "reading__"), submitted | Q(pk__in=version_ids))
    order = ("reading__measure__order", "reading__measure__ref", "reading__end", "reading__category__order")
    return list(found.select_related("reading__category", "reading__council").order_by(*order))


class Judged(NamedTuple):
    """A version's line, and what is signed off for its period (None: nothing)."""

    line: Line
    stands: Actual | Hidden | None
    council: str


def _lines(council_id: int, versions: Sequence[ReadingVersion]) -> dict[int, Judged]:
    """Each version judged as if it were signed off, by its id: five statements."""
    wanted = {each.reading.measure_id for each in versions}
    listed = [each for each in measures(council_id) if each.id in wanted]
    span = min(each.reading.start for each in versions), max(each.reading.end for each in versions)
    parts = _signed_parts(versions, {each.id: each for each in listed})
    may = allowed(listed, UNRESTRICTED)
    totals, around = read.window(listed, span, None, may), beside(listed, None, may)
    said = read.remarks([each.pk for each in versions])
    found = {}
    for each in versions:
        measure_id, is_total = each.reading.measure_id, each.reading.category_id is None
        signed = totals[measure_id] if is_total else parts[each.reading.category_id, measure_id]
        found[each.pk] = _judged(each, signed, around[measure_id] if is_total else Beside(), said[each.pk])
    return found


def _judged(version: ReadingVersion, signed: History, around: Beside, said: Remarks) -> Judged:
    figure = version_figure(version, signed.measure)
    line = line_alone(figure.period, signed.with_figures(figure), around)._replace(said=said)
    return Judged(line, signed.figure(figure.period), version.reading.council.slug)


def _signed_parts(
    versions: Sequence[ReadingVersion], by_id: Mapping[int, KeyMeasure]
) -> dict[tuple[int | None, int], History]:
    """What is signed off of the breakdowns' readings themselves, by category and measure."""
    readings = {each.reading_id: each.reading for each in versions if each.reading.category_id}
    found = {(each.category_id, each.measure_id): History(by_id[each.measure_id]) for each in readings.values()}
    if readings:
        rows = ReadingVersion.objects.filter(reading_id__in=readings, superseded_at=None, state=State.SIGNED_OFF)
        for row in rows.select_related("reading"):
            key = (row.reading.category_id, row.reading.measure_id)
            found[key] = found[key].with_figures(version_figure(row, found[key].measure))
    return found


def _hands(reading_ids: Collection[int]) -> dict[int, dict[int, str]]:
    """By reading, everybody who saved a version of it since it was last signed off: one statement."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = ReadingVersion.objects.filter(reading_id__in=reading_ids).order_by("number")
    for version in rows.select_related("by").only("reading_id", "state", "by__first_name", "by__last_name",
                                                  "by__username"):  # fmt: skip
        if version.state == State.SIGNED_OFF:
            found[version.reading_id] = {}
        elif version.state not in ANSWERED and version.by:
            found[version.reading_id][version.by.pk] = name_of(version.by)
    return found


def name_of(user: Any) -> str:
    return str(user.get_full_name() or user.get_username())


def _waiting(version: ReadingVersion, judged: Judged, hands: dict[int, str], said: Explained | None) -> Waiting:
    line, before, category = judged.line, judged.stands, version.reading.category
    is_part = category is not None
    return Waiting(
        version.pk, version.reading_id, judged.council, line.measure.service or "No service",
        category.name if category else "", line, before, version.reason, hands, version.recorded_at,
        () if is_part else tuple(doubts(line)), said,
        not is_part and is_explanation_due(line.verdict.rag, said), before is None and (is_part or _is_first(line)),
    )  # fmt: skip


def _is_first(line: Line) -> bool:
    """Whether no other figure of the measure, of the years that its trend reaches, stands beside it."""
    return not any(each.period.end != line.period.end for each in line.history.known if line.period)


def _still_stands(proposal: OverrideProposal, judged: Judged | None) -> bool:
    """Whether the figure that a proposal is about is still the one that waits or is signed off."""
    if judged is None:
        return False
    stands, figure = judged.stands, judged.line.figure
    if isinstance(stands, Actual) and isinstance(figure, Actual) and number_of(stands) == number_of(figure):
        return True
    return proposal.version.superseded_at is None


def _proposed(proposal: OverrideProposal, judged: Judged) -> Proposed:
    return Proposed(
        proposal.pk, proposal.kind, proposal.value, proposal.why, proposal.proposed_by_id,
        name_of(proposal.proposed_by), proposal.proposed_at, judged.council, judged.line,
    )  # fmt: skip


def version_standing(version: ReadingVersion) -> ReadingVersion | None:
    """The version that now stands for a figure: itself, or a signed-off one with the same figure. None: it changed."""
    if version.superseded_at is None:
        return version
    signed = ReadingVersion.objects.filter(reading_id=version.reading_id, superseded_at=None, state=State.SIGNED_OFF)
    now = signed.select_related("reading").first()
    same = ("value", "numerator", "denominator", "marker")
    return now if now and all(getattr(now, name) == getattr(version, name) for name in same) else None


class Agreed(NamedTuple):
    """A judgement that was published instead of the computed one: who proposed it and who agreed, when and why."""

    kind: str
    value: str
    why: str
    proposed_by: str
    agreed_by: str
    at: dt.datetime


def agreed_overrides(version_id: int) -> list[Agreed]:
    """The overrides of a version's figure that were ever agreed, the last of each kind and value: one statement."""
    rows = OverrideProposal.objects.filter(agreed=True, version__reading__versions=version_id)
    order = rows.select_related("proposed_by", "answered_by").order_by("answered_at")
    found = {(each.kind, each.value): each for each in order}
    return [
        Agreed(each.kind, each.value, each.why, name_of(each.proposed_by), name_of(each.answered_by), each.answered_at)
        for each in found.values()
        if each.answered_at
    ]
