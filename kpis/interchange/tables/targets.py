"""Rows of targets: what judges a measure's figures, and from when on another scheme does."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple

from kpis.domain.numbers import HUNDRED, ZERO, Unit, plain
from kpis.domain.own_periods import target_fault
from kpis.domain.periods import Period
from kpis.domain.rule_checks import check_rule
from kpis.domain.schemes import WAYS, check_target
from kpis.domain.targets import Overlap, overlap
from kpis.domain.words import Rule, RuleError, Scheme, Target, ToleranceKind
from kpis.interchange.forms_cells import Cells, words
from kpis.interchange.forms_world import Known, World
from kpis.interchange.tables.anew import warn_of_judging_anew
from kpis.interchange.tables.categories import read_category, refuse_part
from kpis.interchange.tables.councils import SCHEMES
from kpis.interchange.tables.measures import judged, rejudges
from kpis.interchange.tables.versions import Key, StandingVersions, imported_on, kept, key_of, period_columns
from kpis.models import Category, MeasureRule
from kpis.models import Target as TargetVersion
from kpis.readings.set_up import judged_by, signed_off_days

KINDS = words(ToleranceKind)
FIGURES = ("target", "tolerance_kind", "tolerance", "low", "high", "until")


class Begun(NamedTuple):
    """A row whose measure, period and category are sound; ``sets_rule`` says that its scheme began a rule."""

    cells: Cells
    known: Known
    period: Period
    category: Category | None
    scheme: Scheme | None


class StatedTarget(NamedTuple):
    """A target that a row states, with its measure and a rule of it."""

    cells: Cells
    known: Known
    target: Target
    rule: Rule


def read_targets(rows: Iterable[Cells], world: World, file: str, now: dt.datetime) -> StandingVersions:
    begun = [row for cells in rows if (row := _begun(cells, world))]
    schemes = sorted((row for row in begun if row.scheme), key=lambda row: row.period.start)
    changed = {id(row.cells) for row in schemes if _set_scheme(row, world)}
    standing = StandingVersions(TargetVersion, [row.known for row in begun], world)
    stated: dict[Key, StatedTarget] = {}
    for row in begun:
        key = key_of(row.known, row.period, row.category)
        if standing.is_repeated(key, row.cells):
            continue
        ruled = id(row.cells) in changed
        if row.scheme and not any(row.cells[column] for column in FIGURES):
            world.count("targets", False, ruled)
        else:
            target = _take(row, standing, ruled, file, now)
            if target is not None:
                stated[key] = StatedTarget(row.cells, row.known, target, row.known.timeline[0][1])
    _check_overlaps(stated, standing)
    written = {number for number, _ in standing.origin}
    warn_of_judging_anew([each for each in stated.values() if each.cells.row in written and each.cells.sound])
    return standing


def _check_overlaps(stated: dict[Key, StatedTarget], standing: StandingVersions) -> None:
    """Refuse a contract's band that would stand on beside a later one, at the row that says so or the later one's."""
    targets = {key: _of_version(row) for key, row in standing.stored.items() if not row.withdrawn}
    targets |= {key: each.target for key, each in stated.items()}
    for about, rule in {key[:2]: each.rule for key, each in stated.items()}.items():
        own = {key: target for key, target in targets.items() if key[:2] == about}
        found = overlap(list(own.values()), rule)
        keys = [key for part in found or () for key, target in own.items() if target is part and key in stated]
        if found is not None and keys:
            column = "until" if stated[keys[0]].target is found.earlier else "period"
            stated[keys[0]].cells.refuse(column, _overlapping(found, column))


def _overlapping(found: Overlap, column: str) -> str:
    assert found.earlier.period is not None
    return found.why if column == "until" else f"of the band from {found.earlier.period.label}, {found.why}"


def _of_version(row: TargetVersion) -> Target:
    return Target(low=row.low, high=row.high, period=row.period, until=row.until)


def _begun(cells: Cells, world: World) -> Begun | None:
    known, period = world.known_and_period(cells)
    scheme = cells.word("scheme", SCHEMES)
    if known is None or period is None or not cells.sound:
        return None
    if refuse_part(cells, "a target"):
        return None
    category = read_category(cells, known, world)
    return Begun(cells, known, period, category, scheme) if cells.sound else None


def _set_scheme(row: Begun, world: World) -> bool:
    """Begin a rule with another scheme from the row's period on; nothing where that scheme is in force already."""
    known, begins = row.known, row.period.start
    now_in_force = known.rule(row.period)
    if now_in_force is None or row.scheme is None or now_in_force.scheme is row.scheme:
        return False
    own = next((rule for rule in known.rules if rule.begins == begins), None)
    before = own or max((rule for rule in known.rules if (rule.begins or dt.date.min) <= begins), key=_beginning)
    try:
        check_rule(replace(now_in_force, scheme=row.scheme))
    except RuleError as error:
        row.cells.refuse("scheme", str(error))
        return False
    if world.fixed:
        row.cells.refuse(
            "scheme", f"{known.measure.ref} has another scheme then: begin it in the administration (Set-up)"
        )
        return False
    return _correct(row, own, world) if own else _begin(row, before, world)


