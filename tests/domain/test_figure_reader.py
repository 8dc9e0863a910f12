"""What a figure may be, as a person typed it; files are held to the same rules in tests/interchange."""

import datetime as dt
from decimal import Decimal

import pytest

from kpis.domain.figure import Figure
from kpis.domain.figure_reader import NO_SHARE, Shape, Typed
from kpis.domain.figure_reader import read as read_figure
from kpis.domain.numbers import Unit
from kpis.domain.words import Marker
from tests.domain.build import D, count, rule

SHARE = Shape(Unit.PERCENTAGE, is_share=True, rule=rule())
COUNT = Shape(Unit.COUNT, rule=count())
RATE = Shape(Unit.RATE, "per 1,000", rule=rule(unit=Unit.RATE, unit_label="per 1,000"))
MONEY = Shape(Unit.CURRENCY, "k", rule=rule(unit=Unit.CURRENCY))
MILESTONE = Shape(Unit.MILESTONE)
DAY = dt.date(2019, 7, 31)


def read(shape, marker=Marker.FINAL, dates=None, **typed):
    texts = Typed(typed, dates)
    return read_figure(texts, shape, marker), dict(texts.problems)


@pytest.mark.parametrize(
    ("shape", "typed", "figure"),
    [
        (COUNT, {"value": " 1,939 "}, Figure(D("1939"))),
        (SHARE, {"value": "92.4%"}, Figure(D("92.4"))),
        (SHARE, {"numerator": "81", "denominator": "263"}, Figure(D("30.798479"), D(81), D(263))),
        (SHARE, {"value": "30.8", "numerator": "81", "denominator": "263"}, Figure(D("30.798479"), D(81), D(263))),
        (SHARE, {"value": "30.8", "numerator": "81"}, Figure(D("30.8"), D(81))),
        (SHARE, {"numerator": "0", "denominator": "5"}, Figure(D(0), D(0), D(5))),
        (RATE, {"numerator": "6", "denominator": "500"}, Figure(D(12), D(6), D(500))),
        (MONEY, {"value": "(£86)"}, None),
        (MONEY, {"value": "£61,810"}, Figure(D("61810"))),
        (MILESTONE, {"value": "Achieved"}, Figure(D(1))),
        (MILESTONE, {"value": "not achieved"}, Figure(D(0))),
    ],
)
def test_what_is_read(shape, typed, figure):
    found, problems = read(shape, **typed)
    if figure is None:
        assert (found.value, problems) == (D(-86), {})
    else:
        assert (found, problems) == (figure, {})


@pytest.mark.parametrize(
    ("shape", "typed", "column", "message"),
    [
        (SHARE, {"numerator": "6", "denominator": "5"}, "numerator", f"6 is above the denominator 5; {NO_SHARE}"),
        (SHARE, {"numerator": "81%", "denominator": "263"}, "numerator", '"81%" has a % sign, but a numerator is no'),
        (SHARE, {"value": "101"}, "value", f'"101" is outside 0 to 100; {NO_SHARE}'),
        (SHARE, {"numerator": "0", "denominator": "0"}, "denominator", "the denominator is 0: state the marker"),
        (COUNT, {"value": "-1"}, "value", '"-1" is negative, which a count cannot be'),
        (COUNT, {"value": "5", "numerator": "5"}, "numerator", "a figure in the unit count has no numerator"),
        (COUNT, {"value": "1" * 2_000_000}, "value", f'"{"1" * 57}..." has more than 9 digits before'),
        (RATE, {"numerator": "-1", "denominator": "5"}, "numerator", '"-1" is negative, which a numerator cannot be'),
        (MILESTONE, {"value": "yes"}, "value", '"yes" is not one of achieved, not achieved'),
        (COUNT, {}, "value", "is blank: state a figure, or a marker that says why there is none (awaiting, "),
    ],
)
def test_what_is_refused(shape, typed, column, message):
    found, problems = read(shape, **typed)
    assert problems[column].startswith(message)
    assert len(problems) == 1
    assert not (column != "value" and found.value is not None)


@pytest.mark.parametrize("marker", [each for each in Marker if not each.has_value])
def test_a_reason_that_there_is_no_figure_stands_without_one(marker):
    assert read(COUNT, marker) == (Figure(marker=marker), {})
    assert "stands beside the marker" in read(COUNT, marker, value="5")[1]["value"]
    assert "stands beside the marker" in read(SHARE, marker, denominator="5")[1]["denominator"]


@pytest.mark.parametrize("marker", list(Marker))
def test_each_date_belongs_to_its_markers(marker):
    value = {"value": "5"} if marker.has_value else {}
    for name, allowed in (
        ("provisional_until", marker in (Marker.PROVISIONAL, Marker.ESTIMATED)),
        ("expected", not marker.has_value),
        ("achieved_on", False),
    ):
        assert (name in read(COUNT, marker, {name: DAY}, **value)[1]) is not allowed


@pytest.mark.parametrize(("value", "refused"), [("achieved", False), ("not achieved", True)])
def test_only_an_achieved_milestone_has_a_day(value, refused):
    assert ("achieved_on" in read(MILESTONE, dates={"achieved_on": DAY}, value=value)[1]) is refused


def test_value_and_parts_agree_at_the_printed_decimals():
    for value, refused in (("30.80", False), ("30.84", False), ("30.85", True), ("30.7", True)):
        problems = read(SHARE, value=value, numerator="81", denominator="263")[1]
        assert ("value" in problems) is refused
    unprinted = SHARE._replace(rule=None)
    assert read(unprinted, value="5", numerator="81", denominator="263")[0].value == Decimal("30.798479")
