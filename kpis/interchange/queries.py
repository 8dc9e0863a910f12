"""A whole council as the interchange format holds it: its set-up, and every signed-off figure that stands now.

A fixed number of statements, however many measures and figures there are. What the viewer may not know is
left out here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, NamedTuple

from kpis.domain.figure import Actual, Figure, Hidden
from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.remarks import NO_REMARKS, Remarks
from kpis.models import Baseline, Committee, Comparator, Council, Framework, Measure, MeasureRule, Target
from kpis.people import Viewer
from kpis.readings.known import Allowed, allowed
from kpis.readings.measures import measures
from kpis.readings.whole import CouncilFigure, council_figures

Columns = dict[str, Any]
"""What is stored, by column."""

COUNCIL = ("slug", "name", "short_name", "visibility", "notice")
COMMITTEE = ("slug", "name", "remit")
FRAMEWORK = ("slug", "name", "kind", "scheme", "starts", "ends")
MEASURE = (
    "ref", "title", "unit", "frequency", "unit_label", "year_start", "period_kind", "owner", "definition", "source",
    "data_lag_days", "suppress_zero", "share", "live_from", "live_to", "portfolio_holder",
)  # fmt: skip
RULE = ("scheme", "polarity", "decimal_places", "steady_margin", "steady_margin_kind", "comparison")


PART = ("category__dimension",)


class RuleData(NamedTuple):
    """A rule and the first day from which it holds (None: from the beginning)."""

    begins: dt.date | None
    columns: Columns
    reason: str


class RowPlace(NamedTuple):
    """What a row is of: its period, and its part of a breakdown (blank: the total)."""

    period: Period
    dimension: str = ""
    category: str = ""


class TargetData(NamedTuple):
    place: RowPlace
    value: Decimal | None
    tolerance_kind: str
    tolerance: Decimal | None
    low: Decimal | None
    high: Decimal | None
    until: dt.date | None
    reason: str


class BaselineData(NamedTuple):
    period: Period
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None


class ReadingData(NamedTuple):
    """A reading; of a hidden one nothing is known but its place."""

    place: RowPlace
    figure: Actual | Hidden
    remarks: Remarks = NO_REMARKS


class ComparatorData(NamedTuple):
    place: RowPlace
    name: str
    value: Decimal | None
    note: str


class MeasureData(NamedTuple):
    """A measure with all that hangs on it, each in a lasting order. ``rules`` are in order of their beginning."""

    row: KeyMeasure
    columns: Columns
    committees: tuple[str, ...]
    rules: tuple[RuleData, ...]
    baselines: tuple[BaselineData, ...]
    targets: tuple[TargetData, ...]
    readings: tuple[ReadingData, ...]
    comparators: tuple[ComparatorData, ...]


class CouncilData(NamedTuple):
    """``restricted``: with the small numbers that are withheld from the public."""

    council: Columns
    committees: tuple[Columns, ...]
    frameworks: tuple[Columns, ...]
    measures: tuple[MeasureData, ...]
    restricted: bool


def council_data(council_id: int, viewer: Viewer) -> CouncilData:
    """The council's data as the viewer may know it: eleven statements. Whether the council is open to them is for
    `council_for` to say. The e-mail addresses of owners go to those who may see the council's small numbers."""
    restricted = viewer.sees_small_numbers(council_id, None)
    listed = measures(council_id)
    stored = _Stored(council_id, listed, viewer)
    found = (stored.measure(each, restricted) for each in listed)
    return CouncilData(
        Council.objects.values(*COUNCIL).get(pk=council_id),
        tuple(Committee.objects.filter(council=council_id).order_by("slug").values(*COMMITTEE)),
        # Measures of plans and contracts that are alike otherwise stand in the order in which those were set up.
        tuple(Framework.objects.filter(council=council_id).order_by("id").values(*FRAMEWORK)),
        tuple(sorted(found, key=lambda each: stored.order[each.row.id])),
        restricted,
    )


