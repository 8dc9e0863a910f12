"""What a band means at a steady rate, in sentences for the person who agrees it, with the method."""

from __future__ import annotations

from decimal import Decimal

from kpis.contracts.rules_calibration import Calibration, SmallestChange
from kpis.contracts.rules_reasons import NOUNS, count_text
from kpis.contracts.rules_terms import BY_RUN
from kpis.domain.numbers import difference, printed, round_half_up
from kpis.domain.sentences import edge_text, figure_text

METHOD = (
    "The method: the rate of the year taken together is held steady; every case counts alike and by itself, so that "
    "the count of a period is binomial with that period's own denominator; the printed figure that each count gives is "
    "judged against the band. Where the rate moves through the year, or cases come in groups, there are more alarms "
    "than this. A failure by a relapse (5.3.4) is not reckoned in. No band is set by this."
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
        f"If nothing changed, the figure would still be outside the band of {band} by chance, on the wrong side, in "
        f"{expected_text(found.false_alarms)} of the {_periods(found, len(found.chances))}; beyond either edge in "
        f"{expected_text(found.either_side)}."
    )


def _failures(found: Calibration) -> str:
    sides = ", where the better side counts too" if found.better_counts else ""
    return (
        f"The chance that this alone makes a performance failure by {BY_RUN[found.frequency]} within the year "
        f"({count_text(found.in_a_row)} in a row{sides}) is {chance_text(found.chance_of_failure)}."
    )


def _seen(found: Calibration, change: SmallestChange) -> str:
    direction = "fall" if change.downwards else "rise"
    if change.points is None or change.rate is None:
        return f"However far the rate would {direction}, it would not be outside the band in most periods."
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
