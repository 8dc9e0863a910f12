"""A measure as the rules read it, and what was set for its figures: no rows, no database."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from kpis.domain.disclosure import Threshold, is_small, lacks_parts
from kpis.domain.figure import COLUMNS, Actual, Figure
from kpis.domain.numbers import Unit, as_set, work_out
from kpis.domain.periods import Kind, Period
from kpis.domain.selection import Schedule
from kpis.domain.words import Marker, Rule, Target

PeriodKey = dt.date | tuple[Kind, dt.date]
"""What one of a measure's periods is known by: its last day, or its kind and first day."""


def period_key(period: Period, by_end: bool) -> PeriodKey:
    return period.end if by_end else (period.kind, period.start)


class KeyMeasure(NamedTuple):
    """A measure with what every page says of it. ``rules`` are in order of their beginning (None: from the first)."""

    id: int
    council_id: int
    ref: str
    title: str
    framework: str
    framework_name: str
    outcome: str
    policy_area: str
    service_id: int | None
    service: str
    unit: Unit
    unit_label: str
    share: bool
    schedule: Schedule
    threshold: Threshold
    rules: tuple[tuple[dt.date | None, Rule], ...]

    @property
    def by_end(self) -> bool:
        """Whether the last day alone makes two of its periods one."""
        return self.schedule.period_kind.known_by_end

    def is_same(self, one: Period, other: Period) -> bool:
        """Whether two periods are those of one figure."""
        return one.end == other.end if self.by_end else one == other

    def key(self, period: Period) -> PeriodKey:
        return period_key(period, self.by_end)

    def named(self, period: Period) -> Period:
        """A period in the measure's own calendar."""
        return self.schedule.named(period)

    def is_small(self, value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None) -> bool:
        """Whether a figure with its numerator and denominator could identify a person."""
        if self.threshold.below is None:
            return False
        return is_small(self.threshold, self.unit, value, numerator, denominator, self.share)

    def lacks_parts(self, figure: Figure) -> bool:
        """Whether a figure is withheld because nobody can say how small the numbers behind it are."""
        return lacks_parts(self.threshold, self.unit, *figure.numbers, self.share)

    def is_withheld(self, figure: Figure) -> bool:
        """Whether a figure is withheld for itself: it could identify a person, or somebody has marked it."""
        return figure.marker is Marker.SUPPRESSED or self.is_small(figure.value, figure.numerator, figure.denominator)

    @property
    def withholds(self) -> bool:
        """Whether any of its figures may be withheld."""
        return self.threshold.below is not None or self.threshold.by_hand

    def actual(self, figure: Figure, period: Period, break_before: str = "", version: int = 0) -> Actual:
        """What a figure says, as that of one of the measure's periods, for somebody who sees small numbers."""
        columns = {name: getattr(figure, name) for name in COLUMNS}
        made = Actual(**columns, period=self.named(period), break_before=break_before, version=version)
        small = self.is_small(made.value, made.numerator, made.denominator)
        return replace(made, small=True) if small else made


class BaselineFigure(NamedTuple):
    """The figure that a plan or contract starts from. ``value`` in the measure's unit; None: it was withdrawn."""

    period: Period
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None

    def exact(self, rule: Rule) -> Decimal | None:
        """The value before rounding: from numerator and denominator where both are known. Raises NumberError."""
        if self.numerator is None or self.denominator is None:
            return self.value
        return work_out(self.numerator, self.denominator, rule.unit, rule.unit_label)


class ComparatorFigure(NamedTuple):
    """The same measure elsewhere: England, neighbours. ``value`` in the measure's unit; None: it was withdrawn."""

    name: str
    period: Period
    value: Decimal | None


class Beside(NamedTuple):
    """What stands beside a measure's figures: its targets, baselines and comparators."""

    targets: tuple[Target, ...] = ()
    baselines: tuple[BaselineFigure, ...] = ()
    comparators: tuple[ComparatorFigure, ...] = ()

    def comparators_of(self, rule: Rule, shown: Period) -> tuple[tuple[str, str], ...]:
        """The names and figures of those for a measure's period, the figures as they were set."""
        by_end = rule.period_kind.known_by_end
        same = (
            each
            for each in self.comparators
            if each.period.end == shown.end and (by_end or each.period.start == shown.start)
        )
        figures = ((each.name, each.value) for each in same if each.value is not None)
        return tuple((name, as_set(value, rule.unit, rule.unit_label)) for name, value in figures)
