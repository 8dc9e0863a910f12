"""Two imports of the same rows at the same moment: one is written, the other is told, and nothing is there twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, transaction

from kpis.interchange.jobs import load
from kpis.models import ReadingVersion
from kpis.spreadsheets.problems import ImportRefused
from tests.interchange.helpers import LATER, add, bring, write

TOLD = ": somebody else changed the same rows at the same moment: nothing was written; run the import again"


def outcome(folder: Path) -> str:
    try:
        return str(load([folder], now=LATER).tables["readings"])
    except ImportRefused as refusal:
        return str(refusal.problems[0])
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stored", [False, True], ids=["new council", "revision"])
def test_the_second_of_two_writers_is_told(tmp_path, stored):
    small = write(tmp_path / "smallshire")
    if stored:
        bring(small)
        add(small, "readings", "ref,period,value", "C1,2018/19,655")
    started = threading.Event()

    def second() -> str:
        started.set()
        return outcome(small)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            load([small], now=LATER)
            told = pool.submit(second)
            started.wait()
            # On PostgreSQL the other has read what was there before and waits to write; on SQLite it waits to begin.
            assert not _done_within(told, 1.5)
        result = told.result(timeout=30)

    rows = 1 if stored else 3
    assert result in (f"smallshire{TOLD}", f"0 created, 0 changed, {rows} unchanged")
    assert (connection.vendor == "postgresql") == (TOLD in result)
    assert ReadingVersion.objects.filter(superseded_at=None).count() == 3
    assert ReadingVersion.objects.count() == (4 if stored else 3)


def _done_within(future, seconds: float) -> bool:
    try:
        future.result(timeout=seconds)
    except TimeoutError:
        return False
    return True
