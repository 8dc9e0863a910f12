"""Two who bring in the same figures at the same moment: one of them does, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from kpis.models import ReadingVersion
from kpis.work.running import run_now
from tests.entry.conftest import make_bringing
from tests.uploads.test_killed import MEASURES, ROWS, agreed


@pytest.mark.django_db(transaction=True)
def test_two_imports_do_not_interleave():
    bringing = make_bringing()
    for number in range(MEASURES):
        bringing.add_measure(f"K{number}")
    pairs = [agreed(bringing, value) for value in (1001, 1002)]
    barrier = Barrier(2)

    def work(job) -> None:
        barrier.wait(30)
        try:
            run_now(job, timezone.now)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, [job for _, job in pairs]))
    for upload, _ in pairs:
        upload.refresh_from_db()
    assert sorted(upload.state for upload, _ in pairs) == ["done", "ready"]
    told = next(upload for upload, _ in pairs if upload.state == "ready")
    assert told.failure.startswith("Nothing was written")
    values = set(ReadingVersion.objects.filter(superseded_at=None, state="draft").values_list("value", flat=True))
    assert len(values) == 1 and ReadingVersion.objects.filter(state="draft").count() == ROWS
