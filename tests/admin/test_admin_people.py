"""People: an administrator keeps those of their council, and nobody gets rights from anybody but a superuser."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from kpis.models import Membership, User
from tests.admin.conftest import Place, make_person, signed_in
from tests.admin.pages import address, errors, filled, row_of, sent

NEW = {
    "username": "newcomer",
    "usable_password": "true",
    "password1": "a long pass phrase",
    "password2": "a long pass phrase",
}


@pytest.fixture
def office(keeper: User) -> Client:
    """The first council's administrator, signed in."""
    return signed_in(keeper)


def test_an_administrator_sees_the_people_of_their_council_alone(own: Place, other: Place, office: Client) -> None:
    people = office.get(address("user", "changelist"))
    assert {each.username for each in people.context["cl"].queryset} == {"officer-northshire", "keeper"}
    assert "outhshire" not in people.content.decode()
    held = office.get(address("membership", "changelist"))
    assert {each.council for each in held.context["cl"].queryset} == {own.council}


@pytest.mark.parametrize("page", ["change", "history"])
@pytest.mark.parametrize("table", ["user", "membership"])
def test_pages_of_people_open_for_the_own_council_alone(
    own: Place, other: Place, office: Client, table: str, page: str
) -> None:
    assert office.get(address(table, page, own.rows()[table])).status_code == 200
    assert office.get(address(table, page, other.rows()[table])).status_code == 302


def test_the_password_of_another_councils_person_stays_theirs(own: Place, other: Place, office: Client) -> None:
    before = other.officer.password
    path = reverse("admin:auth_user_password_change", args=[other.officer.pk])
    fields = {"usable_password": "true", "password1": "an other pass phrase", "password2": "an other pass phrase"}
    assert office.get(path).status_code == 302
    assert office.post(path, fields).status_code == 302
    other.officer.refresh_from_db()
    assert other.officer.password == before


def test_autocomplete_offers_the_councils_people_without_oneself(own: Place, other: Place, office: Client) -> None:
    query = {"app_label": "kpis", "model_name": "membership", "field_name": "user"}
    found = office.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [each["text"] for each in found] == ["keeper", "officer-northshire"]


def test_a_performance_officer_keeps_no_people(own: Place) -> None:
    own.officer.groups.add(Group.objects.get(name="Council administrators"))
    client = signed_in(own.officer)
    for table in ("user", "membership"):
        assert list(client.get(address(table, "changelist")).context["cl"].queryset) == []
        assert client.get(address(table, "add")).status_code == 403
        assert client.get(address(table, "change", own.rows()[table])).status_code == 302


def test_an_administrator_adds_a_person_with_a_role(own: Place, office: Client) -> None:
    row = row_of({}, "memberships", 0, council=own.council.pk, role="officer", service=own.service.pk)
    response = sent(office, address("user", "add"), **NEW, **row)
    assert response.status_code == 302, errors(response)
    held = Membership.objects.get(user__username="newcomer")
    assert (held.council, held.service, held.role) == (own.council, own.service, "officer")
    assert held.history.get().history_user.username == "keeper"


def test_a_person_is_added_to_a_council(own: Place, office: Client) -> None:
    response = sent(office, address("user", "add"), **NEW)
    assert response.status_code == 200
    assert not User.objects.filter(username="newcomer").exists()


def test_a_role_in_another_council_is_refused(own: Place, other: Place, office: Client) -> None:
    row = row_of({}, "memberships", 0, council=other.council.pk, role="administrator")
    response = sent(office, address("user", "add"), **NEW, **row)
    assert errors(response) == ["Select a valid choice. That choice is not one of the available choices."]
    assert not Membership.objects.filter(user__username="newcomer").exists()


