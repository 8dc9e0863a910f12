"""A child that reads a file: what it is given, what it gives back, and what ends it."""

import threading

import pytest
from django.db import connection

from kpis.spreadsheets.confined import MEGABYTE, Bounds, Unfinished, confined

ENOUGH = Bounds(256 * MEGABYTE, 20)


def of(name: str, content: bytes = b"abc", *arguments: object, bounds: Bounds = ENOUGH) -> object:
    return confined(f"tests.spreadsheets.works:{name}", content, arguments, bounds)


def test_it_gives_back_what_was_made_of_the_bytes(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "nobody's business")
    answer = of("told", b"\x00\xff" * 100_000, "a", [1, None])
    assert (answer["length"], answer["arguments"]) == (200_000, ["a", [1, None]])
    assert not {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL"} & set(answer["names"])


def test_what_is_printed_on_the_way_is_no_answer():
    assert of("chatty") == "told"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("swelling", "takes more memory to read than one file is given (256 MB)"),
        ("endless_answer", "takes more memory to read than one file is given (256 MB)"),
        ("endless", "takes longer to read than one file is given (1 second)"),
        ("stopping", "makes the program that reads it stop"),
        ("panicking", "makes the program that reads it stop"),
    ],
)
def test_what_comes_to_no_end_says_why(name, why):
    with pytest.raises(Unfinished) as ended:
        of(name, bounds=ENOUGH._replace(seconds=1) if name == "endless" else ENOUGH)
    assert str(ended.value) == why


def test_a_fault_of_the_program_is_none_of_the_file():
    with pytest.raises(RuntimeError, match="LookupError: a fault of the program"):
        of("broken")


def test_it_starts_without_the_database_and_pandas():
    needed = of("modules", b"", "kpis.spreadsheets.workbooks")
    assert not {"django", "pandas", "numpy", "openpyxl"} & set(needed)


@pytest.mark.django_db(transaction=True)
def test_threads_with_connections_may_start_one_each():
    found = []

    def read(number: int) -> None:
        try:
            connection.ensure_connection()
            found.append(of("told", b"x" * number)["length"])
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
                assert cursor.fetchone() == (1,)
        finally:
            connection.close()

    threads = [threading.Thread(target=read, args=(number,)) for number in (1, 2, 3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(found) == [1, 2, 3]
