from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.numbers import (
    NumberError,
    Unit,
    as_set,
    check_storable,
    difference,
    in_unit,
    parse_number,
    plain,
    printed,
    rate_base,
    round_half_up,
    work_out,
)
from tests.domain.build import FIGURES, PLACES, D

STORED = st.decimals(-999_999_999, 999_999_999, places=6, allow_nan=False, allow_infinity=False)
COUNTS = st.integers(0, 999_999_999)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("94.95", 1, "95.0"),
        ("94.949999", 1, "94.9"),
        ("-2.25", 1, "-2.3"),
        ("-2.249", 1, "-2.2"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("-0.5", 0, "-1"),
        ("-0.04", 1, "0.0"),
        ("60", 1, "60.0"),
        ("1E+3", 0, "1000"),
        ("0.000001", 6, "0.000001"),
    ],
)
def test_rounding_is_half_away_from_zero(value, places, text):
    assert str(round_half_up(D(value), places)) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1939", "1939"),
        ("1,939", "1939"),
        ("1,234,567", "1234567"),
        ("60%", "60"),
        ("60 %", "60"),
        ("£61,810", "61810"),
        (" 20.4 ", "20.4"),
        ("\u00a020.4\u00a0", "20.4"),
        ("(86)", "-86"),
        ("(£86)", "-86"),
        ("-86", "-86"),
        ("−86", "-86"),
        ("-£86", "-86"),
        ("£-86", "-86"),
        ("+5", "5"),
        (".5", "0.5"),
        ("100", "100"),
        ("0", "0"),
        ("-0.0", "0"),
        ("007", "7"),
        ("999999999.999999", "999999999.999999"),
        ("1.50000000", "1.5"),
    ],
)
def test_numbers_as_people_type_them(text, value):
    assert str(parse_number(text)) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "abc",
        "1e5",
        "1E5",
        "1_000",
        "NaN",
        "nan",
        "Infinity",
        "-",
        ".",
        "5.",
        "1.2.3",
        "--5",
        "5-",
        "+-5",
        "-£-5",
        "1,93",
        "12,34,567",
        "1,2345",
        ",5",
        "1 000",
        "٣٤",
        "１２",
        "½",
        "(86",
        "86)",
        "(-86)",
        "(£-86)",
        "60%%",
        "££5",
        "5\x00",
        "0x10",
        "five",
        "=1+1",
        "5 cases",
        "1939.",
        "$5",
        "1'000",
    ],
)
def test_what_is_no_number_is_refused(text):
    with pytest.raises(NumberError, match="is not a number"):
        parse_number(text)


@pytest.mark.parametrize("text", ["1000000000", "0.0000001", "1,000,000,000.5", "9" * 1_000_000])
def test_more_digits_than_are_stored_are_refused_never_rounded(text):
    with pytest.raises(NumberError, match="more than 9 digits before or 6 after the point") as refused:
        parse_number(text)
    assert len(str(refused.value)) < 150


def test_signs_belong_to_their_units():
    assert parse_number("60%", Unit.PERCENTAGE) == parse_number("60%", Unit.PERCENTAGE_POINTS) == 60
    assert parse_number("£5", Unit.CURRENCY) == 5
    with pytest.raises(NumberError, match="has a % sign, but the figure is no percentage"):
        parse_number("60%", Unit.COUNT)
    with pytest.raises(NumberError, match="has a £ sign, but the figure is no currency"):
        parse_number("£60", Unit.COUNT)


@pytest.mark.parametrize("value", ["1000000000", "-1000000000", "0.0000001", "NaN", "Infinity"])
def test_what_cannot_be_stored_exactly(value):
    with pytest.raises(NumberError):
        check_storable(D(value))


