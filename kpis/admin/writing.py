"""From the rows of a measure's page to the actions that write them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from kpis.admin.forms_rules import RuleFormSet
from kpis.admin.forms_version_sets import TargetFormSet
from kpis.admin.forms_versions import BaselineForm, ComparatorForm, TargetForm
from kpis.domain.periods import Frequency
from kpis.domain.rule_checks import schedule_note
from kpis.domain.schemes import check_target
from kpis.domain.targets import rule_in_force
from kpis.domain.words import FrameworkKind, RuleError
from kpis.measures import actions as set_up
from kpis.models import Measure
from kpis.people import UNRESTRICTED
from kpis.readings.known import allowed
from kpis.readings.measures import beside, measures
from kpis.web.fields import sentence


def write(formset: Any, *, by: Any, at: dt.datetime) -> None:
    """Write the rows that were changed, and leave the lists of them that the page's log is made from."""
    formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
    for form in formset.forms:
        if isinstance(formset, RuleFormSet) and form in formset.deleted_forms:
            _remove(formset, form, by)
        elif form.has_changed():
            _note(formset, form, _write_row(form, formset.instance, by, at))


def _remove(formset: RuleFormSet, form: Any, by: Any) -> None:
    if form.instance.pk:
        formset.deleted_objects.append(form.instance)
        set_up.remove_rule(rule=form.instance, by=by)


def _note(formset: Any, form: Any, row: Any) -> None:
    if form.instance._state.adding:
        formset.new_objects.append(row)
    else:
        formset.changed_objects.append((row, form.changed_data))


def _write_row(form: Any, measure: Measure, by: Any, at: dt.datetime) -> Any:
    cleaned = form.cleaned_data
    told = {"measure": measure, "by": by, "reason": cleaned.get("reason", "")}
    if isinstance(form, TargetForm):
        gone = cleaned["withdrawn"]
        return set_up.set_target(target=form.target(), category=cleaned["category"], withdrawn=gone, at=at, **told)
    if isinstance(form, BaselineForm):
        return set_up.set_baseline(period=cleaned["period"], figures=form.columns(), at=at, **told)
    if isinstance(form, ComparatorForm):
        which = {name: cleaned[name] for name in ("name", "period", "category")}
        return set_up.set_comparator(figures=form.columns(), at=at, **which, **told)
    return _write_rule(form, told)


def _write_rule(form: Any, told: dict[str, Any]) -> Any:
    if form.is_new_rule:
        return set_up.begin_rule(begins=form.begins(), columns=form.columns(), **told)
    return set_up.correct_rule(rule=form.instance, columns=form.columns(), by=told["by"], reason=told["reason"])


def warnings_about(measure: Measure, formsets: Any) -> list[str]:
    """Targets that stand but that the rules cannot judge by as they are now, and a schedule that its contract has no
    rule for."""
    note = schedule_note(Frequency(measure.frequency), FrameworkKind(measure.framework.kind))
    return [*([sentence(note)] if note else []), *_targets_left(measure, formsets)]


def _targets_left(measure: Measure, formsets: Any) -> list[str]:
    changed = [each for each in formsets if isinstance(each, RuleFormSet | TargetFormSet) and each.has_changed()]
    rows = measures(measure.council_id, refs=[measure.ref]) if changed else []
    found: list[str] = []
    for row in rows:
        for target in beside([row], None, allowed([row], UNRESTRICTED))[row.id].targets:
            assert target.period is not None
            try:
                check_target(rule_in_force(row.rules, target.period), target)
            except RuleError as error:
                found.append(f"The target for {target.period.label} judges nothing now: {error}.")
    return found
