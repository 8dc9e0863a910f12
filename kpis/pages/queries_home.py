"""Where somebody starts: the places of their roles, and of a member's committees what stands before the next meeting.

A member's committees take, beside one statement for each of them, as many statements however many measures they have.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.line import Line
from kpis.domain.promises import Kept
from kpis.domain.reds import is_newly_red
from kpis.domain.words import Rag
from kpis.measures.queries_promises import ToldPromise, told_promises
from kpis.models import Council, Meeting, Membership
from kpis.models.people import Role
from kpis.people import Roles, Viewer
from kpis.publications.queries import PublicationEntry, published
from kpis.readings.councils import CouncilInfo
from kpis.scorecards.queries import Scorecard, committee_scorecards

ACROSS = (Role.OFFICER, Role.HEAD_OF_SERVICE)
"""Roles whose page is one for all councils: My figures, and the sign-off queue."""
SOON = dt.timedelta(days=60)
"""How far ahead promises are told where the next meeting is nearer, or has not been set."""


class StartPlace(NamedTuple):
    """Where a role has its work. ``slug`` and ``council`` are blank where it is one page for all councils. ``role`` is
    None where it has no page: that of the performance team or an administrator in one service alone."""

    role: Role | None
    slug: str = ""
    council: str = ""


def start_places(roles: Roles) -> list[StartPlace]:
    """The places of somebody's roles, those of all councils first: one statement, and none for nobody."""
    held = {each for each, _, _ in roles}
    own = {(_paged(Role(role), service), council) for role, council, service in roles if role not in ACROSS}
    councils = Council.objects.filter(pk__in={council for _, council in own}).order_by("name") if own else ()
    order = (*Role, None)
    of_councils = (
        StartPlace(role, each.slug, each.name) for each in councils for role in order if (role, each.pk) in own
    )
    return [*(StartPlace(role) for role in ACROSS if role in held), *of_councils]


def _paged(role: Role, service_id: int | None) -> Role | None:
    """The role, where it opens its page."""
    return role if service_id is None or role is Role.MEMBER else None


class MeetingInfo(NamedTuple):
    """A committee's next meeting with what has been published for it."""

    date: dt.date
    title: str
    papers: Sequence[PublicationEntry]


class CommitteeStart(NamedTuple):
    """What a member wants to know of her committee before it meets. ``until``: the day up to which promises that fall
    due are told."""

    card: Scorecard
    newly_red: Sequence[Line]
    promises: Sequence[ToldPromise]
    until: dt.date
    meeting: MeetingInfo | None


def own_committees(user_id: int, council: CouncilInfo, today: dt.date) -> list[str]:
    """The committees of a council that a member sits on, by their slugs: those stated for her today, or all of them
    where none is. One statement."""
    held = Membership.objects.filter(user_id=user_id, council_id=council.id, role=Role.MEMBER).on(today)
    stated = set(held.filter(committees__council_id=council.id).values_list("committees__slug", flat=True))
    known = [each.slug for each in council.committees]
    return [slug for slug in known if slug in stated] or known


def committee_starts(
    council: CouncilInfo, slugs: Sequence[str], now: dt.datetime, today: dt.date, viewer: Viewer
) -> list[CommitteeStart]:
    """Some committees of a council that is open to the viewer, as they stand before their next meetings."""
    cards = committee_scorecards(council, slugs, today, viewer)
    measures = {line.measure.id: line.measure for card in cards for line in card.lines}
    told = told_promises(list(measures.values()), None, today, viewer)
    meetings = _next_meetings(council.id, slugs, today)
    papers = published(council.id, now)
    return [
        _start(card, told, _meeting(slug, meetings, papers), today) for slug, card in zip(slugs, cards, strict=True)
    ]


def _next_meetings(council_id: int, slugs: Collection[str], today: dt.date) -> dict[str, Meeting]:
    """The next meeting of each committee, today's among them: one statement."""
    rows = Meeting.objects.filter(committee__council_id=council_id, committee__slug__in=slugs, date__gte=today)
    latest_first = rows.select_related("committee").order_by("-date")
    return {each.committee.slug: each for each in latest_first}


def _meeting(slug: str, meetings: Mapping[str, Meeting], papers: Iterable[PublicationEntry]) -> MeetingInfo | None:
    if slug not in meetings:
        return None
    found = meetings[slug]
    own = [each for each in papers if each.committee_slug == slug and each.meeting_date == found.date]
    return MeetingInfo(found.date, found.title, own)


def _start(card: Scorecard, told: Sequence[ToldPromise], meeting: MeetingInfo | None, today: dt.date) -> CommitteeStart:
    until = max(today + SOON, meeting.date if meeting else today)
    newly = [line for line in card.lines if card.period and is_newly_red(line, card.period)]
    reds = {line.measure.id: line.verdict.rag is Rag.RED for line in card.lines}
    own = [each for each in told if each.measure.id in reds and _matters(each, until, is_red=reds[each.measure.id])]
    return CommitteeStart(card, newly, sorted(own, key=_urgency), until, meeting)


def _matters(told: ToldPromise, until: dt.date, *, is_red: bool) -> bool:
    """Whether a promise is for the next meeting: it falls due by then, its day has come and there is no figure yet, or
    it was not kept and its measure is still red."""
    kept = told.outcome.kept
    if kept is Kept.OPEN:
        return told.outcome.by <= until
    return kept is Kept.UNKNOWN or (kept is Kept.BROKEN and is_red)


def _urgency(told: ToldPromise) -> tuple[bool, dt.date]:
    """What fell due first, the latest last; what was not kept before what is still to come."""
    return told.outcome.kept is Kept.OPEN, told.outcome.by
