"""Opening a new year for a plan: its measures carry on with a target for the year, are retired, or are replaced.

Everything that was filled in is written in one transaction, or nothing is. What has been decided so already is left
alone, so that sending the same twice changes nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from kpis.domain.words import Target
from kpis.measures.actions import HISTORY_REASON, set_target
from kpis.models import Council, Measure, MeasureRule, Ownership, Reading, User
from kpis.people import Person, check_performance
from kpis.readings.locks import hold_measures
from kpis.refusals import Refused
from kpis.rounds.queries_new_year import StandingTarget, YearRow, year_rows
from kpis.rounds.rules import Choice, Decision

NOT_COPIED = ("id", "ref", "title", "live_from", "live_to")


class NotSo(Refused):
    """One measure's choice cannot be carried out: ``measure_id`` says whose, ``field`` which part of it."""

    def __init__(self, measure_id: int, field: str, message: str) -> None:
        super().__init__(message)
        self.measure_id, self.field = measure_id, field


class YearDecision(NamedTuple):
    """Who decides, when, and why the targets are as they are."""

    by: User
    at: dt.datetime
    reason: str


def open_year(
    *,
    council: Council,
    framework: str,
    year: int,
    choices: Mapping[int, Choice],
    reason: str,
    by: Person,
    at: dt.datetime,
) -> int:
    """Carry out what was decided for the reporting year that starts in ``year``; how many measures were changed.

    ``choices`` are by the measure's key, ``reason`` says why the targets are as they are. Raises Denied, NotSo for a
    choice that cannot be or was made by somebody else, RuleError for a target that could not judge.
    """
    check_performance(by, council)
    told = YearDecision(User(pk=by.user_id), at, reason)
    with transaction.atomic():
        hold_measures(Measure.objects.filter(council=council, pk__in=list(choices)))
        rows = {row.measure.id: row for row in year_rows(council.pk, framework, year)}
        stored = Measure.objects.select_related("framework", "council").filter(council=council).in_bulk(list(choices))
        changed = 0
        for key, choice in choices.items():
            if key not in rows:
                raise NotSo(key, "decision", "This measure is not one of the plan's for these years.")
            changed += _carry_out(rows[key], stored[key], choice, told)
    return changed


def _carry_out(row: YearRow, measure: Measure, choice: Choice, told: YearDecision) -> bool:
    """Write one decision; whether it was a new one."""
    if row.is_decided:
        if _is_so(row, measure, choice):
            return False
        raise NotSo(measure.pk, "decision", f"{measure.ref} has been decided already: {decided_text(row)}")
    _WRITE[choice.decision](row, measure, choice, told)
    return True


def decided_text(row: YearRow) -> str:
    """What stands for the new year, in a sentence."""
    if row.is_retired:
        return f"retired at the end of {row.old.label}{_because(row.ended_because)}."
    if all(each.target is None for each in row.after):
        return f"carried on without a target for {row.new.label}{_because(row.after[0].reason)}."
    stated = "; ".join(_with_period(each, row) for each in row.after if each.target)
    return f"carried on with {stated}{_because(row.after[0].reason)}."


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _with_period(stood: StandingTarget, row: YearRow) -> str:
    return stood.text if stood.period == row.new else f"{stood.text} for {stood.period.label}"


def _is_so(row: YearRow, measure: Measure, choice: Choice) -> bool:
    """Whether what was chosen is what stands already."""
    totals = {each.period: each.target for each in row.after}
    if choice.decision is Decision.RETIRE:
        return row.is_retired and row.ended_because == choice.reason
    if choice.decision is Decision.REPLACE:
        successors = Measure.objects.filter(council_id=measure.council_id, live_from=row.new.start)
        return row.is_retired and successors.filter(ref__iexact=choice.ref).exists()
    if row.is_retired:
        return False
    if choice.decision is Decision.NONE:
        return set(totals.values()) == {None}
    if choice.decision is Decision.SET:
        return totals.get(row.new) == choice.target
    return all(totals.get(each.period) == each.target for each in row.carried)


def _set(row: YearRow, measure: Measure, choice: Choice, told: YearDecision) -> None:
    assert choice.target is not None
    _write_target(measure, choice.target, told)


