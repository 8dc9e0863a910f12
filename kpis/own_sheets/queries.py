"""The measures of a council as its officers' sheets are read for them."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kpis.domain.periods import Period
from kpis.interchange.forms_world import Known, stored_world
from kpis.interchange.tables.figure_cells import shape_of
from kpis.interchange.tables.stored_readings import ReadingKey, StoredReading, stored_readings
from kpis.models import Council
from kpis.own_sheets.rules_measures import Catalogue, SheetMeasure
from kpis.spreadsheets.problems import ImportNotes


def catalogue_of(council: Council) -> Catalogue:
    """Every measure of the council with its figures, in a fixed number of statements."""
    measures = list(stored_world(council, ImportNotes()).measures.values())
    figures = _figures([stored_readings(measures), stored_readings(measures, working=True)])
    made = [_measure(known, figures.get(known.measure.ref.lower(), {})) for known in measures]
    return Catalogue(sorted((each for each in made if each), key=lambda each: each.ref))


def _measure(known: Known, figures: dict[Period, Decimal]) -> SheetMeasure | None:
    row, shape = known.measure, shape_of(known)
    if known.calendar is None or known.unit is None:
        return None
    rules = tuple(known.timeline)
    return SheetMeasure(
        row.ref, row.title, known.calendar, known.unit, shape.unit_label, shape.is_share, shape.no_share, rules, figures
    )


def _figures(stored: Iterable[dict[ReadingKey, StoredReading]]) -> dict[str, dict[Period, Decimal]]:
    """The figures of whole measures by their references and periods; later ones of ``stored`` take the place."""
    found: dict[str, dict[Period, Decimal]] = {}
    for readings in stored:
        for key, each in readings.items():
            if key.category is None and each.figure is not None and each.figure.value is not None:
                found.setdefault(key.ref, {})[each.period] = each.figure.value
    return found
