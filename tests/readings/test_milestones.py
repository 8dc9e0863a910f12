"""A milestone that was achieved late: on the scorecard of its year it is not achieved, by itself it is."""

import datetime as dt

import pytest

from kpis.domain.words import Status
from kpis.readings.working import working_line
from tests.scorecards.asking import line, page
from tests.stored import make_council, make_measure, make_plan, make_reading

pytestmark = pytest.mark.django_db


def test_whoever_enters_it_sees_it_achieved_late_and_the_scorecard_stays() -> None:
    measure = make_measure(make_plan(make_council()), "M1", unit="milestone", scheme="milestone")
    version = make_reading(measure, "2018/19", "1", achieved_on=dt.date(2019, 5, 2))
    own = working_line(measure, version)
    assert (own.verdict.status, own.printed) == (Status.ACHIEVED_LATE, "achieved")
    year, after = line("2018/19"), line("2019/20 Q1")
    assert (year.verdict.status, year.printed) == (Status.NOT_ACHIEVED, "not achieved")
    assert (after.verdict.status, after.printed) == (Status.ACHIEVED_LATE, "achieved")
    assert page("M1", "2018/19").line.printed == year.printed
