"""No comparison, trend or run crosses a declared break: on the scorecard, on the measure's page and in a contract's
report alike, however old the break is and whichever period it was declared on."""

import datetime as dt

import pytest

from kpis.contracts.queries import contract_report
from kpis.domain.period_text import parse_period
from kpis.domain.words import Movement
from kpis.models import Framework
from kpis.people import UNRESTRICTED
from tests.scorecards.asking import TODAY, lines, page
from tests.stored import make_council, make_measure, make_plan, make_reading, moment

TREND = {"2021/22 Q4": "50", "2022/23 Q4": "60", "2023/24 Q4": "70", "2025/26 Q4": "72"}
DECLARED = {"2023/24 Q1": "not_compared", "2023/24 Q4": "not_compared", "": "up"}
"""At a figure between those of the trend, at one of them, and not at all, with the trend that there is then."""


@pytest.fixture
def plan(db: None) -> Framework:
    return make_plan(make_council())


@pytest.mark.parametrize(("declared", "trend"), DECLARED.items())
def test_a_trend_ends_at_a_break_that_was_declared_on_another_quarter(plan, declared, trend):
    measure = make_measure(plan, "M1", unit="percentage", frequency="quarterly", period_kind="year_to_date")
    for period, value in {**TREND, "2023/24 Q1": "20"}.items():
        make_reading(measure, period, value, break_before="new definition" if period == declared else "")
    (line,) = lines("2025/26 Q4").values()
    assert line.trend.movement == trend
    assert page("M1", "2025/26 Q4").line.trend == line.trend
    assert [period for period, _ in page("M1", "2025/26 Q4").line.series] == [period for period, _ in line.series]


def test_a_break_declared_at_a_longer_period_that_is_still_running_parts_its_quarters(plan):
    """The year's figure is of the new definition, and so is its first quarter, which ended long before the year did."""
    measure = make_measure(plan, "M1", frequency="quarterly")
    make_reading(measure, "2024/25 Q4", "5")
    make_reading(measure, "2025/26 Q1", "6")
    make_reading(measure, "2025/26", "30", break_before="new method")
    (line,) = lines("2025/26 Q1").values()
    assert line.travel.movement is Movement.NOT_COMPARED
    assert "new method" in line.travel.reason
    assert page("M1", "2025/26 Q1").line.travel.reason == line.travel.reason


def test_a_contracts_run_ends_at_a_break_whichever_period_it_was_declared_on(db):
    contract = make_plan(make_council(), "contract", kind="contract", starts=dt.date(2024, 4, 1))
    measure = make_measure(contract, "K1", frequency="quarterly")
    make_reading(measure, "2024/25 Q4", "5")
    make_reading(measure, "2025/26 Q1", "6")
    make_reading(measure, "2025/26", "30", break_before="new method")
    report = contract_report("northshire", "contract", parse_period("2025/26 Q1"), UNRESTRICTED, TODAY)
    assert report.kpis[0].line.travel.movement is Movement.NOT_COMPARED


def test_a_break_is_known_from_the_moment_that_it_was_declared(plan):
    measure = make_measure(plan, "M1", unit="percentage", frequency="quarterly", period_kind="year_to_date")
    for period, value in TREND.items():
        make_reading(measure, period, value)
    make_reading(measure, "2023/24 Q1", "20")
    make_reading(measure, "2023/24 Q1", "20", at=moment("2020-01-01"), break_before="new definition")
    (before,) = lines("2025/26 Q4", at=moment("2019-12-01")).values()
    (after,) = lines("2025/26 Q4").values()
    assert (before.trend.movement, after.trend.movement) == (Movement.UP, Movement.NOT_COMPARED)


def test_an_old_break_is_no_last_known_figure(plan):
    """What is read for its break alone is none of the figures."""
    measure = make_measure(plan, "M1", frequency="quarterly")
    make_reading(measure, "2015/16 Q1", "1", break_before="new definition")
    make_reading(measure, "2019/20 Q1", "2")
    (line,) = lines("2025/26 Q4").values()
    assert line.verdict.reason == "No figure entered; last known: 2 for Q1 2019/20."
