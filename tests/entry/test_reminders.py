"""Reminders: one mail to each officer with what they owe, one to each head with what waits, once a day each."""

import datetime as dt
import re

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command

from kpis.alerts.jobs import remind
from kpis.domain.period_text import parse_period
from kpis.entry.actions import return_, save
from kpis.models import Mail, Ownership
from kpis.refusals import Denied, Refused
from kpis.work.outbox import send_next
from tests.entry.conftest import NOW, Bringing, entry_of

PAGE = "/northshire/close/2018-19-q4/"
Q4 = parse_period("2018/19 Q4")


def reminded(bringing: Bringing, by: str = "petra", at: dt.datetime = NOW):
    return remind(council=bringing.council, period=Q4, by=bringing.person(by), at=at, site="https://scrutiny.example")


def submit(bringing: Bringing, ref: str, value: str):
    by = bringing.person("petra" if ref == "X1" else "alice")
    return save(entry=entry_of(bringing.place(ref), value), submit=True, by=by, at=NOW)


def mail_to(name: str) -> Mail:
    return Mail.objects.get(to=f"{name}@northshire.example")


def test_one_mail_each_to_who_owes_and_who_signs(bringing):
    submit(bringing, "C1", "658")
    submit(bringing, "X1", "12")
    done = reminded(bringing)
    assert (done.queued, done.already, done.without_address) == (3, 0, ())
    assert set(Mail.objects.values_list("to", flat=True)) == {
        "alice@northshire.example", "carol@northshire.example", "dave@northshire.example",
    }  # fmt: skip
    alice = mail_to("alice")
    assert alice.subject == "Northshire, Q4 2018/19: figures that you owe"
    assert "- P1 Plans in time (Q4 2018/19): not entered yet, due on 30 April 2019" in alice.body
    assert "C1" not in alice.body and "https://scrutiny.example/entry/" in alice.body
    assert re.findall(r"^- (\S+)", mail_to("carol").body, re.MULTILINE) == ["C1"]
    assert re.findall(r"^- (\S+)", mail_to("dave").body, re.MULTILINE) == ["C1", "X1"]
    assert "https://scrutiny.example/sign-off/" in mail_to("dave").body


def test_no_figure_stands_in_a_mail(bringing):
    submit(bringing, "C1", "658")
    reminded(bringing)
    assert not any("658" in each.body + each.subject for each in Mail.objects.all())


def test_names_are_plain_text(bringing):
    bringing.measures["P1"].title = "Children's plans & <b>reviews</b>"
    bringing.measures["P1"].save()
    reminded(bringing)
    assert "Children's plans & <b>reviews</b>" in mail_to("alice").body


def test_late_returned_and_unexplained_are_said(bringing):
    bringing.measures["P1"].data_lag_days = 5
    bringing.measures["P1"].save()
    red = submit(bringing, "C1", "700")
    return_(version_id=red.pk, reason="check it", by=bringing.person("carol"), at=NOW)
    reminded(bringing)
    body = mail_to("alice").body
    assert "P1 Plans in time (Q4 2018/19): not entered yet, was due on 5 April 2019" in body
    assert "C1 Children looked after (Q4 2018/19): returned, due on 30 April 2019; red: explanation due" in body


def test_once_a_day_each(bringing):
    assert reminded(bringing).queued == 1
    again = reminded(bringing, at=NOW + dt.timedelta(hours=8))
    assert (again.queued, again.already) == (0, 1)
    assert reminded(bringing, at=NOW + dt.timedelta(days=1)).queued == 1
    assert Mail.objects.count() == 2


def test_the_page_says_what_was_done(bringing, client_of):
    bringing.people["alice"].email = ""
    bringing.people["alice"].save()
    response = client_of("petra").post(PAGE, {"action": "remind"}, follow=True)
    text = response.content.decode()
    assert "Nobody has to be reminded." in text
    assert "Not reminded, because no e-mail address is on record: Alice." in text
    assert "Not reminded, because no owner: Potholes filled." in text
    submit(bringing, "C1", "658")
    text = client_of("petra").post(PAGE, {"action": "remind"}, follow=True).content.decode()
    assert "2 reminders are on their way." in text
    assert "http://testserver/sign-off/" in mail_to("carol").body


