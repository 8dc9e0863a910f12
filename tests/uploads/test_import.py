"""A spreadsheet comes in: looked at row by row, agreed to, written as one step, and undone as one step."""

import datetime as dt

import pytest
from bs4 import BeautifulSoup

from kpis.entry import actions as figures
from kpis.entry.queries_grid import grid_of
from kpis.models import Job, Membership, ReadingVersion, Target, Upload
from tests.entry.conftest import NOW, TODAY, entry_of
from tests.stored import make_category, make_reading
from tests.uploads.files import ADDRESS, bring_in, changes, csv_of, do, kinds, send, told

LATER = NOW + dt.timedelta(hours=1)
Q4 = "2018/19 Q4"
TWO = csv_of(f"C1,{Q4},640,,,,Fewer children came into care,", f"P1,{Q4},,88,100,provisional,,")


def current(ref: str, period: str = Q4, **which):
    return (
        ReadingVersion.objects.filter(reading__measure__ref=ref, superseded_at=None, **which).order_by("number").last()
    )


def text(response) -> str:
    return " ".join(response.content.decode().split())


def test_nothing_is_written_before_somebody_agrees(alice):
    upload = send(alice, TWO)
    assert upload.state == "ready"
    assert kinds(upload) == [(2, "new"), (3, "new")]
    assert changes(upload, 3)["value"] == ("", "88")
    assert not ReadingVersion.objects.exclude(state="signed_off").exists()
    page = text(alice.get(f"{ADDRESS}{upload.pk}/"))
    assert "<strong>2</strong> new" in page and "Fewer children came into care" in page and "Plans in time" in page


def test_figures_come_in_as_drafts_of_whoever_agreed(bringing, alice):
    upload = bring_in(alice, TWO)
    version = current("P1", state="draft")
    assert (version.value, version.numerator, version.marker, version.number) == (88, 88, "provisional", 1)
    assert (version.by, version.source) == (bringing.people["alice"], "import of readings.csv")
    assert current("C1", state="draft").commentary == "Fewer children came into care"
    assert upload.state == "done" and upload.written.count() == 2
    page = text(alice.get(f"{ADDRESS}{upload.pk}/"))
    assert "Undo this import" in page and "/entry/northshire/C1/2018-19-q4/" in page


def test_figures_are_submitted_at_once(bringing, alice):
    bring_in(alice, TWO, how="submit")
    waiting = current("C1", state="submitted")
    figures.sign_off(version_id=waiting.pk, by=bringing.person("carol"), at=LATER)
    assert current("C1").state == "signed_off"


def test_the_same_file_twice_changes_nothing(alice):
    bring_in(alice, TWO)
    before = ReadingVersion.objects.count()
    again = send(alice, TWO)
    assert kinds(again) == [(2, "unchanged"), (3, "unchanged")]
    assert "Nothing of it changes. 2 rows are stored as a draft" in text(alice.get(f"{ADDRESS}{again.pk}/"))
    do(alice, again, "confirm", how="draft")
    assert ReadingVersion.objects.count() == before


def test_drafts_are_submitted_by_the_file_that_made_them(bringing, alice):
    make_category(bringing.measures["C1"], "District", "North")
    rows = csv_of(f"C1,{Q4},North,40", f"C1,{Q4},,640", "C1,2018/19 Q3,,656", header="ref,period,category,value")
    bring_in(alice, rows, reason="A late return")
    upload = bring_in(alice, rows, how="submit")
    waiting = ReadingVersion.objects.filter(state="submitted", superseded_at=None).order_by("value")
    assert [(int(each.value), each.number, each.reason) for each in waiting] == [
        (40, 2, ""), (640, 2, ""), (656, 3, "A late return"),
    ]  # fmt: skip
    assert "There is nothing to bring in" in text(alice.get(f"{ADDRESS}{send(alice, rows).pk}/"))
    do(alice, upload, "undo")
    assert ReadingVersion.objects.filter(state="draft", superseded_at=None).count() == 3


def test_what_is_signed_off_is_unchanged_and_a_revision_needs_a_reason(bringing, alice):
    rows = csv_of("C1,2018/19 Q3,655,,,,,", "C1,2018/19 Q2,651,,,,,", "C1,2018/19 Q1,641,,,,,Counted twice")
    upload = send(alice, rows)
    assert kinds(upload) == [(2, "unchanged"), (3, "changed"), (4, "changed")]
    assert changes(upload, 3) == {"value": ("650", "651"), "marker": ("final", "revised")}
    response = do(alice, upload, "confirm", how="submit")
    assert response.status_code == 422 and "Say why: it is shown beside the old figures" in text(response)
    do(alice, upload, "confirm", how="submit", reason="A late return")
    reasons = ReadingVersion.objects.filter(state="submitted").order_by("value").values_list("value", "reason")
    assert [(int(value), reason) for value, reason in reasons] == [(641, "Counted twice"), (651, "A late return")]
    assert ReadingVersion.objects.filter(state="signed_off", superseded_at=None).count() == 6
    assert kinds(send(alice, rows)) == [(2, "unchanged")] * 1 + [(3, "unchanged"), (4, "unchanged")]


