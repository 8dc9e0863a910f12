"""Publishing another judgement than the computed one: proposed, agreed or refused, both shown, never of a contract."""

import datetime as dt

import pytest

from kpis.entry.actions import save, sign_off
from kpis.models import Judgement, OverrideProposal, Ownership, ReadingVersion
from kpis.refusals import Closed, Denied, Refused
from kpis.sign_off.actions_overrides import answer, propose
from tests.entry.conftest import NOW, Bringing, entry_of
from tests.pages.reading import said
from tests.stored import make_measure, make_plan, make_reading, moment

PAGE = "/sign-off/"
CLOSE = "/northshire/close/2018-19-q3/"
MEASURE = "/northshire/measures/C1/?period=2018-19-q3"
LATER = NOW + dt.timedelta(hours=1)


def signed(bringing: Bringing) -> ReadingVersion:
    """The signed-off 655 of Quarter 3: on target, up 5."""
    return ReadingVersion.objects.get(reading__measure=bringing.measures["C1"], value=655)


def proposed(bringing: Bringing, version: ReadingVersion | None = None, **given: str) -> OverrideProposal:
    stated = {"kind": "status", "value": "amber", "why": "two homes closed after the count"} | given
    return propose(version=version or signed(bringing), by=bringing.person("petra"), at=NOW, **stated)


def agreed(bringing: Bringing, proposal: OverrideProposal, by: str = "carol") -> OverrideProposal:
    return answer(proposal_id=proposal.pk, agree=True, answer="", by=bringing.person(by), at=LATER)


def test_the_performance_team_proposes_on_the_closing_page(bringing, client_of):
    version = signed(bringing)
    fields = {"action": "propose", "figure": version.pk, "judgement": "status:amber", "why": "homes closed"}
    assert client_of("petra").post(CLOSE, fields).status_code == 302
    proposal = OverrideProposal.objects.get()
    assert (proposal.kind, proposal.value, proposal.why) == ("status", "amber", "homes closed")
    assert (proposal.proposed_by, proposal.agreed) == (bringing.people["petra"], None)


def test_nothing_is_published_before_the_head_of_service_agrees(bringing, client):
    proposed(bringing)
    assert "published as" not in said(client, MEASURE)


def test_the_head_agrees_and_both_judgements_are_shown_with_who_when_and_why(bringing, client_of, client):
    proposal, carol = proposed(bringing), client_of("carol")
    text = said(carol, PAGE)
    assert "The status worked out is on target (green)" in text and "to publish amber" in text
    assert "Petra of the performance team proposed on 15 April 2019" in text and "two homes closed" in text
    assert carol.post(PAGE, {"action": "agree", "proposal": proposal.pk, "answer": ""}).status_code == 302
    public = said(client, MEASURE)
    assert "On target" in public and "655 against a target of 660" in public
    assert "The status is published as amber , where what was worked out is on target (green)" in public
    assert "two homes closed after the count" in public
    assert "Proposed by the performance team, agreed by the head of service on 15 April 2019" in public
    assert "Petra" not in public and "Carol" not in public
    assert "Proposed by Petra of the performance team, agreed by Carol, head of service" in said(
        client_of("mo"), MEASURE
    )
    scorecard = said(client, "/northshire/scorecard/?period=2018-19-q3")
    assert "Published as amber: the head of service agreed" in scorecard


def test_an_agreed_override_is_a_new_version_and_the_past_stays(bringing, client):
    old = signed(bringing)
    agreed(bringing, proposed(bringing))
    old.refresh_from_db()
    now = ReadingVersion.objects.get(reading=old.reading, superseded_at=None)
    assert (now.number, now.state, now.value, old.superseded_at) == (2, "signed_off", old.value, LATER)
    assert now.reason == "Status overridden: two homes closed after the count" and not old.judgements.exists()
    assert "published as amber" in said(client, MEASURE)
    assert "published as" not in said(client, f"{MEASURE}&as_of=2019-04-14")


