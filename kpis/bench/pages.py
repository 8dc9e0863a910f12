"""The pages, asked for as the public asks for them, by Django's test client in this process."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from logging import NullHandler, getLogger
from pathlib import Path

import brotli
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from kpis.bench.checks import Measurement, at_most, ms, times
from kpis.bench.data import QUARTERS, make_council
from kpis.bench.floor import floor
from kpis.bench.places import own_database, tidy
from kpis.bench.runs import medians, seconds
from kpis.domain.entry import State
from kpis.domain.figure import Figure
from kpis.models import Measure
from kpis.readings.append import append
from kpis.readings.entries import Entry, Place
from kpis.web.kept import PAGES

SIZES = (5, 60, 300)
STYLES = ("vendor/govuk/govuk-frontend.min.css", "scrutiny.css")
PLAIN_FILES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


@contextmanager
def as_in_production() -> Iterator[None]:
    """Pages as a council's server makes them, without its collected files, its host name and its log."""
    log = getLogger("scrutiny.requests")
    handlers, log.handlers = log.handlers, [NullHandler()]
    try:
        with override_settings(DEBUG=False, STORAGES=PLAIN_FILES, STATIC_ROOT=None, ALLOWED_HOSTS=["testserver"]):
            yield
    finally:
        log.handlers = handlers


def page(address: str) -> Callable[[], bytes]:
    """The work of answering an address, which must succeed."""
    client = Client()

    def ask() -> bytes:
        response = client.get(address, secure=True)
        if response.status_code != 200:
            raise RuntimeError(f"{address} answered {response.status_code}")
        return bytes(response.content)

    return ask


def first(address: str) -> Callable[[], bytes]:
    """The same as nobody has asked for it since the council changed."""
    ask = page(address)

    def draw() -> bytes:
        PAGES.clear()
        return ask()

    return draw


def scorecard(size: int, query: str = "") -> str:
    return f"/bench-{size}/scorecard/{query}"


def page_checks() -> Iterator[Measurement]:
    """Statements, speed against the floor, as-of and size, on councils of 5, 60 and 300 measures."""
    with own_database():
        for size in SIZES:
            make_council(f"bench-{size}", size)
        tidy()
        yield from _statements()
        for size in SIZES[1:]:
            yield _against_floor(size)
        yield _repeated()
        yield _as_of()
        yield from _weight()
        yield _saving()


def statements(address: str, work: Callable[[str], Callable[[], bytes]] = first) -> int:
    """How many SQL statements an address takes, for the public: without a session and a user."""
    with CaptureQueriesContext(connection) as captured:
        work(address)()
    return len(captured)


def _statements() -> Iterator[Measurement]:
    counts = [statements(scorecard(size)) for size in SIZES]
    text = ", ".join(f"{count} for {size} measures" for count, size in zip(counts, SIZES, strict=True))
    yield at_most("SQL statements of a scorecard", max(counts), 9, plain=text)
    same = len(set(counts)) == 1
    yield Measurement("The same number for 5, 60 and 300 measures", "yes" if same else "no", "yes", same)
    page(scorecard(60))()
    yield at_most("SQL statements of a scorecard that is kept", statements(scorecard(60), page), 2)
    yield at_most("SQL statements of a measure's page", statements("/bench-60/measures/KBM-001/"), 10)


def _against_floor(size: int) -> Measurement:
    took = medians({"floor": lambda: floor(f"bench-{size}"), "page": first(scorecard(size))}, rounds=31)
    plain = f"page {ms(took['page'])}, floor {ms(took['floor'])}"
    return times(f"A scorecard of {size} measures against the floor", took["page"] / took["floor"], 6, plain)


def _repeated() -> Measurement:
    """Asked for again, by somebody who takes it compressed or not."""
    took = medians({"floor": lambda: floor("bench-60"), "page": page(scorecard(60))}, rounds=31)
    plain = f"page {ms(took['page'])}, floor {ms(took['floor'])}"
    return times("A scorecard of 60 measures that is kept against the floor", took["page"] / took["floor"], 1.5, plain)


def _as_of() -> Measurement:
    took = medians({"now": first(scorecard(60)), "then": first(scorecard(60, "?as_of=2025-03-31"))})
    plain = f"as of a day {ms(took['then'])}, now {ms(took['now'])}"
    return times("A scorecard as of a day against now", took["then"] / took["now"], 1.5, plain)


def _weight() -> Iterator[Measurement]:
    """Everything that a reader's browser fetches to read the page."""
    content = page(scorecard(60))()
    styles = [brotli.compress(Path(finders.find(name) or "").read_bytes()) for name in STYLES]
    html, css = len(gzip.compress(content, 6)), sum(len(each) for each in styles)
    plain = f"page {html:,} bytes (gzip; {len(content):,} plain), style sheets {css:,} (brotli)"
    yield at_most("A scorecard of 60 measures with its style sheets", (html + css) / 1024, 40, " KB", plain)
    scripts = len(re.findall(rb"<script\b|\son[a-z]+=", content))
    yield at_most("Scripts that it needs", scripts, 0)


def _saving() -> Measurement:
    """The figures of a quarter as the grid saves them."""
    measures = Measure.objects.filter(council__slug="bench-60")
    entries = [Entry(Place(each, QUARTERS[-1].next()), Figure(Decimal(57))) for each in measures]
    took = seconds(lambda: append(entries, state=State.DRAFT, by=None, at=timezone.now()))
    return at_most("Saving 60 figures at once", took * 1000, 1000, " ms")