def test_a_doubtful_figure_is_submitted_with_a_reason_only(alice):
    upload = send(alice, csv_of(f"C1,{Q4},7000,,,,,"))
    assert "is ten times its usual size or beyond" in told(upload)[0]
    response = do(alice, upload, "confirm", how="submit")
    assert response.status_code == 422 and "Say why the figures are right" in text(response)
    do(alice, upload, "confirm", how="submit", confirmed="A new definition")
    assert current("C1", state="submitted").reason == "A new definition"


def test_rows_name_their_period_as_every_page_does_and_what_is_no_period_as_it_was_typed(alice):
    rows = csv_of(f"C1,{Q4},640,,,,,", "P1,2019-03,88,,,,,", "P1,soon,88,,,,,")
    upload = send(alice, rows)
    page = BeautifulSoup(alice.get(f"{ADDRESS}{upload.pk}/?show=all").content, "html.parser")
    cells = page.select("[data-label=Period]")
    assert [each.get_text() for each in cells] == ["Jan to Mar 2019 (Q4 2018/19)", "March 2019", "soon"]


def test_errors_name_row_and_column_and_nothing_can_be_brought_in(alice):
    upload = send(alice, csv_of(f"C1,{Q4},640,,,,,", f"P1,{Q4},abc,,,,,", "C1,2019/20 Q1,5,,,,,"))
    assert upload.state == "refused"
    assert [each for each in told(upload) if each.startswith("error")] == [
        'error row 3, value: "abc" is not a number',
        "error row 4, period: Q1 2019/20 has not ended yet: its figure can be entered from the day after it has",
    ]
    page = text(alice.get(f"{ADDRESS}{upload.pk}/"))
    assert "readings.csv row 3, value: &quot;abc&quot; is not a number" in page and "Bring in" not in page
    assert do(alice, upload, "confirm", how="draft").status_code == 409
    assert ReadingVersion.objects.exclude(state="signed_off").count() == 0


def test_measures_that_are_not_ones_own_are_refused_before_they_are_compared(bringing, client_of):
    bob = client_of("bob")
    upload = send(bob, csv_of("C1,2018/19 Q3,655,,,,,", f"Z9,{Q4},1,,,,,"))
    assert told(upload) == [
        'error row 2, ref: "C1": Only the measure\'s owner, a deputy or the performance team can enter its figure',
        'error row 3, ref: "Z9" is not a measure of Northshire: it is set up in the administration',
    ]


def test_periods_that_are_none_of_the_measures(alice):
    upload = send(alice, csv_of("P1,2019-02,90,,,,,", "P1,2017/18,90,,,,,"))
    assert kinds(upload) == [(2, "refused"), (3, "new")]
    assert "P1 is reported every quarter, and February 2019 is none of its periods" in told(upload)[0]


def test_what_a_paper_published_is_not_entered(bringing, alice):
    make_reading(bringing.measures["C1"], Q4, "640", published={"dot": "up"})
    header = "ref,period,value,published_dot,published_status,published_projection"
    upload = send(alice, csv_of(f"C1,{Q4},640,up,,improve", f"P1,{Q4},90,,met,", header=header))
    assert kinds(upload) == [(2, "changed"), (3, "refused")]
    assert changes(upload, 2) == {"published_projection": ("", "improve")}
    assert "what a paper published is loaded by an administrator" in told(upload)[0]


def test_parts_of_a_breakdown_that_is_set_up(bringing, alice):
    make_category(bringing.measures["C1"], "District", "North")
    header = "ref,period,dimension,category,value"
    upload = bring_in(alice, csv_of(f"C1,{Q4},District,North,40", f"C1,{Q4},,,640", header=header))
    assert sorted(int(each.value) for each in ReadingVersion.objects.filter(state="draft")) == [40, 640]
    assert upload.written.count() == 2
    assert kinds(send(alice, csv_of(f"C1,{Q4},District,North,40", header=header))) == [(2, "unchanged")]
    refused = send(alice, csv_of(f"C1,{Q4},District,South,41", "C1,2018/19 Q3,District,South,41", header=header))
    assert [each.partition(": ")[2] for each in told(refused)] == [
        '"South" is no part of District in C1: the performance team adds it in the administration (Set-up)'
    ] * 2


