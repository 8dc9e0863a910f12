"""A council's own Word template: brought, refused with the reasons, given up."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kpis.documents.word_default import default_template
from kpis.models import WordTemplate
from tests.pages.reading import body, said
from tests.papers.conftest import LIST

TEMPLATE = f"{LIST}template/"


def file(content: bytes, name: str = "ours.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def own() -> bytes:
    """The product's template with another comment in its package."""
    out = io.BytesIO(default_template())
    with zipfile.ZipFile(out, "a") as package:
        package.comment = b"ours"
    return out.getvalue()


def test_the_products_own_is_in_use_at_first_and_can_be_had(papers, petra):
    assert "in the product’s own template" in said(petra, TEMPLATE)
    response = petra.get(f"{LIST}template.docx")
    assert response.content == default_template()
    assert "northshire-report-template.docx" in response["Content-Disposition"]


def test_one_is_brought_and_given_up_again(papers, petra):
    response = petra.post(TEMPLATE, {"do": "own", "file": file(own())})
    assert response.status_code == 302
    told = said(petra, TEMPLATE)
    assert "your council’s own template, ours.docx" in told
    assert "Petra" in told
    assert petra.get(f"{LIST}template.docx").content == own()
    petra.post(TEMPLATE, {"do": "default"})
    assert "in the product’s own template" in said(petra, TEMPLATE)
    assert petra.get(f"{LIST}template.docx").content == default_template()
    assert WordTemplate.objects.count() == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "The file is empty"),
        (b"MZ a program", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "Word"),
        (b"x" * (5 * 1024 * 1024 + 1), "larger than 5 MB"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(papers, petra, content, told):
    response = petra.post(TEMPLATE, {"do": "own", "file": file(content)})
    assert response.status_code == 422
    assert told in body(response)
    assert not WordTemplate.objects.exists()


def test_no_file_is_no_template(papers, petra):
    assert "Choose the Word file." in body(petra.post(TEMPLATE, {"do": "own"}))


@pytest.mark.parametrize("who", ["oscar", "mo", "alice", "carol"])
def test_others_are_refused_with_the_reason(papers, who):
    client = papers.client(who)
    assert "performance team" in body(client.get(TEMPLATE))
    assert client.get(TEMPLATE).status_code == client.get(f"{LIST}template.docx").status_code == 403
    for data in ({"do": "default"}, {"do": "own", "file": file(own())}):
        assert client.post(TEMPLATE, data).status_code == 403
    assert not WordTemplate.objects.exists()


def test_whoever_has_not_signed_in_is_asked_to(papers, nobody):
    for path in (TEMPLATE, f"{LIST}template.docx"):
        assert nobody.get(path)["Location"].startswith("/accounts/login/")
