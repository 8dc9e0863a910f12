"""Saving, submitting, signing off and explaining, without a page: who may, what is stored, and what faults leave."""

import datetime as dt
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from kpis.domain.entry import Explained, State
from kpis.domain.words import Marker
from kpis.entry.actions import return_, save, sign_off, sign_off_many
from kpis.entry.actions_explanations import explain, save_explained, waive
from kpis.models import ClosingEvent, Explanation, Judgement, Reading, ReadingVersion
from kpis.readings.measures import measures
from kpis.readings.working import explanation_due, hands_in, working
from kpis.refusals import Closed, Conflict, Denied, Refused
from tests.entry.conftest import NOW, Bringing, entry_of, make_bringing
from tests.interchange.helpers import stored

WHY = Explained("Referrals", "A panel", "The head", dt.date(2019, 9, 30))


def put(
    bringing: Bringing,
    value: str | None = "650",
    *,
    ref: str = "C1",
    seen: int = 0,
    submit: bool = False,
    name: str = "alice",
    reason: str = "",
    period: str = "2018/19 Q4",
    **more: object,
) -> ReadingVersion:
    person, place = bringing.person(name), bringing.place(ref, period)
    return save(entry=entry_of(place, value, seen=seen, reason=reason, **more), submit=submit, by=person, at=NOW)


def test_a_figure_is_a_chain_of_versions_of_which_two_stand(bringing):
    first = put(bringing, "650")
    put(bringing, "651", seen=1, submit=True, projection="improve")
    signed = sign_off(version_id=first.reading.versions.get(number=2).pk, by=bringing.person("carol"), at=NOW)
    put(bringing, "652", seen=3, marker="revised")
    rows = first.reading.versions.order_by("number").values_list("number", "state", "value", "superseded_at")
    assert [(number, state, int(value), gone is None) for number, state, value, gone in rows] == [
        (1, "draft", 650, False),
        (2, "submitted", 651, False),
        (3, "signed_off", 651, True),
        (4, "draft", 652, True),
    ]
    assert signed.judgements.get().value == "improve"


@pytest.mark.parametrize("seen", [0, 2, 99])
def test_a_save_that_has_not_seen_the_last_version_is_a_conflict_that_carries_it(bringing, seen):
    standing = put(bringing, "650")
    before = stored()
    with pytest.raises(Conflict) as caught:
        put(bringing, "651", seen=seen)
    assert list(caught.value.standing.values()) == [standing]
    assert stored() == before


def test_a_first_save_that_names_a_version_is_a_conflict_and_leaves_no_reading(bringing):
    before = stored()
    with pytest.raises(Conflict) as caught:
        put(bringing, seen=1)
    assert list(caught.value.standing.values()) == [None]
    assert stored() == before


@pytest.mark.parametrize("name", ["bob", "carol", "dave", "mo", "oscar"])
def test_only_owners_deputies_and_the_performance_team_save(bringing, name):
    before = stored()
    with pytest.raises(Denied):
        put(bringing, name=name)
    assert stored() == before


def test_a_revision_needs_a_reason_once_it_is_submitted(bringing):
    put(bringing, "656", seen=1, period="2018/19 Q3", marker="revised")
    with pytest.raises(Refused, match="say why it is revised"):
        put(bringing, "656", seen=2, period="2018/19 Q3", submit=True, marker="revised")
    version = put(bringing, "656", seen=2, period="2018/19 Q3", submit=True, reason="Correction: one more")
    assert version.reason == "Correction: one more"


def test_nobody_signs_off_what_they_had_a_hand_in(bringing):
    put(bringing, "650", name="petra")
    version = put(bringing, "650", seen=1, submit=True)
    assert hands_in(version) == {bringing.people["petra"].pk, bringing.people["alice"].pk}
    for name in ("alice", "bob", "petra", "mo", "oscar"):
        with pytest.raises(Denied):
            sign_off(version_id=version.pk, by=bringing.person(name), at=NOW)
    assert sign_off(version_id=version.pk, by=bringing.person("dave"), at=NOW).state == State.SIGNED_OFF


def test_a_hand_in_an_earlier_round_does_not_count(bringing):
    version = put(bringing, "650", submit=True)
    sign_off(version_id=version.pk, by=bringing.person("carol"), at=NOW)
    again = put(bringing, "651", seen=2, submit=True, name="petra", reason="Correction: more")
    assert hands_in(again) == {bringing.people["petra"].pk}


