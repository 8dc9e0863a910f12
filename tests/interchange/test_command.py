"""manage.py load_council: what it prints, and how it ends."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kpis.models import ReadingVersion
from tests.interchange.helpers import add, stored, write

pytestmark = pytest.mark.django_db


def run(*arguments: object) -> tuple[str, str, str]:
    """What was printed, what was printed as errors, and how it ended."""
    out, err = StringIO(), StringIO()
    try:
        call_command("load_council", *map(str, arguments), stdout=out, stderr=err)
    except CommandError as error:
        assert (error.returncode, type(error).__name__) == (1, "Refused")
        return out.getvalue(), err.getvalue(), str(error)
    return out.getvalue(), err.getvalue(), ""


def test_it_prints_what_was_written(small):
    assert run(small) == (
        "council: 1 created, 0 changed, 0 unchanged\n"
        "committees: 2 created, 0 changed, 0 unchanged\n"
        "frameworks: 2 created, 0 changed, 0 unchanged\n"
        "measures: 8 created, 0 changed, 0 unchanged\n"
        "targets: 3 created, 0 changed, 0 unchanged\n"
        "readings: 3 created, 0 changed, 0 unchanged\n",
        "",
        "",
    )
    assert "readings: 0 created, 0 changed, 3 unchanged\n" in run(small)[0]


def test_it_lists_every_error_and_their_count(small):
    add(small, "readings", "ref,period,value", "C1,2018/19,abc", "C1,2017/18,-1")
    assert run(small) == (
        "",
        'readings.csv row 2, value: "abc" is not a number\n'
        'readings.csv row 3, value: "-1" is negative, which a count cannot be\n',
        "2 errors: nothing was written",
    )
    assert set(stored().values()) == {0}


def test_a_dry_run(small):
    out, _, end = run(small, "--dry-run")
    assert out.endswith("readings: 3 created, 0 changed, 0 unchanged\ndry run: nothing was written\n")
    assert end == ""
    assert set(stored().values()) == {0}


def test_warnings_are_printed(small):
    add(small, "targets", "ref,period,target", "C1,2018/19,0")
    assert "warning: targets.csv row 2, target: is 0\n" in run(small)[0]


def test_several_sources_of_which_one_is_refused(small, tmp_path: Path):
    other = write(tmp_path / "othershire", council="slug,name\nothershire,Othershire (fictional)\n", readings="ref\n")
    out, err, end = run(other, small)
    assert out.startswith("othershire:\nsmallshire:\ncouncil: 1 created")
    assert err == 'readings.csv row 1: the column "period" is missing\n'
    assert end == "1 error: nothing was written of 1 of 2 sources"
    assert ReadingVersion.objects.count() == 3
