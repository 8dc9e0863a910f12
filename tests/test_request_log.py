"""One line a request, which names no figure, text, address or name; and the refusal of NUL characters."""

import logging
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import RequestFactory

from scrutiny import middleware

LINE = re.compile(
    r"request=(?P<request>\S+) user=(?P<user>\S+) method=(?P<method>\S+) route=(?P<route>\S+) "
    r"status=(?P<status>\d{3}) ms=(?P<ms>\d+\.\d) statements=(?P<statements>\d+)"
)


@pytest.fixture
def lines(caplog):
    """The request lines so far, each as a dict of its parts."""
    caplog.set_level(logging.INFO, logger="scrutiny.requests")

    def read() -> list[dict[str, str]]:
        texts = [record.getMessage() for record in caplog.records if record.name == "scrutiny.requests"]
        matches = [LINE.fullmatch(text) for text in texts]
        assert all(matches), texts
        return [match.groupdict() for match in matches]

    return read


@pytest.fixture
def administrator(client):
    user = get_user_model().objects.create_superuser("alice", "alice@exampleshire.example", "a long password")
    client.force_login(user)
    return user


@pytest.mark.django_db
def test_names_the_user_and_the_pattern_not_the_values(client, administrator, lines, caplog):
    client.get("/admin/auth/group/4711/change/", {"q": "secret words"})
    (line,) = lines()
    assert line["user"] == str(administrator.pk)
    assert line["method"] == "GET"
    assert line["route"] == "/admin/auth/group/<path:object_id>/change/"
    assert "4711" not in caplog.text and "secret" not in caplog.text and "alice" not in caplog.text


@pytest.mark.django_db
def test_counts_statements(client, administrator, lines, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get("/healthz")
    (line,) = lines()
    assert (line["statements"], line["status"], line["route"], line["user"]) == ("1", "200", "/healthz", "-")


@pytest.mark.django_db
def test_a_visitor_without_session_costs_the_log_no_query(client, lines, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/accounts/login/")
    (line,) = lines()
    assert (line["user"], line["route"], line["statements"]) == ("-", "/accounts/login/", "0")


@pytest.mark.django_db
def test_an_unknown_address_is_not_repeated(client, lines, caplog):
    client.get("/no/such/place/")
    (line,) = lines()
    assert line["status"] in {"404", "302"}
    assert "such" not in caplog.text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"), [("proxy-4f2a9c01", True), ("short", False), ("a" * 65, False), ("two words here", False)]
)
def test_takes_the_proxys_id_where_it_is_sane(client, lines, given, kept):
    response = client.get("/healthz", headers={"X-Request-ID": given})
    (line,) = lines()
    assert response["X-Request-ID"] == line["request"]
    assert (line["request"] == given) is kept
    assert middleware.SANE_ID.fullmatch(line["request"])


def test_an_invented_method_is_not_repeated(lines):
    middleware.log_request(lambda request: HttpResponse())(RequestFactory().generic("SECRET", "/"))
    assert lines()[0]["method"] == "other"


def test_a_fault_keeps_its_traceback_and_loses_its_address():
    request = RequestFactory().get("/secret/")
    request.request_id = "0123456789"
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "%s: %s", ("Fault", "/secret/"), ("a", "b", None)
    )
    record.request = request
    assert middleware.WithoutPath().filter(record)
    assert record.getMessage() == "fault in request=0123456789"
    assert record.exc_info is not None


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/%00/", "/?q=%00", "/?%00=q", "/static/%00.css", "/accounts/login/?next=/%00"])
def test_nul_in_an_address(client, lines, address):
    response = client.get(address)
    assert response.status_code == 400
    assert response["Content-Security-Policy"]
    assert lines()[0]["status"] == "400"


@pytest.mark.django_db
def test_nul_in_a_field_and_in_its_name(client):
    assert client.post("/accounts/login/", {"username": "a\0b", "password": "x"}).status_code == 400
    assert client.post("/accounts/login/", {"user\0name": "a", "password": "x"}).status_code == 400
    body = "username=a%00b&password=x"
    encoded = "application/x-www-form-urlencoded"
    assert client.post("/accounts/login/", body, content_type=encoded).status_code == 400


@pytest.mark.django_db
def test_nul_inside_an_uploaded_file_is_the_files_own_affair(client):
    file = SimpleUploadedFile("figures.xlsx", b"PK\0\0")
    assert client.post("/accounts/login/", {"username": "a", "password": "b", "file": file}).status_code == 200


@pytest.mark.django_db
def test_nul_in_a_cookie(client):
    client.cookies["sessionid"] = "x"
    response = client.get("/accounts/login/", headers={"cookie": 'sessionid="a\\000b"'})
    assert response.status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["username", "password"])
def test_a_megabyte_in_a_field_is_refused_by_the_form(client, field):
    fields = {"username": "alice", "password": "a long password", field: "x" * 1_000_000}
    assert client.post("/accounts/login/", fields).status_code == 200


@pytest.mark.django_db
def test_more_than_a_form_may_hold(client):
    body = "username=" + "x" * 3_000_000
    response = client.post("/accounts/login/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 400


@pytest.mark.django_db
def test_a_broken_form_is_refused(client):
    kind = "multipart/form-data; boundary=x"
    response = client.post("/accounts/login/", b"--x\r\nnonsense", content_type=kind)
    assert response.status_code in {200, 400}
