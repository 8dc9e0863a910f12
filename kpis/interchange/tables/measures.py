"""Rows of measures: what is counted, when and by whom, and the rule that judges it from the beginning."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, PeriodKind, YearStart
from kpis.domain.rule_checks import check_rule, schedule_note
from kpis.domain.words import Comparison, Polarity, RuleError, ToleranceKind
from kpis.interchange.forms_cells import YES_NO, Cells, words
from kpis.interchange.forms_world import Known, World
from kpis.interchange.tables.councils import SCHEMES, stated, text, unique, word
from kpis.models import Measure, MeasureRule, Outcome, PolicyArea, Service
from kpis.readings.set_up import judged_by, signed_off_days
from kpis.spreadsheets.tables import CLEARED

YEAR_STARTS = {each.name.lower(): each for each in YearStart}
REF = re.compile(r"[A-Za-z0-9._-]{1,40}", re.ASCII)
MARGIN_KINDS = words([ToleranceKind.POINTS, ToleranceKind.PERCENT])


def _year_start(cells: Cells, column: str) -> int | None:
    found = cells.word(column, YEAR_STARTS)
    return None if found is None else found.value


def _yes_no(cells: Cells, column: str) -> bool | None:
    return cells.word(column, YES_NO)


def _first_day(cells: Cells, column: str) -> dt.date | None:
    period = cells.period(column, _calendar(cells))
    return None if period is None else period.start


def _last_day(cells: Cells, column: str) -> dt.date | None:
    period = cells.period(column, _calendar(cells))
    return None if period is None else period.end


def _calendar(cells: Cells) -> YearStart | None:
    """The year that the row says its measure runs on; None where it does not say."""
    return YEAR_STARTS.get(cells["year_start"].lower())


MEASURE: dict[str, tuple[Any, Any]] = {
    "title": (text(300), ...),
    "unit": (word(words(Unit)), ...),
    "unit_label": (text(60), ""),
    "frequency": (word(words(Frequency)), ...),
    "year_start": (_year_start, ...),
    "period_kind": (word(words(PeriodKind)), ...),
    "share": (_yes_no, True),
    "owner": (Cells.email, ""),
    "portfolio_holder": (text(200), ""),
    "definition": (text(), ""),
    "source": (text(), ""),
    "data_lag_days": (Cells.whole, None),
    "suppress_below": (Cells.whole, None),
    "suppress_zero": (_yes_no, False),
    "live_from": (_first_day, None),
    "live_to": (_last_day, None),
}
RULE: dict[str, tuple[Any, Any]] = {
    "scheme": (word(SCHEMES), ...),
    "polarity": (word(words(Polarity)), ...),
    "decimal_places": (lambda cells, column: cells.whole(column, 6), ...),
    "steady_margin": (Cells.number, None),
    "steady_margin_kind": (word(MARGIN_KINDS), ""),
    "comparison": (word(words(Comparison)), ...),
}
NEEDED = ("title", "framework", "unit", "polarity", "frequency")
FIXED = ("unit", "period_kind", "frequency")
"""What a measure's stored figures were entered as."""


def read_measures(rows: Iterable[Cells], world: World) -> None:
    order = max((known.measure.order for known in world.measures.values()), default=0)
    for cells in unique(rows, "ref"):
        if not cells.require("ref"):
            continue
        if not REF.fullmatch(cells["ref"]):
            world.notes.unsure.add("measures")
            cells.refuse(
                "ref", f"{cells.quoted('ref')} is not made of 1 to 40 letters, digits, dots, hyphens and underscores"
            )
        known = world.measures.get(cells["ref"].lower())
        if known is None:
            order += 1
            _new(cells, world, order)
        else:
            _existing(cells, known, world)


def _new(cells: Cells, world: World, order: int) -> None:
    for column in NEEDED:
        cells.require(column)
    measure = Measure(council=world.council, ref=cells["ref"], order=order, year_start=YearStart.APRIL.value)
    known = Known(measure)
    world.measures[measure.ref.lower()] = known
    _place(cells, known, world)
    columns = stated(cells, MEASURE)
    for name, value in columns.items():
        setattr(measure, name, value)
    world.set_up.create(measure)
    rule = _first_rule(cells, measure)
    if rule is not None:
        known.rules = [rule]
        world.set_up.create(rule)
    _settle(cells, known)
    _remit(cells, known, world)
    if known.timeline and (note := schedule_note(Frequency(measure.frequency), known.timeline[0][1].set_by)):
        cells.warn("frequency", note)
    world.count("measures", True, False)


def _first_rule(cells: Cells, measure: Measure) -> MeasureRule | None:
    """The rule from the beginning, with what a row leaves blank filled in; None where the row is unsound."""
    columns = stated(cells, RULE)
    if not cells.sound:
        return None
    to_date = measure.period_kind == PeriodKind.YEAR_TO_DATE
    defaults = {
        "scheme": measure.framework.scheme,
        "decimal_places": 0 if measure.unit in (Unit.COUNT, Unit.MILESTONE) else 1,
        "comparison": (Comparison.SAME_PERIOD_LAST_YEAR if to_date else Comparison.PREVIOUS_PERIOD).value,
    }
    return MeasureRule(measure=measure, **{**defaults, **columns})


def _existing(cells: Cells, known: Known, world: World) -> None:
    measure = known.measure
    changed = _place(cells, known, world)
    columns = _beside_service(stated(cells, MEASURE), measure)
    _check_fixed(cells, measure, columns)
    changed |= world.set_up.change(measure, columns)
    changed |= _change_first_rule(cells, known, world)
    _settle(cells, known)
    changed |= _remit(cells, known, world)
    world.count("measures", False, changed)


