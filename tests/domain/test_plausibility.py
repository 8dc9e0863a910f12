import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.numbers import Unit
from kpis.domain.plausibility import figures_of, is_out_of_scale, looks_like_fraction
from kpis.domain.words import Target
from tests.domain.build import FIGURES, D, aim, band


def numbers(*values):
    return [D(each) for each in values]


@pytest.mark.parametrize(
    ("value", "history", "slip"),
    [
        ("3460", ("346", "350", "340"), True),
        ("3459", ("346", "350", "340"), False),
        ("34.6", ("346", "350", "340"), True),
        ("34.7", ("346", "350", "340"), False),
        ("346", ("346", "350", "340"), False),
        ("-3460", ("346",), True),
        ("400", ("0", "0", "40"), True),  # zeros say nothing about the scale
        ("400", ("0", "0"), False),
        ("0", ("346",), False),
        ("400", (), False),
    ],
)
def test_ten_times_or_a_tenth_of_its_history(value, history, slip):
    assert is_out_of_scale(D(value), numbers(*history)) is slip


@pytest.mark.parametrize(
    ("value", "beside", "slip"),
    [
        ("0.95", ("90", "93"), True),
        ("1", ("90",), True),
        ("0.95", (), True),
        ("0.95", ("2.1",), True),
        ("0.95", ("2",), False),
        ("0.6", ("0.65", "1.62"), False),  # genuine: its band is near it
        ("0.6", ("90", "1.1"), False),
        ("0", ("90",), False),
        ("-0.5", ("90",), False),
        ("1.01", ("90",), False),
        ("60", ("90",), False),
    ],
)
def test_a_share_typed_as_a_fraction(value, beside, slip):
    assert looks_like_fraction(D(value), Unit.PERCENTAGE, True, numbers(*beside)) is slip


def test_only_shares_can_be_typed_as_a_fraction():
    assert not looks_like_fraction(D("0.95"), Unit.PERCENTAGE, False, numbers("90"))
    assert not looks_like_fraction(D("0.95"), Unit.RATE, True, numbers("90"))


def test_what_a_target_says_about_size():
    assert figures_of(aim("90", "5")) == [90]
    assert figures_of(band("0.65", "1.62")) == numbers("0.65", "1.62")
    assert figures_of(Target()) == []


@given(FIGURES.filter(bool), st.lists(FIGURES, max_size=6))
def test_the_sign_does_not_matter(value, history):
    assert is_out_of_scale(value, history) == is_out_of_scale(-value, [-each for each in history])
