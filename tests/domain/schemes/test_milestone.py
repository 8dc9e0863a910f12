import datetime as dt

import pytest

from kpis.domain.numbers import Unit
from kpis.domain.schemes.milestone import assess_milestone
from kpis.domain.words import Rag, Scheme, Status
from tests.domain.build import HIGHER, LOWER, NONE, D, rule

GREEN, AMBER, RED, NO_COLOUR = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE
DUE = dt.date(2019, 3, 31)
BEFORE, AFTER = DUE - dt.timedelta(days=1), DUE + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("value", "on", "achieved_on", "status", "rag"),
    [
        (1, DUE, None, Status.ACHIEVED, GREEN),
        (1, DUE, BEFORE, Status.ACHIEVED, GREEN),
        (1, DUE, DUE, Status.ACHIEVED, GREEN),
        (1, BEFORE, BEFORE, Status.ACHIEVED, GREEN),  # at once, however long before it is due
        (1, BEFORE, DUE, Status.NOT_DUE, NO_COLOUR),  # what is achieved later changes no earlier scorecard
        (1, BEFORE, None, Status.NOT_DUE, NO_COLOUR),
        (1, DUE, AFTER, Status.NOT_ACHIEVED, RED),  # nor that of the year in which it was missed
        (1, AFTER, AFTER, Status.ACHIEVED_LATE, AMBER),
        (0, BEFORE, None, Status.NOT_DUE, NO_COLOUR),
        (0, DUE, None, Status.NOT_ACHIEVED, RED),
        (0, AFTER, None, Status.NOT_ACHIEVED, RED),
        (None, BEFORE, None, Status.NOT_DUE, NO_COLOUR),
        (None, DUE, None, Status.NO_DATA, NO_COLOUR),
    ],
)
@pytest.mark.parametrize("polarity", [HIGHER, LOWER, NONE])
def test_milestone_whatever_the_polarity(polarity, value, on, achieved_on, status, rag):
    each_rule = rule(Scheme.MILESTONE, polarity, Unit.MILESTONE, 0)
    verdict = assess_milestone(each_rule, None if value is None else D(value), DUE, on, achieved_on)
    assert (verdict.status, verdict.rag) == (status, rag)


def test_one_that_was_missed_says_when_it_was_achieved_since():
    each_rule = rule(Scheme.MILESTONE, HIGHER, Unit.MILESTONE, 0)
    verdict = assess_milestone(each_rule, D(1), DUE, DUE, AFTER)
    assert verdict.reason == "Not achieved; it was due on 31 March 2019, and was achieved on 1 April 2019."
