"""Files as people upload them, and what the pages then say."""

import io
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from kpis.models import Upload
from tests.interchange.books import MAKERS, Rows

ADDRESS = "/northshire/import/"
HEADER = "ref,period,value,numerator,denominator,marker,commentary,change_reason"


def csv_of(*rows: str, header: str = HEADER) -> bytes:
    return ("\n".join([header, *rows]) + "\n").encode()


def book_of(kind: str, tmp_path: Path, **tables: Rows) -> bytes:
    return MAKERS[kind](tmp_path / f"book.{kind}", tables).read_bytes()


def send(client: Client, content: bytes, name: str = "readings.csv") -> Upload:
    """Upload a file; what became of it."""
    response = client.post(ADDRESS, {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 302, response.content.decode()
    return Upload.objects.get(pk=int(response["Location"].rstrip("/").rpartition("/")[2]))


def do(client: Client, upload: Upload, what: str, **data: Any) -> HttpResponse:
    data.setdefault("fingerprint", upload.fingerprint)
    response = client.post(f"{ADDRESS}{upload.pk}/", {"do": what, **data})
    upload.refresh_from_db()
    return response


def bring_in(client: Client, content: bytes, name: str = "readings.csv", how: str = "draft", **data: Any) -> Upload:
    """Upload a file and agree to its preview."""
    upload = send(client, content, name)
    response = do(client, upload, "confirm", how=how, **data)
    assert response.status_code == 302, response.content.decode()
    return upload


def kinds(upload: Upload) -> list[tuple[int, str]]:
    return [(row[1], row[2]) for row in upload.found["rows"]]


def told(upload: Upload) -> list[str]:
    """Everything that is said of the file and its rows, as "error row 2, value: ..."."""
    found = [
        f"{level} row {row[1]}, {column}: {text}" for row in upload.found["rows"] for level, column, text in row[8]
    ]
    return [*upload.found["errors"], *found]


def changes(upload: Upload, number: int) -> dict[str, tuple[str, str]]:
    row = next(each for each in upload.found["rows"] if each[1] == number)
    return {column: (before, after) for column, before, after in row[7]}


def zipped(**parts: bytes) -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
