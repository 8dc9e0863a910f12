"""What a tolerance band means: how often a steady service would be outside it by chance, and what change it would miss.

For the person who agrees bands, from one year of a share's numerators and denominators. The rate of the year taken
together is held steady; the count of each period is then binomial with its own denominator, and the printed figure that
follows from each count is judged as any other. Chances are floats, figures are Decimals. Nothing is ever set by this.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from math import exp, fsum, lgamma, log, log1p
from typing import NamedTuple

from kpis.contracts.rules_clauses import BY_RUN, number_of
from kpis.contracts.rules_reasons import NOUNS
from kpis.contracts.rules_terms import Terms, count_text
from kpis.domain.numbers import HUNDRED, ZERO, Unit, difference, plain, printed, round_half_up, work_out
from kpis.domain.periods import LENGTHS, Frequency, Period
from kpis.domain.schemes import check_target
from kpis.domain.sentences import edge_text, figure_text
from kpis.domain.words import Polarity, Rule, RuleError, Scheme, Target

LEAST_PERIODS = 4
LIKELY = 0.8
"""How sure a change must be to be outside before it counts as seen."""


class ObservedShare(NamedTuple):
    """The figure of one period as a share: so many of so many."""

    period: Period
    numerator: Decimal | None
    denominator: Decimal | None


class Chances(NamedTuple):
    """The chances that a period's printed figure is below and above the band at a steady rate."""

    period: Period
    denominator: int
    below: float
    above: float


class SmallestChange(NamedTuple):
    """The smallest worsening that is outside in one period with at least 80% chance: its size in percentage points and
    the rate it leads to in percent (None: none ever is), the chance, and the periods until it is a performance failure:
    at the soonest, and with at least 80% chance."""

    downwards: bool
    points: Decimal | None = None
    rate: Decimal | None = None
    chance: float = 0.0
    soonest: int = 0
    likely: int = 0


class Calibration(NamedTuple):
    """What a band means at the year's steady rate.

    ``numerator`` of ``denominator`` is the year taken together, ``rate`` that in percent. ``false_alarms``: how many
    periods of the year are outside on the adverse side by chance alone; ``either_side``: beyond either edge.
    ``chance_of_failure``: of at least one run in the year that is long enough for a performance failure.
    """

    rule: Rule
    frequency: Frequency
    in_a_row: int
    clause: str
    better_counts: bool
    low: Decimal
    high: Decimal
    numerator: int
    denominator: int
    rate: Decimal
    chances: tuple[Chances, ...]
    false_alarms: float
    either_side: float
    chance_of_failure: float
    changes: tuple[SmallestChange, ...]


def calibrate(
    rule: Rule, frequency: Frequency, terms: Terms, low: Decimal, high: Decimal, shares: Sequence[ObservedShare]
) -> Calibration:
    """What a band would mean for a year of figures like these. Raises RuleError where it cannot be said, and why.

    ``low`` and ``high`` are in percent, as a band is set. Periods without cases (a denominator of 0) say nothing.
    """
    _check(rule, Target(low=low, high=high))
    cases = _cases(frequency, shares)
    numerator, denominator = sum(n for _, n, _ in cases), sum(d for _, _, d in cases)
    edges = [(period, d, *_edges(rule, low, high, d)) for period, _, d in cases]
    steady, rate = numerator / denominator, work_out(Decimal(numerator), Decimal(denominator), Unit.PERCENTAGE)
    chances = tuple(Chances(p, d, _below(d, first, steady), _above(d, last, steady)) for p, d, first, last in edges)
    in_a_row = terms.in_a_row(frequency)
    assert in_a_row is not None
    counting = [_outside(rule, each, terms.better_counts) for each in chances]
    return Calibration(
        rule,
        frequency,
        in_a_row,
        number_of(BY_RUN[frequency], terms),
        terms.better_counts,
        low,
        high,
        numerator,
        denominator,
        rate,
        chances,
        fsum(_outside(rule, each) for each in chances),
        fsum(each.below + each.above for each in chances),
        chance_of_run(counting, in_a_row),
        tuple(_change(rule, in_a_row, rate, down, edges) for down in _worse(rule.polarity)),
    )


def chance_of_run(chances: Sequence[float], length: int) -> float:
    """The chance of at least one run of so many successes in a row, where each place has its own chance."""
    running, done = [1.0] + [0.0] * (length - 1), 0.0
    for chance in chances:
        done += running[-1] * chance
        running = [fsum(running) * (1 - chance), *(each * chance for each in running[:-1])]
    return min(done, 1.0)


