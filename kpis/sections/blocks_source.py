"""What a report is made from, and how its measures are put in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from django.utils.text import slugify

from kpis.domain.line import Line
from kpis.domain.periods import Period
from kpis.domain.words import Part, Section
from kpis.measures.queries import MeasurePage
from kpis.measures.queries_promises import ToldPromise
from kpis.readings.councils import CommitteeInfo, CouncilInfo, FrameworkInfo
from kpis.scorecards.queries import Scorecard, section
from kpis.sections.rules import Draft

PARTS = {Section.GOOD_PROGRESS: Part.GOOD_PROGRESS, Section.AREA_OF_CONCERN: Part.CONCERNS}


class About(NamedTuple):
    """Whose report it is, and for which meeting. ``framework`` None: every plan and contract. ``plan`` are the whole
    plan's measures as (outcome, policy area, how many), in the plan's order; without it nothing is said of the rest."""

    council: CouncilInfo
    committee: CommitteeInfo
    framework: FrameworkInfo | None = None
    meeting: dt.date | None = None
    agenda_item: str = ""
    plan: tuple[tuple[str, str, int], ...] = ()


class MeasureGroup(NamedTuple):
    """Measures of one outcome and policy area."""

    framework: str
    outcome: str
    area: str
    lines: tuple[Line, ...]

    @property
    def name(self) -> str:
        """Its policy area; the outcome, or the plan, where none is set."""
        return self.area or self.outcome or self.framework


class Source(NamedTuple):
    """Everything that a report says something of. ``pages`` are those of the measures told in detail, by reference;
    ``promised`` is what was promised of its measures, as the public may know it."""

    about: About
    draft: Draft
    card: Scorecard
    pages: Mapping[str, MeasurePage]
    today: dt.date
    promised: Sequence[ToldPromise] = ()

    @property
    def council(self) -> str:
        return self.about.council.slug

    @property
    def framework(self) -> str:
        return self.about.framework.slug if self.about.framework else ""

    @property
    def at(self) -> dt.datetime | None:
        return self.card.at

    @property
    def refs(self) -> set[str]:
        return {line.measure.ref for line in self.card.lines}

    @property
    def period(self) -> Period:
        """Raises ValueError where nothing was ever reported."""
        if self.card.period is None:
            raise ValueError("There is no report of a scorecard without a period.")
        return self.card.period

    @property
    def lines(self) -> list[Line]:
        """The measures in the plan's order, where that is known."""
        return in_plan_order(self.card.lines, self.about.plan)

    def told(self, where: Section) -> list[Line]:
        """The measures that are told in detail there."""
        return [line for line in self.lines if section(line) is where and line.measure.ref in self.pages]

    def detailed(self) -> set[str]:
        """References of all that are told in detail in a section of the report."""
        kept = [where for where, part in PARTS.items() if self.draft.section(part).is_in]
        return {line.measure.ref for where in kept for line in self.told(where)}


def in_plan_order(lines: Iterable[Line], plan: Sequence[tuple[str, str, int]]) -> list[Line]:
    """By outcome and policy area as the plan has them; those that it does not name follow as they come."""
    place: dict[tuple[str, str], int] = {}
    known = list(lines)
    for key in [*((outcome, area) for outcome, area, _ in plan), *(_key(line) for line in known)]:
        place.setdefault(key, len(place))
    return sorted(known, key=lambda line: place[_key(line)])


def _key(line: Line) -> tuple[str, str]:
    return line.measure.outcome, line.measure.policy_area


def groups(lines: Iterable[Line]) -> list[MeasureGroup]:
    """Lines that follow each other and have plan, outcome and policy area in common."""
    found = groupby(lines, key=lambda line: (line.measure.framework_name, *_key(line)))
    return [MeasureGroup(*key, tuple(each)) for key, each in found]


def anchor_of(*names: str) -> str:
    """Where a link within the document leads; the same for the same names."""
    return "-".join(part for name in names if (part := slugify(name.replace(".", "-"))))
