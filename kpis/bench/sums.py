"""The domain's verdicts and a chart: pure computation, without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from kpis.bench.checks import Measurement, at_least, at_most
from kpis.bench.runs import rate
from kpis.charts import Band, Chart, Point, Series, TargetStep, draw
from kpis.domain.numbers import Unit
from kpis.domain.periods import Period
from kpis.domain.schemes import assess
from kpis.domain.travel import travel
from kpis.domain.words import Earlier, Polarity, Rule, Scheme, Target, ToleranceKind

MANY, DRAWN = 20_000, 50
NOW, BEFORE = Period.year(2018), Period.year(2017)
CASES = (
    (Rule(Scheme.TARGET, Polarity.LOWER, Unit.COUNT, 0), Target(Decimal(580))),
    (
        Rule(Scheme.TARGET_TOLERANCE, Polarity.HIGHER, Unit.PERCENTAGE, 1),
        Target(Decimal(590), ToleranceKind.POINTS, Decimal(2)),
    ),
    (Rule(Scheme.BAND, Polarity.LOWER, Unit.RATE, 1, "per 10,000"), Target(low=Decimal(570), high=Decimal("583.5"))),
    (Rule(Scheme.TARGET_THEN_LAST_YEAR, Polarity.HIGHER, Unit.DAYS, 1), Target(Decimal(585))),
)


def sum_checks() -> Iterator[Measurement]:
    """Verdicts with directions of travel a second, with and without their sentences; and a chart."""
    verdicts = rate(lambda: _judge(MANY, sentences=False), MANY)
    yield at_least("Verdicts with direction of travel", verdicts, 100_000, " a second")
    told = rate(lambda: _judge(MANY, sentences=True), MANY)
    yield at_least("The same with both sentences", told, 40_000, " a second")
    chart = _chart()
    took = 1 / rate(lambda: [draw(chart) for _ in range(DRAWN)], DRAWN)
    yield at_most("A chart of five years of quarters", took * 1000, 1, " ms")


def _judge(count: int, *, sentences: bool) -> None:
    earlier = Earlier(Decimal("571.26"), BEFORE)
    for number in range(count):
        rule, target = CASES[number % len(CASES)]
        value = Decimal(5500 + number % 700) / 10
        verdict, moved = assess(rule, value, target, earlier), travel(rule, value, earlier, target)
        if sentences:
            _ = (verdict.reason, moved.reason)


def _chart() -> Chart:
    quarters = [Period.quarter(year, number) for year in range(2014, 2019) for number in range(1, 5)]
    own = [_point(each, Decimal(60 + place % 7), place > 17) for place, each in enumerate(quarters)]
    elsewhere = [_point(each, Decimal(66 - place % 5), False) for place, each in enumerate(quarters)]
    years = [Period.year(year) for year in range(2014, 2019)]
    return Chart(
        "Children in care per 10,000", "Twenty quarters, two of them provisional.", "Per 10,000",
        (Series("Benchshire", tuple(own)), Series("England", tuple(elsewhere), "comparator")),
        targets=tuple(TargetStep(each.start, each.end, Decimal(64), "64") for each in years),
        bands=(Band(dt.date(2014, 4, 1), dt.date(2019, 3, 31), Decimal(62), Decimal(66), "62 to 66"),),
    )  # fmt: skip


def _point(period: Period, value: Decimal, hollow: bool) -> Point:
    return Point(period.end, period.label, value, str(value), hollow)