def _check(rule: Rule, band: Target) -> None:
    if rule.unit is not Unit.PERCENTAGE:
        raise RuleError("only a percentage that is a share of a whole can be calibrated: its chances are of cases")
    if rule.scheme is not Scheme.BAND or rule.polarity is Polarity.NONE:
        raise RuleError("only a measure that is judged by a band can be calibrated: set its scheme to band")
    check_target(rule, band)


def _cases(frequency: Frequency, shares: Sequence[ObservedShare]) -> list[tuple[Period, int, int]]:
    """The periods with cases, as whole numbers. Raises RuleError where they are no year of shares."""
    most = 12 // LENGTHS[frequency.kind]
    if len(shares) > most:
        raise RuleError(f"{len(shares)} periods are more than a year of {most}: choose one year")
    known = [(e.period, e.numerator, e.denominator) for e in shares if e.numerator is not None and e.denominator]
    if shares and not known:
        raise RuleError("no figure of the year has a numerator and a denominator: enter them, not the percentage alone")
    if len(known) < LEAST_PERIODS:
        raise RuleError(
            f"{len(known)} of the year's periods have a numerator and a denominator: enter at least {LEAST_PERIODS}"
        )
    return [(period, *_whole(period, n, d)) for period, n, d in known if n is not None and d is not None]


def _whole(period: Period, numerator: Decimal, denominator: Decimal) -> tuple[int, int]:
    of = f"{plain(numerator)} of {plain(denominator)} in {period.label}"
    if not 0 <= numerator <= denominator:
        raise RuleError(
            f"{of} is no share of a whole: correct the figure, or the measure is none that can be calibrated"
        )
    if numerator % 1 or denominator % 1:
        raise RuleError(f"{of} does not count cases: a share is calibrated from whole numbers")
    return int(numerator), int(denominator)


def _worse(polarity: Polarity) -> tuple[bool, ...]:
    """The directions that are adverse: True is downwards."""
    return {Polarity.HIGHER: (True,), Polarity.LOWER: (False,)}.get(polarity, (True, False))


def _outside(rule: Rule, each: Chances, better_counts: bool = False) -> float:
    """The chance that one period is outside on the adverse side; on either, where the better side counts too."""
    down = rule.polarity is not Polarity.LOWER or better_counts
    up = rule.polarity is not Polarity.HIGHER or better_counts
    return each.below * down + each.above * up


def _edges(rule: Rule, low: Decimal, high: Decimal, denominator: int) -> tuple[int, int]:
    """The lowest count whose printed figure is not below the band, and the lowest whose printed figure is above it."""
    return (
        _first(denominator, lambda figure: figure >= low, rule),
        _first(denominator, lambda figure: figure > high, rule),
    )


def _first(denominator: int, holds: Callable[[Decimal], bool], rule: Rule) -> int:
    """The lowest count whose printed figure has what holds from some figure on; one more than all where none has."""
    least, most = 0, denominator + 1
    while least < most:
        middle = (least + most) // 2
        figure = round_half_up(work_out(Decimal(middle), Decimal(denominator), rule.unit), rule.places)
        least, most = (least, middle) if holds(figure) else (middle + 1, most)
    return least


def _below(cases: int, count: int, rate: float) -> float:
    """The chance of fewer than ``count`` of so many cases."""
    if count <= 0:
        return 0.0
    if count > cases or rate <= 0.0:
        return 1.0
    if rate >= 1.0:
        return 0.0
    if count - 1 <= cases * rate:
        return min(_tail(cases, count - 1, rate, -1), 1.0)
    return max(1.0 - _tail(cases, count, rate, 1), 0.0)


def _above(cases: int, count: int, rate: float) -> float:
    """The chance of ``count`` or more of so many cases."""
    return _below(cases, cases - count + 1, 1.0 - rate)


def _tail(cases: int, count: int, rate: float, step: int) -> float:
    """The sum of binomial chances from a count on, away from the mean, where each is smaller than the one before."""
    term = exp(_ways(cases, count) + count * log(rate) + (cases - count) * log1p(-rate))
    odds = rate / (1.0 - rate)
    terms = []
    while 0 <= count <= cases and term > 0.0:
        terms.append(term)
        term *= (cases - count) / (count + 1) * odds if step > 0 else count / (cases - count + 1) / odds
        count += step
    return fsum(terms)


@lru_cache(maxsize=1024)
def _ways(cases: int, count: int) -> float:
    """The logarithm of the number of ways to choose so many of so many."""
    return lgamma(cases + 1) - lgamma(count + 1) - lgamma(cases - count + 1)