def test_a_red_figure_is_signed_off_once_it_is_explained_or_waived(bringing):
    version = put(bringing, "700", submit=True)
    carol = bringing.person("carol")
    assert explanation_due(version)
    with pytest.raises(Refused, match="cause, action, owner and a date"):
        sign_off(version_id=version.pk, by=carol, at=NOW)
    explain(reading=version.reading, said=WHY._replace(owner=""), seen=0, by=bringing.person("alice"), at=NOW)
    with pytest.raises(Refused, match="cause, action, owner and a date"):
        sign_off(version_id=version.pk, by=carol, at=NOW)
    waive(reading=version.reading, reason="The service has closed", seen=1, by=bringing.person("petra"), at=NOW)
    sign_off(version_id=version.pk, by=carol, at=NOW)


def test_only_the_performance_team_waives_and_says_why(bringing):
    version = put(bringing, "700", submit=True)
    for name in ("alice", "carol", "mo"):
        with pytest.raises(Denied):
            waive(reading=version.reading, reason="Because", seen=0, by=bringing.person(name), at=NOW)
    with pytest.raises(Refused, match="Say why"):
        waive(reading=version.reading, reason=" ", seen=0, by=bringing.person("petra"), at=NOW)
    assert not Explanation.objects.exists()


def test_an_explanation_that_has_not_seen_the_last_one_is_told(bringing):
    version = put(bringing, "700", submit=True)
    alice = bringing.person("alice")
    explain(reading=version.reading, said=WHY, seen=0, by=alice, at=NOW)
    with pytest.raises(Conflict) as caught:
        explain(reading=version.reading, said=WHY, seen=0, by=alice, at=NOW)
    assert caught.value.standing == {version.reading: Explanation.objects.get()}
    explain(reading=version.reading, said=WHY._replace(cause="Other"), seen=1, by=alice, at=NOW)
    assert list(Explanation.objects.values_list("number", "cause")) == [(1, "Referrals"), (2, "Other")]
    assert Explanation.objects.get(superseded_at=None).number == 2


def test_a_date_before_the_end_of_the_period_is_no_promise(bringing):
    version = put(bringing, "700", submit=True)
    with pytest.raises(Refused, match="lies after the period"):
        explain(
            reading=version.reading, said=WHY._replace(back_on_track=dt.date(2019, 3, 31)), seen=0,
            by=bringing.person("alice"), at=NOW,
        )  # fmt: skip


def test_a_return_needs_a_reason_and_is_answered_once(bringing):
    version = put(bringing, submit=True)
    carol = bringing.person("carol")
    with pytest.raises(Refused, match="Say what has to be changed"):
        return_(version_id=version.pk, reason=" ", by=carol, at=NOW)
    returned = return_(version_id=version.pk, reason="Which year?", by=carol, at=NOW)
    assert (returned.state, returned.reason, returned.by) == ("returned", "Which year?", bringing.people["carol"])
    for answer in (sign_off, lambda **more: return_(reason="Again", **more)):
        with pytest.raises(Refused, match="no longer waiting"):
            answer(version_id=version.pk, by=carol, at=NOW)
        with pytest.raises(Refused, match="no longer waiting"):
            answer(version_id=returned.pk, by=carol, at=NOW)


def test_several_are_signed_off_all_or_none(bringing):
    good, red = put(bringing, submit=True), put(bringing, "5", ref="P1", submit=True)
    before = stored()
    with pytest.raises(Refused):
        sign_off_many(version_ids=[good.pk, red.pk], by=bringing.person("carol"), at=NOW)
    assert stored() == before
    with pytest.raises(Refused, match="no such figure"):
        sign_off(version_id=0, by=bringing.person("carol"), at=NOW)


def test_a_closed_period_takes_nothing(bringing):
    version = put(bringing, "700", submit=True)
    period = bringing.place("C1").period
    for number, event in enumerate(("opened", "closed"), start=1):
        ClosingEvent.objects.create(
            council=bringing.council, kind="year", start=dt.date(2018, 4, 1), end=period.end, number=number,
            event=event, at=NOW, by=bringing.people["petra"],
        )  # fmt: skip
    before = stored()
    with pytest.raises(Closed, match="2018/19 is closed"):
        put(bringing, "701", seen=1)
    with pytest.raises(Closed):
        explain(reading=version.reading, said=WHY, seen=0, by=bringing.person("alice"), at=NOW)
    with pytest.raises(Closed):
        sign_off(version_id=version.pk, by=bringing.person("carol"), at=NOW)
    assert stored() == before


