"""Which signed-off figures a change of targets would judge anew, and how: to be said before anybody agrees to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.figure import Actual
from kpis.domain.history import History
from kpis.domain.line import Context, Line, line_for
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.words import Target
from kpis.people import UNRESTRICTED
from kpis.presenters import look_of
from kpis.readings.known import allowed
from kpis.readings.measures import beside
from kpis.readings.read import up_to

SetTargets = Mapping[Period, Target | None]
"""What is set for each period; None: what stood is withdrawn."""


class JudgedAnew(NamedTuple):
    """A signed-off figure as it is judged and as it would be. ``by`` is the period whose target makes the change."""

    before: Line
    after: Line
    by: Period | None

    @property
    def text(self) -> str:
        """ "Q2 2026/27 (330): on target → behind target"; the same status, by another target, says so."""
        assert self.after.period is not None
        was, is_now = _word(self.before), _word(self.after)
        told = f"{was} → {is_now}" if was != is_now else f"{is_now} as before, by another target"
        return f"{self.after.period.label} ({self.after.printed}): {told}"


def _word(line: Line) -> str:
    word = look_of(line.verdict.status, line.verdict.rag).word
    return word[0].lower() + word[1:]


def judged_anew(
    changes: Mapping[int, SetTargets], measures: Collection[KeyMeasure], at: dt.datetime | None = None
) -> dict[int, list[JudgedAnew]]:
    """The figures that would be judged anew, by measure, the earliest first: at most two statements. ``measures`` have
    the rules as they will be, ``changes`` are by the measure's key."""
    asked = [each for each in measures if changes.get(each.id)]
    if not asked:
        return {}
    may = allowed(asked, UNRESTRICTED)
    histories, around = up_to(dt.date.max, asked, at, may), beside(asked, at, may)
    found = {each.id: _of_measure(histories[each.id], around[each.id], changes[each.id]) for each in asked}
    return {key: each for key, each in found.items() if each}


def _of_measure(history: History, stands: Beside, changes: SetTargets) -> list[JudgedAnew]:
    kept = [each for each in stands.targets if each.period not in changes]
    after = stands._replace(targets=(*kept, *(each for each in changes.values() if each is not None)))
    pairs = ((_judged(each, history, stands), _judged(each, history, after)) for each in history.known)
    return [JudgedAnew(old, new, _by(old, new, changes)) for old, new in pairs if old.verdict != new.verdict]


def _judged(figure: Actual, history: History, around: Beside) -> Line:
    period = figure.period
    return line_for(period, Context(period, period.end), history, around)


def _by(before: Line, after: Line, changes: SetTargets) -> Period | None:
    periods = [line.target.period for line in (after, before) if line.target]
    return next((each for each in periods if each in changes), None)


def anew_text(found: Sequence[JudgedAnew]) -> str:
    """ "judges signed-off figures anew: Q2 2026/27 (330): on target → behind target"."""
    return f"judges signed-off figures anew: {'; '.join(each.text for each in found)}"