def test_the_other_judgements_of_the_figure_are_kept(bringing):
    version = signed(bringing)
    Judgement.objects.create(version=version, kind="projection", value="improve")
    agreed(bringing, proposed(bringing))
    now = ReadingVersion.objects.get(reading=version.reading, superseded_at=None)
    assert dict(now.judgements.values_list("kind", "value")) == {"projection": "improve", "status": "amber"}
    assert version.judgements.get().value == "improve"


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("dot", "down", "Published as down: the head of service agreed"),
        ("projection", "decline", "The projection is published as decline"),
        ("trend", "up", "The trend is published as up"),
    ],
)
def test_direction_trend_and_projection_too(bringing, client, kind, value, text):
    agreed(bringing, proposed(bringing, kind=kind, value=value))
    assert text in said(client, MEASURE)


def test_agreed_for_a_submitted_figure_it_is_published_with_the_sign_off(bringing, client):
    version = save(entry=entry_of(bringing.place("C1"), "658", projection="improve"), submit=True,
                   by=bringing.person("alice"), at=NOW)  # fmt: skip
    agreed(bringing, proposed(bringing, version, kind="projection", value="same"))
    assert version.judgements.get().value == "improve"
    new = sign_off(version_id=version.pk, by=bringing.person("carol"), at=LATER)
    told = new.judgements.get()
    assert (told.value, told.source, told.by, told.why) == (
        "same", "override", bringing.people["petra"], "two homes closed after the count",
    )  # fmt: skip
    assert "The projection is published as same" in said(client, "/northshire/measures/C1/?period=2018-19-q4").replace(
        "stay the same", "same"
    )


def test_a_proposal_on_a_figure_signed_off_meanwhile_can_still_be_agreed(bringing):
    version = save(entry=entry_of(bringing.place("C1"), "658"), submit=True,
                   by=bringing.person("alice"), at=NOW)  # fmt: skip
    proposal = proposed(bringing, version)
    sign_off(version_id=version.pk, by=bringing.person("carol"), at=NOW)
    agreed(bringing, proposal)
    assert Judgement.objects.get(version__superseded_at=None).value == "amber"


def test_a_proposal_on_a_figure_that_changed_is_refused(bringing, client_of):
    version = save(entry=entry_of(bringing.place("C1"), "658"), submit=True,
                   by=bringing.person("alice"), at=NOW)  # fmt: skip
    proposal = proposed(bringing, version)
    save(entry=entry_of(bringing.place("C1"), "659", seen=1), submit=True, by=bringing.person("alice"), at=NOW)
    with pytest.raises(Refused, match="changed since this was proposed"):
        agreed(bringing, proposal)
    proposal.refresh_from_db()
    assert proposal.agreed is None
    assert "two homes" not in said(client_of("carol"), PAGE)


def test_while_a_revision_is_on_its_way_it_has_to_wait(bringing):
    proposal = proposed(bringing)
    save(entry=entry_of(bringing.place("C1", "2018/19 Q3"), "650", seen=1), submit=False,
         by=bringing.person("alice"), at=NOW)  # fmt: skip
    with pytest.raises(Refused, match="A revision of this figure is on its way"):
        agreed(bringing, proposal)


def test_refused_with_a_reason_nothing_is_published(bringing, client_of, client):
    proposal, carol = proposed(bringing), client_of("carol")
    response = carol.post(PAGE, {"action": "refuse", "proposal": proposal.pk, "answer": " "})
    assert response.content.count(b"Say why the proposal is refused") == 2
    carol.post(PAGE, {"action": "refuse", "proposal": proposal.pk, "answer": "The count was right"})
    proposal.refresh_from_db()
    assert (proposal.agreed, proposal.answer, proposal.answered_by) == (
        False, "The count was right", bringing.people["carol"],
    )  # fmt: skip
    assert not Judgement.objects.exists() and "published as" not in said(client, MEASURE)


def test_answered_once(bringing, client_of):
    proposal = proposed(bringing)
    agreed(bringing, proposal)
    response = client_of("dave").post(PAGE, {"action": "refuse", "proposal": proposal.pk, "answer": "no"})
    assert response.status_code == 409 and "answered already" in response.content.decode()


