"""A forgotten password: a link by e-mail, once, and no word about who has an account."""

import re

import pytest
from django.core import mail
from django.test import Client

from kpis.models import User
from tests.entry.test_sign_in import PASSWORD, assert_plain, sign_in, who
from tests.stored import make_person

RESET = "/accounts/password/reset/"
NEW = {"password1": "quite another phrase", "password2": "quite another phrase"}


@pytest.fixture
def alice(db: None) -> User:
    person = make_person("alice")
    person.email = "Alice@Northshire.example"
    person.save()
    return person


def ask(client: Client, address: str = "alice@northshire.example") -> str:
    response = client.post(RESET, {"email": address})
    assert response["Location"] == f"{RESET}done/"
    return client.get(response["Location"]).content.decode()


def link() -> str:
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body).group(1)


def test_a_link_leads_to_a_new_password(client: Client, alice: User) -> None:
    ask(client)
    sent = mail.outbox[0]
    assert (sent.to, sent.subject) == (["alice@northshire.example"], "A new password for Scrutiny")
    assert "alice.in-tests" in sent.body
    page = client.get(link(), follow=True)
    assert_plain(page.content.decode())
    assert "set-password" in page.request["PATH_INFO"]  # the key has left the address
    done = client.post(page.request["PATH_INFO"], NEW, follow=True)
    assert "Your password is changed" in done.content.decode()
    assert who(client) == ""
    sign_in(client, "alice.in-tests", NEW["password1"])
    assert who(client) == "alice.in-tests"


def test_a_link_works_once_and_not_for_ever(client: Client, alice: User, time_machine) -> None:
    time_machine.move_to("2019-06-18T09:00:00Z", tick=False)
    ask(client)
    first = link()
    time_machine.move_to("2019-06-21T09:00:02Z", tick=False)
    assert "This link no longer works" in Client().get(first, follow=True).content.decode()
    ask(client)
    second = link()
    page = client.get(second, follow=True)
    client.post(page.request["PATH_INFO"], NEW)
    assert "This link no longer works" in Client().get(second, follow=True).content.decode()
    assert "This link no longer works" in client.get(f"{RESET}key/1-nonsense/").content.decode()


def test_a_weak_password_is_refused_beside_its_field(client: Client, alice: User) -> None:
    ask(client)
    path = client.get(link(), follow=True).request["PATH_INFO"]
    page = client.post(path, {"password1": "short", "password2": "short"}).content.decode()
    assert 'id="id_password1_error"' in page
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


@pytest.mark.parametrize("case", ["unknown", "inactive", "without a password"])
def test_nobody_learns_who_has_an_account(client: Client, alice: User, case: str) -> None:
    known = ask(client)
    mail.outbox.clear()
    if case == "inactive":
        alice.is_active = False
    elif case == "without a password":
        alice.set_unusable_password()
    alice.save()
    address = "nobody@northshire.example" if case == "unknown" else "alice@northshire.example"
    assert ask(Client(), address) == known
    assert mail.outbox == []


def test_a_changed_address_is_the_only_one_that_gets_a_link(client: Client, alice: User) -> None:
    ask(client)
    User.objects.update(email="alice.jones@northshire.example")
    assert "This link no longer works" in Client().get(link(), follow=True).content.decode()
    mail.outbox.clear()
    ask(Client())
    assert mail.outbox == []


def test_links_cannot_be_asked_for_without_end(client: Client, alice: User) -> None:
    for _ in range(5):
        ask(client)
    response = client.post(RESET, {"email": "alice@northshire.example"})
    assert response.status_code == 429 and len(mail.outbox) == 5
    assert_plain(response.content.decode())


# Without a mail server


@pytest.fixture
def no_mail(settings) -> None:
    settings.MAIL_IS_SET_UP = False


def test_without_mail_no_link_is_offered_and_none_is_made(client: Client, alice: User, no_mail) -> None:
    page = client.get("/accounts/login/").content.decode()
    assert "forgotten" not in page and RESET not in page
    for response in (client.get(RESET), client.post(RESET, {"email": "alice@northshire.example"})):
        assert response.status_code == 404
        assert "This site sends no e-mail" in response.content.decode()
    assert mail.outbox == []


def test_without_mail_an_old_link_leads_to_the_administrator(client: Client, alice: User, settings) -> None:
    ask(client)
    settings.MAIL_IS_SET_UP = False
    assert client.get(link(), follow=True).status_code == 200  # one that is on its way still works
    page = client.get(f"{RESET}key/1-nonsense/").content.decode()
    assert "Ask your council’s administrator for a new password." in page and f'href="{RESET}"' not in page


def test_whatever_sends_without_a_mail_server_is_told_so(alice: User, settings) -> None:
    settings.EMAIL_BACKEND = "scrutiny.mail.NotSetUp"
    with pytest.raises(ConnectionError, match="No e-mail is set up"):
        mail.send_mail("A subject", "A body", None, ["alice@northshire.example"])
