"""What became of promises: due, kept, not kept, unknown, moved, withdrawn; and the one that a row tells."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.promises import Kept, Promise, outcomes, to_tell
from kpis.domain.words import Rag
from tests.domain.build import p

G, A, R, N = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE
Q4, Q1, Q2, Q3 = p("2018/19 Q4"), p("2019/20 Q1"), p("2019/20 Q2"), p("2019/20 Q3")
YEAR = p("2018/19")
BY, LATER, EARLIER = dt.date(2019, 9, 30), dt.date(2019, 12, 31), dt.date(2019, 6, 30)
APRIL, JULY, EVE, OCTOBER = dt.date(2019, 4, 15), dt.date(2019, 7, 15), dt.date(2019, 9, 29), dt.date(2019, 10, 15)
LONG_AFTER = dt.date(2021, 1, 1)
RED = (Q4, R)


def made(by=BY, period=Q4, said_on=APRIL, **more):
    return Promise(period, said_on, by, **more)


def states(promises, judged, day=LONG_AFTER, **more):
    return [(each.by, each.kept, each.moved_to) for each in outcomes(promises, judged, day, **more)]


def state(promises, judged, day=LONG_AFTER, **more):
    """What became of the first."""
    return next((each.kept for each in outcomes(promises, judged, day, **more)), None)


@pytest.mark.parametrize(
    ("figures", "today", "kept"),
    [
        ([], dt.date(2019, 9, 29), Kept.OPEN),
        ([], dt.date(2019, 9, 30), Kept.UNKNOWN),
        ([(Q1, G)], dt.date(2019, 8, 1), Kept.OPEN),
        ([(Q1, G)], dt.date(2019, 10, 1), Kept.UNKNOWN),
        ([(Q2, G)], dt.date(2019, 10, 1), Kept.KEPT),
        ([(Q2, A)], dt.date(2019, 10, 1), Kept.KEPT),
        ([(Q2, R)], dt.date(2019, 10, 1), Kept.BROKEN),
        ([(Q3, G), (Q2, R)], dt.date(2020, 2, 1), Kept.BROKEN),
        ([(Q2, N), (Q3, G)], dt.date(2020, 2, 1), Kept.KEPT),
        ([(Q2, N)], dt.date(2020, 2, 1), Kept.UNKNOWN),
    ],
)
def test_a_promise_is_held_against_the_first_judged_figure_from_its_day_on(figures, today, kept):
    assert state([made()], [RED, *figures], today) is kept


@pytest.mark.parametrize(
    ("by", "decided"),
    [(dt.date(2019, 6, 29), Q1), (EARLIER, Q1), (dt.date(2019, 7, 1), Q2), (BY, Q2), (dt.date(2019, 10, 1), Q3)],
)
def test_the_figure_that_decides_is_named(by, decided):
    (told,) = outcomes([made(by)], [RED, (Q1, R), (Q2, R), (Q3, G)], LONG_AFTER)
    assert told.decided == decided


def test_of_figures_that_end_together_the_one_of_its_own_length_decides():
    by = dt.date(2019, 3, 31)
    judged = [(p("2018/19 Q3"), R), (YEAR, G), (Q4, R)]
    assert state([made(by, p("2018/19 Q3"), dt.date(2019, 1, 15))], judged) is Kept.BROKEN


@pytest.mark.parametrize("rag", [G, A, N])
def test_of_a_figure_that_is_not_red_and_of_none_nothing_is_told(rag):
    assert states([made()], [(Q4, rag), (Q2, R)]) == []
    assert states([made()], [(Q2, R)]) == []


def test_a_figure_that_is_red_no_longer_withdraws_its_promise():
    assert states([made()], [(Q4, G), (Q2, R)], red_first=[Q4]) == [(BY, Kept.WITHDRAWN, None)]
    assert states([made()], [], red_first=[Q4]) == [(BY, Kept.WITHDRAWN, None)]
    assert states([made(), made(LATER, said_on=JULY)], [], red_first=[Q4]) == [(LATER, Kept.WITHDRAWN, None)]


@pytest.mark.parametrize(
    ("said_on", "then", "told"),
    [
        (JULY, LATER, [(BY, Kept.MOVED, LATER), (LATER, Kept.KEPT, None)]),
        (EVE, LATER, [(BY, Kept.MOVED, LATER), (LATER, Kept.KEPT, None)]),
        (BY, LATER, [(BY, Kept.BROKEN, None), (LATER, Kept.KEPT, None)]),
        (OCTOBER, LATER, [(BY, Kept.BROKEN, None), (LATER, Kept.KEPT, None)]),
        (JULY, BY, [(BY, Kept.BROKEN, None)]),
        (OCTOBER, BY, [(BY, Kept.BROKEN, None)]),
        (APRIL, EARLIER, [(EARLIER, Kept.BROKEN, None)]),
        (JULY, None, [(BY, Kept.WITHDRAWN, None)]),
        (EVE, None, [(BY, Kept.WITHDRAWN, None)]),
        (BY, None, [(BY, Kept.BROKEN, None)]),
    ],
)
def test_what_is_said_of_the_same_figure_later_moves_or_withdraws_it_until_its_day_has_come(said_on, then, told):
    judged = [RED, (Q1, R), (Q2, R), (Q3, G)]
    assert states([made(), made(then, said_on=said_on)], judged) == told


@pytest.mark.parametrize(
    ("rag", "said_on", "then", "first"),
    [
        (R, JULY, LATER, Kept.MOVED),
        (R, EVE, LATER, Kept.MOVED),
        (R, BY, LATER, Kept.BROKEN),
        (R, JULY, BY, Kept.BROKEN),
        (R, JULY, EARLIER, Kept.BROKEN),
        (R, JULY, None, Kept.BROKEN),
        (G, JULY, LATER, Kept.BROKEN),
        (N, JULY, LATER, Kept.BROKEN),
    ],
)
def test_a_later_red_period_moves_it_with_a_later_day_and_nothing_else_does(rag, said_on, then, first):
    judged = [RED, (Q1, rag), (Q2, R), (Q3, G)]
    assert state([made(), made(then, Q1, said_on)], judged) is first


def test_what_is_said_anew_of_an_earlier_period_moves_nothing():
    words = [made(EARLIER), made(BY, Q1, JULY), made(LATER, Q4, EVE)]
    told = {each.promise.period: each.kept for each in outcomes(words, [RED, (Q1, R), (Q2, R)], OCTOBER)}
    assert told[Q1] is Kept.BROKEN


def test_a_position_is_known_by_its_last_day_whatever_its_period_is_called():
    assert state([made(by_end=True)], [(YEAR, R), (Q2, G)]) is Kept.KEPT
    assert state([made()], [(YEAR, R), (Q2, G)]) is None


@pytest.mark.parametrize(
    ("words", "judged", "day", "told"),
    [
        ([], [RED], APRIL, None),
        ([made()], [RED], APRIL, (BY, Kept.OPEN)),
        ([made()], [RED, (Q1, R)], EVE, (BY, Kept.OPEN)),
        ([made()], [RED, (Q1, N)], EVE, (BY, Kept.OPEN)),
        ([made()], [RED, (Q1, G)], EVE, None),
        ([made()], [RED], OCTOBER, None),
        ([made()], [RED, (Q2, R)], OCTOBER, (BY, Kept.BROKEN)),
        ([made()], [RED, (Q2, R), (Q3, G)], LONG_AFTER, None),
        ([made()], [RED, (Q2, G), (Q3, R)], LONG_AFTER, None),
        ([made(), made(LATER, Q2, OCTOBER)], [RED, (Q2, R)], OCTOBER, (LATER, Kept.OPEN)),
        ([made(), made(LATER, said_on=JULY)], [RED], JULY, (LATER, Kept.OPEN)),
        ([made(), made(None, said_on=JULY)], [RED], JULY, None),
        ([made(EARLIER), made(BY, Q1, JULY)], [RED, (Q1, R), (Q2, G), (Q3, R)], LONG_AFTER, None),
        ([made()], [], APRIL, None),
    ],
)
def test_a_row_tells_the_last_one_due_or_the_last_one_not_kept_of_a_measure_that_is_red(words, judged, day, told):
    found = to_tell(words, judged, day)
    assert (found and (found.by, found.kept)) == told


DAYS = st.dates(dt.date(2019, 1, 1), dt.date(2020, 12, 31))
PERIODS = st.sampled_from((Q4, Q1, Q2, Q3))
WORDS = st.lists(st.builds(Promise, PERIODS, DAYS, st.none() | DAYS), max_size=6)
JUDGED = st.dictionaries(PERIODS, st.sampled_from((G, A, R, N))).map(lambda found: list(found.items()))


@given(WORDS, JUDGED, DAYS)
def test_nothing_is_told_of_a_figure_that_is_not_known_as_red(words, judged, day):
    red = {period for period, rag in judged if rag is R}
    found = outcomes(words, judged, day)
    assert all(each.promise.period in red for each in found)
    assert all(each.decided is None or dict(judged)[each.decided] is not N for each in found)


@given(WORDS, JUDGED, DAYS)
def test_words_of_figures_that_are_not_known_as_red_change_nothing(words, judged, day):
    red = {period for period, rag in judged if rag is R}
    assert outcomes(words, judged, day) == outcomes([each for each in words if each.period in red], judged, day)


@given(WORDS, JUDGED, DAYS)
def test_a_moved_promise_has_a_later_day_and_only_a_promise_before_its_day_is_due(words, judged, day):
    for each in outcomes(words, judged, day):
        assert (each.kept is Kept.MOVED) == (each.moved_to is not None)
        assert each.moved_to is None or each.moved_to > each.by
        assert each.kept is not Kept.OPEN or day < each.by
        assert (each.kept in (Kept.KEPT, Kept.BROKEN)) == (each.decided is not None)


@given(WORDS, JUDGED, DAYS)
def test_a_row_tells_one_of_the_promises_that_is_due_or_not_kept(words, judged, day):
    told = to_tell(words, judged, day)
    assert told is None or (told in outcomes(words, judged, day) and told.kept in (Kept.OPEN, Kept.BROKEN))
