"""The second factor: switched on, asked for at every door, and switched off."""

import re
import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client

from kpis.models import User
from tests.entry.test_sign_in import PASSWORD, assert_plain, sign_in, who
from tests.stored import make_person

ACTIVATE, DEACTIVATE = "/accounts/app/activate/", "/accounts/app/deactivate/"
CODE, CODES = "/accounts/code/", "/accounts/recovery-codes/"


@pytest.fixture
def alice(db: None, time_machine) -> User:
    time_machine.move_to("2019-06-18T09:00:00Z", tick=False)
    person = make_person("alice")
    person.email = "alice@northshire.example"
    person.is_staff = True
    person.save()
    return person


def code_of(secret: str) -> str:
    """What an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def confirm_password(client: Client, path: str) -> None:
    """The password is asked for again before anything about the second factor is shown or changed."""
    asked = client.get(path)
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    page = client.get(asked["Location"]).content.decode()
    assert_plain(page)
    answer = client.post(asked["Location"], {"password": PASSWORD, "next": path})
    assert answer["Location"] == path


def switch_on(client: Client) -> str:
    confirm_password(client, ACTIVATE)
    page = client.get(ACTIVATE).content.decode()
    assert_plain(page)
    secret = re.search(r"Key: <code>([A-Z2-7]+)<", page).group(1)
    assert client.post(ACTIVATE, {"code": code_of(secret)})["Location"] == CODES
    return secret


@pytest.fixture
def secret(alice: User, time_machine) -> str:
    """Alice's key; she has switched the second factor on, a minute ago."""
    client = Client()
    sign_in(client, "alice.in-tests")
    secret = switch_on(client)
    time_machine.move_to("2019-06-18T09:01:00Z", tick=False)
    return secret


def test_it_is_switched_on_with_a_code_and_gives_recovery_codes(client: Client, alice: User) -> None:
    sign_in(client, "alice.in-tests")
    assert "Set up a second factor" in client.get("/accounts/").content.decode()
    switch_on(client)
    page = client.get(CODES).content.decode()
    assert_plain(page)
    assert len(re.findall(r"<code>\d{8}</code>", page)) == 10
    account = client.get("/accounts/").content.decode()
    assert_plain(account)
    assert "Switch the second factor off" in account and "10 recovery codes left" in account
    assert client.get(ACTIVATE)["Location"] == DEACTIVATE


def test_a_wrong_code_does_not_switch_it_on(client: Client, alice: User) -> None:
    sign_in(client, "alice.in-tests")
    confirm_password(client, ACTIVATE)
    client.get(ACTIVATE)
    page = client.post(ACTIVATE, {"code": "000000"}).content.decode()
    assert "Error: Set up a second factor" in page and "That code is not right" in page
    assert not Authenticator.objects.exists()


def test_a_wrong_password_shows_no_key(client: Client, alice: User) -> None:
    sign_in(client, "alice.in-tests")
    page = client.post("/accounts/reauthenticate/", {"password": "wrong", "next": ACTIVATE}).content.decode()
    assert "That is not your password." in page
    assert client.get(ACTIVATE).status_code == 302


def test_the_password_alone_is_not_enough(client: Client, secret: str) -> None:
    assert sign_in(client, "alice.in-tests", next="/how-it-works/")["Location"] == CODE
    assert who(client) == ""
    assert client.get("/admin/").status_code == 302
    assert_plain(client.get(CODE).content.decode())
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/how-it-works/"
    assert who(client) == "alice.in-tests"
    assert client.get("/admin/").status_code == 200


def test_a_code_serves_once(client: Client, secret: str) -> None:
    sign_in(client, "alice.in-tests")
    client.post(CODE, {"code": code_of(secret)})
    other = Client()
    sign_in(other, "alice.in-tests")
    assert "was used already" in other.post(CODE, {"code": code_of(secret)}).content.decode()
    assert who(other) == ""


def test_codes_cannot_be_guessed(client: Client, secret: str) -> None:
    sign_in(client, "alice.in-tests")
    for _ in range(5):
        assert "That code is not right" in client.post(CODE, {"code": "000000"}).content.decode()
    assert "Too many attempts" in client.post(CODE, {"code": code_of(secret)}).content.decode()
    assert who(client) == ""


