"""Every page of every table, for a superuser and for a council's own staff, on their own and on another council."""

import datetime as dt
import re

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from kpis.models import BankHoliday, Mail, Membership, User
from tests.admin.conftest import THEN, Place, make_person, signed_in
from tests.admin.pages import address, soup

TABLES = [
    "council",
    "service",
    "committee",
    "synonym",
    "framework",
    "outcome",
    "policyarea",
    "publishedheadline",
    "contract",
    "measure",
    "dimension",
    "reading",
    "user",
    "membership",
    "ownership",
    "meeting",
    "closureday",
    "closingevent",
    "explanation",
    "overrideproposal",
    "report",
    "publication",
    "job",
]
READ_ONLY = ("reading", "closingevent", "explanation", "overrideproposal", "report", "publication", "job")
"""What only the product's own pages write; its rows are their own history."""
OF_NO_COUNCIL = ("bankholiday", "mail")
"""For superusers."""
SET_UP = [table for table in TABLES if table not in ("user", "membership")]
ONE_ROW_PAGES = ["change", "history", "delete"]
GONE = "/admin/"


def test_every_table_of_the_product_that_is_registered_is_walked_here() -> None:
    shown = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "kpis"}
    assert shown == {*TABLES, *OF_NO_COUNCIL}


@pytest.mark.parametrize("table", TABLES)
def test_a_superuser_opens_every_page(table: str, own: Place, superuser: User) -> None:
    client, row = signed_in(superuser), own.rows()[table]
    assert client.get(address(table, "changelist")).status_code == 200
    assert client.get(address(table, "add")).status_code == (403 if table in READ_ONLY else 200)
    assert client.get(address(table, "change", row)).status_code == 200
    expected = 302 if table in READ_ONLY else 200
    assert client.get(address(table, "history", row)).status_code == expected
    refused = table in (*READ_ONLY, "user")
    assert client.get(address(table, "delete", row)).status_code == (403 if refused else 200)


@pytest.mark.parametrize("table", SET_UP)
def test_an_officer_opens_every_page_of_their_own_council(table: str, own: Place, other: Place, office: Client) -> None:
    row = own.rows()[table]
    assert office.get(address(table, "changelist")).status_code == 200
    assert office.get(address(table, "change", row)).status_code == 200
    assert office.get(address(table, "history", row)).status_code == (302 if table in READ_ONLY else 200)
    refused = table in (*READ_ONLY, "council")
    assert office.get(address(table, "add")).status_code == (403 if refused else 200)
    assert office.get(address(table, "delete", row)).status_code == (403 if refused else 200)


@pytest.mark.parametrize("table", SET_UP)
def test_a_list_holds_the_own_councils_rows_alone(table: str, own: Place, other: Place, office: Client) -> None:
    response = office.get(address(table, "changelist"))
    listed = list(response.context["cl"].queryset)
    also = [own.contract.framework] if table == "framework" else []
    assert set(listed) == {own.rows()[table], *also}
    assert len(listed) == 1 + len(also)
    assert "Southshire" not in response.content.decode()


@pytest.mark.parametrize("page", ONE_ROW_PAGES)
@pytest.mark.parametrize("table", SET_UP)
def test_another_councils_row_answers_like_none(table: str, page: str, other: Place, office: Client) -> None:
    theirs = office.get(address(table, page, other.rows()[table]))
    if page == "delete" and table in (*READ_ONLY, "council"):
        assert theirs.status_code == 403
        return
    none = office.get(reverse(f"admin:kpis_{table}_{page}", args=[987654]))
    assert (theirs.status_code, theirs.headers["Location"]) == (302, GONE)
    assert (none.status_code, none.headers["Location"]) == (302, GONE)


@pytest.mark.parametrize("table", [table for table in SET_UP if table not in READ_ONLY])
def test_another_councils_row_cannot_be_changed(table: str, other: Place, office: Client) -> None:
    row = other.rows()[table]
    before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    response = office.post(address(table, "change", row), {"name": "Taken", "title": "Taken"})
    assert response.status_code in (302, 403)
    row.refresh_from_db()
    assert {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields} == before


@pytest.mark.parametrize("table", [table for table in SET_UP if table not in (*READ_ONLY, "council")])
def test_another_councils_row_cannot_be_deleted(table: str, other: Place, office: Client) -> None:
    row = other.rows()[table]
    assert office.post(address(table, "delete", row), {"post": "yes"}).status_code == 302
    row.refresh_from_db()


@pytest.mark.parametrize("table", [table for table in SET_UP if table not in READ_ONLY])
def test_the_versions_of_another_councils_row_are_closed(table: str, own: Place, other: Place, office: Client) -> None:
    theirs = other.rows()[table]
    version = theirs.history.first().history_id
    path = reverse(f"admin:kpis_{table}_simple_history", args=[theirs.pk, version])
    assert office.get(path).status_code == 302
    # Its number beside a row of one's own shows that row's history, not the version.
    mixed = reverse(f"admin:kpis_{table}_simple_history", args=[own.rows()[table].pk, version])
    assert "Southshire" not in office.get(mixed).content.decode()


