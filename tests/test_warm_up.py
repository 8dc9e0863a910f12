"""What a worker begins with: the first page of it loads nothing that the others do not."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from kpis.models import Council
from tests.stored import make_council, make_measure, make_plan, make_reading
from tests.test_production import PRODUCTION
from tests.test_server import database_url

pytestmark = [pytest.mark.server, pytest.mark.django_db(transaction=True)]
START = """
import sys
import warnings
warnings.filterwarnings("ignore", "No directory at")  # its files were not collected: nothing asks for them here
import scrutiny.wsgi
from django.conf import settings
from django.db import connection
from django.template import engines
from django.test import Client
from scrutiny.warm_up import warm_up
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
loader = engines["django"].engine.template_loaders[0]
seen = []
with connection.execute_wrapper(lambda run, sql, *more: seen.append(sql.split()[0]) or run(sql, *more)):
    warm_up(scrutiny.wsgi.application)
print("statements", sorted(set(seen)), "connected", connection.connection is not None)
for address in sys.argv[1:]:
    before, compiled = set(sys.modules), set(loader.get_template_cache)
    status = Client().get(address, secure=True, headers={"host": "scrutiny.example"}).status_code
    print(address, status, sorted(set(sys.modules) - before), sorted(set(loader.get_template_cache) - compiled))
"""
PAGES = ["/", "/northshire/", "/northshire/scorecard/", "/northshire/measures/M1/", "/accounts/login/",
         "/northshire/measures/M1/chart.json", "/northshire/scorecard.csv", "/northshire/scorecard.xlsx",
         "/how-it-works/"]  # fmt: skip


def begun(*addresses: str, **variables: str) -> list[str]:
    """What a process prints that is made warm, then asked for some pages."""
    environment = {**PRODUCTION, "PYTHONPATH": str(settings.BASE_DIR), **variables}
    command, folder = [sys.executable, "-c", START, *addresses], Path(settings.BASE_DIR)
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return [line for line in done.stdout.splitlines() if not line.startswith("request=")]


@pytest.fixture
def council() -> Council:
    council = make_council()
    make_reading(make_measure(make_plan(council), "M1"), "2018/19", "7")
    return council


def test_the_first_page_imports_nothing_and_compiles_nothing(council: Council) -> None:
    said = begun(*PAGES, DATABASE_URL=database_url())
    assert said == ["statements ['SELECT'] connected False", *(f"{path} 200 [] []" for path in PAGES)]


def test_so_it_is_where_no_council_is_public(council: Council) -> None:
    Council.objects.update(visibility="members")
    said = begun("/", "/accounts/login/", "/northshire/", DATABASE_URL=database_url())
    assert said[1:] == ["/ 200 [] []", "/accounts/login/ 200 [] []", "/northshire/ 404 [] []"]


def test_without_a_database_it_starts_all_the_same() -> None:
    said = begun("/how-it-works/", DATABASE_URL="postgres://scrutiny@127.0.0.1:1/scrutiny")
    assert "not warmed up: the database (OperationalError)" in said and "not warmed up: / (503)" in said
    assert said[-1] == "/how-it-works/ 200 [] []"
