"""Whether a measure's change is more than chance: by the difference of two proportions, by two rates, or by its control
chart, whatever is known of it allows; with a sentence that can be checked by hand.

A percentage that is a share is two proportions where both numerators and denominators are known; a rate or a count of
events is two rates. Averages, ratios, days, money, other percentages, positions and rolling figures go to the control
chart, which takes twelve figures since the last break; a year to date has none. What the direction of travel does not
compare (a break, nothing earlier, something withheld) is not compared here either."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from kpis.domain.figure import Actual
from kpis.domain.line import Line
from kpis.domain.numbers import HUNDRED, Unit, is_scaled
from kpis.domain.periods import PeriodKind
from kpis.domain.statistics.counts import Events, rate_ratio
from kpis.domain.statistics.intervals import Interval, StatisticsError
from kpis.domain.statistics.proportions import Proportion, newcombe
from kpis.domain.statistics.series import printed_values
from kpis.domain.statistics.words import ChangeMethod, Clarity, Signal
from kpis.domain.statistics.xmr import ControlChart, Values, chart
from kpis.domain.travel import compared_period
from kpis.domain.words import Movement, Rule, Scheme

APART = (PeriodKind.IN_PERIOD, PeriodKind.YEAR_TO_DATE)
"""Figures of periods that do not overlap: not positions, which mostly count the same people again, nor rolling ones."""


class Pair(NamedTuple):
    """A figure and the one that it is compared with, with the rule that prints them."""

    earlier: Actual
    later: Actual
    rule: Rule


class Change(NamedTuple):
    """The verdict on a change. ``limits``: of later minus earlier in percentage points, or of later / earlier; None
    where there are none. ``pair`` and ``values`` are what was looked at; ``why_not``: why nothing was."""

    clarity: Clarity
    method: ChangeMethod = ChangeMethod.NONE
    limits: Interval | None = None
    signal: Signal = Signal.NONE
    chart: ControlChart | None = None
    values: Values = ()
    pair: Pair | None = None
    why_not: str = ""


def change_of(line: Line) -> Change:
    """The verdict on the change up to the figure that a line shows, from nothing later."""
    values = chart_values(line)
    found = chart(values)
    signal = found.signals[-1] if found else Signal.NONE
    seen = Change(Clarity.NOT_COMPARED, signal=signal, chart=found, values=values)
    pair = _pair(line)
    if pair is None:
        return seen._replace(why_not=line.travel.why_not or "the figure is not compared")
    judged = by_parts(pair, line.measure.share)
    if judged is not None:
        return seen._replace(clarity=judged.clarity, method=judged.method, limits=judged.limits, pair=pair)
    if found is None:
        return seen._replace(clarity=Clarity.TOO_FEW, pair=pair)
    clarity = Clarity.NOT_CLEAR if signal is Signal.NONE else Clarity.CLEAR
    return seen._replace(clarity=clarity, method=ChangeMethod.XMR, pair=pair)


def chart_values(line: Line) -> Values:
    """The figures of the measure's control chart up to the one shown; none of a year to date and of a milestone."""
    has_none = line.rule.period_kind is PeriodKind.YEAR_TO_DATE or line.rule.scheme is Scheme.MILESTONE
    return () if line.period is None or has_none else printed_values(line.history, line.period)


def _pair(line: Line) -> Pair | None:
    """What the direction of travel compares; None where it compares nothing."""
    if line.period is None or line.travel.movement is Movement.NOT_COMPARED:
        return None
    earlier = compared_period(line.rule, line.period)
    before = line.history.figure(earlier) if earlier else None
    is_known = isinstance(line.figure, Actual) and isinstance(before, Actual)
    return Pair(before, line.figure, line.rule) if is_known else None  # type: ignore[arg-type]


class PairVerdict(NamedTuple):
    """What two figures say by themselves."""

    clarity: Clarity
    method: ChangeMethod
    limits: Interval


def by_parts(pair: Pair, is_share: bool = True) -> PairVerdict | None:
    """The verdict from two figures alone; None where they are neither proportions nor rates."""
    if pair.rule.period_kind not in APART:
        return None
    try:
        if pair.rule.unit is Unit.PERCENTAGE and is_share:
            return _by_proportions(pair)
        return _by_rates(pair) if pair.rule.unit in (Unit.COUNT, Unit.RATE) else None
    except StatisticsError:
        return None


def _by_proportions(pair: Pair) -> PairVerdict | None:
    earlier, later = proportion_of(pair.earlier), proportion_of(pair.later)
    if earlier is None or later is None:
        return None
    low, high = newcombe(earlier, later)
    assert high is not None
    return _judged(ChangeMethod.PROPORTIONS, Interval(low * HUNDRED, high * HUNDRED), Decimal(0))


def proportion_of(figure: Actual) -> Proportion | None:
    """The numerator and denominator of a share; None where they are not known."""
    if figure.numerator is None or figure.denominator is None:
        return None
    return Proportion(figure.numerator, figure.denominator)


def _by_rates(pair: Pair) -> PairVerdict | None:
    earlier, later = events_of(pair.earlier, pair.rule), events_of(pair.later, pair.rule)
    if earlier is None or later is None:
        return None
    return _judged(ChangeMethod.RATES, rate_ratio(earlier, later), Decimal(1))


def events_of(figure: Actual, rule: Rule) -> Events | None:
    """The events behind a count, in periods of one length, or behind a rate; None where they are not known."""
    if rule.unit is Unit.COUNT:
        return None if figure.value is None or is_scaled(rule.unit_label) else Events(figure.value)
    if figure.numerator is None or figure.denominator is None:
        return None
    return Events(figure.numerator, figure.denominator)


def _judged(method: ChangeMethod, limits: Interval, unchanged: Decimal) -> PairVerdict:
    return PairVerdict(Clarity.NOT_CLEAR if limits.holds(unchanged) else Clarity.CLEAR, method, limits)
