"""How far a figure is from the same measure elsewhere."""

from decimal import Decimal

import pytest
from hypothesis import given

from kpis.domain.elsewhere import Gap, gaps
from kpis.domain.figure import Actual, Hidden, Marker
from kpis.domain.measure import ComparatorFigure
from kpis.domain.numbers import Unit
from kpis.domain.periods import PeriodKind
from kpis.domain.words import Polarity
from tests.domain.build import FIGURES, LOWER, PLACES, D, count, p, rule

NEITHER = rule(polarity=Polarity.NONE)
DAYS = rule(polarity=LOWER, unit=Unit.DAYS)


def actual(period, value, **more):
    return Actual(period=p(period), value=None if value is None else D(value), **more)


def found(comparators, *figures, each_rule=None):
    rows = [
        ComparatorFigure(name, p(period), None if value is None else D(value)) for name, period, value in comparators
    ]
    usual = each_rule or count()
    return gaps(rows, {each.period: each for each in figures}, {}, usual)


@pytest.mark.parametrize(
    ("each_rule", "here", "there", "sentence"),
    [
        (count(), "687", "671", "687 here, 671 there: 16 higher; lower is better."),
        (count(), "670", "671", "670 here, 671 there: 1 lower; lower is better."),
        (count(), "671", "671.0", "671 here, 671 there: the same."),
        (rule(), "89.3", "92", "89.3% here, 92% there: 2.7 percentage points lower; higher is better."),
        (rule(places=0), "89.5", "89.75", "90% here, 89.75% there: 0.25 percentage points higher; higher is better."),
        (NEITHER, "5", "4", "5.0% here, 4% there: 1.0 percentage points higher; neither direction is better."),
        (DAYS, "-1", "0.5", "−1.0 days here, 0.5 days there: 1.5 days lower; lower is better."),
    ],
)  # fmt: skip
def test_the_sentence_can_be_checked_by_hand(each_rule, here, there, sentence):
    (gap,) = found([("England", "2018/19 Q4", there)], actual("2018/19 Q4", here), each_rule=each_rule)
    assert gap.sentence == sentence


def test_the_latest_figure_that_has_a_like_period_here_is_taken():
    (gap,) = found(
        [("England", "2018/19 Q3", "8"), ("England", "2018/19 Q2", "7"), ("England", "2018/19 Q1", "6")],
        actual("2018/19 Q2", "10"), actual("2018/19 Q1", "9"), actual("2018/19 Q3", None, marker=Marker.AWAITING),
    )  # fmt: skip
    assert (gap.period, gap.here, gap.there) == (p("2018/19 Q2"), 10, 7)


def test_without_a_like_period_it_says_why_not():
    (gap,) = found([("England", "2017/18", "7")], actual("2018/19 Q2", "10"))
    assert gap.difference is None
    assert gap.sentence == "7 there. Not compared: there is no figure here for 2017/18."


def test_a_withheld_figure_is_not_narrowed():
    (gap,) = found([("England", "2018/19 Q2", "7")], Hidden(p("2018/19 Q2")))
    assert gap.here is None and gap.sentence == "7 there. Not compared: the figure here is withheld."


def test_a_position_is_like_any_that_is_of_the_same_day():
    position = count(period_kind=PeriodKind.SNAPSHOT)
    (gap,) = found([("England", "2018/19", "7")], actual("2018/19 Q4", "10"), each_rule=position)
    assert gap.here == 10
    (other,) = found([("England", "2018/19", "7")], actual("2018/19 Q4", "10"))
    assert other.here is None


def test_one_for_each_place_and_none_for_what_was_withdrawn():
    rows = [("England", "2018/19 Q1", "7"), ("Neighbours", "2018/19 Q2", "6"), ("Gone", "2018/19 Q2", None)]
    assert [each.name for each in found(rows, actual("2018/19 Q2", "1"))] == ["Neighbours", "England"]


@given(FIGURES, FIGURES, PLACES)
def test_the_printed_figures_and_their_difference_add_up(here, there, places):
    each_rule = rule(unit=Unit.COUNT, places=places)
    (gap,) = found([("England", "2018/19 Q4", there)], actual("2018/19 Q4", here), each_rule=each_rule)
    assert isinstance(gap, Gap) and gap.here is not None
    assert gap.there + gap.difference == gap.here
    assert abs(gap.here - here) <= Decimal(1) / (2 * 10**places)
