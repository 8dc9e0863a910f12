"""Start pages as text: where each role leads, and what is said of a member's committee before its meeting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.urls import reverse

from kpis.domain.line import Line
from kpis.domain.periods import Period, date_text
from kpis.entry.queries import last_ended
from kpis.measures.texts_promises import PromiseText, promise_text
from kpis.models.people import Role
from kpis.pages.queries_home import CommitteeStart, MeetingInfo, StartPlace
from kpis.publications.queries import PublicationEntry
from kpis.scorecards.texts import Opening, opening
from kpis.web.lines import row_of
from kpis.web.rows import ScorecardRow

NO_PLACE = (
    "You belong to no council here at present, so nothing waits for you. If that is wrong, ask your council’s "
    "administrator: your account is there, its membership is missing or has ended."
)


class PlaceText(NamedTuple):
    """A place to start from: what it is called, where it is, and what one finds there."""

    title: str
    url: str
    what: str


def place_text(place: StartPlace, today: dt.date, *, is_staff: bool) -> PlaceText:
    if place.role is Role.OFFICER:
        return PlaceText("My figures", reverse("entry"), "What you owe, and how far each figure is.")
    if place.role is Role.HEAD_OF_SERVICE:
        return PlaceText("Sign-off", reverse("sign_off"), "What waits for your signature.")
    if place.role is Role.MEMBER:
        url = reverse("own_committees", args=(place.slug,))
        return PlaceText(
            f"My committees: {place.council}", url, "What is newly red, what was promised, the next meeting."
        )
    if place.role is Role.PERFORMANCE:
        period = last_ended(today)
        url = reverse("close", args=(place.slug, period.slug))
        return PlaceText(
            f"Close {period.label}: {place.council}", url, "What is missing, waits for sign-off or is unexplained."
        )
    if place.role is Role.ADMINISTRATOR and is_staff:  # it is open to staff alone
        return PlaceText(f"Set-up: {place.council}", reverse("admin:index"), "People, measures, targets and days.")
    return PlaceText(place.council, reverse("council", args=(place.slug,)), "Its committees, plans and reports.")


class PaperText(NamedTuple):
    title: str
    url: str
    note: str


class CommitteeText(NamedTuple):
    """A member's committee as her start page has it. ``period`` is that of its scorecard; blank before there is one."""

    slug: str
    name: str
    opening: Opening
    period: str
    newly_red: Sequence[ScorecardRow]
    promises: Sequence[PromiseText]
    until: str
    meeting: str
    papers: Sequence[PaperText]


def committee_text(start: CommitteeStart) -> CommitteeText:
    card = start.card
    assert card.committee is not None
    meeting = start.meeting
    return CommitteeText(
        slug=card.committee.slug,
        name=card.committee.name,
        opening=opening(card),
        period=card.period.long_label if card.period else "",
        newly_red=[_row(each, card.period, card.council.slug) for each in start.newly_red if card.period],
        promises=[promise_text(each) for each in start.promises],
        until=date_text(start.until),
        meeting=_meeting_text(meeting) if meeting else "",
        papers=[_paper(each, card.council.slug) for each in meeting.papers] if meeting else [],
    )


def _row(line: Line, scorecard: Period, council: str) -> ScorecardRow:
    measures = reverse("measure", args=(council, "x")).removesuffix("x/")
    return row_of(line, measures, scorecard, f"?period={scorecard.slug}")


def _meeting_text(meeting: MeetingInfo) -> str:
    """ "12 January 2027: Performance of the quarter"."""
    return f"{date_text(meeting.date)}: {meeting.title}" if meeting.title else date_text(meeting.date)


def _paper(entry: PublicationEntry, council: str) -> PaperText:
    note = "withdrawn" if entry.is_withdrawn else "corrected" if entry.reason else ""
    return PaperText(entry.title, reverse("publication", args=(council, entry.slug)), note)
