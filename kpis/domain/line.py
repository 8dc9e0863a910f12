"""A measure's history and its line on a scorecard: which figure is shown, how it is judged, and what it is held
against. Everything on a page, in a file or in a paper that says how a measure stands comes from here."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from kpis.domain.figure import HIDDEN_REASON, HIDDEN_TEXT, Actual, Hidden, missing_text
from kpis.domain.history import History, is_in
from kpis.domain.measure import BaselineFigure, Beside, KeyMeasure
from kpis.domain.numbers import ZERO, Unit, printed
from kpis.domain.periods import Kind, Period, PeriodKind
from kpis.domain.remarks import NO_REMARKS, Remarks
from kpis.domain.schemes import WAYS, assess
from kpis.domain.schemes.assessment import Assessment, absent
from kpis.domain.schemes.milestone import assess_milestone
from kpis.domain.selection import next_due, shown_milestone, shown_period
from kpis.domain.targets import InForce, in_force, rule_in_force
from kpis.domain.travel import (
    SPANS,
    Travel,
    Trend,
    TrendPoint,
    compared_period,
    is_contradicted,
    no_trend,
    not_compared,
    travel,
    trend,
)
from kpis.domain.words import Earlier, Marker, Polarity, Rule, Scheme, Section, Status, Target


class Context(NamedTuple):
    """What a scorecard is for: its period, and the day that its milestones are judged on."""

    period: Period
    on: dt.date


class Line(NamedTuple):
    """A measure on a scorecard. ``period`` is the one shown; None: none of its periods ends there."""

    measure: KeyMeasure
    period: Period | None
    figure: Actual | Hidden | None
    rule: Rule
    target: Target | None
    verdict: Assessment
    travel: Travel
    history: History
    beside: Beside
    last_known: Actual | Hidden | None = None
    said: Remarks = NO_REMARKS

    @property
    def printed(self) -> str:
        if isinstance(self.figure, Actual):
            is_early = self.figure.value and self.verdict.status in (Status.NOT_ACHIEVED, Status.NOT_DUE)
            return printed(ZERO, self.rule.unit, 0) if is_early else self.figure.text(self.rule)
        if isinstance(self.figure, Hidden):
            return HIDDEN_TEXT
        if self.verdict.status is Status.PARTS_ONLY:
            return "By its parts"
        return "Not due" if self.period is None else missing_text(None)

    @property
    def series(self) -> list[tuple[Period, Actual | Hidden | None]]:
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
        return None if latest is None else latest.exact(self.rule)

    @property
    def latest_baseline(self) -> BaselineFigure | None:
        """The latest baseline up to the period shown, with its numerator and denominator."""
        if self.period is None or not self.beside.baselines:
            return None
        known = [each for each in self.beside.baselines if each.period.end <= self.period.end]
        return max(known or self.beside.baselines, key=lambda each: each.period.end)

    def published(self, kind: str) -> str:
        """What the service or a past paper said of status, dot, trend or projection; blank where nothing is known."""
        if isinstance(self.figure, Hidden):
            return ""
        return self.said.on(kind).value


def line_of(context: Context, history: History, beside: Beside, last: Actual | Hidden | None = None) -> Line:
    """Judge one measure for a scorecard. ``last`` is its last known figure from before the window of ``history``."""
    measure = history.measure
    shown = shown_on(context.period, history)
    if shown is not None:
        return _with_end(line_for(shown, context, history, beside, last), measure.schedule.ended(context.period))
    rule = rule_in_force(measure.rules, context.period)
    verdict = absent(rule, Status.NOT_DUE, not_due_text(measure, context.period))
    return Line(measure, None, None, rule, None, verdict, not_compared(rule, "not due"), history, beside)


def shown_on(scorecard: Period, history: History) -> Period | None:
    """The period of its own that a measure shows on a scorecard; None: not due there."""
    measure, recorded = history.measure, history.recorded(scorecard)
    if measure.unit is not Unit.MILESTONE:
        return shown_period(measure.schedule, scorecard, recorded)
    achieved = {each.period: (each.achieved_on or each.period.end) if each.value else None for each in history.known}
    return shown_milestone(measure.schedule, scorecard, recorded, achieved)


def line_for(
    shown: Period, context: Context, history: History, beside: Beside, last: Actual | Hidden | None = None
) -> Line:
    """Judge one measure's figure of a period of its own."""
    rule, figure, force = _basis(shown, history, beside)
    known = None
    if not is_in(figure):
        known = history.last_valued(shown) or last
    verdict = _verdict(context, history, shown, rule, figure, force, known)
    moved = _travel(history, shown, rule, figure, force.target, beside)
    return Line(history.measure, shown, figure, rule, force.target, verdict, moved, history, beside, known)


def verdict_for(shown: Period, context: Context, history: History, beside: Beside) -> Assessment:
    """The verdict alone, without what else stands on a line."""
    return _verdict(context, history, shown, *_basis(shown, history, beside), known=None)


