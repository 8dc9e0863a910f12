"""What a contract's verdicts are made of: its terms, its schedule and meetings, what stood and was found."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from kpis.domain.periods import Frequency, Kind, Period, PeriodKind, YearStart, holding
from kpis.domain.words import Rag, RuleError, Stand, Status

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
QUARTER, YEAR = 3, 12


def stand_of(status: Status, rag: Rag) -> Stand:
    """The stand of a verdict: red is outside; without colour there is nothing to count."""
    if rag is Rag.NONE:
        return Stand.MISSING
    if rag is Rag.RED:
        return Stand.OUTSIDE
    return Stand.BETTER if status is Status.BETTER_THAN_BAND else Stand.INSIDE


class OwnClause(NamedTuple):
    """What a contract says of one clause in its own words: its number and wording, blank where they are the usual."""

    key: str
    number: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says of failures: how many consecutive months, quarters or years, whether a run passes over a
    missing period, how many months back a failure makes a relapse one at once, and whether beating the band counts as
    outside.

    ``ends``: the last day (None: open). ``year_begins``: a day whose month and day begin the contract year (None: the
    start's). ``clauses``: those with a number or wording of their own. ``by_end``: whether the KPI's every period
    counts by its last day. Every other term has the name of its column.
    """

    starts: dt.date
    ends: dt.date | None = None
    clauses: tuple[OwnClause, ...] = ()
    by_end: bool = False
    months_in_a_row: int = 3
    quarters_in_a_row: int = 2
    years_in_a_row: int = 1
    passes_over_missing: bool = True
    look_back_months: int = 6
    better_counts: bool = False
    year_begins: dt.date | None = None

    def of(self, kind: PeriodKind) -> Terms:
        """The terms for KPIs of one kind: a position is that of its last day, whenever its period began."""
        return replace(self, by_end=kind is PeriodKind.SNAPSHOT)

    def in_a_row(self, frequency: Frequency) -> int | None:
        """How many consecutive periods are a failure; None: the contract has no rule for that schedule."""
        counts = {
            Frequency.MONTHLY: self.months_in_a_row,
            Frequency.QUARTERLY: self.quarters_in_a_row,
            Frequency.ANNUAL: self.years_in_a_row,
        }
        return counts.get(frequency)

    def contract_year(self, day: dt.date) -> tuple[dt.date, dt.date]:
        """The first and the last day of the contract year that holds a day."""
        this = self._anniversary(day.year)
        year = day.year if this <= day else day.year - 1
        return self._anniversary(year), self._anniversary(year + 1) - dt.timedelta(days=1)

    def _anniversary(self, year: int) -> dt.date:
        """The day a contract year begins; one that begins on 29 February begins on 1 March in other years."""
        begins = self.year_begins or self.starts
        if (begins.month, begins.day) == (2, 29) and monthrange(year, 2)[1] == 28:
            return dt.date(year, 3, 1)
        return begins.replace(year=year)

    def is_by_end(self, period: Period) -> bool:
        """Whether a period counts by its last day: a year does, and a position."""
        return self.by_end or period.kind in (Kind.YEAR, Kind.SNAPSHOT)

    def holds(self, period: Period) -> bool:
        """Whether a period counts: it starts within the contract; a year, or a position, ends within it and after its
        first day."""
        if self.is_by_end(period):
            return self.starts < period.end and (self.ends is None or period.end <= self.ends)
        return self.starts <= period.start and (self.ends is None or period.start <= self.ends)

    def counts(self, stand: Stand) -> bool:
        """Whether a stand is outside the tolerance band by this contract."""
        return stand is Stand.OUTSIDE or (self.better_counts and stand is Stand.BETTER)


def check_terms(terms: Terms) -> None:
    """Refuse terms by which nothing could be judged. Raises RuleError with the remedy."""
    for name in ("months", "quarters", "years"):
        if getattr(terms, f"{name}_in_a_row") < 1:
            raise RuleError(f"a failure needs at least one of its {name} outside: state 1 or more")
    if terms.look_back_months < 0:
        raise RuleError("the months to look back for a failure cannot be negative: state 0 for no looking back")
    if terms.ends is not None and terms.ends < terms.starts:
        raise RuleError("the contract cannot end before it starts: correct one of the two days")


class ReportedPeriod(NamedTuple):
    """One period as it stands; ``was``: as first reported, where a revision changed it; ``break_before``: the declared
    change of definition or method that its figure is the first after; ``is_hidden``: withheld from the viewer;
    ``status``: the verdict behind its stand, where that has a word of its own (a milestone is achieved, not inside)."""

    period: Period
    stand: Stand
    was: Stand | None = None
    break_before: str = ""
    is_hidden: bool = False
    status: Status | None = None


class Risk(NamedTuple):
    """A performance risk of a yearly KPI that the company notified, with the days its mitigation was agreed and
    completed to the council's satisfaction (None: not)."""

    notified: dt.date
    agreed: dt.date | None = None
    completed: dt.date | None = None

    @property
    def excuses(self) -> bool:
        return self.agreed is not None and self.completed is not None


class Finding(NamedTuple):
    """What was found of one period, and all that its sentence is made of.

    ``better``: those of the run on the better side; ``clause``: its key, blank where it is no failure; ``earlier``: the
    period whose failure makes this a relapse; ``risk``: notified in the contract year; ``hidden``: the withheld periods
    that it rests on; ``broken``: whether the break before it cut off a run or a failure; ``stood``: where it is
    missing, the clause by which its run was a failure when it last had a figure.
    """

    reported: ReportedPeriod
    run: tuple[Period, ...] = ()
    missing: tuple[Period, ...] = ()
    better: tuple[Period, ...] = ()
    clause: str = ""
    earlier: Period | None = None
    risk: Risk | None = None
    hidden: tuple[Period, ...] = ()
    broken: bool = False
    stood: str = ""

    @property
    def period(self) -> Period:
        return self.reported.period

    @property
    def stand(self) -> Stand:
        return Stand.MISSING if self.reported.is_hidden else self.reported.stand


def periods_due(frequency: Frequency, year_start: YearStart, terms: Terms, until: dt.date) -> list[Period]:
    """Every period of a schedule that counts and has ended by a day, oldest first."""
    period = holding(terms.starts, frequency.kind, year_start)
    if not terms.holds(period):
        period = period.next()
    found = []
    while period.end <= until and terms.holds(period):
        found.append(period)
        period = period.next()
    return found


def months_later(day: dt.date, count: int) -> dt.date:
    """The day so many months on: the last of a month stays the last (31 March and 30 September are six apart)."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    last = monthrange(year, month + 1)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return dt.date(year, month + 1, last if is_last else min(day.day, last))


def is_recent(earlier: Period, period: Period, terms: Terms) -> bool:
    """Whether an earlier period ended so short before a later one's end that a failure then makes this a relapse."""
    return period.end <= months_later(earlier.end, terms.look_back_months)


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


def count_text(number: int) -> str:
    """no, one ... twelve, 13."""
    return _COUNTS[number] if number < len(_COUNTS) else str(number)
