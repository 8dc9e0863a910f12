"""Asking for a scorecard or a measure as a view does, without a request."""

import datetime as dt

from kpis.domain.line import Line
from kpis.domain.period_text import parse_period
from kpis.measures.queries import MeasurePage, measure_page
from kpis.people import PUBLIC, Viewer
from kpis.readings.wanted import Wanted
from kpis.scorecards.queries import Scorecard, scorecard

TODAY = dt.date(2026, 11, 22)


def wanted(period: str = "", at: dt.datetime | None = None, council: str = "northshire", **names: str) -> Wanted:
    return Wanted(council, TODAY, period=parse_period(period) if period else None, at=at, **names)


def card(
    period: str = "", at: dt.datetime | None = None, viewer: Viewer = PUBLIC, today: dt.date = TODAY, **names: str
) -> Scorecard:
    return scorecard(wanted(period, at, **names)._replace(today=today), viewer)


def lines(period: str = "", at: dt.datetime | None = None, **given: str) -> dict[str, Line]:
    return {line.measure.ref: line for line in card(period, at, **given).lines}


def line(period: str = "", at: dt.datetime | None = None) -> Line:
    (found,) = lines(period, at).values()
    return found


def page(ref: str = "M1", period: str = "", at: dt.datetime | None = None) -> MeasurePage:
    return measure_page(wanted(period, at), ref, PUBLIC)
