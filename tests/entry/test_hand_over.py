"""Handing measures over: for good or as a deputy, from a day on, to an officer of the service only."""

import datetime as dt

import pytest
from django.test import Client

from kpis.models import Measure, Membership, Ownership
from kpis.people import check_enter, may
from tests.entry.conftest import TODAY, Bringing
from tests.pages.reading import body, opened, said
from tests.stored import make_council, make_person, make_plan, signed_in

MAY = dt.date(2019, 5, 1)


@pytest.fixture
def petra(bringing: Bringing) -> Client:
    return bringing.client("petra")


def page(bringing: Bringing, name: str = "alice") -> str:
    return f"/northshire/hand-over/?from={bringing.people[name].pk}"


def sent(bringing: Bringing, to: str = "bob", **fields: object) -> dict[str, object]:
    return {"to": bringing.people[to].pk if to else "", "on": "1 May 2019", "manner": "good", "every": "on", **fields}


def may_enter(bringing: Bringing, name: str, ref: str, day: dt.date) -> bool:
    return may(check_enter, bringing.person(name, day), bringing.measures[ref])


def test_it_says_who_owns_how_many_and_then_which(petra, bringing):
    assert "Alice (alice): 3 measures" in said(petra, "/northshire/hand-over/")
    text = said(petra, page(bringing))
    assert "C1 Children looked after" in text
    assert "X1" not in text


def test_for_good_the_first_owns_to_the_day_before(petra, bringing):
    response = petra.post(page(bringing), sent(bringing, reason="Alice moves to Roads"))
    assert response.status_code == 302
    assert "Bob enters the figures of 3 measures from 1 May 2019." in said(petra, response["Location"])
    before = MAY - dt.timedelta(days=1)
    for ref in ("C1", "P1", "M1"):
        assert may_enter(bringing, "alice", ref, before)
        assert not may_enter(bringing, "bob", ref, before)
        assert not may_enter(bringing, "alice", ref, MAY)
        assert may_enter(bringing, "bob", ref, MAY)
    for ownership in Ownership.objects.all():
        last = ownership.history.first()
        assert (last.history_user.username, last.history_change_reason) == ("petra", "Alice moves to Roads")


def test_a_deputy_enters_beside_the_owner(petra, bringing):
    ticked = [bringing.measures["C1"].pk]
    petra.post(page(bringing), sent(bringing, manner="deputy", every="", measures=ticked))
    assert may_enter(bringing, "alice", "C1", MAY)
    assert may_enter(bringing, "bob", "C1", MAY)
    assert not may_enter(bringing, "bob", "P1", MAY)
    assert Ownership.objects.get(user=bringing.people["bob"]).is_deputy


def test_a_deputy_becomes_the_owner(petra, bringing):
    petra.post(page(bringing), sent(bringing, manner="deputy"))
    petra.post(page(bringing), sent(bringing))
    held = Ownership.objects.filter(user=bringing.people["bob"])
    assert {(each.is_deputy, each.from_date, each.until) for each in held} == {(False, MAY, None)}
    assert held.count() == 3


def test_the_same_sent_twice_changes_nothing(petra, bringing):
    petra.post(page(bringing), sent(bringing, manner="deputy"))
    before = Ownership.history.count()
    petra.post(page(bringing), sent(bringing, manner="deputy"))
    assert Ownership.history.count() == before


def test_what_would_only_have_begun_later_never_begins(petra, bringing):
    petra.post(page(bringing), sent(bringing, on="1 June 2019"))
    petra.post(page(bringing, "bob"), sent(bringing, to="carol", on="1 May 2019"))
    june = dt.date(2019, 6, 1)
    assert not may_enter(bringing, "bob", "C1", june)
    assert may_enter(bringing, "carol", "C1", june)
    gone = Ownership.history.filter(user=bringing.people["bob"], history_type="-")
    assert {each.history_user.username for each in gone} == {"petra"}


