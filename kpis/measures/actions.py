"""Setting a measure up: targets, baselines and comparators as append-only versions, and dated rules.

Every function holds the measure first and reads after that how it stands; it writes in one transaction, says who and
why, and writes nothing where nothing changes. Moments never go back.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, TypeVar

from django.db import transaction

from kpis.domain.periods import Period
from kpis.domain.rule_checks import check_rule
from kpis.domain.schemes import check_target
from kpis.domain.targets import overlap, rule_in_force
from kpis.domain.words import Rule, RuleError, Target
from kpis.models import Baseline, Category, Comparator, Measure, MeasureRule, User
from kpis.models import Target as TargetRow
from kpis.models.base import Version
from kpis.readings.append import moment_after
from kpis.readings.locks import hold_measures
from kpis.readings.set_up import judged_by, rule_of, rules_of, signed_off_days
from kpis.refusals import Conflict

Row = TypeVar("Row", bound=Version)
HISTORY_REASON = 100


@transaction.atomic
def set_target(
    *,
    measure: Measure,
    target: Target,
    category: Category | None = None,
    withdrawn: bool = False,
    by: User | None,
    reason: str,
    at: dt.datetime,
) -> TargetRow:
    """Set what judges a measure for ``target.period``, or withdraw it: a version that supersedes the one that stood.

    Raises RuleError where the rule in force cannot judge by it, or where it is of a part, which nothing judges; Refused
    where the clock was set back.
    """
    assert target.period is not None
    hold_measures([measure])
    if not withdrawn:
        _check_whole(category, "target")
        rules = rules_of(measure)
        check_target(rule_in_force(rules, target.period), target)
        _check_overlap(measure, target, category, rules[0][1])
    figures = {name: getattr(target, name) for name in ("value", "tolerance", "low", "high", "until")}
    figures |= {"tolerance_kind": target.kind.value if target.kind else "", "withdrawn": withdrawn}
    identity = {"measure": measure, "category": category, **_columns(target.period)}
    return _append(TargetRow, identity, figures, by=by, reason=reason, at=at)


def set_baseline(
    *, measure: Measure, period: Period, figures: dict[str, Any], by: User | None, reason: str, at: dt.datetime
) -> Baseline:
    """Set a measure's baseline: value, numerator and denominator. All None withdraws it."""
    identity = {"measure": measure, **_columns(period)}
    return _append(Baseline, identity, figures, by=by, reason=reason, at=at)


def set_comparator(
    *,
    measure: Measure,
    name: str,
    period: Period,
    category: Category | None,
    figures: dict[str, Any],
    by: User | None,
    reason: str,
    at: dt.datetime,
) -> Comparator:
    """Set the same measure's figure elsewhere: value and note. A value of None withdraws it. Raises RuleError for one
    of a part, beside which nothing would show it."""
    if figures["value"] is not None:
        _check_whole(category, "comparator")
    identity = {"measure": measure, "name": name, "category": category, **_columns(period)}
    return _append(Comparator, identity, figures, by=by, reason=reason, at=at)


def _check_whole(category: Category | None, what: str) -> None:
    if category is not None:
        named = f"{category.dimension.name}: {category.name}"
        raise RuleError(f"a {what} of a part ({named}) is not taken: parts are not judged")


def _check_overlap(measure: Measure, target: Target, category: Category | None, rule: Rule) -> None:
    """Refuse a contract's band beside which another stands. Raises RuleError with the remedy."""
    rows = TargetRow.objects.filter(measure=measure, category=category, superseded_at=None, withdrawn=False)
    others = (Target(low=row.low, high=row.high, period=row.period, until=row.until) for row in rows)
    found = overlap([target, *(each for each in others if each.period != target.period)], rule)
    if found is not None and target in found:
        assert found.earlier.period is not None
        raise RuleError(f"the band of {found.earlier.period.label}: {found.why}")


@transaction.atomic
def begin_rule(
    *, measure: Measure, begins: dt.date | None, columns: dict[str, Any], by: User | None, reason: str
) -> MeasureRule:
    """Judge a measure by another rule from a day on (None: from the beginning). Raises RuleError, and Conflict where a
    rule begins on that day already."""
    hold_measures([measure])
    rule = MeasureRule(measure=measure, begins=begins, **{**columns, "reason": reason})
    check_rule(rule_of(measure, rule))
    if MeasureRule.objects.filter(measure=measure, begins=begins).exists():
        raise Conflict(f"There is another rule of {measure.ref} from the same period.")
    return _write_rule(rule, by, reason)


@transaction.atomic
def correct_rule(*, rule: MeasureRule, columns: dict[str, Any], by: User | None, reason: str) -> MeasureRule:
    """Change a rule in place, which only a rule that has judged no signed-off figure allows. Raises RuleError."""
    stored = _held(rule)
    judging = {name for name, value in columns.items() if name != "reason" and getattr(stored, name) != value}
    if judging:
        _check_has_judged_nothing(stored)
    for name, value in columns.items():
        if name != "reason":
            setattr(stored, name, value)
    stored.reason = reason or stored.reason
    return _write_rule(stored, by, reason)


@transaction.atomic
def remove_rule(*, rule: MeasureRule, by: User | None) -> None:
    """Remove a rule that has judged no signed-off figure; the one before it holds instead. Raises RuleError."""
    stored = _held(rule)
    if stored.begins is None:
        raise RuleError("the rule from the beginning cannot be removed: change it instead")
    _check_has_judged_nothing(stored)
    stored._history_user = by  # type: ignore[attr-defined]
    stored.delete()


def _held(rule: MeasureRule) -> MeasureRule:
    """A rule as it stands while nobody signs a figure off by it. Raises Conflict where it has been removed."""
    hold_measures([rule.measure])
    stored = MeasureRule.objects.select_related("measure__framework").filter(pk=rule.pk).first()
    if stored is None:
        raise Conflict(f"Somebody else has removed this rule of {rule.measure.ref}.")
    return stored


def _check_has_judged_nothing(rule: MeasureRule) -> None:
    begins = MeasureRule.objects.filter(measure_id=rule.measure_id).values_list("begins", flat=True)
    count = judged_by(rule.begins, begins, signed_off_days([rule.measure_id]))
    if count:
        raise RuleError(f"the rule has judged signed-off figures ({count}): set a new one from a period on")


def _write_rule(rule: MeasureRule, by: User | None, reason: str) -> MeasureRule:
    check_rule(rule_of(rule.measure, rule))
    rule._history_user = by  # type: ignore[attr-defined]
    rule._change_reason = reason[:HISTORY_REASON]  # type: ignore[attr-defined]
    rule.save()
    return rule


def _columns(period: Period) -> dict[str, Any]:
    return {"kind": period.kind.value, "start": period.start, "end": period.end}


@transaction.atomic
def _append(
    model: type[Row],
    identity: dict[str, Any],
    figures: dict[str, Any],
    *,
    by: User | None,
    reason: str,
    at: dt.datetime,
) -> Row:
    """The next version of what ``identity`` names, superseding the one that stands; that one where nothing changed."""
    hold_measures([identity["measure"]])
    versions = model._default_manager.filter(**identity)
    last: Any = versions.order_by("-number").first()
    if last is not None and all(getattr(last, name) == value for name, value in figures.items()):
        return last
    if last is not None:
        at = moment_after(last.recorded_at, at, f"what is set for {identity['measure'].ref}")
    versions.filter(superseded_at=None).update(superseded_at=at)
    told = {"number": last.number + 1 if last else 1, "recorded_at": at, "by": by, "reason": reason}
    made: Any = model._default_manager.create(**identity, **figures, **told)
    return made