@pytest.mark.parametrize("right", ["is_staff", "is_superuser", "groups", "user_permissions"])
def test_rights_are_handed_out_by_superusers_alone(own: Place, office: Client, right: str) -> None:
    person = User.objects.create_user("plain")
    Membership.objects.create(user=person, council=own.council, role="officer")
    value = (
        Group.objects.get(name="Council administrators").pk if right == "groups" else "1" if "user" in right else "on"
    )
    path = address("user", "change", person)
    assert right not in filled(office, path)
    response = sent(office, path, first_name="Pat", **{right: value})
    assert response.status_code == 302, errors(response)
    person.refresh_from_db()
    assert (person.first_name, person.is_staff, person.is_superuser) == ("Pat", False, False)
    assert not person.groups.exists()
    assert not person.user_permissions.exists()


def someone_with_more(kind: str, own: Place, other: Place) -> User:
    person = make_person("more", "Performance officers")
    Membership.objects.create(user=person, council=own.council, role="performance")
    if kind == "a superuser":
        User.objects.filter(pk=person.pk).update(is_superuser=True)
    if kind == "of two councils":
        Membership.objects.create(user=person, council=other.council, role="officer")
    if kind == "with another right":
        from django.contrib.auth.models import Permission

        person.user_permissions.add(Permission.objects.get(codename="delete_user"))
    return person


@pytest.mark.parametrize("kind", ["a superuser", "of two councils", "with another right"])
def test_nobody_changes_somebody_who_can_do_more(own: Place, other: Place, office: Client, kind: str) -> None:
    person = someone_with_more(kind, own, other)
    path = address("user", "change", person)
    assert office.get(path).status_code == 200
    assert office.post(path, {"username": "taken"}).status_code == 403
    password = reverse("admin:auth_user_password_change", args=[person.pk])
    assert office.get(password).status_code == 403
    person.refresh_from_db()
    assert person.username == "more"


def test_nobody_hands_a_role_to_themselves(own: Place, office: Client, keeper: User) -> None:
    page = office.get(address("user", "change", keeper)).content.decode()
    assert "memberships-0-role" not in page
    row = row_of({}, "memberships", 1, council=own.council.pk, role="performance")
    sent(office, address("user", "change", keeper), **row)
    fields = {"user": keeper.pk, "council": own.council.pk, "role": "performance"}
    assert errors(sent(office, address("membership", "add"), **fields)) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    assert [each.role for each in keeper.memberships.all()] == ["administrator"]
    held = keeper.memberships.get()
    assert office.post(address("membership", "change", held), {"role": "performance"}).status_code == 403
    assert office.post(address("membership", "delete", held), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"from_date": "2019-05-01", "until": "2019-04-01"}, "A membership cannot end before it begins."),
        ({}, "officer-northshire holds this role there already: change the dates of that membership."),
    ],
)
def test_memberships_that_cannot_be_are_refused(
    own: Place, office: Client, fields: dict[str, str], message: str
) -> None:
    stated: dict[str, Any] = {"user": own.officer.pk, "council": own.council.pk, "role": "performance", **fields}
    assert errors(sent(office, address("membership", "add"), **stated)) == [message]


def test_a_service_of_another_council_is_refused_to_a_superuser_too(own: Place, other: Place, superuser: User) -> None:
    fields = {"user": own.officer.pk, "council": own.council.pk, "role": "officer", "service": other.service.pk}
    assert errors(sent(signed_in(superuser), address("membership", "add"), **fields)) == [
        "Southshire children's services belongs to another council: choose one of Northshire."
    ]


def test_people_are_made_inactive_not_removed(own: Place, superuser: User) -> None:
    client = signed_in(superuser)
    assert client.get(address("user", "delete", own.officer)).status_code == 403
    assert sent(client, address("user", "change", own.officer), is_active=None).status_code == 302
    own.officer.refresh_from_db()
    assert not own.officer.is_active


def test_groups_are_for_superusers(own: Place, office: Client, superuser: User) -> None:
    group = Group.objects.get(name="Council administrators")
    pages = [reverse("admin:auth_group_changelist"), reverse("admin:auth_group_change", args=[group.pk])]
    for page in [*pages, reverse("admin:auth_group_add")]:
        assert office.get(page).status_code == 403
        assert signed_in(superuser).get(page).status_code == 200