def test_the_owner_of_today_is_reminded(bringing):
    Ownership.objects.filter(measure=bringing.measures["P1"]).update(until=dt.date(2019, 4, 14))
    Ownership.objects.create(
        measure=bringing.measures["P1"], user=bringing.people["bob"], from_date=dt.date(2019, 4, 15)
    )
    reminded(bringing)
    assert "P1" in mail_to("bob").body and "P1" not in mail_to("alice").body


def test_a_deputy_only_where_there_is_no_owner(bringing):
    Ownership.objects.create(measure=bringing.measures["P1"], user=bringing.people["bob"], is_deputy=True)
    reminded(bringing)
    assert not Mail.objects.filter(to__startswith="bob@").exists()
    Ownership.objects.filter(user=bringing.people["alice"]).delete()
    reminded(bringing)
    assert "P1" in mail_to("bob").body


@pytest.mark.parametrize("how", ["inactive", "no officer any more"])
def test_who_has_left_gets_none(bringing, how):
    alice = bringing.people["alice"]
    if how == "inactive":
        alice.is_active = False
        alice.save()
    else:
        alice.memberships.all().delete()
    done = reminded(bringing)
    assert not Mail.objects.exists() and "Plans in time" in done.without_owner


def test_nothing_is_owed_for_a_period_that_goes_on(bringing):
    done = remind(
        council=bringing.council, period=Q4.next(), by=bringing.person("petra"), at=NOW, site="https://x.example"
    )
    assert done.queued == 0 and not Mail.objects.exists()


def test_not_for_a_closed_period_nor_by_others(bringing):
    with pytest.raises(Denied):
        reminded(bringing, by="carol")
    bringing.council.closing_events.create(
        kind="quarter", start=Q4.start, end=Q4.end, number=1, event="closed", at=NOW, by=bringing.people["petra"]
    )
    with pytest.raises(Refused, match="is closed"):
        reminded(bringing)


def test_the_day_is_londons(bringing):
    with time_machine.travel("2019-04-15 23:30+00:00"):
        assert reminded(bringing, at=dt.datetime(2019, 4, 15, 23, 30, tzinfo=dt.UTC)).queued == 1
    assert Mail.objects.get().once.endswith("2019-04-16")


# Without a mail server


def test_without_mail_reminders_are_kept_as_not_sent_and_the_page_says_so(bringing, client_of, settings, caplog):
    settings.MAIL_IS_SET_UP = False
    petra = client_of("petra")
    assert "No e-mail is set up on this site" in petra.get(PAGE).content.decode()
    for _ in range(2):
        text = petra.post(PAGE, {"action": "remind"}, follow=True).content.decode()
        assert "No e-mail is set up on this site, so nobody was reminded. 1 reminder is kept as not sent." in text
        assert "on its way" not in text
    with caplog.at_level("INFO", "scrutiny.work"):
        call_command("work", once=True)
    kept = Mail.objects.get()
    assert (kept.sent_at, kept.attempts, kept.failure) == (None, 0, "No e-mail is set up.")
    assert mail.outbox == [] and not [each for each in caplog.records if each.name == "scrutiny.work"]


def test_what_was_kept_is_sent_only_when_it_is_asked_for_again(bringing, settings):
    settings.MAIL_IS_SET_UP = False
    assert reminded(bringing).is_mail_set_up is False
    settings.MAIL_IS_SET_UP = True
    assert send_next(worker="a", now=lambda: NOW) is None
    assert (reminded(bringing).queued, reminded(bringing).already) == (1, 1)
    assert send_next(worker="a", now=lambda: NOW).is_sent and len(mail.outbox) == 1


def test_with_mail_nothing_is_said_of_it(bringing, client_of):
    assert "No e-mail is set up" not in client_of("petra").get(PAGE).content.decode()
