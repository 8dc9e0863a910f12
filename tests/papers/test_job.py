"""Long work: how far it is, what came of it, and why it failed; for whoever asked and the performance team."""

import datetime as dt

import pytest
from django.utils import timezone

from kpis.models import Document, Job
from kpis.work import jobs
from kpis.work.running import run_next
from tests.pages.reading import body, opened, said
from tests.papers.conftest import HERE, Papers


@pytest.fixture
def job(papers: Papers) -> Job:
    arguments = {"report": papers.report.pk, "frozen_at": timezone.now().isoformat()}
    by = papers.bringing.people["petra"].pk
    return jobs.ask(
        council_id=papers.bringing.council.pk, kind=Job.Kind.MAKE_DOCUMENTS, arguments=arguments, by_id=by,
        at=timezone.now(),
    )  # fmt: skip


def page_of(job: Job) -> str:
    return f"/northshire/jobs/{job.pk}/"


def claimed(job: Job) -> Job:
    found = jobs.claim(worker="test", job_id=job.pk)
    assert found is not None
    return found


def test_it_waits_and_the_page_comes_again_without_scripts(job, petra):
    page = opened(petra, page_of(job))
    assert "It waits for its turn." in page.main.get_text()
    assert page.select_one("noscript meta[http-equiv=refresh]")["content"] == "5"
    assert page.find("a", string="See how far it is now")["href"] == page_of(job)
    assert page.select_one("#job[role=status][data-job-waits]")


def test_it_says_how_far_it_is(job, petra):
    jobs.progress(job=claimed(job), done=2, of=5, step="Making the PDF")
    page = opened(petra, page_of(job))
    assert "Making the PDF." in page.main.get_text()
    bar = page.select_one("progress")
    assert (bar["value"], bar["max"]) == ("2", "5")
    assert page.select_one("label[for=done]").get_text() == "2 of 5 steps done"


def test_its_files_can_be_had_once_it_is_done(job, petra):
    running = claimed(job)
    Document.objects.create(job=job, form="pdf", content=b"%PDF a draft", sha256="0" * 64, size=12)
    jobs.finish(job=running, result={}, at=timezone.now())
    page = opened(petra, page_of(job))
    assert "The documents are ready." in page.main.get_text()
    assert not page.select("noscript, script[src*=job]")
    link = page.select_one(".files a")["href"]
    response = petra.get(link)
    assert (response.content, response["Content-Type"]) == (b"%PDF a draft", "application/pdf")
    assert petra.get(f"{page_of(job)}docx/").status_code == 404


def test_a_failed_one_says_why_and_is_run_again(job, petra):
    jobs.fail(job=claimed(job), why="The template is broken: bring another.", at=timezone.now())
    assert "The template is broken: bring another." in said(petra, page_of(job))
    response = petra.post(page_of(job))
    assert response["Location"] == page_of(Job.objects.latest("pk"))
    assert Job.objects.count() == 2
    assert Job.objects.latest("pk").arguments == job.arguments


def test_one_that_has_not_failed_is_not_run_again(job, petra):
    response = petra.post(page_of(job))
    assert response.status_code == 409
    assert "Only work that failed can be run again." in body(response)
    assert Job.objects.count() == 1


def test_a_real_one_makes_word_pdf_and_spreadsheets(papers, petra):
    path = petra.post(f"{HERE}preview/")["Location"]
    done = run_next(worker="test", now=timezone.now)
    assert done.state == "done", done.failure
    page = opened(petra, path)
    assert [each.get_text().split(" of ")[0] for each in page.select(".files a")] == [
        "Word", "PDF", "Excel", "OpenDocument", "CSV",
    ]  # fmt: skip
    for link in page.select(".files a"):
        assert petra.get(link["href"]).status_code == 200


def worn_out(job: Job) -> Job:
    """What becomes of a job whose worker has died as often as any may."""
    Job.objects.filter(pk=job.pk).update(
        state="running", attempts=jobs.MOST_ATTEMPTS, claimed_until=timezone.now(), claimed_by="a"
    )
    return run_next(worker="another", now=timezone.now)


def test_documents_that_were_kept_before_the_worker_died_are_made(job):
    Document.objects.create(job=job, form="pdf", content=b"%PDF a draft", sha256="0" * 64, size=12)
    done = worn_out(job)
    assert (done.state, done.result) == ("done", {"forms": ["pdf"], "report": "year-end"})


def test_documents_that_were_not_are_given_up(job):
    assert "begun 3 times" in worn_out(job).failure


def test_a_report_that_was_published_before_the_worker_died_is_published(papers, job):
    made = papers.publish()
    arguments = {"report": papers.report.pk, "frozen_at": made.frozen_at.isoformat()}
    Job.objects.update(kind="publish", arguments=arguments)
    done = worn_out(job)
    assert (done.state, done.result) == ("done", {"publication": 1, "report": "year-end"})


def test_one_that_was_published_at_another_moment_is_not_this_one(papers, job):
    papers.publish()
    Job.objects.update(kind="publish")
    assert "begun 3 times" in worn_out(job).failure


@pytest.mark.parametrize("who", ["oscar", "mo", "alice", "carol"])
def test_others_are_refused_with_the_reason(papers, job, who):
    client = papers.client(who)
    for path in (page_of(job), f"{page_of(job)}pdf/"):
        assert client.get(path).status_code == 403
    assert "Only the council&#x27;s performance team can see this" in client.get(page_of(job)).content.decode()
    assert client.post(page_of(job)).status_code == 403


def test_whoever_asked_sees_it_without_being_of_the_performance_team(papers, job):
    Job.objects.update(by=papers.bringing.people["alice"], kind="read_upload", arguments={})
    assert papers.client("alice").get(page_of(job)).status_code == 200
    assert papers.client("bob").get(page_of(job)).status_code == 403


def test_to_have_asked_once_opens_nothing(papers, job):
    petra = papers.bringing.people["petra"]
    Document.objects.create(job=job, form="pdf", content=b"%PDF a draft", sha256="0" * 64, size=12)
    for role in ("officer", "head_of_service", "member"):
        petra.memberships.update(role=role)
        client = papers.client("petra")
        for path in (page_of(job), f"{page_of(job)}pdf/"):
            assert client.get(path).status_code == 403, role
        assert client.post(page_of(job)).status_code == 403


def test_whoever_brings_in_no_figures_any_more_has_no_work_on_a_spreadsheet(papers, job):
    alice = papers.bringing.people["alice"]
    Job.objects.update(by=alice, kind="read_upload", arguments={"upload": 7})
    alice.memberships.update(role="member", service=None)
    assert papers.client("alice").get(page_of(job)).status_code == 403


def test_the_work_on_a_spreadsheet_has_a_page_of_its_own(papers, job, petra):
    Job.objects.update(kind="read_upload", arguments={"upload": 7})
    assert petra.get(page_of(job))["Location"] == "/northshire/import/7/"
    assert papers.client("bob").get(page_of(job)).status_code == 403


def test_it_is_not_there_elsewhere(papers, job, nobody, petra):
    assert nobody.get(page_of(job))["Location"].startswith("/accounts/login/")
    assert petra.get("/northshire/jobs/999999999999999999999/").status_code == 404
    papers.close_council()
    assert papers.client("oscar").get(page_of(job)).status_code == 404
    Job.objects.update(created_at=timezone.now() - dt.timedelta(days=900))
    assert petra.get(page_of(job)).status_code == 200