def test_somebody_else_was_quicker(bringing, alice):
    upload = send(alice, TWO)
    figures.save(entry=entry_of(bringing.place("C1"), "645"), submit=False, by=bringing.person("petra"), at=NOW)
    do(alice, upload, "confirm", how="draft")
    assert upload.state == "ready"
    assert "what stands has changed since the preview was made (readings row 2)" in upload.failure
    assert not ReadingVersion.objects.filter(reading__measure__ref="P1", state="draft").exists()
    do(alice, upload, "again")
    assert changes(upload, 2)["value"] == ("645", "640") and upload.failure == ""
    do(alice, upload, "confirm", how="draft")
    assert upload.state == "done" and current("C1").value == 640


def test_undo_restores_what_stood_before(bringing, alice):
    old = figures.save(
        entry=entry_of(bringing.place("C1"), "645", projection="improve"), submit=True,
        by=bringing.person("alice"), at=NOW,
    )  # fmt: skip
    upload = bring_in(alice, TWO)
    do(alice, upload, "undo")
    assert upload.state == "undone"
    restored = current("C1", state="submitted")
    assert (restored.value, restored.number, restored.reason) == (645, 3, "undone: import of readings.csv")
    assert restored.judgements.get().value == "improve"
    assert ReadingVersion.objects.get(pk=old.pk).superseded_at is not None
    assert not ReadingVersion.objects.filter(reading__measure__ref="P1", superseded_at=None, reading__end="2019-03-31")
    page = text(alice.get("/northshire/measures/P1/history/"))
    assert "import undone" in page


def test_after_an_undo_the_figure_can_be_entered_in_every_way(bringing, alice):
    upload = bring_in(alice, TWO)
    do(alice, upload, "undo")
    person = bringing.person("alice")
    rows = {
        row.measure.ref: row
        for row in grid_of(bringing.council, bringing.place("C1").period, person, TODAY, False).rows
    }
    assert rows["C1"].shown is None and rows["C1"].seen == 0
    page = alice.get("/entry/northshire/C1/2018-19-q4/")
    assert page.context["form"].initial["seen"] == 0 and page.context["form"].initial.get("value") is None
    figures.save(entry=entry_of(bringing.place("C1"), "641"), submit=False, by=person, at=NOW)
    assert current("C1").number == 2
    bring_in(alice, csv_of(f"P1,{Q4},,89,100,,,"))
    assert current("P1").number == 2


@pytest.mark.parametrize("since", ["saved", "signed off", "closed"])
def test_no_undo_once_something_has_changed(bringing, alice, client_of, since):
    upload = bring_in(alice, TWO, how="submit")
    version = current("C1", state="submitted")
    if since == "saved":
        figures.save(
            entry=entry_of(bringing.place("C1"), "1", seen=1), submit=False, by=bringing.person("petra"), at=LATER
        )
    elif since == "signed off":
        figures.sign_off(version_id=version.pk, by=bringing.person("carol"), at=LATER)
    else:
        from kpis.models import ClosingEvent
        from tests.stored import columns_of

        ClosingEvent.objects.create(
            council=bringing.council, number=1, event="closed", at=NOW, by=bringing.people["petra"],
            **columns_of(bringing.place("C1").period),
        )  # fmt: skip
    do(alice, upload, "undo")
    assert upload.state == "done"
    job = Job.objects.filter(kind="undo_upload").get()
    assert job.state == "failed"
    assert ("is closed" if since == "closed" else "can no longer be undone as one step") in job.failure
    assert job.failure in text(alice.get(f"{ADDRESS}{upload.pk}/")).replace("&#x27;", "'")


def test_the_performance_team_brings_in_targets_and_officers_do_not(bringing, alice, client_of):
    content = b"ref,period,target,reason\nC1,2018/19 Q4,655,Agreed in March\nP1,2018/19 Q4,90,\n"
    refused = send(alice, content, "targets.csv")
    assert kinds(refused) == [(2, "refused"), (3, "unchanged")]
    petra = client_of("petra")
    upload = bring_in(petra, content, "targets.csv")
    target = Target.objects.get(measure__ref="C1", superseded_at=None, end="2019-03-31")
    assert (target.value, target.by, target.reason) == (655, bringing.people["petra"], "Agreed in March")
    do(petra, upload, "undo")
    target = Target.objects.get(measure__ref="C1", superseded_at=None, end="2019-03-31")
    assert (target.value, target.number, target.reason) == (660, 3, "undone: import of targets.csv")