class _Stored:
    """The rows of a council by measure: one statement a table."""

    def __init__(self, council_id: int, listed: list[KeyMeasure], viewer: Viewer) -> None:
        self.may = allowed(listed, viewer)
        of_council = {"measure__council_id": council_id}
        details = Measure.objects.filter(council=council_id).order_by("order", "ref", "id")
        self.details = {row["id"]: row for row in details.values("id", *MEASURE)}
        self.order = {key: place for place, key in enumerate(self.details)}
        self.remits: dict[int, list[str]] = defaultdict(list)
        for key, slug in details.filter(committees__isnull=False).values_list("id", "committees__slug"):
            self.remits[key].append(slug)
        self.rules = _grouped(MeasureRule.objects.filter(**of_council).order_by())
        self.baselines = _grouped(_standing(Baseline, of_council))
        # What was once set for a part judges nothing and would be refused on the way back in.
        of_whole = {**of_council, "category": None}
        self.comparators = _grouped(_standing(Comparator, of_whole, *PART))
        self.targets = _grouped(_standing(Target, {**of_whole, "withdrawn": False}, *PART))
        self.figures = council_figures(council_id, listed, viewer)

    def measure(self, row: KeyMeasure, restricted: bool) -> MeasureData:
        columns = {**self.details[row.id], "suppress_below": row.threshold.below}
        return MeasureData(
            row,
            columns if restricted else {**columns, "owner": ""},
            tuple(sorted(self.remits[row.id])),
            tuple(sorted((_rule(each) for each in self.rules[row.id]), key=lambda each: each.begins or dt.date.min)),
            tuple(_baselines(self.baselines[row.id], row, self.may[row.id])),
            tuple(sorted((_target(each, row) for each in self.targets[row.id]), key=lambda each: _order(each.place))),
            tuple(_reading(each) for each in self.figures[row.id]),
            tuple(sorted((_comparator(each, row) for each in self.comparators[row.id]), key=_by_name)),
        )


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    """Rows of a table by their measure."""
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.measure_id].append(row)
    return found


def _standing(model: Any, which: Columns, *related: str) -> Iterable[Any]:
    """The versions of a council's targets, baselines or comparators that stand."""
    found: Iterable[Any] = model.objects.filter(superseded_at=None, **which).select_related(*related).order_by()
    return found


def _rule(row: MeasureRule) -> RuleData:
    return RuleData(row.begins, {name: getattr(row, name) for name in RULE}, row.reason)


def _place(row: Target | Comparator, measure: KeyMeasure) -> RowPlace:
    period = measure.named(row.period)
    return RowPlace(period, row.category.dimension.name, row.category.name) if row.category else RowPlace(period)


def _order(place: RowPlace) -> tuple[Any, ...]:
    """By the names of the parts: in what order those stand, only their readings say."""
    period = place.period
    return (place.dimension, place.category, period.start, period.end, period.kind)


def _target(row: Target, measure: KeyMeasure) -> TargetData:
    return TargetData(
        _place(row, measure), row.value, row.tolerance_kind, row.tolerance, row.low, row.high, row.until, row.reason
    )


def _comparator(row: Comparator, measure: KeyMeasure) -> ComparatorData:
    return ComparatorData(_place(row, measure), row.name, row.value, row.note)


def _by_name(comparator: ComparatorData) -> tuple[Any, ...]:
    return (comparator.name, *_order(comparator.place))


def _baselines(rows: Iterable[Baseline], measure: KeyMeasure, may: Allowed) -> list[BaselineData]:
    """Without those that are withheld."""
    found = [
        BaselineData(measure.named(row.period), row.value, row.numerator, row.denominator)
        for row in rows
        if may.shows(measure.named(row.period), Figure(row.value, row.numerator, row.denominator), measure)
    ]
    return sorted(found, key=lambda each: _order(RowPlace(each.period)))


def _reading(each: CouncilFigure) -> ReadingData:
    place = RowPlace(each.figure.period, each.dimension, each.category)
    return ReadingData(place, each.figure, each.remarks)
