"""Direction of travel (recent movement) and trend (movement over the time the chart shows).

The movement of the number comes first, the judgement by polarity second. Like is compared with like only.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from kpis.domain.distance import (
    band_text,
    bands_of,
    budgets_of,
    distance,
    judged_by_budget,
    judged_by_distance,
    variance,
    variance_sentence,
)
from kpis.domain.numbers import HUNDRED, ZERO, round_half_up
from kpis.domain.periods import Kind, Period, PeriodKind
from kpis.domain.schemes.band import distance_to_band
from kpis.domain.sentences import BETTER, figure_text, gap_text, margin_text
from kpis.domain.words import Comparison, Earlier, Judgement, Movement, Polarity, Rule, Scheme, Target, ToleranceKind

LEAST_POINTS = 3
SPANS = {Kind.MONTH: 13, Kind.QUARTER: 8, Kind.HALF: 10, Kind.YEAR: 5, Kind.SNAPSHOT: 5}
"""How many periods a trend looks at, the one shown included: 13 months, 8 quarters, 5 years."""


class Travel(NamedTuple):
    """Direction of travel. ``now``, ``earlier`` and ``change`` are printed figures; ``beside`` holds comparators.

    ``band`` and ``band_before`` are what each figure is held against: the band, or the budget, of its own period."""

    movement: Movement
    judgement: Judgement
    rule: Rule
    now: Decimal | None = None
    earlier: Earlier | None = None
    change: Decimal | None = None
    band: Target | None = None
    why_not: str = ""
    band_before: Target | None = None
    beside: tuple[tuple[str, str], ...] = ()

    @property
    def reason(self) -> str:
        return _travel_sentence(self)


class TrendPoint(NamedTuple):
    """One figure of a trend: its place in time in periods, its value, its name, and whether it is provisional."""

    at: int
    value: Decimal
    label: str
    provisional: bool = False


class Trend(NamedTuple):
    """The movement of a line fitted through the figures; ``change`` is its rise over the whole span, as printed."""

    movement: Movement
    judgement: Judgement
    rule: Rule
    change: Decimal | None = None
    count: int = 0  # type: ignore[assignment]
    first_label: str = ""
    last_label: str = ""
    provisional: bool = False
    why_not: str = ""

    @property
    def reason(self) -> str:
        return _trend_sentence(self)


def compared_period(rule: Rule, shown: Period) -> Period | None:
    """The period that a figure is compared with: the one before of the same length, or the same one last year.

    A year-to-date figure is only compared with the same point last year. A single day has no period before it.
    """
    if rule.period_kind is PeriodKind.YEAR_TO_DATE or rule.comparison is Comparison.SAME_PERIOD_LAST_YEAR:
        return shown.year_ago()
    return None if shown.kind is Kind.SNAPSHOT else shown.previous()


def travel(
    rule: Rule,
    value: Decimal | None,
    earlier: Earlier | None,
    band: Target | None = None,
    beside: tuple[tuple[str, str], ...] = (),
    band_before: Target | None = None,
) -> Travel:
    """Compare a figure with an earlier one of the same kind. Values are rounded here to the rule's places."""
    if value is None:
        return not_compared(rule, "there is no figure")
    if earlier is None:
        return not_compared(rule, "there is no earlier period of this kind")
    if earlier.value is None or earlier.hidden:
        return not_compared(rule, _why_none(earlier), earlier._replace(value=None))
    now, before = round_half_up(value, rule.places), round_half_up(earlier.value, rule.places)
    change = now - before
    compared = Travel(
        Movement.LEVEL,
        Judgement.NONE,
        rule,
        now,
        Earlier(before, earlier.period),
        change,
        band,
        "",
        band_before,
        beside,
    )
    if rule.scheme is Scheme.VARIANCE:
        return _by_variance(compared)
    movement = movement_of(rule, change, before)
    return compared._replace(movement=movement, judgement=_judge(compared, movement))


def _why_none(earlier: Earlier) -> str:
    if earlier.why_none:
        return earlier.why_none
    label = earlier.period.label
    return f"the figure of {label} is withheld" if earlier.hidden else f"there is no figure for {label}"


def break_between(kind: PeriodKind, earlier: Period, shown: Period, breaks: Iterable[Period]) -> Period | None:
    """The last declared break between two figures of one kind, which are then not comparable; None: there is none.

    ``breaks`` are the periods whose figures are the first of a new definition or method. A figure known by its end is
    of the old definition when it ends before the break's does; one of its whole period as soon as it starts before.
    """
    if kind.known_by_end:
        between = [each for each in breaks if earlier.end < each.end <= shown.end]
    else:
        between = [each for each in breaks if earlier.start < each.start <= shown.end]
    return max(between, key=lambda each: (each.end, each.start), default=None)


