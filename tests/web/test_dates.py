"""Days and periods from outside: what no calendar holds is answered with a sentence, at every address and form."""

import re
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.db.models import DateField
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from kpis.entry.forms import FigureForm
from kpis.models import Committee, User
from kpis.rectification.forms import NoticeForm
from kpis.rounds.forms import MeetingForm
from tests.entry.conftest import Bringing, bringing, today  # noqa: F401 - fixtures
from tests.test_permissions import ROUTES, address, people, rows  # noqa: F401 - fixtures

YEAR = "The year must be from 1900 to 2199."
AS_OF = ["/northshire/scorecard/", "/northshire/scorecard.csv", "/northshire/measures/C1/", "/northshire/changes/",
         "/northshire/measures/C1/data.csv", "/northshire/measures/C1/chart.json"]  # fmt: skip
NO_DAYS = ["0001-01-01", "0001-01-02", "1899-12-31", "2200-01-01", "9999-12-31", "9999-12-30", "0000-01-01",
           "10000-01-01", "2019-02-30", "1 January 0001", "31 December 9999", "²⁰¹⁹-06-18", "now"]  # fmt: skip
EDGES = ["1900-01-01", "1900-q1", "1900-m01", "1900", "2199-12-31", "2199-q4", "2199-m12", "2199-00"]


@pytest.mark.parametrize("text", NO_DAYS)
def test_what_is_no_day_to_look_back_to_is_not_there(bringing: Bringing, text: str) -> None:  # noqa: F811
    for path in AS_OF:
        response = Client().get(path, {"as_of": text})
        assert response.status_code == 404, path
        page = response.content.decode()
        assert re.search(r"is (not a date|too far away): write it as 2019-06-18[.,]", page), path


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_can_be_looked_back_to(bringing: Bringing, day: str) -> None:  # noqa: F811
    for path in AS_OF:
        assert Client().get(path, {"as_of": day}).status_code in (200, 404), path


@pytest.mark.parametrize(("name", "text"), [("as_of", "0001-01-02"), ("period", "9999-12-31"), ("year", "0001")])
def test_no_address_fails_by_a_day(
    people: dict[str, Client],  # noqa: F811
    rows: dict[str, Any],  # noqa: F811
    name: str,
    text: str,
) -> None:
    for route in ROUTES:
        if not route.startswith("admin:"):
            assert people["petra"].get(address(route, rows), {name: text}).status_code < 500, route


@pytest.mark.parametrize("period", [*EDGES, "0001-01-01", "9999-12-31", "0001-m01", "9999-q4"])
def test_no_page_of_a_period_fails_by_it(bringing: Bringing, period: str) -> None:  # noqa: F811
    petra = bringing.client("petra")
    named = {"council": "northshire", "ref": "C1", "period": period}
    for name in ("grid", "figure", "close"):
        path = reverse(name, kwargs={key: named[key] for key in ROUTES[name].pattern.converters})
        assert petra.get(path).status_code < 500, path
    for path in ("scorecard/", "changes/", "measures/C1/", "import/template.csv", "reports/new/", "new-year/"):
        assert petra.get(f"/northshire/{path}", {"period": period, "year": period}).status_code < 500, path


# Forms


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_no_form_takes_a_day_that_nothing_can_be_counted_from(db: None, day: str) -> None:
    meeting = MeetingForm(Committee.objects.all(), {"date": day})
    notice = NoticeForm("notice", {"plan_due": day})
    assert meeting.errors["date"] == [YEAR] and notice.errors["plan_due"] == [YEAR]
    with pytest.raises(forms.ValidationError, match=YEAR):
        FigureForm.base_fields["expected"].clean(day)


def test_every_day_in_the_administration_is_bounded(db: None) -> None:
    request = HttpRequest()
    request.user = User(is_superuser=True, is_staff=True)
    checked = set()
    for model in apps.get_app_config("kpis").get_models():
        for field in model._meta.get_fields():
            if type(field) is DateField and model in admin.site._registry:
                made = admin.site._registry[model].formfield_for_dbfield(field, request)
                with pytest.raises(forms.ValidationError, match=YEAR):
                    made.clean("0001-01-02")
                checked.add(f"{model.__name__}.{field.name}")
    assert {"Meeting.date", "BankHoliday.date", "Membership.until", "Framework.starts"} <= checked


LOOK_UPS = [
    ("meeting", "date__year", "1"),
    ("meeting", "date__gte", "0001-01-01"),
    ("closingevent", "at__year", "1"),
    ("closingevent", "at__year", "9999"),
    ("mail", "sent_at__gte", "0001-01-01 00:00:00+14:00"),
    ("mail", "sent_at__lt", "9999-12-31 23:59:59-14:00"),
    ("publication", "published_at__year", "0"),
    ("reading", "end__year", "9999"),
    ("reading", "end__year", "99999999999999999999"),
    ("closingevent", "at__month", "99"),
    ("bankholiday", "date__year", "-1"),
]


def test_no_filter_of_the_administration_fails_by_a_day(people: dict[str, Client], rows: dict[str, Any]) -> None:  # noqa: F811
    failed = [
        (table, name, value)
        for table, name, value in LOOK_UPS
        if people["admin"].get(reverse(f"admin:kpis_{table}_changelist"), {name: value}).status_code >= 500
    ]
    assert failed == []
