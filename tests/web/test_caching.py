"""No answer to somebody signed in is kept by anybody; what is public may be."""

import pytest
from django.test import Client

from kpis.models import Document, User
from tests.papers.conftest import HERE, LIST, Papers, bringing, papers, petra, today  # noqa: F401 - fixtures

NOT_KEPT = "private, no-store"
ADDRESSES = [
    ("/", 200),
    ("/how-it-works/", 200),
    ("/northshire/", 200),
    ("/northshire/scorecard/", 200),
    ("/northshire/scorecard.csv", 200),
    ("/northshire/scorecard.xlsx", 200),
    ("/northshire/measures/C1/chart.json", 200),
    ("/northshire/measures/C1/data.csv", 200),
    ("/northshire/data.zip", 200),
    (f"{LIST}feed.atom", 200),
    ("/entry/", 200),
    ("/accounts/", 200),
    ("/accounts/recovery-codes/", 404),
    ("/accounts/app/activate/", 200),
    ("/accounts/login/", 302),
    ("/admin/", 200),
    ("/admin/kpis/user/", 200),
    ("/admin/no/such/table/", 404),
    ("/northshire/jobs/9/", 404),
    ("/no/such/page/at/all/", 404),
    ("/static/no-such-file.css", 404),
    ("/northshire", 301),
    ("/%00", 400),
    ("/accounts/logout/", 405),
]


@pytest.fixture
def signed_in(papers: Papers, petra: Client) -> Client:  # noqa: F811
    User.objects.filter(username="petra").update(is_staff=True, is_superuser=True)
    return petra


@pytest.mark.parametrize(("address", "status"), ADDRESSES)
def test_nothing_is_kept_of_what_somebody_signed_in_gets(signed_in: Client, address: str, status: int) -> None:
    for ask in (signed_in.get, signed_in.head):
        response = ask(address)
        assert response.status_code == status
        assert response["Cache-Control"] == NOT_KEPT


def test_nor_of_forms_faults_and_what_is_refused(signed_in: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    path = "/northshire/close/2018-19-q4/"
    assert signed_in.post(path, {"action": "open"})["Cache-Control"] == NOT_KEPT
    assert signed_in.post(path, {"action": "nothing"})["Cache-Control"] == NOT_KEPT
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    forged = strict.post(path, {"action": "open"})
    assert (forged.status_code, forged["Cache-Control"]) == (403, NOT_KEPT)

    def fault(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("kpis.pages.views_closing.closing_page", fault)
    signed_in.raise_request_exception = False
    broken = signed_in.get(path)
    assert (broken.status_code, broken["Cache-Control"]) == (500, NOT_KEPT)


def test_nor_of_documents_and_of_answers_that_nothing_has_changed(papers: Papers, signed_in: Client) -> None:  # noqa: F811
    papers.publish()
    for path in (f"{HERE[:-1]}.pdf", f"{LIST}feed.atom"):
        public = Client().get(path)
        response = signed_in.get(path)
        assert (response.status_code, response["Cache-Control"]) == (200, NOT_KEPT)
        same = signed_in.get(path, headers={"if-none-match": public["ETag"]})
        assert (same.status_code, same["Cache-Control"]) == (304, NOT_KEPT)
        assert "no-store" not in public.headers.get("Cache-Control", "")
    assert Document.objects.exists()


def test_the_answer_that_signs_in_or_out_is_not_kept(signed_in: Client) -> None:
    alice = User.objects.get(username="alice")
    alice.set_password("a long pass phrase")
    alice.save()
    client = Client()
    answer = client.post("/accounts/login/", {"login": "alice", "password": "a long pass phrase"})
    assert (answer.status_code, answer["Cache-Control"]) == (302, NOT_KEPT)
    assert client.post("/accounts/logout/")["Cache-Control"] == NOT_KEPT


def test_style_sheets_are_kept_and_so_may_public_pages_be(signed_in: Client) -> None:
    assert "Cache-Control" not in Client().get("/northshire/scorecard/").headers
    style = signed_in.get("/static/scrutiny.css")
    assert style.status_code == 200 and "no-store" not in style["Cache-Control"]
    style.close()