def test_a_target_that_was_none_is_none_again(client_of):
    petra = client_of("petra")
    upload = bring_in(petra, b"ref,period,target\nX1,2018/19 Q4,5\n", "targets.csv")
    do(petra, upload, "undo")
    target = Target.objects.get(measure__ref="X1", superseded_at=None)
    assert target.withdrawn and target.number == 2
    bring_in(petra, b"ref,period,target\nX1,2018/19 Q4,5\n", "targets.csv")
    assert not Target.objects.get(measure__ref="X1", superseded_at=None).withdrawn


def test_baselines_and_comparators_come_in_and_go(client_of):
    petra = client_of("petra")
    for name, content in {
        "baselines.csv": b"ref,period,value\nC1,2017/18,600\n",
        "comparators.csv": b"ref,comparator,period,value,note\nC1,England,2017/18,620,\n",
    }.items():
        upload = bring_in(petra, content, name)
        do(petra, upload, "undo")
        assert upload.state == "undone"
        assert kinds(send(petra, content, name)) == [(2, "changed")]
        bring_in(petra, content, name)
        assert kinds(send(petra, content, name)) == [(2, "unchanged")]


def test_days_and_minus_signs_are_written_as_on_every_page(bringing, alice):
    bringing.add_measure("B1", unit="currency")
    rows = csv_of(f"B1,{Q4},-5.2,provisional,2019-07-31", header="ref,period,value,marker,provisional_until")
    page = text(alice.get(f"{ADDRESS}{send(alice, rows).pk}/"))
    assert "<ins>31 July 2019</ins>" in page and "<ins>−5.2</ins>" in page


def test_leaving_it_alone(alice):
    upload = send(alice, TWO)
    do(alice, upload, "leave")
    assert upload.state == "left"
    assert do(alice, upload, "confirm", how="draft").status_code == 409
    assert not ReadingVersion.objects.exclude(state="signed_off").exists()


def test_an_upload_is_seen_by_its_person_and_the_performance_team(alice, client_of):
    upload = send(alice, TWO)
    answers = {who: client_of(who).get(f"{ADDRESS}{upload.pk}/").status_code for who in ("alice", "bob", "petra", "mo")}
    assert answers == {"alice": 200, "bob": 404, "petra": 200, "mo": 403}
    assert upload.name not in text(client_of("bob").get(ADDRESS))
    assert upload.name in text(client_of("petra").get(ADDRESS))


def test_whoever_has_left_the_performance_team_opens_no_old_preview_of_what_they_see_no_more(bringing, client_of):
    petra, bob = bringing.people["petra"], bringing.people["bob"]
    theirs = send(client_of("petra"), csv_of(f"X1,{Q4},12,,,,,"))
    own = send(client_of("petra"), TWO)
    job = Job.objects.filter(arguments__upload=theirs.pk).latest("pk")
    petra.memberships.all().delete()
    Membership.objects.create(user=petra, council=bringing.council, role="officer", service=bringing.service)
    addresses = (f"{ADDRESS}{theirs.pk}/", f"/northshire/jobs/{job.pk}/", f"{ADDRESS}{own.pk}/")
    answers = [client_of("petra").get(each, follow=True).status_code for each in addresses]
    assert answers == [404, 404, 200]
    assert client_of("petra").post(f"{ADDRESS}{theirs.pk}/", {"do": "confirm", "how": "draft"}).status_code == 404
    petra.memberships.all().delete()
    assert client_of("petra").get(f"{ADDRESS}{own.pk}/").status_code == 403
    refused = send(client_of("bob"), csv_of("X1,2018/19 Q3,655,,,,,"))
    assert refused.by == bob and client_of("bob").get(f"{ADDRESS}{refused.pk}/").status_code == 200


def test_a_preview_that_was_read_again_is_agreed_to_anew(alice):
    upload = send(alice, TWO)
    response = do(alice, upload, "confirm", how="draft", fingerprint="another")
    assert response.status_code == 409 and "has been read again since you opened this page" in text(response)
    assert upload.state == "ready"


def test_a_large_file_waits_for_the_worker(alice, settings):
    from django.utils import timezone

    from kpis.work.running import run_next

    rows = [f"C1,{Q4},640,,,,{'word ' * 60},"] + [
        f"P1,{year}/{year % 100 + 1:02d},90,,,,{'x' * 3000}," for year in range(1900, 1999)
    ]
    upload = send(alice, csv_of(*rows))
    assert upload.state == "reading"
    assert "It waits for its turn" in text(alice.get(f"{ADDRESS}{upload.pk}/"))
    assert 'http-equiv="refresh"' in text(alice.get(f"{ADDRESS}{upload.pk}/"))
    run_next(worker="test", now=timezone.now)
    upload.refresh_from_db()
    assert upload.state == "ready" and len(upload.found["rows"]) == 100
    assert Upload.objects.count() == 1
