"""Many figures saved at once, as from the grid of a quarter: all of them or none, in a fixed number of statements."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.db import IntegrityError, transaction

from kpis.actions.figures import FIGURE_COLUMNS, Entry, Place, Refused
from kpis.domain.entry import State
from kpis.domain.periods import PeriodKind
from kpis.models import Judgement, Reading, ReadingVersion
from kpis.permissions import Person, check_enter
from kpis.queries.closing import Closed
from kpis.queries.grid import ReadingKey, closed_periods, lies_in, reading_key


class Row(NamedTuple):
    """One figure to save. ``seen`` is the number of the last version that the person had before them (0: none);
    ``reason`` says why a signed-off figure changes."""

    place: Place
    entry: Entry
    seen: int
    reason: str = ""

    @property
    def key(self) -> ReadingKey:
        measure = self.place.measure
        return reading_key(measure.pk, self.place.period, PeriodKind(measure.period_kind).known_by_end)


class Conflicts(Refused):
    """Somebody else saved some of these figures in between. Nothing has been saved."""

    def __init__(self, places: Iterable[Place]) -> None:
        super().__init__("Somebody else changed some of these figures after you opened them. Nothing has been saved.")
        self.places = tuple(places)


class Standing(NamedTuple):
    """The versions of a reading that stand: the number of the last one, the key of the working one, whether one is
    signed off."""

    number: int = 0
    working: int | None = None
    signed: bool = False


def save_many(*, rows: Sequence[Row], submit: bool, by: Person, at: dt.datetime) -> list[ReadingVersion]:
    """Save totals of one council's measures as drafts, or submit them, in one transaction.

    Raises Denied, Closed, Refused, or Conflicts where any of them has another version by now.
    """
    for row in rows:
        check_enter(by, row.place.measure)
    # Every writer takes its figures in the same order, so that no two wait for each other.
    ordered = sorted(rows, key=lambda row: (row.place.measure.pk, row.place.period.start))
    try:
        with transaction.atomic():
            _check_open(ordered)
            return _save(ordered, submit, by, at)
    except IntegrityError:
        if changed := _changed(ordered, _standing(_readings(ordered))):
            raise Conflicts(changed) from None
        raise


def _check_open(rows: Sequence[Row]) -> None:
    for council_id in {row.place.measure.council_id for row in rows}:
        closed = closed_periods(council_id)
        for row in rows:
            outer = lies_in(row.place.period, closed)
            if outer is not None and row.place.measure.council_id == council_id:
                raise Closed(f"{outer.label} is closed: the performance team can reopen it, with a reason.")


def _save(rows: Sequence[Row], submit: bool, by: Person, at: dt.datetime) -> list[ReadingVersion]:
    readings = _readings(rows)
    standing = _standing(readings, lock=True)
    if changed := _changed(rows, standing):
        raise Conflicts(changed)
    if submit and any(standing[row.key].signed and not row.reason for row in rows if row.key in standing):
        raise Refused("A signed-off figure only changes by a revision: say why it is revised.")
    made = Reading.objects.bulk_create([_reading(row) for row in rows if row.key not in readings])
    new = iter(made)
    _supersede(standing, at)
    state = State.SUBMITTED if submit else State.DRAFT
    versions = [_version(row, readings.get(row.key) or next(new), state, by, at) for row in rows]
    written: list[ReadingVersion] = ReadingVersion.objects.bulk_create(versions)
    _say(rows, written, by, at)
    return written


def _readings(rows: Sequence[Row]) -> dict[ReadingKey, Reading]:
    """Those readings of the rows that there are: one statement."""
    wanted = {row.key: row for row in rows}
    measures, ends = {row.place.measure.pk for row in rows}, {row.place.period.end for row in rows}
    by_end = {row.place.measure.pk: len(row.key) == 2 for row in rows}
    found = Reading.objects.filter(measure_id__in=measures, end__in=ends, category=None)
    keyed = {reading_key(each.measure_id, each.period, by_end[each.measure_id]): each for each in found}
    return {key: each for key, each in keyed.items() if key in wanted}


def _standing(readings: dict[ReadingKey, Reading], lock: bool = False) -> dict[ReadingKey, Standing]:
    """How each reading stands: one statement. Locked, others who would answer or save one of them wait."""
    rows = ReadingVersion.objects.filter(reading__in=readings.values(), superseded_at=None).order_by("pk")
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    keys = {reading.pk: key for key, reading in readings.items()}
    found: dict[ReadingKey, Standing] = {}
    for each in rows:
        before = found.get(keys[each.reading_id], Standing())
        is_signed = each.state == State.SIGNED_OFF
        found[keys[each.reading_id]] = Standing(
            max(before.number, each.number), before.working if is_signed else each.pk, before.signed or is_signed
        )
    return found


def _changed(rows: Sequence[Row], standing: dict[ReadingKey, Standing]) -> list[Place]:
    return [row.place for row in rows if standing.get(row.key, Standing()).number != row.seen]


def _supersede(standing: dict[ReadingKey, Standing], at: dt.datetime) -> None:
    """End the working versions; what is signed off stands until another is."""
    working = [each.working for each in standing.values() if each.working is not None]
    if working:
        ReadingVersion.objects.filter(pk__in=working).update(superseded_at=at)


def _reading(row: Row) -> Reading:
    measure, period = row.place.measure, row.place.period
    return Reading(
        council_id=measure.council_id,
        measure_id=measure.pk,
        known_by_end=PeriodKind(measure.period_kind).known_by_end,
        kind=period.kind.value,
        start=period.start,
        end=period.end,
    )


def _version(row: Row, reading: Reading, state: State, by: Person, at: dt.datetime) -> ReadingVersion:
    columns = {name: getattr(row.entry, name) for name in FIGURE_COLUMNS} | {"marker": row.entry.marker.value}
    why = "; ".join(each for each in (row.reason, row.entry.confirmed) if each)
    return ReadingVersion(
        reading=reading,
        number=row.seen + 1,
        state=state.value,
        recorded_at=at,
        by_id=by.user_id,
        reason=why,
        **columns,
    )


def _say(rows: Sequence[Row], versions: Sequence[ReadingVersion], by: Person, at: dt.datetime) -> None:
    """The projections, each beside its version."""
    kind = Judgement.Kind.PROJECTION
    said = [
        Judgement(version=version, kind=kind, value=row.entry.projection, by_id=by.user_id, at=at)
        for row, version in zip(rows, versions, strict=True)
        if row.entry.projection
    ]
    Judgement.objects.bulk_create(said)
