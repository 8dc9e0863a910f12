"""A measure's figures as a chart's specification: actuals, targets as steps, tolerance as a band, comparators."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from kpis.charts import Band, Break, Chart, Point, Series, TargetStep
from kpis.domain.figure import Actual, marker_text
from kpis.domain.line import Line
from kpis.domain.numbers import Unit, as_set, printed
from kpis.domain.periods import Kind, Period, PeriodKind
from kpis.domain.schemes import band_between
from kpis.domain.words import Rule, Scheme
from kpis.measures.queries import MeasurePage
from kpis.web.lines import has_value

Standing = TypeVar("Standing", TargetStep, Band)

BELOW = "The table below has them all."


def measure_chart(page: MeasurePage, fitted: bool = True) -> Chart | None:
    """The chart of a measure's totals; None for a milestone, and where there is no figure. ``fitted`` starts the axis
    near the figures, so that their movement is seen; else it starts at 0. Either way the axis says so."""
    if page.line.rule.scheme is Scheme.MILESTONE or not any(has_value(line.figure) for line in page.lines):
        return None
    lines = sorted(page.lines, key=lambda line: line.period.end if line.period else page.period.end)
    kind = _main_kind(page, lines)
    main = [line for line in lines if _belongs(line, kind, page)]
    rule = page.line.rule
    return Chart(
        title=page.measure.title,
        description=_description(page, main),
        axis=axis_text(rule),
        series=(
            Series(page.council.short_name or page.council.name, tuple(_points(main, page))),
            *_others(page, lines, kind, main),
        ),
        targets=tuple(standing_steps(main)),
        bands=tuple(_bands(main)),
        breaks=tuple(_breaks(main)),
        from_zero=not fitted,
        value_format=_format(rule),
    )


def _format(rule: Rule) -> Callable[[Decimal], str]:
    """A figure as it is printed, without the words of its unit, which the axis has."""
    return lambda value: printed(value, rule.unit, rule.places, rule.unit_label if rule.unit is Unit.CURRENCY else "")


def axis_text(rule: Rule) -> str:
    """The unit for the axis: "per cent", "per 1,000", "£k"."""
    words = {
        Unit.PERCENTAGE: "Per cent",
        Unit.COUNT: "Number",
        Unit.PERCENTAGE_POINTS: "Percentage points",
        Unit.DAYS: "Days",
    }
    if rule.unit is Unit.CURRENCY:
        return f"£{rule.unit_label.removeprefix('£')}"
    label = rule.unit_label[:1].upper() + rule.unit_label[1:]
    return label or words.get(rule.unit, rule.unit.value.capitalize())


def _main_kind(page: MeasurePage, lines: Sequence[Line]) -> Kind:
    """The length of period that the chart shows: the one shown, unless another has more of a history."""
    counts = Counter(line.period.kind for line in lines if line.period and isinstance(line.figure, Actual))
    shown = page.line.period.kind if page.line.period else page.measure.schedule.frequency.kind
    if counts[shown] >= 2 or not counts:
        return shown
    return counts.most_common(1)[0][0]


def _belongs(line: Line, kind: Kind, page: MeasurePage) -> bool:
    """Snapshots and rolling figures stand on one line whatever their period is called; others only with their like."""
    alike = page.measure.schedule.period_kind in (PeriodKind.SNAPSHOT, PeriodKind.ROLLING_12)
    return line.period is not None and (alike or line.period.kind is kind)


def _points(lines: Sequence[Line], page: MeasurePage) -> list[Point]:
    found: list[Point] = []
    before: Period | None = None
    for line in lines:
        period = line.period
        assert period is not None
        if before is not None and (gap := _gap(before, period, page)):
            found.append(gap)
        found.append(_point(line, period))
        before = period
    return found


def _gap(before: Period, period: Period, page: MeasurePage) -> Point | None:
    """A period without any reading between two of one length, or the start of a new year's count."""
    if before.kind is period.kind and before.next().end < period.end:
        missing = before.next()
        return Point(missing.end, missing.label, None, "No figure entered")
    starts_again = page.measure.schedule.period_kind is PeriodKind.YEAR_TO_DATE and period.kind is not Kind.YEAR
    if starts_again and before.of_year != period.of_year:
        return Point(period.start, "", None, "A new year's count starts")
    return None


def _point(line: Line, period: Period) -> Point:
    figure = line.figure
    if not isinstance(figure, Actual):
        return Point(period.end, period.label, None, line.printed)
    value = figure.exact(line.rule)
    return Point(period.end, period.label, value, figure.text(line.rule), figure.is_tentative, marker_text(figure))


def _others(page: MeasurePage, lines: Sequence[Line], kind: Kind, main: Sequence[Line]) -> list[Series]:
    found = []
    shown = page.line.period
    if shown and not any(line.period == shown for line in main):
        part = [line for line in lines if line.period == shown]
        if part:
            found.append(Series(f"Part year: {shown.label}", tuple(_point(line, shown) for line in part), "part"))
    return [*found, *_comparators(page, main)]


def _comparators(page: MeasurePage, main: Sequence[Line]) -> list[Series]:
    rule = page.line.rule
    kinds = {line.period.kind for line in main if line.period}
    names: dict[str, list[Point]] = {}
    for row in sorted(page.beside.comparators, key=lambda each: each.period.end):
        period = row.period
        if row.value is not None and (period.kind in kinds or rule.period_kind.known_by_end):
            text = as_set(row.value, rule.unit, rule.unit_label)
            names.setdefault(row.name, []).append(Point(period.end, period.label, row.value, text))
    return [Series(name, tuple(points), "comparator") for name, points in names.items()]


def standing_steps(lines: Sequence[Line]) -> list[TargetStep]:
    found = []
    for line in lines:
        if line.period and line.target and line.target.value is not None:
            text = as_set(line.target.value, line.rule.unit, line.rule.unit_label)
            found.append(TargetStep(line.period.start, line.period.end, line.target.value, text))
    return _joined(found)


def _bands(lines: Sequence[Line]) -> list[Band]:
    found = []
    for line in lines:
        edges = band_between(line.rule, line.target) if line.target else None
        if line.period and edges:
            texts = [as_set(edge, line.rule.unit, line.rule.unit_label) for edge in edges]
            found.append(Band(line.period.start, line.period.end, *edges, f"{texts[0]} to {texts[1]}"))
    return _joined(found)


def _joined(parts: Sequence[Standing]) -> list[Standing]:
    """What stands unchanged from one period to the next as one part, drawn without a seam."""
    found: list[Standing] = []
    for part in parts:
        before = found[-1] if found else None
        if before and before.text == part.text and before.end + dt.timedelta(days=1) == part.start:
            found[-1] = replace(before, end=part.end)
        else:
            found.append(part)
    return found


def _breaks(lines: Sequence[Line]) -> list[Break]:
    return [
        Break(line.period.start, line.figure.break_before)
        for line in lines
        if line.period and line.figure and line.figure.break_before
    ]


def _description(page: MeasurePage, lines: Sequence[Line]) -> str:
    known = [
        (line.period, figure.text(line.rule))
        for line in lines
        if line.period and isinstance(figure := line.figure, Actual) and figure.value is not None
    ]
    if not known:
        return "There are no figures to draw."
    first, last = known[0], known[-1]
    span = f"from {first[1]} in {first[0].label} to {last[1]} in {last[0].label}"
    return f"{len(known)} figures, {span}. {BELOW}"