def _same(row: YearRow, measure: Measure, choice: Choice, told: YearDecision) -> None:
    if not row.carried:
        raise NotSo(measure.pk, "decision", f"Nothing was set for {row.old.label} that could go on.")
    for each in row.carried:
        if each.target is not None:
            _write_target(measure, each.target, told)


def _none(row: YearRow, measure: Measure, choice: Choice, told: YearDecision) -> None:
    nothing = Target(period=row.new)
    set_target(measure=measure, target=nothing, withdrawn=True, by=told.by, reason=told.reason, at=told.at)


def _write_target(measure: Measure, target: Target, told: YearDecision) -> None:
    set_target(measure=measure, target=target, by=told.by, reason=told.reason, at=told.at)


def _retire(row: YearRow, measure: Measure, choice: Choice, told: YearDecision) -> None:
    _end(row, measure, choice.reason, told)


def _end(row: YearRow, measure: Measure, reason: str, told: YearDecision) -> None:
    """The measure lives to the end of the old year, whose scorecards keep it."""
    if row.begins_anew:
        raise NotSo(measure.pk, "decision", f"It only begins with {row.new.label}: change it in the set-up.")
    if Reading.objects.filter(measure=measure, end__gt=row.old.end).exists():
        raise NotSo(measure.pk, "decision", f"It has figures for {row.new.label} already, so it cannot end before it.")
    measure.live_to = row.old.end
    _save(measure, reason, told)


def _replace(row: YearRow, measure: Measure, choice: Choice, told: YearDecision) -> None:
    """The old measure ends, naming its successor; the new one has its set-up, remit, rule and owners."""
    if Measure.objects.filter(council_id=measure.council_id, ref__iexact=choice.ref).exists():
        raise NotSo(measure.pk, "ref", f"{choice.ref} is the reference of another measure: choose one that is free.")
    names_new, names_old = f"Replaced by {choice.ref}: {choice.reason}", f"Replaces {measure.ref}: {choice.reason}"
    over = max(len(names_new), len(names_old)) - HISTORY_REASON
    if over > 0:
        raise NotSo(measure.pk, "reason", f"With the references it is {over} characters too long for the history.")
    _end(row, measure, names_new, told)
    successor = _successor(row, measure, choice, names_old, told)
    if choice.target is not None:
        _write_target(successor, choice.target, told)


def _successor(row: YearRow, measure: Measure, choice: Choice, because: str, told: YearDecision) -> Measure:
    names = [field.attname for field in Measure._meta.concrete_fields if field.name not in NOT_COPIED]
    copied: dict[str, Any] = {name: getattr(measure, name) for name in names}
    made = Measure(**copied, ref=choice.ref, title=choice.title, live_from=row.new.start)
    try:
        with transaction.atomic():
            _save(made, because, told)
    except IntegrityError:
        if not Measure.objects.filter(council_id=measure.council_id, ref__iexact=choice.ref).exists():
            raise
        raise NotSo(measure.pk, "ref", f"{choice.ref} has just been taken: choose one that is free.") from None
    made.committees.set(measure.committees.all())
    _copy_rule(row, measure, made, because, told)
    _copy_owners(row, measure, made, because, told)
    return made


def _copy_rule(row: YearRow, measure: Measure, made: Measure, because: str, told: YearDecision) -> None:
    """The rule in force in the new year, from the successor's beginning."""
    rules = [each for each in measure.rules.all() if each.begins is None or each.begins <= row.new.start]
    if rules:
        rule: MeasureRule = rules[-1]
        rule.pk, rule.measure, rule.begins, rule.reason = None, made, None, because
        rule._state.adding = True
        _save(rule, because, told)


def _copy_owners(row: YearRow, measure: Measure, made: Measure, because: str, told: YearDecision) -> None:
    for held in measure.owners.all():
        if held.until is None or held.until >= row.new.start:
            owner = Ownership(measure=made, user_id=held.user_id, is_deputy=held.is_deputy)
            owner.from_date, owner.until = held.from_date, held.until
            _save(owner, because, told)


def _save(row: Any, reason: str, told: YearDecision) -> None:
    row._history_user, row._change_reason, row._history_date = told.by, reason[:HISTORY_REASON], told.at
    row.save()


_WRITE = {
    Decision.SET: _set,
    Decision.SAME: _same,
    Decision.NONE: _none,
    Decision.RETIRE: _retire,
    Decision.REPLACE: _replace,
}
