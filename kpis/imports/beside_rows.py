"""Rows of baselines and comparators: the figures that a measure's own stand beside."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from kpis.domain.figure_rules import has_figure, read_figure, read_value
from kpis.imports.breakdowns import read_category
from kpis.imports.cells import Cells
from kpis.imports.figure_cells import shape_of
from kpis.imports.versions import Standing, imported_on, kept, key_of, period_columns
from kpis.imports.world import World
from kpis.models import Baseline, Comparator


def read_baselines(rows: Iterable[Cells], world: World, file: str, now: dt.datetime) -> Standing:
    standing = Standing(Baseline, world.measures.values(), world)
    for cells in rows:
        known = world.known(cells)
        period = cells.period("period", known.year_start if known else None) if cells.require("period") else None
        if known is None:
            continue
        parts = read_figure(cells, shape_of(known, period))
        if not has_figure(cells):
            cells.refuse("value", "is blank, and so are numerator and denominator: state the figure")
        if period is None or standing.is_repeated(key := key_of(known, period), cells) or not cells.sound:
            continue
        columns = {"value": parts.value, "numerator": parts.numerator, "denominator": parts.denominator}
        old = standing.stored.get(key)
        changed = old is not None and any(getattr(old, name) != value for name, value in columns.items())
        reason = imported_on(file, now) if changed else old.reason if old else ""
        identity = {"measure": known.measure, **period_columns(period)}
        new = standing.take("baselines", key, identity, columns | {"reason": reason})
        standing.state(known, cells, "value", parts.value, new)
    return standing


def read_comparators(rows: Iterable[Cells], world: World, file: str, now: dt.datetime) -> Standing:
    standing = Standing(Comparator, world.measures.values(), world)
    for cells in rows:
        known = world.known(cells)
        period = cells.period("period", known.year_start if known else None) if cells.require("period") else None
        name = cells.text("comparator", 100) if cells.require("comparator") else None
        if known is None:
            continue
        value = read_value(cells, "value", shape_of(known))
        category = read_category(cells, known, world)
        if not cells["value"] and not cells["note"]:
            cells.refuse("value", "is blank: state the figure, or a note that says why there is none")
        if period is None or name is None or standing.is_repeated(key := key_of(known, period, category, name), cells):
            continue
        if cells.sound:
            old = standing.stored.get(key)
            columns = {"value": value, "note": kept(cells, "note", old.note if old else "")}
            reason = imported_on(file, now) if old and (old.value, old.note) != tuple(columns.values()) else ""
            identity = {"measure": known.measure, "name": name, "category": category, **period_columns(period)}
            new = standing.take(
                "comparators", key, identity, columns | {"reason": reason or (old.reason if old else "")}
            )
            standing.state(known, cells, "value", value, new)
    return standing
