"""The measures of a scorecard with all their figures up to its period: those of the scorecard, and two statements more,
however many measures there are. As the viewer may know them: a withheld figure enters nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from kpis.domain.line import Context, Line, line_of
from kpis.people import Viewer
from kpis.readings import read
from kpis.readings.known import allowed
from kpis.readings.measures import beside
from kpis.readings.wanted import Wanted
from kpis.scorecards.queries import Scorecard, scorecard

BEGINNING = dt.date(1, 1, 1)


def long_lines(wanted: Wanted, viewer: Viewer) -> Sequence[Line]:
    """The lines of a scorecard in its order, each with its whole history and every target up to the period's end.
    Raises NotFound."""
    return long_card(wanted, viewer).lines


def long_card(wanted: Wanted, viewer: Viewer) -> Scorecard:
    """The scorecard with those lines. Raises NotFound."""
    card = scorecard(wanted, viewer)
    return card._replace(lines=_long(card, wanted, viewer))


def _long(card: Scorecard, wanted: Wanted, viewer: Viewer) -> tuple[Line, ...]:
    if card.period is None or not card.lines:
        return ()
    context, listed = Context(card.period, wanted.day), [line.measure for line in card.lines]
    may = allowed(listed, viewer)
    histories = read.up_to(card.period.end, listed, wanted.at, may)
    around = beside(listed, wanted.at, may, (BEGINNING, card.period.end))
    return tuple([line_of(context, histories[each.id], around[each.id]) for each in listed])
