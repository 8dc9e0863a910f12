"""The page from which the performance team takes all of its council's data."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from kpis.models import Service
from kpis.spreadsheets.tables import TABLES
from tests.pages.reading import opened, text_of
from tests.stored import make_council, make_measure, make_person, make_plan, make_reading, signed_in

pytestmark = pytest.mark.django_db
ADDRESSES = ("/northshire/data/", "/northshire/data.xlsx", "/northshire/data.ods", "/northshire/data.zip")


@pytest.fixture
def council():
    made = make_council()
    measure = make_measure(make_plan(made), "M1", suppress_below=5)
    make_reading(measure, "2018/19", "3")
    make_reading(measure, "2017/18", "30")
    return made


@pytest.fixture
def petra(council):
    return signed_in(make_person("petra", council, "performance"))


def test_the_page_leads_to_every_file(petra):
    page = opened(petra, "/northshire/data/")
    assert "Not for publication" in text_of(page.select_one(".govuk-inset-text"))
    links = [each["href"] for each in page.select("main ul a[download]")]
    assert links == list(ADDRESSES[1:])
    assert opened(petra, "/northshire/").select_one('a[href="/northshire/data/"]')


@pytest.mark.parametrize("form", ["xlsx", "ods"])
def test_the_team_gets_the_tables_with_small_numbers(petra, form):
    response = petra.get(f"/northshire/data.{form}")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="northshire-data-')
    assert response.headers["Content-Disposition"].endswith(f'.{form}"')
    assert response.headers["Cache-Control"] == "private, no-store"
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    assert book.sheet_names == ["Cover", *TABLES]
    head, *rows = book.get_sheet_by_name("readings").to_python()
    assert [(row[1], row[head.index("value")]) for row in rows] == [("2017/18", 30), ("2018/19", 3)]


def test_the_archive_holds_a_folder_of_csv_files(petra):
    response = petra.get("/northshire/data.zip")
    assert response.headers["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        assert b"M1,2018/19,,3," in archive.read("northshire/readings.csv")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["officer", "head_of_service", "member", "administrator"])
def test_others_who_see_the_council_are_told_why_not(council, address, role):
    service = Service.objects.create(council=council, name="Early help") if role == "officer" else None
    response = signed_in(make_person("alice", council, role, service)).get(address)
    assert response.status_code == 403
    assert "Only the council&#x27;s performance team can do this." in response.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_where_the_council_is_not_open_there_is_nothing(council, address):
    council.visibility = "members"
    council.save()
    elsewhere = make_council("southshire")
    assert signed_in(make_person("sam", elsewhere, "performance")).get(address).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_has_not_signed_in_is_led_to_sign_in(council, nobody, address):
    response = nobody.get(address)
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/")
