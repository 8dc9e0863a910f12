"""How often a password may be wrong: whoever guesses is stopped, and the account's owner is not."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client

from kpis.models import User
from scrutiny.accounts import attempts
from tests.entry.test_sign_in import assert_plain, sign_in, who
from tests.stored import make_council, make_person

TOO_MANY = "Too many attempts. Wait five minutes"


@pytest.fixture
def alice(db: None) -> User:
    person = make_person("alice", make_council(), "officer")
    person.email = "Alice@Northshire.example"
    person.save()
    return person


def fail(place: str, login: str = "alice.in-tests", times: int = 5) -> str:
    """The answer to the last of several wrong passwords from one address of the network."""
    client = Client(REMOTE_ADDR=place)
    return [sign_in(client, login, "wrong").content.decode() for _ in range(times)][-1]


def gets_in(place: str, login: str = "alice.in-tests") -> bool:
    """Whether the right password opens the account from there, with a browser that nobody has used before."""
    client = Client(REMOTE_ADDR=place)
    sign_in(client, login)
    return who(client) == "alice.in-tests"


def test_after_five_wrong_passwords_the_right_one_has_to_wait_where_they_came_from(alice: User) -> None:
    assert TOO_MANY not in fail("192.0.2.7")
    assert TOO_MANY in fail("192.0.2.7", times=1)
    assert not gets_in("192.0.2.7")


def test_its_owner_gets_in_from_elsewhere(alice: User) -> None:
    fail("192.0.2.7", times=6)
    assert gets_in("192.0.2.8")
    assert not gets_in("192.0.2.7")


@pytest.mark.parametrize("login", ["ALICE.in-tests", " alice.in-tests ", "alice@northshire.example"])
def test_another_spelling_of_the_account_is_the_same_account(alice: User, login: str) -> None:
    fail("192.0.2.7")
    assert TOO_MANY in fail("192.0.2.7", login, times=1)


def test_a_name_that_there_is_not_closes_like_one_that_there_is(alice: User) -> None:
    fail("192.0.2.7", "nobody")
    assert TOO_MANY in fail("192.0.2.7", "Nobody", times=1)


def test_who_guesses_from_many_places_is_stopped_and_its_owner_is_not(alice: User, time_machine) -> None:
    time_machine.move_to("2019-06-18T09:00:00Z", tick=False)
    assert gets_in("198.51.100.1")
    for number in range(20):
        assert TOO_MANY not in fail(f"192.0.2.{number}")
    assert TOO_MANY in fail("192.0.2.100", times=1)
    assert not gets_in("192.0.2.101")
    assert gets_in("198.51.100.1")
    time_machine.move_to("2019-06-18T10:00:01Z", tick=False)
    assert gets_in("192.0.2.101")


def test_a_link_in_their_mail_lets_its_owner_in_from_anywhere(alice: User) -> None:
    for number in range(21):
        fail(f"192.0.2.{number}")
    here = Client(REMOTE_ADDR="198.51.100.1")
    assert TOO_MANY in sign_in(here, "alice.in-tests").content.decode()
    here.post("/accounts/password/reset/", {"email": "alice@northshire.example"})
    path = here.get(re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1), follow=True)
    here.post(path.request["PATH_INFO"], {"password1": "quite another phrase", "password2": "quite another phrase"})
    sign_in(here, "alice.in-tests", "quite another phrase")
    assert who(here) == "alice.in-tests"


def test_a_new_password_forgives_the_wrong_ones_where_it_was_chosen(client: Client, alice: User) -> None:
    fail("127.0.0.1", times=6)
    client.post("/accounts/password/reset/", {"email": "alice@northshire.example"})
    path = client.get(re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1), follow=True)
    client.post(path.request["PATH_INFO"], {"password1": "quite another phrase", "password2": "quite another phrase"})
    sign_in(client, "alice.in-tests", "quite another phrase")
    assert who(client) == "alice.in-tests"


def test_the_password_without_the_code_makes_no_place_known(alice: User) -> None:
    TOTP.activate(alice, "JBSWY3DPEHPK3PXP")
    sign_in(Client(REMOTE_ADDR="198.51.100.66"), "alice.in-tests")
    assert not attempts.is_known(alice, "198.51.100.66")


def test_a_colleagues_places_are_not_its_owners(alice: User) -> None:
    make_person("bob")
    sign_in(Client(REMOTE_ADDR="198.51.100.1"), "bob.in-tests")
    for number in range(20):
        fail(f"192.0.2.{number}")
    assert not gets_in("198.51.100.1")


def test_it_opens_again_after_five_minutes(client: Client, alice: User, time_machine) -> None:
    time_machine.move_to("2019-06-18T09:00:00Z", tick=False)
    for _ in range(6):
        sign_in(client, "alice.in-tests", "wrong")
    time_machine.move_to("2019-06-18T09:05:01Z", tick=False)
    sign_in(client, "alice.in-tests")
    assert who(client) == "alice.in-tests"


def test_right_passwords_are_not_counted(client: Client, alice: User) -> None:
    for _ in range(8):
        sign_in(client, "alice.in-tests")
        assert who(client) == "alice.in-tests"
        client.post("/accounts/logout/")


def test_one_place_may_not_try_many_names(client: Client, alice: User, time_machine) -> None:
    time_machine.move_to("2019-06-18T09:00:00Z", tick=False)
    for number in range(30):
        sign_in(client, f"somebody-{number}", "wrong")
    assert "Too many attempts" in sign_in(client, "alice.in-tests").content.decode()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    sign_in(elsewhere, "alice.in-tests")
    assert who(elsewhere) == "alice.in-tests"


def test_a_proxys_word_for_the_place_counts_only_where_there_is_a_proxy(alice: User, settings, time_machine) -> None:
    time_machine.move_to("2019-06-18T09:00:00Z", tick=False)
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(30):
        sign_in(Client(headers={"X-Forwarded-For": "198.51.100.9, 192.0.2.1"}), f"somebody-{number}", "wrong")
    refused, passed = Client(headers={"X-Forwarded-For": "192.0.2.1"}), Client(headers={"X-Forwarded-For": "192.0.2.2"})
    sign_in(refused, "alice.in-tests")
    sign_in(passed, "alice.in-tests")
    assert (who(refused), who(passed)) == ("", "alice.in-tests")
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    forged = Client(headers={"X-Forwarded-For": "192.0.2.1"})
    sign_in(forged, "alice.in-tests")
    assert who(forged) == "alice.in-tests"


def test_a_flood_of_requests_is_answered_with_a_page(client: Client, alice: User, settings, time_machine) -> None:
    time_machine.move_to("2019-06-18T09:00:00Z", tick=False)
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    statuses = [sign_in(client, f"name-{number}", "wrong").status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]
    response = sign_in(client, "alice.in-tests")
    assert_plain(response.content.decode())
    assert "form-action 'self'" in response["Content-Security-Policy"]


ATTEMPTS = """
import sys
from django.test import Client
client = Client(REMOTE_ADDR="192.0.2.50")
for _ in range(int(sys.argv[1])):
    page = client.post("/accounts/login/", {"login": "alice.in-tests", "password": "wrong"})
