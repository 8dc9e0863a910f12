"""What changed between two scorecards, case by case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.words import ChangeTopic, Polarity, Rag, Scheme, Status, Turn
from kpis.scorecards.rules import (
    Compared,
    ComparedVerdict,
    Reason,
    Why,
    compared,
    counted,
    earlier_of,
    told_under,
    turned,
)
from tests.domain.build import p, rule

G, A, R, N = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE
RULE = rule()


def stood(status, rag=N, by=RULE):
    return ComparedVerdict(status, rag, by)


ON, OFF = stood(Status.ON_TARGET, G), stood(Status.OFF_TARGET, R)
WITHIN, BEYOND = stood(Status.IN_BAND, G), stood(Status.BETTER_THAN_BAND, G)
NEAR, IMPROVED = stood(Status.WITHIN_TOLERANCE, A), stood(Status.IMPROVED_ON_LAST_YEAR, A)
AWAITED, UNSET, HIDDEN = stood(Status.NO_DATA), stood(Status.NO_TARGET), stood(Status.HIDDEN)
NOT_DUE, UNJUDGED = stood(Status.NOT_DUE), stood(Status.FOR_INFORMATION)
MILESTONE = rule(Scheme.MILESTONE)


@pytest.mark.parametrize(
    ("before", "now", "turn"),
    [
        (G, G, Turn.UNCHANGED),
        (G, A, Turn.WORSE),
        (G, R, Turn.WORSE),
        (G, N, Turn.NOT_COMPARED),
        (A, G, Turn.BETTER),
        (A, A, Turn.UNCHANGED),
        (A, R, Turn.WORSE),
        (A, N, Turn.NOT_COMPARED),
        (R, G, Turn.BETTER),
        (R, A, Turn.BETTER),
        (R, R, Turn.UNCHANGED),
        (R, N, Turn.NOT_COMPARED),
        (N, G, Turn.NOT_COMPARED),
        (N, A, Turn.NOT_COMPARED),
        (N, R, Turn.NOT_COMPARED),
        (N, N, Turn.NOT_COMPARED),
    ],
)
def test_better_and_worse_go_by_colour(before, now, turn):
    assert turned(before, now) is turn


@pytest.mark.parametrize(
    ("before", "now", "turn", "told"),
    [
        (OFF, ON, Turn.BETTER, ChangeTopic.BETTER),
        (ON, OFF, Turn.WORSE, ChangeTopic.WORSE),
        (ON, ON, Turn.UNCHANGED, None),
        (WITHIN, BEYOND, Turn.OTHER, ChangeTopic.OTHER),
        (NEAR, IMPROVED, Turn.OTHER, ChangeTopic.OTHER),
        (WITHIN, NEAR, Turn.WORSE, ChangeTopic.WORSE),  # one word, two colours
        (ON, None, Turn.GONE, ChangeTopic.GONE),
        (HIDDEN, None, Turn.GONE, ChangeTopic.GONE),
    ],
)
def test_what_is_compared(before, now, turn, told):
    found = compared(before, now)
    assert found == Compared(turn)
    assert told_under(before, now, found) is told


@pytest.mark.parametrize(
    ("before", "now", "why", "status", "told"),
    [
        (None, ON, Why.NEW, None, ChangeTopic.NEW),
        (None, AWAITED, Why.NEW, None, ChangeTopic.NEW),
        (AWAITED, ON, Why.BEFORE, Status.NO_DATA, ChangeTopic.FIRST),
        (AWAITED, UNSET, Why.NOW, Status.NO_TARGET, ChangeTopic.FIRST),
        (AWAITED, UNJUDGED, Why.NOW, Status.FOR_INFORMATION, ChangeTopic.FIRST),
        (AWAITED, HIDDEN, Why.NOW, Status.HIDDEN, None),
        (AWAITED, AWAITED, Why.BOTH, Status.NO_DATA, None),
        (AWAITED, NOT_DUE, Why.NOW, Status.NOT_DUE, None),
        (OFF, AWAITED, Why.NOW, Status.NO_DATA, ChangeTopic.LOST),
        (UNSET, AWAITED, Why.NOW, Status.NO_DATA, ChangeTopic.LOST),
        (HIDDEN, AWAITED, Why.NOW, Status.NO_DATA, None),
        (UNSET, OFF, Why.BEFORE, Status.NO_TARGET, ChangeTopic.ONE_SIDE),
        (ON, UNSET, Why.NOW, Status.NO_TARGET, ChangeTopic.ONE_SIDE),
        (UNSET, UNSET, Why.BOTH, Status.NO_TARGET, None),
        (UNSET, UNJUDGED, Why.NOW, Status.FOR_INFORMATION, None),
        (HIDDEN, ON, Why.BEFORE, Status.HIDDEN, ChangeTopic.ONE_SIDE),
        (ON, HIDDEN, Why.NOW, Status.HIDDEN, ChangeTopic.ONE_SIDE),
        (HIDDEN, HIDDEN, Why.BOTH, Status.HIDDEN, None),
        (HIDDEN, UNSET, Why.NOW, Status.NO_TARGET, None),
        (ON, NOT_DUE, Why.NOW, Status.NOT_DUE, None),  # a yearly measure after its year
        (NOT_DUE, ON, Why.BEFORE, Status.NOT_DUE, None),
        (NOT_DUE, NOT_DUE, Why.BOTH, Status.NOT_DUE, None),
    ],
)
def test_what_has_no_colour_or_is_new_is_not_compared_and_why(before, now, why, status, told):
    found = compared(before, now)
    assert found == Compared(Turn.NOT_COMPARED, Reason(why, status))
    assert told_under(before, now, found) is told


@pytest.mark.parametrize(("status", "rag"), [(Status.ACHIEVED, G), (Status.ACHIEVED_LATE, A), (Status.NOT_ACHIEVED, R)])
def test_a_milestone_that_has_fallen_due_is_news(status, rag):
    before, now = stood(Status.NOT_DUE, by=MILESTONE), stood(status, rag, by=MILESTONE)
    assert told_under(before, now, compared(before, now)) is ChangeTopic.ONE_SIDE
    assert told_under(now, before, compared(now, before)) is None


def test_nothing_is_compared_across_a_break():
    found = compared(OFF, ON, is_broken=True)
    assert found == Compared(Turn.NOT_COMPARED, Reason(Why.BREAK))
    assert told_under(OFF, ON, found) is ChangeTopic.UNLIKE


@pytest.mark.parametrize(
    ("other", "is_compared"),
    [
        (rule(Scheme.TARGET_TOLERANCE), False),
        (rule(polarity=Polarity.LOWER), False),
        (rule(places=2), True),
    ],
)
def test_another_scheme_or_polarity_is_another_rule(other, is_compared):
    found = compared(OFF, ON._replace(rule=other))
    assert found == (Compared(Turn.BETTER) if is_compared else Compared(Turn.NOT_COMPARED, Reason(Why.RULE)))


SIDES = st.none() | st.sampled_from(
    (ON, OFF, WITHIN, BEYOND, NEAR, IMPROVED, AWAITED, UNSET, HIDDEN, NOT_DUE, UNJUDGED)
)
PAIRS = st.tuples(SIDES, SIDES, st.booleans()).filter(lambda each: each[0] or each[1])


@given(st.lists(PAIRS, max_size=40))
def test_the_sum_adds_up(pairs):
    found = counted(compared(*each) for each in pairs)
    on_this_card = [each for each in pairs if each[1] is not None]
    assert found.total == len(on_this_card) == sum(found.turns.values())
    assert sum(found.reasons.values()) == found.turns.get(Turn.NOT_COMPARED, 0)
    assert found.gone == len(pairs) - len(on_this_card)


@given(PAIRS)
def test_turning_round_turns_better_into_worse(pair):
    before, now, is_broken = pair
    there, back = compared(before, now, is_broken).turn, compared(now, before, is_broken).turn
    opposite = {Turn.BETTER: Turn.WORSE, Turn.WORSE: Turn.BETTER}
    if before and now:
        assert back is opposite.get(there, there)


@pytest.mark.parametrize(
    ("period", "known", "earlier"),
    [
        ("2018/19", ["2018/19", "2017/18", "2016/17"], "2017/18"),
        ("2018/19", ["2018/19", "2016/17"], None),  # never an older one
        ("2018/19", ["2018/19"], None),
        ("2018/19 Q1", ["2018/19 Q1", "2017/18 Q4"], "2017/18 Q4"),
        ("2018/19 Q1", ["2018/19 Q1", "2018-02"], "2017/18 Q4"),  # a month of it is enough
        ("2018/19 Q2", ["2018/19 Q2", "2017/18"], None),
        ("2019-03-31", ["2019-03-31", "2018-12-31", "2018-09-30"], "2018-12-31"),
        ("2019-03-31", ["2019-03-31", "2018/19"], None),
        ("2019-03", ["2019-03", "2019-02"], "2019-02"),
    ],
)
def test_what_a_scorecard_is_compared_with(period, known, earlier):
    assert earlier_of(p(period), [p(each) for each in known]) == (p(earlier) if earlier else None)
