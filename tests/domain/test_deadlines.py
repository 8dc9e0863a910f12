"""Working days, clear days before a meeting, and the day a figure is due."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.deadlines import Calendar, add_working_days, figure_due, last_working_day_before, papers_deadline

EASTER_2019 = Calendar(frozenset({dt.date(2019, 4, 19), dt.date(2019, 4, 22)}), dt.date(2019, 12, 31))
CHRISTMAS = Calendar(
    frozenset({dt.date(2018, 12, 25), dt.date(2018, 12, 26), dt.date(2019, 1, 1)}), dt.date(2019, 12, 31)
)
PLAIN = Calendar()


@pytest.mark.parametrize(
    ("meeting", "calendar", "papers"),
    [
        (dt.date(2019, 6, 18), PLAIN, dt.date(2019, 6, 10)),
        (dt.date(2019, 6, 17), PLAIN, dt.date(2019, 6, 7)),
        (dt.date(2019, 6, 15), PLAIN, dt.date(2019, 6, 7)),
        (dt.date(2019, 4, 24), EASTER_2019, dt.date(2019, 4, 12)),
        (dt.date(2019, 4, 23), EASTER_2019, dt.date(2019, 4, 11)),
        (dt.date(2019, 1, 2), CHRISTMAS, dt.date(2018, 12, 20)),
    ],
)
def test_five_clear_working_days_lie_between_the_papers_and_the_meeting(meeting, calendar, papers):
    assert papers_deadline(meeting, calendar) == papers


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.sampled_from([PLAIN, EASTER_2019, CHRISTMAS]))
def test_neither_the_day_of_publication_nor_that_of_the_meeting_counts(meeting, calendar):
    papers = papers_deadline(meeting, calendar)
    between = [papers + dt.timedelta(days=day) for day in range(1, (meeting - papers).days)]
    assert sum(map(calendar.is_working, between)) == 5
    assert calendar.is_working(papers)


@pytest.mark.parametrize(
    ("day", "count", "calendar", "then"),
    [
        (dt.date(2019, 3, 31), 20, PLAIN, dt.date(2019, 4, 26)),
        (dt.date(2019, 3, 31), 20, EASTER_2019, dt.date(2019, 4, 30)),
        (dt.date(2019, 4, 18), 1, EASTER_2019, dt.date(2019, 4, 23)),
        (dt.date(2019, 6, 14), 1, PLAIN, dt.date(2019, 6, 17)),
        (dt.date(2019, 6, 15), 0, PLAIN, dt.date(2019, 6, 15)),
    ],
)
def test_working_days_leave_out_weekends_and_holidays(day, count, calendar, then):
    assert add_working_days(day, count, calendar) == then


def test_the_last_working_day_before_a_tuesday_after_easter_is_maundy_thursday():
    assert last_working_day_before(dt.date(2019, 4, 23), EASTER_2019) == dt.date(2019, 4, 18)


END = dt.date(2019, 3, 31)


@pytest.mark.parametrize(
    ("lag", "expected", "due"),
    [
        (None, None, dt.date(2019, 4, 30)),
        (0, None, END),
        (60, None, dt.date(2019, 5, 30)),
        (60, dt.date(2019, 12, 1), dt.date(2019, 12, 1)),
        (None, dt.date(2019, 4, 1), dt.date(2019, 4, 1)),
    ],
)
def test_a_figure_is_due_as_expected_or_after_its_lag_or_after_twenty_working_days(lag, expected, due):
    assert figure_due(END, lag, expected, EASTER_2019) == due


def test_a_calendar_is_certain_up_to_its_last_known_day():
    assert EASTER_2019.is_certain(dt.date(2019, 12, 31))
    assert not EASTER_2019.is_certain(dt.date(2020, 1, 1))
    assert not PLAIN.is_certain(END)
