"""The opening sentence and what stands behind it: every measure once, each colour by its words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.summary import CountedVerdict, tally
from kpis.domain.words import Rag, Status
from kpis.presenters import STATUSES, frozen_look
from kpis.scorecards.words import adding_up, headline, opening_sentence
from tests.domain.build import p

G, A, R, N = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE
COUNTS = {
    (Status.ON_TARGET, G): 12, (Status.IN_BAND, G): 8, (Status.HELD_ON_LAST_YEAR, A): 3,
    (Status.WITHIN_TOLERANCE, A): 9, (Status.OFF_TARGET, R): 18, (Status.OVERSPENT, R): 1, (Status.NOT_DUE, N): 13,
    (Status.NO_TARGET, N): 5, (Status.HIDDEN, N): 3, (Status.NO_DATA, N): 2, (Status.FOR_INFORMATION, N): 1,
}  # fmt: skip


def found(counts, published=""):
    return tally(CountedVerdict(*key, published) for key, count in counts.items() for _ in range(count))


def test_the_sentence_counts_colours_and_says_why_the_others_have_none():
    assert opening_sentence(found(COUNTS), p("2026/27")) == (
        "Of 75 measures, 51 were judged for 2026/27: 20 green, 12 amber, 19 red. 24 were not: 13 not due, 5 without a "
        "target, 3 withheld, 2 awaiting data, 1 for information."
    )


@pytest.mark.parametrize(
    ("reds", "newly", "told"),
    [
        (19, 5, "19 red, 5 of them newly."),
        (2, 1, "2 red, 1 of them newly."),
        (2, 2, "2 red, all of them newly."),
        (1, 1, "1 red, newly."),
        (2, 0, "2 red."),
    ],
)
def test_how_many_reds_are_new_stands_behind_them(reds, newly, told):
    verdicts = [CountedVerdict(Status.OFF_TARGET, R, is_newly_red=place < newly) for place in range(reds)]
    assert opening_sentence(tally(verdicts), p("2018/19")).endswith(f"judged for 2018/19: {told}")


@pytest.mark.parametrize(
    ("reds", "lacking", "told"),
    [
        (3, 2, "2 of the red ones have no figure of the year before to be held against."),
        (3, 1, "1 of the red ones has no figure of the year before to be held against."),
        (1, 1, "The red one has no figure of the year before to be held against."),
    ],
)
def test_reds_for_want_of_last_years_figure_have_a_clause_of_their_own(reds, lacking, told):
    verdicts = [CountedVerdict(Status.OFF_TARGET, R, lacks_last_year=place < lacking) for place in range(reds)]
    assert opening_sentence(tally(verdicts), p("2018/19")).endswith(f" {reds} red. {told}")


def test_each_colour_adds_up_by_its_words_and_the_colours_to_all():
    assert adding_up(found(COUNTS)) == [
        "20 green: on target 12, in its band 8.",
        "12 amber: within tolerance 9, held on last year 3.",
        "19 red: behind target 18, overspent 1.",
        "24 without a colour: not due 13, without a target 5, withheld 3, awaiting data 2, for information 1.",
        "20 green + 12 amber + 19 red + 24 without a colour = 75 measures.",
    ]


def coloured(red=0, amber=0, green=0, none=0, newly=0):
    verdicts = [CountedVerdict(Status.OFF_TARGET, R, is_newly_red=place < newly) for place in range(red)]
    verdicts += [CountedVerdict(Status.WITHIN_TOLERANCE, A)] * amber + [CountedVerdict(Status.ON_TARGET, G)] * green
    return tally([*verdicts, *[CountedVerdict(Status.NOT_DUE, N)] * none])


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ({"red": 11, "amber": 6, "green": 10, "none": 10, "newly": 5},
         "11 of 37 measures are red, 5 of them newly. 10 are green, 6 amber, 10 have no colour."),
        ({"red": 1, "amber": 1, "green": 1, "none": 1, "newly": 1},
         "1 of 4 measures is red, newly. 1 is green, 1 amber, 1 has no colour."),
        ({"red": 2, "amber": 2, "green": 1, "newly": 2},
         "2 of 5 measures are red, all of them newly. 1 is green, 2 are amber."),
        ({"amber": 1, "green": 3}, "None of 4 measures is red. 3 are green, 1 is amber."),
        ({"red": 3}, "3 of 3 measures are red."),
        ({"none": 2}, "None of 2 measures is red. 2 have no colour."),
        ({"red": 1, "newly": 1}, "Its one measure is red, newly."),
        ({"none": 1}, "Its one measure has no colour."),
        ({}, "No measure was live in 2018/19."),
    ],
)  # fmt: skip
def test_the_headline_says_how_many_are_red_and_the_rest_by_colour(counts, told):
    assert headline(coloured(**counts), p("2018/19")) == told


@given(st.fixed_dictionaries(dict.fromkeys(["red", "amber", "green", "none"], st.integers(0, 40))))
def test_the_numbers_of_the_headline_add_up(counts):
    total = sum(counts.values())
    if total > 1:
        numbers = [int(each) for each in re.findall(r"\d+", headline(coloured(**counts), p("2018/19")))]
        assert sum(numbers) == 2 * total


def test_one_of_each_is_said_as_one():
    counts = {(Status.ON_TARGET, G): 1, (Status.NO_TARGET, N): 1}
    assert opening_sentence(found(counts, "met"), p("2018/19")) == (
        "Of 2 measures, 1 was judged for 2018/19: 1 green. 1 was not: 1 without a target (the paper said of it that "
        "the target was met)."
    )


def test_a_clause_with_a_comma_parts_the_clauses_with_semicolons():
    counts = {(Status.NO_DATA, N): 3, (Status.NOT_DUE, N): 1}
    told = opening_sentence(found(counts), p("2018/19"), without_reason=1)
    assert told.endswith("4 were not: 2 awaiting data; 1 not due; 1 without a figure, with the reason given.")


def test_a_word_has_one_colour_and_a_code_one_word():
    colours, words = {}, {}
    for (status, rag), look in STATUSES.items():
        colours.setdefault(look.word, set()).add(rag)
        words.setdefault(status, set()).add(look.word)
    assert {word for word, rags in colours.items() if len(rags) > 1} == {"Underspent"}
    assert all(len(each) == 1 for each in words.values())
    assert set(words) == set(Status)


@pytest.mark.parametrize(
    ("status", "rag", "word"),
    [
        ("within_tolerance", "green", "Within tolerance"),
        ("within_tolerance", "amber", "Within tolerance"),
        ("better_than_tolerance", "green", "Better than tolerance"),
        ("outside_tolerance", "red", "Outside tolerance"),
        ("no_judgement", "none", "No judgement"),
        ("overspent", "red", "Overspent"),
    ],
)
def test_a_publication_reads_on_with_the_code_it_was_frozen_with(status, rag, word):
    assert (frozen_look(status, rag).word, frozen_look(status, rag).rag) == (word, rag)
