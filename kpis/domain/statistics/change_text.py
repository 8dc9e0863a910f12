"""The verdict on a change in plain words: which numbers were compared, and what chance could do."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kpis.domain.figure import Actual
from kpis.domain.numbers import MINUS, Unit, plain, round_half_up
from kpis.domain.sentences import figure_text
from kpis.domain.statistics.change import Change, Pair, events_of, proportion_of
from kpis.domain.statistics.intervals import SURE as SURE_OF
from kpis.domain.statistics.intervals import Interval
from kpis.domain.statistics.words import ChangeMethod, Clarity, Signal
from kpis.domain.statistics.xmr import IN_A_ROW, LEAST
from kpis.domain.words import Rule

SURE = "more than chance explains (95% sure)"
UNSURE = "chance alone could explain it"
VERDICTS = {
    Clarity.CLEAR: "Clear change",
    Clarity.NOT_CLEAR: "No clear change",
    Clarity.TOO_FEW: "Too few figures to say",
    Clarity.NOT_COMPARED: "Not compared",
}
SIGNALS = {
    Signal.OUTSIDE: "is outside what chance does",
    Signal.RUN: f"is at least the {IN_A_ROW}th in a row that only rises or only falls",
    Signal.TWO_OF_THREE: "is one of two of the last three that are far out on the same side",
    Signal.SHIFT: f"is at least the {IN_A_ROW}th in a row on the same side of the average",
    Signal.NONE: "is within what chance does",
}


def change_sentence(change: Change) -> str:
    """60.0% was 48 of 80, 89.3% is 100 of 112: more than chance explains (95% sure); the change is 17.00 to 41.12
    percentage points."""
    if change.clarity is Clarity.NOT_COMPARED or change.pair is None:
        return f"{VERDICTS[Clarity.NOT_COMPARED]}: {change.why_not}."
    if change.clarity is Clarity.TOO_FEW:
        return f"{_too_few(change, change.pair)}.{_beside(change.pair)}"
    if change.method is ChangeMethod.XMR:
        return f"{_by_chart(change, change.pair)}.{_beside(change.pair)}"
    assert change.limits is not None
    verdict = SURE if change.clarity is Clarity.CLEAR else UNSURE
    size = (
        _difference(change.limits)
        if change.method is ChangeMethod.PROPORTIONS
        else _ratio(change.limits, change.pair.rule)
    )
    return f"{_compared(change.pair)}: {verdict}; {size}.{_beside(change.pair)}"


def clear_changes(changes: Iterable[Change]) -> str:
    """9 of 60 changes are clear; about 3 would look so by chance. Blank where none was looked at."""
    looked_at = [each.clarity for each in changes if each.method is not ChangeMethod.NONE]
    if not looked_at:
        return ""
    clear, many = looked_at.count(Clarity.CLEAR), len(looked_at)
    chance = round_half_up(many * (1 - Decimal(str(SURE_OF))), 0)
    about = f"about {chance}" if chance else "fewer than one"
    return f"{clear} of {many} {'change is' if many == 1 else 'changes are'} clear; {about} would look so by chance."


def _compared(pair: Pair) -> str:
    if pair.rule.unit is Unit.COUNT:
        return ", ".join(f"{each.text(pair.rule)} in {each.period.label}" for each in (pair.earlier, pair.later))
    return f"{_counted(pair.earlier, pair.rule, 'was')}, {_counted(pair.later, pair.rule, 'is')}"


def _counted(figure: Actual, rule: Rule, verb: str) -> str:
    """A figure as printed, with the numbers that it comes from: "60.0% was 48 of 80"."""
    text = figure.text(rule)
    if figure.numerator is None or figure.denominator is None:
        return text
    word = "of" if rule.unit is Unit.PERCENTAGE else "in"
    return f"{text} {verb} {_number(figure.numerator)} {word} {_number(figure.denominator)}"


def _number(value: Decimal) -> str:
    return f"{Decimal(plain(value)):,f}"


def _difference(limits: Interval) -> str:
    assert limits.high is not None
    return f"the change is {_decimal(limits.low)} to {_decimal(limits.high)} percentage points"


def _ratio(limits: Interval, rule: Rule) -> str:
    word = "as many" if rule.unit is Unit.COUNT else "as high"
    if limits.high is None:
        return f"now at least {_decimal(limits.low)} times {word}"
    places = 2 if limits.high - limits.low > Decimal("0.02") else 4
    return f"now {_decimal(limits.low, places)} to {_decimal(limits.high, places)} times {word}"


def _decimal(value: Decimal, places: int = 2) -> str:
    rounded = round_half_up(value, places)
    return f"{MINUS if rounded < 0 else ''}{abs(rounded):,f}"


def _by_chart(change: Change, pair: Pair) -> str:
    assert change.chart is not None
    low, high = (figure_text(pair.rule, round_half_up(each, 2)) for each in change.chart.limits[1:])
    count = sum(each is not None for each in change.values)
    return f"Chance moves the {count} figures between {low} and {high}; {pair.later.text(pair.rule)} {_signal(change)}"


def _signal(change: Change) -> str:
    return SIGNALS[change.signal]


def _too_few(change: Change, pair: Pair) -> str:
    """Why nothing can be said: what is missing of each method."""
    rule, count = pair.rule, sum(each is not None for each in change.values)
    has_parts = rule.unit in (Unit.PERCENTAGE, Unit.RATE) and not (_knows_parts(pair))
    parts = "; the numbers behind both percentages or rates are not known" if has_parts else ""
    if not change.values:
        return f"{VERDICTS[Clarity.TOO_FEW]}: a year to date has no control chart{parts}"
    return f"{VERDICTS[Clarity.TOO_FEW]}: {count} of the {LEAST} figures that a control chart needs{parts}"


def _knows_parts(pair: Pair) -> bool:
    if pair.rule.unit is Unit.PERCENTAGE:
        return proportion_of(pair.earlier) is not None and proportion_of(pair.later) is not None
    return events_of(pair.earlier, pair.rule) is not None and events_of(pair.later, pair.rule) is not None


def _beside(pair: Pair) -> str:
    """What weakens the verdict: few answers, and a figure that may still change."""
    shares = [proportion_of(each) for each in (pair.earlier, pair.later)] if pair.rule.unit is Unit.PERCENTAGE else []
    few = [_number(each.denominator) for each in shares if each is not None and each.is_few]
    answers = f" Few answers: {' and '.join(few)}." if few else ""
    return f"{answers}{''.join(_tentative(each) for each in (pair.earlier, pair.later))}"


def _tentative(figure: Actual) -> str:
    return f" The figure for {figure.period.label} is {figure.marker}." if figure.is_tentative else ""
