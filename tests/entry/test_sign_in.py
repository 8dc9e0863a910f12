"""Signing in with a name and a password: who gets in, who does not, and where it leads."""

import re

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from kpis.models import Membership, User
from tests.stored import make_council, make_person, signed_in

PASSWORD = "a long pass phrase"
LOGIN = "/accounts/login/"


@pytest.fixture
def alice(db: None) -> User:
    person = make_person("alice", make_council(), "officer")
    person.email = "Alice@Northshire.example"
    person.save()
    return person


def sign_in(client: Client, login: str, password: str = PASSWORD, **fields: str):
    return client.post(LOGIN, {"login": login, "password": password, **fields})


def who(client: Client) -> str:
    """The name that the site's navigation shows, or nothing."""
    found = re.search(r"Your account: </span>([^<]*)<", client.get("/").content.decode())
    return found.group(1) if found else ""


@pytest.mark.parametrize("login", ["alice.in-tests", "ALICE.in-tests", " alice.in-tests ", "alice@northshire.example"])
def test_name_or_address_and_password_sign_in(client: Client, alice: User, login: str) -> None:
    response = sign_in(client, login)
    assert (response.status_code, response["Location"]) == (302, "/home/")
    assert who(client) == "alice.in-tests"
    assert client.session.get_expire_at_browser_close()


@pytest.mark.parametrize(
    ("login", "password"),
    [("alice.in-tests", "wrong"), ("nobody", PASSWORD), ("nobody@northshire.example", PASSWORD), ("@", PASSWORD)],
)
def test_what_does_not_match_is_refused_in_the_same_words(
    client: Client, alice: User, login: str, password: str
) -> None:
    response = sign_in(client, login, password)
    page = response.content.decode()
    assert response.status_code == 200 and "Error: Sign in" in page
    assert "That name and password do not belong to an account that is in use." in page
    assert login in page and password not in page
    assert who(client) == ""


def test_blank_fields_are_named(client: Client, alice: User) -> None:
    page = sign_in(client, "", "").content.decode()
    assert 'href="#id_login"' in page and 'href="#id_password"' in page


def test_an_inactive_account_is_refused_as_if_it_were_not_there(client: Client, alice: User) -> None:
    alice.is_active = False
    alice.save()
    assert "do not belong to an account that is in use" in sign_in(client, "alice.in-tests").content.decode()


def test_an_address_that_two_share_signs_in_neither_and_their_names_do(client: Client, alice: User) -> None:
    other = make_person("bob")
    other.email = "alice@northshire.example"
    other.save()
    sign_in(client, "alice@northshire.example")
    assert who(client) == ""
    sign_in(client, "bob.in-tests")
    assert who(client) == "bob.in-tests"


def test_blank_addresses_are_nobodys(client: Client, db: None) -> None:
    make_person("bob")
    sign_in(client, " ")
    assert who(client) == ""


@pytest.mark.parametrize("target", ["/how-it-works/", "/northshire/?a=1"])
def test_sign_in_leads_back(client: Client, alice: User, target: str) -> None:
    page = client.get(LOGIN, {"next": target}).content.decode()
    assert f'name="next" value="{target}"' in page
    assert sign_in(client, "alice.in-tests", next=target)["Location"] == target


@pytest.mark.parametrize(
    "target",
    ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)",
     "http://localhost/", "https:elsewhere.example", "\thttps://elsewhere.example"],
)  # fmt: skip
def test_sign_in_and_sign_out_lead_to_this_site_alone(client: Client, alice: User, target: str) -> None:
    assert sign_in(client, "alice.in-tests", next=target)["Location"] == "/home/"
    assert client.get(LOGIN, {"next": target})["Location"] == "/home/"
    assert client.post("/accounts/logout/", {"next": target})["Location"] == "/"


def test_signing_out_is_a_form(client: Client, alice: User) -> None:
    sign_in(client, "alice.in-tests")
    assert client.get("/accounts/logout/").status_code == 405
    assert who(client) == "alice.in-tests"
    client.post("/accounts/logout/")
    assert who(client) == ""


