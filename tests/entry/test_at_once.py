"""Two steps with one figure or one period at the same moment: the second decides by what the first one left, or is told
that it came too late."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import time_machine

from kpis.domain.entry import Explained, State
from kpis.entry import views_grid as grid
from kpis.entry.actions import return_, save, save_many, sign_off
from kpis.entry.actions_explanations import explain, waive
from kpis.interchange.jobs import load
from kpis.models import ClosingEvent, Explanation, OverrideProposal, Reading, ReadingVersion, Upload
from kpis.refusals import Closed, Conflict, Refused
from kpis.rounds.actions import close_period
from kpis.sign_off.actions_overrides import answer, propose
from kpis.spreadsheets.problems import ImportRefused
from kpis.uploads import actions as uploads
from tests.at_once import Act, meanwhile
from tests.entry.conftest import NOW, Bringing, entry_of, make_bringing
from tests.stored import make_reading

Q3 = "2018/19 Q3"
LATER = NOW + dt.timedelta(hours=1)
WHY = Explained("A cause", "An action", "A role", dt.date(2019, 9, 30))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bringing() -> Bringing:
    """Of Quarter 3 everything is in, and nothing keeps it from being closed: the red P1 is explained."""
    bringing = make_bringing()
    bringing.measures["X1"].delete()
    explain(reading=signed(bringing, "P1").reading, said=WHY, seen=0, by=bringing.person("alice"), at=NOW)
    return bringing


def signed(bringing: Bringing, ref: str, period: str = Q3) -> ReadingVersion:
    rows = ReadingVersion.objects.filter(superseded_at=None, state="signed_off", reading__measure__ref=ref)
    return rows.get(reading__end=bringing.place(ref, period).period.end)


def entered(bringing: Bringing, submit: bool = False) -> ReadingVersion:
    entry = entry_of(bringing.place("C1", Q3), "650", reason="Correction: counted twice", seen=1)
    return save(entry=entry, submit=submit, by=bringing.person("alice"), at=LATER)


def close(bringing: Bringing) -> ClosingEvent:
    period = bringing.place("C1", Q3).period
    return close_period(council=bringing.council, period=period, by=bringing.person("petra"), at=LATER)


# Closing


def _save(b: Bringing, folder: Path) -> Any:
    return entered(b)


def _grid(b: Bringing, folder: Path) -> Any:
    entries = [entry_of(b.place(ref, Q3), value, seen=1) for ref, value in (("C1", "650"), ("P1", "86"))]
    return save_many(entries=entries, submit=False, by=b.person("alice"), at=LATER)


def _upload(b: Bringing, folder: Path) -> Any:
    upload = Upload.objects.create(
        council=b.council, name="r.csv", content=b"x", sha256="0", size=1, at=NOW, by=b.people["alice"], state="writing"
    )
    return uploads.bring_in(
        upload=upload, entries=[entry_of(b.place("C1", Q3), "650", seen=1)], standing={}, files={}, submit=False,
        by=b.person("alice"), at=LATER,
    )  # fmt: skip


def _first_figure(b: Bringing, folder: Path) -> Any:
    entry = entry_of(b.place("C1", "2018-12"), "12")
    return save(entry=entry, submit=False, by=b.person("alice"), at=LATER)


def _import(b: Bringing, folder: Path) -> Any:
    folder = folder / "northshire"
    folder.mkdir(exist_ok=True)
    (folder / "readings.csv").write_text("ref,period,value\nC1,2018/19 Q3,650\n")
    return load([folder], now=LATER)


def _waive(b: Bringing, folder: Path) -> Any:
    return waive(reading=signed(b, "P1").reading, reason="Closed", seen=1, by=b.person("petra"), at=LATER)


def _explain(b: Bringing, folder: Path) -> Any:
    return explain(reading=signed(b, "P1").reading, said=WHY, seen=1, by=b.person("alice"), at=LATER)


def _propose(b: Bringing, folder: Path) -> Any:
    given = {"kind": "status", "value": "amber", "why": "Two homes closed", "by": b.person("petra"), "at": LATER}
    return propose(version=signed(b, "C1"), **given)


WRITERS = [_save, _grid, _upload, _first_figure, _import, _waive, _explain, _propose]


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Reading, ReadingVersion, Explanation, OverrideProposal))


@pytest.mark.parametrize("write", WRITERS)
def test_nothing_gets_into_a_period_that_is_being_closed(bringing, tmp_path, write):
    before = everything()
    told = meanwhile(lambda: close(bringing), lambda: write(bringing, tmp_path))
    assert isinstance(told, Closed | ImportRefused) and "Q3 2018/19 is closed" in str(told)
    assert everything() == before


@pytest.mark.parametrize("write", [_save, _grid, _upload])
def test_a_period_into_which_somebody_is_writing_is_not_closed(bringing, tmp_path, write):
    told = meanwhile(lambda: write(bringing, tmp_path), lambda: close(bringing))
    assert isinstance(told, Refused) and "saved but not submitted" in str(told)
    assert not ClosingEvent.objects.exists()


def test_of_two_who_close_a_period_the_second_is_told(bringing):
    told = meanwhile(lambda: close(bringing), lambda: close(bringing))
    assert str(told) == "Q3 2018/19 is closed already."
    assert ClosingEvent.objects.count() == 1


# One figure


def upload_of(bringing: Bringing) -> tuple[Upload, ReadingVersion]:
    """An import that has submitted the 650 of Quarter 3 for sign-off."""
    upload = Upload.objects.create(
        council=bringing.council, name="r.csv", content=b"x", sha256="0", size=1, at=NOW, by=bringing.people["alice"],
        state="writing",
    )  # fmt: skip
    entry = entry_of(bringing.place("C1", Q3), "700", reason="A late return", seen=1)
    uploads.bring_in(
        upload=upload, entries=[entry], standing={}, files={}, submit=True, by=bringing.person("alice"), at=NOW
    )
    upload.refresh_from_db()
    return upload, ReadingVersion.objects.get(state="submitted", superseded_at=None)


def undo(bringing: Bringing, upload: Upload) -> int:
    return uploads.undo(upload=upload, by=bringing.person("alice"), at=LATER)


def steps(bringing: Bringing, version: ReadingVersion) -> dict[str, Act]:
    """What somebody may do with a submitted figure."""
    carol, alice, petra = (bringing.person(name) for name in ("carol", "alice", "petra"))
    entry = entry_of(bringing.place("C1", Q3), "660", seen=version.number)
    return {
        "sign off": lambda: sign_off(version_id=version.pk, by=carol, at=LATER),
        "return": lambda: return_(version_id=version.pk, reason="Which year?", by=carol, at=LATER),
        "save": lambda: save(entry=entry, submit=False, by=alice, at=LATER),
        "propose": lambda: propose(version=version, kind="status", value="amber", why="So", by=petra, at=LATER),
    }


@pytest.mark.parametrize("step", ["sign off", "return", "save", "propose"])
def test_what_is_being_undone_is_neither_answered_nor_gone_on_with(bringing, step):
    upload, version = upload_of(bringing)
    explain(reading=version.reading, said=WHY, seen=0, by=bringing.person("alice"), at=NOW - dt.timedelta(days=1))
    told = meanwhile(lambda: undo(bringing, upload), steps(bringing, version)[step])
    assert isinstance(told, Refused)
    assert list(ReadingVersion.objects.filter(superseded_at=None, reading=version.reading)) == [signed(bringing, "C1")]
    assert signed(bringing, "C1").value == 655
    assert not OverrideProposal.objects.exists()


@pytest.mark.parametrize("step", ["sign off", "return", "save", "propose"])
def test_what_is_gone_on_with_is_not_undone(bringing, step):
    upload, version = upload_of(bringing)
    explain(reading=version.reading, said=WHY, seen=0, by=bringing.person("alice"), at=NOW - dt.timedelta(days=1))
    told = meanwhile(steps(bringing, version)[step], lambda: undo(bringing, upload))
    assert isinstance(told, Refused) and "can no longer be undone" in str(told)
    upload.refresh_from_db()
    assert upload.state == "done"


def first_import(bringing: Bringing) -> tuple[Upload, Reading]:
    """An import that has brought the first figure of a month in, red as it is."""
    upload = Upload.objects.create(
        council=bringing.council, name="r.csv", content=b"x", sha256="0", size=1, at=NOW, by=bringing.people["alice"],
        state="writing",
    )  # fmt: skip
    entry = entry_of(bringing.place("C1"), "900")
    uploads.bring_in(
        upload=upload, entries=[entry], standing={}, files={}, submit=True, by=bringing.person("alice"), at=NOW
    )
    upload.refresh_from_db()
    return upload, Reading.objects.get(end=dt.date(2019, 3, 31), measure__ref="C1")


def test_a_figure_that_is_being_undone_is_not_explained(bringing):
    upload, reading = first_import(bringing)
    alice, petra = bringing.person("alice"), bringing.person("petra")
    told = meanwhile(
        lambda: undo(bringing, upload), lambda: explain(reading=reading, said=WHY, seen=0, by=alice, at=LATER)
    )
    assert "no figure any more that could be explained" in str(told)
    with pytest.raises(Refused, match="no figure any more"):
        waive(reading=reading, reason="The service has closed", seen=0, by=petra, at=LATER)
    assert not reading.explanations.exists()


def test_a_figure_that_is_being_explained_is_not_undone(bringing):
    upload, reading = first_import(bringing)
    alice = bringing.person("alice")
    told = meanwhile(
        lambda: explain(reading=reading, said=WHY, seen=0, by=alice, at=LATER), lambda: undo(bringing, upload)
    )
    assert "1 of its figures has been explained" in str(told)
    assert reading.versions.get().superseded_at is None


def test_an_override_that_is_agreed_while_the_figure_is_signed_off_is_published(bringing):
    for agrees_first in (True, False):
        version = submitted_with_proposal(bringing, "640" if agrees_first else "641")
        proposal = version.override_proposals.get()

        def agree(pk: int = proposal.pk) -> Any:
            return answer(proposal_id=pk, agree=True, answer="", by=bringing.person("dave"), at=LATER)

        def sign(pk: int = version.pk) -> Any:
            return sign_off(version_id=pk, by=bringing.person("carol"), at=LATER)

        told = meanwhile(agree, sign) if agrees_first else meanwhile(sign, agree)
        assert not isinstance(told, Exception)
        standing = ReadingVersion.objects.get(reading=version.reading, superseded_at=None)
        assert (standing.state, standing.value) == ("signed_off", version.value)
        assert [(each.kind, each.value) for each in standing.judgements.all()] == [("status", "amber")]


def submitted_with_proposal(bringing: Bringing, value: str) -> ReadingVersion:
    last = signed(bringing, "C1")
    entry = entry_of(bringing.place("C1", Q3), value, reason="Correction: counted twice", seen=last.number)
    version = save(entry=entry, submit=True, by=bringing.person("alice"), at=LATER)
    given = {"kind": "status", "value": "amber", "why": "Two homes closed", "by": bringing.person("petra"), "at": LATER}
    propose(version=version, **given)
    return version


def test_after_an_undone_revision_an_override_can_be_agreed(bringing):
    upload, version = upload_of(bringing)
    undo(bringing, upload)
    proposal = propose(
        version=signed(bringing, "C1"), kind="status", value="amber", why="So", by=bringing.person("petra"), at=LATER
    )
    answer(proposal_id=proposal.pk, agree=True, answer="", by=bringing.person("carol"), at=LATER)
    assert signed(bringing, "C1").judgements.get().value == "amber"
    assert [each.number for each in version.reading.versions.order_by("number")] == [1, 2, 3]


def test_of_two_who_answer_a_proposal_the_second_is_told(bringing):
    proposal = propose(
        version=signed(bringing, "C1"), kind="status", value="amber", why="So", by=bringing.person("petra"), at=LATER
    )

    def agree(by: str) -> Any:
        return answer(proposal_id=proposal.pk, agree=True, answer="", by=bringing.person(by), at=LATER)

    told = meanwhile(lambda: agree("carol"), lambda: agree("dave"))
    assert str(told) == "This proposal has been answered already."


@pytest.mark.parametrize("tries", [1, 3], ids=["at the last try", "looked at again"])
def test_the_grid_shows_what_somebody_else_saves_at_the_same_moment(bringing, monkeypatch, tries):
    monkeypatch.setattr(grid, "TRIES", tries)
    theirs, alice = entry_of(bringing.place("C1"), "700", commentary="Counted twice"), bringing.client("alice")
    cells = {"C1_2018-19-q4-seen": "0", "C1_2018-19-q4-value": "651", "C1_2018-19-q4-marker": "final"}
    with time_machine.travel(LATER, tick=False):
        response = meanwhile(
            lambda: save(entry=theirs, submit=False, by=bringing.person("petra"), at=NOW),
            lambda: alice.post("/entry/northshire/grid/2018-19-q4/", {**cells, "action": "save"}),
        )
    assert response.status_code == 409
    assert "700" in response.content.decode() and "651" in response.content.decode()
    assert ReadingVersion.objects.get(reading__measure__ref="C1", reading__end="2019-03-31").value == 700


# An import beside a figure on its way in


def test_what_an_import_has_overtaken_is_returned_and_not_signed_off(bringing, tmp_path):
    version = entered(bringing, submit=True)
    folder = tmp_path / "northshire"
    folder.mkdir()
    (folder / "readings.csv").write_text("ref,period,value\nC1,2018/19 Q3,652\n")
    load([folder], now=LATER)
    carol = bringing.person("carol")
    with pytest.raises(Refused, match="Another figure has been signed off since this one was submitted"):
        sign_off(version_id=version.pk, by=carol, at=LATER)
    returned = return_(version_id=version.pk, reason="See the import", by=carol, at=LATER)
    assert (returned.state, returned.number) == (State.RETURNED, 4)
    assert signed(bringing, "C1").value == 652


# A clock that was set back


def test_a_clock_set_back_is_named(bringing, tmp_path):
    alice, carol, before = bringing.person("alice"), bringing.person("carol"), NOW - dt.timedelta(days=900)
    version = save(entry=entry_of(bringing.place("C1"), "640"), submit=True, by=alice, at=NOW)
    entry = entry_of(bringing.place("C1"), "641", seen=1)
    said = "the server's clock says 12:00:00 on 27 October 2016, but C1 Q4 2018/19 was changed at 12:00:00 on 15 April"
    for act in (
        lambda: save(entry=entry, submit=False, by=alice, at=before),
        lambda: sign_off(version_id=version.pk, by=carol, at=before),
    ):
        with pytest.raises(Refused, match=said) as told:
            act()
        assert not isinstance(told.value, Conflict)
    with pytest.raises(Refused, match="clock says"):
        explain(reading=signed(bringing, "P1").reading, said=WHY, seen=1, by=alice, at=before)
    folder = tmp_path / "northshire"
    folder.mkdir()
    (folder / "readings.csv").write_text("ref,period,value\nC1,2018/19 Q3,652\n")
    with pytest.raises(ImportRefused, match="clock says"):
        load([folder], now=before)
    (folder / "readings.csv").unlink()
    (folder / "targets.csv").write_text("ref,period,target\nC1,2018/19 Q3,652\n")
    with pytest.raises(ImportRefused, match="what is set for C1 was changed"):
        load([folder], now=before)
    (folder / "targets.csv").unlink()
    bringing.measures["C1"].history.update(history_date=NOW)  # type: ignore[attr-defined]
    row = "C1,Children,plan,count,lower,quarterly,All of them"
    (folder / "measures.csv").write_text(f"ref,title,framework,unit,polarity,frequency,definition\n{row}\n")
    with pytest.raises(ImportRefused, match="but C1 Children looked after was changed at"):
        load([folder], now=before)
    given = {"kind": "status", "value": "amber", "why": "So", "by": bringing.person("petra"), "at": LATER}
    proposal = propose(version=signed(bringing, "P1"), **given)
    with pytest.raises(Refused, match="but this proposal was changed at"):
        answer(proposal_id=proposal.pk, agree=True, answer="", by=bringing.person("dave"), at=NOW)


def test_the_grid_names_a_clock_set_back(bringing):
    make_reading(bringing.measures["C1"], "2018/19 Q4", "640", at=LATER, state="draft")
    cells = {"C1_2018-19-q4-seen": "1", "C1_2018-19-q4-value": "641", "C1_2018-19-q4-marker": "final"}
    with time_machine.travel(NOW):
        response = bringing.client("alice").post("/entry/northshire/grid/2018-19-q4/", {**cells, "action": "save"})
    assert response.status_code == 403
    assert "clock says" in response.content.decode()
