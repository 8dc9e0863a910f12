"""Reds and declines in a row: where a run ends."""

import pytest

from kpis.domain.figure import Hidden
from kpis.domain.numbers import Unit
from kpis.domain.periods import PeriodKind
from kpis.domain.statistics.runs import declines_in_row, reds_in_row
from kpis.domain.words import Comparison, Scheme
from tests.domain.build import p
from tests.domain.statistics.measured import NOW, line, measure, targets

AIM = targets("90", "2015/16", "2016/17", "2017/18", "2018/19")


@pytest.mark.parametrize(
    ("values", "reds"),
    [
        ("95", 0),
        ("80", 1),
        ("90", 0),
        ("95 80", 1),
        ("80 80 80", 3),
        ("80 95 80 80", 2),
        ("80 - 80", 1),
        ("80 h 80", 1),
        ("80 80 -", 0),
        ("80 80 h", 0),
        ("80 80 95", 0),
        (" ".join(["80"] * 14), 14),
    ],
)
def test_reds_in_a_row(values, reds):
    figures = [{"-": None, "h": Hidden}.get(each, each) for each in values.split()]
    assert reds_in_row(line(figures, beside=AIM)) == reds


def test_a_period_without_a_target_has_no_colour_and_ends_the_run():
    assert reds_in_row(line(["80"] * 6, beside=targets("90", "2018/19"))) == 4
    assert reds_in_row(line(["80"] * 6)) == 0


def test_a_break_ends_both_runs():
    start = NOW.shifted(-1)
    of = line(["95", "90", "88", "86", "84", "82", "80"], beside=AIM, beyond={start: "a new method"})
    assert (reds_in_row(of), declines_in_row(of)) == (2, 1)


@pytest.mark.parametrize(
    ("values", "declines"),
    [
        ("95", 0),
        ("95 94", 1),
        ("96 95 94 93", 3),
        ("95 96 95 94", 2),
        ("95 95", 0),
        ("96 95 - 93 92", 1),
        ("96 95 h 93 92", 1),
        ("96 95 h", 0),
        ("95 94 95", 0),
    ],
)
def test_declines_in_a_row(values, declines):
    figures = [{"-": None, "h": Hidden}.get(each, each) for each in values.split()]
    assert declines_in_row(line(figures)) == declines


def test_against_last_year_a_run_still_goes_by_periods():
    of = measure(comparison=Comparison.SAME_PERIOD_LAST_YEAR)
    assert declines_in_row(line(["95", "95", "95", "95", "94", "94", "94", "96"], of)) == 0
    assert declines_in_row(line(["95", "95", "95", "95", "96", "94", "94", "94"], of)) == 3


def test_a_year_to_date_runs_by_its_periods():
    of = measure(Unit.COUNT, PeriodKind.YEAR_TO_DATE, places=0, comparison=Comparison.SAME_PERIOD_LAST_YEAR)
    assert declines_in_row(line(["10", "20", "30", "40", "9", "21", "31", "41"], of)) == 3


def test_a_milestone_has_a_day_and_no_periods_before_it():
    of = measure(Unit.MILESTONE, scheme=Scheme.MILESTONE)
    assert reds_in_row(line(["0", "0"], of)) == 1
    assert declines_in_row(line(["0", "0"], of)) == 0


def test_where_no_period_is_shown_there_is_no_run():
    not_due = line(["80"], on=p("2018/19 Q4"))._replace(period=None)
    assert (reds_in_row(not_due), declines_in_row(not_due)) == (None, None)
