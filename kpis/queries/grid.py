"""A quarter's grid: the figures that a person enters for a period, each with what stands and what was before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from kpis.domain.periods import Period
from kpis.domain.readings import Figure
from kpis.domain.vocabulary import Marker
from kpis.models import Council, Judgement, Measure, ReadingVersion, User
from kpis.permissions import Person, check_enter, may
from kpis.queries.bringing_in import Item, items
from kpis.queries.closing import calendar_of
from kpis.queries.fetch import MeasureRow
from kpis.readings.open import closed_periods, lies_in

SIGNED_OFF = ReadingVersion.State.SIGNED_OFF.value
ReadingKey = tuple[Any, ...]


def reading_key(measure_id: int, period: Period, by_end: bool) -> ReadingKey:
    """What makes two figures of a measure's total the same one."""
    return (measure_id, period.end) if by_end else (measure_id, period.kind.value, period.start, period.end)


class Stored(NamedTuple):
    """A version of a figure, as a row of the grid holds it against what was typed."""

    id: int
    number: int
    state: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    marker: Marker
    provisional_until: dt.date | None
    expected: dt.date | None
    commentary: str
    section: str
    break_before: str
    achieved_on: dt.date | None
    reason: str
    by: str
    at: dt.datetime


class GridRow(NamedTuple):
    """A figure of the grid. ``seen`` is the number of its last version, ``shown`` the version that is edited,
    ``signed`` what readers see; ``closed`` is the closed period that it lies in."""

    item: Item
    measure: Measure
    key: str
    seen: int
    shown: Stored | None
    signed: Stored | None
    closed: Period | None

    @property
    def before(self) -> Figure | None:
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


def measure_of(row: MeasureRow, council_id: int) -> Measure:
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


def _row(item: Item, measure: Measure, stored: dict[ReadingKey, list[Stored]], closed: Sequence[Period]) -> GridRow:
    by_end = item.measure.schedule.period_kind.known_by_end
    standing = stored.get(reading_key(measure.pk, item.period, by_end), [])
    signed = next((each for each in standing if each.state == SIGNED_OFF), None)
    working = next((each for each in standing if each.state != SIGNED_OFF), None)
    seen = max((each.number for each in standing), default=0)
    key = f"{measure.ref}_{item.period.slug}"
    return GridRow(item, measure, key, seen, working or signed, signed, lies_in(item.period, closed))


COLUMNS = (
    "id", "number", "state", "value", "numerator", "denominator", "marker", "provisional_until", "expected",
    "commentary", "section", "break_before", "achieved_on", "reason", "by__first_name", "by__last_name",
    "by__username", "recorded_at",
)  # fmt: skip
PLACE = ("reading__measure_id", "reading__kind", "reading__start", "reading__end", "reading__known_by_end")


def _stored(measure_ids: Collection[int], period: Period) -> dict[ReadingKey, list[Stored]]:
    """The versions that stand of the totals whose periods end in a period: one statement."""
    rows = ReadingVersion.objects.filter(
        superseded_at=None,
        reading__measure_id__in=measure_ids,
        reading__category=None,
        reading__end__range=(period.start, period.end),
    )
    return _by_key(rows.order_by("number").values_list(*PLACE, *COLUMNS))


def versions_numbered(rows: Sequence[GridRow], numbers: Sequence[int]) -> dict[str, Stored]:
    """The versions that stood when somebody opened these rows, by the rows' keys: one statement."""
    found = ReadingVersion.objects.filter(
        reading__measure_id__in=[row.measure.pk for row in rows],
        reading__category=None,
        reading__end__in=[row.item.period.end for row in rows],
        number__in=set(numbers),
    )
    by_key = _by_key(found.values_list(*PLACE, *COLUMNS))
    wanted: dict[str, Stored] = {}
    for row, number in zip(rows, numbers, strict=True):
        by_end = row.item.measure.schedule.period_kind.known_by_end
        for each in by_key.get(reading_key(row.measure.pk, row.item.period, by_end), []):
            if each.number == number:
                wanted[row.key] = each
    return wanted


def _by_key(rows: Iterable[tuple[Any, ...]]) -> dict[ReadingKey, list[Stored]]:
    found: dict[ReadingKey, list[Stored]] = {}
    for measure_id, kind, start, end, by_end, *columns in rows:
        *figure, first, last, username, at = columns
        figure[6] = Marker(figure[6])
        name = f"{first or ''} {last or ''}".strip() or username or ""
        key = reading_key(measure_id, Period.stored(kind, start, end), by_end)
        found.setdefault(key, []).append(Stored._make([*figure, name, at]))
    return found


def projections(version_ids: Collection[int]) -> dict[int, str]:
    """What the service expects of the next period, by version: one statement."""
    rows = Judgement.objects.filter(version_id__in=version_ids, kind=Judgement.Kind.PROJECTION)
    return dict(rows.values_list("version_id", "value"))


def _names(rows: Sequence[GridRow]) -> tuple[tuple[int, str], ...]:
    owners = User.objects.filter(pk__in={pk for row in rows for pk in row.item.owners})
    return tuple(
        sorted(((each.pk, each.get_full_name() or each.username) for each in owners), key=lambda each: each[1])
    )
