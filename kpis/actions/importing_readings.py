"""Writing imported readings: identities, signed-off versions and the judgements that hang on them, in batches."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Max

from kpis.actions.importing import source_text
from kpis.actions.importing_versions import batches, supersede
from kpis.domain.periods import Period
from kpis.models import Category, Council, Judgement, Measure, Reading, ReadingVersion

BATCH = 2_000


class Figure(NamedTuple):
    """What a version says, replaced as a whole: the figure, its marker and its dates."""

    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    marker: str
    provisional_until: dt.date | None = None
    expected: dt.date | None = None
    achieved_on: dt.date | None = None


class Said(NamedTuple):
    """A judgement beside a figure; source, by, at and why are blank for the import's own."""

    value: str
    basis: str = ""
    source: str = ""
    by_id: int | None = None
    at: dt.datetime | None = None
    why: str = ""


class Texts(NamedTuple):
    commentary: str = ""
    section: str = ""
    break_before: str = ""


class NewReading(NamedTuple):
    """A version to write. ``reading_id`` is None for a figure's first; ``replaces`` is the version that stood."""

    measure: Measure
    category: Category | None
    period: Period
    known_by_end: bool
    figure: Figure
    texts: Texts
    said: dict[str, Said]
    reason: str
    reading_id: int | None = None
    replaces: int | None = None


def write_readings(readings: Sequence[NewReading], *, council: Council, source: str, now: dt.datetime) -> None:
    """Write signed-off versions. Raises Conflict or IntegrityError where another writer was first."""
    for batch in batches(readings, BATCH):
        supersede(ReadingVersion, [each.replaces for each in batch if each.replaces is not None], now)
        keys = _identities(batch, council)
        numbers = _last_numbers([each.reading_id for each in batch if each.reading_id is not None])
        versions = [
            _version(each, key, numbers.get(key, 0) + 1, source_text(source), now)
            for each, key in zip(batch, keys, strict=True)
        ]
        _judgements(batch, ReadingVersion.objects.bulk_create(versions), source_text(source), now)


def _identities(batch: Sequence[NewReading], council: Council) -> list[int]:
    """The key of each row's reading; new ones are inserted."""
    made = iter(Reading.objects.bulk_create([_reading(each, council) for each in batch if each.reading_id is None]))
    return [next(made).pk if each.reading_id is None else each.reading_id for each in batch]


def _reading(new: NewReading, council: Council) -> Reading:
    return Reading(
        council_id=council.pk,
        measure_id=new.measure.pk,
        category_id=new.category.pk if new.category else None,
        known_by_end=new.known_by_end,
        kind=new.period.kind.value,
        start=new.period.start,
        end=new.period.end,
    )


def _last_numbers(readings: Sequence[int]) -> dict[int, int]:
    rows = ReadingVersion.objects.filter(reading_id__in=readings).order_by().values_list("reading_id")
    return dict(rows.annotate(last=Max("number")))


def _version(new: NewReading, reading_id: int, number: int, source: str, now: dt.datetime) -> ReadingVersion:
    return ReadingVersion(
        reading_id=reading_id,
        number=number,
        state=ReadingVersion.State.SIGNED_OFF,
        recorded_at=now,
        source=source,
        reason=new.reason,
        **new.figure._asdict(),
        **new.texts._asdict(),
    )


def _judgements(batch: Sequence[NewReading], versions: Sequence[ReadingVersion], source: str, now: dt.datetime) -> None:
    rows = [
        Judgement(
            version_id=version.pk,
            kind=kind,
            value=said.value,
            basis=said.basis,
            source=said.source or ("" if said.by_id else source),
            by_id=said.by_id,
            at=said.at or now,
            why=said.why,
        )
        for new, version in zip(batch, versions, strict=True)
        for kind, said in new.said.items()
    ]
    Judgement.objects.bulk_create(rows)
