"""Rows of baselines and comparators: the figures that a measure's own stand beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kpis.domain.figure_reader import NUMBERS, has_figure, read_numbers, read_value
from kpis.domain.periods import Period
from kpis.interchange.forms_cells import Cells
from kpis.interchange.forms_world import Known, World
from kpis.interchange.tables.categories import read_category, refuse_part
from kpis.interchange.tables.figure_cells import shape_of
from kpis.interchange.tables.versions import StandingVersions, imported_on, kept, key_of, period_columns
from kpis.models import Baseline, Comparator

LONGEST_NAME = 100


def read_baselines(rows: Iterable[Cells], world: World, file: str, now: dt.datetime) -> StandingVersions:
    standing = StandingVersions(Baseline, world.measures.values(), world)
    for cells in rows:
        known, period = world.known_and_period(cells)
        if known is None:
            continue
        figure = read_numbers(cells, shape_of(known, period))
        if not has_figure(cells):
            cells.refuse("value", "is blank, and so are numerator and denominator: state the figure")
        if period is None or standing.is_repeated(key_of(known, period), cells) or not cells.sound:
            continue
        columns = {name: getattr(figure, name) for name in NUMBERS}
        identity = {"measure": known.measure, **period_columns(period)}
        new = standing.take("baselines", key_of(known, period), identity, columns, why=imported_on(file, now))
        standing.state(known, cells, "value", figure.value, new)
    return standing


def read_comparators(rows: Iterable[Cells], world: World, file: str, now: dt.datetime) -> StandingVersions:
    standing = StandingVersions(Comparator, world.measures.values(), world)
    for cells in rows:
        known, period = world.known_and_period(cells)
        name = cells.text("comparator", LONGEST_NAME) if cells.require("comparator") else None
        if known is not None:
            _read_comparator(cells, known, period, name, standing, imported_on(file, now))
    return standing


def _read_comparator(
    cells: Cells, known: Known, period: Period | None, name: str | None, standing: StandingVersions, why: str
) -> None:
    if refuse_part(cells, "a comparator"):
        return
    value, category = read_value(cells, "value", shape_of(known)), read_category(cells, known, standing.world)
    if not cells["value"] and not cells["note"]:
        cells.refuse("value", "is blank: state the figure, or a note that says why there is none")
    if period is None or name is None or standing.is_repeated(key := key_of(known, period, category, name), cells):
        return
    if cells.sound:
        old = standing.stored.get(key)
        columns = {"value": value, "note": kept(cells, "note", old.note if old else "")}
        identity = {"measure": known.measure, "name": name, "category": category, **period_columns(period)}
        new = standing.take("comparators", key, identity, columns, why=why)
        standing.state(known, cells, "value", value, new)