def _change(
    rule: Rule, in_a_row: int, rate: Decimal, downwards: bool, edges: Sequence[tuple[Period, int, int, int]]
) -> SmallestChange:
    """The smallest worsening that is seen, in steps of the printed figure (0.1 points at the coarsest).

    Its chance is the mean of the year's periods; it grows with the worsening, so that it is found by halving.
    """
    places = max(rule.places, 1)

    def chance(steps: int) -> float:
        moved = float(_moved(rate, steps, places, downwards) / HUNDRED)
        tails = [_below(d, first, moved) if downwards else _above(d, over, moved) for _, d, first, over in edges]
        return fsum(tails) / len(tails)

    least, most = 0, int((rate if downwards else HUNDRED - rate).scaleb(places)) + 1
    if chance(most) < LIKELY:
        return SmallestChange(downwards)
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if chance(middle) >= LIKELY else (middle + 1, most)
    seen, after = chance(least), _moved(rate, least, places, downwards)
    return SmallestChange(downwards, Decimal(least).scaleb(-places), after, seen, in_a_row, _likely(seen, in_a_row))


def _moved(rate: Decimal, steps: int, places: int, downwards: bool) -> Decimal:
    """The steady rate in percent so many printed steps worse, never beyond 0 or 100."""
    points = Decimal(steps).scaleb(-places)
    return max(rate - points, ZERO) if downwards else min(rate + points, HUNDRED)


def _likely(chance: float, in_a_row: int) -> int:
    """After how many periods a run that is long enough has come with at least 80% chance."""
    count = in_a_row
    while chance_of_run([chance] * count, in_a_row) < LIKELY:
        count += 1
    return count


METHOD = (
    "The method: the rate of the year taken together is held steady; every case counts alike and by itself, so that "
    "the count of a period is binomial with that period's own denominator; the printed figure that each count gives is "
    "judged against the tolerance band. Where the rate moves through the year, or cases come in groups, there are more "
    "alarms than this. A relapse after an earlier failure is not reckoned in. No band is set by this."
)


def calibration_sentences(found: Calibration) -> list[str]:
    """The steady rate, its alarms and failures, what change would be seen, and last the method."""
    return [_steady(found), _alarms(found), _failures(found), *(_seen(found, each) for each in found.changes), METHOD]


def _steady(found: Calibration) -> str:
    first, last = found.chances[0].period, found.chances[-1].period
    rate = figure_text(found.rule, round_half_up(found.rate, found.rule.places))
    return (
        f"From {first.label} to {last.label} {found.numerator:,} of {found.denominator:,} cases: {rate}, taken "
        f"together, in {_periods(found, len(found.chances))} with figures."
    )


def _alarms(found: Calibration) -> str:
    band = f"{edge_text(found.rule, found.low)} to {edge_text(found.rule, found.high)}"
    return (
        f"If nothing changed, the figure would still be outside the tolerance band of {band} by chance, on the wrong "
        f"side, in {expected_text(found.false_alarms)} of the {_periods(found, len(found.chances))}; beyond either "
        f"edge in {expected_text(found.either_side)}."
    )


def _failures(found: Calibration) -> str:
    sides = ", where the better side counts too" if found.better_counts else ""
    return (
        f"The chance that this alone makes a performance failure by {found.clause} within the year "
        f"({count_text(found.in_a_row)} in a row{sides}) is {chance_text(found.chance_of_failure)}."
    )


def _seen(found: Calibration, change: SmallestChange) -> str:
    direction = "fall" if change.downwards else "rise"
    if change.points is None or change.rate is None:
        return f"However far the rate would {direction}, it would not be outside the tolerance band in most periods."
    places = max(found.rule.places, 1)
    rate = printed(change.rate, found.rule.unit, places)
    size = difference(change.points, found.rule.unit, "", places)
    noun = NOUNS[found.frequency]
    return (
        f"The rate would have to {direction} by {size}, to {rate}, to be outside in a single {noun} with at least 80% "
        f"chance: a smaller change can be missed. It would be a performance failure after "
        f"{_periods(found, change.soonest)} at the soonest, and within {_periods(found, change.likely)} with at least "
        f"80% chance."
    )


def _periods(found: Calibration, number: int) -> str:
    return f"{count_text(number)} {NOUNS[found.frequency]}{'' if number == 1 else 's'}"


def expected_text(number: float) -> str:
    """An expected number of periods: 1.4; less than 0.1."""
    return "less than 0.1" if number < 0.1 else str(round_half_up(Decimal(number), 1))


def chance_text(chance: float) -> str:
    """A chance in whole percent: 12%; less than 1%; more than 99%."""
    if chance < 0.01:
        return "less than 1%"
    return "more than 99%" if chance > 0.99 else f"{round_half_up(Decimal(chance) * 100, 0)}%"
