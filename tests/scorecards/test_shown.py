"""What stands beside the figure that is shown: the last one known, and what the one before it was held against."""

import pytest

from kpis.domain.words import Judgement
from kpis.models import Framework
from tests.scorecards.asking import line, page
from tests.stored import make_council, make_measure, make_plan, make_reading, make_target


@pytest.fixture
def plan(db: None) -> Framework:
    return make_plan(make_council())


@pytest.mark.parametrize(("quarter", "month"), [("2018/19 Q3", "2019-01"), ("2011/12 Q3", "2012-01")])
def test_the_last_known_of_what_adds_up_is_of_the_same_length(plan, quarter, month):
    """Near, where the scorecard has it at hand, and far, where a statement of its own looks for it."""
    measure = make_measure(plan, "M1", frequency="quarterly")
    for period, value in ((quarter, "30"), (month, "9"), ("2010/11", "120")):
        make_reading(measure, period, value)
    label = f"{quarter[-2:]} {quarter[:-3]}"
    assert line("2018/19 Q4").verdict.reason == f"No figure entered; last known: 30 for {label}."
    assert page("M1", "2018/19 Q4").line.verdict.reason == line("2018/19 Q4").verdict.reason


def test_the_last_known_share_is_of_any_length(plan):
    make_reading(make_measure(plan, "M1", frequency="quarterly", unit="percentage"), "2019-01", "9")
    assert line("2018/19 Q4").verdict.reason == "No figure entered; last known: 9% for January 2019."


def test_the_year_before_is_held_against_its_own_band(plan):
    measure = make_measure(plan, "M1", unit="percentage", scheme="band", polarity="range")
    for year, value, low, high in (("2017/18", "50", "60", "70"), ("2018/19", "68", "60", "65")):
        make_reading(measure, year, value)
        make_target(measure, year, low=low, high=high)
    for found in (line("2018/19"), page("M1", "2018/19").line):
        assert found.travel.judgement is Judgement.IMPROVING
