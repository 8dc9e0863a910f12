import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpis.domain.summary import CountedVerdict, section_of, tally
from kpis.domain.words import Judgement, Rag, Section, Status

VERDICTS = st.builds(
    CountedVerdict, st.sampled_from(Status), st.sampled_from(Rag), st.sampled_from(("", "met", "not_met"))
)


def test_a_tally():
    verdicts = [
        CountedVerdict(Status.ON_TARGET, Rag.GREEN),
        CountedVerdict(Status.WITHIN_TOLERANCE, Rag.GREEN),
        CountedVerdict(Status.WITHIN_TOLERANCE, Rag.AMBER),
        CountedVerdict(Status.OFF_TARGET, Rag.RED, "met"),  # judged here: what the paper said is not counted again
        CountedVerdict(Status.NO_TARGET, Rag.NONE, "met"),
        CountedVerdict(Status.NO_TARGET, Rag.NONE, "not_met"),
        CountedVerdict(Status.NO_TARGET, Rag.NONE, "not_met"),
        CountedVerdict(Status.NO_DATA, Rag.NONE),
    ]
    found = tally(verdicts)
    assert (found.total, found.judged) == (8, 4)
    assert [found.of(rag) for rag in (Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NONE)] == [2, 1, 1, 4]
    assert [found.having(each) for each in (Status.WITHIN_TOLERANCE, Status.NO_TARGET, Status.HIDDEN)] == [2, 3, 0]
    assert found.published == {"met": 1, "not_met": 2}


def test_an_empty_tally():
    assert (tally([]).total, tally([]).judged, tally([]).counts) == (0, 0, {})


@given(st.lists(VERDICTS, max_size=40))
def test_every_way_of_counting_adds_up_to_the_total(verdicts):
    found = tally(iter(verdicts))
    assert found.total == len(verdicts)
    assert sum(found.counts.values()) == found.total
    assert sum(found.of(rag) for rag in Rag) == found.total
    assert sum(found.having(status) for status in Status) == found.total
    assert found.judged + found.of(Rag.NONE) == found.total
    assert sum(found.published.values()) <= found.having(Status.NO_TARGET)


@pytest.mark.parametrize(
    ("stated", "rag", "judgement", "section"),
    [
        (None, Rag.RED, Judgement.IMPROVING, Section.AREA_OF_CONCERN),
        (None, Rag.GREEN, Judgement.IMPROVING, Section.GOOD_PROGRESS),
        (None, Rag.GREEN, Judgement.DECLINING, None),
        (None, Rag.GREEN, Judgement.STEADY, None),
        (None, Rag.AMBER, Judgement.IMPROVING, None),
        (None, Rag.NONE, Judgement.IMPROVING, None),
        (Section.GOOD_PROGRESS, Rag.RED, Judgement.DECLINING, Section.GOOD_PROGRESS),
        (Section.AREA_OF_CONCERN, Rag.GREEN, Judgement.IMPROVING, Section.AREA_OF_CONCERN),
    ],
)
def test_where_a_measure_stands(stated, rag, judgement, section):
    assert section_of(stated, rag, judgement) is section
