"""A whole council as the interchange format holds it: its set-up, and every signed-off figure that stands now.

A fixed number of statements, however many measures and figures there are. What the viewer may not know is
left out here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from kpis.domain.periods import Period
from kpis.domain.readings import Figure, Shown
from kpis.models import (
    Baseline,
    Committee,
    Comparator,
    Council,
    Framework,
    Judgement,
    Measure,
    MeasureRule,
    ReadingVersion,
    Target,
)
from kpis.permissions import Viewer
from kpis.queries import fetch
from kpis.queries.fetch import MeasureRow
from kpis.queries.fetch_measure import READING_COLUMNS, SIGNED_OFF
from kpis.queries.judging import History
from kpis.queries.measures import breakdowns

Row = tuple[Any, ...]
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


PART = ("category__dimension__name", "category__name")


class RuleData(NamedTuple):
    """A rule and the first day from which it holds (None: from the beginning)."""

    begins: dt.date | None
    columns: Columns
    reason: str


class Place(NamedTuple):
    """What a row is of: its period, and its part of a breakdown (blank: the total)."""

    period: Period
    dimension: str = ""
    category: str = ""


class TargetData(NamedTuple):
    place: Place
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
    """A reading; of a hidden one nothing is known but its place. ``said``: value and basis by kind of judgement."""

    place: Place
    figure: Figure
    commentary: str = ""
    section: str = ""
    said: dict[str, tuple[str, str]] = {}


class ComparatorData(NamedTuple):
    place: Place
    name: str
    value: Decimal | None
    note: str


class MeasureData(NamedTuple):
    """A measure with all that hangs on it, each in a lasting order. ``rules`` are in order of their beginning."""

    row: MeasureRow
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
    stored = _Stored(council_id, viewer)
    measures = tuple(stored.measure(each, restricted) for each in fetch.measures(council_id))
    return CouncilData(
        Council.objects.values(*COUNCIL).get(pk=council_id),
        tuple(Committee.objects.filter(council=council_id).order_by("slug").values(*COMMITTEE)),
        # Measures of plans and contracts that are alike otherwise stand in the order in which those were set up.
        tuple(Framework.objects.filter(council=council_id).order_by("id").values(*FRAMEWORK)),
        tuple(sorted(measures, key=lambda each: stored.order[each.row.id])),
        restricted,
    )


class _Stored:
    """The rows of a council by measure: one statement a table."""

    def __init__(self, council_id: int, viewer: Viewer) -> None:
        self.council_id, self.viewer = council_id, viewer
        of_council = {"measure__council_id": council_id}
        details = Measure.objects.filter(council=council_id).order_by("order", "ref", "id")
        self.details = {row["id"]: row for row in details.values("id", *MEASURE)}
        self.order = {key: place for place, key in enumerate(self.details)}
        self.remits = _grouped(details.filter(committees__isnull=False).values_list("id", "committees__slug"))
        columns = ("measure_id", "begins", "reason", *RULE)
        self.rules = _grouped(MeasureRule.objects.filter(**of_council).order_by().values_list(*columns))
        self.baselines = _grouped(_standing(Baseline, of_council, "value", "numerator", "denominator"))
        self.comparators = _grouped(_standing(Comparator, of_council, *PART, "name", "value", "note"))
        self.targets = _grouped(_standing(Target, {**of_council, "withdrawn": False}, *PART, *TargetData._fields[1:]))
        self.readings = _grouped(_readings(council_id))
        self.said = _said(council_id)

    def measure(self, row: MeasureRow, restricted: bool) -> MeasureData:
        history = History(row, (), self.viewer.sees_small_numbers(self.council_id, row.service_id))
        columns = {**self.details[row.id], "suppress_below": row.threshold.below}
        return MeasureData(
            row,
            columns if restricted else {**columns, "owner": ""},
            tuple(sorted(slug for (slug,) in self.remits[row.id])),
            tuple(sorted((_rule(each) for each in self.rules[row.id]), key=lambda each: each.begins or dt.date.min)),
            tuple(_baselines(self.baselines[row.id], history)),
            tuple(sorted((_target(each, row) for each in self.targets[row.id]), key=lambda each: _order(each.place))),
            tuple(_figures(self.readings[row.id], history, self.said)),
            tuple(sorted((_comparator(each, row) for each in self.comparators[row.id]), key=_by_name)),
        )


def _grouped(rows: Iterable[Row]) -> dict[int, list[Row]]:
    """Rows by the measure that stands first in each, without it."""
    found: dict[int, list[Row]] = defaultdict(list)
    for key, *rest in rows:
        found[key].append(tuple(rest))
    return found


def _standing(model: Any, which: Columns, *columns: str) -> Iterable[Row]:
    """The versions of a council's targets, baselines or comparators that stand, each after its measure and period."""
    rows = model.objects.filter(superseded_at=None, **which).order_by()
    found: Iterable[Row] = rows.values_list("measure_id", "kind", "start", "end", *columns)
    return found


