"""Signing in through a council's own provider, which answers over http on this machine."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client
from environ import Env

from kpis.models import User
from scrutiny import environment
from tests.entry import provider as stub
from tests.entry.test_sign_in import assert_plain, who
from tests.stored import make_council, make_person, signed_in
from tests.test_production import PRODUCTION, manage

pytestmark = pytest.mark.server
START = "/accounts/sso/login/"
ISSUER = "https://login.microsoftonline.com/11111111-2222-3333-4444-555555555555/v2.0"
SET = {"OIDC_ISSUER": ISSUER, "OIDC_CLIENT_ID": "an id", "OIDC_CLIENT_SECRET": "a secret"}
ALICE = {
    "sub": "subject-1",
    "name": "Alice Ackroyd",
    "email": "alice@northshire.example",
    "preferred_username": "alice@northshire.example",
}


@pytest.fixture
def provider(settings: Any) -> Iterator[stub.Provider]:
    with stub.running() as found:
        found.claims = dict(ALICE)
        one = environment.SingleSignOn(found.issuer, found.client_id, found.secret, "Northshire account")
        settings.SINGLE_SIGN_ON = one
        settings.SOCIALACCOUNT_PROVIDERS = one.provider
        yield found


def through(client: Client, provider: stub.Provider, **fields: str) -> HttpResponse:
    """All that a browser does, from the button to the way back."""
    led = client.post(START, fields)
    assert led.status_code == 302, led.content.decode()
    return client.get(provider.agree(led["Location"]))


@pytest.mark.django_db
def test_a_new_person_gets_an_account_without_memberships(client: Client, provider: stub.Provider) -> None:
    page = client.get("/accounts/login/?next=/how-it-works/").content.decode()
    assert "Sign in with Northshire account" in page
    assert through(client, provider, next="/how-it-works/")["Location"] == "/how-it-works/"
    assert who(client) == "Alice Ackroyd"
    person = User.objects.get()
    assert (person.username, person.email) == ("alice@northshire.example", "alice@northshire.example")
    assert not person.memberships.exists() and not person.has_usable_password()
    assert not (person.is_staff or person.is_superuser or person.groups.exists())


@pytest.mark.django_db
def test_the_same_person_comes_back_to_the_same_account(client: Client, provider: stub.Provider) -> None:
    through(client, provider)
    provider.claims |= {"email": "alice.jones@northshire.example", "preferred_username": "alice.jones"}
    other = Client()
    through(other, provider)
    assert User.objects.count() == SocialAccount.objects.count() == 1
    assert who(other) == "Alice Ackroyd"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "local", [{"email": "Alice@Northshire.example"}, {"username": "ALICE@northshire.example"}], ids=["address", "name"]
)
def test_accounts_are_never_joined_by_an_address(
    client: Client, provider: stub.Provider, local: dict[str, str]
) -> None:
    there = make_person("alice", make_council(), "performance")
    User.objects.filter(pk=there.pk).update(**local)
    provider.claims["email_verified"] = True
    response = through(client, provider)
    page = response.content.decode()
    assert response.status_code == 403
    assert "There is an account with the address alice@northshire.example already" in page
    assert_plain(page)
    assert who(client) == ""
    assert User.objects.count() == 1 and not SocialAccount.objects.exists()


@pytest.mark.django_db
def test_a_name_that_is_taken_joins_nothing_either(client: Client, provider: stub.Provider) -> None:
    make_person("alice", make_council(), "performance")
    provider.claims = {"sub": "subject-2", "preferred_username": "alice.in-tests"}
    through(client, provider)
    assert User.objects.count() == 2
    assert not User.objects.get(socialaccount__uid="subject-2").memberships.exists()
    assert who(client) not in ("", "alice.in-tests")


@pytest.mark.django_db
@pytest.mark.parametrize("process", ["connect", "redirect"])
def test_somebody_signed_in_cannot_join_the_providers_account_to_theirs(provider: stub.Provider, process: str) -> None:
    client = signed_in(make_person("bob"))
    assert through(client, provider, process=process).status_code == 403
    assert not SocialAccount.objects.exists()
    assert who(client) == "bob.in-tests"


@pytest.mark.django_db
def test_a_deactivated_person_is_not_let_in(client: Client, provider: stub.Provider) -> None:
    through(client, provider)
    User.objects.update(is_active=False)
    other = Client()
    assert through(other, provider)["Location"] == "/accounts/inactive/"
    assert "An administrator has closed this account" in other.get("/accounts/inactive/").content.decode()
    assert who(client) == who(other) == ""


@pytest.mark.django_db
def test_whoever_comes_through_the_provider_has_no_password_and_gets_none(
    client: Client, provider: stub.Provider, mailoutbox: list[Any]
) -> None:
    through(client, provider)
    assert "You sign in with your council’s own account" in client.get("/accounts/").content.decode()
    refused = client.get("/accounts/password/change/")
    assert refused.status_code == 403 and "Your account has no password here" in refused.content.decode()
    Client().post("/accounts/password/reset/", {"email": "alice@northshire.example"})
    assert mailoutbox == []


@pytest.mark.django_db
def test_a_way_back_that_nobody_set_out_on_is_refused(client: Client, provider: stub.Provider) -> None:
    led = client.post(START)
    back = provider.agree(led["Location"])
    assert Client().get(back).status_code == 401
    assert client.get(back.replace("state=", "state=x")).status_code == 401
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("fault", ["audience", "secret", "gone"])
def test_what_the_provider_gets_wrong_is_a_page(client: Client, provider: stub.Provider, fault: str) -> None:
    led = client.post(START)
    back = provider.agree(led["Location"])
    provider.audience = "another application" if fault == "audience" else ""
    provider.fails = fault == "secret"
    if fault == "gone":
        provider.codes.clear()
    response = client.get(back)
    assert response.status_code == 401
    assert_plain(response.content.decode())
    assert who(client) == "" and not User.objects.exists()


@pytest.mark.django_db
def test_a_provider_that_cannot_be_reached_is_a_page(client: Client, settings: Any) -> None:
    with stub.running() as found:
        one = environment.SingleSignOn(found.issuer, "an id", "a secret", "Northshire account")
    settings.SINGLE_SIGN_ON, settings.SOCIALACCOUNT_PROVIDERS = one, one.provider
    response = client.post(START)
    assert response.status_code == 401
    assert "did not answer as it should" in response.content.decode()


@pytest.mark.django_db
def test_who_goes_back_is_told_so(client: Client, provider: stub.Provider) -> None:
    back = provider.agree(client.post(START)["Location"])
    state = back.partition("state=")[2]
    response = client.get(f"{START}callback/?error=access_denied&state={state}", follow=True)
    assert "You did not sign in" in response.content.decode()


@pytest.mark.django_db
def test_a_link_from_elsewhere_does_not_start_it(client: Client, provider: stub.Provider) -> None:
    response = client.get(START)
    assert response.status_code == 200
    assert_plain(response.content.decode())
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403


@pytest.mark.django_db
def test_without_a_provider_there_is_no_button_and_no_way(client: Client) -> None:
    assert "openid" not in client.get("/accounts/login/").content.decode().lower()
    assert client.get(START).status_code == client.post(START).status_code == 404
    assert client.get(START + "callback/?code=a&state=b").status_code == 404


# The settings


def read(monkeypatch: pytest.MonkeyPatch, local: bool = False, **variables: str) -> environment.SingleSignOn | None:
    for name in (*environment.OIDC_NEEDS, "OIDC_NAME"):
        monkeypatch.setenv(name, variables.get(name, ""))
    return environment.single_sign_on(Env(), local=local)


def test_nothing_set_is_no_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, OIDC_NAME="Northshire account") is None


@pytest.mark.parametrize("tail", ["", "/", "/.well-known/openid-configuration"])
def test_a_provider_is_read(monkeypatch: pytest.MonkeyPatch, tail: str) -> None:
    found = read(monkeypatch, **{**SET, "OIDC_ISSUER": ISSUER + tail})
    assert found == environment.SingleSignOn(ISSUER, "an id", "a secret", "your council account")
    assert found.origin == "https://login.microsoftonline.com"
    app = found.provider["openid_connect"]["APPS"][0]
    assert (app["client_id"], app["settings"]["server_url"]) == ("an id", ISSUER)
    assert read(monkeypatch, **SET, OIDC_NAME=" Northshire ").name == "Northshire"


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"OIDC_CLIENT_SECRET": ""}, "OIDC_CLIENT_SECRET too"),
        ({"OIDC_ISSUER": "", "OIDC_CLIENT_ID": " "}, "OIDC_ISSUER, OIDC_CLIENT_ID too"),
        ({"OIDC_ISSUER": "http://login.example"}, "begins with https"),
        ({"OIDC_ISSUER": "login.example"}, "begins with https"),
        ({"OIDC_ISSUER": "https://login.microsoftonline.com/common/v2.0"}, "any organisation"),
        ({"OIDC_ISSUER": "https://login.microsoftonline.com/organizations/v2.0/"}, "any organisation"),
    ],
)
def test_half_a_provider_and_an_unsafe_one_are_refused(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, str], complaint: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=complaint):
        read(monkeypatch, **{**SET, **change})


PRINT = "import json; from django.conf import settings as s; print(json.dumps([s.CONTENT_SECURITY_POLICY['DIRECTIVES']"
PRINT += "['form-action'], s.SOCIALACCOUNT_EMAIL_AUTHENTICATION, s.ALLAUTH_TRUSTED_PROXY_COUNT]))"


def test_the_providers_origin_joins_the_policy_of_forms() -> None:
    done = manage("shell", "--no-imports", "--command", PRINT, **PRODUCTION, **SET, TRUSTED_PROXIES="1")
    assert json.loads(done.stdout) == [["'self'", "https://login.microsoftonline.com"], False, 1]
    done = manage("shell", "--no-imports", "--command", PRINT, **PRODUCTION)
    assert json.loads(done.stdout) == [["'self'"], False, 0]
    assert "OIDC_CLIENT_SECRET too" in manage("check", **PRODUCTION, **{**SET, "OIDC_CLIENT_SECRET": ""}).stderr