def _beginning(rule: MeasureRule) -> dt.date:
    return rule.begins or dt.date.min


def _correct(row: Begun, own: MeasureRule, world: World) -> bool:
    if own.pk is None:
        row.cells.refuse("scheme", f"another row sets the scheme {own.scheme} from the same day on")
        return False
    if count := judged(row.known, own):
        row.cells.refuse("scheme", rejudges(count))
        return False
    world.set_up.change(own, {"scheme": str(row.scheme)})
    row.known.settle()
    return True


def _begin(row: Begun, before: MeasureRule, world: World) -> bool:
    columns = ("polarity", "decimal_places", "steady_margin", "steady_margin_kind", "comparison")
    copied: dict[str, Any] = {name: getattr(before, name) for name in columns}
    measure, begins = row.known.measure, row.period.start
    rule = MeasureRule(measure=measure, begins=begins, scheme=str(row.scheme), reason=row.cells["reason"], **copied)
    row.known.rules.append(rule)
    row.known.settle()
    world.set_up.create(rule)
    days = signed_off_days([measure.pk]) if measure.pk else []
    if count := judged_by(begins, [each.begins for each in row.known.rules], days):
        row.cells.warn(
            "scheme", f"signed-off figures from {row.period.label} on ({count}) are judged by it from now on"
        )
    return True


def _take(row: Begun, standing: StandingVersions, ruled: bool, file: str, now: dt.datetime) -> Target | None:
    """The target of a sound row, which is added where it differs from what stands."""
    cells, rule = row.cells, row.known.rule(row.period)
    target = _target(row, rule)
    if target is None or rule is None or not cells.sound:
        return None
    key = key_of(row.known, row.period, row.category)
    old = standing.stored.get(key)
    if old is None:
        _check_own(row, rule)
    figures = _columns(target)
    usual = imported_on(file, now) if standing.differs(key, figures) else old.reason if old else ""
    figures["reason"] = kept(cells, "reason", usual)
    identity = {"measure": row.known.measure, "category": row.category, **period_columns(row.period)}
    new = standing.take("targets", key, identity, figures, also=ruled)
    if WAYS[rule.scheme].EDGES_IN_UNIT:
        for column, value in (("target", target.value), ("low", target.low), ("high", target.high)):
            standing.state(row.known, cells, column, value, new)
    if new:
        _warn(cells, row.known, rule, target)
    return target


def _check_own(row: Begun, rule: Rule) -> None:
    calendar = row.known.calendar
    why = target_fault(calendar, row.period, rule.set_by) if calendar is not None else ""
    if why:
        row.cells.refuse("period", f"{row.known.measure.ref} {why}")


def _columns(target: Target) -> dict[str, Any]:
    kind = target.kind.value if target.kind else ""
    figures = {"value": target.value, "tolerance_kind": kind, "tolerance": target.tolerance}
    return figures | {"low": target.low, "high": target.high, "until": target.until, "withdrawn": False}


def _target(row: Begun, rule: Rule | None) -> Target | None:
    """The target, checked against the rule in force from its period; what is wrong is noted."""
    cells, unit = row.cells, row.known.unit
    kind = cells.word("tolerance_kind", KINDS)
    edges = unit if rule is None or WAYS[rule.scheme].EDGES_IN_UNIT else None
    target = Target(
        value=cells.number("target", unit),
        kind=kind,
        tolerance=cells.number("tolerance", Unit.PERCENTAGE if kind is ToleranceKind.PERCENT else unit),
        low=cells.number("low", edges),
        high=cells.number("high", edges),
        period=row.period,
        until=_until(row),
    )
    if rule is None or not cells.sound:
        return None
    try:
        check_target(rule, target)
    except RuleError as error:
        cells.refuse("", str(error))
    return target


def _until(row: Begun) -> dt.date | None:
    until = row.cells.period("until", row.known.year_start)
    if until is not None and until.end < row.period.start:
        row.cells.refuse("until", f"{row.cells.quoted('until')} ends before {row.period.label} begins")
    return None if until is None else until.end


def _warn(cells: Cells, known: Known, rule: Rule, target: Target) -> None:
    """What is possible and yet looks like a slip."""
    if target.value == 0:
        cells.warn("target", "is 0")
    if not known.is_share or not WAYS[rule.scheme].EDGES_IN_UNIT:
        return
    edges: dict[str, Decimal | None] = {"target": target.value, "low": target.low, "high": target.high}
    for column, edge in edges.items():
        if edge is not None and not ZERO <= edge <= HUNDRED:
            cells.warn(column, f"{plain(edge)} is beyond 0 to 100, where the measure is a share")
