"""A council's data as the tables of the interchange format: what is written here, an import reads back unchanged."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kpis.domain.figure import DATES, Actual, Hidden
from kpis.domain.measure import KeyMeasure
from kpis.domain.numbers import ZERO, Unit
from kpis.domain.period_text import entry_code
from kpis.domain.periods import Period, YearStart, holding
from kpis.domain.plausibility import FRACTION_LIMIT
from kpis.domain.words import Marker
from kpis.interchange.queries import CouncilData, MeasureData, ReadingData, RowPlace, RuleData, TargetData
from kpis.spreadsheets.book import Cell, ShareCell
from kpis.spreadsheets.tables import CLEARED, TABLES

Rows = list[dict[str, Cell]]
UNPRINTABLE = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
ACHIEVED = {True: "achieved", False: "not achieved"}


def tables(data: CouncilData) -> dict[str, Rows]:
    """The rows of every table of the format, by table and column; a table without rows is empty."""
    found: dict[str, Rows] = {name: [] for name in TABLES}
    found["council"] = [_row("council", data.council)]
    found["committees"] = [_row("committees", each) for each in data.committees]
    found["frameworks"] = [_row("frameworks", each) for each in data.frameworks]
    for measure in data.measures:
        found["measures"].append(_measure(measure))
        found["baselines"].extend(_baselines(measure))
        found["targets"].extend(_targets(measure))
        found["readings"].extend(_reading(each, measure.row) for each in measure.readings)
        found["comparators"].extend(_comparators(measure))
    return found


def _row(table: str, stated: dict[str, Any]) -> dict[str, Cell]:
    """A row with every column of its table, each as it is written; what is not stated is blank."""
    return {column: _cell(stated.get(column)) for column in TABLES[table].columns}


def _cell(value: Any) -> Cell:
    """How the format writes what is stored: yes and no, days, whole numbers, and texts that an import takes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, int):
        return Decimal(value)
    return _text(value) if isinstance(value, str) else value


def _text(text: str) -> str:
    """Without control characters, which an import refuses, and blank where it would clear what stands."""
    text = UNPRINTABLE.sub("", text.replace("\r\n", "\n")).strip()
    return "" if text == CLEARED else text


def _measure(measure: MeasureData) -> dict[str, Cell]:
    row, columns = measure.row, measure.columns
    first = next((each.columns for each in measure.rules if each.begins is None), {})
    stated = {
        **columns,
        **first,
        "framework": row.framework,
        "outcome": row.outcome,
        "policy_area": row.policy_area,
        "service": row.service,
        "committees": "; ".join(measure.committees),
        "year_start": YearStart(columns["year_start"]).name.capitalize(),
    }
    return _row("measures", stated)


def _figure(value: Decimal | None, row: KeyMeasure) -> Cell:
    """A number of a measure: a milestone's in words."""
    if value is not None and row.unit is Unit.MILESTONE:
        return ACHIEVED[bool(value)]
    return _number(value, row)


def _number(value: Decimal | None, row: KeyMeasure) -> Decimal | None:
    is_fraction = value is not None and row.unit is Unit.PERCENTAGE and row.share and ZERO < value <= FRACTION_LIMIT
    return ShareCell(value) if is_fraction else value  # type: ignore[arg-type]


def _parts(value: Decimal | None, numerator: Decimal | None, denominator: Decimal | None, row: KeyMeasure) -> Any:
    """A figure by its numerator and denominator where both are known: its value follows from them."""
    is_worked_out = numerator is not None and denominator is not None
    return {
        "value": None if is_worked_out else _figure(value, row),
        "numerator": numerator,
        "denominator": denominator,
    }


def _baselines(measure: MeasureData) -> Iterator[dict[str, Cell]]:
    for each in measure.baselines:
        place = {"ref": measure.row.ref, "period": _period(measure.row, each.period)}
        yield _row("baselines", {**place, **_parts(each.value, each.numerator, each.denominator, measure.row)})


