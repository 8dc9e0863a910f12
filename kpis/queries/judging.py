"""From rows to a measure's line on a scorecard: which reading is shown, what may be known of it, and its verdicts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

from kpis.domain.disclosure import is_small
from kpis.domain.numbers import as_set, work_out
from kpis.domain.periods import Kind, Period, PeriodKind
from kpis.domain.readings import HIDDEN_REASON, HIDDEN_TEXT, Figure, Hidden, Shown, missing_text
from kpis.domain.schemes import assess
from kpis.domain.schemes.assessment import Assessment, absent
from kpis.domain.schemes.milestone import assess_milestone, is_longer_milestone
from kpis.domain.selection import next_due, shown_period
from kpis.domain.targets import InForce, in_force, rule_in_force
from kpis.domain.travel import (
    SPANS,
    Point,
    Travel,
    Trend,
    break_between,
    compared_period,
    no_trend,
    not_compared,
    travel,
    trend,
)
from kpis.domain.words import Earlier, Marker, Rule, Scheme, Section, Status, Target, ToleranceKind
from kpis.queries.fetch import MeasureRow, Said, SetRow

NOTHING_SAID = Said("", "", {})
MARKERS = {marker.value: marker for marker in Marker}


class Context(NamedTuple):
    """What a scorecard is for: its period, and the day that its milestones are judged on."""

    period: Period
    on: dt.date


class History:
    """One measure's figures, found by period: by their last day where that makes them one reading."""

    def __init__(self, measure: MeasureRow, rows: Sequence[tuple[Any, ...]], sees_small: bool) -> None:
        self.measure = measure
        self.rows = rows
        self.sees_small = sees_small
        self.has_threshold = measure.threshold.below is not None
        self.by_end = measure.schedule.period_kind.known_by_end
        by_end = self.by_end
        self.found = {row[3] if by_end else (row[1], row[2]): row for row in rows}
        self.breaks = {Period.stored(*row[1:4]): row[11] for row in rows if row[11]}

    def row(self, period: Period) -> tuple[Any, ...] | None:
        return self.found.get(period.end if self.by_end else (period.kind, period.start))

    def recorded(self, within: Period) -> Iterator[Period]:
        """The periods with a reading that end within a period."""
        start, end, calendar = within.start, within.end, self.measure.schedule.year_start
        return (Period.stored(row[1], row[2], row[3], calendar) for row in self.rows if start <= row[3] <= end)

    def figure(self, period: Period) -> Figure | None:
        row = self.found.get(period.end if self.by_end else (period.kind, period.start))
        return None if row is None else self.known(row, period)

    def is_small(self, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> bool:
        """Whether a value with its numerator and denominator could identify a person."""
        measure, threshold = self.measure, self.measure.threshold
        if threshold.below is None:
            return False
        return is_small(threshold, measure.unit, value, numerator, denominator, measure.share)

    def known(self, row: tuple[Any, ...], period: Period) -> Figure:
        """What the viewer may know of a row. Nothing of a withheld figure leaves this function but its period."""
        _, _, _, _, version, value, numerator, denominator, marker, until, expected, broken, achieved_on = row
        small = self.has_threshold and self.is_small(value, numerator, denominator)
        if small and not self.sees_small:
            return Hidden(period, broken, version)
        return Shown(
            period, value, numerator, denominator, MARKERS[marker], until, expected, broken, achieved_on, version, small
        )

    def break_between(self, earlier: Period, later: Period) -> str | None:
        """Why figures after ``earlier`` are not comparable with it, up to ``later``; None where they are."""
        crossed = break_between(self.measure.schedule.period_kind, earlier, later, self.breaks)
        return self.breaks[crossed] if crossed else None

    def last_valued(self, before: Period) -> Figure | None:
        """The last figure with a value that ends before a period does."""
        valued = [row for row in self.rows if row[5] is not None and row[3] < before.end]
        if not valued:
            return None
        row = max(valued, key=lambda each: (each[3], each[2]))
        return self.known(row, Period.stored(row[1], row[2], row[3], self.measure.schedule.year_start))


class Beside(NamedTuple):
    """What stands beside a measure's figures: its targets, baselines and comparators."""

    targets: tuple[Target, ...] = ()
    baselines: tuple[SetRow, ...] = ()
    comparators: tuple[SetRow, ...] = ()


class Line(NamedTuple):
    """A measure on a scorecard. ``period`` is the one shown; None: none of its periods ends there."""

    measure: MeasureRow
    period: Period | None
    figure: Figure | None
    rule: Rule
    target: Target | None
    verdict: Assessment
    travel: Travel
    history: History
    beside: Beside
    last_known: Figure | None = None
    said: Said = NOTHING_SAID

    @property
    def printed(self) -> str:
        if isinstance(self.figure, Shown):
            return self.figure.text(self.rule)
        if isinstance(self.figure, Hidden):
            return HIDDEN_TEXT
        return "Not due" if self.period is None else missing_text(None)

    @property
    def series(self) -> list[tuple[Period, Figure | None]]:
        """The figures that a trend looks at, oldest first, the one shown last; not across a declared break."""
        return series_of(self.history, self.rule, self.period) if self.period else []

    @property
    def trend(self) -> Trend:
        return trend_of(self)

    @property
    def section(self) -> Section | None:
        """Where its service put it. A withheld figure's place would tell how it stands."""
        stated = "" if isinstance(self.figure, Hidden) else self.said.section
        return Section(stated) if stated else None

    @property
    def baseline(self) -> Decimal | None:
        """The value of the latest baseline up to the period shown."""
        latest = self.latest_baseline
        return None if latest is None else baseline_value(latest, self.rule)

    @property
    def latest_baseline(self) -> SetRow | None:
        """The latest baseline up to the period shown, with its numerator and denominator."""
        if self.period is None or not self.beside.baselines:
            return None
        known = [each for each in self.beside.baselines if each.end <= self.period.end]
        return max(known or self.beside.baselines, key=lambda each: each.end)

    def published(self, kind: str) -> str:
        """What the service or a past paper said of status, dot, trend or projection; blank where nothing is known."""
        if isinstance(self.figure, Hidden):
            return ""
        return self.said.judgements.get(kind, ("", "", ""))[0]


def baseline_value(row: SetRow, rule: Rule) -> Decimal | None:
    if row.numerator is None or row.denominator is None:
        return row.value
    return work_out(row.numerator, row.denominator, rule.unit, rule.unit_label)


def line_of(context: Context, history: History, beside: Beside, last: Figure | None = None) -> Line:
    """Judge one measure for a scorecard. ``last`` is its last known figure from before the window of ``history``."""
    measure = history.measure
    shown = shown_period(measure.schedule, context.period, history.recorded(context.period))
    if shown is not None:
        return line_for(shown, context, history, beside, last)
    rule = rule_in_force(measure.rules, context.period)
    verdict = absent(rule, Status.NOT_DUE, not_due_text(measure, context.period))
    return Line(measure, None, None, rule, None, verdict, not_compared(rule, "not due"), history, beside)


def line_for(shown: Period, context: Context, history: History, beside: Beside, last: Figure | None = None) -> Line:
    """Judge one measure's figure of a period of its own."""
    rule = rule_in_force(history.measure.rules, shown)
    figure = history.figure(shown)
    force = in_force(beside.targets, shown, rule) if beside.targets else InForce(None)
    known = None
    if not (isinstance(figure, Hidden) or (figure and figure.value is not None)):
        known = history.last_valued(shown) or last
    verdict = _verdict(context, history, shown, rule, figure, force, known)
    moved = _travel(history, shown, rule, figure, force.target, beside)
    return Line(history.measure, shown, figure, rule, force.target, verdict, moved, history, beside, known)


def not_due_text(measure: MeasureRow, scorecard: Period) -> str:
    return f"Reported {measure.schedule.frequency.text}; next: {next_due(measure.schedule, scorecard).label}."


def _verdict(
    context: Context,
    history: History,
    shown: Period,
    rule: Rule,
    figure: Figure | None,
    force: InForce,
    known: Figure | None,
) -> Assessment:
    if isinstance(figure, Hidden) or (figure and figure.marker is Marker.SUPPRESSED):
        return absent(rule, Status.HIDDEN, HIDDEN_REASON)
    if rule.scheme is Scheme.MILESTONE:
        return _milestone(context, shown, rule, figure)
    value = figure.exact(rule) if figure else None
    if value is None:
        return absent(rule, Status.NO_DATA, _missing(rule, figure, known), force.target)
    last_year = _earlier(history, shown.year_ago(), shown, rule) if rule.scheme.needs_last_year else None
    return assess(rule, value, force.target, last_year, force.beside)


def _milestone(context: Context, shown: Period, rule: Rule, figure: Shown | None) -> Assessment:
    value, achieved_on = (figure.value, figure.achieved_on) if figure else (None, None)
    on = min(context.period.end, context.on)
    return assess_milestone(rule, value, shown.end, on, achieved_on, is_longer_milestone(shown, context.period))


def _missing(rule: Rule, figure: Shown | None, known: Figure | None) -> str:
    text = missing_text(figure.marker if figure else None, figure.expected if figure else None)
    return f"{text}{last_known_text(rule, known)}."


def last_known_text(rule: Rule, known: Figure | None) -> str:
    if known is None:
        return ""
    was = known.text(rule) if isinstance(known, Shown) else HIDDEN_TEXT
    return f"; last known: {was} for {known.period.label}"


def _earlier(history: History, period: Period, shown: Period, rule: Rule) -> Earlier:
    """An earlier figure to compare with, or why there is none. A hidden one is never compared with."""
    if why := history.break_between(period, shown):
        return Earlier(None, period, f"not comparable with {period.label} ({why})")
    figure = history.figure(period)
    if isinstance(figure, Hidden):
        return Earlier(None, period, f"the figure for {period.label} is withheld", hidden=True)
    return Earlier(figure.exact(rule) if figure else None, period)


def _travel(
    history: History, shown: Period, rule: Rule, figure: Figure | None, target: Target | None, beside: Beside
) -> Travel:
    if rule.scheme is Scheme.MILESTONE:
        return not_compared(rule, "a milestone has no direction")
    if isinstance(figure, Hidden):
        return not_compared(rule, "the figure is withheld")
    value = figure.exact(rule) if figure else None
    if value is None:
        return not_compared(rule, "there is no figure yet")
    period = compared_period(rule, shown)
    earlier = _earlier(history, period, shown, rule) if period else None
    return travel(rule, value, earlier, target, _comparators(rule, shown, beside))


def _comparators(rule: Rule, shown: Period, beside: Beside) -> tuple[tuple[str, str], ...]:
    if not beside.comparators:
        return ()
    by_end = rule.period_kind.known_by_end
    same = (each for each in beside.comparators if each.end == shown.end and (by_end or each.start == shown.start))
    return tuple((each.name, as_set(each.value, rule.unit, rule.unit_label)) for each in same if each.value is not None)


def series_of(history: History, rule: Rule, shown: Period) -> list[tuple[Period, Figure | None]]:
    """The last 13 months, 8 quarters or 5 years up to a period, oldest first; a year-to-date figure at the same point
    of each year, for part-years never stand beside full ones."""
    yearly = rule.period_kind is PeriodKind.YEAR_TO_DATE or shown.kind is Kind.SNAPSHOT
    periods = shown.back_from(SPANS[Kind.YEAR] if yearly else SPANS[shown.kind], yearly)
    if history.breaks:
        crossed = (history.break_between(earlier, later) for later, earlier in pairwise(periods))
        periods = periods[: next((place for place, why in enumerate(crossed, 1) if why), len(periods))]
    return [(period, history.figure(period)) for period in reversed(periods)]


def trend_of(line: Line) -> Trend:
    """The trend up to the figure shown; none where that is missing or withheld."""
    if line.period is None or not isinstance(line.figure, Shown) or line.figure.value is None:
        return no_trend(line.rule, "there is no figure to end with")
    if line.rule.scheme is Scheme.MILESTONE:
        return no_trend(line.rule, "a milestone has no trend")
    points = []
    for place, (period, figure) in enumerate(line.series):
        value = figure.exact(line.rule) if isinstance(figure, Shown) else None
        if value is not None and isinstance(figure, Shown):
            points.append(Point(place, value, period.label, figure.is_tentative))
    return trend(line.rule, points, line.target)


def targets_of(rows: Sequence[SetRow], measure: MeasureRow) -> tuple[Target, ...]:
    calendar = measure.schedule.year_start
    return tuple(
        Target(
            row.value,
            ToleranceKind(row.tolerance_kind) if row.tolerance_kind else None,
            row.tolerance,
            row.low,
            row.high,
            Period.stored(row.kind, row.start, row.end, calendar),
            row.until,
        )
        for row in rows
        if row.role == "target"
    )
