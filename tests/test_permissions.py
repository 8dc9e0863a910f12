"""Every address of the site, for every kind of person, read and sent to. An address without an entry here fails.

Alice owns measures, Bob is in her team, Carol is their head of service, Petra the performance team, Mo a member of the
council, Oscar belongs to no council; admin is the administrator of the site, and nobody has not signed in.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kpis.actions.groups import make_groups
from kpis.models import Committee, Membership, Outcome, PolicyArea, PublishedHeadline, Service, User
from tests.stored import (
    columns_of,
    make_category,
    make_council,
    make_measure,
    make_person,
    make_plan,
    make_reading,
    signed_in,
)

OPEN, SIGN_IN, REFUSED, NOT_THERE, NOT_SO = "open", "sign in", "refused", "not there", "not so"
SIGN_IN_PAGES = ("/accounts/login/", "/admin/login/")
TEAM = ("oscar", "mo", "alice", "bob", "carol")
EVERYBODY = ("nobody", *TEAM, "petra", "admin")


class Expected(NamedTuple):
    """How an address answers when it is read (GET) and sent to (POST)."""

    read: str
    sent: str


Entry = dict[str, Expected]


def for_all(read: str, sent: str) -> Entry:
    return dict.fromkeys(EVERYBODY, Expected(read, sent))


def for_staff(petra: Expected, admin: Expected) -> Entry:
    """The administration: whoever is no staff is led to its sign-in page."""
    outside = dict.fromkeys(("nobody", *TEAM), Expected(SIGN_IN, SIGN_IN))
    return {**outside, "petra": petra, "admin": admin}


BOTH_OPEN = Expected(OPEN, OPEN)
CLOSED = Expected(REFUSED, REFUSED)
LOOK = Expected(OPEN, REFUSED)
GONE = Expected(NOT_THERE, NOT_THERE)
PUBLIC = for_all(OPEN, NOT_SO)

TABLE: dict[str, Entry] = {
    **dict.fromkeys(
        ("home", "how_it_works", "accessibility", "council", "scorecard", "scorecard_csv", "scorecard_xlsx",
         "scorecard_ods", "measure", "measure_data", "measure_chart"),
        PUBLIC,
    ),
    "login": for_all(OPEN, OPEN),
    "logout": for_all(NOT_SO, OPEN),
    "admin:login": for_all(OPEN, OPEN),
    "admin:logout": {
        **for_staff(Expected(NOT_SO, OPEN), Expected(NOT_SO, OPEN)),
        **dict.fromkeys(TEAM, BOTH_OPEN),  # led to the front page of the administration, which leads to its sign-in
    },
    **dict.fromkeys(
        ("admin:index", "admin:password_change", "admin:app_list"),
        for_staff(BOTH_OPEN, BOTH_OPEN),
    ),
    **dict.fromkeys(
        ("admin:autocomplete", "admin:jsi18n", "admin:password_change_done"),
        for_staff(Expected(OPEN, NOT_SO), Expected(OPEN, NOT_SO)),
    ),
    "admin:view_on_site": for_staff(GONE, GONE),
    "admin:auth_user_password_change": for_staff(GONE, BOTH_OPEN),
    "admin:(?P<url>.*)$": for_staff(GONE, GONE),
}  # fmt: skip

KEPT = ("service", "committee", "framework", "outcome", "policyarea", "publishedheadline", "measure", "dimension")
CHANGED_BY_PETRA: dict[str, set[str]] = {
    "kpis_council": {"change"},
    **{f"kpis_{name}": {"add", "change", "delete"} for name in KEPT},
    "kpis_reading": set(),
}
"""What Petra may do to the tables that she sees. To the others she is refused."""
NEVER = {"kpis_reading": {"add", "change", "delete"}, "kpis_user": {"delete"}}
"""What nobody may do, the administrator of the site included."""
PEOPLE = ("kpis_user", "kpis_membership")
ADMIN_TABLES = (*CHANGED_BY_PETRA, *PEOPLE, "auth_group")
PAGES = ("changelist", "add", "change", "delete", "history", "simple_history")


def admin_entry(table: str, page: str) -> Entry:
    return for_staff(_petra(table, page), _allowed(page, page not in NEVER.get(table, set())))


def _petra(table: str, page: str) -> Expected:
    if table not in CHANGED_BY_PETRA:
        return GONE if table in PEOPLE and page.endswith("history") else CLOSED
    return _allowed(page, page in CHANGED_BY_PETRA[table] or page not in ("add", "change", "delete"))


def _allowed(page: str, may: bool) -> Expected:
    return BOTH_OPEN if may else LOOK if page == "change" else CLOSED


TABLE |= {f"admin:{table}_{page}": admin_entry(table, page) for table in ADMIN_TABLES for page in PAGES}
# An address without its last word leads to the row's own page.
SHORT = "admin:<path:object_id>/"
TABLE[SHORT] = for_staff(BOTH_OPEN, BOTH_OPEN)


def routes(resolver: URLResolver, spaces: tuple[str, ...] = ()) -> Iterator[tuple[str, URLPattern]]:
    """Every address by its name with its namespaces; one without a name, by its pattern."""
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from routes(each, (*spaces, *([each.namespace] if each.namespace else [])))
        else:
            yield ":".join((*spaces, each.name or str(each.pattern))), each


ROUTES = dict(routes(get_resolver()))


def test_every_address_has_an_entry() -> None:
    assert set(ROUTES) - set(TABLE) == set()


def test_every_entry_is_an_address() -> None:
    without_versions = {"admin:kpis_user_simple_history", "admin:auth_group_simple_history"}
    assert set(TABLE) - set(ROUTES) == without_versions


@pytest.fixture
def people(db: None) -> dict[str, Client]:
    make_groups()
    council = make_council()
    service = Service.objects.create(council=council, name="Children")
    roles = {"mo": "member", "alice": "officer", "bob": "officer", "carol": "head_of_service", "petra": "performance"}
    found = {name: make_person(name, council, role, None if name in ("mo", "petra") else service)
             for name, role in roles.items()}  # fmt: skip
    found["oscar"] = make_person("oscar")
    found["petra"].is_staff = True
    found["petra"].save()
    found["petra"].groups.add(Group.objects.get(name="Performance officers"))
    found["admin"] = User.objects.create_superuser("root", password="a long pass phrase")
    return {name: signed_in(found.get(name)) for name in EVERYBODY}


@pytest.fixture
def rows(people: dict[str, Client]) -> dict[str, Any]:
    """One row of every table, by its name in the addresses of the administration."""
    service = Service.objects.get()
    plan = make_plan(service.council)
    outcome = Outcome.objects.create(framework=plan, name="Safe")
    area = PolicyArea.objects.create(framework=plan, name="Care")
    measure = make_measure(plan, "M1", service=service, outcome=outcome, policy_area=area)
    reading = make_reading(measure, "2018/19", "7").reading
    dimension = make_category(measure, "District", "North").dimension
    headline = PublishedHeadline.objects.create(
        framework=plan, met=1, not_met=2, source="a paper", **columns_of(reading.period)
    )
    committee = Committee.objects.create(council=service.council, slug="children", name="Children's panel")
    member = Membership.objects.get(role="member")
    found = [service.council, service, committee, plan, outcome, area, headline, measure, dimension, reading]
    named = {f"kpis_{row._meta.model_name}": row for row in found}
    return {**named, "kpis_membership": member, "kpis_user": member.user, "auth_group": Group.objects.first()}


def address(name: str, rows: dict[str, Any]) -> str:
    """An address with what it needs to lead to a row that there is."""
    if not name.startswith("admin:"):
        known = {"council": "northshire", "ref": "M1"}
        return reverse(name, kwargs={key: known[key] for key in ROUTES[name].pattern.converters})
    table, _, page = name.removeprefix("admin:").rpartition("_")
    table, page = (table.removesuffix("_simple"), "simple_history") if table.endswith("_simple") else (table, page)
    if page in ("change", "delete", "history") and table in rows:
        return reverse(name, args=[rows[table].pk])
    if page == "simple_history":
        return reverse(name, args=[rows[table].pk, history_of(rows[table])])
    return SPECIAL[name] if name in SPECIAL else reverse(name)


def history_of(row: Any) -> int:
    return row.history.first().history_id if hasattr(row, "history") and hasattr(row.history, "first") else 1


SPECIAL = {
    SHORT: "/admin/kpis/council/1/",
    "admin:(?P<url>.*)$": "/admin/there-is-no-such-page/",
    "admin:app_list": "/admin/kpis/",
    "admin:view_on_site": "/admin/r/1/1/",
    "admin:auth_user_password_change": "/admin/kpis/user/1/password/",
    "admin:autocomplete": "/admin/autocomplete/?app_label=kpis&model_name=dimension&field_name=measure",
}


def outcome_of(response: HttpResponse, path: str) -> str:
    if response.status_code == 302:
        # The administration leads from a row that somebody may not know of to its front page.
        gone = response["Location"] == "/admin/" and not path.startswith("/admin/log")
        return SIGN_IN if response["Location"].startswith(SIGN_IN_PAGES) else NOT_THERE if gone else OPEN
    return {200: OPEN, 403: REFUSED, 404: NOT_THERE, 405: NOT_SO}[response.status_code]


def asked(client: Client, method: str, path: str) -> str:
    """How an address answers, without a trace of what it did; who signs out is signed in again."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return outcome_of(response, path)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_matrix(who: str, people: dict[str, Client], rows: dict[str, Any]) -> None:
    wrong = {}
    for name in ROUTES:
        path = special(name, rows)
        for method, expected in zip(("GET", "POST"), TABLE[name][who], strict=True):
            answer = asked(people[who], method, path)
            if answer != expected:
                wrong[f"{method} {name}"] = f"{answer}, expected {expected}"
    assert wrong == {}