def is_contradicted(travel: Travel, published: str, basis: str) -> bool:
    """Whether a published arrow and the computed one disagree: only where both compare with the same."""
    return bool(published) and basis == travel.rule.comparison and published != travel.movement


def not_compared(rule: Rule, why_not: str, earlier: Earlier | None = None) -> Travel:
    return Travel(Movement.NOT_COMPARED, Judgement.NONE, rule, earlier=earlier, why_not=why_not)


def movement_of(rule: Rule, change: Decimal, before: Decimal) -> Movement:
    """Up, down, or level within the steady margin. From 0 every change moves a percent margin."""
    if abs(change) <= margin_of(rule, before):
        return Movement.LEVEL
    return Movement.UP if change > 0 else Movement.DOWN


def margin_of(rule: Rule, before: Decimal) -> Decimal:
    """The steady margin in the measure's unit, for a change from this earlier figure."""
    if rule.steady_margin is None:
        return ZERO
    if rule.steady_kind is ToleranceKind.PERCENT:
        return abs(before) * rule.steady_margin / HUNDRED
    return rule.steady_margin


def _judge(compared: Travel, movement: Movement) -> Judgement:
    polarity = compared.rule.polarity
    if polarity is Polarity.NONE:
        return Judgement.NONE
    if polarity is not Polarity.RANGE:
        return _by_polarity(polarity, movement)
    pair = bands_of(*_pair(compared))
    if pair is None:
        return Judgement.NONE
    now, before = (distance(each) for each in pair)
    is_level = movement is Movement.LEVEL and abs(now - before) <= margin_of(compared.rule, pair[1].figure)
    return Judgement.STEADY if is_level else judged_by_distance(now, before)


def _pair(compared: Travel) -> tuple[Decimal, Decimal, Target | None, Target | None]:
    """The two figures, and what was set for the period of each."""
    assert compared.now is not None and compared.earlier is not None and compared.earlier.value is not None
    return compared.now, compared.earlier.value, compared.band, compared.band_before


def _by_variance(compared: Travel) -> Travel:
    """The direction of a variance, each of its own budget: of the spending alone nothing follows. The steady margin
    does not apply, for it is in the measure's unit."""
    pair = budgets_of(*_pair(compared))
    if pair is None:
        return not_compared(compared.rule, "there is no budget for both periods", compared.earlier)
    change = variance(pair[0]) - variance(pair[1])
    movement = Movement.UP if change > 0 else Movement.DOWN if change < 0 else Movement.LEVEL
    return compared._replace(movement=movement, judgement=judged_by_budget(pair))


def _by_polarity(polarity: Polarity, movement: Movement) -> Judgement:
    if movement is Movement.LEVEL:
        return Judgement.STEADY
    good = Movement.UP if polarity is Polarity.HIGHER else Movement.DOWN
    return Judgement.IMPROVING if movement is good else Judgement.DECLINING


def trend(rule: Rule, points: Sequence[TrendPoint], band: Target | None = None) -> Trend:
    """The robust slope (Theil-Sen) through figures of one kind, oldest first, held against the steady margin.

    The fitted change over the whole span is rounded to the printed decimals; a percent margin is one of the first
    figure's size. Fewer than three figures give no trend.
    """
    if len(points) < LEAST_POINTS:
        return no_trend(rule, f"fewer than {LEAST_POINTS} comparable figures")
    places = [round_half_up(point.value, rule.places) for point in points]
    change = round_half_up(_fitted_change([point.at for point in points], places, rule.places), rule.places)
    movement = movement_of(rule, change, places[0])
    judgement = _judge_trend(rule, movement, points, places, band)
    provisional = any(point.provisional for point in points)
    return Trend(movement, judgement, rule, change, len(points), points[0].label, points[-1].label, provisional)


def no_trend(rule: Rule, why_not: str) -> Trend:
    return Trend(Movement.NOT_COMPARED, Judgement.NONE, rule, why_not=why_not)


def _judge_trend(
    rule: Rule, movement: Movement, points: Sequence[TrendPoint], values: Sequence[Decimal], band: Target | None
) -> Judgement:
    if rule.polarity is Polarity.NONE or rule.scheme is Scheme.VARIANCE:
        return Judgement.NONE
    if rule.polarity is not Polarity.RANGE:
        return _by_polarity(rule.polarity, movement)
    if band is None or band.low is None or band.high is None:
        return Judgement.NONE
    distances = [abs(distance_to_band(value, band.low, band.high)) for value in values]
    change = _fitted_change([point.at for point in points], distances, 6)
    if movement is Movement.LEVEL or not change:
        return Judgement.STEADY
    return Judgement.IMPROVING if change < 0 else Judgement.DECLINING