def test_measures_that_nobody_owns_are_given_to_somebody(petra, bringing):
    roads = bringing.other_service
    Membership.objects.create(user=bringing.people["bob"], council=bringing.council, service=roads, role="officer")
    address = "/northshire/hand-over/?from=nobody"
    assert "X1 Potholes filled" in said(petra, address)
    petra.post(address, sent(bringing, manner="deputy"))
    assert not Ownership.objects.get(measure=bringing.measures["X1"]).is_deputy
    assert may_enter(bringing, "bob", "X1", MAY)


def test_who_is_no_officer_of_the_service_is_refused_beside_the_field(petra, bringing):
    membership = Membership.objects.get(user=bringing.people["bob"])
    membership.service = bringing.other_service
    membership.save()
    before = Ownership.history.count()
    response = petra.post(page(bringing), sent(bringing))
    assert response.status_code == 422
    assert "Bob is no officer of Children&#x27;s services: give them that membership first." in body(response)
    assert 'value="1 May 2019"' in body(response)
    assert Ownership.history.count() == before


def test_a_membership_that_ends_before_the_day_does_not_count(petra, bringing):
    Membership.objects.filter(user=bringing.people["bob"]).update(until=TODAY)
    assert "is no officer of" in body(petra.post(page(bringing), sent(bringing)))


@pytest.mark.parametrize("who", ["petra", "mo", "oscar", "alice"])
def test_only_other_officers_of_the_council_are_a_choice(petra, bringing, who):
    response = petra.post(page(bringing), sent(bringing, to=who))
    assert response.status_code == 422
    assert "Select a valid choice" in body(response)
    assert Ownership.objects.count() == 3


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"every": ""}, "Tick the measures that are handed over, or all of them."),
        ({"on": ""}, "Enter the day from which the other person enters the figures."),
        ({"on": "soon"}, "soon"),
        ({"to": ""}, "Choose who takes the measures over."),
        ({"manner": "maybe"}, "Select a valid choice"),
        ({"reason": "x" * 101}, "at most 100 characters"),
    ],
)
def test_what_is_missing_is_said(petra, bringing, fields, told):
    response = petra.post(page(bringing), sent(bringing, **fields))
    assert response.status_code == 422
    assert told in body(response)
    assert "There is a problem" in body(response)
    assert Ownership.objects.count() == 3


def test_another_councils_measure_is_no_choice(petra, bringing):
    other = make_plan(make_council("southshire"))
    measure = Measure.objects.create(
        council=other.council, framework=other, ref="Z1", title="Z", unit="count", frequency="annual"
    )
    response = petra.post(page(bringing), sent(bringing, every="", measures=[measure.pk]))
    assert response.status_code == 422
    assert not measure.owners.exists()


def test_somebody_who_owns_nothing_there_is_not_found(petra, bringing):
    assert petra.get(page(bringing, "bob")).status_code == 404
    assert petra.get("/northshire/hand-over/?from=99999").status_code == 404
    assert petra.get("/northshire/hand-over/?from=%27").status_code == 404


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "dave", "mo"])
def test_only_the_performance_team_hands_over(petra, bringing, who):
    client = bringing.client(who)
    assert client.get(page(bringing)).status_code == 403
    assert client.post(page(bringing), sent(bringing)).status_code == 403
    assert Ownership.objects.count() == 3


def test_a_performance_team_of_another_council_does_not(petra, bringing):
    stranger = signed_in(make_person("stranger", make_council("southshire"), "performance"))
    assert stranger.post(page(bringing), sent(bringing)).status_code == 403
    bringing.council.visibility = "members"
    bringing.council.save()
    assert stranger.get(page(bringing)).status_code == 404
    assert signed_in(None).get(page(bringing)).status_code == 302


def test_names_are_text(petra, bringing):
    bringing.people["alice"].first_name = "<script>alert(1)</script>"
    bringing.people["alice"].save()
    assert not opened(petra, page(bringing)).select("main script")
