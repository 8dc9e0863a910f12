"""Every address of the site, for every kind of person, read and sent to: an address without an entry in
tests/permission_table.py fails. Those that name a council are walked for other services and councils too."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kpis.domain.period_text import parse_period
from kpis.measures.actions_groups import make_groups
from kpis.models import (
    BankHoliday,
    ClosingEvent,
    ClosureDay,
    Committee,
    Contract,
    Explanation,
    Job,
    Mail,
    Measure,
    Meeting,
    Membership,
    Outcome,
    OverrideProposal,
    Ownership,
    PolicyArea,
    Publication,
    PublishedHeadline,
    ReadingVersion,
    Rectification,
    Report,
    Service,
    Synonym,
    Upload,
    User,
)
from tests.permission_table import (
    ELSEWHERE,
    EVERYBODY,
    LEAD_ON,
    NOT_SO,
    NOT_THERE,
    OPEN,
    OWN,
    REFUSED,
    SHORT,
    SIGN_IN,
    TABLE,
    UNCLEAR,
    Entry,
)
from tests.stored import (
    LONG_AGO,
    columns_of,
    make_category,
    make_council,
    make_measure,
    make_person,
    make_plan,
    make_publication,
    make_reading,
    signed_in,
)

SIGN_IN_PAGES = ("/accounts/login/", "/admin/login/")


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


def reported(measure: Measure, value: str) -> ReadingVersion:
    """As many yearly figures as a control chart needs, the last of them of 2018/19."""
    return [make_reading(measure, f"{year}/{(year + 1) % 100:02d}", value) for year in range(2007, 2019)][-1]


@pytest.fixture
def rows(people: dict[str, Client]) -> dict[str, Any]:
    """One row of every table, by its name in the addresses of the administration."""
    service = Service.objects.get()
    alice = User.objects.get(memberships__role="officer", username__startswith="alice")
    plan = make_plan(service.council)
    outcome = Outcome.objects.create(framework=plan, name="Safe")
    area = PolicyArea.objects.create(framework=plan, name="Care")
    measure = make_measure(plan, "M1", service=service, outcome=outcome, policy_area=area)
    version = reported(measure, "7")
    dimension = make_category(measure, "District", "North").dimension
    headline = PublishedHeadline.objects.create(
        framework=plan, met=1, not_met=2, source="a paper", **columns_of(version.reading.period)
    )
    committee = Committee.objects.create(council=service.council, slug="children", name="Children's panel")
    member = Membership.objects.get(role="member")
    job = make_publication(committee, plan)
    found = [job, *Report.objects.all(), *Publication.objects.all(), make_contract(service)]
    found += [Synonym.objects.create(council=service.council, words="bins, waste")]
    found += [service.council, service, committee, plan, outcome, area, headline, measure, dimension, version.reading]
    found += brought_in(version, committee, alice)
    named = {f"kpis_{row._meta.model_name}": row for row in found}
    return {**named, "kpis_membership": member, "kpis_user": member.user, "auth_group": Group.objects.first()}


def brought_in(version: ReadingVersion, committee: Committee, owner: User) -> list[Any]:
    """What bringing a period in leaves in each of its tables."""
    reading, at = version.reading, version.recorded_at
    proposal = {"kind": "status", "value": "amber", "why": "Counted late", "proposed_by": owner, "proposed_at": at}
    queued = {"subject": "Figures due", "body": "One figure is due.", "message_id": "<1@scrutiny.example>", "once": "1"}
    return [
        Ownership.objects.create(measure=reading.measure, user=owner),
        Meeting.objects.create(committee=committee, date=dt.date(2019, 6, 18)),
        BankHoliday.objects.create(date=dt.date(2019, 6, 17), name="An invented holiday"),
        ClosureDay.objects.create(council=reading.council, date=dt.date(2019, 6, 14)),
        ClosingEvent.objects.create(
            council=reading.council, number=1, event="opened", at=at, by=owner, **columns_of(parse_period("2018/19 Q4"))
        ),
        Explanation.objects.create(reading=reading, cause="Staff were short", recorded_at=at, by=owner),
        Upload.objects.create(
            council=reading.council, name="readings.csv", content=b"", size=0, at=at, by=owner, state="left"
        ),
        OverrideProposal.objects.create(version=version, **proposal),
        Mail.objects.create(to="alice@northshire.example", created_at=at, send_after=at, **queued),
    ]


def make_contract(service: Service) -> Contract:
    """A contract in which a service has a KPI."""
    council = service.council
    framework = make_plan(council, "company", kind="contract", scheme="band", starts=dt.date(2018, 4, 1))
    kpi = make_measure(framework, "C1", service=service, scheme="band", frequency="monthly")
    at, month = LONG_AGO, columns_of(parse_period("2018-06"))
    Rectification.objects.create(framework=framework, measure=kpi, clause="5.3.1(a)", failure="", opened_at=at, **month)
    return Contract.objects.create(framework=framework, commissioner=council.name, provider="A company (fictional)")


@pytest.fixture
def places(rows: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Which council and measure stand for each place of ELSEWHERE; every measure has a figure of the same period."""
    council, plan = rows["kpis_council"], rows["kpis_framework"]
    found = {"unpublished": {"council": council.slug, "ref": "M1"}}
    roads = Service.objects.create(council=council, name="Roads")
    reported(make_measure(plan, "R1", service=roads), "8")
    found["other service"] = {"council": council.slug, "ref": "R1"}
    for place, slug, visibility in (
        ("other council", "southshire", "public"),
        ("other council, unpublished", "westshire", "members"),
    ):
        other = make_plan(make_council(slug, visibility))
        children = Service.objects.create(council=other.council, name="Children")
        reported(make_measure(other, "M1", service=children), "9")
        make_contract(children)
        make_publication(Committee.objects.create(council=other.council, slug="children", name="Panel"), other)
        found[place] = {"council": slug, "ref": "M1"}
    return found


