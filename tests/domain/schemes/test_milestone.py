import datetime as dt

import pytest

from kpis.domain.numbers import Unit
from kpis.domain.schemes.milestone import assess_milestone, is_longer_milestone
from kpis.domain.words import Rag, Scheme, Status
from tests.domain.build import HIGHER, LOWER, NONE, D, p, rule

GREEN, AMBER, RED, NO_COLOUR = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE
DUE = dt.date(2019, 3, 31)
BEFORE, AFTER = DUE - dt.timedelta(days=1), DUE + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("value", "on", "achieved_on", "longer", "status", "rag"),
    [
        (1, DUE, None, False, Status.ACHIEVED, GREEN),
        (1, BEFORE, None, False, Status.ACHIEVED, GREEN),
        (1, DUE, BEFORE, False, Status.ACHIEVED, GREEN),
        (1, DUE, DUE, False, Status.ACHIEVED, GREEN),
        (1, DUE, AFTER, False, Status.ACHIEVED_LATE, AMBER),
        (0, BEFORE, None, False, Status.NOT_DUE, NO_COLOUR),
        (0, DUE, None, False, Status.NOT_ACHIEVED, RED),
        (0, AFTER, None, False, Status.NOT_ACHIEVED, RED),
        (None, BEFORE, None, False, Status.NOT_DUE, NO_COLOUR),
        (None, DUE, None, False, Status.NO_DATA, NO_COLOUR),
        (0, DUE, None, True, Status.NOT_DUE, NO_COLOUR),
        (
            1,
            DUE,
            None,
            True,
            Status.NOT_DUE,
            NO_COLOUR,
        ),  # achieved since: an earlier scorecard of its year stays as it is
        (None, DUE, None, True, Status.NOT_DUE, NO_COLOUR),
    ],
)
@pytest.mark.parametrize("polarity", [HIGHER, LOWER, NONE])
def test_milestone_whatever_the_polarity(polarity, value, on, achieved_on, longer, status, rag):
    each_rule = rule(Scheme.MILESTONE, polarity, Unit.MILESTONE, 0)
    verdict = assess_milestone(each_rule, None if value is None else D(value), DUE, on, achieved_on, longer)
    assert (verdict.status, verdict.rag) == (status, rag)


def test_a_milestone_of_the_year_is_longer_than_a_quarter():
    assert is_longer_milestone(p("2018/19"), p("2018/19 Q1"))
    assert is_longer_milestone(p("2018/19"), p("2018/19 Q4"))
    assert not is_longer_milestone(p("2018/19"), p("2018/19"))
    assert not is_longer_milestone(p("2018/19 Q1"), p("2018/19"))
    assert not is_longer_milestone(p("2018"), p("2018/19"))
