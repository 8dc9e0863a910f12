"""Rules on the measure's page: a new one from a period on, and no signed-off figure judged anew by accident."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from kpis.models import MeasureRule, ReadingVersion
from tests.admin.conftest import Place, make_measure
from tests.admin.pages import address, errors, row_of, sent, soup

NEXT = {"scheme": "target", "polarity": "higher", "decimal_places": "0", "comparison": "previous_period"}


def change(office: Client, own: Place, **fields: Any) -> Any:
    return sent(office, address("measure", "change", own.measure), **fields)


def add_rule(office: Client, own: Place, **fields: Any) -> Any:
    return change(office, own, **row_of({}, "rules", 1, **{**NEXT, **fields}))


def test_a_rule_that_judged_a_signed_off_figure_asks_from_which_period(own: Place, office: Client) -> None:
    response = change(office, own, **{"rules-0-polarity": "higher"})
    assert errors(response) == [
        "This rule has judged 1 signed-off figure. State the period from which the change holds, such as 2026/27: "
        "figures before it keep the rule as it was."
    ]
    own.rule.refresh_from_db()
    assert own.rule.polarity == "lower"


def test_a_change_from_a_period_on_is_a_rule_of_its_own(own: Place, office: Client) -> None:
    fields = {"rules-0-polarity": "higher", "rules-0-from_period": "2019/20", "rules-0-reason": "new plan"}
    assert change(office, own, **fields).status_code == 302
    first, second = own.measure.rules.all()
    assert (first.begins, first.polarity) == (None, "lower")
    assert (second.begins, second.polarity, second.reason) == (dt.date(2019, 4, 1), "higher", "new plan")
    written = second.history.get()
    assert (written.history_user, written.history_change_reason) == (own.officer, "new plan")
    assert first.history.count() == 1


def test_a_change_from_a_period_that_is_signed_off_takes_a_reason(own: Place, office: Client) -> None:
    assert errors(add_rule(office, own, from_period="2018/19")) == [
        "From this period on, 1 signed-off figure would be judged anew. Give the reason, or a later period."
    ]
    assert add_rule(office, own, from_period="2018/19", reason="the paper had it wrong").status_code == 302
    assert own.measure.rules.count() == 2


def test_a_rule_that_judged_only_a_draft_is_put_right_in_place(own: Place, office: Client) -> None:
    ReadingVersion.objects.update(state="draft")
    assert change(office, own, **{"rules-0-polarity": "higher"}).status_code == 302
    own.rule.refresh_from_db()
    assert own.rule.polarity == "higher"
    assert [each.polarity for each in own.rule.history.all()] == ["higher", "lower"]


def test_the_reason_of_a_rule_can_be_put_right_at_any_time(own: Place, office: Client) -> None:
    assert change(office, own, **{"rules-0-reason": "as the plan has it"}).status_code == 302
    own.rule.refresh_from_db()
    assert own.rule.reason == "as the plan has it"


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "There is a rule from the beginning already. State the period this one holds from: 2019/20, say."),
        (
            {"from_period": "Jan 2020"},
            "There is a rule from 1 January 2020 already: change that one, or state another period.",
        ),
        (
            {"from_period": "2021/22", "scheme": "band", "polarity": "range", "decimal_places": "9"},
            "Decimal places run from 0 to 6.",
        ),
        (
            {"from_period": "2021/22", "polarity": "range"},
            "The polarity range goes with the scheme band only, not with target.",
        ),
    ],
)
def test_rules_that_cannot_be_are_refused(own: Place, office: Client, fields: dict[str, str], message: str) -> None:
    MeasureRule.objects.create(measure=own.measure, begins=dt.date(2020, 1, 1), **{**NEXT, "decimal_places": 0})
    response = change(office, own, **row_of({}, "rules", 2, **{**NEXT, **fields}))
    assert errors(response) == [message]
    assert own.measure.rules.count() == 2


def test_a_period_without_a_change_is_refused(own: Place, office: Client) -> None:
    assert errors(change(office, own, **{"rules-0-from_period": "2019/20"})) == [
        "Say what changes from this period on: the row is as it was."
    ]


@pytest.mark.parametrize("begins", [None, dt.date(2018, 4, 1)])
def test_a_rule_that_judged_cannot_be_removed(own: Place, office: Client, begins: dt.date | None) -> None:
    if begins:
        MeasureRule.objects.create(measure=own.measure, begins=begins, **{**NEXT, "decimal_places": 0})
    response = change(office, own, **{f"rules-{1 if begins else 0}-DELETE": "on"})
    assert response.status_code == 200
    expected = "The rule from 1 April 2018 has judged 1 signed-off figure: it cannot be removed."
    assert errors(response)[0] == (
        expected
        if begins
        else "State how the measure is judged: one rule without a period, which holds from the beginning."
    )
    assert own.measure.rules.count() == (2 if begins else 1)


def test_a_rule_that_judged_nothing_is_removed_with_a_trace(own: Place, office: Client) -> None:
    rule = MeasureRule.objects.create(measure=own.measure, begins=dt.date(2025, 4, 1), **{**NEXT, "decimal_places": 0})
    key = rule.pk
    assert change(office, own, **{"rules-1-DELETE": "on"}).status_code == 302
    assert not MeasureRule.objects.filter(pk=key).exists()
    last = MeasureRule.history.filter(id=key).latest()
    assert (last.history_type, last.history_user) == ("-", own.officer)


def test_a_target_that_the_new_rule_cannot_judge_by_is_named(own: Place, office: Client) -> None:
    own.measure.targets.create(
        kind="year", start="2019-04-01", end="2020-03-31", value=0, recorded_at="2019-05-01T00:00Z"
    )
    fields = {"rules-0-scheme": "near_target_then_last_year", "rules-0-from_period": "2019/20"}
    response = sent(office, address("measure", "change", own.measure), **fields)
    assert response.status_code == 302
    page = soup(office.get(response.headers["Location"]))
    assert page.select_one(".messagelist .warning").text == (
        "The target for 2019/20 judges nothing now: a percent tolerance cannot be used with a target of 0: use the "
        "scheme target_tolerance with points."
    )


def test_an_academic_measure_refuses_a_bare_quarter(own: Place, office: Client) -> None:
    measure = make_measure(own.council, own.framework, "M2", year_start=9)
    fields = row_of({}, "rules", 1, **{**NEXT, "from_period": "2018/19 Q2"})
    found = errors(sent(office, address("measure", "change", measure), **fields))
    assert len(found) == 1
    assert "could mean two periods on a measure of the academic year" in found[0]


def test_a_steady_margin_is_stored_as_typed(own: Place, office: Client) -> None:
    fields = {"from_period": "2019/20", "steady_margin": "0.5", "steady_margin_kind": "percent"}
    assert add_rule(office, own, **fields).status_code == 302
    rule = own.measure.rules.exclude(begins=None).get()
    assert (rule.steady_margin, rule.steady_margin_kind) == (Decimal("0.5"), "percent")