def address(name: str, rows: dict[str, Any]) -> str:
    """An address with what it needs to lead to a row that there is."""
    if not name.startswith("admin:"):
        return SPECIAL[name] if name in SPECIAL else address_at(name, {"council": "northshire", "ref": "M1"})
    table, _, page = name.removeprefix("admin:").rpartition("_")
    table, page = (table.removesuffix("_simple"), "simple_history") if table.endswith("_simple") else (table, page)
    if page in ("change", "delete", "history") and table in rows:
        return reverse(name, args=[rows[table].pk])
    if page == "simple_history":
        return reverse(name, args=[rows[table].pk, history_of(rows[table])])
    return SPECIAL[name] if name in SPECIAL else reverse(name)


def address_at(name: str, place: dict[str, str]) -> str:
    """An address for a council and a measure, and for the year in which it has a figure."""
    job = Job.objects.filter(council__slug=place["council"]).values_list("pk", flat=True).first()
    known = {
        **place,
        "framework": "company",
        "period": "2018-19",
        "slug": "year-end",
        "number": 1,
        "form": "docx",
        "job": job,
        "upload": Upload.objects.filter(council__slug=place["council"]).values_list("pk", flat=True).first() or 0,
        "record": Rectification.objects.filter(framework__council__slug=place["council"]).values_list("pk").first()[0],
    }
    return reverse(name, kwargs={key: known[key] for key in ROUTES[name].pattern.converters})


def history_of(row: Any) -> int:
    return row.history.first().history_id if hasattr(row, "history") and hasattr(row.history, "first") else 1


