"""A quarter's grid: the figures that a person enters for a period, each with what stands and what was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import QuerySet

from kpis.domain.figure import COLUMNS, NOTES, Actual, Figure, Hidden, figure_of
from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.words import Marker
from kpis.entry.queries import OwedFigure, items
from kpis.models import Council, Judgement, Measure, ReadingVersion, User
from kpis.people import Person, check_enter, may
from kpis.readings.open import calendar_of, closed_periods, lies_in
from kpis.readings.read import SIGNED_OFF

ReadingKey = tuple[int | str | dt.date | None, ...]


def reading_key(of: int, period: Period, by_end: bool) -> ReadingKey:
    """What makes two figures of a measure's total, or of a category, by its id, the same one."""
    return (of, period.end) if by_end else (of, period.kind.value, period.start, period.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class GridVersion(Figure):
    """A version of a figure, as a row of the grid holds it against what was typed."""

    id: int
    number: int
    state: str
    commentary: str
    section: str
    break_before: str
    reason: str
    by: str
    at: dt.datetime


class GridRow(NamedTuple):
    """A figure of the grid. ``seen`` is the number of its last version, ``shown`` the version that is edited,
    ``signed`` what readers see; ``closed`` is the closed period that it lies in."""

    item: OwedFigure
    measure: Measure
    key: str
    seen: int
    shown: GridVersion | None
    signed: GridVersion | None
    closed: Period | None

    @property
    def before(self) -> Actual | Hidden | None:
        """The last figure before this one."""
        return self.item.line.history.last_valued(self.item.period)

    @property
    def awaited(self) -> bool:
        """Whether what is signed off says only that the figure will come."""
        return self.signed is not None and self.signed.marker is Marker.AWAITING

    @property
    def is_locked(self) -> bool:
        """Whether its figure cannot be typed here: its period is closed, or it changes by a revision only."""
        return self.closed is not None or (self.signed is not None and not self.awaited)


class Grid(NamedTuple):
    rows: tuple[GridRow, ...]
    services: tuple[str, ...]
    owners: tuple[tuple[int, str], ...]


def grid_of(council: Council, period: Period, person: Person, today: dt.date, choose_owner: bool) -> Grid:
    """The figures of a council's own periods that end in a period and have ended by today, of the measures whose
    figures the person enters: a fixed number of statements. With ``choose_owner`` the owners' names come with it."""
    found = items(council.pk, (period.start, period.end), calendar_of(council.pk))
    mine = [(each, measure_of(each.measure, council.pk)) for each in found if each.period.end < today]
    mine = [(item, measure) for item, measure in mine if may(check_enter, person, measure)]
    stored, closed = _stored([measure.pk for _, measure in mine], period), closed_periods(council.pk)
    rows = tuple(_row(item, measure, stored, closed) for item, measure in mine)
    services = tuple(sorted({row.item.measure.service for row in rows if row.item.measure.service}))
    return Grid(rows, services, _names(rows) if choose_owner else ())


def measure_of(row: KeyMeasure, council_id: int) -> Measure:
    """A measure as far as it says whose it is and which figure is meant."""
    return Measure(
        pk=row.id,
        council_id=council_id,
        service_id=row.service_id,
        ref=row.ref,
        title=row.title,
        unit=row.unit.value,
        unit_label=row.unit_label,
        share=row.share,
        period_kind=row.schedule.period_kind.value,
        frequency=row.schedule.frequency.value,
        year_start=int(row.schedule.year_start),
    )


def _row(
    item: OwedFigure, measure: Measure, stored: dict[ReadingKey, list[GridVersion]], closed: Sequence[Period]
) -> GridRow:
    by_end = item.measure.schedule.period_kind.known_by_end
    standing = stored.get(reading_key(measure.pk, item.period, by_end), [])
    signed = next((each for each in standing if each.state == SIGNED_OFF), None)
    working = next((each for each in standing if each.state != SIGNED_OFF), None)
    seen = max((each.number for each in standing), default=0)
    key = f"{measure.ref}_{item.period.slug}"
    return GridRow(item, measure, key, seen, working or signed, signed, lies_in(item.period, closed))


def _stored(measure_ids: Collection[int], period: Period) -> dict[ReadingKey, list[GridVersion]]:
    """The versions that stand of the totals whose periods end in a period: one statement."""
    rows = ReadingVersion.objects.filter(
        superseded_at=None,
        reading__measure_id__in=measure_ids,
        reading__category=None,
        reading__end__range=(period.start, period.end),
    )
    return _by_key(rows.order_by("number"))


def versions_numbered(rows: Sequence[GridRow], numbers: Sequence[int]) -> dict[str, GridVersion]:
    """The versions that stood when somebody opened these rows, by the rows' keys: one statement."""
    found = ReadingVersion.objects.filter(
        reading__measure_id__in=[row.measure.pk for row in rows],
        reading__category=None,
        reading__end__in=[row.item.period.end for row in rows],
        number__in=set(numbers),
    )
    by_key = _by_key(found)
    wanted: dict[str, GridVersion] = {}
    for row, number in zip(rows, numbers, strict=True):
        by_end = row.item.measure.schedule.period_kind.known_by_end
        for each in by_key.get(reading_key(row.measure.pk, row.item.period, by_end), []):
            if each.number == number:
                wanted[row.key] = each
    return wanted


def _by_key(rows: QuerySet[ReadingVersion]) -> dict[ReadingKey, list[GridVersion]]:
    found: dict[ReadingKey, list[GridVersion]] = {}
    for each in rows.select_related("reading", "by"):
        reading = each.reading
        key = reading_key(reading.measure_id, reading.period, reading.known_by_end)
        found.setdefault(key, []).append(_version(each))
    return found


def _version(row: ReadingVersion) -> GridVersion:
    figure = figure_of(row)
    columns = {name: getattr(figure, name) for name in COLUMNS}
    notes = {name: getattr(row, name) for name in NOTES}
    by = row.by.get_full_name() or row.by.username if row.by else ""
    return GridVersion(
        **columns, **notes, id=row.pk, number=row.number, state=row.state, reason=row.reason, by=by, at=row.recorded_at
    )


def projections(version_ids: Collection[int]) -> dict[int, str]:
    """What the service expects of the next period, by version: one statement."""
    rows = Judgement.objects.filter(version_id__in=version_ids, kind=Judgement.Kind.PROJECTION)
    return dict(rows.values_list("version_id", "value"))


def _names(rows: Sequence[GridRow]) -> tuple[tuple[int, str], ...]:
    owners = User.objects.filter(pk__in={pk for row in rows for pk in row.item.owners})
    return tuple(
        sorted(((each.pk, each.get_full_name() or each.username) for each in owners), key=lambda each: each[1])
    )
