"""Workbooks that take more to read than they look: each is refused with a sentence, and nothing else suffers."""

import pytest

from kpis.models import Upload
from kpis.spreadsheets.confined import MEGABYTE
from kpis.spreadsheets.limits import bounds_for
from tests.interchange.books import MAKERS, echoing, formatted, nested, repeating
from tests.uploads.files import ADDRESS, send, told
from tests.uploads.test_files import GOOD, worked

INTO_ANOTHER = "copy the table, as values, into a new workbook"


@pytest.fixture(params=["xlsx", "ods"])
def kind(request) -> str:
    return request.param


def book(tmp_path, kind):
    return MAKERS[kind](tmp_path / f"book.{kind}", {"readings": GOOD})


def refused(client, path) -> str:
    upload = send(client, path.read_bytes(), path.name)
    if upload.state == "reading":
        worked(upload)
    assert upload.state == "refused"
    (message,) = told(upload)
    assert message in client.get(f"{ADDRESS}{upload.pk}/").content.decode()
    return message.partition(": ")[2]


def test_two_million_elements_in_each_other(alice, tmp_path, kind):
    path = nested(book(tmp_path, kind), kind, 2_000_000)
    assert path.stat().st_size < 30_000
    assert refused(alice, path) == (
        "nests its parts more than 256 levels deep, which no spreadsheet program does: "
        "copy the table into a new workbook"
    )


def test_six_hundred_thousand_formats(alice, tmp_path, kind):
    path = formatted(book(tmp_path, kind), kind, 600_000)
    assert path.stat().st_size < 80_000
    assert refused(alice, path).startswith("declares more than 150,000 formats, fonts and borders")


def test_one_cell_that_is_repeated_over_and_over(alice, tmp_path):
    assert refused(alice, repeating(book(tmp_path, "ods"), 19_000, 200)) == (
        "has a sheet of 19,002 rows and 200 columns: delete what is far to the right"
    )


def test_one_text_that_many_cells_share(alice, tmp_path):
    message = refused(alice, echoing(book(tmp_path, "xlsx"), 30_000, 9_000))
    assert message.startswith("takes more memory to read than one file is given (13")
    assert message.endswith(INTO_ANOTHER)


def test_a_larger_file_has_more_memory_up_to_a_limit():
    sizes = [bounds_for(size * MEGABYTE).memory // MEGABYTE for size in (0, 1, 40, 48, 500)]
    assert sizes == [128, 136, 448, 512, 512]


def test_the_next_file_is_read_as_ever(alice, tmp_path, kind):
    refused(alice, nested(book(tmp_path, kind), kind, 300_000))
    assert send(alice, book(tmp_path, kind).read_bytes(), f"book.{kind}").state == "ready"
    assert Upload.objects.count() == 2
