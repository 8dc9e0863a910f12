"""Warwickshire's paper of 18 June 2019, rebuilt and published; then 346 Child Protection Plans are revised to 345."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

import kpis.demo
from kpis.demo.paper import warwickshire
from kpis.interchange.jobs import load
from kpis.management.commands.demo import publish
from kpis.models import Publication
from tests.demonstration import loaded_until_rolled_back
from tests.pages.reading import opened, said, table, text_of

REVISION = Path(kpis.demo.__file__).parent / "revision" / "warwickshire"
CHANGED = "346 as reported on 18 June 2019; now 345"


@pytest.fixture(scope="module")
def demonstration(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from loaded_until_rolled_back(django_db_setup, django_db_blocker)


@pytest.fixture
def address(demonstration: None, db: None) -> str:
    """Of the publication, made by the worker the way the demonstration makes it."""
    paper = warwickshire()
    if not Publication.objects.exists():
        assert publish(paper, timezone.now())
    return f"/warwickshire/reports/{paper.slug}/"


def frozen(nobody: Any, address: str) -> dict[str, str]:
    """Everything of a publication that must never change, each as its SHA-256."""
    found = {"page": str(opened(nobody, address).select_one("div.report")).encode()}
    found["snapshot"] = str(Publication.objects.get().snapshot).encode()
    for form in ("docx", "pdf", "xlsx", "ods", "csv"):
        found[form] = nobody.get(f"{address.rstrip('/')}.{form}").content
        found[f"v1.{form}"] = nobody.get(f"{address}v1.{form}").content
    return {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}


def test_the_paper_still_says_346_and_both_pages_tell_both(address, nobody):
    before = frozen(nobody, address)
    assert "346" in said(nobody, address)
    assert "345" not in said(nobody, address)
    load([REVISION], now=timezone.now())
    assert frozen(nobody, address) == before
    page = opened(nobody, address)
    assert CHANGED in text_of(page.select_one(".since"))
    link = page.select_one(".since a")["href"]
    told = table(opened(nobody, link), "As it was put before committees")
    assert [(row[0], row[3], row[5]) for row in told[1:] if "revised" in row[5]] == [
        ("18 June 2019", "346", "345 (revised)")
    ]


def test_its_notice_stands_on_every_page(address, nobody):
    for path in (address, "/warwickshire/reports/"):
        page = opened(nobody, path)
        assert "Rebuilt from published papers as a demonstration" in text_of(page.select_one(".notice"))
