"""What waits for a head of service: submitted figures, judged as they would stand, and proposals to publish another
judgement. A fixed number of statements for each council, however many figures wait."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Q

from kpis.domain.entry import Explained, State, Warning, is_explanation_due
from kpis.domain.periods import Period
from kpis.domain.readings import Figure
from kpis.models import OverrideProposal, ReadingVersion
from kpis.models.people import Role
from kpis.permissions import Person
from kpis.queries import fetch, fetch_measure
from kpis.queries.doubts import doubts
from kpis.queries.judging import Beside, Context, History, Line, line_for
from kpis.queries.scorecards import beside_of, grouped
from kpis.queries.working import explained, with_row

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
    before: Figure | None
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


class Row(NamedTuple):
    """A version with where it belongs; ``figure`` has the columns that a history holds."""

    figure: tuple[Any, ...]
    reading_id: int
    state: str
    reason: str
    recorded_at: dt.datetime
    superseded: bool
    category_id: int | None
    category: str
    council_id: int
    council_slug: str
    council_name: str


COLUMNS = (
    *fetch_measure.READING_COLUMNS, "reading_id", "state", "reason", "recorded_at", "superseded_at",
    "reading__category_id", "reading__category__name", "reading__council_id", "reading__council__slug",
    "reading__council__name",
)  # fmt: skip


def signs(person: Person) -> bool:
    """Whether somebody is head of any service."""
    return any(role == Role.HEAD_OF_SERVICE for role, _, _ in person.roles)


def signing_page(person: Person) -> SigningPage:
    """All that waits in the services whose head somebody is."""
    proposals = list(_proposals(person))
    rows = _rows(person, [each.version_id for each in proposals])
    lines: dict[int, Judged] = {}
    for council_id in sorted({each.council_id for each in rows}):
        lines |= _lines(council_id, [each for each in rows if each.council_id == council_id])
    submitted = [each for each in rows if each.state == State.SUBMITTED and not each.superseded]
    reading_ids = [each.reading_id for each in submitted]
    hands, said = _hands(reading_ids), explained(reading_ids)
    waiting = [_waiting(each, lines, hands[each.reading_id], said.get(each.reading_id)) for each in submitted]
    standing = tuple(_proposed(each, lines) for each in proposals if _still_stands(each, lines))
    return SigningPage(_by_service(waiting, {each.council_slug: each.council_name for each in rows}), standing)


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


def _rows(person: Person, version_ids: Collection[int]) -> list[Row]:
    """The submitted versions, and those that proposals are about: one statement."""
    submitted = Q(superseded_at=None, state=State.SUBMITTED)
    found = ReadingVersion.objects.filter(_headed(person, "reading__"), submitted | Q(pk__in=version_ids))
    order = ("reading__measure__order", "reading__measure__ref", "reading__end", "reading__category__order")
    return [_row(row) for row in found.order_by(*order).values_list(*COLUMNS)]


def _row(row: tuple[Any, ...]) -> Row:
    reading_id, state, reason, recorded_at, superseded_at, *place = row[13:]
    place[1] = place[1] or ""
    return Row(row[:13], reading_id, state, reason, recorded_at, superseded_at is not None, *place)


class Judged(NamedTuple):
    """A version's line, and the row that is signed off for its period."""

    line: Line
    stands: tuple[Any, ...] | None
    council: str
    category: str


def _lines(council_id: int, rows: Sequence[Row]) -> dict[int, Judged]:
    """Each version judged as if it were signed off, by the version's id: five statements."""
    wanted = {each.figure[0] for each in rows}
    measures = {each.id: each for each in fetch.measures(council_id) if each.id in wanted}
    span = min(each.figure[2] for each in rows), max(each.figure[3] for each in rows)
    signed = _signed_parts([each.reading_id for each in rows if each.category_id])
    for measure_id, totals in grouped(fetch.readings(council_id, list(measures.values()), *span, None)).items():
        signed[(measure_id, None)] = totals
    sets = grouped(fetch.beside(sorted(wanted), None))
    said = fetch.said([each.figure[4] for each in rows])
    found = {}
    for each in rows:
        measure = measures[each.figure[0]]
        stood = signed.get((measure.id, each.category_id), [])
        by_end = measure.schedule.period_kind.known_by_end
        kind, start, end = each.figure[1:4]
        period = Period.stored(kind, start, end, measure.schedule.year_start)
        history = History(measure, with_row(stood, each.figure, by_end), True)
        beside = Beside() if each.category_id else beside_of(sets[measure.id], history)
        line = line_for(period, Context(period, period.end), history, beside)._replace(said=said[each.figure[4]])
        found[each.figure[4]] = Judged(
            line, History(measure, stood, True).row(period), each.council_slug, each.category
        )
    return found


def _signed_parts(reading_ids: Collection[int]) -> dict[tuple[int, int | None], list[tuple[Any, ...]]]:
    """What is signed off of the breakdowns' readings themselves, by measure and category."""
    found: dict[tuple[int, int | None], list[tuple[Any, ...]]] = defaultdict(list)
    if reading_ids:
        rows = ReadingVersion.objects.filter(reading_id__in=reading_ids, superseded_at=None, state=State.SIGNED_OFF)
        for row in rows.values_list(*fetch_measure.READING_COLUMNS, "reading__category_id"):
            found[(row[0], row[13])].append(row[:13])
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


def _waiting(row: Row, lines: dict[int, Judged], hands: dict[int, str], said: Explained | None) -> Waiting:
    judged = lines[row.figure[4]]
    line, is_part = judged.line, row.category_id is not None
    before = line.history.known(judged.stands, line.period) if judged.stands and line.period else None
    return Waiting(
        row.figure[4], row.reading_id, row.council_slug, line.measure.service or "No service", row.category, line,
        before, row.reason, hands, row.recorded_at, () if is_part else tuple(doubts(line)), said,
        not is_part and is_explanation_due(line.verdict.rag, said), before is None and (is_part or _is_first(line)),
    )  # fmt: skip


def _is_first(line: Line) -> bool:
    """Whether no other figure of the measure, of the years that its trend reaches, stands beside it."""
    return not any(row[5] is not None and row[3] != line.period.end for row in line.history.rows if line.period)


def _still_stands(proposal: OverrideProposal, lines: dict[int, Judged]) -> bool:
    """Whether the figure that a proposal is about is still the one that waits or is signed off."""
    judged = lines.get(proposal.version_id)
    if judged is None:
        return False
    row = judged.line.history.row(judged.line.period) if judged.line.period else None
    same = judged.stands is not None and row is not None and judged.stands[5:9] == row[5:9]
    return proposal.version.superseded_at is None or same


def _proposed(proposal: OverrideProposal, lines: dict[int, Judged]) -> Proposed:
    judged = lines[proposal.version_id]
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
