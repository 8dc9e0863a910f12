"""What a viewer may know of a figure. It is decided here and nowhere else: of a figure that is withheld from them
nothing leaves this package but its period.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, get_args, get_type_hints

from kpis.domain.figure import COLUMNS, Actual, Figure, Hidden
from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.withholding import NOTHING_WITHHELD, SignedVersion, Withheld, withheld
from kpis.people import Viewer
from kpis.readings import sql

FIELDS = (
    "reading__measure_id", "reading__kind", "reading__start", "reading__end", "id", "break_before", *COLUMNS,
)  # fmt: skip
"""The columns of a figure for a statement of the ORM, in the order of `sql.figures`."""


class Allowed(NamedTuple):
    """What a viewer may know of a measure's figures: all, or those that are not withheld."""

    everything: bool
    withheld: Withheld = NOTHING_WITHHELD

    def hides(self, figure: Actual, measure: KeyMeasure, part: tuple[str, str] | None = None) -> bool:
        """Whether a figure is withheld from them; ``part``: its dimension and category."""
        return not self.everything and self.is_closed(figure, measure, part)

    def is_closed(self, figure: Actual, measure: KeyMeasure, part: tuple[str, str] | None = None) -> bool:
        """Whether a figure is withheld from anybody."""
        if not measure.withholds:
            return False
        key = measure.key(figure.period)
        closed = (*part, key) in self.withheld.parts if part else key in self.withheld.totals
        return closed or measure.is_withheld(figure)

    def shows(self, period: Period, figure: Figure, measure: KeyMeasure) -> bool:
        """Whether a baseline, or another figure that was stated for a period, may be told."""
        if self.everything:
            return True
        return measure.key(period) not in self.withheld.totals and not measure.is_withheld(figure)


May = Mapping[int, Allowed]
"""What a viewer may know of measures, by their ids: asked once for all that is read of them."""


def sees_small(viewer: Viewer, measure: KeyMeasure) -> bool:
    return viewer.sees_small_numbers(measure.council_id, measure.service_id)


SIGNED = """
SELECT {columns[v]}, COALESCE(d.name, ''), COALESCE(c.name, ''), CAST(v.recorded_at AS text),
    CAST(v.superseded_at AS text)
FROM kpis_reading r
JOIN kpis_readingversion v ON v.reading_id = r.id AND v.state = 'signed_off'
LEFT JOIN kpis_category c ON c.id = r.category_id
LEFT JOIN kpis_dimension d ON d.id = c.dimension_id
WHERE r.measure_id IN ({ids})
"""


def allowed(measures: Collection[KeyMeasure], viewer: Viewer) -> dict[int, Allowed]:
    """What a viewer may know of measures, with what is withheld from others: one statement where anything may be
    withheld, else none. Whoever sees everything is told of nothing that others are not."""
    asked = {each.id: each for each in measures if each.withholds and not viewer.everything}
    found = dict.fromkeys((each.id for each in measures if each.id not in asked), EVERYTHING)
    for key, each in _withheld(asked).items():
        found[key] = Allowed(sees_small(viewer, asked[key]), each)
    return found


EVERYTHING = Allowed(True)


def _withheld(measures: Mapping[int, KeyMeasure]) -> dict[int, Withheld]:
    if not measures:
        return {}
    rows: dict[int, list[Sequence[Any]]] = defaultdict(list)
    for row in sql.figures(SIGNED, {}, ids=measures):
        rows[row[0]].append(row)
    return {key: _withheld_in(each, tuple(rows[key])) for key, each in measures.items()}


# It takes as long as all the rest of a scorecard, and the same versions of the same measures are asked for all day.
@lru_cache(maxsize=1024)
def _withheld_in(measure: KeyMeasure, rows: tuple[Sequence[Any], ...]) -> Withheld:
    return withheld(measure, _signed(rows, measure))


def _signed(rows: Iterable[Sequence[Any]], measure: KeyMeasure) -> Iterable[SignedVersion]:
    for *row, dimension, category, since, until in rows:
        ended = sql.moment(until) if until else None
        yield SignedVersion(stored(row, measure), sql.moment(since), ended, dimension, category)


def stored(row: Sequence[Any], measure: KeyMeasure) -> Actual:
    """A figure from its row as SQL gives it, which has the columns of FIELDS."""
    return _kept(measure.schedule.year_start, *row[1:])


def known(rows: Iterable[Sequence[Any]], measure: KeyMeasure, allowed: Allowed) -> list[Actual | Hidden]:
    """What somebody may know of the figures of a measure's rows."""
    figures = [stored(row, measure) for row in rows]
    return [_shown(each, measure, allowed) for each in figures] if measure.withholds else [*figures]


def known_of(
    row: Mapping[str, Any], measure: KeyMeasure, allowed: Allowed, part: tuple[str, str] | None = None
) -> Actual | Hidden:
    """What somebody may know of a row as the ORM gives it, by the names of its columns."""
    _, *stated = (row[name] for name in FIELDS)
    return _shown(_actual(measure.schedule.year_start, *stated), measure, allowed, part)


def _shown(
    figure: Actual, measure: KeyMeasure, allowed: Allowed, part: tuple[str, str] | None = None
) -> Actual | Hidden:
    if allowed.hides(figure, measure, part):
        return Hidden(figure.period, figure.break_before, figure.version)
    is_closed = figure.value is not None and allowed.is_closed(figure, measure, part)
    return replace(figure, small=True) if is_closed else figure


def _actual(calendar: int, kind: str, start: Any, end: Any, version: int, broken: str, *stated: Any) -> Actual:
    """A figure from its stored columns; ``stated`` are those of COLUMNS, as either database gives them."""
    columns = [convert(value) for convert, value in zip(_CONVERSIONS, stated, strict=True)]
    period = Period.stored(kind, sql.day(start), sql.day(end), calendar)
    return Actual(*columns, period=period, break_before=broken, version=version)


# The pages that are opened all day show the same versions, which never change: each figure is made once. What the ORM
# gives stays apart, for its numbers are equal and have other digits.
_kept = lru_cache(maxsize=16384)(_actual)


def _conversion(hint: Any) -> Callable[[Any], Any]:
    """What turns a stored column of a figure into what its annotation says."""
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {each.value: each for each in hint}.__getitem__
    return sql.number if Decimal in get_args(hint) else lambda value: value


_CONVERSIONS = [_conversion(get_type_hints(Figure)[name]) for name in COLUMNS]
