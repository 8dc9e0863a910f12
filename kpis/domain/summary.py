"""What a scorecard amounts to: counts that add up to the number of its measures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from kpis.domain.words import Judgement, Rag, Section, Status


class CountedVerdict(NamedTuple):
    """One measure's status on a scorecard, and what a past paper said where its target is not on record."""

    status: Status
    rag: Rag
    published: str = ""
    is_newly_red: bool = False
    lacks_last_year: bool = False


class Tally(NamedTuple):
    """Measures by status and colour, in no order; ``total`` is their sum. ``published`` counts the paper's verdicts
    (met, not_met) among those without a target; of the reds, ``newly_red`` were green or amber in the period before,
    and ``without_last_year`` have no figure of last year to be held against."""

    total: int
    counts: dict[tuple[Status, Rag], int]
    published: dict[str, int]
    newly_red: int = 0
    without_last_year: int = 0

    @property
    def judged(self) -> int:
        return sum(count for (_, rag), count in self.counts.items() if rag is not Rag.NONE)

    def of(self, rag: Rag) -> int:
        return sum(count for (_, each), count in self.counts.items() if each is rag)

    def having(self, status: Status) -> int:
        return sum(count for (each, _), count in self.counts.items() if each is status)


NOTHING_COUNTED = Tally(0, {}, {})


def tally(verdicts: Iterable[CountedVerdict]) -> Tally:
    known = list(verdicts)
    counts = Counter((each.status, each.rag) for each in known)
    published = Counter(each.published for each in known if each.published and each.status is Status.NO_TARGET)
    newly, lacking = sum(each.is_newly_red for each in known), sum(each.lacks_last_year for each in known)
    return Tally(len(known), dict(counts), dict(published), newly, lacking)


def section_of(stated: Section | None, rag: Rag, judgement: Judgement) -> Section | None:
    """Where a measure stands on a scorecard: as its service stated, else by its verdict.

    Red is an area of concern; green and improving is good progress.
    """
    if stated is not None:
        return stated
    if rag is Rag.RED:
        return Section.AREA_OF_CONCERN
    return Section.GOOD_PROGRESS if rag is Rag.GREEN and judgement is Judgement.IMPROVING else None
