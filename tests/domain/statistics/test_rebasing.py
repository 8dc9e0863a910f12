"""A chart with a step that a person declares."""

import pytest

from kpis.domain.statistics.intervals import StatisticsError
from kpis.domain.statistics.rebasing import DeclaredStep, rebased
from kpis.domain.statistics.xmr import limits
from tests.domain.statistics.draw import series

BEFORE, AFTER = "10 11 10 11 10 11 10 11 10 11 10 11", "20 22 20 22 20 22 20 22 20 22 20 22"
BOTH = series(f"{BEFORE} {AFTER}")


def test_each_side_of_a_step_has_limits_of_its_own():
    first, second = rebased(BOTH, [DeclaredStep(12, "one front door since April")])
    assert first.chart.limits == limits(series(BEFORE))
    assert second.chart.limits == limits(series(AFTER))
    assert (first.start, first.stop, second.start, second.stop) == (0, 12, 12, 24)
    assert (first.reason, second.reason) == ("", "one front door since April")


def test_without_a_step_there_is_one_stretch():
    assert rebased(BOTH)[0].chart.limits == limits(BOTH)


def test_a_stretch_of_too_few_figures_has_no_limits():
    first, second = rebased(BOTH, [DeclaredStep(13, "new method")])
    assert first.chart and second.chart is None


def test_steps_may_come_in_any_order():
    steps = [DeclaredStep(12, "second"), DeclaredStep(4, "first")]
    assert [each.reason for each in rebased(BOTH, steps)] == ["", "first", "second"]


@pytest.mark.parametrize(
    ("steps", "why"),
    [
        ([DeclaredStep(12, " ")], "needs its reason"),
        ([DeclaredStep(0, "x")], "between the first figure and the last"),
        ([DeclaredStep(24, "x")], "between the first figure and the last"),
        ([DeclaredStep(12, "x"), DeclaredStep(12, "y")], "same figure"),
    ],
)
def test_a_step_that_cannot_be_is_refused(steps, why):
    with pytest.raises(StatisticsError, match=why):
        rebased(BOTH, steps)
