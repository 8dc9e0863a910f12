"""The report as a PDF: whole, tagged, in English, with bookmarks, scopes of header cells and its own fonts."""

import io
import re
from collections import Counter
from functools import cache

import pikepdf
import pytest
from pypdf import PdfReader

from kpis.documents import blocks
from kpis.documents.pdf import NoSuchThing, _Drawings, to_pdf
from tests.documents.report_cases import COUNCIL, NOTICE, TITLE, section, snapshot
from tests.documents.report_made import appendix_rows, of_kind, pdf_of, quarterly, rebuilt

LONG = "\n\n".join(" ".join(f"word{n}x{m}" for m in range(100)) for n in range(100))


@cache
def usual():
    return to_pdf(snapshot())


@cache
def words(content):
    """Its text without spaces: where a line ends is the printer's affair."""
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return squeezed(text)


def squeezed(text):
    return re.sub(r"[\s\u200b\u00ad\u2060]+", "", text)


def elements(content):
    """The structure elements, each with what its role is."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        waiting = [pdf.Root.StructTreeRoot]
        while waiting:
            each = waiting.pop()
            if isinstance(each, pikepdf.Array):
                waiting += list(each)
            elif isinstance(each, pikepdf.Dictionary):
                if "/S" in each:
                    yield str(each.S), each
                if "/K" in each:
                    waiting.append(each.K)


@pytest.mark.parametrize("make", [rebuilt, quarterly])
def test_every_figure_and_status_is_that_of_the_page(demo, make):
    shot = make()
    text = words(pdf_of(shot))
    for row in appendix_rows(shot).values():
        assert squeezed("".join(row)) in text, row
    for block in of_kind(shot, "status"):
        # A sign may be drawn in another font than the words beside it, and then stands elsewhere in what is read back.
        assert squeezed(f"{block['word']}{block['figure']}{block['ref']}{block['reason']}{block['said']}") in text
    for block in of_kind(shot, "table", "good_progress") + of_kind(shot, "table", "concerns"):
        for row in block["rows"]:
            assert all(squeezed(each) in text for each in row)


def test_it_names_itself_and_its_language():
    reader = PdfReader(io.BytesIO(usual()))
    assert (reader.metadata.title, reader.metadata.author) == (TITLE, COUNCIL)
    with pikepdf.open(io.BytesIO(usual())) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        with pdf.open_metadata() as meta:
            assert "pdfuaid:part" not in meta, "a claim that nobody has certified"
            assert meta["dc:title"] == TITLE


def test_sections_are_bookmarks():
    with pikepdf.open(io.BytesIO(usual())) as pdf, pdf.open_outline() as outline:
        titles = [each.title for each in outline.root]
    assert titles == [f"{each['number']}. {each['heading']}".removeprefix(". ") for each in snapshot()["sections"]]


def test_header_cells_say_their_scope():
    found = Counter(str(cell.A.Scope) for kind, cell in elements(usual()) if kind == "/TH")
    told = of_kind(snapshot(), "table")
    facts = 6
    assert found["/Column"] == sum(len(each["header"]) for each in told)
    assert found["/Row"] == facts + sum(len(each["rows"]) for each in told)


def test_charts_have_their_words():
    told = [str(each.Alt) for kind, each in elements(usual()) if kind == "/Figure"]
    assert sorted(told) == sorted(block["alt"] for block in of_kind(snapshot(), "chart"))


def test_headings_lists_and_tables_are_what_they_are():
    found = Counter(kind for kind, _ in elements(usual()))
    assert found["/H1"] == 1
    assert found["/H2"] == 1 + len(snapshot()["sections"])
    assert found["/Table"] == 1 + len(of_kind(snapshot(), "table"))
    assert found["/L"] and found["/Caption"]


def test_every_font_is_in_the_file_and_only_what_is_used_of_it():
    fonts = set()
    for page in PdfReader(io.BytesIO(usual())).pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inside = font.get_object()
            inside = inside["/DescendantFonts"][0].get_object() if "/DescendantFonts" in inside else inside
            descriptor = inside["/FontDescriptor"].get_object()
            fonts.add(str(inside["/BaseFont"]))
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor)
    assert fonts
    assert all(re.match(r"/[A-Z]{6}\+", name) for name in fonts), fonts


def test_pages_are_numbered_upright_and_the_appendix_across():
    pages = PdfReader(io.BytesIO(usual())).pages
    across = [page.mediabox.width > page.mediabox.height for page in pages]
    assert across == sorted(across)
    assert across[-1] and not across[0]
    for number, page in enumerate(pages, 1):
        assert squeezed(f"Page {number} of {len(pages)}") in squeezed(page.extract_text())
    assert squeezed(f"{COUNCIL}: {TITLE}") in squeezed(pages[1].extract_text())


def test_the_notice_stands_on_the_first_page():
    first = squeezed(PdfReader(io.BytesIO(usual())).pages[0].extract_text())
    assert squeezed(NOTICE) in first
    assert squeezed("Figures as at10 June 2019, 09:30") in first


def test_ten_thousand_words_come_out_whole():
    shot = snapshot(section("Long", blocks.heading("A measure", 4, "m"), *blocks.prose(LONG), number="1"))
    reader = PdfReader(io.BytesIO(to_pdf(shot)))
    kept = []
    for page in reader.pages:
        kept += re.findall(r"word\d+x\d+", page.extract_text())
    assert kept == re.findall(r"word\d+x\d+", LONG)


@pytest.mark.parametrize(
    "text", ["Fewer & <fewer> than £5 “quoted” 'so'", "<script>alert(1)</script>", "=cmd|' /C calc'!A0"]
)
def test_marks_of_markup_come_out_as_they_are(text):
    inside = [blocks.paragraph(text, text), blocks.table(text, [text, "B"], [[text, text]])]
    assert words(to_pdf(snapshot(section("Marks", *inside)))).count(squeezed(text)) == 6


def test_emoji_and_other_scripts_come_out():
    inside = blocks.paragraph("Done 👍 and שלום and مرحبا and Zażółć")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(to_pdf(snapshot(section("S", inside))))).pages)
    for found in ("Done", "👍", "Zażółć"):
        assert found in text
    # Right-to-left words may be read back in the order in which they are drawn.
    assert "שלום" in text or "םולש" in text


def test_it_fetches_nothing():
    shot = snapshot()
    fetcher = _Drawings(shot)
    for url in ("https://example.org/x.png", "file:///etc/passwd", "chart:99", "chart:-1", "chart:", "data:,x"):
        with pytest.raises(NoSuchThing):
            fetcher.fetch(url)
    assert fetcher.fetch("chart:0").read().startswith(b"<svg")


def test_a_drawing_that_is_not_ours_is_told_in_words():
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>'
    content = to_pdf(snapshot(section("Drawings", blocks.chart(svg, "In words.", "A caption"))))
    assert "Inwords." in words(content)


def test_it_says_how_far_it_is():
    told = []
    to_pdf(snapshot(section("One", blocks.paragraph("A"))), lambda done, of, step: told.append((done, of)))
    assert told == [(0, 3), (1, 3), (2, 3), (3, 3)]


def test_a_quarter_of_every_measure_is_no_heavier_than_a_mail_may_be(demo):
    assert len(pdf_of(quarterly())) < 2_000_000


def starts(page):
    """Where each piece of a page's text starts, from the left edge in points."""
    found = []
    page.extract_text(
        visitor_text=lambda text, matrix, place, *_: (
            found.append((text.strip(), matrix[0] * place[4] + matrix[4])) if text.strip() else None
        )
    )
    return found


