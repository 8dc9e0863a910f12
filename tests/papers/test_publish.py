"""Publishing: what will happen is said, the checklist is acknowledged, a worker does it; and taking it back."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from kpis.models import Document, Job, Membership, Publication, Report, User
from kpis.work.jobs import again
from kpis.work.running import run_next
from tests.pages.reading import body, opened, said
from tests.papers.conftest import HERE, NOW, Papers
from tests.stored import make_person

PUBLISH, WITHDRAW = f"{HERE}publish/", f"{HERE}v1/withdraw/"


def sent(papers: Papers, **fields: Any) -> dict[str, Any]:
    papers.report.refresh_from_db()
    return {"version": papers.report.version, "opens": "now", "day": "", "time": "", "acknowledged": "on", **fields}


def done() -> Job:
    job = run_next(worker="test", now=timezone.now)
    assert job is not None
    return job


def test_it_says_what_will_happen_and_for_which_meeting(papers, petra):
    told = said(petra, PUBLISH)
    for words in ("frozen as they stand", HERE, "For the meeting of 18 June 2019 of Children's panel, agenda item 6"):
        assert words in told


def test_it_is_asked_for_and_a_worker_publishes_it(papers, petra, nobody):
    response = petra.post(PUBLISH, sent(papers))
    job = Job.objects.get()
    assert response["Location"] == f"/northshire/jobs/{job.pk}/"
    assert "It waits for its turn." in said(petra, response["Location"])
    assert nobody.get(HERE).status_code == 404
    assert done().state == "done", Job.objects.get().failure
    assert "The report is published." in said(petra, response["Location"])
    assert "655" in said(nobody, HERE)
    made = Publication.objects.get()
    assert (made.number, made.by.username) == (1, "petra")
    assert any("P1" in each for each in made.checklist)
    for form, start in (("docx", b"PK"), ("pdf", b"%PDF"), ("xlsx", b"PK"), ("ods", b"PK"), ("csv", b"")):
        response = nobody.get(f"/northshire/reports/year-end.{form}")
        assert response.status_code == 200
        assert response.content.startswith(start)


def test_what_is_signed_off_between_asking_and_working_is_not_in_it(papers, petra, nobody):
    petra.post(PUBLISH, sent(papers))
    papers.revise("345", at=timezone.now() + dt.timedelta(seconds=1))
    done()
    assert "655" in str(opened(nobody, HERE).select_one("div.report"))


def test_until_a_moment_in_london(papers, petra, nobody):
    petra.post(PUBLISH, sent(papers, opens="later", day="17 June 2019", time="9.30"))
    done()
    made = Publication.objects.get()
    assert made.opens_at == dt.datetime(2019, 6, 17, 8, 30, tzinfo=dt.UTC)
    assert nobody.get(HERE).status_code == 404


def test_a_correction_needs_its_reason(papers, petra, nobody):
    papers.publish(at=NOW - dt.timedelta(minutes=1))
    response = petra.post(PUBLISH, sent(papers, reason=" "))
    assert response.status_code == 422
    assert "Say why it is corrected" in body(response)
    petra.post(PUBLISH, sent(papers, reason="A transposed figure"))
    assert done().state == "done", Job.objects.get().failure
    assert "Corrected on 15 April 2019 because: A transposed figure" in said(nobody, HERE)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"acknowledged": ""}, "Read the checklist, and say that you have."),
        ({"opens": ""}, "Choose when everybody may read it."),
        ({"opens": "later"}, "Enter the day"),
        ({"opens": "later", "day": "17 June 2019"}, "Enter the time"),
        ({"opens": "later", "day": "17 June 2019", "time": "noon"}, "Write the time as 09:30."),
        ({"opens": "later", "day": "soon", "time": "09:30"}, "soon"),
        ({"opens": "later", "day": "14 April 2019", "time": "09:30"}, "This moment has passed"),
        ({"version": "7"}, "was changed since you looked at it"),
        ({"version": ""}, "Version: This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_asked_for(papers, petra, fields, told):
    response = petra.post(PUBLISH, sent(papers, **fields))
    assert response.status_code == 422
    assert told in body(response)
    assert not Job.objects.exists()


def test_without_a_meeting_it_cannot_be_published(papers, petra):
    Report.objects.update(meeting_date=None)
    page = opened(petra, PUBLISH)
    assert "date is not known yet" in page.main.get_text()
    assert not page.select("main form")
    assert "Give the date of the meeting first" in body(petra.post(PUBLISH, sent(papers)))


@pytest.mark.parametrize("who", ["oscar", "mo", "alice", "carol"])
def test_others_are_refused_with_the_reason(papers, who):
    made, client = papers.publish(), papers.client(who)
    for path in (PUBLISH, WITHDRAW):
        assert "performance team" in body(client.get(path))
        assert client.get(path).status_code == 403
        assert client.post(path, sent(papers, reason="No reason")).status_code == 403
    made.refresh_from_db()
    assert made.withdrawn_at is None
    assert not Job.objects.exists()


def test_whoever_has_not_signed_in_is_asked_to(papers, nobody):
    papers.publish()
    for path in (PUBLISH, WITHDRAW):
        assert nobody.get(path)["Location"].startswith("/accounts/login/")


def test_it_is_withdrawn_with_the_reason(papers, petra, nobody):
    papers.publish()
    assert "Its address stays" in said(petra, WITHDRAW).replace("its address", "Its address")
    response = petra.post(WITHDRAW, {"reason": "Names of children"})
    assert response["Location"] == f"{HERE}v1/"
    assert "It is withdrawn." in said(petra, f"{HERE}v1/")
    assert "Names of children" in said(nobody, HERE, 410)
    assert Publication.objects.get().withdrawn_by.username == "petra"


def test_without_a_reason_or_twice_it_is_not(papers, petra):
    papers.publish()
    response = petra.post(WITHDRAW, {"reason": " "})
    assert response.status_code == 422
    assert "Say why it is withdrawn" in body(response)
    petra.post(WITHDRAW, {"reason": "Names"})
    again = petra.post(WITHDRAW, {"reason": "Other"})
    assert again.status_code == 422
    assert "It was withdrawn on 15 April 2019: Names" in said(petra, WITHDRAW)
    assert Publication.objects.get().withdrawn_reason == "Names"


def test_there_is_no_such_version(papers, petra):
    assert petra.get(WITHDRAW).status_code == 404


def test_two_corrections_asked_for_at_once_make_one(papers, petra):
    papers.publish(at=NOW - dt.timedelta(minutes=1))
    for why in ("A transposed figure", "The same, once more"):
        assert petra.post(PUBLISH, sent(papers, reason=why)).status_code == 302
    first, second = done(), done()
    assert (first.state, second.state) == ("done", "failed")
    assert "This report was published meanwhile" in second.failure
    assert Publication.objects.count() == 2


def test_work_that_was_done_is_not_done_again_for_somebody_else(papers, petra):
    """A worker dies after it has published, the lease runs out, and a colleague asks for the work once more."""
    papers.publish(at=NOW - dt.timedelta(minutes=1))
    petra.post(PUBLISH, sent(papers, reason="A transposed figure"))
    job = done()
    Job.objects.filter(pk=job.pk).update(state="failed", failure="It never came to an end.")
    colleague = make_person("quentin", papers.bringing.council, "performance")
    again(job=Job.objects.get(pk=job.pk), by_id=colleague.pk, at=timezone.now())
    assert done().result == {"publication": 2, "report": "year-end"}
    assert Publication.objects.count() == 2


@pytest.mark.parametrize("act", ["documents", "publish"])
def test_whoever_has_left_the_team_gets_neither(papers, petra, act):
    petra.post(PUBLISH, sent(papers)) if act == "publish" else petra.post(f"{HERE}preview/")
    Membership.objects.filter(user__username="petra").delete()
    assert done().state == "failed"
    assert not Publication.objects.exists() and not Document.objects.exists()


def test_nor_does_whoever_has_no_sign_in_any_more(papers, petra):
    petra.post(PUBLISH, sent(papers))
    User.objects.filter(username="petra").update(is_active=False)
    assert "no sign-in any more" in done().failure
