"""What looks like a slip of the hand in a figure on its way in, held against the measure's other figures."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kpis.domain.entry import Neighbours, Warning, warnings_for
from kpis.domain.numbers import Unit
from kpis.domain.periods import Period, PeriodKind
from kpis.domain.readings import Shown
from kpis.domain.words import Scheme
from kpis.queries.judging import Line

ADDING_UP = (Unit.COUNT, Unit.CURRENCY)
"""Units whose year-to-date figure cannot fall from one month to the next."""


def doubts(line: Line) -> list[Warning]:
    """Why the figure of a line must be confirmed before it is submitted. None for a milestone, or without a value."""
    if line.period is None or not isinstance(line.figure, Shown) or line.rule.scheme is Scheme.MILESTONE:
        return []
    return warnings_for(line.rule, line.figure.exact(line.rule), line.measure.share, neighbours(line, line.period))


def neighbours(line: Line, period: Period) -> Neighbours:
    """The measure's other figures of the same length (to date: of the same point of the year), oldest first, the
    year-to-date figure before, and the target."""
    to_date = line.rule.period_kind is PeriodKind.YEAR_TO_DATE
    others = sorted((row for row in line.history.rows if row[5] is not None and row[3] != period.end), key=_end)
    alike = [row[5] for row in others if row[1] == period.kind and not (to_date and row[3].month != period.end.month)]
    adds_up = to_date and line.rule.unit in ADDING_UP
    return Neighbours(alike, _before(others, period) if adds_up else None, line.target)


def _before(others: list[tuple[Any, ...]], period: Period) -> Decimal | None:
    """The last figure before it in the same reporting year."""
    start = period.of_year.start
    same_year = [row[5] for row in others if start <= row[3] < period.end]
    return same_year[-1] if same_year else None


def _end(row: tuple[Any, ...]) -> Any:
    return row[3]
