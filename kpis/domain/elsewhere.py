"""How far a measure is from the same measure elsewhere: both printed figures of one period, and their difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from kpis.domain.figure import Actual, Hidden
from kpis.domain.measure import ComparatorFigure
from kpis.domain.numbers import round_half_up
from kpis.domain.periods import Period
from kpis.domain.sentences import BETTER, edge_text, figure_text, gap_text
from kpis.domain.words import Rule


class Gap(NamedTuple):
    """A figure beside one from elsewhere, in the measure's unit. ``here`` is the printed figure, rounded as the measure
    is; ``there`` stands as it was published. Where the two are of no like period, ``here`` is None and ``why_not`` says
    why."""

    name: str
    period: Period
    rule: Rule
    here: Decimal | None
    there: Decimal
    why_not: str = ""

    @property
    def difference(self) -> Decimal | None:
        """What is left when the figure elsewhere is taken from the one here: both as they are printed."""
        return None if self.here is None else self.here - self.there

    @property
    def sentence(self) -> str:
        """A sentence that can be checked by hand, without its period: "687 here, 671
        there: 16 higher; lower is better"."""
        there = edge_text(self.rule, self.there)
        if self.here is None or self.difference is None:
            return f"{there} there. {self.why_not}"
        both = f"{figure_text(self.rule, self.here)} here, {there} there"
        if not self.difference:
            return f"{both}: the same."
        side = "higher" if self.difference > 0 else "lower"
        return f"{both}: {gap_text(self.rule, self.difference)} {side}; {BETTER[self.rule.polarity]}."


def gaps(
    comparators: Iterable[ComparatorFigure],
    figures: Mapping[Period, Actual | Hidden],
    rules: Mapping[Period, Rule],
    usual: Rule,
) -> list[Gap]:
    """One for each place: the latest of its figures that has a like period here, else its latest, with why not.

    A like period is the same one; of a position, a rolling figure or a year to date, one that ends on the same day.
    ``rules`` are those of the figures' own periods, ``usual`` is the measure's where there is none.
    """
    places: dict[str, list[ComparatorFigure]] = {}
    for row in sorted(comparators, key=lambda each: (each.period.end, each.period.months), reverse=True):
        if row.value is not None:
            places.setdefault(row.name, []).append(row)
    found = []
    for rows in places.values():
        beside = [_gap(row, figures, rules, usual) for row in rows]
        found.append(next((each for each in beside if each.here is not None), beside[0]))
    return found


def _gap(
    row: ComparatorFigure, figures: Mapping[Period, Actual | Hidden], rules: Mapping[Period, Rule], usual: Rule
) -> Gap:
    assert row.value is not None
    period = _like(row.period, figures, usual)
    rule = rules.get(period, usual) if period else usual
    figure = figures.get(period) if period else None
    if isinstance(figure, Hidden):
        return Gap(row.name, row.period, rule, None, row.value, "Not compared: the figure here is withheld.")
    exact = figure.exact(rule) if figure else None
    if exact is None:
        why = f"Not compared: there is no figure here for {row.period.label}."
        return Gap(row.name, row.period, rule, None, row.value, why)
    return Gap(row.name, row.period, rule, round_half_up(exact, rule.places), row.value)


def _like(period: Period, figures: Mapping[Period, Actual | Hidden], rule: Rule) -> Period | None:
    if period in figures or not rule.period_kind.known_by_end:
        return period if period in figures else None
    alike = (each for each in figures if each.end == period.end)
    return max(alike, key=lambda each: each.months, default=None)
