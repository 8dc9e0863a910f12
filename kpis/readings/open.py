"""Which periods of a council are open: closed ones take no figures until they are reopened with a reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple

from kpis.domain.deadlines import Calendar
from kpis.domain.periods import Period
from kpis.models import BankHoliday, ClosingEvent, ClosureDay
from kpis.refusals import Closed


class Standing(NamedTuple):
    """How a period stands: its last event, when and why; ``number`` is 0 where it was never opened."""

    event: str
    number: int
    at: dt.datetime | None
    reason: str

    @property
    def is_closed(self) -> bool:
        return self.event == ClosingEvent.Kind.CLOSED


def standing(council_id: int, period: Period) -> Standing:
    """How a council's period stands: one statement."""
    rows = ClosingEvent.objects.filter(
        council_id=council_id, kind=period.kind.value, start=period.start, end=period.end
    )
    last = rows.order_by("-number").values_list("event", "number", "at", "reason").first()
    return Standing(*last) if last else Standing("", 0, None, "")


class Rounds(NamedTuple):
    """The periods of a council that were opened and not closed since, and those that are closed."""

    opened: tuple[Period, ...]
    closed: tuple[Period, ...]


def rounds(council_id: int) -> Rounds:
    """How a council's periods stand: one statement."""
    rows = ClosingEvent.objects.filter(council_id=council_id).order_by("number")
    last = {row[:3]: row[3] for row in rows.values_list("kind", "start", "end", "event")}
    stand = [(Period.stored(*key), event == ClosingEvent.Kind.CLOSED) for key, event in last.items()]
    return Rounds(tuple(each for each, shut in stand if not shut), tuple(each for each, shut in stand if shut))


def closed_periods(council_id: int) -> tuple[Period, ...]:
    """The periods of a council that are closed: one statement."""
    return rounds(council_id).closed


def lies_in(period: Period, outer: Iterable[Period]) -> Period | None:
    """The first of these periods that a period lies in."""
    return next((each for each in outer if each.contains(period)), None)


def check_open(council_id: int, period: Period) -> None:
    """Refuse a period that lies in one that is closed. Raises Closed."""
    check_not_within(period, closed_periods(council_id))


def check_not_within(period: Period, closed: Iterable[Period]) -> None:
    """Refuse a period that lies in one of those closed. Raises Closed."""
    outer = lies_in(period, closed)
    if outer is not None:
        raise Closed(f"{outer.label} is closed: the performance team can reopen it, with a reason.")


def calendar_of(council_id: int) -> Calendar:
    """Bank holidays and the council's own closure days: two statements. Known to the end of the last year on record."""
    holidays = list(BankHoliday.objects.values_list("date", flat=True))
    own = ClosureDay.objects.filter(council_id=council_id).values_list("date", flat=True)
    known_until = dt.date(max(holidays).year, 12, 31) if holidays else None
    return Calendar(frozenset(holidays) | frozenset(own), known_until)
