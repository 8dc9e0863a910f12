"""What was promised, as readers were shown it: which versions, at which moment, in one statement."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.models import Explanation, Reading
from kpis.readings.promises import promised
from tests.stored import make_council, make_measure, make_plan, make_reading, moment

SEPTEMBER, DECEMBER = dt.date(2019, 9, 30), dt.date(2019, 12, 31)
SIGNED = moment("2019-04-20")


def said(reading: Reading, on: str, by: dt.date | None = SEPTEMBER, cause: str = "Referrals", **more: object) -> None:
    at = moment(on)
    reading.explanations.filter(superseded_at=None).update(superseded_at=at)
    words = {"cause": cause, "action": "A panel", "owner": "The head", "back_on_track": by, **more}
    Explanation.objects.create(reading=reading, number=reading.explanations.count() + 1, recorded_at=at, **words)


@pytest.fixture
def reading(db):
    """A draft explained on 15 April and signed off on the 20th."""
    measure = make_measure(make_plan(make_council()), "C1", frequency="quarterly")
    version = make_reading(measure, "2018/19 Q4", "675", at=moment("2019-04-15"), state="draft")
    said(version.reading, "2019-04-15")
    return version.reading


def sign_off(reading: Reading, value: str = "675", on: dt.datetime = SIGNED) -> None:
    reading.versions.filter(superseded_at=None).update(superseded_at=on)
    make_reading(reading.measure, "2018/19 Q4", value, at=on)


def told(reading: Reading, at: dt.datetime | None = None):
    found = promised([reading.measure_id], at).get(reading.measure_id, ())
    return [(each.by, each.cause) for each in found]


def test_before_it_is_signed_off_nothing_is_told(reading):
    assert told(reading) == []


def test_signed_off_it_is_told_with_its_words(reading):
    sign_off(reading)
    (each,) = promised([reading.measure_id], None)[reading.measure_id]
    assert (each.by, each.said_on, each.action, each.owner) == (SEPTEMBER, dt.date(2019, 4, 15), "A panel", "The head")
    assert each.period == reading.period


def test_of_what_was_replaced_the_day_alone_is_told(reading):
    sign_off(reading)
    said(reading, "2019-07-01", DECEMBER, "A home closed")
    assert told(reading) == [(SEPTEMBER, ""), (DECEMBER, "A home closed")]


def test_what_was_replaced_before_anybody_read_it_is_not_told(reading):
    said(reading, "2019-04-16", DECEMBER, "A home closed")
    sign_off(reading)
    assert told(reading) == [(DECEMBER, "A home closed")]


def test_a_waiver_is_told_without_day_and_words(reading):
    sign_off(reading)
    said(reading, "2019-07-01", waived=True, reason="The home closed")
    assert told(reading) == [(SEPTEMBER, ""), (None, "")]


def test_while_a_revision_is_on_its_way_what_stood_at_the_sign_off_is_told(reading):
    sign_off(reading)
    make_reading(reading.measure, "2018/19 Q4", "680", at=moment("2019-05-02"), state="submitted")
    said(reading, "2019-05-02", DECEMBER, "A home closed")
    assert told(reading) == [(SEPTEMBER, "Referrals")]
    sign_off(reading, "680", moment("2019-05-03"))
    assert told(reading) == [(SEPTEMBER, ""), (DECEMBER, "A home closed")]


def test_as_of_a_day_it_is_told_as_it_stood(reading):
    sign_off(reading)
    said(reading, "2019-07-01", DECEMBER, "A home closed")
    assert told(reading, moment("2019-04-19")) == []
    assert told(reading, moment("2019-06-30")) == [(SEPTEMBER, "Referrals")]
    assert told(reading, moment("2019-07-02")) == [(SEPTEMBER, ""), (DECEMBER, "A home closed")]


def test_of_a_figure_that_was_undone_what_had_been_shown_is_told(reading):
    sign_off(reading)
    reading.versions.filter(superseded_at=None).update(superseded_at=moment("2019-05-02"))
    assert told(reading) == [(SEPTEMBER, "Referrals")]


@pytest.mark.parametrize("count", [5, 50])
def test_it_is_one_statement_however_many_measures(reading, count):
    sign_off(reading)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        promised(range(reading.measure_id, reading.measure_id + count), None)
    assert len(asked) == 1
