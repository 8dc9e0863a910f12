"""The benchmark: its floor shows what the page shows, and it leaves the configured database alone."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from kpis.bench.checks import at_least, at_most, times
from kpis.bench.data import make_council
from kpis.bench.floor import floor
from kpis.bench.runs import medians

ROOT = Path(__file__).resolve().parent.parent


def cells(html, label):
    soup = BeautifulSoup(html, "html.parser")
    rows = [row for row in soup.select("tr") if row.select_one("span.ref")]
    return {row.select_one("span.ref").text: row.select_one(f'td[data-label="{label}"]') for row in rows}


@pytest.mark.django_db
def test_the_floor_shows_the_figures_and_the_strips_of_the_page():
    make_council("bench-12", 12)
    page, bare = Client().get("/bench-12/scorecard/").content.decode(), floor("bench-12")
    shown, plain = cells(page, "Latest figure"), cells(bare, "Latest figure")
    assert shown.keys() == plain.keys() and len(plain) == 12
    same = [ref for ref in plain if shown[ref].select_one("span").text == plain[ref].select_one("span").text]
    assert len(same) >= 9  # the others await their figure, which the page says in more words
    assert bare.count('<ol class="spots"') == page.count('<ol class="spots"') == 12
    assert bare.count('<a class="spot ') <= page.count('<a class="spot ') == 12 * 8


def test_limits():
    assert at_most("statements", 8, 8).kept and not at_most("statements", 9, 8).kept
    assert at_least("verdicts", 100_000, 100_000).kept and not at_least("verdicts", 99_999, 100_000).kept
    assert times("page", 6.0, 6, "").kept and not times("page", 6.01, 6, "").kept


def test_work_is_done_by_turns():
    done = []
    taken = medians({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, rounds=3, warm_up=1)
    assert "".join(done) == "ab" + "ababab"
    assert taken.keys() == {"a", "b"}


@pytest.mark.slow
def test_the_command_measures_in_a_database_of_its_own(tmp_path):
    """On SQLite, whatever the tests run on: it neither makes nor needs the database that it is configured with."""
    configured = tmp_path / "untouched.sqlite3"
    environment = {**os.environ, "DEMO": "1", "DATABASE_URL": f"sqlite:///{configured}", "TMPDIR": str(tmp_path)}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    run = subprocess.run(
        [sys.executable, "manage.py", "bench", "--quick"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode in (0, 1), run.stderr
    lines = [line for line in run.stdout.splitlines() if re.match(r"pass |MISS ", line)]
    assert len(lines) == 15
    assert ("MISS" in run.stdout) == (run.returncode == 1)
    assert not list(tmp_path.iterdir())
