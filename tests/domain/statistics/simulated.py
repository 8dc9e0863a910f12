"""Steady series, in which nothing but chance moves the figures: a change that is called clear is a false alarm."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from kpis.domain.figure import Actual
from kpis.domain.numbers import Unit
from kpis.domain.statistics.change import Pair, by_parts
from kpis.domain.statistics.words import Clarity, Signal
from kpis.domain.statistics.xmr import Values, chart
from tests.domain.build import D, p, rule

SEED = 20261201
LENGTHS = (8, 12, 24, 60)
PERIOD = p("2018/19")
SHARE, RATE = rule(), rule(unit=Unit.RATE, unit_label="per 1,000")
KINDS = ("normal", "skewed", "counts")


class Alarms(NamedTuple):
    """How many of so many changes were called clear."""

    clear: int
    of: int

    @property
    def rate(self) -> float:
        return self.clear / self.of


class ChartAlarms(NamedTuple):
    """Of so many series: by signal, those whose last point gives it; and those in which any point gives any."""

    last: Counter[Signal]
    any: int
    of: int

    @property
    def rate(self) -> float:
        return sum(count for signal, count in self.last.items() if signal is not Signal.NONE) / self.of


def figure(numerator: int, denominator: int, per: int) -> Actual:
    value = per * D(numerator) / denominator
    return Actual(value, D(numerator), D(denominator), period=PERIOD)


def shares(draw: np.random.Generator, length: int) -> list[Actual]:
    """Out of 10 to 2,000, give or take a tenth, the same chance between 2% and 98% throughout."""
    size, chance = np.exp(draw.uniform(np.log(10), np.log(2000))), draw.uniform(0.02, 0.98)
    sizes = np.maximum(1, (size * draw.uniform(0.9, 1.1, length)).astype(int))
    return [figure(int(each), int(of), 100) for each, of in zip(draw.binomial(sizes, chance), sizes, strict=True)]


def rates(draw: np.random.Generator, length: int) -> list[Actual]:
    """From 1 to 1,000 events a period, in populations that differ by a tenth."""
    mean = np.exp(draw.uniform(0, np.log(1000)))
    sizes = (100_000 * draw.uniform(0.9, 1.1, length)).astype(int)
    return [
        figure(int(each), int(of), 1000) for each, of in zip(draw.poisson(mean * sizes / 100_000), sizes, strict=True)
    ]


def of_changes(kind: str, length: int, series: int) -> Alarms:
    """Each change from one period to the next, in so many series."""
    draw, clear, of = np.random.default_rng([SEED, length]), 0, 0
    make, judged_by = (shares, SHARE) if kind == "proportions" else (rates, RATE)
    for _ in range(series):
        figures = make(draw, length)
        verdicts = [by_parts(Pair(*pair, judged_by)) for pair in pairwise(figures)]
        clear += sum(each.clarity is Clarity.CLEAR for each in verdicts if each)
        of += len(verdicts)
    return Alarms(clear, of)


def steady(kind: str, length: int, series: int) -> Iterator[Values]:
    """Printed figures about one mean: normal, skewed to one side, or counts of about twenty."""
    draw = np.random.default_rng([SEED, length, KINDS.index(kind)])
    for _ in range(series):
        if kind == "counts":
            yield [D(int(each)) for each in draw.poisson(20, length)]
        else:
            drawn = draw.normal(80, 4, length) if kind == "normal" else 5 * draw.gamma(4, size=length)
            yield [D(f"{each:.1f}") for each in drawn]


def of_charts(kind: str, length: int, series: int) -> ChartAlarms:
    last: Counter[Signal] = Counter()
    anywhere = 0
    for values in steady(kind, length, series):
        found = chart(values)
        last[found.signals[-1] if found else Signal.NONE] += 1
        anywhere += bool(found and set(found.signals) != {Signal.NONE})
    return ChartAlarms(last, anywhere, series)
