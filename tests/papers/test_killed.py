"""A worker that dies while it publishes leaves all of a publication or nothing, and the work is taken up again."""

import random
import time
from functools import partial

import pytest
from django.utils import timezone

from kpis.models import Document, Job, Publication, PublishedFigure, Report
from kpis.papers.actions import ask_to_publish
from kpis.work.running import run_next, run_now
from tests.killing import killed_after
from tests.papers.conftest import Papers

TIMES = 20
FORMS = 5


def asked(papers: Papers) -> Job:
    now = timezone.now()
    return ask_to_publish(
        report=Report.objects.get(pk=papers.report.pk), version=1, opens_at=now, reason="Counted again",
        acknowledged=True, by=papers.bringing.person("petra"), at=now,
    )  # fmt: skip


def stored() -> tuple[int, int, int]:
    return Publication.objects.count(), PublishedFigure.objects.count(), Document.objects.count()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_all_or_nothing_twenty_times_of_twenty(papers):
    run_now(asked(papers), timezone.now)
    began = time.monotonic()
    run_now(asked(papers), timezone.now)
    takes = time.monotonic() - began
    _, figures, _ = stored()
    each = figures // 2

    cut_short = 0
    for number in range(3, 3 + TIMES):
        job = asked(papers)
        killed_after(random.uniform(0.3, 1.1) * takes, partial(run_now, job, timezone.now))
        before, after = number - 1, number
        assert stored() in ((before, before * each, before * FORMS), (after, after * each, after * FORMS))
        cut_short += stored()[0] == before
        # What took long while other tests ran is killed earlier, until it is killed on the way.
        takes *= 1 if cut_short else 0.8
        # The lease of the worker that died has run out: another one takes the work up, and finds it done or does it.
        Job.objects.filter(pk=job.pk, state="running").update(claimed_until=timezone.now())
        run_next(worker="another", now=timezone.now)
        assert stored() == (after, after * each, after * FORMS)
        assert Job.objects.get(pk=job.pk).state == "done"
    assert cut_short, "no worker was killed on the way"