def test_what_can_be_stored_exactly():
    for value in ("999999999.999999", "-0.000001", "1E+8", "5.10000000", "0"):
        check_storable(D(value))
    with pytest.raises(NumberError):
        check_storable(Decimal("1.0000000000000000000000000000001"))  # more digits than a context holds


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "label", "places", "text"),
    [
        ("1271", "2391", Unit.PERCENTAGE, "", 1, "53.2"),
        ("158", "581", Unit.PERCENTAGE, "", 1, "27.2"),
        ("21", "1796", Unit.PERCENTAGE, "", 1, "1.2"),
        ("222", "2581", Unit.PERCENTAGE, "", 1, "8.6"),
        ("1", "3", Unit.RATE, "per 1,000", 1, "333.3"),
        ("1899", "2000", Unit.PERCENTAGE, "", 1, "95.0"),  # exactly 94.95
        ("41", "2", Unit.AVERAGE, "", 0, "21"),
        ("-3", "40", Unit.PERCENTAGE_POINTS, "", 0, "-8"),  # exactly -7.5
    ],
)
def test_a_figure_from_its_parts_is_worked_out_and_rounded_once(numerator, denominator, unit, label, places, text):
    assert str(round_half_up(work_out(D(numerator), D(denominator), unit, label), places)) == text


def test_working_out_is_rounded_once_where_twice_would_differ():
    """44.444449 at four decimals is 44.4444; by way of five it would become 44.4445."""
    exact = work_out(D("44444449"), D("100000000"), Unit.PERCENTAGE)
    assert exact == D("44.444449")
    assert str(round_half_up(exact, 4)) == "44.4444"
    assert str(round_half_up(round_half_up(exact, 5), 4)) == "44.4445"


def test_a_denominator_of_0_is_refused_with_the_remedy():
    with pytest.raises(NumberError, match=r'not_applicable with the commentary "no cases"'):
        work_out(D(0), D(0), Unit.PERCENTAGE)


@pytest.mark.parametrize(
    ("label", "base"), [("per 1,000", 1000), ("per 100,000 population", 100_000), ("per 10000 aged 10-24", 10_000)]
)
def test_the_number_of_a_rate(label, base):
    assert rate_base(label) == base


@pytest.mark.parametrize("label", ["", "per head", "per 0"])
def test_a_rate_without_its_number_is_refused(label):
    with pytest.raises(NumberError, match="names no number"):
        rate_base(label)


@pytest.mark.parametrize(
    ("value", "unit", "places", "label", "text"),
    [
        ("1939", Unit.COUNT, 0, "", "1,939"),
        ("-86", Unit.COUNT, 0, "", "−86"),
        ("60", Unit.PERCENTAGE, 1, "", "60.0%"),
        ("94.95", Unit.PERCENTAGE, 1, "", "95.0%"),
        ("-2.25", Unit.PERCENTAGE_POINTS, 1, "", "−2.3 percentage points"),
        ("-0.04", Unit.PERCENTAGE, 1, "", "0.0%"),
        ("0", Unit.COUNT, 0, "", "0"),
        ("1", Unit.PERCENTAGE_POINTS, 0, "", "1 percentage point"),
        ("1", Unit.PERCENTAGE_POINTS, 1, "", "1.0 percentage points"),
        ("18.6", Unit.RATE, 1, "per 1,000", "18.6 per 1,000"),
        ("20.4", Unit.AVERAGE, 1, "", "20.4"),
        ("20.4", Unit.AVERAGE, 1, "cases", "20.4 cases"),
        ("1.2", Unit.CURRENCY, 1, "m", "£1.2m"),
        ("61810", Unit.CURRENCY, 0, "£000", "£61,810k"),
        ("61810", Unit.CURRENCY, 0, "k", "£61,810k"),
        ("-86", Unit.CURRENCY, 0, "", "−£86"),
        ("54.4", Unit.CURRENCY, 1, "", "£54.40"),
        ("54.4", Unit.CURRENCY, 1, "per week", "£54.40 per week"),
        ("-1054.4", Unit.CURRENCY, 1, "£", "−£1,054.40"),
        ("54.425", Unit.CURRENCY, 3, "", "£54.425"),
        ("86", Unit.CURRENCY, 2, "per week", "£86.00 per week"),
        ("426", Unit.DAYS, 0, "", "426 days"),
        ("1", Unit.DAYS, 0, "", "1 day"),
        ("3", Unit.DAYS, 0, "working days", "3 working days"),
        ("2.5", Unit.RATIO, 1, "", "2.5"),
        ("1", Unit.MILESTONE, 0, "", "achieved"),
        ("0", Unit.MILESTONE, 0, "", "not achieved"),
    ],
)
def test_printing_in_the_unit(value, unit, places, label, text):
    assert printed(D(value), unit, places, label) == text


