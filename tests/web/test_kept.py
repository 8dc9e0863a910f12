"""Scorecards are drawn once and kept; nobody is shown what is stale, or another reader's."""

import datetime as dt
import gzip
from itertools import permutations

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kpis.models import Council, Measure, Membership, Service
from kpis.web.kept import PAGES, KeptPage, Pages
from tests.stored import make_council, make_measure, make_person, make_plan, make_reading, make_target, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
HERE = "/northshire/scorecard/"


@pytest.fixture
def council() -> Council:
    """A measure whose figure is small, of a service of its own."""
    council = make_council()
    care, roads = (Service.objects.create(council=council, name=name) for name in ("Care", "Roads"))
    measure = make_measure(make_plan(council), "M1", suppress_below=5, service=care)
    make_reading(measure, "2018/19", "3")
    make_target(measure, "2018/19", "10")
    make_measure(measure.framework, "M2", service=roads)
    return council


def read(client: Client, address: str = HERE, **headers: str) -> str:
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def statements(client: Client, address: str = HERE, **headers: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address, headers=headers).status_code in (200, 304)
    return len(captured)


def person(council: Council, name: str, role: str, service: Service | None = None) -> Client:
    client = signed_in(
        make_person(name, council, role, service=service) if service else make_person(name, council, role)
    )
    client.get(reverse("mfa_index"))  # gives them the secret of their forms
    return client


def test_a_second_reader_is_shown_what_was_drawn_for_the_first(council):
    first = read(Client())
    assert len(PAGES.pages) == 1
    assert statements(Client()) == 1
    assert read(Client()) == first


def test_a_person_is_shown_it_in_two_statements_beside_session_and_user(council):
    mo = person(council, "mo", "member")
    first = read(mo)
    assert statements(mo) <= 4
    assert read(mo) == first


def test_it_is_sent_compressed_to_whoever_takes_that(council):
    plain = read(Client())
    packed = Client().get(HERE, headers={"accept-encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content).decode() == plain
    assert "Accept-Encoding" in packed["Vary"] and "Cookie" in packed["Vary"]


def test_whoever_has_the_page_is_told_that_it_is_the_same(council):
    tag = Client().get(HERE)["ETag"]
    PAGES.clear()
    for given in (tag, f"W/{tag}", f'"other", {tag}'):
        same = Client().get(HERE, headers={"if-none-match": given})
        assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert statements(Client(), **{"if-none-match": tag}) <= 2
    Council.objects.filter(pk=council.pk).update(notice="New")
    assert Client().get(HERE, headers={"if-none-match": tag}).status_code == 200


def test_who_may_keep_it(council):
    assert Client().get(HERE)["Cache-Control"] == "public, max-age=60"
    assert person(council, "mo", "member").get(HERE)["Cache-Control"] == "private, no-cache"
    assert person(council, "petra", "performance").get(HERE)["Cache-Control"] == "private, no-store"


def test_a_write_to_the_council_is_seen_at_once_and_leaves_the_pages_of_others(council):
    make_plan(make_council("southshire"))
    read(Client()), read(Client(), "/southshire/scorecard/")
    Measure.objects.filter(ref="M1").update(title="Children who came back")
    assert "Children who came back" in read(Client())
    assert statements(Client(), "/southshire/scorecard/") == 1


def test_a_write_that_is_rolled_back_changes_no_page(council):
    first = read(Client())
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Measure.objects.filter(ref="M1").update(title="Never")
        raise ZeroDivisionError
    assert read(Client()) == first
    assert statements(Client()) == 1


def test_nothing_is_kept_of_what_is_drawn_in_a_transaction(council):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Measure.objects.filter(ref="M1").update(title="Never")
        assert "Never" in read(Client())
        raise ZeroDivisionError
    assert "Never" not in read(Client())


def test_a_threshold_that_changes_changes_the_page(council):
    assert "[c]" in read(Client())
    Measure.objects.filter(ref="M1").update(suppress_below=None)
    assert "[c]" not in read(Client())


def test_a_role_that_is_withdrawn_takes_the_page_along(council):
    petra = person(council, "petra", "performance")
    assert "not for publication" in read(petra)
    Membership.objects.all().delete()
    assert "not for publication" not in read(petra)


def test_a_new_day_is_a_new_page(council):
    with time_machine.travel(dt.datetime(2026, 11, 30, 23, 59, 50, tzinfo=dt.UTC), tick=False):
        read(Client())
        tag = Client().get(HERE)["ETag"]
    with time_machine.travel(dt.datetime(2026, 12, 1, 0, 0, 5, tzinfo=dt.UTC), tick=False):
        assert Client().get(HERE)["ETag"] != tag


@pytest.mark.parametrize("query", ["?as_of=2019-01-01", "?status=red", "?committee=", "?period=2017-18"])
def test_every_address_has_a_page_of_its_own(council, query):
    assert Client().get(HERE)["ETag"] != Client().get(f"{HERE}{query}")["ETag"]


def test_a_page_that_is_not_there_or_not_open_is_not_kept(council):
    Council.objects.filter(pk=council.pk).update(visibility="members")
    assert Client().get(HERE).status_code == 404
    assert Client().get("/nowhere/scorecard/").status_code == 404
    assert not PAGES.pages
    assert read(person(council, "mo", "member"))
    assert Client().get(HERE).status_code == 404


def test_an_address_longer_than_anybody_writes_is_not_kept(council):
    read(Client(), f"{HERE}?text={'x' * 400}")
    assert not PAGES.pages


def test_no_reader_is_shown_the_page_of_another(council):
    """Every pair of readers, in both orders: each is shown what they would be shown alone."""
    care = Service.objects.get(name="Care")
    readers = {
        "nobody": Client(),
        "mo": person(council, "mo", "member"),
        "min": person(council, "min", "member"),
        "alice": person(council, "alice", "officer", care),
        "rob": person(council, "rob", "officer", Service.objects.get(name="Roads")),
        "petra": person(council, "petra", "performance"),
        "ada": person(council, "ada", "administrator"),
        "oscar": person(make_council("southshire"), "oscar", "performance"),
    }
    alone = {}
    for name, client in readers.items():
        PAGES.clear()
        alone[name] = without_tokens(read(client))
    assert ["not for publication" in each for each in alone.values()] == [n in ("alice", "petra") for n in readers]
    for one, other in permutations(readers, 2):
        PAGES.clear()
        read(readers[one])
        assert without_tokens(read(readers[other])) == alone[other], (one, other)


def without_tokens(text: str) -> str:
    """The page but for the tokens of its forms, which differ each time that it is drawn."""
    before, *others = text.split('name="csrfmiddlewaretoken" value="')
    return before + "".join(each.partition('"')[2] for each in others)


def test_signing_out_works_from_a_page_that_was_kept(council):
    mo = person(council, "mo", "member")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = mo.cookies
    read(strict)
    token = read(strict).split('name="csrfmiddlewaretoken" value="')[1].partition('"')[0]
    assert strict.post(reverse("account_logout"), {"csrfmiddlewaretoken": token}).status_code == 302


def test_what_is_kept_is_bounded():
    pages = Pages(most=100)
    for name in "abc":
        pages.put(name, KeptPage(b"x" * 40, "text/html"))
    assert list(pages.pages) == ["b", "c"] and pages.size == 88
    assert pages.get("b") and pages.get("a") is None
    pages.put("d", KeptPage(b"x" * 40, "text/html"))
    assert list(pages.pages) == ["b", "d"]
    pages.put("big", KeptPage(b"x" * 101, "text/html"))
    assert not pages.pages and pages.size == 0