@pytest.mark.parametrize("table", [table for table in SET_UP if table not in READ_ONLY])
def test_choices_name_no_other_council(table: str, own: Place, other: Place, office: Client) -> None:
    pages = [address(table, "change", own.rows()[table])]
    pages += [] if table == "council" else [address(table, "add")]
    for page in pages:
        assert "Southshire" not in office.get(page).content.decode()


def test_autocomplete_offers_own_measures_alone(own: Place, other: Place, office: Client) -> None:
    query = {"app_label": "kpis", "model_name": "dimension", "field_name": "measure"}
    response = office.get(reverse("admin:autocomplete"), query)
    assert response.status_code == 200
    assert [each["id"] for each in response.json()["results"]] == [str(own.measure.pk)]


def test_filters_of_a_list_offer_own_rows_alone(own: Place, other: Place, office: Client) -> None:
    page = soup(office.get(address("measure", "changelist"), {"q": "zzz"}))
    assert "Southshire" not in page.text
    found = office.get(address("measure", "changelist"), {"council__id__exact": other.council.pk})
    assert set(found.context["cl"].queryset) <= {own.measure}


@pytest.mark.parametrize("dates", [{"until": "2019-01-01"}, {"from_date": "2999-01-01"}])
def test_a_membership_that_does_not_hold_today_opens_nothing(own: Place, office: Client, dates: dict[str, str]) -> None:
    Membership.objects.filter(pk=own.membership.pk).update(**dates)
    assert list(office.get(address("measure", "changelist")).context["cl"].queryset) == []
    assert office.get(address("measure", "change", own.measure)).status_code == 302
    assert office.get(address("measure", "add")).status_code == 403


@pytest.mark.parametrize("role", ["officer", "head_of_service", "member"])
def test_other_roles_open_nothing(own: Place, role: str) -> None:
    person = make_person("alice", "Performance officers")
    Membership.objects.create(user=person, council=own.council, role=role)
    assert list(signed_in(person).get(address("measure", "changelist")).context["cl"].queryset) == []


def test_a_role_in_one_service_opens_nothing(own: Place) -> None:
    person = make_person("bob", "Performance officers")
    Membership.objects.create(user=person, council=own.council, service=own.service, role="performance")
    assert list(signed_in(person).get(address("measure", "changelist")).context["cl"].queryset) == []


def test_a_membership_without_the_group_opens_no_table(own: Place) -> None:
    own.officer.groups.clear()
    assert signed_in(own.officer).get(address("measure", "changelist")).status_code == 403


def test_a_visitor_is_asked_to_sign_in(own: Place) -> None:
    response = Client().get(address("measure", "change", own.measure))
    assert response.status_code == 302
    assert "login" in response.headers["Location"]


def test_no_table_has_bulk_actions_or_a_list_that_edits() -> None:
    for model_admin in admin.site._registry.values():
        assert model_admin.actions is None, model_admin
        assert model_admin.list_editable == (), model_admin


INLINE_STYLE_OR_SCRIPT = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)[^>]*>|\son[a-z]+=", re.IGNORECASE)


@pytest.mark.parametrize("table", TABLES)
def test_no_page_has_a_style_or_a_script_inside_it(table: str, own: Place, superuser: User) -> None:
    client, row = signed_in(superuser), own.rows()[table]
    pages = [address(table, "changelist"), address(table, "change", row), address(table, "history", row)]
    pages += [address(table, "add")] if table not in READ_ONLY else []
    for page in pages:
        found = INLINE_STYLE_OR_SCRIPT.findall(client.get(page, follow=True).content.decode())
        # Data for a script, which no browser runs.
        assert [each for each in found if "application/json" not in each] == [], page


def test_tables_of_no_council_are_for_superusers(own: Place, office: Client, superuser: User) -> None:
    holiday = BankHoliday.objects.create(date=dt.date(2199, 12, 25), name="Christmas Day")
    waiting = Mail.objects.create(
        to="a@northshire.example", subject="One", message_id="<1@x>", once="1", created_at=THEN, send_after=THEN
    )
    root = signed_in(superuser)
    for table, row in (("bankholiday", holiday), ("mail", waiting)):
        assert office.get(address(table, "changelist")).status_code == 403
        assert root.get(address(table, "changelist")).status_code == 200
        assert root.get(address(table, "change", row)).status_code == 200
    assert root.get(address("bankholiday", "history", holiday)).status_code == 200
    assert root.post(address("mail", "change", waiting), {"subject": "Two"}).status_code == 403
    assert root.get(address("mail", "delete", waiting)).status_code == 403
