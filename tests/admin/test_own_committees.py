"""A member's own committees in the administration: of her council alone, for members alone, kept in the history."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from kpis.models import Committee, Membership, User
from tests.admin.conftest import Place, signed_in
from tests.admin.pages import address, errors, filled, row_of, sent


@pytest.fixture
def office(keeper: User) -> Client:
    """The first council's administrator, signed in."""
    return signed_in(keeper)


@pytest.fixture
def member(own: Place) -> Membership:
    person = User.objects.create_user("mo")
    return Membership.objects.create(user=person, council=own.council, role="member")


def committees(membership: Membership) -> list[str]:
    return [each.slug for each in membership.committees.order_by("slug")]


def test_an_administrator_states_a_members_committees(own: Place, office: Client, member: Membership) -> None:
    health = Committee.objects.create(council=own.council, slug="health", name="Health panel")
    both = [own.committee.pk, health.pk]
    response = sent(office, address("membership", "change", member), committees=both, change_reason="Elected in May")
    assert response.status_code == 302, errors(response)
    assert committees(member) == ["children", "health"]
    said = member.history.first()
    assert said.history_change_reason == "Elected in May"
    assert {each.committee_id for each in said.committees.all()} == set(both)


def test_they_stand_on_the_persons_page_too(own: Place, office: Client, member: Membership) -> None:
    path = address("user", "change", member.user)
    response = sent(office, path, **{"memberships-0-committees": [own.committee.pk]})
    assert response.status_code == 302, errors(response)
    assert committees(member) == ["children"]
    assert filled(office, path)["memberships-0-committees"] == str(own.committee.pk)
    assert sent(office, path, **{"memberships-0-committees": None}).status_code == 302
    assert committees(member) == []


def test_another_councils_committee_is_no_choice(own: Place, other: Place, office: Client, member: Membership) -> None:
    response = sent(office, address("membership", "change", member), committees=[other.committee.pk])
    assert re.match(r"Select a valid choice", errors(response)[0])
    offered = office.get(
        reverse("admin:autocomplete"), {"app_label": "kpis", "model_name": "membership", "field_name": "committees"}
    )
    assert [each["text"] for each in offered.json()["results"]] == ["Northshire children's panel"]
    assert committees(member) == []


def test_nor_is_it_to_a_superuser(own: Place, other: Place, superuser: User, member: Membership) -> None:
    mixed = [own.committee.pk, other.committee.pk]
    wrong = "Southshire children's panel is a committee of another council: choose those of Northshire."
    client = signed_in(superuser)
    assert errors(sent(client, address("membership", "change", member), committees=mixed)) == [wrong]
    path = address("user", "change", member.user)
    assert errors(sent(client, path, **{"memberships-0-committees": mixed})) == [wrong]
    assert committees(member) == []


@pytest.mark.parametrize("role", ["officer", "performance"])
def test_another_role_has_no_committees(own: Place, office: Client, role: str) -> None:
    person = User.objects.create_user("newcomer")
    Membership.objects.create(user=person, council=own.council, role="head_of_service")
    row = row_of({}, "memberships", 1, council=own.council.pk, role=role, committees=own.committee.pk)
    response = sent(office, address("user", "change", person), **row)
    assert errors(response) == ["Committees are stated for members alone: leave this blank for another role."]


def test_two_who_state_them_at_once_do_not_undo_each_other(own: Place, office: Client, member: Membership) -> None:
    path = address("membership", "change", member)
    opened = filled(office, path)
    sent(office, path, committees=[own.committee.pk])
    response = office.post(path, {**opened, "role": "officer"})
    assert "This was changed by keeper" in errors(response)[0]
    assert committees(member) == ["children"]


def test_no_council_can_be_called_by_the_address_of_start_pages(superuser: User) -> None:
    fields = {"slug": "home", "name": "Home County Council", "visibility": "public"}
    response = sent(signed_in(superuser), address("council", "add"), **fields)
    assert errors(response) == ['"home" is an address of this site: choose another.']
