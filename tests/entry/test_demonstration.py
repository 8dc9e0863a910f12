"""The demonstration's people can bring Exampleshire's quarter in: everything is owned, and can be signed off."""

import datetime as dt

import pytest

from kpis.demo.loading import _give_measures, make_people
from kpis.models import Committee, Council, Measure, Meeting, Ownership, User
from kpis.people import check_enter, check_sign_off, may, person_for
from tests.demonstration import LOADED, PASSWORD, load

TODAY = LOADED.date()


@pytest.fixture
def exampleshire(db: None) -> Council:
    load()
    return Council.objects.get(slug="exampleshire")


def test_everything_is_owned_entered_and_signed_off_by_two_people(exampleshire):
    people = {user.pk: person_for(user, TODAY) for user in User.objects.all()}
    dave = person_for(User.objects.get(username="dave"), TODAY)
    owned = dict(Ownership.objects.values_list("measure_id", "user_id"))
    measures = Measure.objects.filter(council=exampleshire)
    assert set(owned) == {each.pk for each in measures}
    for measure in measures:
        owner = people[owned[measure.pk]]
        assert owner.name.split()[0].lower() == measure.owner.split("@")[0]
        assert may(check_enter, owner, measure)
        assert may(check_sign_off, dave, measure, frozenset({owner.user_id}))


def test_carol_signs_for_children_and_education_and_dave_where_she_entered(exampleshire):
    carol, dave = (person_for(User.objects.get(username=name), TODAY) for name in ("carol", "dave"))
    measures = Measure.objects.filter(council=exampleshire).select_related("service")
    heads = {each.service.name for each in measures if may(check_sign_off, carol, each, frozenset())}
    assert heads == {"Children's Social Care", "Education and Skills"}
    entered = frozenset({carol.user_id})
    assert all(may(check_sign_off, dave, each, entered) for each in measures)
    assert not any(may(check_sign_off, carol, each, entered) for each in measures)


def test_each_committee_meets_and_the_real_councils_have_neither_meetings_nor_owners(exampleshire):
    meetings = Meeting.objects.all()
    assert {each.committee_id for each in meetings} == set(exampleshire.committees.values_list("pk", flat=True))
    assert Committee.objects.exclude(council=exampleshire).exists()
    for each in meetings:
        assert each.date.weekday() < 5
        assert dt.timedelta(weeks=6) <= each.date - TODAY <= dt.timedelta(weeks=9)
    assert not Ownership.objects.exclude(measure__council=exampleshire).exists()


def test_loading_again_gives_nobody_back_what_was_handed_over(exampleshire):
    held = Ownership.objects.filter(user__username="alice").first()
    measure = held.measure
    held.delete()
    before = Ownership.history.count()
    make_people(PASSWORD)
    _give_measures(exampleshire)
    assert Ownership.history.count() == before
    assert not measure.owners.exists()
