"""What is set for a measure, at the same moment as its figures or by two people: the second sees what the first did."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from kpis.domain.words import RuleError, Target
from kpis.entry.actions import save, save_many, sign_off
from kpis.interchange.jobs import load
from kpis.measures import actions as set_up
from kpis.models import Baseline, Comparator, Measure, MeasureRule, Ownership, User
from kpis.models import Target as TargetRow
from kpis.readings.entries import Entry
from kpis.refusals import Closed, Conflict, Refused
from kpis.rounds.actions import close_period
from kpis.rounds.actions_hand_over import hand_over
from kpis.rounds.actions_new_year import NotSo, open_year
from kpis.rounds.rules import Choice, Decision
from kpis.spreadsheets.problems import ImportRefused
from tests.at_once import Act, meanwhile
from tests.entry.conftest import NOW, Bringing, entry_of, make_bringing

LATER = NOW + dt.timedelta(hours=1)
MAY = dt.date(2019, 5, 1)
BEGINS = dt.date(2019, 1, 1)
RULE = {"scheme": "target", "polarity": "lower", "decimal_places": 0, "comparison": "previous_period"}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bringing() -> Bringing:
    return make_bringing()


# Rules


def ruled(bringing: Bringing) -> tuple[MeasureRule, Act]:
    """A rule of C1 from Quarter 4 on, and the sign-off of the first figure that it judges."""
    told = {"by": bringing.people["petra"], "reason": "New plan"}
    rule = set_up.begin_rule(measure=bringing.measures["C1"], begins=BEGINS, columns=RULE, **told)
    version = save(entry=entry_of(bringing.place("C1"), "650"), submit=True, by=bringing.person("alice"), at=NOW)
    return rule, lambda: sign_off(version_id=version.pk, by=bringing.person("carol"), at=LATER)


def corrected(rule: MeasureRule) -> Any:
    columns = {**RULE, "polarity": "higher"}
    return set_up.correct_rule(rule=rule, columns=columns, by=None, reason="The other way round")


def removed(rule: MeasureRule) -> Any:
    return set_up.remove_rule(rule=rule, by=None)


@pytest.mark.parametrize("change", [corrected, removed])
def test_a_rule_by_which_somebody_signs_off_stays_as_it_is(bringing, change):
    rule, sign = ruled(bringing)
    told = meanwhile(sign, lambda: change(rule))
    assert isinstance(told, RuleError) and "has judged signed-off figures (1)" in str(told)
    rule.refresh_from_db()
    assert rule.polarity == "lower"


def test_a_figure_is_signed_off_by_the_rule_as_it_was_corrected_meanwhile(bringing):
    rule, sign = ruled(bringing)
    told = meanwhile(lambda: corrected(rule), sign)
    assert isinstance(told, Refused) and "The figure is red" in str(told)
    rule.refresh_from_db()
    assert rule.polarity == "higher"


def test_of_two_rules_from_one_day_the_second_is_told(bringing):
    def begin() -> Any:
        return set_up.begin_rule(measure=bringing.measures["C1"], begins=BEGINS, columns=RULE, by=None, reason="")

    told = meanwhile(begin, begin)
    assert isinstance(told, Conflict) and str(told) == "There is another rule of C1 from the same period."
    assert MeasureRule.objects.filter(measure__ref="C1").count() == 2


def test_a_rule_that_is_being_removed_is_not_corrected(bringing):
    rule, _ = ruled(bringing)
    told = meanwhile(lambda: removed(rule), lambda: corrected(rule))
    assert isinstance(told, Conflict) and str(told) == "Somebody else has removed this rule of C1."


# Targets, baselines, comparators


def target(bringing: Bringing, value: str) -> Any:
    stated = Target(value=Decimal(value), period=bringing.place("C1").period)
    return set_up.set_target(measure=bringing.measures["C1"], target=stated, by=None, reason="Agreed", at=LATER)


def baseline(bringing: Bringing, value: str) -> Any:
    figures = {"value": Decimal(value), "numerator": None, "denominator": None}
    told = {"by": None, "reason": "Agreed", "at": LATER}
    return set_up.set_baseline(
        measure=bringing.measures["C1"], period=bringing.place("C1").period, figures=figures, **told
    )


def comparator(bringing: Bringing, value: str) -> Any:
    place = {"measure": bringing.measures["C1"], "period": bringing.place("C1").period, "category": None}
    figures = {"value": Decimal(value), "note": ""}
    return set_up.set_comparator(name="England", figures=figures, by=None, reason="Agreed", at=LATER, **place)


@pytest.mark.parametrize(
    ("model", "change"),
    [(TargetRow, target), (Baseline, baseline), (Comparator, comparator)],
    ids=lambda each: each.__name__,
)
@pytest.mark.parametrize("is_first", [True, False], ids=["first", "later"])
def test_two_changes_of_what_is_set_follow_each_other(bringing, model, change, is_first):
    if not is_first:
        change(bringing, "600")
    told = meanwhile(lambda: change(bringing, "610"), lambda: change(bringing, "620"))
    assert told.value == 620
    rows = model.objects.filter(measure__ref="C1", end=dt.date(2019, 3, 31)).order_by("number")
    assert [each.value for each in rows][-2:] == [610, 620]
    assert [each.number for each in rows] == list(range(1, rows.count() + 1))
    assert [each.superseded_at is None for each in rows] == [False] * (rows.count() - 1) + [True]


def test_a_figure_is_signed_off_by_the_target_that_is_set_meanwhile(bringing):
    _, sign = ruled(bringing)
    told = meanwhile(lambda: target(bringing, "600"), sign)
    assert isinstance(told, Refused) and "The figure is red" in str(told)


def test_a_clock_set_back_is_named(bringing):
    target(bringing, "600")
    stated = Target(value=Decimal(1), period=bringing.place("C1").period)
    with pytest.raises(
        Refused, match="clock says 12:00:00 on 15 April 2019, but what is set for C1 was changed at 13:00"
    ):
        set_up.set_target(measure=bringing.measures["C1"], target=stated, by=None, reason="Agreed", at=NOW)


def test_whoever_only_waited_is_not_told_of_the_clock(bringing, tmp_path):
    made = target(bringing, "600")
    stated = Target(value=Decimal(1), period=bringing.place("C1").period)
    at = LATER - dt.timedelta(seconds=5)
    after = set_up.set_target(measure=bringing.measures["C1"], target=stated, by=None, reason="Agreed", at=at)
    made.refresh_from_db()
    assert made.superseded_at == after.recorded_at == LATER
    folder = tmp_path / "northshire"
    folder.mkdir()
    (folder / "targets.csv").write_text("ref,period,target,reason\nC1,2018/19 Q4,601,So\n")
    with pytest.raises(ImportRefused, match="somebody else has changed what is set for C1 at this very moment"):
        load([folder], now=at)


# A new year


def decided(bringing: Bringing, choice: Choice) -> Any:
    measure = bringing.measures["C1"]
    return open_year(
        council=bringing.council, framework="plan", year=2019, choices={measure.pk: choice}, reason="Agreed",
        by=bringing.person("petra"), at=LATER,
    )  # fmt: skip


CHOICES = {
    "set": Choice(Decision.SET, target=Target(value=Decimal(640), period=None)),
    "none": Choice(Decision.NONE),
    "retire": Choice(Decision.RETIRE, reason="No longer in the plan"),
}


def chosen(bringing: Bringing, name: str) -> Choice:
    choice = CHOICES[name]
    year = bringing.place("C1", "2019/20").period
    return choice._replace(target=choice.target._replace(period=year)) if choice.target else choice


@pytest.mark.parametrize(("first", "second"), [("set", "none"), ("none", "set"), ("retire", "set"), ("set", "retire")])
def test_a_new_year_is_decided_once(bringing, first, second):
    told = meanwhile(
        lambda: decided(bringing, chosen(bringing, first)), lambda: decided(bringing, chosen(bringing, second))
    )
    assert isinstance(told, NotSo) and "C1 has been decided already" in str(told)
    measure = Measure.objects.get(ref="C1")
    assert (measure.live_to is not None) == (first == "retire")
    assert measure.targets.filter(start=dt.date(2019, 4, 1)).count() == (first != "retire")


def test_a_measure_into_whose_new_year_somebody_writes_is_not_retired(bringing):
    entry = entry_of(bringing.place("C1", "2019/20 Q1"), "650")
    told = meanwhile(
        lambda: save(entry=entry, submit=False, by=bringing.person("alice"), at=LATER),
        lambda: decided(bringing, chosen(bringing, "retire")),
    )
    assert isinstance(told, NotSo) and "It has figures for 2019/20 already" in str(told)


# Hand-over


def given(bringing: Bringing, to: str, giver: str | None = "alice", ref: str = "C1", deputy: bool = False) -> Any:
    people: dict[str, User] = bringing.people
    return hand_over(
        measures=[bringing.measures[ref]], from_user=people[giver] if giver else None, to_user=people[to], on=MAY,
        deputy=deputy, by=bringing.person("petra"),
    )  # fmt: skip


def owners_of(ref: str) -> list[str]:
    held = Ownership.objects.filter(measure__ref=ref, is_deputy=False).on(MAY)
    return sorted(each.user.username for each in held)


def test_of_two_who_hand_a_measure_over_the_second_is_told_whose_it_is(bringing):
    told = meanwhile(lambda: given(bringing, "bob"), lambda: given(bringing, "carol"))
    assert isinstance(told, Refused) and "C1 is owned by Bob" in str(told)
    assert owners_of("C1") == ["bob"]


def test_a_measure_that_nobody_owned_is_given_to_one(bringing):
    bringing.people["dave"].memberships.update(role="officer")
    bringing.people["petra"].memberships.create(council=bringing.council, role="officer")
    told = meanwhile(lambda: given(bringing, "dave", None, "X1"), lambda: given(bringing, "petra", None, "X1"))
    assert isinstance(told, Refused) and "X1 is owned by Dave" in str(told)
    assert owners_of("X1") == ["dave"]


def test_the_same_hand_over_twice_at_once_is_one(bringing):
    told = meanwhile(lambda: given(bringing, "bob"), lambda: given(bringing, "bob"))
    assert told == []
    assert owners_of("C1") == ["bob"]


def test_nobody_stands_in_for_whoever_has_handed_over(bringing):
    told = meanwhile(lambda: given(bringing, "bob"), lambda: given(bringing, "carol", deputy=True))
    assert isinstance(told, Refused) and "C1 is owned by Bob" in str(told)
    assert not Ownership.objects.filter(user=bringing.people["carol"]).exists()


# All of it


ROUNDS = 6


def test_whoever_does_what_nobody_waits_for_ever(bringing, tmp_path):
    """On PostgreSQL, two who held rows in different orders would end in a deadlock, which is no refusal."""
    folder = tmp_path / "northshire"
    folder.mkdir()
    (folder / "targets.csv").write_text("ref,period,target,reason\nP1,2018/19 Q4,91,So\nC1,2018/19 Q4,601,So\n")
    acts = [
        lambda turn: save_many(entries=_both(bringing, turn), submit=False, by=bringing.person("alice"), at=_at(turn)),
        lambda turn: [_target(bringing, ref, turn) for ref in ("P1", "C1")],
        lambda turn: given(bringing, ("bob", "carol")[turn % 2], ("alice", "bob", "carol")[turn % 3]),
        lambda turn: decided(bringing, chosen(bringing, "set")),
        lambda turn: load([folder], now=_at(turn)),
        lambda turn: close_period(
            council=bringing.council, period=bringing.place("C1").period, by=bringing.person("petra"), at=_at(turn)
        ),
    ]
    barrier = Barrier(len(acts))

    def rounds(act: Any) -> None:
        try:
            for turn in range(ROUNDS):
                barrier.wait(60)
                with suppress(Closed, Refused, RuleError, ImportRefused):
                    act(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(rounds, acts))
    assert TargetRow.objects.filter(measure__ref="C1", superseded_at=None, end=dt.date(2019, 3, 31)).count() == 1


def _at(turn: int) -> dt.datetime:
    return LATER + dt.timedelta(minutes=turn)


def _both(bringing: Bringing, turn: int) -> list[Entry]:
    return [entry_of(bringing.place(ref), str(80 + turn), seen=turn) for ref in ("P1", "C1")]


def _target(bringing: Bringing, ref: str, turn: int) -> Any:
    stated = Target(value=Decimal(70 + turn), period=bringing.place(ref).period)
    return set_up.set_target(measure=bringing.measures[ref], target=stated, by=None, reason="Agreed", at=_at(turn))
