"""The SQL statements of one measure's page, as rows of plain values: all its figures, targets and revisions."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, Subquery

from kpis.models import Measure, ReadingVersion, Target

SIGNED_OFF = ReadingVersion.State.SIGNED_OFF.value
READING_COLUMNS = (
    "reading__measure_id", "reading__kind", "reading__start", "reading__end", "id", "value", "numerator",
    "denominator", "marker", "provisional_until", "expected", "break_before", "achieved_on",
)  # fmt: skip


def standing(at: dt.datetime | None, prefix: str = "") -> Q:
    """The condition for versions that stood at a moment (now, where none is given)."""
    if at is None:
        return Q(**{f"{prefix}superseded_at": None})
    later = Q(**{f"{prefix}superseded_at": None}) | Q(**{f"{prefix}superseded_at__gt": at})
    return later & Q(**{f"{prefix}recorded_at__lte": at})


class Details(NamedTuple):
    """What a measure's page says about the measure itself."""

    definition: str
    source: str
    owner: str
    portfolio_holder: str
    data_lag_days: int | None
    committees: tuple[tuple[str, str], ...]


def details(measure_id: int) -> Details:
    """A measure's texts and the committees whose remit it is in: one statement."""
    columns = (
        "definition",
        "source",
        "owner",
        "portfolio_holder",
        "data_lag_days",
        "committees__slug",
        "committees__name",
    )
    rows = list(Measure.objects.filter(pk=measure_id).order_by("committees__name").values_list(*columns))
    committees = tuple((row[5], row[6]) for row in rows if row[5])
    definition, source, owner, portfolio_holder, lag = rows[0][:5]
    return Details(definition, source, owner, portfolio_holder, lag, committees)


def every_reading(measure_id: int, at: dt.datetime | None) -> list[tuple[Any, ...]]:
    """All of a measure's signed-off figures that stood, totals and categories; the category's columns come last."""
    rows = ReadingVersion.objects.filter(standing(at), state=SIGNED_OFF, reading__measure_id=measure_id)
    category = ("reading__category_id", "reading__category__name", "reading__category__dimension__name")
    order = (
        "reading__category__dimension__name",
        "reading__category__order",
        "reading__category__name",
        "reading__end",
    )
    return list(rows.order_by(*order).values_list(*READING_COLUMNS, *category))


def superseded(measure_id: int, at: dt.datetime | None) -> list[tuple[Any, ...]]:
    """Earlier signed-off versions of a measure's totals that no longer stand, with when and why they were replaced."""
    rows = ReadingVersion.objects.filter(state=SIGNED_OFF, reading__measure_id=measure_id, reading__category=None)
    gone = rows.exclude(standing(at)).filter(superseded_at__isnull=False)
    if at is not None:
        gone = gone.filter(superseded_at__lte=at)
    following = ReadingVersion.objects.filter(
        reading=OuterRef("reading"), number=OuterRef("number") + 1, state=SIGNED_OFF
    )
    gone = gone.annotate(why=Subquery(following.values("reason")[:1]))
    columns = (*READING_COLUMNS, "recorded_at", "superseded_at", "why")
    return list(gone.order_by("-superseded_at", "-number").values_list(*columns))


def target_versions(measure_id: int, at: dt.datetime | None) -> list[tuple[Any, ...]]:
    """Every version of a measure's targets up to a moment, the newest first."""
    rows = Target.objects.filter(measure_id=measure_id, category=None)
    if at is not None:
        rows = rows.filter(recorded_at__lte=at)
    columns = (
        "kind", "start", "end", "value", "tolerance_kind", "tolerance", "low", "high", "until", "withdrawn", "reason",
        "recorded_at", "superseded_at", "number",
    )  # fmt: skip
    return list(rows.order_by("-end", "-start", "-number").values_list(*columns))
