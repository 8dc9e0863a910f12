"""What a contract's report is for, and how many KPIs stand where: each is counted once, so that the places add up."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from kpis.contracts.rules import ContractVerdict, Stand, Terms
from kpis.domain.periods import Kind, Period, holding
from kpis.domain.words import ReportPlace

QUARTER, YEAR = 3, 12


STANDING = {
    Stand.OUTSIDE: ReportPlace.OUTSIDE,
    Stand.BETTER: ReportPlace.BETTER,
    Stand.INSIDE: ReportPlace.INSIDE,
    Stand.MISSING: ReportPlace.MISSING,
}


def place_of(verdict: ContractVerdict | None) -> ReportPlace:
    """The one place of a KPI: a failure before all else. None: its last period does not count."""
    if verdict is None:
        return ReportPlace.NOT_COUNTED
    if verdict.is_withheld:
        return ReportPlace.WITHHELD
    return ReportPlace.FAILURE if verdict.failure else STANDING[verdict.stand]


def placed(verdicts: Iterable[ContractVerdict | None]) -> dict[ReportPlace, int]:
    """How many KPIs stand in each place, in order; places without any are left out."""
    found = Counter(place_of(each) for each in verdicts)
    return {place: found[place] for place in ReportPlace if found[place]}


class ContractMeeting(StrEnum):
    """Whose meeting a month's report is for (Schedule 6): every third month the Quarterly Review Board's, every twelfth
    the Annual Review's."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ANNUAL = "annual"


class Review(NamedTuple):
    """``month`` counts the contract's months from 1, which is the one that holds its first day."""

    meeting: ContractMeeting
    month: int


def review_of(terms: Terms, period: Period) -> Review:
    """The meeting that looks at a report of a period, by the month that it ends in."""
    start, end = terms.starts, period.end
    month = (end.year - start.year) * 12 + end.month - start.month + 1
    if month > 0 and month % YEAR == 0:
        return Review(ContractMeeting.ANNUAL, month)
    return Review(ContractMeeting.QUARTERLY if month > 0 and month % QUARTER == 0 else ContractMeeting.MONTHLY, month)


def months_of(terms: Terms, until: dt.date) -> Iterator[Period]:
    """The contract's months that have ended by a day, oldest first."""
    month = holding(terms.starts, Kind.MONTH)
    while month.end <= until and (terms.ends is None or month.start <= terms.ends):
        yield month
        month = month.next()