def _period(row: KeyMeasure, period: Period) -> str:
    """As the measure's rows are read back: of another calendar, by its months."""
    return entry_code(period, row.schedule.year_start)


def _placed(row: KeyMeasure, place: RowPlace) -> dict[str, Any]:
    period = _period(row, place.period)
    return {"ref": row.ref, "period": period, "dimension": place.dimension, "category": place.category}


def _targets(measure: MeasureData) -> Rows:
    """The targets, and where a rule with another scheme begins: in the row of a target from that day, else alone."""
    row, begun = measure.row, _schemes(measure.rules)
    found: list[tuple[dt.date, dict[str, Any]]] = []
    for each in measure.targets:
        carried = next((rule for rule in begun if _is_carried(rule, each)), None)
        if carried:
            begun.remove(carried)
        scheme = carried.columns["scheme"] if carried else ""
        found.append((each.place.period.start, {**_placed(row, each.place), **_target(each, row), "scheme": scheme}))
    taken = {each.place.period for each in measure.targets if not each.place.category}
    found += [(rule.begins or dt.date.min, _scheme_alone(rule, row, taken)) for rule in begun]
    return [_row("targets", stated) for _, stated in sorted(found, key=lambda each: each[0])]


def _schemes(rules: Sequence[RuleData]) -> list[RuleData]:
    """The rules that begin to judge by another scheme than the one before."""
    return [after for before, after in pairwise(rules) if after.columns["scheme"] != before.columns["scheme"]]


def _is_carried(rule: RuleData, target: TargetData) -> bool:
    """Whether a target's row can say that the rule begins: it has one reason for both."""
    place = target.place
    return not place.category and place.period.start == rule.begins and rule.reason in ("", target.reason)


def _target(target: TargetData, row: KeyMeasure) -> dict[str, Any]:
    return {
        "target": _number(target.value, row),
        "tolerance_kind": target.tolerance_kind,
        "tolerance": target.tolerance,
        "low": _number(target.low, row),
        "high": _number(target.high, row),
        "until": target.until,
        "reason": target.reason,
    }


def _scheme_alone(rule: RuleData, row: KeyMeasure, taken: set[Period]) -> dict[str, Any]:
    """A row that says nothing but a scheme, for a period that begins with it and has no target."""
    begins = rule.begins or dt.date.min
    own = holding(begins, row.schedule.frequency.kind, row.schedule.year_start)
    month = Period.month(begins.year, begins.month)
    free = [each for each in (own, Period.day(begins), month) if each.start == begins and each not in taken]
    period = free[0] if free else own
    return {"ref": row.ref, "period": _period(row, period), "scheme": rule.columns["scheme"], "reason": rule.reason}


def _reading(reading: ReadingData, row: KeyMeasure) -> dict[str, Cell]:
    figure, placed = reading.figure, _placed(row, reading.place)
    if isinstance(figure, Hidden):
        hidden = {"marker": Marker.SUPPRESSED.value, "break_before": figure.break_before}
        return _row("readings", {**placed, **hidden})
    return _row("readings", {**placed, **_shown(figure, row), **_said(reading)})


def _shown(figure: Actual, row: KeyMeasure) -> dict[str, Any]:
    return {
        **_parts(figure.value, figure.numerator, figure.denominator, row),
        "marker": figure.marker.value,
        "break_before": figure.break_before,
        **{name: getattr(figure, name) for name in DATES},
    }


def _said(reading: ReadingData) -> dict[str, Any]:
    remarks = reading.remarks
    published = {f"published_{kind}": opinion.value for kind, opinion in remarks.opinions.items()}
    texts = {"commentary": remarks.commentary, "section": remarks.section}
    return {**texts, **published, "published_dot_basis": remarks.on("dot").basis}


def _comparators(measure: MeasureData) -> Iterator[dict[str, Cell]]:
    for each in measure.comparators:
        stated = {"comparator": each.name, "value": _number(each.value, measure.row), "note": each.note}
        yield _row("comparators", {**_placed(measure.row, each.place), **stated})
