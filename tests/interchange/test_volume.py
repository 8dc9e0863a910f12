"""Fifty thousand readings load in less than half a gigabyte, and load again unchanged. `make bench` times them."""

import resource
from pathlib import Path

import pytest
from django.db import connection

from kpis.models import ReadingVersion
from tests.interchange.helpers import LATER, NOW, bring, write

ROWS = 50_000
MEGABYTES = 500


def large(folder: Path) -> Path:
    periods = [f"{year}-{month:02d}" for year in range(2010, 2020) for month in range(1, 13)]
    refs = [f"L{number}" for number in range(ROWS // len(periods) + 1)]
    measures = "ref,title,framework,unit,polarity,frequency\n"
    measures += "".join(f"{ref},Measure {ref},plan,percentage,higher,monthly\n" for ref in refs)
    rows = [
        f"{ref},{period},{40 + (at * 7 + place) % 50},100,Words on what happened and why,up,previous_period"
        for at, ref in enumerate(refs)
        for place, period in enumerate(periods)
    ]
    header = "ref,period,numerator,denominator,commentary,published_dot,published_dot_basis\n"
    write(folder, measures=measures, readings=header + "\n".join(rows[:ROWS]) + "\n")
    (folder / "targets.csv").unlink()
    return folder


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_fifty_thousand_readings(tmp_path):
    # As the command does, in a session of its own: PostgreSQL keeps plans that it made when the tables were empty.
    connection.close()
    before, highest = _resident(), _highest()
    folder = large(tmp_path / "smallshire")
    for now, expected in ((NOW, (ROWS, 0, 0)), (LATER, (0, 0, ROWS))):
        assert bring(folder, now).tables["readings"] == expected
    assert ReadingVersion.objects.count() == ROWS
    # The highest is the whole process's: where an earlier test went higher, this one stayed below it.
    assert _highest() == highest or _highest() - before < MEGABYTES


def _highest() -> float:
    """The most memory that the process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _resident() -> float:
    """The memory that the process holds now, in megabytes."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024
