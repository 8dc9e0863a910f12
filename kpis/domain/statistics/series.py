"""A measure's own periods of one length up to one of them, and their printed figures, for the methods that look at more
than two: never over a declared break, and a withheld figure is a gap like a missing one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kpis.domain.figure import Actual
from kpis.domain.history import History
from kpis.domain.numbers import round_half_up
from kpis.domain.periods import Kind, Period
from kpis.domain.targets import rule_in_force


def printed_value(history: History, period: Period) -> Decimal | None:
    """The figure of a period as it is printed, by the rule of then; None where there is none that may be known."""
    figure = history.figure(period)
    if not isinstance(figure, Actual):
        return None
    rule = rule_in_force(history.measure.rules, period)
    exact = figure.exact(rule)
    return None if exact is None else round_half_up(exact, rule.places)


def before(history: History, shown: Period) -> Iterator[Period]:
    """The periods of the length of the one shown, itself first, back to its first figure or to the last break."""
    for period in _back(history, shown):
        if history.breaks and history.break_between(period, shown):
            return
        yield period


def _back(history: History, shown: Period) -> tuple[Period, ...]:
    if shown.kind is Kind.SNAPSHOT:  # positions on days of their own: those that were stated
        stated = (each for each in history.periods if each.kind is Kind.SNAPSHOT and each.end < shown.end)
        return shown, *stated
    first = min((each.period.start for each in history.figures), default=shown.start)
    months = (shown.start.year - first.year) * 12 + shown.start.month - first.month
    return shown.back_from(max(0, -(-months // shown.months)) + 1)


def printed_values(history: History, shown: Period) -> list[Decimal | None]:
    """The printed figures since the last break, oldest first, a gap for each period without one in between; the last is
    that of the period shown."""
    found = [printed_value(history, each) for each in before(history, shown)]
    while len(found) > 1 and found[-1] is None:
        found.pop()
    return found[::-1]