def test_targets_print_with_all_digits_that_were_set():
    assert as_set(D("90.000000"), Unit.PERCENTAGE) == "90%"
    assert as_set(D("0.650000"), Unit.PERCENTAGE) == "0.65%"
    assert as_set(D("3461.000000"), Unit.COUNT) == "3,461"
    assert as_set(D("1E+3"), Unit.COUNT) == "1,000"


def test_a_difference_has_its_unit_and_no_digits_of_storage():
    assert difference(D("-30.000000"), Unit.PERCENTAGE, places=1) == "30.0 percentage points"
    assert difference(D("0.65"), Unit.PERCENTAGE, places=1) == "0.65 percentage points"
    assert difference(D("80.000000"), Unit.COUNT) == "80"
    assert difference(D("-860"), Unit.CURRENCY, "k") == "£860k"


def test_plain_numbers():
    assert [plain(D(each)) for each in ("61810", "-5.20", "0.650000", "1E+2", "-0.0", "0")] == [
        "61810", "-5.2", "0.65", "100", "0", "0",
    ]  # fmt: skip


def test_only_counts_and_money_add_up_over_a_year():
    assert [each for each in Unit if each.adds_up] == [Unit.COUNT, Unit.CURRENCY]


@given(STORED)
def test_a_plain_number_is_read_back(value):
    assert parse_number(plain(value)) == value
    assert "E" not in plain(value).upper()
    check_storable(value)


@given(STORED, PLACES)
def test_what_is_printed_is_read_back(value, places):
    for unit in (Unit.PERCENTAGE, Unit.COUNT, Unit.CURRENCY, Unit.AVERAGE):
        figure = round_half_up(value, places)
        if abs(figure) < 10**9:
            assert parse_number(printed(value, unit, places), unit) == figure


@given(STORED, PLACES)
def test_rounding_is_idempotent_and_half_away_from_zero(value, places):
    once = round_half_up(value, places)
    assert round_half_up(once, places) == once
    assert round_half_up(-value, places) == -once
    assert abs(once - value) * 2 <= D(1).scaleb(-places)
    if abs(once - value) * 2 == D(1).scaleb(-places):
        assert abs(once) > abs(value)


@given(FIGURES, FIGURES, PLACES)
def test_rounding_keeps_the_order(one, other, places):
    low, high = sorted((one, other))
    assert round_half_up(low, places) <= round_half_up(high, places)


@given(COUNTS, st.integers(1, 999_999_999), st.integers(0, 6))
def test_a_figure_from_its_parts_rounds_as_the_exact_fraction_does(numerator, denominator, places):
    exact = Fraction(numerator * 100, denominator)
    scaled = exact * 10**places
    half_up = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    ours = round_half_up(work_out(D(numerator), D(denominator), Unit.PERCENTAGE), places)
    assert ours == D(half_up).scaleb(-places)


@given(STORED, st.integers(0, 6))
def test_rounding_agrees_with_a_context_of_many_digits(value, places):
    with localcontext() as context:
        context.prec = 60
        assert round_half_up(value, places) == value.quantize(D(1).scaleb(-places), ROUND_HALF_UP)


@given(st.text(max_size=20))
def test_any_text_is_a_storable_number_or_refused(text):
    try:
        check_storable(parse_number(text))
    except NumberError as refused:
        assert str(refused)


@given(STORED)
def test_a_printed_minus_is_the_typographic_one(value):
    assert "-" not in in_unit(value, Unit.COUNT)


def test_pounds_have_two_decimals_or_none_in_gaps_and_targets_too():
    assert as_set(D("54.3"), Unit.CURRENCY) == "£54.30"
    assert difference(D("0.1"), Unit.CURRENCY, places=1) == "£0.10"
    assert as_set(D("1.5"), Unit.CURRENCY, "m") == "£1.5m"