def _readings(council_id: int) -> Iterable[Row]:
    """Every signed-off reading that stands, its measure before it, its category and its texts after it."""
    rows = ReadingVersion.objects.filter(reading__council=council_id, superseded_at=None, state=SIGNED_OFF)
    columns = ("reading__category_id", "reading__category__name", "reading__category__dimension__name",
               "reading__category__order", "commentary", "section")  # fmt: skip
    return rows.order_by().values_list("reading__measure_id", *READING_COLUMNS, *columns)


def _said(council_id: int) -> dict[int, dict[str, tuple[str, str]]]:
    """The judgements on versions that stand, by version and kind."""
    rows = Judgement.objects.filter(
        version__reading__council=council_id, version__superseded_at=None, version__state=SIGNED_OFF
    )
    found: dict[int, dict[str, tuple[str, str]]] = defaultdict(dict)
    for version, kind, value, basis in rows.order_by().values_list("version_id", "kind", "value", "basis"):
        found[version][kind] = (value, basis)
    return found


def _rule(row: Row) -> RuleData:
    begins, reason, *columns = row
    return RuleData(begins, dict(zip(RULE, columns, strict=True)), reason)


def _place(row: Row, measure: MeasureRow) -> Place:
    """Of columns that begin with a period and a part of a breakdown."""
    return Place(_period(row, measure), row[3] or "", row[4] or "")


def _period(row: Row, measure: MeasureRow) -> Period:
    """Of columns that begin with a kind and days, named in the measure's calendar."""
    return Period.stored(row[0], row[1], row[2], measure.schedule.year_start)


def _order(place: Place) -> tuple[Any, ...]:
    """By the names of the parts: in what order those stand, only their readings say."""
    period = place.period
    return (place.dimension, place.category, period.start, period.end, period.kind)


def _target(row: Row, measure: MeasureRow) -> TargetData:
    return TargetData(_place(row, measure), *row[5:])


def _comparator(row: Row, measure: MeasureRow) -> ComparatorData:
    return ComparatorData(_place(row, measure), *row[5:])


def _by_name(comparator: ComparatorData) -> tuple[Any, ...]:
    return (comparator.name, *_order(comparator.place))


def _baselines(rows: Iterable[Row], history: History) -> list[BaselineData]:
    """Without those that are small numbers themselves and withheld."""
    known = [row for row in rows if history.sees_small or not history.is_small(*row[3:])]
    found = [BaselineData(_period(row, history.measure), *row[3:]) for row in known]
    return sorted(found, key=lambda each: _order(Place(each.period)))


def _figures(rows: Sequence[Row], history: History, said: dict[int, dict[str, tuple[str, str]]]) -> list[ReadingData]:
    """The totals, then each breakdown in the order of its parts; in each the first period first."""
    ordered = sorted(rows, key=_reading_order)
    parts = {(each.dimension, part.name): part.figures for each in breakdowns(history, ordered) for part in each.parts}
    found = []
    for row in ordered:
        place = _place((*row[1:4], row[15], row[14]), history.measure)
        figure = parts[place[1:]][place.period] if place.category else history.known(row[:13], place.period)
        texts = (row[17], row[18], said.get(row[4], {})) if isinstance(figure, Shown) else ()
        found.append(ReadingData(place, figure, *texts))
    return found


def _reading_order(row: Row) -> tuple[Any, ...]:
    _, kind, start, end = row[:4]
    return (row[15] or "", row[16] or 0, row[14] or "", start, end, kind)
