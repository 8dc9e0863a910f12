"""A committee report of 60 measures as files: how long each takes, how big it is, and the memory for it."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterator

from django.utils import timezone

from kpis.bench.checks import Measurement, at_most
from kpis.bench.data import QUARTERS, make_council
from kpis.bench.loading import peak_megabytes
from kpis.bench.places import own_database
from kpis.documents.pdf import to_pdf
from kpis.documents.word import to_docx
from kpis.models import Committee, Measure, Report
from kpis.papers.jobs import snapshot_of
from kpis.papers.queries import figures_of
from kpis.sections.rules import as_stored, new_draft

SIZE = 60


def paper_checks() -> Iterator[Measurement]:
    """Every measure is told in detail or stands in the appendix. The memory is the most that this process ever held."""
    with own_database():
        report, now = _report(), timezone.now()
        made = snapshot_of(report, figures_of(report, None, now.date()), now)
        start = time.perf_counter()
        word = to_docx(made)
        yield at_most(f"A report of {SIZE} measures as Word", time.perf_counter() - start, 10, " s", _size(word))
        start = time.perf_counter()
        pdf = to_pdf(made)
        yield at_most("The same as PDF", time.perf_counter() - start, 15, " s")
        yield at_most("Its size", len(pdf) / 1_000_000, 2, " MB")
        yield at_most("Memory that both take at the most", peak_megabytes(), 400, " MB")


def _size(content: bytes) -> str:
    return f"{len(content) / 1_000_000:.1f} MB"


def _report() -> Report:
    """A draft about every measure of a council, for its last quarter."""
    council, period = make_council(f"bench-{SIZE}", SIZE), QUARTERS[-1]
    committee = Committee.objects.filter(council=council).first() or Committee.objects.create(
        council=council, slug="everything", name="Overview and Scrutiny"
    )
    for measure in Measure.objects.filter(council=council):
        measure.committees.add(committee)
    now = timezone.now()
    return Report.objects.create(
        council=council, committee=committee, framework=council.frameworks.first(), kind=period.kind.value,
        start=period.start, end=period.end, slug="bench", meeting_date=dt.date(2025, 5, 20),
        draft=as_stored(new_draft("Performance report")), created_at=now, changed_at=now,
    )  # fmt: skip
