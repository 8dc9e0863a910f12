"""What closing a period needs to know: what is owed by each service, and by when its papers have to be out."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from kpis.domain.deadlines import Calendar, papers_deadline
from kpis.domain.line import arrows_disagree
from kpis.domain.periods import Period
from kpis.entry.queries import OwedFigure, Stage, brought_in
from kpis.models import ClosingEvent, Council, Meeting
from kpis.people import Officer, owners
from kpis.readings.open import Standing, calendar_of, standing
from kpis.readings.read import with_remarks


class ServiceFigures(NamedTuple):
    """A service's figures for a period, by how far they are."""

    name: str
    items: tuple[OwedFigure, ...]

    @property
    def disagreeing(self) -> list[OwedFigure]:
        """Those whose published arrow differs from the computed one, where both compare with the same."""
        return [each for each in self.items if arrows_disagree(each.line)]


class PeriodEvent(NamedTuple):
    """A period was opened, closed or reopened."""

    event: str
    at: dt.datetime
    by: str
    reason: str


class Deadline(NamedTuple):
    """A meeting, the last day for its papers, and whether every bank holiday up to it is known."""

    committee: str
    meeting: dt.date
    papers: dt.date
    is_certain: bool


class ClosingPage(NamedTuple):
    """A council's period as the performance team closes it. ``owners`` are those of each measure, by its id."""

    period: Period
    standing: Standing
    services: tuple[ServiceFigures, ...]
    owners: dict[int, tuple[Officer, ...]]
    deadlines: tuple[Deadline, ...]
    events: tuple[PeriodEvent, ...]
    has_ended: bool

    @property
    def items(self) -> list[OwedFigure]:
        return [each for service in self.services for each in service.items]

    def owed(self, today: dt.date) -> list[OwedFigure]:
        """What somebody has to do something about, as it stands under their My figures."""
        return [each for each in self.items if each.duties(today)]

    @property
    def unexplained(self) -> list[OwedFigure]:
        """Those that are red and lack their explanation, for as long as one can be given."""
        return [] if self.standing.is_closed else [each for each in self.items if each.explanation_due]

    def not_in_hand(self, today: dt.date) -> int:
        """How many figures that are missing or unexplained nobody owes before the period is opened."""
        lacking = (each for each in self.items if each.stage == Stage.MISSING or each.explanation_due)
        return sum(not each.in_hand and each.period.end < today for each in lacking)

    @property
    def hindrances(self) -> list[str]:
        """What keeps the period from being closed, as counts; empty where nothing does."""
        return hindrances(self.items, self.has_ended)


def hindrances(every: list[OwedFigure], has_ended: bool) -> list[str]:
    counts = [
        (sum(each.stage == Stage.MISSING for each in every), "missing"),
        (sum(each.stage == Stage.DRAFT for each in every), "saved but not submitted"),
        (sum(each.stage == Stage.RETURNED for each in every), "returned"),
        (sum(each.stage == Stage.SUBMITTED for each in every), "waiting for sign-off"),
        (sum(each.explanation_due for each in every), "red without an explanation"),
    ]
    return ([] if has_ended else ["the period has not ended yet"]) + [
        f"{count} {what}" for count, what in counts if count
    ]


def closing_page(council: Council, period: Period, today: dt.date) -> ClosingPage:
    """Everything owed for a period, by service: a fixed number of statements."""
    calendar = calendar_of(council.pk)
    every = _with_what_was_said(brought_in(council.pk, (period.start, period.end), today, calendar))
    by_service: dict[str, list[OwedFigure]] = {}
    for item in every:
        by_service.setdefault(item.measure.service or "No service", []).append(item)
    services = tuple(ServiceFigures(name, tuple(found)) for name, found in sorted(by_service.items()))
    return ClosingPage(
        period,
        standing(council.pk, period),
        services,
        owners({each.measure.id for each in every}, today),
        deadlines(council.pk, calendar, today),
        events(council.pk, period),
        period.end < today,
    )


def _with_what_was_said(every: list[OwedFigure]) -> list[OwedFigure]:
    lines = with_remarks([each.line for each in every])
    return [each._replace(line=line) for each, line in zip(every, lines, strict=True)]


def events(council_id: int, period: Period) -> tuple[PeriodEvent, ...]:
    """All that became of a period, the latest first: one statement."""
    rows = ClosingEvent.objects.filter(
        council_id=council_id, kind=period.kind.value, start=period.start, end=period.end
    )
    return tuple(
        PeriodEvent(each.event, each.at, each.by.get_full_name() or each.by.get_username(), each.reason)
        for each in rows.select_related("by").order_by("-number")
    )


def deadlines(council_id: int, calendar: Calendar, today: dt.date) -> tuple[Deadline, ...]:
    """The next meetings of a council's committees, each with the last day for its papers."""
    rows = Meeting.objects.filter(committee__council_id=council_id, date__gte=today).select_related("committee")
    return tuple(
        Deadline(each.committee.name, each.date, papers_deadline(each.date, calendar), calendar.is_certain(each.date))
        for each in rows.order_by("date", "committee__name")[:10]
    )
