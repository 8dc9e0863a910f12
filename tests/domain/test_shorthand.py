"""What people write into the cell of a figure."""

import pytest

from kpis.domain.numbers import parse_number, plain
from kpis.domain.shorthand import Shorthand, read_shorthand
from kpis.domain.words import Marker

WITHHELD = "was it withheld by its source because the numbers are small?"
AWAITED = "is the figure awaited, or was it not monitored?"
NO_CASE = "does the measure not apply to this period?"


@pytest.mark.parametrize(
    ("signs", "question"),
    [
        (("[c]", "c", "C", "*", "(c)", "suppressed"), WITHHELD),
        (("[x]", "..", "...", "tbc", "TBC", "tba", "awaiting data"), AWAITED),
        (("[z]", "N/A", "n/a", "Not applicable", "\u00a0n/a "), NO_CASE),
        (("[low]", "~"), "is it a number that rounds to 0, or one that may not be shown?"),
    ],
)
def test_a_sign_alone_is_a_question(signs, question):
    for sign in signs:
        shown = sign.replace("\u00a0", " ").strip()
        assert read_shorthand(sign) == Shorthand(question=f"“{shown}”: {question}")


@pytest.mark.parametrize("text", ["<5", "< 5", "≤5", "<5%", ">95%", "fewer than 5", "Less than 10", "under £5"])
def test_a_bound_is_never_a_number(text):
    asked = f"“{text}” is a bound and no number: what is the figure, or was it withheld?"
    assert read_shorthand(text) == Shorthand(question=asked)


@pytest.mark.parametrize("text", ["-", "–", "—", "−", " – "])
def test_a_dash_says_nothing(text):
    assert read_shorthand(text) == Shorthand(is_nothing=True)


@pytest.mark.parametrize(
    ("text", "number", "marker"),
    [
        ("12 [p]", "12", Marker.PROVISIONAL),
        ("12[p]", "12", Marker.PROVISIONAL),
        ("66.9 (p)", "66.9", Marker.PROVISIONAL),
        ("66.9% (P)", "66.9%", Marker.PROVISIONAL),
        ("12 p", "12", Marker.PROVISIONAL),
        ("12 (provisional)", "12", Marker.PROVISIONAL),
        ("1,240 [r]", "1,240", Marker.REVISED),
        ("12 est.", "12", Marker.ESTIMATED),
        ("(2.1) [e]", "(2.1)", Marker.ESTIMATED),
    ],
)
def test_a_mark_behind_a_number(text, number, marker):
    assert read_shorthand(text) == Shorthand(number, marker)


@pytest.mark.parametrize(
    ("text", "number", "sign"), [("16.8*", "16.8", "*"), ("56.5%*", "56.5%", "*"), ("12 [u]", "12", "[u]")]
)
def test_a_sign_behind_a_number_is_asked_about(text, number, sign):
    assert read_shorthand(text) == Shorthand(number, question=f"“{text}”: what does {sign} stand for?")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1\u00a0240", "1240"),
        ("3\u202f271\u202f000", "3271000"),
        ("1 240.5", "1240.5"),
        ("\u00a059%\u00a0", "59"),
        ("–5", "-5"),
        ("– 5", "-5"),
        ("−5", "-5"),
        ("£(2.1)", "-2.1"),
        ("(£2.1)", "-2.1"),
        ("-£2.1", "-2.1"),
        ("£ 1,200", "1200"),
        ("£ 1 200", "1200"),
        ("56.5 %", "56.5"),
        (".5", "0.5"),
    ],
)
def test_numbers_as_people_mean_them(text, value):
    found = read_shorthand(text)
    assert found is not None and not found.question
    assert plain(parse_number(found.number)) == value


def test_a_number_with_its_unit():
    assert read_shorthand("16.8 cases", "cases") == Shorthand("16.8")
    assert read_shorthand("£38.9m", "m") == Shorthand("£38.9")
    assert read_shorthand("£38.9m", "k") is None


@pytest.mark.parametrize("text", ["n/a – annual", "abc", "12 green", "about 5", "5 of 7", "2026/27", "Q2", "12 to 14"])
def test_what_is_neither(text):
    assert read_shorthand(text) is None


@pytest.mark.parametrize("text", ["1,23", "1.2.3", "1234567890123"])
def test_what_looks_like_a_number_is_left_to_its_reader(text):
    """It is refused there, with the remedy."""
    assert read_shorthand(text) == Shorthand(text)
