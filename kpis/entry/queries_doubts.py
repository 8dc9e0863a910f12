"""What has to be said of a figure on its way in: what looks like a slip of the hand beside the measure's other figures,
and that it is withheld for want of its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from kpis.domain.entry import WITHOUT_PARTS, Neighbours, Warning, earlier_of_year, warnings_for
from kpis.domain.figure import Actual
from kpis.domain.line import Line
from kpis.domain.periods import Period, PeriodKind
from kpis.domain.words import Scheme


def doubts(line: Line) -> list[Warning]:
    """Why the figure of a line must be confirmed before it is submitted. None for a milestone, or without a value."""
    if line.period is None or not isinstance(line.figure, Actual) or line.rule.scheme is Scheme.MILESTONE:
        return []
    found = warnings_for(line.rule, line.figure.exact(line.rule), line.measure.share, neighbours(line, line.period))
    return [*found, *([WITHOUT_PARTS] if line.measure.lacks_parts(line.figure) else [])]


def neighbours(line: Line, period: Period) -> Neighbours:
    """The measure's other figures of the same length (to date: of the same point of the year), oldest first, the
    year-to-date figure before, and the target."""
    to_date = line.rule.period_kind is PeriodKind.YEAR_TO_DATE
    others = [each for each in line.history.known if each.period.end != period.end]
    alike = [each for each in others if each.period.kind is period.kind]
    if to_date:
        alike = [each for each in alike if each.period.end.month == period.end.month]
    adds_up = line.rule.unit.adds_up
    before = _before(others, period) if to_date and adds_up else None
    of_year = []
    if adds_up and line.rule.period_kind is PeriodKind.IN_PERIOD:
        of_year = earlier_of_year(period, {each.period.start: each.value for each in alike if each.value is not None})
    return Neighbours(_values(alike), before, line.target, of_year)


def _before(others: Sequence[Actual], period: Period) -> Decimal | None:
    """The last figure before it in the same reporting year."""
    start = period.of_year.start
    return next(reversed(_values(each for each in others if start <= each.period.end < period.end)), None)


def _values(figures: Iterable[Actual]) -> list[Decimal]:
    return [each.value for each in figures if each.value is not None]
