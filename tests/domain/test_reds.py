"""Which reds are new, and which are red because last year's figure is not there."""

import pytest

from kpis.domain.figure import Actual, Hidden
from kpis.domain.history import History
from kpis.domain.line import Context, Line, line_of
from kpis.domain.measure import Beside
from kpis.domain.periods import Frequency, PeriodKind, YearStart
from kpis.domain.reds import is_newly_red, lacks_last_year
from kpis.domain.selection import Schedule
from kpis.domain.words import Scheme
from tests.domain.build import D, aim, p
from tests.domain.test_line import NOW, YEARS, history, line, measure

FOR_BOTH = Beside((aim("580")._replace(period=YEARS[3]), aim("580")._replace(period=NOW)))
"""Lower is better: at most 580 in 2017/18 and in 2018/19."""


@pytest.mark.parametrize(
    ("values", "newly"),
    [
        (("580", "660"), True),
        (("581", "660"), False),
        (("580", "580"), False),
        ((None, "660"), False),
        ((Hidden, "660"), False),
        (("580", None, "660"), False),
        (("580", Hidden), False),
        (("580", None), False),
    ],
)
def test_a_red_is_new_where_the_period_directly_before_was_not_red(values, newly):
    assert is_newly_red(line(history(*values), FOR_BOTH), NOW) is newly


def test_the_period_before_is_judged_by_its_own_target():
    stricter = Beside((aim("500")._replace(period=YEARS[3]), aim("580")._replace(period=NOW)))
    assert not is_newly_red(line(history("550", "660"), stricter), NOW)
    assert not is_newly_red(line(history("550", "660"), Beside((aim("580")._replace(period=NOW),))), NOW)


@pytest.mark.parametrize(("june", "august", "newly"), [("10", "20", True), ("20", "10", False), (None, "10", False)])
def test_a_monthly_measure_is_held_against_the_scorecard_before(june, august, newly):
    """September is red. On the scorecard of the quarter before it stood with June; August is on neither."""
    monthly = measure()._replace(schedule=Schedule(Frequency.MONTHLY, YearStart.APRIL, PeriodKind.IN_PERIOD))
    values = {"2018-06": june, "2018-08": august, "2018-09": "20"}
    figures = History(monthly, [Actual(D(value), period=p(month)) for month, value in values.items() if value])
    beside = Beside(tuple(aim("10")._replace(period=p(month)) for month in values))
    quarter = p("2018/19 Q2")
    assert is_newly_red(line_of(Context(quarter, quarter.end), figures, beside), quarter) is newly


def test_a_yearly_measure_on_a_quarters_scorecard_is_held_against_its_own_year_before():
    quarter = p("2018/19 Q4")
    found = line_of(Context(quarter, quarter.end), history("580", "660"), FOR_BOTH)
    assert is_newly_red(found, quarter)


def test_a_calendar_year_is_held_against_the_calendar_year_before():
    yearly = measure()._replace(schedule=Schedule(Frequency.ANNUAL, YearStart.JANUARY, PeriodKind.IN_PERIOD))
    values = {"2017": "10", "2018": "20"}
    figures = History(yearly, [Actual(D(value), period=p(year)) for year, value in values.items()])
    beside = Beside(tuple(aim("10")._replace(period=p(year)) for year in values))
    year = p("2018/19")
    assert is_newly_red(line_of(Context(year, year.end), figures, beside), year)


def of_milestone(value: str | None, due: str, scorecard: str) -> Line:
    figures = History(measure(scheme=Scheme.MILESTONE))
    if value is not None:
        figures = figures.with_figures(Actual(D(value), period=p(due)))
    return line_of(Context(p(scorecard), p(scorecard).end), figures, Beside())


def test_a_milestone_is_newly_red_where_its_day_falls():
    assert is_newly_red(of_milestone("0", "2018/19", "2018/19"), p("2018/19"))
    assert not is_newly_red(of_milestone("1", "2018/19", "2018/19"), p("2018/19"))


@pytest.mark.parametrize("scheme", [Scheme.TARGET_THEN_LAST_YEAR, Scheme.NEAR_TARGET_THEN_LAST_YEAR])
def test_a_red_for_want_of_last_years_figure_is_told_apart(scheme):
    of = measure(scheme=scheme)
    assert lacks_last_year(line(history("660", of=of), FOR_BOTH))
    assert not lacks_last_year(line(history("650", "660", of=of), FOR_BOTH))
    assert not lacks_last_year(line(history("670", "660", of=of), FOR_BOTH))
    assert not lacks_last_year(line(history("580", of=of), FOR_BOTH))
    assert not lacks_last_year(line(history("660"), FOR_BOTH))
