"""A refusal that no view answers is a page with its reason, whoever asked and however; what is none is a fault."""

import re
from pathlib import Path

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

import kpis
from kpis.domain.period_text import PeriodError
from kpis.models import User
from kpis.readings.moments import MomentError
from kpis.refusals import Closed, Conflict, Denied, NotFound, Refused

REASON = "The moon is <closed> on Mondays."
PRINTED = "The moon is &lt;closed&gt; on Mondays."
KINDS = (NotFound, Denied, Closed, Refused, Conflict, PeriodError, MomentError, Http404, PermissionDenied)
NAMED = {kind.__name__: kind for kind in KINDS}
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Fewer(NotFound):
    """A room may have a kind of its own."""


def refuse(request: HttpRequest, kind: str) -> HttpResponse:
    raise {**NAMED, "Fewer": Fewer}[kind](REASON)


@login_not_required
def refuse_everybody(request: HttpRequest, kind: str) -> HttpResponse:
    return refuse(request, kind)


urlpatterns = [
    path("open/<str:kind>/", refuse_everybody),
    path("inside/<str:kind>/", refuse),
    path("", include("scrutiny.urls")),
]
handler404 = "kpis.web.errors.not_found"


@pytest.fixture
def member() -> Client:
    client = Client()
    client.force_login(User.objects.create_user("mo"))
    return client


ANSWERED = [("NotFound", 404), ("Denied", 403), ("Closed", 403), ("Fewer", 404)]


@pytest.mark.parametrize("method", ["get", "post", "head"])
@pytest.mark.parametrize(("kind", "status"), ANSWERED)
def test_a_refusal_is_answered_with_its_status_and_its_sentence(member: Client, kind: str, status: int, method: str):
    for client, address in ((member, "inside"), (member, "open"), (Client(), "open")):
        response = getattr(client, method)(f"/{address}/{kind}/")
        assert response.status_code == status
        assert method == "head" or PRINTED in response.content.decode()


def test_who_has_not_signed_in_is_asked_to_before_anything_is_refused():
    assert Client().get("/inside/Denied/")["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("ours", "django"), [("NotFound", "Http404"), ("Denied", "PermissionDenied")])
def test_the_page_is_the_one_that_djangos_own_refusal_gets(ours: str, django: str):
    pages = [Client().get(f"/open/{each}/") for each in (ours, django)]
    mine, theirs = (page.content.decode().replace(page.wsgi_request.path, "") for page in pages)
    assert mine == theirs


@pytest.mark.parametrize("kind", [Refused, Conflict, PeriodError, MomentError])
def test_what_belongs_beside_a_form_or_to_no_address_is_a_fault(member: Client, kind: type[Exception]):
    for send in (member.get, member.post, Client().post):
        with pytest.raises(kind, match="The moon"):
            send(f"/open/{kind.__name__}/")


def test_a_fault_tells_nobody_what_it_was(member: Client):
    member.raise_request_exception = False
    response = member.post("/inside/Refused/")
    assert response.status_code == 500
    assert "moon" not in response.content.decode()


def test_an_answered_refusal_is_no_fault_in_the_log(member: Client, caplog: pytest.LogCaptureFixture):
    member.get("/inside/Denied/")
    assert [each for each in caplog.records if each.levelname == "ERROR"] == []
    member.raise_request_exception = False
    member.get("/inside/Refused/")
    assert [each.name for each in caplog.records if each.levelname == "ERROR"] == ["django.request"]


def test_a_conflict_has_what_stands_of_each_thing_that_changed():
    assert Conflict("Somebody was first.").standing == {}
    conflict = Conflict("Somebody was first.", {"C1": 2, "P1": None})
    assert (str(conflict), conflict.standing) == ("Somebody was first.", {"C1": 2, "P1": None})


def test_views_refuse_in_the_houses_words_alone():
    """Django's exceptions would go round the one place that answers; its own 404 has a page in views/errors.py."""
    sources = {each: each.read_text(encoding="utf-8") for each in Path(kpis.__file__).parent.rglob("*.py")}
    foreign = [each.name for each, text in sources.items() if re.search(r"\b(Http404|PermissionDenied)\(", text)]
    assert foreign == []