def test_a_recovery_code_serves_once(client: Client, secret: str) -> None:
    codes = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()
    sign_in(client, "alice.in-tests")
    client.post(CODE, {"code": codes[3]})
    assert who(client) == "alice.in-tests"
    assert "9 recovery codes left" in client.get("/accounts/").content.decode()
    other = Client()
    sign_in(other, "alice.in-tests")
    other.post(CODE, {"code": codes[3]})
    assert who(other) == ""


def test_the_page_for_the_code_opens_to_nobody_without_the_password(client: Client, secret: str) -> None:
    assert client.get(CODE)["Location"] == "/accounts/login/"
    assert client.post(CODE, {"code": code_of(secret)})["Location"] == "/accounts/login/"
    assert who(client) == ""


def test_somebody_else_may_sign_in_instead(client: Client, secret: str) -> None:
    make_person("bob")
    sign_in(client, "alice.in-tests")
    client.post("/accounts/logout/", {"next": "/accounts/login/"})
    sign_in(client, "bob.in-tests")
    assert who(client) == "bob.in-tests"


def test_a_forgotten_password_does_not_pass_it_by(client: Client, secret: str, mailoutbox) -> None:
    client.post("/accounts/password/reset/", {"email": "alice@northshire.example"})
    link = re.search(r"http://testserver(/\S+)", mailoutbox[0].body).group(1)
    page = client.get(link, follow=True)
    new = {"password1": "quite another phrase", "password2": "quite another phrase"}
    client.post(page.request["PATH_INFO"], new)
    assert who(client) == ""
    assert sign_in(client, "alice.in-tests", "quite another phrase")["Location"] == CODE


def test_it_is_switched_off_after_the_password(client: Client, secret: str, time_machine) -> None:
    sign_in(client, "alice.in-tests")
    client.post(CODE, {"code": code_of(secret)})
    confirm_password(client, DEACTIVATE)
    assert_plain(client.get(DEACTIVATE).content.decode())
    assert client.post(DEACTIVATE)["Location"] == "/accounts/"
    assert not Authenticator.objects.exists()
    other = Client()
    sign_in(other, "alice.in-tests")
    assert who(other) == "alice.in-tests"
    assert other.get(DEACTIVATE).status_code == other.get(CODES).status_code == 404


def test_new_recovery_codes_end_the_old_ones(client: Client, secret: str) -> None:
    before = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()
    sign_in(client, "alice.in-tests")
    client.post(CODE, {"code": before[0]})
    confirm_password(client, CODES + "new/")
    assert_plain(client.get(CODES + "new/").content.decode())
    assert client.post(CODES + "new/")["Location"] == CODES
    after = Authenticator.objects.get(type="recovery_codes").wrap().generate_codes()
    assert not set(before) & set(after)


def test_a_code_may_stand_for_the_password_when_it_is_asked_again(client: Client, secret: str, time_machine) -> None:
    sign_in(client, "alice.in-tests")
    client.post(CODE, {"code": code_of(secret)})
    time_machine.move_to("2019-06-18T09:10:00Z", tick=False)
    other_way = re.search(r'href="(/accounts/code/again/[^"]*)"', client.get(DEACTIVATE, follow=True).content.decode())
    path = other_way.group(1).replace("&amp;", "&")
    assert_plain(client.get(path).content.decode())
    assert client.post(path, {"code": code_of(secret), "next": DEACTIVATE})["Location"] == DEACTIVATE
    assert client.get(DEACTIVATE).status_code == 200


def test_what_was_counted_is_in_the_database(client: Client, secret: str) -> None:
    sign_in(client, "alice.in-tests")
    client.post(CODE, {"code": "000000"})
    cache.clear()
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302


def test_an_administrator_takes_a_lost_one_away(client: Client, secret: str) -> None:
    out = StringIO()
    call_command("remove_second_factor", "alice.in-tests", stdout=out)
    assert out.getvalue() == "alice.in-tests signs in with the password alone now.\n"
    sign_in(client, "alice.in-tests")
    assert who(client) == "alice.in-tests"
    with pytest.raises(CommandError, match="has no second factor"):
        call_command("remove_second_factor", "alice.in-tests")
    with pytest.raises(CommandError, match="There is no account"):
        call_command("remove_second_factor", "nobody")
