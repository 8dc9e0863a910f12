"""What becomes of a measure when a new year is opened for its plan."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from kpis.domain.periods import Kind, Period
from kpis.domain.words import Target


class Decision(StrEnum):
    SET = "set"
    SAME = "same"
    NONE = "none"
    RETIRE = "retire"
    REPLACE = "replace"

    @property
    def goes_on(self) -> bool:
        """Whether the measure itself carries on, with a target, the same one, or none."""
        return self in (Decision.SET, Decision.SAME, Decision.NONE)


class Choice(NamedTuple):
    """What was decided for one measure. ``target`` is the new year's: the measure's own or, replaced, its successor's.

    ``reason`` says why it is retired or replaced; ``ref`` and ``title`` are the successor's.
    """

    decision: Decision
    target: Target | None = None
    reason: str = ""
    ref: str = ""
    title: str = ""


def a_year_later(period: Period) -> Period:
    """The same period of the next year."""
    if period.kind is Kind.SNAPSHOT:
        return period.years_ago(-1)
    return period.shifted(12 // period.months)
