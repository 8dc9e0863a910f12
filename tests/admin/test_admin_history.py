"""Every change leaves who, when, what and why; nothing in the administration writes around it."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kpis.models import Committee, Framework, PublishedHeadline, Service
from tests.admin.conftest import Place, signed_in
from tests.admin.pages import address, errors, filled, sent, soup

RENAMED = {
    "council": "name",
    "service": "name",
    "committee": "remit",
    "framework": "name",
    "outcome": "name",
    "policyarea": "name",
    "publishedheadline": "source",
    "contract": "provider",
    "measure": "definition",
    "dimension": "name",
}


@pytest.mark.parametrize("table", RENAMED)
def test_a_change_is_in_the_history_with_its_reason(table: str, own: Place, office: Client) -> None:
    row, field = own.rows()[table], RENAMED[table]
    response = sent(office, address(table, "change", row), **{field: "As it is now", "change_reason": "put right"})
    assert response.status_code == 302, errors(response)
    last, first = row.history.first(), row.history.last()
    assert (getattr(last, field), last.history_user, last.history_change_reason) == (
        "As it is now",
        own.officer,
        "put right",
    )
    assert getattr(first, field) != "As it is now"
    text = (
        soup(office.get(address(table, "history", row)))
        .select_one("table:has(#change-history) tbody tr")
        .get_text(" ", strip=True)
    )
    assert "officer-northshire" in text
    assert "→ As it is now" in text
    assert "put right" in text


@pytest.mark.parametrize("table", [table for table in RENAMED if table != "council"])
def test_what_a_row_belongs_to_is_stated_once(table: str, own: Place, other: Place, superuser: Any) -> None:
    row, fields = own.rows()[table], {"council": other.council.pk, "framework": other.framework.pk}
    if table == "measure":
        fields.pop("framework")
    sent(signed_in(superuser), address(table, "change", row), **fields, measure=other.measure.pk)
    before = {name: getattr(row, f"{name}_id", None) for name in ("council", "framework", "measure")}
    row.refresh_from_db()
    assert {name: getattr(row, f"{name}_id", None) for name in before} == before


def test_a_councils_address_stays(own: Place, superuser: Any) -> None:
    client = signed_in(superuser)
    assert "slug" not in filled(client, address("council", "change", own.council))
    sent(client, address("council", "change", own.council), slug="elsewhere")
    own.council.refresh_from_db()
    assert own.council.slug == "northshire"


@pytest.mark.parametrize("slug", ["admin", "api", "static", "North", "a b", ""])
def test_an_address_that_cannot_be_is_refused(slug: str, own: Place, superuser: Any) -> None:
    response = sent(signed_in(superuser), address("council", "add"), name="New", slug=slug, visibility="members")
    assert response.status_code == 200
    assert errors(response)


def test_an_earlier_version_is_shown_and_never_restored(own: Place, office: Client) -> None:
    sent(office, address("service", "change", own.service), name="Children and families")
    version = own.service.history.last().history_id
    path = reverse("admin:kpis_service_simple_history", args=[own.service.pk, version])
    assert office.get(path).status_code == 200
    assert office.post(path, {"council": own.council.pk, "name": "Back again"}).status_code in (200, 405)
    own.service.refresh_from_db()
    assert own.service.name == "Children and families"


def test_a_row_that_was_only_opened_and_saved_writes_no_history(own: Place, office: Client) -> None:
    for table in RENAMED:
        row = own.rows()[table]
        before = row.history.count()
        assert sent(office, address(table, "change", row)).status_code == 302
        assert row.history.count() == before, table


def test_a_name_that_is_taken_in_the_council_is_refused(own: Place, office: Client) -> None:
    Service.objects.create(council=own.council, name="Education")
    response = sent(office, address("service", "change", own.service), name="Education")
    assert errors(response) == ["Service with this Council and Name already exists."]


def test_a_deleted_row_stays_in_the_history(own: Place, office: Client) -> None:
    committee = Committee.objects.create(council=own.council, slug="adults", name="Adults panel")
    key = committee.pk
    assert office.post(address("committee", "delete", committee), {"post": "yes"}).status_code == 302
    last = Committee.history.filter(id=key).latest()
    assert (last.history_type, last.history_user, last.name) == ("-", own.officer, "Adults panel")


@pytest.mark.parametrize("table", ["service", "framework", "measure"])
def test_what_is_in_use_cannot_be_deleted(table: str, own: Place, office: Client) -> None:
    row = own.rows()[table]
    response = office.post(address(table, "delete", row), {"post": "yes"})
    assert response.status_code in (200, 403)
    row.refresh_from_db()


@pytest.mark.parametrize("field", ["kind", "underspend_is_red"])
def test_a_plan_with_signed_off_figures_is_not_judged_anew(own: Place, office: Client, field: str) -> None:
    value = "contract" if field == "kind" else "on"
    what = "the kind" if field == "kind" else "whether an underspend is red"
    path = address("framework", "change", own.framework)
    assert errors(sent(office, path, **{field: value})) == [
        f"Changing {what} would judge 1 signed-off figure anew. Set up another plan or contract for what comes next."
    ]
    empty = Framework.objects.create(council=own.council, slug="next", name="The next plan")
    assert sent(office, address("framework", "change", empty), **{field: value}).status_code == 302


def test_a_plan_ends_after_it_starts(own: Place, office: Client) -> None:
    path = address("framework", "change", own.framework)
    assert errors(sent(office, path, starts="2020-04-01", ends="2019-03-31")) == ["It cannot end before it starts."]


def test_a_headline_is_of_a_period_written_as_one_text(own: Place, other: Place, office: Client) -> None:
    path, fields = address("publishedheadline", "add"), {"framework": own.framework.pk, "met": "10", "not_met": "11"}
    assert sent(office, path, **fields, source="the paper", period="2019/20 Q4").status_code == 302
    made = PublishedHeadline.objects.get(met=10)
    assert (made.kind, made.start, made.end) == ("quarter", dt.date(2020, 1, 1), dt.date(2020, 3, 31))
    assert filled(office, address("publishedheadline", "change", made))["period"] == "2019/20 Q4"
    assert errors(sent(office, path, **fields, source="the paper", period="2018/19")) == [
        "There is a headline of Northshire council plan for 2018/19 already: change that one."
    ]


def test_a_headlines_committee_is_of_the_plans_council(own: Place, other: Place, superuser: Any) -> None:
    fields = {"framework": own.framework.pk, "met": "1", "not_met": "1", "source": "x", "period": "2019/20"}
    response = sent(signed_in(superuser), address("publishedheadline", "add"), **fields, committee=other.committee.pk)
    assert errors(response) == [
        "Southshire children's panel is a committee of another council than Northshire council plan."
    ]


def test_a_reading_is_read_only_with_its_versions(own: Place, office: Client) -> None:
    version = own.reading.versions.get()
    version.judgements.create(kind="dot", value="up", basis="unknown", source="the paper of June")
    path = address("reading", "change", own.reading)
    page = soup(office.get(path))
    assert not page.select("#content-main input[type=submit]")
    row = page.select_one("section[aria-labelledby=versions-heading] tbody tr").get_text(" ", strip=True)
    assert "346" in row
    assert "Direction of travel: up (the paper of June)" in row
    assert office.post(path, {"kind": "year"}).status_code == 403
