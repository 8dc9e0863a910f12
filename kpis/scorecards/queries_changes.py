"""What changed since the scorecard before of the same length: verdicts, measures that came and went, revised figures.

Four statements more than the scorecard's own, however many measures there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.figure import Actual
from kpis.domain.history import History
from kpis.domain.line import Context, Line
from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.words import ChangeTopic
from kpis.people import Viewer
from kpis.readings import read
from kpis.readings.known import May, allowed
from kpis.readings.measures import measures
from kpis.readings.wanted import Wanted
from kpis.scorecards.queries import Scorecard, judged
from kpis.scorecards.rules import ChangeTally, Compared, ComparedVerdict, compared, counted, earlier_of, told_under


class ChangedMeasure(NamedTuple):
    """A measure on the two scorecards (None: it is not on that one), and what became of it."""

    before: Line | None
    now: Line | None
    found: Compared
    told: ChangeTopic | None
    broken: str = ""

    @property
    def measure(self) -> KeyMeasure:
        line = self.now or self.before
        assert line is not None
        return line.measure


class RevisedFigure(NamedTuple):
    """A figure that was first reported otherwise than it stands; both as printed."""

    measure: KeyMeasure
    period: Period
    first: str
    now: str


class Changed(NamedTuple):
    """What changed between ``earlier`` and ``period``: every measure in scorecard order, those that are gone last."""

    period: Period
    earlier: Period
    items: tuple[ChangedMeasure, ...]
    revised: tuple[RevisedFigure, ...]

    @property
    def sum(self) -> ChangeTally:
        return counted(each.found for each in self.items)

    def told(self) -> dict[ChangeTopic, list[ChangedMeasure]]:
        """The measures that something is told of, by what."""
        found = {told: [each for each in self.items if each.told is told] for told in ChangeTopic}
        return {told: items for told, items in found.items() if items}


def changed(card: Scorecard, wanted: Wanted, viewer: Viewer) -> Changed | None:
    """What changed before a scorecard that the viewer has been given; None where there is nothing to compare with."""
    earlier = earlier_of(card.period, card.periods) if card.period else None
    if card.period is None or earlier is None:
        return None
    listed = measures(card.council.id, wanted.framework, wanted.committee)
    may = allowed(listed, viewer)
    before = judged(listed, Context(earlier, wanted.day), wanted.at, may)
    items = tuple(_items(card.lines, {line.measure.id: line for line in before}))
    return Changed(card.period, earlier, items, _revised(items, may))


def _items(lines: Sequence[Line], before: Mapping[int, Line]) -> Iterator[ChangedMeasure]:
    for line in lines:
        yield _item(before.get(line.measure.id), line)
    here = {line.measure.id for line in lines}
    yield from (_item(line, None) for key, line in before.items() if key not in here)


def _item(before: Line | None, now: Line | None) -> ChangedMeasure:
    was, stands, broken = _stood(before), _stood(now), _break(before, now)
    found = compared(was, stands, bool(broken))
    return ChangedMeasure(before, now, found, told_under(was, stands, found), broken)


def _stood(line: Line | None) -> ComparedVerdict | None:
    return ComparedVerdict(line.verdict.status, line.verdict.rag, line.rule) if line else None


def _break(before: Line | None, now: Line | None) -> str:
    """The break declared between the figures of the two scorecards; blank where there is none."""
    if before is None or now is None or before.period is None or now.period is None:
        return ""
    return now.history.break_between(before.period, now.period) or ""


def _revised(items: Iterable[ChangedMeasure], may: May) -> tuple[RevisedFigure, ...]:
    """The figures of both scorecards that were first reported otherwise: one statement. Where either version is
    withheld nothing is told, for their difference would give it away."""
    lines = [line for each in items for line in (each.now, each.before) if line and isinstance(line.figure, Actual)]
    listed = {line.measure.id: line.measure for line in lines}
    firsts = read.first_reported(_versions(lines), listed.values(), may)
    found = (_revision(line, firsts[line.measure.id]) for line in lines)
    return tuple(dict.fromkeys(each for each in found if each))


def _versions(lines: Iterable[Line]) -> list[int]:
    return [line.figure.version for line in lines if line.figure]


def _revision(line: Line, firsts: History) -> RevisedFigure | None:
    figure, period = line.figure, line.period
    if period is None or not isinstance(figure, Actual):
        return None
    first = firsts.figure(period)
    if not isinstance(first, Actual) or first.text(line.rule) == figure.text(line.rule):
        return None
    return RevisedFigure(line.measure, period, first.text(line.rule), figure.text(line.rule))
