"""How many SQL statements a page takes: few, and the same however many measures and figures there are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kpis.bench.data import make_council
from kpis.models import Membership, User
from kpis.people import EVERY_COUNCIL
from kpis.search.queries_index import refresh

pytestmark = pytest.mark.django_db
SIZES = (5, 50)
LIMITS = {
    "/": 2,
    "/?q=children+assessments": 20,
    "/?q=nothing+has+these": 5,
    "/bench-{}/search/?q=the+rate+per": 11,
    "/bench-{}/": 12,
    "/bench-{}/changes/": 11,
    "/bench-{}/changes/?period=2024-25&as_of=2025-03-31": 11,
    "/bench-{}/promises/": 4,
    "/bench-{}/scorecard/": 8,
    "/bench-{}/scorecard/?period=2024-25-q4": 8,
    "/bench-{}/scorecard/?period=2024-25": 8,
    "/bench-{}/scorecard/?committee=panel&status=red&sort=-figure": 8,
    "/bench-{}/scorecard/?as_of=2025-03-31": 8,
    "/bench-{}/scorecard.csv": 8,
    "/bench-{}/measures/KBM-001/": 10,
    "/bench-{}/measures/KBM-005/": 10,
    "/bench-{}/measures/KBM-001/data.csv": 10,
    "/bench-{}/measures/KBM-001/chart.json": 10,
}
SESSION_AND_USER = 4
"""The session, the person, what they may see, and what their navigation offers: at most."""


@pytest.fixture
def councils():
    for size in SIZES:
        make_council(f"bench-{size}", size)
    refresh(EVERY_COUNCIL)


def taken(client, address):
    """The statements of one answer, which must be a page."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return [each["sql"] for each in captured]


@pytest.mark.parametrize("address", LIMITS)
def test_a_page_takes_as_many_statements_for_few_measures_as_for_many(councils, address):
    few, many = (taken(Client(), address.format(size)) for size in SIZES)
    assert len(few) == len(many) <= LIMITS[address], "\n".join(many)


@pytest.mark.parametrize("address", ["/bench-50/scorecard/", "/bench-50/measures/KBM-001/"])
def test_a_person_who_signed_in_costs_their_session_and_themselves(councils, address):
    person = User.objects.create(username="charlie")
    Membership.objects.create(user=person, council_id=make_council("elsewhere", 5).pk, role="member")
    client = Client()
    client.force_login(person)
    assert len(taken(client, address)) <= len(taken(Client(), address)) + SESSION_AND_USER


def test_last_known_figures_are_asked_for_once_altogether(councils):
    """Every fifth measure of these councils awaits its figure, and one in twenty-five has had none for years."""
    asked = taken(Client(), "/bench-50/scorecard/")
    assert sum("WHERE r.id IN" in each and "LIMIT 1" in each for each in asked) == 1
