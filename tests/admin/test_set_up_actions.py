"""The actions that write targets and rules, as any other caller meets them."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from kpis.domain.periods import Period
from kpis.domain.words import RuleError, Target
from kpis.measures import actions as set_up
from kpis.models import MeasureRule
from kpis.models import Target as TargetRow
from kpis.refusals import Conflict
from tests.admin.conftest import YEAR, Place
from tests.stored import make_target

NOW = timezone.make_aware(dt.datetime(2019, 6, 18, 10))
RULE = {"scheme": "target", "polarity": "lower", "decimal_places": 1, "comparison": "previous_period"}


def set_target(own: Place, value: str, period: Period = YEAR, **options: Any) -> TargetRow:
    told = {"by": own.officer, "reason": "agreed", "at": NOW, **options}
    return set_up.set_target(measure=own.measure, target=Target(value=Decimal(value), period=period), **told)


def test_a_version_supersedes_the_one_that_stood(own: Place) -> None:
    made = set_target(own, "280")
    own.target.refresh_from_db()
    assert (made.number, made.superseded_at, own.target.superseded_at) == (2, None, NOW)
    assert TargetRow.objects.filter(measure=own.measure).as_at(NOW - dt.timedelta(days=1)).get() == own.target  # type: ignore[attr-defined]
    assert TargetRow.objects.filter(measure=own.measure).as_at(NOW).get() == made  # type: ignore[attr-defined]


def test_what_stands_already_is_not_written_again(own: Place) -> None:
    assert set_target(own, "300.000") == own.target
    assert own.measure.targets.count() == 1


def test_a_target_that_the_rule_cannot_judge_by_is_refused(own: Place) -> None:
    own.measure.rules.update(scheme="near_target_then_last_year")
    with pytest.raises(RuleError, match="a percent tolerance cannot be used with a target of 0"):
        set_target(own, "0")
    assert own.measure.targets.count() == 1


def test_a_rule_begins_and_is_corrected_and_removed(own: Place) -> None:
    told = {"by": own.officer, "reason": "new plan"}
    rule = set_up.begin_rule(measure=own.measure, begins=dt.date(2019, 4, 1), columns=RULE, **told)
    set_up.correct_rule(rule=rule, columns={**RULE, "polarity": "higher"}, by=own.officer, reason="")
    rule.refresh_from_db()
    assert (rule.polarity, rule.reason) == ("higher", "new plan")
    set_up.remove_rule(rule=rule, by=own.officer)
    found = MeasureRule.history.filter(id=rule.pk).order_by("history_id")
    assert [each.history_type for each in found] == ["+", "~", "-"]
    assert {each.history_user for each in found} == {own.officer}


def test_a_rule_that_judged_is_neither_corrected_nor_removed(own: Place) -> None:
    second = MeasureRule.objects.create(measure=own.measure, begins=dt.date(2018, 4, 1), **RULE)
    with pytest.raises(RuleError, match="has judged signed-off figures"):
        set_up.correct_rule(rule=second, columns={**RULE, "polarity": "higher"}, by=None, reason="")
    with pytest.raises(RuleError, match="has judged signed-off figures"):
        set_up.remove_rule(rule=second, by=None)
    with pytest.raises(RuleError, match="from the beginning cannot be removed"):
        set_up.remove_rule(rule=own.rule, by=None)


def test_two_rules_do_not_begin_on_one_day(own: Place) -> None:
    rule = {"measure": own.measure, "begins": dt.date(2019, 4, 1), "columns": RULE, "by": None, "reason": ""}
    set_up.begin_rule(**rule)
    with pytest.raises(Conflict, match="another rule of M1 from the same period"):
        set_up.begin_rule(**rule)


def test_a_rule_that_cannot_judge_is_refused(own: Place) -> None:
    with pytest.raises(RuleError, match="the polarity range goes with the scheme band only"):
        set_up.begin_rule(measure=own.measure, begins=None, columns={**RULE, "polarity": "range"}, by=None, reason="")


def test_a_target_or_comparator_of_a_part_is_refused_by_name(own: Place) -> None:
    dimension = own.category.dimension.name
    named = f"of a part \\({dimension}: {own.category.name}\\) is not taken: parts are not judged"
    with pytest.raises(RuleError, match=f"a target {named}"):
        set_target(own, "50", category=own.category)
    told = {"measure": own.measure, "period": YEAR, "by": None, "reason": "", "at": NOW}
    with pytest.raises(RuleError, match=f"a comparator {named}"):
        set_up.set_comparator(name="England", category=own.category, figures={"value": Decimal(5), "note": ""}, **told)
    assert not own.measure.targets.filter(category=own.category)


def test_one_of_a_part_that_stands_may_be_withdrawn(own: Place) -> None:
    make_target(own.measure, "2018/19", "50", category=own.category)
    set_target(own, "50", category=own.category, withdrawn=True)
    assert own.measure.targets.get(category=own.category, superseded_at=None).withdrawn


def test_a_comparator_and_a_baseline_are_versions_too(own: Place) -> None:
    told = {"measure": own.measure, "period": YEAR, "by": None, "reason": "", "at": NOW}
    figures = {"value": Decimal(5), "numerator": None, "denominator": None}
    set_up.set_baseline(figures=figures, **told)
    set_up.set_baseline(figures={**figures, "value": None}, **told)
    england = {"name": "England", "category": None, "figures": {"value": Decimal(7), "note": ""}}
    set_up.set_comparator(**england, **told)
    assert [each.value for each in own.measure.baselines.order_by("number")] == [Decimal(5), None]
    assert own.measure.comparators.get().number == 1