def _fitted_change(at: Sequence[int], values: Sequence[Decimal], places: int) -> Decimal:
    """Median of all pairwise slopes times the span. Whole numbers throughout, so that no half is lost to rounding.

    Slopes are brought to one denominator (the least common multiple of the distances in time); an even number of them
    gives the mean of the middle two.
    """
    heights = [int(value.scaleb(places)) for value in values]
    span = at[-1] - at[0]
    common, pairs = _pairs(tuple(at))
    slopes = sorted([(heights[j] - heights[i]) * factor for i, j, factor in pairs])
    middle = len(slopes) // 2
    twice = 2 * slopes[middle] if len(slopes) % 2 else slopes[middle - 1] + slopes[middle]
    return (Decimal(twice * span) / (2 * common)).scaleb(-places)


class _Pair(NamedTuple):
    """Two points of a trend by their places, and what their rise is multiplied with to be a slope."""

    earlier: int
    later: int
    factor: int


# Most trends have a figure for every period, so that their points lie alike in time.
@lru_cache(maxsize=256)
def _pairs(at: tuple[int, ...]) -> tuple[int, tuple[_Pair, ...]]:
    """The denominator that all slopes between points at these times are brought to, and every pair of them."""
    common = lcm(*range(1, at[-1] - at[0] + 1))
    places = range(len(at))
    return common, tuple(_Pair(i, j, common // (at[j] - at[i])) for i in places for j in places[i + 1 :])


def _travel_sentence(travel: Travel) -> str:
    """346, down 218 on 564 in 2017/18; lower is better, as the plan sets it; statistical neighbours: 394."""
    if travel.movement is Movement.NOT_COMPARED:
        return f"Not compared: {travel.why_not}."
    rule, earlier = travel.rule, travel.earlier
    if rule.scheme is Scheme.VARIANCE and (pair := budgets_of(*_pair(travel))):
        return variance_sentence(pair, travel.earlier.period.label if travel.earlier else "", travel.judgement)
    assert travel.now is not None and earlier is not None and earlier.value is not None
    was = f"{figure_text(rule, earlier.value)} in {earlier.period.label}"
    change = f"{_change(travel, was)}{_steady_note(travel)}"
    return f"{figure_text(rule, travel.now)}, {change}{_judged(travel)}{_beside(travel)}."


def _change(travel: Travel, was: str) -> str:
    if not travel.change:
        return f"no change on {was}"
    word = "up" if travel.change > 0 else "down"
    return f"{word} {gap_text(travel.rule, travel.change)} on {was}"


def _steady_note(travel: Travel) -> str:
    if travel.movement is not Movement.LEVEL or not travel.change or travel.rule.steady_margin is None:
        return ""
    return f", within the steady margin of {margin_text(travel.rule)}"


def _judged(travel: Travel) -> str:
    if travel.judgement is Judgement.STEADY and not travel.change and travel.band == travel.band_before:
        return ""
    if travel.rule.polarity is Polarity.RANGE:
        return _beside_band(travel)
    if travel.judgement is Judgement.NONE:
        return f"; {BETTER[Polarity.NONE]}"
    return f"; {BETTER[travel.rule.polarity]}, as the {travel.rule.set_by} sets it"


def _beside_band(travel: Travel) -> str:
    pair = bands_of(*_pair(travel))
    return f"; {band_text(travel.rule, pair, travel.judgement)}" if pair else "; no band to judge it by"


def _beside(travel: Travel) -> str:
    return "".join(
        f"; {name[:1].lower() + name[1:] if name[1:2].islower() and ' ' in name else name}: {text}"
        for name, text in travel.beside
    )


def _trend_sentence(trend: Trend) -> str:
    """Over 5 years to 2018/19 the fitted change is 14 down; lower is better."""
    if trend.movement is Movement.NOT_COMPARED:
        return f"No trend: {trend.why_not}."
    span = f"Over {trend.count} figures from {trend.first_label} to {trend.last_label}"
    provisional = ", the provisional ones included" if trend.provisional else ""
    if not trend.change:
        return f"{span}{provisional}, the line fitted through them is level."
    word = "up" if trend.change > 0 else "down"
    margin = f", within the steady margin of {margin_text(trend.rule)}" if trend.movement is Movement.LEVEL else ""
    rise = gap_text(trend.rule, trend.change)
    return f"{span}{provisional}, the line fitted through them goes {word} by {rise}{margin}."
