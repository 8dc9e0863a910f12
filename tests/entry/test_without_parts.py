"""A share of a measure that withholds small numbers, entered without its numerator and denominator: withheld, and said
wherever somebody deals with it."""

import pytest
from django.test import Client

from kpis.domain.entry import WITHOUT_PARTS
from kpis.entry.actions import save
from tests.entry.conftest import NOW, Bringing, entry_of
from tests.pages.reading import cell, opened, rows, said
from tests.stored import make_reading

PAGE = "/entry/northshire/P1/2018-19-q4/"
SENT = {"seen": 0, "explanation_seen": 0, "marker": "final", "value": "60", "do": "check"}
MARK = "without its numerator and denominator: not for publication"


@pytest.fixture
def withholding(bringing: Bringing) -> Bringing:
    measure = bringing.measures["P1"]
    measure.suppress_below = 5
    measure.save()
    return bringing


def test_at_entry(withholding, alice):
    assert WITHOUT_PARTS.text in alice.post(PAGE, SENT).content.decode()
    sound = {**SENT, "numerator": "60", "denominator": "100"}
    assert WITHOUT_PARTS.text not in alice.post(PAGE, sound).content.decode()


def test_a_measure_that_withholds_nothing_says_nothing(bringing, alice):
    assert WITHOUT_PARTS.text not in alice.post(PAGE, SENT).content.decode()


def test_at_sign_off_where_it_is_no_slip(withholding, client_of):
    place = withholding.place("P1")
    entry = entry_of(place, "60", confirmed="the source gives no numbers", seen=0)
    save(entry=entry, by=withholding.person("alice"), at=NOW, submit=True)
    text = said(client_of("carol"), "/sign-off/")
    assert WITHOUT_PARTS.text in text and MARK.capitalize() in text
    assert "it looks like a slip" not in text


def test_the_public_sees_that_there_is_one_and_the_service_why(withholding, client_of):
    make_reading(withholding.measures["P1"], "2018/19 Q4", "60", at=NOW)
    address = "/northshire/scorecard/?period=2018-19-q4"
    assert cell(rows(opened(Client(), address))["P1"], "Latest figure") == "[c]"
    assert cell(rows(opened(client_of("carol"), address))["P1"], "Latest figure") == f"60.0% {MARK}"