def test_a_contracts_verdict_is_never_overridden(bringing, client_of):
    contract = make_plan(bringing.council, "contract", kind="contract", starts=dt.date(2018, 4, 1))
    measure = make_measure(contract, "K1", frequency="quarterly", service=bringing.service)
    version = make_reading(measure, "2018/19 Q3", "5")
    with pytest.raises(Refused, match="never overridden"):
        proposed(bringing, version)
    fields = {"action": "propose", "figure": version.pk, "judgement": "status:green", "why": "please"}
    response = client_of("petra").post(CLOSE, fields)
    assert response.status_code == 409 and "never overridden" in response.content.decode()
    assert f'value="{version.pk}"' not in response.content.decode()
    assert not OverrideProposal.objects.exists()


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ({"value": "purple"}, "no such judgement"),
        ({"value": "none"}, "no such judgement"),
        ({"kind": "colour"}, "no such judgement"),
        ({"kind": "dot", "value": "green"}, "no such judgement"),
        ({"why": "  "}, "Say why"),
    ],
)
def test_what_cannot_be_proposed(bringing, stated, text):
    with pytest.raises(Refused, match=text):
        proposed(bringing, **stated)


def test_a_draft_and_an_old_version_cannot_be_overridden(bringing):
    draft = save(entry=entry_of(bringing.place("C1"), "658"), submit=False,
                 by=bringing.person("alice"), at=NOW)  # fmt: skip
    with pytest.raises(Refused, match="submitted or signed off"):
        proposed(bringing, draft)
    old = signed(bringing)
    make_reading(bringing.measures["C1"], "2018/19 Q3", "651", at=moment("2019-04-01"))
    old.refresh_from_db()
    with pytest.raises(Refused, match="submitted or signed off"):
        proposed(bringing, old)


def test_a_second_proposal_of_the_same_kind_waits(bringing):
    proposed(bringing)
    with pytest.raises(Refused, match="still waiting"):
        proposed(bringing, value="red")


def test_a_closed_period_takes_neither(bringing):
    proposal = proposed(bringing)
    bringing.council.closing_events.create(
        kind="quarter", start=dt.date(2018, 10, 1), end=dt.date(2018, 12, 31), number=1, event="closed", at=NOW,
        by=bringing.people["petra"],
    )  # fmt: skip
    with pytest.raises(Closed):
        proposed(bringing, kind="dot", value="down")
    with pytest.raises(Closed):
        agreed(bringing, proposal)


@pytest.mark.parametrize("name", ["alice", "carol", "mo"])
def test_only_the_performance_team_proposes(bringing, name):
    with pytest.raises(Denied, match="performance team"):
        propose(version=signed(bringing), kind="status", value="amber", why="x", by=bringing.person(name), at=NOW)


@pytest.mark.parametrize("name", ["alice", "petra", "mo", "oscar"])
def test_only_a_head_of_service_answers(bringing, client_of, name):
    proposal = proposed(bringing)
    with pytest.raises(Denied, match="head of the service"):
        agreed(bringing, proposal, name)
    assert client_of(name).post(PAGE, {"action": "agree", "proposal": proposal.pk}).status_code == 403


def test_whoever_proposed_it_does_not_agree_to_it(bringing, client_of):
    bringing.people["petra"].memberships.create(council=bringing.council, role="head_of_service")
    proposal, petra = proposed(bringing), client_of("petra")
    assert "You proposed this yourself" in said(petra, PAGE)
    assert petra.post(PAGE, {"action": "agree", "proposal": proposal.pk}).status_code == 403
    assert not Judgement.objects.exists()


def test_a_proposal_of_another_service_is_not_there(bringing, client_of):
    other = make_reading(bringing.measures["X1"], "2018/19 Q3", "4")
    proposal = proposed(bringing, other)
    carol = client_of("carol")
    assert "Potholes" not in said(carol, PAGE)
    for pk in (proposal.pk, 0, "x"):
        assert carol.post(PAGE, {"action": "agree", "proposal": pk}).status_code == 404
    assert Ownership.objects.filter(measure=other.reading.measure).count() == 0


