"""One figure as the person who enters it needs it: what stands, what it is held against, and how it would be judged."""

from __future__ import annotations

import datetime as dt
from itertools import dropwhile
from typing import Any, NamedTuple

from kpis.domain.deadlines import figure_due
from kpis.domain.entry import State
from kpis.domain.periods import Period
from kpis.domain.readings import Shown
from kpis.domain.targets import rule_in_force
from kpis.domain.vocabulary import Rule
from kpis.models import Explanation, Judgement, Measure, Reading, ReadingVersion
from kpis.queries import fetch, fetch_measure
from kpis.queries.bringing_in import is_own
from kpis.queries.closing import calendar_of
from kpis.queries.errors import NotFound
from kpis.queries.fetch import MeasureRow
from kpis.queries.judging import Beside, Context, History, Line, line_for
from kpis.queries.scorecards import beside_of
from kpis.queries.working import Working, with_row, working

LAST_FIGURES = 6


class OneFigure(NamedTuple):
    """A figure of a measure's own period. ``rows`` are the measure's other figures, signed off or submitted;
    ``last`` is its last version and ``signed`` the one that everybody sees (None: there is none)."""

    measure: Measure
    row: MeasureRow
    period: Period
    rows: tuple[tuple[Any, ...], ...]
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
        return self.judged(None if self.last is None else row_of(self.last, self.measure.pk, self.period))

    def judged(self, row: tuple[Any, ...] | None) -> Line:
        """The measure's line with a figure of this period, in the columns of a reading (None: no figure)."""
        history = History(self.row, with_row(list(self.rows), row, self._by_end), sees_small=True)
        return line_for(self.period, Context(self.period, self.period.end), history, self.beside)

    @property
    def last_figures(self) -> list[tuple[Shown, Rule]]:
        """The measure's last figures up to this one's period, of its length, the latest first."""
        rows = [row for row in self.rows if row[1] == self.period.kind and row[3] < self.period.end]
        history, found = History(self.row, rows, sees_small=True), []
        for row in sorted(rows, key=lambda row: row[3], reverse=True)[:LAST_FIGURES]:
            period = Period.stored(row[1], row[2], row[3], self.period.year_start)
            figure = history.known(row, period)
            if isinstance(figure, Shown):
                found.append((figure, rule_in_force(self.row.rules, period)))
        return found

    @property
    def _by_end(self) -> bool:
        return self.row.schedule.period_kind.known_by_end


def row_of(version: Any, measure_id: int, period: Period, break_before: str = "") -> tuple[Any, ...]:
    """A version, or a figure that is none yet, with the columns of fetch_measure.READING_COLUMNS."""
    return (
        measure_id, period.kind.value, period.start, period.end, getattr(version, "pk", 0), version.value,
        version.numerator, version.denominator, str(version.marker), version.provisional_until, version.expected,
        getattr(version, "break_before", break_before), version.achieved_on,
    )  # fmt: skip


def one_figure(measure: Measure, period: Period, today: dt.date) -> OneFigure:
    """A figure to enter. Raises NotFound where the period is none of the measure's own, or has not ended yet."""
    row = fetch.measures(measure.council_id, refs=(measure.ref,))[0]
    signed = [each[:13] for each in fetch_measure.every_reading(measure.pk, None) if each[13] is None]
    ways = working([measure.pk])
    _check_period(row, period, signed, ways, today)
    by_end = row.schedule.period_kind.known_by_end
    rows = _others(signed, ways, period, by_end)
    versions = _versions(measure, period, by_end)
    last = versions[0] if versions else None
    reading = last.reading if last else None
    explanation = reading.explanations.filter(superseded_at=None).first() if reading else None
    due = figure_due(
        period.end, measure.data_lag_days, last.expected if last else None, calendar_of(measure.council_id)
    )
    beside = beside_of(fetch.beside([measure.pk], None), History(row, rows, True))
    return OneFigure(
        measure, row, period, tuple(rows), beside, reading, last, _signed(versions), _entered_reason(versions),
        _projection(last), explanation, due,
    )  # fmt: skip


def _check_period(
    row: MeasureRow, period: Period, signed: list[tuple[Any, ...]], ways: list[Working], today: dt.date
) -> None:
    if not row.rules:
        raise NotFound(f"How {row.ref} is judged has not been set up yet: ask the performance team.")
    recorded = History(row, [*signed, *(each.row for each in ways)], sees_small=True).row(period)
    if recorded is None and not is_own(row, period):
        last = row.schedule.last_period(today - dt.timedelta(days=1))
        what = f"{row.ref} is reported {row.schedule.frequency.text}"
        raise NotFound(f"{what}, and {period.label} is none of its periods; its last one to end is {last.label}.")
    if period.end >= today:
        raise NotFound(f"{period.label} has not ended yet: its figure can be entered from the day after it has.")


def _others(signed: list[tuple[Any, ...]], ways: list[Working], period: Period, by_end: bool) -> list[tuple[Any, ...]]:
    """What other periods have: what is signed off, or submitted instead."""
    rows = signed
    for way in ways:
        if way.state is State.SUBMITTED:
            rows = with_row(rows, way.row, by_end)
    same = (
        (lambda row: row[3] == period.end) if by_end else (lambda row: (row[1], row[2]) == (period.kind, period.start))
    )
    return [row for row in rows if not same(row)]


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
