import datetime as dt

import pytest

from kpis.domain.figure import Actual, Hidden, marker_text, missing_text
from kpis.domain.numbers import Unit
from kpis.domain.words import Marker
from tests.domain.build import D, p, rule

YEAR = p("2018/19")


@pytest.mark.parametrize(
    ("shown", "places", "text"),
    [
        (Actual(D(60), period=YEAR), 1, "60.0%"),
        (Actual(D("94.95"), period=YEAR), 1, "95.0%"),
        (Actual(D("53.157674"), D(1271), D(2391), period=YEAR), 1, "53.2%"),
        (Actual(D("0.500000"), D("4999999"), D("999999999"), period=YEAR), 6, "0.500000%"),  # 0.4999999005
        (Actual(D("44.5"), D("9"), None, period=YEAR), 1, "44.5%"),  # a value may stand with its numerator alone
        (Actual(None, marker=Marker.NOT_APPLICABLE, period=YEAR), 1, "Not applicable"),
        (Actual(None, marker=Marker.NOT_MONITORED, period=YEAR), 1, "Not previously monitored"),
        (Actual(None, marker=Marker.SUPPRESSED, period=YEAR), 1, "[c]"),
        (Actual(None, marker=Marker.AWAITING, period=YEAR), 1, "Awaiting data"),
        (
            Actual(None, marker=Marker.AWAITING, expected=dt.date(2020, 3, 31), period=YEAR),
            1,
            "Awaiting data, due 31 March 2020",
        ),
        (Actual(None, period=YEAR), 1, "No figure entered"),
    ],
)
def test_a_reading_as_it_is_printed(shown, places, text):
    assert shown.text(rule(places=places)) == text


def test_a_share_is_rounded_once_from_its_parts_not_from_the_stored_value():
    """44.44949999 is stored at six decimals as 44.449500, which would be rounded up a second time."""
    shown = Actual(D("44.449500"), D("44449499.99"), D("100000000"), period=YEAR)
    assert shown.exact(rule()) == D("44.44949999")
    assert shown.text(rule(places=3)) == "44.449%"
    assert Actual(D("44.449500"), period=YEAR).text(rule(places=3)) == "44.450%"


def test_parts_that_cannot_be_worked_out_leave_the_value():
    assert Actual(D("1.5"), D(3), D(2), period=YEAR).exact(rule(unit=Unit.RATE)) == D("1.5")  # no number in its label
    assert Actual(D("1.5"), D(3), D(0), period=YEAR).exact(rule()) == D("1.5")


def test_missing_is_words():
    assert missing_text(None) == "No figure entered"
    for marker in Marker:
        assert missing_text(marker).strip("-– 0")


@pytest.mark.parametrize(
    ("marker", "until", "text", "tentative"),
    [
        (Marker.FINAL, None, "", False),
        (Marker.PROVISIONAL, dt.date(2019, 7, 31), "provisional until 31 July 2019", True),
        (Marker.PROVISIONAL, None, "provisional", True),
        (Marker.ESTIMATED, None, "estimated", True),
        (Marker.REVISED, None, "revised", False),
        (Marker.AWAITING, None, "", False),
    ],
)
def test_what_stands_beside_a_figure(marker, until, text, tentative):
    shown = Actual(D(1), marker=marker, provisional_until=until, period=YEAR)
    assert marker_text(shown) == text
    assert shown.is_tentative is tentative


def test_markers_with_and_without_a_value():
    assert [each for each in Marker if each.has_value] == [
        Marker.FINAL,
        Marker.PROVISIONAL,
        Marker.REVISED,
        Marker.ESTIMATED,
    ]


def test_a_withheld_figure_holds_no_number():
    assert set(Hidden._fields) == {"period", "break_before", "version"}