def test_an_override_of_a_withheld_figure_tells_nothing(bringing, client):
    measure = bringing.measures["C1"]
    agreed(bringing, proposed(bringing))
    measure.suppress_below = 1000
    measure.save()
    text = said(client, MEASURE)
    assert "655" not in text and "published as" not in text and "two homes" not in text


# What was published stays beside the figure's next version


def published(bringing: Bringing) -> ReadingVersion:
    """The signed-off 655 of Quarter 3, which a paper printed with an arrow down on the same basis."""
    version = signed(bringing)
    Judgement.objects.create(
        version=version, kind="dot", value="down", basis="previous_period", source="Paper of June", at=NOW
    )
    return version


def arrows(bringing: Bringing) -> list[tuple[str, str, str, str]]:
    """The published arrow beside each version of Quarter 3, the first first."""
    rows = Judgement.objects.filter(version__reading=signed_reading(bringing), kind="dot").order_by("version__number")
    return list(rows.values_list("version__state", "value", "basis", "source"))


ARROW = ("down", "previous_period", "Paper of June")
DISAGREES = "Q3 2018/19: computed ↑ up, published down"


@pytest.mark.parametrize("do", ["draft", "submit"])
def test_a_published_arrow_disagrees_after_an_explanation_was_saved_with_the_figure(bringing, client_of, do):
    published(bringing)
    petra = client_of("petra")
    assert DISAGREES in said(petra, CLOSE)
    fields = {"seen": 1, "explanation_seen": 0, "marker": "revised", "value": "655", "cause": "A late return",
              "revision": "Correction", "why": "The cause is known", "do": do}  # fmt: skip
    assert client_of("alice").post("/entry/northshire/C1/2018-19-q3/", fields).status_code == 302
    assert arrows(bringing)[1:] == [("draft" if do == "draft" else "submitted", *ARROW)]
    assert DISAGREES in said(petra, CLOSE)


def test_a_published_arrow_stays_when_the_revision_is_signed_off(bringing, client_of):
    version = published(bringing)
    entry = entry_of(bringing.place("C1", "2018/19 Q3"), "656", seen=version.number, reason="one more")
    waiting = save(entry=entry, submit=True, by=bringing.person("alice"), at=NOW)
    sign_off(version_id=waiting.pk, by=bringing.person("carol"), at=LATER)
    assert [each[0] for each in arrows(bringing)] == ["signed_off", "submitted", "signed_off"]
    assert DISAGREES in said(client_of("petra"), CLOSE)


def test_a_published_arrow_stays_when_a_grid_saves_the_figure_that_was_awaited(bringing, client_of):
    awaited = make_reading(bringing.measures["X1"], "2018/19 Q4", None, marker="awaiting", at=NOW)
    Judgement.objects.create(version=awaited, kind="trend", value="up", source="Paper of June", at=NOW)
    key = "X1_2018-19-q4"
    fields = {f"{key}-seen": 1, f"{key}-value": "12", f"{key}-marker": "final", "action": "save"}
    assert client_of("petra").post("/entry/northshire/grid/2018-19-q4/", fields).status_code == 302
    draft = ReadingVersion.objects.get(reading=awaited.reading, state="draft")
    assert list(draft.judgements.values_list("kind", "value", "source")) == [("trend", "up", "Paper of June")]


@pytest.mark.parametrize(("value", "stays"), [("655", True), ("656", False)])
def test_an_override_stays_with_the_figure_that_it_was_agreed_for(bringing, value, stays):
    agreed(bringing, proposed(bringing))
    standing = ReadingVersion.objects.get(reading=signed_reading(bringing), superseded_at=None)
    entry = entry_of(
        bringing.place("C1", "2018/19 Q3"), value, seen=standing.number, reason="looked at", marker="revised"
    )
    draft = save(entry=entry, submit=False, by=bringing.person("alice"), at=LATER)
    assert draft.judgements.filter(kind="status", value="amber").exists() is stays


def signed_reading(bringing: Bringing):
    return bringing.measures["C1"].readings.get(end=dt.date(2018, 12, 31))
