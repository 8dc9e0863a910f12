"""Files that are kept byte for byte, as answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag

from kpis.models import Document

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "csv": "text/csv; charset=utf-8",
}


def file_response(request: HttpRequest, document: Document, name: str) -> HttpResponseBase:
    """A file under a name without its ending; 304 where the reader has it already. A PDF opens in the browser."""
    etag = quote_etag(document.sha256)
    response = HttpResponse(bytes(document.content), content_type=TYPES[document.form])
    how = "inline" if document.form == "pdf" else "attachment"
    response["Content-Disposition"] = f'{how}; filename="{name}.{document.form}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=etag, response=response) or response
