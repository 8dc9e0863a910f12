"""What an import's rows refer to: the council's set-up as it is stored, with what the import itself brings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from kpis.domain.disclosure import Threshold
from kpis.domain.numbers import Unit
from kpis.domain.own_periods import Reporting
from kpis.domain.periods import Frequency, Period, PeriodKind, YearStart
from kpis.domain.targets import rule_in_force
from kpis.domain.words import Rule
from kpis.interchange.actions import SetUp
from kpis.interchange.forms_cells import Cells
from kpis.models import (
    Category,
    Committee,
    Council,
    Dimension,
    Framework,
    Measure,
    MeasureRule,
    Outcome,
    PolicyArea,
    Service,
)
from kpis.readings.set_up import rule_of
from kpis.spreadsheets.problems import ImportNotes

CategoryKey = tuple[str, str]
"""Dimension and category in small letters."""


@dataclass
class Known:
    """A measure, stored or new, with what its figures are read by. ``unit`` is None where the file's own is unsound."""

    measure: Measure
    rules: list[MeasureRule] = field(default_factory=list)
    committees: set[str] = field(default_factory=set)
    dimensions: dict[str, Dimension] = field(default_factory=dict)
    categories: dict[CategoryKey, Category] = field(default_factory=dict)
    unit: Unit | None = None
    year_start: YearStart | None = None
    known_by_end: bool = False
    timeline: list[tuple[dt.date | None, Rule]] = field(default_factory=list)

    def settle(self) -> None:
        """Take over what the measure says now. Without a unit or a rule its figures are only read, not judged."""
        self.unit = Unit(self.measure.unit) if self.measure.unit else None
        self.year_start = YearStart(self.measure.year_start)
        self.known_by_end = PeriodKind(self.measure.period_kind).known_by_end
        self.rules.sort(key=lambda rule: rule.begins or dt.date.min)
        self.timeline = [(rule.begins, rule_of(self.measure, rule)) for rule in self.rules] if self.unit else []

    def rule(self, period: Period) -> Rule | None:
        return rule_in_force(self.timeline, period) if self.timeline else None

    @property
    def calendar(self) -> Reporting | None:
        """How its periods are named and cut; None where its own row is unsound."""
        row = self.measure
        if not row.frequency or self.year_start is None:
            return None
        return Reporting(Frequency(row.frequency), self.year_start, PeriodKind(row.period_kind), self.unit)

    @property
    def is_share(self) -> bool:
        return self.unit is Unit.PERCENTAGE and self.measure.share

    @property
    def threshold(self) -> Threshold:
        service = self.measure.service
        below = service.suppress_below if service else None
        return Threshold.of(self.measure.suppress_below, below, self.measure.suppress_zero)

    def categories_by_id(self) -> dict[int, Category]:
        return {category.pk: category for category in self.categories.values() if category.pk is not None}

    def category_key(self, category: Category | None) -> CategoryKey | None:
        return (category.dimension.name.casefold(), category.name.casefold()) if category else None


@dataclass
class World:
    """All that rows may refer to, by the names that files use; ``counts`` are created, changed, unchanged per table.

    ``fixed``: the set-up stays as it is, and rows that would change it are refused.
    """

    council: Council
    notes: ImportNotes
    set_up: SetUp = field(default_factory=SetUp)
    services: dict[str, Service] = field(default_factory=dict)
    committees: dict[str, Committee] = field(default_factory=dict)
    frameworks: dict[str, Framework] = field(default_factory=dict)
    outcomes: dict[tuple[str, str], Outcome] = field(default_factory=dict)
    policy_areas: dict[tuple[str, str], PolicyArea] = field(default_factory=dict)
    measures: dict[str, Known] = field(default_factory=dict)
    counts: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    fixed: bool = False

    def count(self, table: str, created: bool, changed: bool) -> None:
        self.counts[table][0 if created else 1 if changed else 2] += 1

    def known(self, cells: Cells) -> Known | None:
        """The measure that a row's ref means, whatever its case; an unknown one is refused."""
        if not cells.require("ref"):
            return None
        found = self.measures.get(cells["ref"].lower())
        if found is None and "measures" not in self.notes.unsure:
            remedy = "it is set up in the administration" if self.fixed else "add it to the table measures"
            cells.refuse("ref", f"{cells.quoted('ref')} is not a measure of {self.council}: {remedy}")
        return found

    def known_and_period(self, cells: Cells) -> tuple[Known | None, Period | None]:
        """The measure and the period that a row is about; None for what is refused."""
        known = self.known(cells)
        year_start = known.year_start if known else None
        return known, cells.period("period", year_start) if cells.require("period") else None


def stored_world(council: Council, notes: ImportNotes) -> World:
    """The council's set-up as it is stored: a fixed number of statements. A new council has none."""
    world = World(council, notes)
    if council.pk is None:
        return world
    world.services = {row.name: row for row in council.services.all()}
    world.committees = {row.slug: row for row in council.committees.all()}
    world.frameworks = {row.slug: row for row in council.frameworks.all()}
    for outcome in Outcome.objects.filter(framework__council=council).select_related("framework"):
        world.outcomes[outcome.framework.slug, outcome.name] = outcome
    for area in PolicyArea.objects.filter(framework__council=council).select_related("framework"):
        world.policy_areas[area.framework.slug, area.name] = area
    related = ("framework", "outcome", "policy_area", "service")
    measures = council.measures.select_related(*related).prefetch_related(
        "committees", "rules", "dimensions__categories"
    )
    world.measures = {measure.ref.lower(): _known(measure) for measure in measures}
    return world


def _known(measure: Measure) -> Known:
    known = Known(measure, list(measure.rules.all()), {row.slug for row in measure.committees.all()})
    for dimension in measure.dimensions.all():
        known.dimensions[dimension.name.casefold()] = dimension
        for category in dimension.categories.all():
            category.dimension = dimension
            known.categories[dimension.name.casefold(), category.name.casefold()] = category
    known.settle()
    return known


def ids(measures: Iterable[Known]) -> list[int]:
    """The primary keys of those measures that are stored."""
    return [known.measure.pk for known in measures if known.measure.pk is not None]