def test_the_pages_hold_no_script_and_no_style(client: Client, alice: User) -> None:
    own = signed_in(alice)
    for name in ("account_login", "account_reset_password", "account_reset_password_done", "account_inactive"):
        assert_plain(client.get(reverse(name)).content.decode())
    for name in ("mfa_index", "account_change_password", "account_reauthenticate"):
        assert_plain(own.get(reverse(name)).content.decode())


def assert_plain(page: str) -> None:
    assert page.count("<h1") == 1 and "Scrutiny</title>" in page
    assert not re.search(r"<script|<style| style=| on[a-z]+=|placeholder=", page)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_set_password", "socialaccount_connections",
             "socialaccount_signup", "mfa_download_recovery_codes", "mfa_list_webauthn"],
)  # fmt: skip
def test_there_is_no_way_to_what_the_product_does_not_need(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_nobody_opens_an_account_for_themselves(client: Client, db: None) -> None:
    for path in ("/accounts/signup/", "/accounts/email/", "/accounts/3rdparty/", "/accounts/password/set/"):
        assert client.get(path).status_code == client.post(path).status_code == 404


# Rights end at once


def test_a_withdrawn_role_ends_with_the_next_page(client: Client, alice: User) -> None:
    council = alice.memberships.get().council
    council.visibility = "members"
    council.save()
    sign_in(client, "alice.in-tests")
    assert client.get("/northshire/").status_code == 200
    Membership.objects.filter(user=alice).update(from_date="2018-01-01", until="2018-12-31")
    assert client.get("/northshire/").status_code == 404
    assert who(client) == "alice.in-tests"


def test_a_deactivated_person_is_out_with_the_next_page(client: Client, alice: User) -> None:
    sign_in(client, "alice.in-tests")
    assert client.get("/accounts/").status_code == 200
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert client.get("/accounts/")["Location"].startswith(LOGIN)
    assert who(client) == ""


def test_a_new_password_ends_the_other_sessions(client: Client, alice: User) -> None:
    other = Client()
    sign_in(client, "alice.in-tests")
    sign_in(other, "alice.in-tests")
    new = {"oldpassword": PASSWORD, "password1": "quite another phrase", "password2": "quite another phrase"}
    assert client.post("/accounts/password/change/", new)["Location"] == "/accounts/"
    assert "Your password is changed." in client.get("/accounts/").content.decode()
    assert (who(client), who(other)) == ("alice.in-tests", "")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"oldpassword": "wrong"}, "oldpassword"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password2": "something else altogether"}, "password2"),
    ],
)
def test_a_new_password_is_refused_beside_its_field(alice: User, change: dict[str, str], field: str) -> None:
    client = signed_in(alice)
    fields = {"oldpassword": PASSWORD, "password1": "quite another phrase", "password2": "quite another phrase"}
    page = client.post("/accounts/password/change/", {**fields, **change}).content.decode()
    assert f'href="#id_{field}"' in page and f'id="id_{field}_error"' in page
    alice.refresh_from_db()
    assert alice.check_password(PASSWORD)


# The administration


def test_the_administration_has_no_door_of_its_own(client: Client, alice: User) -> None:
    alice.is_staff = True
    alice.save()
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == LOGIN
    assert client.get("/admin/login/?next=/admin/kpis/")["Location"] == f"{LOGIN}?next=/admin/kpis/"
    fields = {"username": "alice.in-tests", "password": PASSWORD}
    assert client.post("/admin/login/", fields)["Location"].startswith(LOGIN)
    assert who(client) == ""
    assert sign_in(client, "alice.in-tests", next="/admin/")["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/login/?next=//elsewhere.example/")["Location"] == "/admin/"


def test_staff_cannot_become_somebody_else_by_the_administrations_sign_in(client: Client, alice: User) -> None:
    alice.is_staff = True
    alice.save()
    make_person("bob")
    sign_in(client, "alice.in-tests")
    client.post("/admin/login/", {"username": "bob.in-tests", "password": PASSWORD, "next": "/admin/"})
    assert who(client) == "alice.in-tests"


def test_who_is_no_staff_is_told_so(alice: User) -> None:
    response = signed_in(alice).get("/admin/", follow=True)
    assert response.status_code == 403
    assert "Set-up is for the people whom an administrator has made staff." in response.content.decode()
