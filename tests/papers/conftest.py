"""A council with a committee report: begun by Petra, and published by whoever asks for that."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from kpis.domain.period_text import parse_period
from kpis.models import Committee, Publication, Report
from kpis.papers.actions import create_report
from kpis.papers.actions_publishing import publish
from kpis.papers.jobs import snapshot_of
from kpis.papers.queries import figures_of, last_number
from tests.entry.conftest import (
    NOW,
    Bringing,
    bringing_alone,
    make_easter,
    today,  # noqa: F401 - a fixture
)
from tests.kept import kept
from tests.stored import make_reading, signed_in

MEETING = dt.date(2019, 6, 18)
DOCUMENTS = {
    "docx": b"PK the Word file",
    "pdf": b"%PDF the file",
    "xlsx": b"PK a book",
    "ods": b"PK b",
    "csv": b"ref\r\n",
}
LIST, HERE = "/northshire/reports/", "/northshire/reports/year-end/"
TITLE = "Year-end performance"


@dataclass
class Papers:
    """A report of Quarter 3 of 2018/19 to the children's panel, with C1 (655 against 660) and P1 (85%, behind 90%)."""

    bringing: Bringing
    committee: Committee
    report: Report

    def client(self, name: str) -> Client:
        return signed_in(None) if name == "nobody" else self.bringing.client(name)

    def begin(self, slug: str, **columns: Any) -> Report:
        given = {
            "framework": self.bringing.plan,
            "title": TITLE,
            "meeting_date": MEETING,
            "agenda_item": "6",
            **columns,
        }
        return create_report(
            council=self.bringing.council, committee=self.committee, period=parse_period("2018/19 Q3"), slug=slug,
            by=self.bringing.person("petra"), at=NOW, **given,
        )  # fmt: skip

    def publish(self, report: Report | None = None, **given: Any) -> Publication:
        """A publication as the job leaves it: its real snapshot, and documents of a few bytes."""
        report = report or self.report
        report.refresh_from_db()
        at = given.pop("at", timezone.now())
        made = snapshot_of(report, figures_of(report, at, timezone.localtime(at).date()), at)
        told = {"opens_at": at, "reason": "", "checklist": [], **given}
        return publish(
            report=report, version=report.version, after=last_number(report), snapshot=made,
            documents=DOCUMENTS, frozen_at=at, by=self.bringing.person("petra"), at=at, **told,
        )  # fmt: skip

    def revise(self, value: str = "345", ref: str = "C1", at: dt.datetime | None = None) -> None:
        """Another figure for the quarter that the report printed."""
        at = at or timezone.now()
        make_reading(self.bringing.measures[ref], "2018/19 Q3", value, at=at, reason="Counted again")

    def close_council(self) -> None:
        self.bringing.council.visibility = "members"
        self.bringing.council.save()


def make_papers() -> Papers:
    make_easter()
    return _begun()


@kept
def _begun() -> Papers:
    """The report of every measure to a committee."""
    bringing = bringing_alone("northshire")
    committee = Committee.objects.create(council=bringing.council, slug="children", name="Children's panel")
    for each in bringing.measures.values():
        each.committees.add(committee)
    made = Papers(bringing, committee, Report())
    made.report = made.begin("year-end")
    return made


@pytest.fixture
def papers(db: None, today: None) -> Papers:  # noqa: F811
    return make_papers()


@pytest.fixture
def bringing(papers: Papers) -> Bringing:
    return papers.bringing


@pytest.fixture
def petra(papers: Papers) -> Client:
    return papers.client("petra")


@pytest.fixture
def nobody() -> Client:
    return Client()


@pytest.fixture
def client_of(papers: Papers) -> Callable[[str], Client]:
    return papers.client