print("Too many attempts" in page.content.decode())
"""


def in_another_process(attempts: int) -> str:
    from tests.test_server import database_url

    start = "import django; django.setup()\n"
    environment = {
        "DJANGO_SETTINGS_MODULE": "scrutiny.settings",
        "DEBUG": "1",  # without the manifest of collected files
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "testserver",
        "DATABASE_URL": database_url(),
        "PYTHONPATH": str(settings.BASE_DIR),
    }
    command = [sys.executable, "-c", start + ATTEMPTS, str(attempts)]
    done = subprocess.run(
        command, env=environment, cwd=Path(settings.BASE_DIR), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip().splitlines()[-1]


@pytest.mark.django_db(transaction=True)
def test_two_processes_count_together() -> None:
    make_person("alice")
    try:
        assert in_another_process(3) == "False"
        assert in_another_process(3) == "True"
        client = Client(REMOTE_ADDR="192.0.2.50")
        assert "Too many attempts" in sign_in(client, "alice.in-tests").content.decode()
    finally:
        cache.clear()


def test_the_cache_has_its_table_from_the_migrations(db: None) -> None:
    assert settings.CACHES["default"]["LOCATION"] in connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations WHERE app = 'kpis' AND name LIKE '%%_cache'")
        assert cursor.fetchone() == (1,)
