"""A snapshot as a PDF: the page's own blocks, printed on A4, tagged, with bookmarks and header cells that say their
scope."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pikepdf
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from kpis.documents.html import Snapshot, drawings, report_facts, report_html

STYLE = Path(__file__).with_name("paper.css")
CHART = "chart:"
VARIANT = "pdf/ua-1"
CONFORMANCE = "{http://www.aiim.org/pdfua/ns/id/}"
"""The mark of a document that conforms to PDF/UA. Nobody has certified that of these, so that they do not say it."""

Progress = Callable[[int, int, str], None]


class NoSuchThing(ValueError):
    """A document asked for something that does not stand in it. Nothing is ever fetched from anywhere."""


def to_pdf(snapshot: Snapshot, progress: Progress | None = None) -> bytes:
    """The report, tagged as PDF/UA wants it. It reaches for no file and no address: its charts are its own drawings."""
    tell = progress or (lambda done, of, step: None)
    tell(0, 3, "Setting the pages")
    fetcher = _Drawings(snapshot)
    fonts = FontConfiguration()
    style = CSS(string=STYLE.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetcher)
    source = HTML(string=document(snapshot, fetcher.addresses), url_fetcher=fetcher, base_url="about:blank")
    tell(1, 3, "Printing the pages")
    printed = source.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant=VARIANT)
    tell(2, 3, "Naming the header cells of its tables")
    done = with_scopes(printed)
    tell(3, 3, "Printed")
    return done


def document(snapshot: Snapshot, pictures: dict[str, str]) -> str:
    """The whole document that is printed."""
    facts = dict(report_facts(snapshot))
    context = {
        "snapshot": snapshot,
        "facts": facts.items(),
        "meeting": ", ".join(facts[name] for name in ("Committee", "Meeting") if name in facts),
        "body": report_html(snapshot, pictures),
        "running": f"{snapshot['council']['name']}: {snapshot['title']}",
    }
    return render_to_string("documents/document.html", context)


class _Drawings(URLFetcher):
    """Gives the report's drawings by their number, and nothing else."""

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__(allowed_protocols=())
        self.found = list(dict.fromkeys(drawings(snapshot)))
        self.addresses = {svg: f"{CHART}{number}" for number, svg in enumerate(self.found)}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        number = url.removeprefix(CHART)
        if not url.startswith(CHART) or not number.isdigit() or int(number) >= len(self.found):
            raise NoSuchThing(f"The report asks for {url[:80]}, which is not in it.")
        return URLFetcherResponse(url, self.found[int(number)].encode(), {"Content-Type": "image/svg+xml"})


def with_scopes(printed: bytes) -> bytes:
    """The same document, each header cell of whose tables says whether it heads its column or its row."""
    with pikepdf.open(io.BytesIO(printed)) as pdf:
        root = pdf.Root.get("/StructTreeRoot")
        if root is not None:
            for section, cell in _header_cells(root):
                scope = pikepdf.Name.Column if section == "/THead" else pikepdf.Name.Row
                cell.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=scope)
        with pdf.open_metadata(set_pikepdf_as_editor=False) as told:
            for name in [name for name in told if name.startswith(CONFORMANCE)]:
                del told[name]
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
        return out.getvalue()


def _header_cells(root: pikepdf.Object) -> Iterator[tuple[str, Any]]:
    """Every TH with the part of its table that it stands in."""
    waiting: list[tuple[str, Any]] = [("", root)]
    while waiting:
        section, element = waiting.pop()
        if isinstance(element, pikepdf.Array):
            waiting += [(section, each) for each in element]
        elif isinstance(element, pikepdf.Dictionary):
            kind = str(element.get("/S", ""))
            if kind == "/TH":
                yield section, element
            section = kind if kind in ("/THead", "/TBody", "/TFoot", "/Table") else section
            if "/K" in element:
                waiting.append((section, element.K))
