"""One figure as the person who enters it needs it: what stands, what it is held against, and how it would be judged."""

from __future__ import annotations

import datetime as dt
from itertools import dropwhile
from typing import NamedTuple

from kpis.domain.deadlines import figure_due
from kpis.domain.entry import State
from kpis.domain.figure import Actual, Figure
from kpis.domain.history import History
from kpis.domain.line import Line, line_alone
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Rag, Rule
from kpis.entry.queries import is_own
from kpis.models import Explanation, Judgement, Measure, Reading, ReadingVersion
from kpis.people import UNRESTRICTED
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures
from kpis.readings.open import calendar_of
from kpis.readings.whole import totals
from kpis.readings.working import version_figure, working
from kpis.refusals import NotFound

LAST_FIGURES = 6


class OneFigure(NamedTuple):
    """A figure of a measure's own period. ``others`` are the measure's other figures, signed off or submitted;
    ``last`` is its last version and ``signed`` the one that everybody sees (None: there is none)."""

    measure: Measure
    row: KeyMeasure
    period: Period
    others: History
    beside: Beside
    reading: Reading | None
    last: ReadingVersion | None
    signed: ReadingVersion | None
    entered_reason: str
    projection: str
    explanation: Explanation | None
    due: dt.date

    @property
    def rule(self) -> Rule:
        return rule_in_force(self.row.rules, self.period)

    @property
    def seen(self) -> int:
        """The number that a save of it has to name."""
        return self.last.number if self.last else 0

    @property
    def standing(self) -> Line:
        """The figure as it stands, judged as it would be if it were signed off."""
        return self._judged(None if self.last is None else version_figure(self.last, self.row))

    @property
    def is_explained_apart(self) -> bool:
        """Whether it is red and no longer in its officer's hands: then why it is red is all that is asked of them."""
        if self.last is None or self.last.state not in (State.SUBMITTED, State.SIGNED_OFF):
            return False
        return self.standing.verdict.rag is Rag.RED

    def judged(self, figure: Figure | None, break_before: str = "") -> Line:
        """The measure's line with a figure of this period (None: no figure)."""
        return self._judged(None if figure is None else self.row.actual(figure, self.period, break_before))

    def _judged(self, figure: Actual | None) -> Line:
        history = self.others if figure is None else self.others.with_figures(figure)
        return line_alone(self.period, history, self.beside)

    @property
    def last_figures(self) -> list[tuple[Actual, Rule]]:
        """The measure's last figures up to this one's period, of its length, the latest first."""
        shown = [each for each in self.others.figures if isinstance(each, Actual) and self._is_before(each.period)]
        last = sorted(shown, key=lambda each: each.period.end, reverse=True)[:LAST_FIGURES]
        return [(each, rule_in_force(self.row.rules, each.period)) for each in last]

    def _is_before(self, period: Period) -> bool:
        return period.kind is self.period.kind and period.end < self.period.end


def one_figure(measure: Measure, period: Period, today: dt.date) -> OneFigure:
    """A figure to enter. Raises NotFound where the period is none of the measure's own, or has not ended yet."""
    found = measures(measure.council_id, refs=(measure.ref,))
    row = found[0]
    signed, ways = totals(row, UNRESTRICTED), working(found)
    _check_period(signed.with_figures(*(way.figure for way in ways)), period, today)
    submitted = (way.figure for way in ways if way.state is State.SUBMITTED)
    others = signed.with_figures(*submitted).without(period)
    versions = _versions(measure, period, row.by_end)
    last = versions[0] if versions else None
    reading = last.reading if last else None
    explanation = reading.explanations.filter(superseded_at=None).first() if reading else None
    due = figure_due(
        period.end, measure.data_lag_days, last.expected if last else None, calendar_of(measure.council_id)
    )
    around = beside(found, None, allowed(found, UNRESTRICTED))[row.id]
    return OneFigure(
        measure, row, period, others, around, reading, last, _signed(versions),
        _entered_reason(versions), _projection(last), explanation, due,
    )  # fmt: skip


def _check_period(recorded: History, period: Period, today: dt.date) -> None:
    """``recorded`` are all the figures there are, signed off or on their way in."""
    row = recorded.measure
    if not row.rules:
        raise NotFound(f"How {row.ref} is judged has not been set up yet: ask the performance team.")
    if recorded.figure(period) is None and not is_own(row, period):
        last = row.schedule.last_period(today - dt.timedelta(days=1))
        what = f"{row.ref} is reported {row.schedule.frequency.text}"
        raise NotFound(f"{what}, and {period.label} is none of its periods; its last one to end is {last.label}.")
    if period.end >= today:
        raise NotFound(f"{period.label} has not ended yet: its figure can be entered from the day after it has.")


def _versions(measure: Measure, period: Period, by_end: bool) -> list[ReadingVersion]:
    rows = ReadingVersion.objects.filter(reading__measure=measure, reading__category=None, reading__end=period.end)
    if not by_end:
        rows = rows.filter(reading__kind=period.kind.value, reading__start=period.start)
    found = rows.select_related("reading", "by").order_by("-number")
    # The last one stands, unless it was of an import that was undone.
    return list(dropwhile(lambda each: each.superseded_at is not None, found))


def _signed(versions: list[ReadingVersion]) -> ReadingVersion | None:
    return next((each for each in versions if each.state == State.SIGNED_OFF and each.superseded_at is None), None)


def _entered_reason(versions: list[ReadingVersion]) -> str:
    """What was said when it was last entered on its present way: an answer to it has a reason of its own."""
    for each in versions:
        if each.state == State.SIGNED_OFF:
            return ""
        if each.state != State.RETURNED:
            return each.reason
    return ""


def _projection(last: ReadingVersion | None) -> str:
    said = last and last.judgements.filter(kind=Judgement.Kind.PROJECTION).first()
    return said.value if said else ""
