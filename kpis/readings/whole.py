"""All that a measure has: every total, its breakdowns, and what stood before; and a whole council's figures at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import OuterRef, QuerySet, Subquery

from kpis.domain.breakdown import Breakdown, CategoryFigure, breakdowns
from kpis.domain.figure import COLUMNS, HIDDEN_TEXT, Actual, Hidden
from kpis.domain.history import History
from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.remarks import NO_REMARKS, Opinion, Remarks
from kpis.models import Judgement, ReadingVersion
from kpis.people import Viewer
from kpis.readings.known import FIELDS, Allowed, May, allowed, known_of
from kpis.readings.read import SIGNED_OFF, standing

DIMENSION = "reading__category__dimension__name"
ORDER = "reading__category__order"
CATEGORY = "reading__category__name"
REVISED = tuple(name for name in COLUMNS if name != "achieved_on")
"""The columns that a revision of a figure is known by."""
Row = dict[str, Any]
"""What is stored of a version, by column."""


class Superseded(NamedTuple):
    """A figure as it stood before it was replaced: from when, until when, and why it was."""

    figure: Actual | Hidden
    recorded_at: dt.datetime
    superseded_at: dt.datetime
    why: str


class Whole(NamedTuple):
    """A measure's totals, its breakdowns, and the totals that were replaced, the last replaced first."""

    history: History
    breakdowns: tuple[Breakdown, ...]
    superseded: tuple[Superseded, ...]


class CouncilFigure(NamedTuple):
    """A figure as a council's data hold it: of a total, or of a category of a dimension (blank: the total)."""

    figure: Actual | Hidden
    dimension: str = ""
    category: str = ""
    remarks: Remarks = NO_REMARKS


def _signed_off(measure: KeyMeasure) -> QuerySet[ReadingVersion]:
    return ReadingVersion.objects.filter(state=SIGNED_OFF, reading__measure_id=measure.id)


def totals(measure: KeyMeasure, viewer: Viewer, at: dt.datetime | None = None) -> History:
    """All of a measure's signed-off totals that stood: one statement."""
    rows = _signed_off(measure).filter(standing(at), reading__category=None).order_by("reading__end")
    may = allowed([measure], viewer)[measure.id]
    return History(measure, [known_of(row, measure, may) for row in rows.values(*FIELDS)])


def whole(measure: KeyMeasure, may: May, at: dt.datetime | None = None) -> Whole:
    """All of a measure's signed-off figures: two statements."""
    order = (DIMENSION, ORDER, CATEGORY)
    rows = list(_signed_off(measure).filter(standing(at)).order_by(*order, "reading__end").values(*FIELDS, *order))
    own, known = [row for row in rows if row[DIMENSION] is None], may[measure.id]
    within = {_period(row, measure) for row in rows if row[DIMENSION] is not None and row["value"] is not None}
    history = History(measure, [known_of(row, measure, known) for row in own], parts=within)
    parts = [_category_figure(row, measure, known) for row in rows if row[DIMENSION] is not None]
    return Whole(history, breakdowns(parts), _superseded(own, history, known, at))


def _period(row: Row, measure: KeyMeasure) -> Period:
    kept = row["reading__kind"], row["reading__start"], row["reading__end"]
    return Period.stored(*kept, measure.schedule.year_start)


def _category_figure(row: Row, measure: KeyMeasure, may: Allowed) -> CategoryFigure:
    size = row["value"] if row["numerator"] is None else row["numerator"]
    name, category = row[DIMENSION], row[CATEGORY]
    return CategoryFigure(name, category, known_of(row, measure, may, (name, category)), size)


def _superseded(own: Sequence[Row], history: History, may: Allowed, at: dt.datetime | None) -> tuple[Superseded, ...]:
    """Totals that no longer stand, where the figure itself changed and not only what was written beside it."""
    measure = history.measure
    stands = {_key(row, measure): row for row in own}
    found = []
    for row in _replaced(measure, at):
        now = stands.get(_key(row, measure))
        if now is not None and any(row[name] != now[name] for name in REVISED):
            figure = _as_withheld(known_of(row, measure, may), history)
            why = HIDDEN_TEXT if isinstance(figure, Hidden) and row["why"] else row["why"] or ""
            found.append(Superseded(figure, row["recorded_at"], row["superseded_at"], why))
    return tuple(found)


