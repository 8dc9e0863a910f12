"""Many figures saved at once, as from the grid of a quarter or a file: all of them or none.

In a fixed number of statements for each so many rows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import Max

from kpis.actions.figures import FIGURE_COLUMNS, Entry, Place
from kpis.domain.entry import State
from kpis.domain.periods import PeriodKind
from kpis.models import Judgement, Reading, ReadingVersion
from kpis.permissions import Person, check_enter
from kpis.queries.grid import ReadingKey, closed_periods, lies_in, reading_key
from kpis.refusals import Closed, Conflict, Refused


class Row(NamedTuple):
    """One figure to save. ``seen`` is the number of the last version that the person had before them (0: none);
    ``reason`` says why a signed-off figure changes."""

    place: Place
    entry: Entry
    seen: int
    reason: str = ""

    @property
    def key(self) -> ReadingKey:
        measure, category = self.place.measure, self.place.category
        by_end = PeriodKind(measure.period_kind).known_by_end
        return (category.pk if category else None, *reading_key(measure.pk, self.place.period, by_end))


class Standing(NamedTuple):
    """The versions of a reading that stand: the number of the last one, the key of the working one, whether one is
    signed off. ``last`` is the number of the last one that there ever was: one that was undone stands no more."""

    number: int = 0
    working: int | None = None
    signed: bool = False
    last: int = 0


AT_ONCE = 1_000
"""Rows whose versions are written together."""

CHANGED = "Somebody else changed some of these figures after you opened them. Nothing has been saved."


def save_many(
    *, rows: Sequence[Row], submit: bool, by: Person, at: dt.datetime, source: str = ""
) -> list[ReadingVersion]:
    """Save figures of one council's measures as drafts, or submit them, in one transaction. ``source``: where they
    came from, if not from a form.

    Raises Denied, Closed, Refused, or Conflict where any of them has another version by now.
    """
    for measure in {row.place.measure.pk: row.place.measure for row in rows}.values():
        check_enter(by, measure)
    # Every writer takes its figures in the same order, so that no two wait for each other.
    ordered = sorted(rows, key=_in_order)
    try:
        with transaction.atomic():
            _check_open(ordered)
            parts = (ordered[start : start + AT_ONCE] for start in range(0, len(ordered), AT_ONCE))
            return [version for part in parts for version in _save(part, submit, by, at, source)]
    except IntegrityError:
        if changed := _changed(ordered, _standing(_readings(ordered))):
            raise Conflict(CHANGED, changed) from None
        raise


def _in_order(row: Row) -> tuple[Any, ...]:
    place = row.place
    return (place.measure.pk, place.period.start, place.period.end, place.category.pk if place.category else 0)


def _check_open(rows: Sequence[Row]) -> None:
    for council_id in {row.place.measure.council_id for row in rows}:
        closed = closed_periods(council_id)
        for row in rows:
            outer = lies_in(row.place.period, closed)
            if outer is not None and row.place.measure.council_id == council_id:
                raise Closed(f"{outer.label} is closed: the performance team can reopen it, with a reason.")


def _save(rows: Sequence[Row], submit: bool, by: Person, at: dt.datetime, source: str) -> list[ReadingVersion]:
    readings = _readings(rows)
    standing = _standing(readings, lock=True)
    if changed := _changed(rows, standing):
        raise Conflict(CHANGED, changed)
    if submit and any(standing[row.key].signed and not row.reason for row in rows if row.key in standing):
        raise Refused("A signed-off figure only changes by a revision: say why it is revised.")
    made = Reading.objects.bulk_create([_reading(row) for row in rows if row.key not in readings])
    new = iter(made)
    _supersede(standing, at)
    state = State.SUBMITTED if submit else State.DRAFT
    none = Standing()
    versions = [
        _version(row, readings.get(row.key) or next(new), standing.get(row.key, none).last + 1, state, by, at, source)
        for row in rows
    ]
    written: list[ReadingVersion] = ReadingVersion.objects.bulk_create(versions)
    _say(rows, written, by, at)
    return written


def _readings(rows: Sequence[Row]) -> dict[ReadingKey, Reading]:
    """Those readings of the rows that there are: one statement."""
    wanted = {row.key: row for row in rows}
    measures, ends = {row.place.measure.pk for row in rows}, {row.place.period.end for row in rows}
    by_end = {row.place.measure.pk: PeriodKind(row.place.measure.period_kind).known_by_end for row in rows}
    found = Reading.objects.filter(measure_id__in=measures, end__in=ends)
    if not any(row.place.category for row in rows):
        found = found.filter(category=None)
    keyed = {
        (each.category_id, *reading_key(each.measure_id, each.period, by_end[each.measure_id])): each for each in found
    }
    return {key: each for key, each in keyed.items() if key in wanted}


def _standing(readings: dict[ReadingKey, Reading], lock: bool = False) -> dict[ReadingKey, Standing]:
    """How each reading stands: two statements. Locked, others who would answer or save one of them wait."""
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
    for key, last in _last_numbers(readings).items():
        found[key] = found.get(key, Standing())._replace(last=last)
    return found


def _last_numbers(readings: dict[ReadingKey, Reading]) -> dict[ReadingKey, int]:
    rows = ReadingVersion.objects.filter(reading__in=readings.values()).order_by().values_list("reading_id")
    keys = {reading.pk: key for key, reading in readings.items()}
    return {keys[pk]: last for pk, last in rows.annotate(last=Max("number"))}


def _changed(rows: Sequence[Row], standing: dict[ReadingKey, Standing]) -> dict[Place, Standing | None]:
    """Those rows' places of which something else stands by now than was seen, with what that is (None: nothing)."""
    return {row.place: standing.get(row.key) for row in rows if standing.get(row.key, Standing()).number != row.seen}


def _supersede(standing: dict[ReadingKey, Standing], at: dt.datetime) -> None:
    """End the working versions; what is signed off stands until another is."""
    working = [each.working for each in standing.values() if each.working is not None]
    if working:
        ReadingVersion.objects.filter(pk__in=working).update(superseded_at=at)


def _reading(row: Row) -> Reading:
    measure, period, category = row.place.measure, row.place.period, row.place.category
    return Reading(
        council_id=measure.council_id,
        measure_id=measure.pk,
        category_id=category.pk if category else None,
        known_by_end=PeriodKind(measure.period_kind).known_by_end,
        kind=period.kind.value,
        start=period.start,
        end=period.end,
    )


def _version(
    row: Row, reading: Reading, number: int, state: State, by: Person, at: dt.datetime, source: str
) -> ReadingVersion:
    columns = {name: getattr(row.entry, name) for name in FIGURE_COLUMNS} | {"marker": row.entry.marker.value}
    why = "; ".join(each for each in (row.reason, row.entry.confirmed) if each)
    return ReadingVersion(
        reading=reading,
        number=number,
        state=state.value,
        recorded_at=at,
        by_id=by.user_id,
        reason=why,
        source=source,
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
