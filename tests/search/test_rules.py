"""Words as a search reads them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.search.rules import LONGEST_WORD, MOST_WORDS, looked_for, meant, phrases, reference, words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("", []),
        ("Children adopted", ["children", "adopted"]),
        ("children's, children’s", ["childrens", "childrens"]),
        ("16-17 year olds (NEET)", ["16", "17", "year", "olds", "neet"]),
        ("% in care; per cent", ["percent", "in", "care", "percent"]),
        ("Tŷ, môr a CAFÉ", ["ty", "mor", "a", "cafe"]),
        ("\"*: AND NEAR(a b) ' \\ & | ! <-> ^", ["and", "near", "a", "b", "and"]),
        ("No. of plans: no, none", ["number", "of", "plans", "no", "none"]),
        ("snake_case", ["snake", "case"]),
        ("½ £ € — …", ["1", "2"]),
        ("x" * 100, ["x" * LONGEST_WORD]),
    ],
)
def test_words_are_letters_and_digits_without_accents(text, read):
    assert words(text) == read


@given(st.text())
def test_a_word_holds_nothing_that_a_database_reads_as_a_sign(text):
    assert all(each.isalnum() and len(each) <= LONGEST_WORD for each in words(text))
    assert len(looked_for(text)) <= MOST_WORDS


def test_words_of_every_text_are_not_looked_for():
    assert looked_for("the number of children in the care of the children") == ["number", "children", "care"]
    assert looked_for("of the") == []


def test_a_reference_is_found_in_parts_and_whole():
    assert reference("KPI-SC1") == ["kpi", "sc1", "kpisc1"]
    assert reference("CS02") == ["cs02"]


def test_words_that_mean_the_same_are_told_apart():
    assert phrases("Bins,  household waste, bin,, ") == [("bin",), ("household", "waste")]


GROUPS = [phrases("bins, household waste, rubbish"), phrases("pavement, footways")]


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("household waste recycled", {"bins", "household", "waste", "rubbish"}),
        ("emptied a bin", {"bins", "household", "waste", "rubbish"}),
        ("a footway", {"pavement", "footways"}),
        ("waste of a household", set()),
        ("cabins", set()),
        ("household | waste", set()),
        ("", set()),
    ],
)
def test_a_text_is_found_by_the_other_words_for_what_it_names(text, added):
    assert set(meant(text.split(), GROUPS)) == added


@pytest.mark.parametrize(
    ("one", "other"),
    [("library", "libraries"), ("address", "addresses"), ("church", "churches"), ("bus", "bus"), ("glass", "glass")],
)
def test_singular_and_plural_are_one_word(one, other):
    assert meant([other], [[(one,), ("x",)]]) == [one, "x"]