_NONE_SET = InForce(None)


def _basis(shown: Period, history: History, beside: Beside) -> tuple[Rule, Actual | Hidden | None, InForce]:
    """What a figure is judged by: its rule, the figure, its target."""
    rule = rule_in_force(history.measure.rules, shown)
    return rule, history.figure(shown), in_force(beside.targets, shown, rule) if beside.targets else _NONE_SET


def _with_end(line: Line, ended: str) -> Line:
    """A line whose reason says that the measure ended inside the scorecard's period, where it did."""
    if not ended:
        return line
    reason = line.verdict.reason.removesuffix(".")
    return line._replace(verdict=line.verdict._replace(note=f"{reason}; {ended}."))


def line_alone(period: Period, history: History, beside: Beside) -> Line:
    """Judge a figure by itself, on no scorecard: a milestone as it stands once it was achieved."""
    figure = history.figure(period)
    achieved_on = figure.achieved_on if isinstance(figure, Actual) else None
    day = max(period.end, achieved_on or period.end)
    return line_for(period, Context(Period.day(day), day), history, beside)


def not_due_text(measure: KeyMeasure, scorecard: Period) -> str:
    if ended := measure.schedule.ended(scorecard):
        return f"The measure {ended}."
    return f"Reported {measure.schedule.frequency.text}; next: {next_due(measure.schedule, scorecard).label}."


def _verdict(
    context: Context,
    history: History,
    shown: Period,
    rule: Rule,
    figure: Actual | Hidden | None,
    force: InForce,
    known: Actual | Hidden | None,
) -> Assessment:
    if isinstance(figure, Hidden) or (figure and figure.marker is Marker.SUPPRESSED):
        return absent(rule, Status.HIDDEN, HIDDEN_REASON)
    if rule.scheme is Scheme.MILESTONE:
        return _milestone(context, shown, rule, figure)
    if figure is None and history.has_parts(shown):
        why = f"Reported by its parts; there is no total for {shown.label}."
        return absent(rule, Status.PARTS_ONLY, why, force.target)
    value = figure.exact(rule) if figure else None
    if value is None:
        return absent(rule, Status.NO_DATA, _missing(rule, figure, known), force.target)
    last_year = _earlier(history, shown.year_ago(), shown, rule) if WAYS[rule.scheme].NEEDS_LAST_YEAR else None
    return assess(rule, value, force.target, last_year, force.beside)


def _milestone(context: Context, shown: Period, rule: Rule, figure: Actual | None) -> Assessment:
    value, achieved_on = (figure.value, figure.achieved_on) if figure else (None, None)
    return assess_milestone(rule, value, shown.end, min(context.period.end, context.on), achieved_on)


def _missing(rule: Rule, figure: Actual | None, known: Actual | Hidden | None) -> str:
    text = missing_text(figure.marker if figure else None, figure.expected if figure else None)
    return f"{text}{last_known_text(rule, known)}."


def last_known_text(rule: Rule, known: Actual | Hidden | None) -> str:
    if known is None:
        return ""
    was = known.text(rule) if isinstance(known, Actual) else HIDDEN_TEXT
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
    history: History, shown: Period, rule: Rule, figure: Actual | Hidden | None, target: Target | None, beside: Beside
) -> Travel:
    if rule.scheme is Scheme.MILESTONE:
        return not_compared(rule, "a milestone has no direction")
    if isinstance(figure, Hidden):
        return not_compared(rule, "the figure is withheld")
    value = figure.exact(rule) if figure else None
    if value is None:
        why_not = "it is reported by its parts" if history.has_parts(shown) else "there is no figure yet"
        return not_compared(rule, why_not)
    period = compared_period(rule, shown)
    earlier = _earlier(history, period, shown, rule) if period else None
    before = in_force(beside.targets, period, rule).target if period and _by_own_aim(rule) else None
    return travel(rule, value, earlier, target, beside.comparators_of(rule, shown), before)


def _by_own_aim(rule: Rule) -> bool:
    """Whether each figure is held against what was set for its own period: a range's band, a variance's budget."""
    return rule.polarity is Polarity.RANGE or rule.scheme is Scheme.VARIANCE


def series_of(history: History, rule: Rule, shown: Period) -> list[tuple[Period, Actual | Hidden | None]]:
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
    if line.period is None or not isinstance(line.figure, Actual) or line.figure.value is None:
        return no_trend(line.rule, "there is no figure to end with")
    if line.rule.scheme is Scheme.MILESTONE:
        return no_trend(line.rule, "a milestone has no trend")
    points = []
    for place, (period, figure) in enumerate(line.series):
        value = figure.exact(line.rule) if isinstance(figure, Actual) else None
        if value is not None and isinstance(figure, Actual):
            points.append(TrendPoint(place, value, period.label, figure.is_tentative))
    return trend(line.rule, points, line.target)


def arrows_disagree(line: Line) -> bool:
    said = line.said.on("dot")
    return is_contradicted(line.travel, said.value, said.basis)