def _beside_service(columns: dict[str, Any], measure: Measure) -> dict[str, Any]:
    """Without a threshold that holds already, because the measure has none of its own and its service's is the same."""
    below = measure.service.suppress_below if measure.service else None
    known = measure.suppress_below is None and below is not None and columns.get("suppress_below") == below
    return {name: value for name, value in columns.items() if not (known and name == "suppress_below")}


def _check_fixed(cells: Cells, measure: Measure, columns: dict[str, Any]) -> None:
    names = [name for name in FIXED if columns.get(name, getattr(measure, name)) != getattr(measure, name)]
    count = measure.readings.count() if names else 0
    for name in names if count else ():
        why = f"was {getattr(measure, name)} when its figures were entered ({count} so far)"
        cells.refuse(name, f"{why}: end the measure (live_to) and set up another one")


def _change_first_rule(cells: Cells, known: Known, world: World) -> bool:
    """Apply what a row says of the rule from the beginning, unless that would judge signed-off figures again."""
    columns = stated(cells, RULE)
    first = next((rule for rule in known.rules if rule.begins is None), None)
    if first is None:
        return False
    names = [name for name, value in columns.items() if getattr(first, name) != value]
    if not names:
        return False
    count = judged(known, first)
    for name in names if count else ():
        cells.refuse(name, rejudges(count))
    return world.set_up.change(first, columns)


def judged(known: Known, rule: MeasureRule) -> int:
    """How many stored signed-off figures a rule judges."""
    if known.measure.pk is None:
        return 0
    return judged_by(rule.begins, [each.begins for each in known.rules], signed_off_days([known.measure.pk]))


def rejudges(count: int) -> str:
    figures = f"{count} signed-off figure{'' if count == 1 else 's'}"
    remedy = "set the new rule from a period on (targets.csv scheme, or the measure's rules in the administration)"
    return f"would re-judge {figures}: {remedy}"


def _settle(cells: Cells, known: Known) -> None:
    """Check what the measure and its rules have become, and take it over for reading its figures."""
    measure = known.measure
    if measure.live_from and measure.live_to and measure.live_to < measure.live_from:
        cells.refuse("live_to", f"ends on {measure.live_to}, before it begins on {measure.live_from}")
    if not cells.sound:
        known.rules = known.rules if measure.pk else []
        known.unit = Unit(measure.unit) if measure.unit else None
        known.year_start = YearStart(measure.year_start)
        return
    known.settle()
    try:
        for _, rule in known.timeline:
            check_rule(rule)
    except RuleError as error:
        cells.refuse("", str(error))


def _place(cells: Cells, known: Known, world: World) -> bool:
    """Set the measure's framework, outcome, policy area and service, made as they are first named."""
    measure = known.measure
    if not _set_framework(cells, measure, world):
        cells.sound = False
        return False
    columns: dict[str, Any] = {"outcome": _level(cells, "outcome", Outcome, world.outcomes, measure, world)}
    columns["policy_area"] = _level(cells, "policy_area", PolicyArea, world.policy_areas, measure, world)
    columns["service"] = _service(cells, world)
    return world.set_up.change(measure, {name: row for name, row in columns.items() if cells[name]})


def _set_framework(cells: Cells, measure: Measure, world: World) -> bool:
    """Whether the measure has a framework that its row does not contradict."""
    framework = world.frameworks.get(cells["framework"])
    if framework is None:
        if cells["framework"] and "frameworks" not in world.notes.unsure:
            unknown = f"{cells.quoted('framework')} is not a framework of {world.council}"
            cells.refuse("framework", f"{unknown}: add it to the table frameworks")
    elif not measure.pk:
        measure.framework = framework
    elif framework != measure.framework:
        why = f"the measure belongs to {measure.framework.slug}, and its figures with it"
        cells.refuse("framework", f"{why}: use another ref")
    return cells.sound and bool(framework or measure.pk)


def _level(
    cells: Cells, column: str, model: Any, stored: dict[tuple[str, str], Any], measure: Measure, world: World
) -> Any:
    name = cells.text(column, 300)
    if name is None or name == CLEARED:
        return None
    key = (measure.framework.slug, name)
    if key not in stored:
        order = sum(framework == key[0] for framework, _ in stored) + 1
        stored[key] = model(framework=measure.framework, name=name, order=order)
        world.set_up.create(stored[key])
    return stored[key]


def _service(cells: Cells, world: World) -> Service | None:
    name = cells.text("service", 200)
    if name is None or name == CLEARED:
        return None
    if name not in world.services:
        world.services[name] = Service(council=world.council, name=name)
        world.set_up.create(world.services[name])
    return world.services[name]


def _remit(cells: Cells, known: Known, world: World) -> bool:
    """The committees whose remit the measure is in: those named replace those stored."""
    if not cells["committees"]:
        return False
    names = [] if cells["committees"] == CLEARED else [each.strip() for each in cells["committees"].split(";")]
    slugs = {name for name in names if name}
    for slug in sorted(slugs - set(world.committees)):
        if "committees" not in world.notes.unsure:
            cells.refuse(
                "committees", f'"{slug[:60]}" is not a committee of {world.council}: add it to the table committees'
            )
    if slugs == known.committees or not cells.sound:
        return False
    known.committees = slugs
    world.set_up.remits.append((known.measure, [world.committees[slug] for slug in sorted(slugs)]))
    return True
