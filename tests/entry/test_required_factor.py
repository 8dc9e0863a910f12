"""A second factor that a role asks for: nothing opens to whoever holds it until there is one."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client

from kpis.models import Council, Membership, User
from tests.entry.test_second_factor import ACTIVATE, CODE, CODES, code_of, switch_on
from tests.entry.test_sign_in import sign_in, who
from tests.stored import make_council, make_person

PAGES = ["/", "/northshire/", "/northshire/scorecard.csv", "/entry/", "/admin/", "/accounts/", CODES]
WHY = "Your role asks for a second factor."


@pytest.fixture
def council(db: None, time_machine) -> Council:
    time_machine.move_to("2019-06-18T09:00:00Z", tick=False)
    return make_council()


@pytest.fixture
def petra(council: Council, settings) -> User:
    settings.REQUIRE_SECOND_FACTOR = frozenset({"performance", "staff"})
    return make_person("petra", council, "performance")


def is_led_to_it(client: Client, path: str = "/entry/") -> bool:
    response = client.get(path)
    return response.status_code == 302 and response["Location"] == ACTIVATE


@pytest.mark.parametrize("path", PAGES)
def test_nothing_opens_before_it_is_set_up(client: Client, petra: User, path: str) -> None:
    sign_in(client, "petra.in-tests")
    assert is_led_to_it(client, path)
    assert client.post(path)["Location"] == ACTIVATE


def test_the_way_there_says_why_and_everything_opens_after_it(client: Client, petra: User) -> None:
    sign_in(client, "petra.in-tests")
    led = client.get("/entry/", follow=True)
    assert WHY in led.content.decode() and led.request["PATH_INFO"] == "/accounts/reauthenticate/"
    switch_on(client)
    assert client.get(CODES).status_code == client.get("/entry/").status_code == 200
    assert who(client) == "petra.in-tests"


def test_the_way_out_stays_open(client: Client, petra: User) -> None:
    sign_in(client, "petra.in-tests")
    assert client.post("/accounts/logout/")["Location"] == "/"
    assert client.get("/").status_code == 200


def test_with_one_the_password_and_the_code_sign_in(client: Client, petra: User, time_machine) -> None:
    first = Client()
    sign_in(first, "petra.in-tests")
    secret = switch_on(first)
    time_machine.move_to("2019-06-18T09:01:00Z", tick=False)
    assert sign_in(client, "petra.in-tests")["Location"] == CODE
    client.post(CODE, {"code": code_of(secret)})
    assert client.get("/entry/").status_code == 200


def test_taken_away_it_is_asked_for_again(client: Client, petra: User) -> None:
    sign_in(client, "petra.in-tests")
    switch_on(client)
    call_command("remove_second_factor", "petra.in-tests", stdout=StringIO())
    assert is_led_to_it(client)


def test_only_the_roles_that_are_named_and_only_while_they_hold(client: Client, petra: User, council: Council) -> None:
    make_person("alice", council, "officer")
    sign_in(client, "alice.in-tests")
    assert client.get("/entry/").status_code == 200
    other = Client()
    sign_in(other, "petra.in-tests")
    assert is_led_to_it(other)
    Membership.objects.filter(user=petra).update(until="2019-06-17")
    assert other.get("/").status_code == 200


@pytest.mark.parametrize("column", ["is_staff", "is_superuser"])
def test_the_administration_asks_for_it_too(client: Client, petra: User, column: str) -> None:
    boss = make_person("boss")
    setattr(boss, column, True)
    boss.save()
    sign_in(client, "boss.in-tests", next="/admin/")
    assert is_led_to_it(client, "/admin/") and is_led_to_it(client, "/admin/kpis/user/")


def test_who_comes_through_the_councils_own_sign_in_is_asked_there(client: Client, petra: User) -> None:
    petra.set_unusable_password()
    petra.save()
    client.force_login(petra)
    assert client.get("/entry/").status_code == 200


def test_where_no_role_is_named_it_is_asked_of_nobody(client: Client, petra: User, settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = frozenset()
    sign_in(client, "petra.in-tests")
    assert client.get("/entry/").status_code == 200
