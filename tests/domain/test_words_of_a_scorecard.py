"""The opening sentence and what stands behind it: every measure once, each colour by its words."""

import pytest

from kpis.domain.summary import CountedVerdict, tally
from kpis.domain.words import Rag, Status
from kpis.presenters import STATUSES, adding_up, frozen_look, opening_sentence
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


def test_each_colour_adds_up_by_its_words():
    assert adding_up(found(COUNTS)) == [
        "20 green: on target 12, in its band 8.",
        "12 amber: within tolerance 9, held on last year 3.",
        "19 red: behind target 18, overspent 1.",
    ]


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
