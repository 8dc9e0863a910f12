"""What a scorecard shows follows from its period, never from the name that a figure came with."""

import pytest

from kpis.domain.words import Judgement, Movement, Status
from kpis.models import Framework
from tests.scorecards.asking import card, line, lines
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target


@pytest.fixture
def plan(db: None) -> Framework:
    return make_plan(make_council())


@pytest.mark.parametrize("name", ["2025/26 Q4", "2025/26", "2026-03"])
def test_a_position_is_the_year_on_a_years_scorecard_and_the_quarter_on_a_quarters(plan, name):
    measure = make_measure(plan, "M1", frequency="quarterly", period_kind="snapshot")
    for period, value in (("2024/25 Q4", "110"), ("2025/26 Q3", "90"), (name, "99")):
        make_reading(measure, period, value)
    year, quarter = line("2025/26").travel, line("2025/26 Q4").travel
    assert (year.movement, year.judgement) == (Movement.DOWN, Judgement.IMPROVING)
    assert (quarter.movement, quarter.judgement) == (Movement.UP, Judgement.DECLINING)


def test_yearly_positions_have_one_trend_whatever_they_are_called(plan):
    years = {"2020/21": 74, "2021/22": 62, "2022/23": 76, "2023/24": 79, "2024/25": 71}
    columns = {"period_kind": "snapshot", "year_start": 9}
    by_year, by_month = make_measure(plan, "A", **columns), make_measure(plan, "B", **columns)
    for year, value in years.items():
        make_reading(by_year, f"{year} academic", str(value))
        make_reading(by_month, f"20{year[-2:]}-08", str(value))
    found = lines("2025/26")
    assert found["A"].trend.movement is not Movement.NOT_COMPARED
    assert (found["A"].trend, found["A"].period) == (found["B"].trend, found["B"].period)


def test_a_measure_that_ended_in_the_year_shows_its_last_live_figure_judged(plan):
    measure = make_measure(
        plan, "M1", unit="percentage", polarity="higher", frequency="quarterly", live_to="2025-09-30"
    )
    make_reading(measure, "2025/26 Q1", "91")
    make_reading(measure, "2025/26 Q2", "80")
    make_target(measure, "2025/26", "90")
    found = line("2025/26")
    assert (found.verdict.status, found.period and found.period.code) == (Status.OFF_TARGET, "2025/26 Q2")
    assert found.verdict.reason.endswith("; ended with Q2 2025/26.")


def test_a_new_yearly_measure_is_on_both_scorecards_that_end_on_one_day(plan):
    make_reading(make_measure(plan, "M1", live_from="2025-04-01"), "2025/26", "60")
    for period in ("2025", "2025/26 Q3"):
        assert [each.verdict.status for each in card(period).lines] == [Status.NOT_DUE]
