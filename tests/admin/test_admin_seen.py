"""A page opened before somebody else changed what it shows is told, with what stands now, and what was typed stays."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kpis.models import MeasureRule, Service, Target, User
from tests.admin.conftest import Place, columns, signed_in
from tests.admin.pages import added, address, errors, filled, row_of, sent

ANEW = {"targets-0-anew": "on"}
AFTER = " What you typed is below and has not been saved: save again to put it in its place."


def told_once(client: Client, path: str, data: dict[str, Any], now: str) -> dict[str, Any]:
    """The form as it comes back to whoever was second, who was told what stands ``now``."""
    response = client.post(path, added(data))
    assert response.status_code == 200
    (said,) = errors(response)
    assert said.startswith("This was changed") and said.endswith(AFTER), said
    assert f" after you opened it. What stands now: {now}" in said, said
    return filled(Returned(response), path)


class Returned:
    """A browser that looks at an answer."""

    def __init__(self, response: Any) -> None:
        self.get = lambda path: response


def test_a_changed_row_is_shown_and_kept_as_typed(own: Place, office: Client) -> None:
    path = address("service", "change", own.service)
    opened = filled(office, path)
    sent(office, path, name="The first", suppress_below="6")
    again = told_once(office, path, {**opened, "name": "The second"}, "Name: The first; Suppress below: 6")
    own.service.refresh_from_db()
    assert own.service.name == "The first"
    assert again["name"] == "The second"
    assert office.post(path, again).status_code == 302
    own.service.refresh_from_db()
    assert own.service.name == "The second"


def test_the_second_is_told_who_changed_it_and_when(own: Place, office: Client) -> None:
    path = address("service", "change", own.service)
    opened = filled(office, path)
    with time_machine.travel(timezone.now() + dt.timedelta(days=1)):
        sent(office, path, name="The first")
        day = timezone.localtime()
        response = office.post(path, {**opened, "name": "The second"})
    assert errors(response)[0].startswith(f"This was changed by officer-northshire on {day.day} {day:%B %Y at %H}:")


def test_committees_and_other_rows_are_named_in_words(own: Place, office: Client) -> None:
    path = address("measure", "change", own.measure)
    opened = filled(office, path)
    own.measure.committees.clear()
    own.measure.service, own.measure.data_lag_days = None, 20
    own.measure.save()
    told_once(
        office, path, {**opened, "title": "Plans"}, "Title: Northshire plans M1; Service: blank; Committees: blank"
    )


def test_a_choice_is_named_in_words(own: Place, office: Client) -> None:
    path = address("council", "change", own.council)
    opened = filled(office, path)
    sent(office, path, visibility="public")
    told_once(office, path, {**opened, "notice": "Trial"}, "Visibility: Public: every signed-off figure")


def test_what_only_another_page_shows_is_no_hindrance(own: Place, office: Client) -> None:
    path = address("measure", "change", own.measure)
    opened = filled(office, path)
    Target.objects.create(measure=own.measure, value=Decimal(5), recorded_at=timezone.now(), **next_year())
    assert office.post(path, {**opened, "title": "Plans"}).status_code == 302


def next_year() -> dict[str, Any]:
    return {"kind": "year", "start": dt.date(2019, 4, 1), "end": dt.date(2020, 3, 31)}


# Rows of a measure's page


def test_a_target_that_somebody_else_changed(own: Place, office: Client) -> None:
    path = address("measure", "change", own.measure)
    opened = filled(office, path)
    sent(office, path, **{"targets-0-value": "310", "targets-0-reason": "first", **ANEW})
    stale = {**opened, "targets-0-value": "320", "targets-0-reason": "second", **ANEW}
    again = told_once(office, path, stale, "Target: 310")
    assert [each.value for each in own.measure.targets.order_by("number")] == [300, 310]
    assert (again["targets-0-value"], again["targets-0-reason"]) == ("320", "second")
    assert office.post(path, again).status_code == 302
    assert [each.value for each in own.measure.targets.order_by("number")] == [300, 310, 320]


def test_a_target_that_somebody_else_withdrew(own: Place, office: Client) -> None:
    path = address("measure", "change", own.measure)
    opened = filled(office, path)
    sent(office, path, **{"targets-0-withdrawn": "on", "targets-0-reason": "in error", **ANEW})
    stale = {**opened, "targets-0-value": "320", "targets-0-reason": "second", **ANEW}
    again = told_once(office, path, stale, "it is withdrawn")
    assert office.post(path, again).status_code == 302
    assert [each.value for each in own.measure.targets.order_by("number")] == [300, 300, 320]


@pytest.mark.parametrize(
    ("table", "first", "second", "now"),
    [
        ("targets", {"value": "5"}, {"value": "6"}, "Target: 5"),
        ("baselines", {"value": "5"}, {"value": "6"}, "Value: 5"),
        ("comparators", {"name": "England", "value": "5"}, {"name": "England", "value": "6"}, "Value: 5"),
    ],
)
def test_a_row_that_somebody_else_added(
    own: Place, office: Client, table: str, first: dict[str, str], second: dict[str, str], now: str
) -> None:
    path = address("measure", "change", own.measure)
    opened = filled(office, path)
    number = int(opened[f"{table}-TOTAL_FORMS"])
    rows = [row_of({}, table, number, period="2019/20", reason="agreed", **each) for each in (first, second)]
    assert office.post(path, added(opened | rows[0])).status_code == 302
    again = told_once(office, path, opened | rows[1], now)
    assert office.post(path, again).status_code == 302
    versions = getattr(own.measure, table).filter(start=dt.date(2019, 4, 1)).order_by("number")
    assert [each.value for each in versions] == [5, 6]


def later_rule(own: Place) -> MeasureRule:
    rule = MeasureRule(measure=own.measure, begins=dt.date(2030, 4, 1), scheme="target", polarity="lower")
    rule.decimal_places = 0
    rule.save()
    return rule


def test_a_rule_that_somebody_else_changed(own: Place, office: Client) -> None:
    rule, path = later_rule(own), address("measure", "change", own.measure)
    opened = filled(office, path)
    rule.polarity = "higher"
    rule.save()
    again = told_once(office, path, {**opened, "rules-1-decimal_places": "2"}, "Polarity: Higher; Decimal places: 0")
    assert office.post(path, again).status_code == 302
    rule.refresh_from_db()
    assert (rule.polarity, rule.decimal_places) == ("lower", 2)


def test_a_rule_that_somebody_else_changed_is_not_removed_unseen(own: Place, office: Client) -> None:
    rule, path = later_rule(own), address("measure", "change", own.measure)
    opened = filled(office, path)
    rule.polarity = "higher"
    rule.save()
    response = office.post(path, {**opened, "rules-1-DELETE": "on"})
    assert "What stands now: Polarity: Higher." in errors(response)[0]
    assert office.post(path, filled(Returned(response), path) | {"rules-1-DELETE": "on"}).status_code == 302
    assert not MeasureRule.objects.filter(pk=rule.pk).exists()


def test_a_dimension_and_a_category_that_somebody_else_renamed(own: Place, office: Client) -> None:
    path = address("measure", "change", own.measure)
    opened = filled(office, path)
    own.dimension.name = "Area"
    own.dimension.save()
    told_once(office, path, {**opened, "dimensions-0-name": "Place"}, "Name: Area")
    path = address("dimension", "change", own.dimension)
    opened = filled(office, path)
    own.category.name = "The north"
    own.category.save()
    told_once(office, path, {**opened, "categories-0-name": "Up north"}, "Name: The north")


def test_a_dimension_that_somebody_else_removed(own: Place, office: Client) -> None:
    path = address("measure", "change", own.measure)
    opened = filled(office, path)
    own.dimension.delete()
    response = office.post(path, {**opened, "dimensions-0-name": "Place"})
    assert errors(response)[0].startswith("Somebody else has removed this row. Nothing has been saved")
    assert filled(Returned(response), path)["dimensions-0-name"] == "Place"


# People


def test_a_person_and_a_membership_that_somebody_else_changed(own: Place, superuser: User) -> None:
    root, path = signed_in(superuser), address("user", "change", own.officer)
    opened = filled(root, path)
    User.objects.filter(pk=own.officer.pk).update(email="new@northshire.example", last_login=timezone.now())
    again = told_once(root, path, {**opened, "first_name": "Ada"}, "First name: blank; Email address: new@")
    assert root.post(path, again).status_code == 302
    opened = filled(root, path)
    own.membership.until = dt.date(2030, 3, 31)
    own.membership.save()
    told_once(root, path, {**opened, "memberships-0-role": "officer"}, "Role: Performance team; Until: 31 March 2030")


def test_signing_in_meanwhile_is_no_change(own: Place, superuser: User) -> None:
    root, path = signed_in(superuser), address("user", "change", own.officer)
    opened = filled(root, path)
    now = timezone.now()
    User.objects.filter(pk=own.officer.pk).update(last_login=now)
    assert root.post(path, {**opened, "first_name": "Ada"}).status_code == 302
    own.officer.refresh_from_db()
    assert (own.officer.first_name, own.officer.last_login) == ("Ada", now)


def test_a_group_that_somebody_else_changed(own: Place, superuser: User) -> None:
    root, group = signed_in(superuser), Group.objects.get(name="Performance officers")
    path = reverse("admin:auth_group_change", args=[group.pk])
    opened = filled(root, path)
    Group.objects.filter(pk=group.pk).update(name="Officers")
    told_once(root, path, {**opened, "name": "Set-up"}, "Name: Officers")


# The clock


def test_a_clock_set_back_is_named(own: Place, office: Client) -> None:
    later_rule(own)
    sent(office, address("service", "change", own.service), name="Now")
    with time_machine.travel(timezone.now() - dt.timedelta(days=2)):
        response = sent(office, address("service", "change", own.service), name="Then")
        told = sent(office, address("measure", "change", own.measure), title="Then")
        ruled = sent(office, address("measure", "change", own.measure), **{"rules-1-polarity": "higher"})
    assert "the server's clock says" in errors(response)[0]
    assert "Now was changed at" in errors(response)[0]
    assert "the server's clock says" in errors(told)[0]
    assert "the server's clock says" in errors(ruled)[0]
    assert Service.objects.get(pk=own.service.pk).name == "Now"


def test_what_cannot_be_written_is_said_beside_what_was_typed(own: Place, office: Client) -> None:
    path = address("measure", "change", own.measure)
    sent(office, path, **{"targets-0-value": "310", "targets-0-reason": "first", **ANEW})
    with time_machine.travel(timezone.now() - dt.timedelta(days=2)):
        response = sent(office, path, **{"targets-0-value": "320", "targets-0-reason": "second", **ANEW})
    assert errors(response)[0].startswith("Nothing was saved. Nothing has been saved: the server's clock says")
    assert filled(Returned(response), path)["targets-0-value"] == "320"
    assert columns(own.target.period) and own.measure.targets.count() == 2
