"""A scorecard reads a window of figures, a measure's page all of them: what they say of a measure is the same."""

from __future__ import annotations

import datetime as dt

import pytest

from kpis.domain.line import Line
from kpis.domain.period_text import parse_period
from kpis.measures.queries import measure_page
from kpis.people import PUBLIC, UNRESTRICTED, Viewer
from kpis.readings.wanted import Wanted
from kpis.scorecards.queries import scorecard

TODAY = dt.date(2026, 11, 22)
PERIODS = {
    "warwickshire": ("2018/19", "2018/19 Q4", "2018/19 Q1", "2017/18"),
    "worcestershire": ("2020/21 Q4", "2020/21", "2019/20", "2019-09"),
    "exampleshire": ("2026/27 Q2", "2025/26", "2025/26 Q4", "2026-08", "2025", "2024/25 H2", "2024/25 academic"),
}
CASES = [(council, period) for council, periods in PERIODS.items() for period in periods]


def told(line: Line) -> tuple[object, ...]:
    return (
        line.period, line.figure, line.target, line.printed, line.said, line.verdict, line.verdict.reason,
        line.travel, line.travel.reason, line.trend, line.trend.reason,
    )  # fmt: skip


@pytest.mark.parametrize("viewer", [PUBLIC, UNRESTRICTED], ids=["public", "restricted"])
@pytest.mark.parametrize(("council", "period"), CASES)
def test_a_measures_page_says_what_its_scorecard_says(demo: None, council: str, period: str, viewer: Viewer):
    wanted = Wanted(council, TODAY, period=parse_period(period))
    lines = scorecard(wanted, viewer).lines
    assert lines
    for line in lines:
        assert told(measure_page(wanted, line.measure.ref, viewer).line) == told(line), line.measure.ref
