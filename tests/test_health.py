"""/healthz, as a container platform uses it."""

import pytest
from django.db import OperationalError, connection
from django.test import Client, override_settings


@pytest.mark.django_db
def test_says_ok_with_one_statement_and_no_session(client, django_assert_num_queries):
    client.cookies["sessionid"] = "a" * 32
    with django_assert_num_queries(1):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies


@pytest.mark.django_db
def test_says_so_when_the_database_is_away(client):
    def away(*_):
        raise OperationalError("the database is away")

    with connection.execute_wrapper(away):
        response = client.get("/healthz")
    assert (response.status_code, response.content) == (503, b"database unavailable\n")
    assert "no-store" in response["Cache-Control"]


@pytest.mark.django_db
@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["scrutiny.example"])
def test_probes_come_by_address_and_without_tls():
    probe = Client(headers={"host": "10.0.0.7:8000"})
    assert probe.get("/healthz").status_code == 200
    assert probe.head("/healthz").status_code == 200


def test_answers_no_other_method(client):
    assert client.post("/healthz").status_code == 405


@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["scrutiny.example"])
def test_every_other_address_goes_to_tls():
    response = Client(headers={"host": "scrutiny.example"}).get("/healthz/more")
    assert (response.status_code, response["Location"]) == (301, "https://scrutiny.example/healthz/more")
