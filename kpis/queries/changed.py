"""What changed since the scorecard before of the same length: verdicts, measures that came and went, revised figures.

Four statements more than the scorecard's own, however many measures there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.changed import Compared, Stood, Sum, Told, compared, counted, earlier_of, told_under
from kpis.domain.periods import Period
from kpis.domain.readings import Shown
from kpis.permissions import Viewer
from kpis.queries import fetch
from kpis.queries.fetch import MeasureRow
from kpis.queries.judging import History, Line
from kpis.queries.scorecards import Scorecard, Wanted, grouped, judged


class Item(NamedTuple):
    """A measure on the two scorecards (None: it is not on that one), and what became of it."""

    before: Line | None
    now: Line | None
    found: Compared
    told: Told | None
    broken: str = ""

    @property
    def measure(self) -> MeasureRow:
        line = self.now or self.before
        assert line is not None
        return line.measure


class Revised(NamedTuple):
    """A figure that was first reported otherwise than it stands; both as printed."""

    measure: MeasureRow
    period: Period
    first: str
    now: str


class Changed(NamedTuple):
    """What changed between ``earlier`` and ``period``: every measure in scorecard order, those that are gone last."""

    period: Period
    earlier: Period
    items: tuple[Item, ...]
    revised: tuple[Revised, ...]

    @property
    def sum(self) -> Sum:
        return counted(each.found for each in self.items)

    def told(self) -> dict[Told, list[Item]]:
        """The measures that something is told of, by what."""
        found = {told: [each for each in self.items if each.told is told] for told in Told}
        return {told: items for told, items in found.items() if items}


def changed(card: Scorecard, wanted: Wanted, viewer: Viewer) -> Changed | None:
    """What changed before a scorecard that the viewer has been given; None where there is nothing to compare with."""
    earlier = earlier_of(card.period, card.periods) if card.period else None
    if card.period is None or earlier is None:
        return None
    measures = fetch.measures(card.council.id, wanted.framework, wanted.committee)
    before = judged(measures, earlier, wanted, card.council, viewer)
    items = tuple(_items(card.lines, {line.measure.id: line for line in before}))
    return Changed(card.period, earlier, items, _revised(items, card, viewer))


def _items(lines: Sequence[Line], before: Mapping[int, Line]) -> Iterator[Item]:
    for line in lines:
        yield _item(before.get(line.measure.id), line)
    here = {line.measure.id for line in lines}
    yield from (_item(line, None) for key, line in before.items() if key not in here)


def _item(before: Line | None, now: Line | None) -> Item:
    was, stands, broken = _stood(before), _stood(now), _break(before, now)
    found = compared(was, stands, bool(broken))
    return Item(before, now, found, told_under(was, stands, found), broken)


def _stood(line: Line | None) -> Stood | None:
    return Stood(line.verdict.status, line.verdict.rag, line.rule) if line else None


def _break(before: Line | None, now: Line | None) -> str:
    """The break declared between the figures of the two scorecards; blank where there is none."""
    if before is None or now is None or before.period is None or now.period is None:
        return ""
    return now.history.break_between(before.period, now.period) or ""


def _revised(items: Iterable[Item], card: Scorecard, viewer: Viewer) -> tuple[Revised, ...]:
    """The figures of both scorecards that were first reported otherwise: one statement. Where either version is
    withheld nothing is told, for their difference would give it away."""
    lines = [line for each in items for line in (each.now, each.before) if line and isinstance(line.figure, Shown)]
    firsts = grouped(fetch.first_reported(_versions(lines)))
    found = []
    for line in lines:
        rows = firsts.get(line.measure.id, [])
        sees_small = viewer.sees_small_numbers(card.council.id, line.measure.service_id)
        if rows and (revised := _revision(line, History(line.measure, rows, sees_small))):
            found.append(revised)
    return tuple(dict.fromkeys(found))


def _versions(lines: Iterable[Line]) -> list[int]:
    return [line.figure.version for line in lines if line.figure]


def _revision(line: Line, firsts: History) -> Revised | None:
    figure = line.figure
    if not isinstance(figure, Shown):
        return None
    first = firsts.figure(figure.period)
    if not isinstance(first, Shown) or first.text(line.rule) == figure.text(line.rule):
        return None
    return Revised(line.measure, figure.period, first.text(line.rule), figure.text(line.rule))
