"""What the set-up of a measure rests on: its rules as domain values, and the figures that they have judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kpis.domain.numbers import Unit
from kpis.domain.periods import PeriodKind
from kpis.domain.words import Comparison, FrameworkKind, Polarity, Rule, Scheme, ToleranceKind
from kpis.models import Framework, Measure, MeasureRule, Reading, ReadingVersion

DatedRule = tuple[dt.date | None, Rule]


def rule_of(measure: Measure, row: MeasureRule) -> Rule:
    """A rule as the domain judges by it: the row's own columns with the measure's and its framework's."""
    return Rule(
        scheme=Scheme(row.scheme),
        polarity=Polarity(row.polarity),
        unit=Unit(measure.unit),
        places=row.decimal_places,
        unit_label=measure.unit_label,
        period_kind=PeriodKind(measure.period_kind),
        comparison=Comparison(row.comparison),
        steady_margin=row.steady_margin,
        steady_kind=ToleranceKind(row.steady_margin_kind) if row.steady_margin_kind else None,
        underspend_is_red=measure.framework.underspend_is_red,
        set_by=FrameworkKind(measure.framework.kind),
    )


def rules_of(measure: Measure) -> list[DatedRule]:
    """A measure's rules in order of their beginning (None: from the beginning), which sorts first."""
    rows = [(row.begins, rule_of(measure, row)) for row in MeasureRule.objects.filter(measure=measure).order_by()]
    return sorted(rows, key=lambda each: each[0] or dt.date.min)


def signed_off_days(measures: Iterable[int]) -> list[dt.date]:
    """The day by which the rule of every reading that has ever been signed off is chosen, in order: its first, or its
    last where that alone makes the figure (`kpis.domain.targets.rule_in_force`). One statement."""
    signed = ReadingVersion.State.SIGNED_OFF.value
    found = Reading.objects.filter(measure_id__in=list(measures), versions__state=signed).order_by()
    rows = found.values_list("id", "start", "end", "known_by_end").distinct()
    return sorted(end if by_end else start for _, start, end, by_end in rows)


def judged_by(begins: dt.date | None, beginnings: Iterable[dt.date | None], days: Iterable[dt.date]) -> int:
    """How many readings (by their `signed_off_days`) the rule that begins on a day judges, beside the others."""
    first = begins or dt.date.min
    later = [each for each in beginnings if each is not None and each > first]
    end = min(later, default=dt.date.max)
    return sum(first <= day < end for day in days)


def signed_off_in(framework: Framework) -> int:
    """How many readings of a framework's measures have ever been signed off."""
    return len(signed_off_days(framework.measures.values_list("id", flat=True)))