def special(name: str, rows: dict[str, Any]) -> str:
    path = address(name, rows)
    for table in ("council", "user"):
        path = path.replace(f"/{table}/1/", f"/{table}/{rows[f'kpis_{table}'].pk}/")
    return path


def test_what_is_not_declared_public_leads_nobody_to_sign_in() -> None:
    closed = {name for name, route in ROUTES.items() if getattr(route.callback, "login_required", True)}
    assert {name for name in closed if TABLE[name]["nobody"].read != SIGN_IN} == set()
    opened = set(ROUTES) - closed
    assert opened == {name for name in ROUTES if TABLE[name]["nobody"].read != SIGN_IN}


def test_a_person_without_staff_rights_is_told_by_the_page_and_not_by_an_error(people: dict[str, Client]) -> None:
    response = people["mo"].get("/admin/", follow=True)
    assert response.status_code == 200
    assert "not authori" in response.content.decode().lower() or "not allowed" in response.content.decode().lower()


def test_a_refusal_is_a_page_that_says_so(people: dict[str, Client], rows: dict[str, Any]) -> None:
    response = people["petra"].get(reverse("admin:kpis_user_changelist"))
    assert response.status_code == 403
    assert "You are not allowed to do that" in response.content.decode()
    assert PermissionDenied.__name__ not in response.content.decode()


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "petra", "mo"])
def test_everybody_of_a_closed_council_reads_its_pages(
    who: str, people: dict[str, Client], rows: dict[str, Any]
) -> None:
    rows["kpis_council"].visibility = "members"
    rows["kpis_council"].save()
    for name in ("council", "scorecard", "scorecard_csv", "measure", "measure_data", "measure_chart"):
        path = address(name, rows)
        assert people[who].get(path).status_code == 200, name
        assert people["oscar"].get(path).status_code == people["nobody"].get(path).status_code == 404, name


def test_sending_without_the_token_of_the_form_is_refused(people: dict[str, Client]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/accounts/login/", {"username": "mo", "password": "x"}).status_code == 403
    assert strict.post("/accounts/logout/").status_code == 403
