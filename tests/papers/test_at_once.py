"""Two people with one report at the same moment, and a clock that was set back: the second is told what stands."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from kpis.models import Job, Publication, Report, WordTemplate
from kpis.papers.actions import ask_to_publish, save_draft, set_template, withdraw
from kpis.refusals import Conflict, Refused
from kpis.rounds.actions import add_meeting
from kpis.sections.rules import from_stored
from tests.at_once import meanwhile
from tests.papers.conftest import MEETING, NOW, Papers, make_papers

LATER = NOW + dt.timedelta(hours=1)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def papers() -> Papers:
    return make_papers()


def saved(papers: Papers, agenda_item: str = "7", at: dt.datetime = LATER) -> Any:
    report = Report.objects.select_related("council").get(pk=papers.report.pk)
    return save_draft(
        report=report, draft=from_stored(report.draft), version=1, meeting_date=MEETING, agenda_item=agenda_item,
        by=papers.bringing.person("petra"), at=at,
    )  # fmt: skip


def asked(papers: Papers, at: dt.datetime = LATER) -> Any:
    report = Report.objects.select_related("council", "committee", "framework").get(pk=papers.report.pk)
    return ask_to_publish(
        report=report, version=1, opens_at=at, reason="", acknowledged=True, by=papers.bringing.person("petra"), at=at
    )


def published(papers: Papers, at: dt.datetime = LATER) -> Any:
    return papers.publish(Report.objects.get(pk=papers.report.pk), at=at)


def taken_back(papers: Papers, made: Publication, reason: str, at: dt.datetime = LATER) -> Any:
    publication = Publication.objects.select_related("report__council").get(pk=made.pk)
    return withdraw(publication=publication, reason=reason, by=papers.bringing.person("petra"), at=at)


def template(papers: Papers, name: str, at: dt.datetime = LATER) -> WordTemplate:
    return set_template(
        council=papers.bringing.council, name=name, content=b"PK", by=papers.bringing.person("petra"), at=at
    )


def test_a_draft_that_is_being_saved_is_not_published_as_it_was(papers):
    told = meanwhile(lambda: saved(papers), lambda: published(papers))
    assert str(told) == "The report was changed while it was being published: look at it, and publish it again."
    assert not Publication.objects.exists()


def test_nor_is_its_publication_asked_for(papers):
    told = meanwhile(lambda: saved(papers), lambda: asked(papers))
    assert "was changed since you looked at it" in str(told)
    assert not Job.objects.exists()


def test_of_two_who_save_a_draft_the_second_is_told(papers):
    told = meanwhile(lambda: saved(papers, "7"), lambda: saved(papers, "8"))
    assert isinstance(told, Conflict) and "saved this report while you were writing" in str(told)
    assert Report.objects.values_list("agenda_item", "version").get() == ("7", 2)


def test_of_two_publications_at_once_the_second_is_told(papers):
    told = meanwhile(lambda: published(papers), lambda: published(papers, LATER + dt.timedelta(minutes=1)))
    assert "was published meanwhile" in str(told)
    assert Publication.objects.count() == 1


def test_what_two_workers_publish_is_one(papers):
    told = meanwhile(lambda: published(papers), lambda: published(papers))
    assert told == Publication.objects.get()


def test_of_two_who_withdraw_a_publication_the_second_is_told(papers):
    made = published(papers)
    told = meanwhile(lambda: taken_back(papers, made, "A wrong figure"), lambda: taken_back(papers, made, "Another"))
    assert str(told) == "It has been withdrawn already."
    assert Publication.objects.get().withdrawn_reason == "A wrong figure"


def test_of_two_reports_at_one_address_the_second_is_told(papers):
    told = meanwhile(lambda: papers.begin("q4"), lambda: papers.begin("q4"))
    assert str(told) == 'There is a report at the address "q4" already: choose another, such as "q4-2".'
    assert Report.objects.filter(slug="q4").count() == 1


def test_two_templates_follow_each_other(papers):
    told = meanwhile(lambda: template(papers, "one.docx"), lambda: template(papers, "two.docx"))
    assert (told.name, told.number) == ("two.docx", 2)


def test_of_two_who_note_a_meeting_the_second_is_told(papers):
    def noted() -> Any:
        return add_meeting(
            committee=papers.committee, date=MEETING, title="", by=papers.bringing.person("petra"), today=NOW.date()
        )

    told = meanwhile(noted, noted)
    assert isinstance(told, Refused) and "has that meeting already" in str(told)
    assert papers.committee.meetings.count() == 1


def test_a_clock_set_back_is_named(papers):
    before = NOW - dt.timedelta(days=2)
    made = published(papers)
    template(papers, "one.docx")
    acts = {
        "this report": lambda: saved(papers, at=before),
        "this publication": lambda: taken_back(papers, made, "Why", at=before),
        "the template": lambda: template(papers, "two.docx", at=before),
    }
    for what, act in acts.items():
        with pytest.raises(Refused, match=f"clock says 12:00:00 on 13 April 2019, but {what} was changed at"):
            act()
    with pytest.raises(Refused, match="but this report was changed at"):
        papers.publish(Report.objects.get(), at=before)
    assert (Publication.objects.count(), WordTemplate.objects.count(), timezone.is_aware(before)) == (1, 1, True)
