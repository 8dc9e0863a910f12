"""The statistics of many measures with long histories: pure computation, without a database."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from random import Random

from kpis.bench.checks import Measurement, at_most
from kpis.bench.runs import rate
from kpis.domain.disclosure import Threshold
from kpis.domain.figure import Actual
from kpis.domain.history import History
from kpis.domain.line import Context, Line, line_of
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.numbers import Unit, work_out
from kpis.domain.periods import Frequency, Period, PeriodKind, YearStart
from kpis.domain.selection import Schedule
from kpis.domain.words import Polarity, Rule, Scheme, Target
from kpis.statistics.files import statistics_rows

MEASURES, FIGURES, SEED = 300, 60, 20261201
UNITS = (Unit.PERCENTAGE, Unit.COUNT, Unit.RATE, Unit.AVERAGE, Unit.CURRENCY)
SHOWN = Period.quarter(2024, 2)
SCHEDULE = Schedule(Frequency.QUARTERLY, YearStart.APRIL, PeriodKind.IN_PERIOD)


def chance_checks() -> Iterator[Measurement]:
    """A row of statistics for each measure: verdict on change, chart, assurance, forecast, runs."""
    lines = [_line(number, UNITS[number % len(UNITS)]) for number in range(MEASURES)]
    took = 1 / rate(lambda: statistics_rows(lines), 1)
    yield at_most("Statistics of 300 measures with 60 figures", took * 1000, 500, " ms")


def _line(number: int, unit: Unit) -> Line:
    draw, label = Random(SEED + number), "per 1,000" if unit is Unit.RATE else ""  # noqa: S311
    rule = Rule(Scheme.TARGET, Polarity.HIGHER, unit, 1, label)
    measure = KeyMeasure(
        number, 1, f"M{number}", "Steady", "plan", "Plan", "", "", None, "", unit, label, True, SCHEDULE,
        Threshold(None), ((None, rule),),
    )  # fmt: skip
    figures = [_figure(each, unit, label, draw) for each in SHOWN.back_from(FIGURES)]
    aims = tuple(Target(Decimal(45), period=Period.year(year)) for year in range(2005, 2025))
    return line_of(Context(SHOWN, SHOWN.end), History(measure, figures), Beside(aims))


def _figure(period: Period, unit: Unit, label: str, draw: Random) -> Actual:
    numerator, denominator = Decimal(draw.randint(300, 500)), Decimal(draw.randint(900, 1100))
    if unit not in (Unit.PERCENTAGE, Unit.RATE):
        return Actual(numerator, period=period)
    return Actual(work_out(numerator, denominator, unit, label), numerator, denominator, period=period)
