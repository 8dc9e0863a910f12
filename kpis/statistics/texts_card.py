"""A scorecard's measures by what chance would do: how many changes are clear, and variation against assurance."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from kpis.domain.line import Line
from kpis.domain.statistics.assurance import assurance
from kpis.domain.statistics.change import Change, change_of
from kpis.domain.statistics.change_text import change_sentence
from kpis.domain.statistics.intervals import SURE
from kpis.domain.statistics.words import Assurance, Clarity
from kpis.domain.words import Judgement


class Variation(StrEnum):
    """How a measure moved, as far as more than chance is in it. In the order in which people read of it."""

    WORSE = "worse", "Clearly worse"
    BETTER = "better", "Clearly better"
    CLEAR = "clear", "A clear change, neither better nor worse"
    UNCLEAR = "unclear", "No clear change"
    TOO_FEW = "too-few", "Too few figures to say"
    NOT_COMPARED = "not-compared", "Not compared"

    heading: str

    def __new__(cls, value: str, heading: str = "") -> Variation:
        member = str.__new__(cls, value)
        member._value_, member.heading = value, heading
        return member


HEADS: Mapping[Assurance, str] = {
    Assurance.MISSES: "Will miss its target",
    Assurance.HIT_AND_MISS: "Hit and miss by chance",
    Assurance.MEETS: "Will meet its target",
    Assurance.NONE: "Cannot be said",
}


class ChanceRow(NamedTuple):
    """A measure: its title, reference and address, and the verdict on its change as a sentence."""

    title: str
    ref: str
    url: str
    sentence: str


class MatrixCell(NamedTuple):
    """How many measures have this variation and this assurance, and where they are listed on the page (blank: none)."""

    measures: int
    address: str


class ChanceGroup(NamedTuple):
    """The measures of a cell."""

    key: str
    heading: str
    rows: Sequence[ChanceRow]


class ChanceMatrix(NamedTuple):
    """``sentence`` says how many changes are clear, and how many chance alone would show; ``rows`` are the variations
    with a cell for each of ``heads``."""

    sentence: str
    heads: Sequence[str]
    rows: Sequence[tuple[str, Sequence[MatrixCell]]]
    groups: Sequence[ChanceGroup]


def chance_matrix(lines: Sequence[Line], measures: str, query: str) -> ChanceMatrix:
    """``measures`` is the address that the measures' pages stand under, ``query`` what is carried there."""
    found: dict[tuple[Variation, Assurance], list[ChanceRow]] = defaultdict(list)
    clarities: Counter[Clarity] = Counter()
    for line in lines:
        change = change_of(line)
        clarities[change.clarity] += 1
        found[variation(line, change), _assurance(line, change)].append(_row(line, change, measures, query))
    shown = [each for each in Variation if any(each is kind for kind, _ in found)]
    rows = [(each.heading, [_cell(each, assured, found) for assured in HEADS]) for each in shown]
    groups = [
        _group(each, assured, found[each, assured]) for each in shown for assured in HEADS if (each, assured) in found
    ]
    return ChanceMatrix(_sentence(clarities), list(HEADS.values()), rows, groups)


def variation(line: Line, change: Change) -> Variation:
    if change.clarity is Clarity.CLEAR:
        judged = {Judgement.IMPROVING: Variation.BETTER, Judgement.DECLINING: Variation.WORSE}
        return judged.get(line.travel.judgement, Variation.CLEAR)
    others = {Clarity.NOT_CLEAR: Variation.UNCLEAR, Clarity.TOO_FEW: Variation.TOO_FEW}
    return others.get(change.clarity, Variation.NOT_COMPARED)


def _assurance(line: Line, change: Change) -> Assurance:
    return assurance(line.rule, change.chart.limits if change.chart else None, line.target)


def _row(line: Line, change: Change, measures: str, query: str) -> ChanceRow:
    measure = line.measure
    return ChanceRow(measure.title, measure.ref, f"{measures}{measure.ref}/{query}#chance", change_sentence(change))


def _cell(
    kind: Variation, assured: Assurance, found: Mapping[tuple[Variation, Assurance], Sequence[ChanceRow]]
) -> MatrixCell:
    count = len(found.get((kind, assured), ()))
    return MatrixCell(count, f"#{_key(kind, assured)}" if count else "")


def _group(kind: Variation, assured: Assurance, rows: Sequence[ChanceRow]) -> ChanceGroup:
    return ChanceGroup(_key(kind, assured), f"{kind.heading}; {_inside(HEADS[assured])}", rows)


def _inside(head: str) -> str:
    return (
        "whether it will meet its target cannot be said"
        if head == HEADS[Assurance.NONE]
        else head[0].lower() + head[1:]
    )


def _key(kind: Variation, assured: Assurance) -> str:
    return f"{kind.value}-{assured.value.replace('_', '-')}"


def _sentence(clarities: Counter[Clarity]) -> str:
    """ "9 of 60 changes are clear; about 3 would look so by chance alone."; how many others nothing can be said of."""
    clear, judged = clarities[Clarity.CLEAR], clarities[Clarity.CLEAR] + clarities[Clarity.NOT_CLEAR]
    silent = clarities[Clarity.TOO_FEW] + clarities[Clarity.NOT_COMPARED]
    if not judged:
        return "Of no change can it be said yet whether it is more than chance."
    one = clear == 1
    by_chance = round((1 - SURE) * judged)
    about = f"about {by_chance}" if by_chance else "hardly any"
    told = (
        f"{clear} of {judged} change{'' if judged == 1 else 's'} {'is' if one else 'are'} clear; {about} would look so"
    )
    rest = f" Of {silent} more nothing can be said." if silent else ""
    return f"{told} by chance alone.{rest}"