MARGIN = 18 / 25.4 * 72


@pytest.mark.parametrize("columns", [6, 8, 9, 10, 11, 12])
def test_no_column_of_a_wide_table_is_lost_over_the_edge(columns):
    header = ["Business unit", *(f"Retained reserves {number}" for number in range(columns - 2)), "Last"]
    rows = [["Children and Families", *["£123,456k"] * (columns - 2), "999"] for _ in range(3)]
    shot = snapshot(section("Financial commentary", blocks.table("In many columns", header, rows)))
    pages = [page for page in PdfReader(io.BytesIO(to_pdf(shot))).pages if "999" in page.extract_text()]
    assert len(pages) == 1
    placed = [start for text, start in starts(pages[0]) if text in ("Last", "999")]
    assert len(placed) == 4
    assert max(placed) + 14 <= float(pages[0].mediabox.width) - MARGIN
    assert squeezed(pages[0].extract_text()).count("£123,456k") == 3 * (columns - 2)


def test_the_last_line_of_a_section_never_stands_alone_on_a_page():
    """Whatever fits on the page before: sections that begin pages of their own, each a row longer than the last."""
    last = "More is in the appendix."

    def part(rows):
        filled = [blocks.paragraph(f"Line {number}") for number in range(rows)]
        table = blocks.table("Measures", ["Outcome", "All"], [["A", "1"], ["B", "2"], ["C", "3"]])
        whole = section("Good progress", *filled, table, blocks.paragraph(last))
        return whole | {"anchor": f"part-{rows}"}

    reader = PdfReader(io.BytesIO(to_pdf(snapshot(*map(part, range(16, 40))))))
    ending = [squeezed(page.extract_text()) for page in reader.pages if last in page.extract_text()]
    assert len(ending) == 24
    assert all("C3" in text for text in ending)
