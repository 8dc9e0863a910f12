"""Which of a measure's figures a report prints: the last four years, or its own last periods after past years."""

from __future__ import annotations

from collections.abc import Sequence

from kpis.domain.line import Context, Line, line_for
from kpis.domain.periods import Kind, Period
from kpis.measures.queries import MeasurePage
from kpis.web.lines import has_value

YEARS = 4
PAST_YEARS = 3


def up_to(page: MeasurePage, period: Period) -> MeasurePage:
    """The page without what came after the report's period."""
    comparators = (each for each in page.beside.comparators if each.period.end <= period.end)
    beside = page.beside._replace(comparators=tuple(comparators))
    lines = tuple(line for line in page.lines if line.period and line.period.end <= period.end)
    return page._replace(lines=lines, beside=beside)


def columns(page: MeasurePage) -> list[Line]:
    """The oldest first: four years for a yearly figure or a position; else what past years came to, then the last
    four periods of its own length. Leading ones that are not on record are left out."""
    shown = page.line.period or page.period
    if shown.kind in (Kind.YEAR, Kind.SNAPSHOT):
        return _without_blank_start([_line(page, each) for each in _years(shown)])
    own = list(reversed(shown.back_from(YEARS)))
    ends = {each.end for each in own} if page.line.history.by_end else set()
    past = [_found(page, shown.of_year.shifted(-back)) for back in range(PAST_YEARS, 0, -1)]
    outturns = [
        line for line in past if line and has_value(line.figure) and line.period and line.period.end not in ends
    ]
    return [*outturns, *_without_blank_start([_line(page, each) for each in own])]


def _years(shown: Period) -> Sequence[Period]:
    return list(reversed(shown.back_from(YEARS, yearly=shown.kind is Kind.SNAPSHOT)))


def _line(page: MeasurePage, period: Period) -> Line:
    """What the page has for a period; where it has nothing, that nothing was entered, beside its target."""
    found = _found(page, period)
    return found or line_for(period, Context(page.period, page.period.end), page.line.history, page.beside)


def _found(page: MeasurePage, period: Period) -> Line | None:
    """The page's own line, under the name that is asked for: positions on one day are one figure."""
    by_end = page.line.history.by_end
    for line in page.lines:
        if line.period == period or (by_end and line.period is not None and line.period.end == period.end):
            return line._replace(period=period)
    return None


def _without_blank_start(lines: list[Line]) -> list[Line]:
    first = next((place for place, line in enumerate(lines[:-1]) if line.figure is not None), len(lines) - 1)
    return lines[first:]