def _replaced(measure: KeyMeasure, at: dt.datetime | None) -> list[Row]:
    """Earlier versions of the totals with when and why they were replaced: one statement."""
    gone = _signed_off(measure).filter(reading__category=None, superseded_at__isnull=False).exclude(standing(at))
    if at is not None:
        gone = gone.filter(superseded_at__lte=at)
    following = ReadingVersion.objects.filter(
        reading=OuterRef("reading"), number=OuterRef("number") + 1, state=SIGNED_OFF
    )
    gone = gone.annotate(why=Subquery(following.values("reason")[:1])).order_by("-superseded_at", "-number")
    return list(gone.values(*FIELDS, "recorded_at", "superseded_at", "why"))


def _key(row: Row, measure: KeyMeasure) -> tuple[Any, ...]:
    """What makes a row that of one figure."""
    if measure.by_end:
        return (row["reading__end"],)
    return (row["reading__kind"], row["reading__start"])


def _as_withheld(figure: Actual | Hidden, history: History) -> Actual | Hidden:
    """An old version is withheld, too, where the one that stands is: their difference would give it away."""
    return Hidden(figure.period) if isinstance(history.figure(figure.period), Hidden) else figure


def council_figures(
    council_id: int, measures: Collection[KeyMeasure], viewer: Viewer
) -> dict[int, list[CouncilFigure]]:
    """Every signed-off figure of a council that stands, by measure: the totals, then each breakdown in the order of its
    categories; in each the first period first. Two statements."""
    versions = ReadingVersion.objects.filter(reading__council=council_id, superseded_at=None, state=SIGNED_OFF)
    columns = (*FIELDS, DIMENSION, ORDER, CATEGORY, "commentary", "section")
    rows: dict[int, list[Row]] = defaultdict(list)
    for row in versions.order_by().values(*columns):
        rows[row["reading__measure_id"]].append(row)
    opinions, may = _opinions(council_id), allowed(measures, viewer)
    return {each.id: _council_figures(sorted(rows[each.id], key=_order), each, may, opinions) for each in measures}


def _order(row: Row) -> tuple[Any, ...]:
    place = (row["reading__start"], row["reading__end"], row["reading__kind"])
    return (row[DIMENSION] or "", row[ORDER] or 0, row[CATEGORY] or "", *place)


def _opinions(council_id: int) -> dict[int, dict[str, Opinion]]:
    """The judgements on versions that stand, by version and kind."""
    rows = Judgement.objects.filter(
        version__reading__council=council_id, version__superseded_at=None, version__state=SIGNED_OFF
    )
    found: dict[int, dict[str, Opinion]] = defaultdict(dict)
    for version, kind, value, basis in rows.order_by().values_list("version_id", "kind", "value", "basis"):
        found[version][kind] = Opinion(value, basis)
    return found


def _council_figures(
    rows: Sequence[Row],
    measure: KeyMeasure,
    every: Mapping[int, Allowed],
    opinions: Mapping[int, Mapping[str, Opinion]],
) -> list[CouncilFigure]:
    may = every[measure.id]
    parts = [_category_figure(row, measure, may) for row in rows if row[DIMENSION] is not None]
    shown = {
        (each.dimension, part.name, period): figure
        for each in breakdowns(parts)
        for part in each.parts
        for period, figure in part.figures.items()
    }
    found = []
    for row in rows:
        figure = known_of(row, measure, may)
        figure = shown.get((row[DIMENSION], row[CATEGORY], figure.period), figure)
        found.append(CouncilFigure(figure, row[DIMENSION] or "", row[CATEGORY] or "", _remarks(row, figure, opinions)))
    return found


def _remarks(row: Row, figure: Actual | Hidden, opinions: Mapping[int, Mapping[str, Opinion]]) -> Remarks:
    if isinstance(figure, Hidden):
        return NO_REMARKS
    return Remarks(row["commentary"], row["section"], opinions.get(figure.version, {}))
