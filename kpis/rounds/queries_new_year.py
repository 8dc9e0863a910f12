"""A plan's measures from one year into the next: what was set for them, and what has been decided for the new year.

Five statements, however many measures.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from kpis.domain.measure import KeyMeasure
from kpis.domain.periods import Period
from kpis.domain.targets import in_force, rule_in_force
from kpis.domain.words import Rule, Target
from kpis.measures.queries_anew import JudgedAnew, SetTargets, judged_anew
from kpis.models import Measure
from kpis.models import Target as TargetRow
from kpis.readings.changes import target_text
from kpis.readings.measures import measures, period_of, target_of
from kpis.rounds.rules import Choice, Decision, a_year_later


class StandingTarget(NamedTuple):
    """A target that stands; ``target`` None: it is stated that there is none."""

    target: Target | None
    period: Period
    text: str
    reason: str


class YearRow(NamedTuple):
    """A measure that lives in the old year or in the new one. ``years`` are the two, in the measure's own calendar."""

    measure: KeyMeasure
    rule: Rule
    old: Period
    new: Period
    before: tuple[StandingTarget, ...]
    after: tuple[StandingTarget, ...]
    ended_because: str

    @property
    def is_retired(self) -> bool:
        ends = self.measure.schedule.live_to
        return ends is not None and ends < self.new.start

    @property
    def begins_anew(self) -> bool:
        """Whether it only begins with the new year."""
        begins = self.measure.schedule.live_from
        return begins is not None and begins >= self.new.start

    @property
    def is_decided(self) -> bool:
        return self.is_retired or bool(self.after)

    @property
    def carried(self) -> tuple[StandingTarget, ...]:
        """The old year's targets as they would be set for the new one."""
        return tuple(
            each._replace(target=_a_year_later(each), period=a_year_later(each.period)) for each in self.before
        )


def _a_year_later(stood: StandingTarget) -> Target | None:
    if stood.target is None:
        return None
    return stood.target._replace(period=a_year_later(stood.period), until=None)


def year_rows(council_id: int, framework: str, year: int) -> list[YearRow]:
    """The measures of a plan, in its order, for the reporting year that starts in ``year``."""
    asked = [each for each in measures(council_id, framework) if _is_asked(each, year)]
    targets, ended = _targets(asked), _ended_because(asked)
    return [_row(each, year, targets[each.id], ended.get(each.id, "")) for each in asked]


def anew_of(rows: Sequence[YearRow], choices: Mapping[int, Choice]) -> dict[str, list[JudgedAnew]]:
    """The signed-off figures that what was chosen would judge anew, by the measure's reference."""
    listed = {row.measure.id: row for row in rows if row.measure.id in choices}
    changes = {key: _set_by(row, choices[key]) for key, row in listed.items() if not row.is_decided}
    found = judged_anew(changes, [row.measure for row in listed.values()])
    return {listed[key].measure.ref: each for key, each in found.items()}


def _set_by(row: YearRow, choice: Choice) -> SetTargets:
    if choice.decision is Decision.SAME:
        return {each.period: each.target for each in row.carried}
    if choice.decision is Decision.SET and choice.target is not None:
        return {row.new: choice.target}
    return {}


def _years(measure: KeyMeasure, year: int) -> tuple[Period, Period]:
    calendar = measure.schedule.year_start
    return Period.year(year - 1, calendar), Period.year(year, calendar)


def _is_asked(measure: KeyMeasure, year: int) -> bool:
    return any(measure.schedule.is_live(each) for each in _years(measure, year))


def _row(measure: KeyMeasure, year: int, rows: list[TargetRow], ended: str) -> YearRow:
    old, new = _years(measure, year)
    after = tuple(_stood(measure, row) for row in rows if new.start <= row.start and row.end <= new.end)
    before = tuple(
        _stood(measure, row) for row in rows if old.start <= row.start and row.end <= old.end and not row.withdrawn
    )
    return YearRow(
        measure, rule_in_force(measure.rules, new), old, new, before or _standing(measure, old, rows), after, ended
    )


def _standing(measure: KeyMeasure, old: Period, rows: Sequence[TargetRow]) -> tuple[StandingTarget, ...]:
    """What judges the old year though it was set for another, as a contract's band does: taken as that year's own."""
    rule = rule_in_force(measure.rules, old)
    totals = [target_of(row, measure) for row in rows if not row.withdrawn]
    found = in_force(totals, old, rule).target
    if found is None or found.period is None:
        return ()
    row = next(each for each in rows if period_of(each, measure) == found.period)
    return (_stood(measure, row)._replace(target=found._replace(period=old), period=old),)


def _stood(measure: KeyMeasure, row: TargetRow) -> StandingTarget:
    period = period_of(row, measure)
    text = target_text(rule_in_force(measure.rules, period), row)
    target = None if row.withdrawn else target_of(row, measure)
    return StandingTarget(target, period, text, row.reason)


def _targets(measures: Collection[KeyMeasure]) -> dict[int, list[TargetRow]]:
    """Every target of a total that stands, by measure: what was once set for a part judges nothing."""
    found: dict[int, list[TargetRow]] = defaultdict(list)
    rows = TargetRow.objects.filter(measure__in=[each.id for each in measures], category=None, superseded_at=None)
    for row in rows.order_by("measure", "start", "-end"):
        found[row.measure_id].append(row)
    return found


def _ended_because(measures: Collection[KeyMeasure]) -> dict[int, str]:
    """Why measures were retired: the reason of the change that last set their last day."""
    ids = [each.id for each in measures if each.schedule.live_to]
    found: dict[int, str] = {}
    last: dict[int, dt.date | None] = {}
    rows = Measure.history.filter(id__in=ids).order_by("history_date", "history_id")
    for pk, ends, reason in rows.values_list("id", "live_to", "history_change_reason"):
        if pk not in last or last[pk] != ends:
            found[pk] = reason or ""
        last[pk] = ends
    return found