SPECIAL = {
    "account_reset_password_from_key": "/accounts/password/reset/key/1-nonsense/",
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
    # 422: the page again, with what has to be put right.
    answers = {200: OPEN, 422: OPEN, 400: UNCLEAR, 403: REFUSED, 404: NOT_THERE, 405: NOT_SO}
    return answers[response.status_code]


def asked(client: Client, method: str, path: str) -> str:
    """How an address answers, without a trace of what it did; who signs out is signed in again."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        response = client.generic(method, path)
        transaction.set_rollback(True)
    client.cookies = cookies
    return outcome_of(response, path)


def differing(client: Client, who: str, paths: dict[str, str], table: dict[str, Entry]) -> dict[str, str]:
    """The answers that are not those of the table."""
    wrong = {}
    for name, path in paths.items():
        for method, expected in zip(("GET", "POST"), table[name][who], strict=True):
            answer = asked(client, method, path)
            if answer != expected:
                wrong[f"{method} {name}"] = f"{answer}, expected {expected}"
    return wrong


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_matrix(who: str, people: dict[str, Client], rows: dict[str, Any]) -> None:
    assert differing(people[who], who, {name: special(name, rows) for name in ROUTES}, TABLE) == {}


@pytest.mark.parametrize("place", ELSEWHERE)
@pytest.mark.parametrize("who", EVERYBODY)
def test_the_matrix_elsewhere(
    who: str, place: str, people: dict[str, Client], rows: dict[str, Any], places: dict[str, dict[str, str]]
) -> None:
    if place == "unpublished":
        rows["kpis_council"].visibility = "members"
        rows["kpis_council"].save()
    paths = {name: address_at(name, places[place]) for name in ELSEWHERE[place]}
    assert differing(people[who], who, paths, ELSEWHERE[place]) == {}


@pytest.mark.parametrize("place", ELSEWHERE)
def test_every_address_of_a_council_is_walked_elsewhere(place: str) -> None:
    """Another service is told from the own one by the measure alone."""
    key = "ref" if place == "other service" else "council"
    assert {name for name, route in ROUTES.items() if key in route.pattern.converters} == set(ELSEWHERE[place])


def special(name: str, rows: dict[str, Any]) -> str:
    path = address(name, rows)
    for table in ("council", "user"):
        path = path.replace(f"/{table}/1/", f"/{table}/{rows[f'kpis_{table}'].pk}/")
    return path


def test_what_is_not_declared_public_leads_nobody_to_sign_in() -> None:
    closed = {name for name, route in ROUTES.items() if getattr(route.callback, "login_required", True)}
    assert {name for name in closed if TABLE[name]["nobody"].read != SIGN_IN} == set()
    opened = set(ROUTES) - closed
    assert opened == {name for name in ROUTES if TABLE[name]["nobody"].read != SIGN_IN} | LEAD_ON


def test_a_person_without_staff_rights_is_told_by_the_page_and_not_by_an_error(people: dict[str, Client]) -> None:
    response = people["mo"].get("/admin/", follow=True)
    assert response.status_code == 403
    assert "Set-up is for the people whom an administrator has made staff." in response.content.decode()


def test_a_refusal_is_a_page_that_says_so(people: dict[str, Client], rows: dict[str, Any]) -> None:
    response = people["petra"].get(reverse("admin:kpis_user_changelist"))
    assert response.status_code == 403
    assert "You are not allowed to do that" in response.content.decode()
    assert PermissionDenied.__name__ not in response.content.decode()


DRAFT = "43210987"


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
@pytest.mark.parametrize("who", ["nobody", "oscar", "mo", "admin"])
def test_a_figure_that_is_not_signed_off_is_nowhere_for_those_outside_the_service(
    who: str, state: str, people: dict[str, Client], rows: dict[str, Any]
) -> None:
    reason = {"reason": "Count again"} if state == "returned" else {}
    make_reading(rows["kpis_measure"], "2019/20", DRAFT, state=state, **reason)
    for name in OWN:
        for path in (address(name, rows), address(name, rows).replace("2018-19", "2019-20") + "?period=2019-20"):
            assert not shows(people[who].get(path, follow=True)), path
    assert shows(people["alice"].get(address("figure", rows).replace("2018-19", "2019-20")))


def shows(response: HttpResponse) -> bool:
    """Whether an answer holds the figure; a workbook keeps it in the compressed files that it is made of."""
    content = response.getvalue()
    texts = [content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            texts = [book.read(each) for each in book.namelist()]
    digits = b"".join(texts).replace(b",", b"")
    return DRAFT.encode() in digits


def test_sending_without_the_token_of_the_form_is_refused(people: dict[str, Client]) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/accounts/login/", {"username": "mo", "password": "x"}).status_code == 403
    assert strict.post("/accounts/logout/").status_code == 403
