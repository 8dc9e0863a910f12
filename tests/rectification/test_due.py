"""Actions of plans on the due list of their owner, and in the reminders."""

import datetime as dt

import pytest
import time_machine

from kpis.alerts.jobs import Reminded, remind
from kpis.domain.period_text import parse_period
from kpis.models import Mail
from kpis.rectification import actions_plans as contract_plans
from tests.pages.reading import opened, said, table
from tests.rectification.conftest import NOW, TODAY, Held
from tests.stored import moment

CAPTION = "What you have agreed to do"
OCTOBER = moment("2020-10-05")


def rows(held: Held, name: str = "alice") -> list[list[str]]:
    page = opened(held.client(name), "/entry/")
    return table(page, CAPTION)[1:] if CAPTION in page.get_text() else []


def test_open_actions_of_agreed_plans_are_on_their_owners_due_list(held: Held) -> None:
    record = held.notice()
    held.action(record, due=dt.date(2020, 10, 31))
    held.action(record, due=dt.date(2020, 9, 30), what="Begin a rota")
    held.action(record, owner="bob", what="Train them")
    assert rows(held) == []
    held.agree(record)
    with time_machine.travel(OCTOBER):
        assert rows(held) == [
            ["Begin a rota", "Assessments in time K1", "Due 30 September 2020", "✕ Not achieved"],
            ["Fill four posts", "Assessments in time K1", "Due 31 October 2020", "– Not due"],
        ]
        assert [row[0] for row in rows(held, "bob")] == ["Train them"]
        assert rows(held, "petra") == rows(held, "carol") == []
        page = opened(held.client("alice"), "/entry/")
    link = page.select_one('[aria-labelledby="g-steps"] td a, [aria-labelledby="g-steps"] th a')
    assert link is not None
    assert link["href"] == f"{held.address}rectifications/{record.pk}/#action-2"


@pytest.mark.parametrize("how", ["done", "dropped", "escalated", "left"])
def test_what_is_done_dropped_or_no_longer_theirs_is_not(held: Held, how: str) -> None:
    record = held.planned()
    action, petra = record.actions.get(), held.person("petra")
    assert len(rows(held)) == 1
    if how == "done":
        contract_plans.report_done(action=action, version=1, done_on=TODAY, by=held.person("alice"), at=NOW)
    elif how == "dropped":
        contract_plans.drop_action(action=action, version=1, reason="Not needed", by=petra, at=NOW)
    elif how == "escalated":
        type(record).objects.filter(pk=record.pk).update(state="escalated", closed_at=NOW)
    else:
        held.people["alice"].memberships.all().delete()
    assert rows(held) == []


def test_one_who_owns_no_measure_sees_their_actions_too(held: Held) -> None:
    record = held.notice()
    held.action(record, owner="petra", what="Ask the board")
    held.agree(record)
    assert "Ask the board" in said(held.client("petra"), "/entry/")


def reminded(held: Held, at: dt.datetime = OCTOBER, period: str = "2020/21 Q2") -> Reminded:
    return remind(
        council=held.framework.council, period=parse_period(period), by=held.person("petra"), at=at,
        site="https://scrutiny.example",
    )  # fmt: skip


def mails(name: str) -> list[Mail]:
    return list(Mail.objects.filter(to=f"{name}@northshire.example", once__startswith="actions "))


def test_owners_are_reminded_of_what_is_overdue_or_due_within_two_weeks(held: Held) -> None:
    held.planned(dt.date(2020, 9, 30), dt.date(2020, 10, 19), dt.date(2020, 10, 20))
    reminded(held)
    mail = mails("alice")[0]
    assert mail.subject == "Northshire: actions that you have agreed to"
    assert "- Action 1 for K1 Assessments in time: was due on 30 September 2020" in mail.body
    assert "- Action 2 for K1 Assessments in time: due on 19 October 2020" in mail.body
    assert "Action 3" not in mail.body
    assert "https://scrutiny.example/entry/" in mail.body
    assert "Fill four posts" not in mail.body
    assert [mails(name) for name in ("bob", "carol", "petra")] == [[], [], []]


def test_once_a_day_whatever_the_period(held: Held) -> None:
    held.planned()
    reminded(held)
    again = reminded(held, period="2020/21 Q1")
    assert again.already >= 1
    assert len(mails("alice")) == 1
    reminded(held, at=OCTOBER + dt.timedelta(days=1))
    assert len(mails("alice")) == 2


@pytest.mark.parametrize("how", ["inactive", "left"])
def test_who_has_left_gets_none(held: Held, how: str) -> None:
    held.planned()
    alice = held.people["alice"]
    if how == "inactive":
        alice.is_active = False
        alice.save()
    else:
        alice.memberships.all().delete()
    reminded(held)
    assert not Mail.objects.filter(once__startswith="actions ").exists()
