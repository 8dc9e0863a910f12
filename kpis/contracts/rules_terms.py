"""What a contract's verdicts are made of: its terms, its schedule, where a figure stood, and what was found of it."""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from dataclasses import dataclass
from typing import NamedTuple

from kpis.domain.periods import Frequency, Period, YearStart, holding
from kpis.domain.words import Rag, RuleError, Stand, Status

BY_RUN = {Frequency.MONTHLY: "5.3.1(a)", Frequency.QUARTERLY: "5.3.1(b)", Frequency.ANNUAL: "5.3.1(c)"}
RELAPSE = "5.3.4"
CLAUSES = (*BY_RUN.values(), RELAPSE)
"""The clauses that are worked out. Those recorded by a person (5.3.2, 5.3.3, 5.3.5) are not known here."""


def stand_of(status: Status, rag: Rag) -> Stand:
    """The stand of a verdict: red is outside; without colour there is nothing to count."""
    if rag is Rag.NONE:
        return Stand.MISSING
    if rag is Rag.RED:
        return Stand.OUTSIDE
    return Stand.BETTER if status is Status.BETTER_THAN_BAND else Stand.INSIDE


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contract says of failures: how many consecutive months, quarters or years, how many months back a failure
    makes a relapse one at once, and whether beating the band counts as outside.

    ``ends``: the last day (None: open). ``year_begins``: a day whose month and day begin the contract year (None: the
    start's).
    """

    starts: dt.date
    ends: dt.date | None = None
    months: int = 3
    quarters: int = 2
    years: int = 1
    look_back: int = 6
    better_counts: bool = False
    year_begins: dt.date | None = None

    def in_a_row(self, frequency: Frequency) -> int | None:
        """How many consecutive periods are a failure; None: the contract has no rule for that schedule."""
        counts = {Frequency.MONTHLY: self.months, Frequency.QUARTERLY: self.quarters, Frequency.ANNUAL: self.years}
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

    def holds(self, period: Period) -> bool:
        """Whether a period counts: it starts within the contract."""
        return self.starts <= period.start and (self.ends is None or period.start <= self.ends)

    def counts(self, stand: Stand) -> bool:
        """Whether a stand is outside tolerance by this contract."""
        return stand is Stand.OUTSIDE or (self.better_counts and stand is Stand.BETTER)


def check_terms(terms: Terms) -> None:
    """Refuse terms by which nothing could be judged. Raises RuleError with the remedy."""
    for name in ("months", "quarters", "years"):
        if getattr(terms, name) < 1:
            raise RuleError(f"a failure needs at least one of its {name} outside tolerance: state 1 or more")
    if terms.look_back < 0:
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
    """A performance risk of a KPI that the company notified (5.3.1(c)), with the days its mitigation was agreed and
    completed to the council's satisfaction (None: not)."""

    notified: dt.date
    agreed: dt.date | None = None
    completed: dt.date | None = None

    @property
    def excuses(self) -> bool:
        return self.agreed is not None and self.completed is not None


class Finding(NamedTuple):
    """What was found of one period, and all that its sentence is made of.

    ``better``: those of the run on the better side; ``clause``: blank where it is no failure; ``earlier``: the period
    whose failure counts for 5.3.4; ``risk``: notified in the contract year; ``hidden``: the withheld periods that it
    rests on; ``broken``: whether the break before it cut off a run or a failure.
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

    @property
    def period(self) -> Period:
        return self.reported.period

    @property
    def stand(self) -> Stand:
        return Stand.MISSING if self.reported.is_hidden else self.reported.stand


def periods_due(frequency: Frequency, year_start: YearStart, terms: Terms, until: dt.date) -> list[Period]:
    """Every period of a schedule that counts and has ended by a day, oldest first."""
    period = holding(terms.starts, frequency.kind, year_start)
    if period.start < terms.starts:
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
    """Whether an earlier period ended so short before a later one's end that a failure then counts for 5.3.4."""
    return period.end <= months_later(earlier.end, terms.look_back)