def test_working_versions_are_told_by_measure_and_state(bringing):
    put(bringing)
    put(bringing, "80", ref="P1", submit=True)
    listed = measures(bringing.measures["C1"].council_id)
    found = {each.measure_id: (each.state, each.figure.period.label, each.number) for each in working(listed)}
    count, share = bringing.measures["C1"].pk, bringing.measures["P1"].pk
    assert found == {count: (State.DRAFT, "Q4 2018/19", 1), share: (State.SUBMITTED, "Q4 2018/19", 1)}
    assert [each.measure_id for each in working(listed, [State.SUBMITTED])] == [share]


def test_a_figure_without_a_value_carries_its_reason(bringing):
    version = put(bringing, None, marker="awaiting", expected=dt.date(2019, 6, 30), submit=True)
    assert (version.value, version.marker, explanation_due(version)) == (None, Marker.AWAITING, False)


def test_an_explanation_that_fails_takes_its_figure_with_it(bringing):
    version = put(bringing, "700")
    explain(reading=version.reading, said=WHY, seen=0, by=bringing.person("alice"), at=NOW)
    before = stored()
    with pytest.raises(Conflict) as caught:
        save_explained(
            entry=entry_of(bringing.place("C1"), "701", seen=1), submit=True, by=bringing.person("alice"),
            at=NOW, said=WHY._replace(cause="Mine"), said_seen=0,
        )  # fmt: skip
    assert list(caught.value.standing) == [version.reading]
    assert stored() == before


KILLED = """
import os, sys
import django
django.setup()
from django.db import connection
connection.settings_dict["NAME"] = sys.argv[1]
import kpis.entry.actions as figures, kpis.entry.actions_explanations as explanations
import datetime as dt
from django.utils import timezone
from kpis.domain.entry import Explained
from kpis.domain.period_text import parse_period
from kpis.domain.words import Marker
from kpis.models import Explanation, Judgement, Measure, ReadingVersion, User
from kpis.domain.figure import Figure
from kpis.people import person_for
from kpis.readings.entries import Entry, Place

model, how, when = {
    "version": (ReadingVersion, "bulk_create", "before"), "judgement": (Judgement, "bulk_create", "before"),
    "explanation": (Explanation, "create", "before"), "end": (Explanation, "create", "after")}[sys.argv[2]]
def killed(self, *rows, **columns):
    made = getattr(self.get_queryset(), how)(*rows, **columns) if self.model is not model or when == "after" else None
    if self.model is model:
        os._exit(9)
    return made
for each in (ReadingVersion, Judgement, Explanation):
    setattr(type(each.objects), how, killed)
measure = Measure.objects.get(ref="C1")
alice = person_for(User.objects.get(username="alice"), dt.date(2019, 4, 15))
explanations.save_explained(
    entry=Entry(Place(measure, parse_period("2018/19 Q4")), Figure(701), opinions=figures.projection_of("improve"),
                seen=int(sys.argv[3])), submit=True, by=alice,
    at=timezone.now(), said=Explained("c", "a", "o", dt.date(2020, 1, 1)))
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
@pytest.mark.parametrize("begun", [False, True], ids=["first", "next"])
@pytest.mark.parametrize("point", ["version", "judgement", "explanation", "end"])
def test_a_process_killed_between_two_writes_leaves_nothing_half_saved(point, begun):
    bringing = make_bringing()
    if begun:
        put(bringing, "700", submit=True)
    before = stored(), working_state()
    arguments = [str(connection.settings_dict["NAME"]), point, str(int(begun))]
    result = subprocess.run(
        [sys.executable, "-c", KILLED, *arguments], env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert result.returncode == 9, result.stderr
    assert (stored(), working_state()) == before
    put(bringing, "702", seen=int(begun), submit=True)


def working_state() -> list[tuple[object, ...]]:
    return list(ReadingVersion.objects.order_by("pk").values_list("pk", "state", "value", "superseded_at"))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_a_first_figure_at_once_one_is_told():
    bringing = make_bringing()

    def attempt(value: str) -> str:
        try:
            return f"saved {put(bringing, value).value:f}"
        except Conflict as conflict:
            (current,) = conflict.standing.values()
            return f"told {current.value.normalize():f}" if current else "told nothing"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(attempt, ["650", "651"]))
    saved = ReadingVersion.objects.get(reading__measure__ref="C1", reading__end="2019-03-31")
    assert results == [f"saved {saved.value.normalize():f}", f"told {saved.value.normalize():f}"]
    assert Reading.objects.filter(measure__ref="C1", end="2019-03-31").count() == 1
    assert not Judgement.objects.exists()
