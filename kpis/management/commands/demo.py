"""Load the demonstration: what does not exist yet, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kpis.demo.loading import PEOPLE, demo_password, load_councils, make_people
from kpis.demo.paper import DemonstrationPaper, exampleshire, warwickshire
from kpis.demo.promises import promise
from kpis.demo.rectification import rectify
from kpis.domain.periods import date_text
from kpis.models import Council, Job, Meeting, Report, User
from kpis.papers.actions import ask_to_publish, create_report, save_draft
from kpis.people import person_for
from kpis.work.running import run_now


class Command(BaseCommand):
    help = "Load the demonstration councils that do not exist yet, and print the sign-ins. What was entered survives."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.LOCAL:
            raise CommandError("The demonstration has well-known people: it is only loaded with DEMO=1 or DEBUG=1 set.")
        loaded = load_councils(timezone.now())
        password = demo_password(settings.BASE_DIR / ".demo" / "password")
        make_people(password)
        rectify(timezone.now())
        promise(timezone.now())
        self.stdout.write(
            f"Loaded: {', '.join(loaded)}." if loaded else "The demonstration councils are already there."
        )
        for paper in papers(timezone.localdate()):
            if told := publish(paper, timezone.now()):
                self.stdout.write(told)
        self.stdout.write(f"Sign in as any of these with the password {password}")
        for name, (what, _) in PEOPLE.items():
            self.stdout.write(f"  {name:6} {what}")


def papers(today: dt.date) -> list[DemonstrationPaper]:
    """Warwickshire's, and one for the next meeting of a committee of Exampleshire's, whose figures are of 2026."""
    meetings = Meeting.objects.filter(committee__council__slug="exampleshire", committee__slug="adults-and-health")
    following = meetings.filter(date__gte=max(today, dt.date(2026, 10, 21))).order_by("date").first()
    return [warwickshire(), *([exampleshire(following.date)] if following else [])]


def publish(told: DemonstrationPaper, at: dt.datetime) -> str:
    """Publish a paper as its data stand, the way a person of the performance team would; what came of it. Left alone,
    with nothing to tell, where the report is there already."""
    council, petra = Council.objects.get(slug=told.council), User.objects.get(username="petra")
    if Report.objects.filter(council=council, slug=told.slug).exists():
        return ""
    by = person_for(petra, timezone.localtime(at).date())
    report = create_report(
        council=council,
        committee=council.committees.get(slug=told.committee),
        framework=council.frameworks.get(slug=told.framework),
        period=told.period,
        slug=told.slug,
        title=told.draft.title,
        meeting_date=told.meeting,
        agenda_item="",
        by=by,
        at=at,
    )
    report = save_draft(
        report=report, draft=told.draft, version=report.version, meeting_date=told.meeting, agenda_item="",
        by=by, at=at,
    )  # fmt: skip
    asked = ask_to_publish(
        report=report, version=report.version, opens_at=at, reason="", acknowledged=True, by=by, at=timezone.now()
    )
    done = run_now(asked, timezone.now)
    if done.state == Job.State.FAILED:
        return f"The paper of {date_text(told.meeting)} was not published: {done.failure}"
    return f"Published: /{told.council}/reports/{told.slug}/, as for {date_text(told.meeting)}."
