"""What is written of figures: which one is meant, and what its next version says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from kpis.domain.figure import Figure, Notes, figure_of, notes_of
from kpis.domain.periods import Period, PeriodKind
from kpis.models import Category, Judgement, Measure, Reading, ReadingVersion

Key = tuple[Any, ...]
NO_NOTES = Notes()


def reading_key(measure_id: int, category_id: int | None, kind: str, start: dt.date, end: dt.date, by_end: bool) -> Key:
    """What makes two figures the same one: of those that are known by their end, the last day alone."""
    return (measure_id, category_id, end) if by_end else (measure_id, category_id, kind, start, end)


@dataclass(frozen=True, slots=True)
class Place:
    """Which figure is meant. ``category`` None: the measure's total."""

    measure: Measure
    period: Period
    category: Category | None = None

    @property
    def known_by_end(self) -> bool:
        return PeriodKind(self.measure.period_kind).known_by_end

    @property
    def key(self) -> Key:
        period, category_id = self.period, self.category.pk if self.category else None
        return reading_key(self.measure.pk, category_id, period.kind.value, period.start, period.end, self.known_by_end)

    def __str__(self) -> str:
        part = f" ({self.category.name})" if self.category else ""
        return f"{self.measure.ref} {self.period.label}{part}"


@dataclass(frozen=True, slots=True)
class OpinionEntry:
    """What an officer or a paper judged of a figure. Without ``at`` it is the writer's own, of the same moment."""

    value: str
    basis: str = ""
    source: str = ""
    by_id: int | None = None
    at: dt.datetime | None = None
    why: str = ""


OPINION = tuple(each.name for each in fields(OpinionEntry))
"""The columns of a judgement beside its kind."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The next version of a figure. ``opinions`` are the judgements beside it, by kind; ``reason`` says why it changes.

    ``seen`` is the number of the version that the writer had before them (0: none): the last that stands; of one that
    is signed off, the one that it answers, or else the signed-off one that it takes the place of.
    """

    place: Place
    figure: Figure
    notes: Notes = NO_NOTES
    opinions: Mapping[str, OpinionEntry] = field(default_factory=dict)
    reason: str = ""
    seen: int = 0


def entry_of(version: ReadingVersion) -> Entry:
    """What a version says, to be said once more in the next one. Its reading, measure and category are loaded."""
    place, figure, notes = place_of(version.reading), figure_of(version), notes_of(version)
    opinions = {each.kind: opinion_of(each) for each in version.judgements.all()}
    return Entry(place, figure, notes, opinions, version.reason, version.number)


def place_of(reading: Reading) -> Place:
    return Place(reading.measure, reading.period, reading.category)


def opinion_of(judgement: Judgement) -> OpinionEntry:
    return OpinionEntry(**{name: getattr(judgement, name) for name in OPINION})
