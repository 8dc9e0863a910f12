"""The store of figures: the same values whichever way they are read, and nothing of what is withheld."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from kpis.domain.figure import COLUMNS, Actual, Hidden, figure_of
from kpis.domain.line import Context, line_of
from kpis.domain.measure import KeyMeasure
from kpis.domain.period_text import parse_period
from kpis.domain.words import Marker
from kpis.models import Measure, ReadingVersion
from kpis.people import PUBLIC, UNRESTRICTED, Viewer
from kpis.readings import read
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures
from kpis.readings.whole import council_figures, totals, whole
from tests.stored import make_baseline, make_category, make_council, make_measure, make_plan, make_reading, moment

YEAR = parse_period("2018/19")
SPAN = (YEAR.start, YEAR.end)
SMALL, FIRST = "97.531", "86.421"
"""Neither can be a part of a key or of a date."""
LATER = moment("2019-09-01")


@pytest.fixture
def stored(db: None) -> Measure:
    """A measure that withholds what is below 1,000: a figure of 97.531, which was 86.421 first, and its parts."""
    measure = make_measure(make_plan(make_council()), "M1", suppress_below=1000)
    make_reading(measure, "2017/18", "5000")
    first = make_reading(measure, "2018/19", FIRST, commentary=f"{FIRST} children")
    make_reading(measure, "2018/19", SMALL, at=LATER, commentary=f"{SMALL} children", published={"status": "met"})
    assert first.number == 1
    for name, value in (("Girls", SMALL), ("Boys", "4000"), ("Others", "4001")):
        make_reading(measure, "2018/19", value, category=make_category(measure, "Sex", name))
    make_baseline(measure, "2017/18", SMALL)
    return measure


def row(stored: Measure) -> KeyMeasure:
    (found,) = measures(stored.council_id)
    return found


def window(measure: KeyMeasure, viewer: Viewer) -> read.Histories:
    return read.window([measure], SPAN, None, allowed([measure], viewer))


def by_every_way(measure: KeyMeasure, viewer: Any) -> dict[str, Any]:
    """All that the store tells of a measure's figures."""
    may = allowed([measure], viewer)
    found = whole(measure, may)
    histories = {
        "window": read.window([measure], SPAN, None, may),
        "up to a day": read.up_to(YEAR.end, [measure], None, may),
        "as of a moment": read.window([measure], SPAN, moment("2019-10-01"), may),
        "first signed off": read.as_first_signed_off(YEAR.end, [measure], None, may),
        "first reported": read.first_reported([_version(measure)], [measure], may),
    }
    lines = [line_of(Context(YEAR, YEAR.end), found.history, beside([measure], None, may)[measure.id])]
    return {
        **{name: each[measure.id].figures for name, each in histories.items()},
        "totals": totals(measure, viewer).figures,
        "last known": read.last_known([measure], YEAR.next().start, None, may)[measure.id].figures,
        "whole": (found.history.figures, found.breakdowns, found.superseded),
        "council": council_figures(measure.council_id, [measure], viewer),
        "beside": beside([measure], None, may),
        "remarks": [(each.said, each.printed, each.verdict.reason) for each in read.with_remarks(lines)],
    }


def _version(measure: KeyMeasure) -> int:
    rows = ReadingVersion.objects.filter(reading__measure_id=measure.id, reading__category=None, superseded_at=None)
    return rows.order_by("-reading__end").values_list("pk", flat=True)[0]


def test_nothing_that_is_withheld_leaves_the_store(stored):
    for way, found in by_every_way(row(stored), PUBLIC).items():
        assert SMALL not in repr(found) and FIRST not in repr(found), way


def test_whoever_sees_small_numbers_is_given_them_by_every_way(stored):
    for way, found in by_every_way(row(stored), UNRESTRICTED).items():
        assert SMALL in repr(found) or FIRST in repr(found), way


def test_a_withheld_figure_is_there_without_its_number(stored):
    histories = window(row(stored), PUBLIC)
    figure = histories[stored.pk].figure(YEAR)
    assert figure == Hidden(YEAR, "", _version(row(stored)))


FIGURES = [
    {"value": "53.157674", "numerator": "1271", "denominator": "2391"},
    {"value": "0"},
    {"value": "-2.25", "marker": "provisional", "provisional_until": dt.date(2019, 7, 31)},
    {"marker": "awaiting", "expected": dt.date(2020, 3, 31)},
    {"value": "1", "achieved_on": dt.date(2019, 3, 1), "break_before": "new definition"},
    {"value": "999999999.123456"},
]


@pytest.mark.parametrize("given", FIGURES, ids=lambda given: given.get("value", given.get("marker")))
def test_a_figure_is_the_same_by_sql_and_by_the_orm_as_it_was_written(db, given):
    measure = make_measure(make_plan(make_council()), "M1", decimal_places=2)
    version = make_reading(measure, "2018/19", **given)
    asked = row(measure)
    by_sql = window(asked, PUBLIC)[measure.pk].figures
    assert list(by_sql) == list(totals(asked, PUBLIC).figures)
    (figure,) = by_sql
    assert isinstance(figure, Actual)
    numbers = {name: Decimal(given[name]) for name in ("value", "numerator", "denominator") if name in given}
    stated = {"marker": "final", **given, **numbers}
    assert {name: getattr(figure, name) for name in COLUMNS} == {name: stated.get(name) for name in COLUMNS}
    assert (figure.period, figure.version, figure.break_before) == (YEAR, version.pk, given.get("break_before", ""))
    assert isinstance(figure.marker, Marker)
    version.refresh_from_db()
    assert figure_of(version) == figure_of(figure)


def test_a_figure_that_has_been_made_once_is_not_taken_for_its_revision(stored):
    asked = row(stored)
    before = window(asked, UNRESTRICTED)[stored.pk].figure(YEAR)
    make_reading(stored, "2018/19", "900", at=moment("2019-11-01"))
    after = window(asked, UNRESTRICTED)[stored.pk].figure(YEAR)
    assert isinstance(before, Actual) and isinstance(after, Actual)
    assert (before.value, after.value) == (Decimal(SMALL), 900)
    assert (before.small, after.small) == (True, True)


def test_whether_a_figure_is_withheld_follows_the_measures_threshold_at_once(stored):
    window(row(stored), PUBLIC)
    Measure.objects.filter(pk=stored.pk).update(suppress_below=5)
    figure = window(row(stored), PUBLIC)[stored.pk].figure(YEAR)
    assert isinstance(figure, Actual)
    assert (figure.value, figure.small) == (Decimal(SMALL), False)
