"""Forms are UTF-8: what says that it is something else is refused, and never read as it says."""

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.entry.test_sign_in import sign_in, who
from tests.stored import make_person

FORM = "application/x-www-form-urlencoded"
LOGIN = "/accounts/login/"
pytestmark = pytest.mark.django_db
OTHERS = [
    "utf-16",
    "UTF-7",
    "utf-32le",
    '"utf-16"',
    "iso-8859-1",
    "windows-1252",
    "rot13",
    "hex",
    "idna",
    "no-such",
    "é",
]


@pytest.mark.parametrize("charset", OTHERS)
@pytest.mark.parametrize("kind", [FORM, MULTIPART_CONTENT])
def test_a_form_in_another_charset_is_refused(client: Client, kind: str, charset: str) -> None:
    text = encode_multipart(BOUNDARY, {"login": "a", "password": "b"}) if kind != FORM else b"login=a&password=b"
    response = client.generic("POST", LOGIN, text, content_type=f"{kind}; charset={charset}")
    assert response.status_code == 400
    page = response.content.decode()
    assert "this site reads UTF-8 alone." in page and page.count("<h1") == 1


def test_so_is_the_address_of_a_page_that_is_only_read(client: Client) -> None:
    response = client.get("/?q=+ADw-", headers={"content-type": f"{FORM}; charset=utf-7"})
    assert response.status_code == 400


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"utf-8"', "us-ascii", ""])
def test_utf_8_by_any_of_its_names_passes(client: Client, charset: str) -> None:
    make_person("alice")
    body = "login=alice.in-tests&password=a+long+pass+phrase"
    client.generic("POST", LOGIN, body, content_type=f"{FORM}; charset={charset}" if charset else FORM)
    assert who(client) == "alice.in-tests"


def test_bytes_that_are_no_utf_8_are_no_fault(client: Client) -> None:
    assert client.generic("POST", LOGIN, b"login=%ff%fe&password=%d8%00", content_type=FORM).status_code in (200, 400)
    assert sign_in(client, "\udcff".encode(errors="surrogateescape").decode(errors="replace")).status_code == 200
