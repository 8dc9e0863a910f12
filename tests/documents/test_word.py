"""The Word document of a report, opened again with another library and as the raw XML that it is."""

import io
import zipfile
from itertools import pairwise

import docx
import pytest
from docx.enum.section import WD_ORIENT
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kpis.documents import blocks
from kpis.documents.word import to_docx
from tests.chart_cases import contrast
from tests.documents.report_cases import COUNCIL, MEASURES, NOTICE, TITLE, measure, section, snapshot

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"


def raw(content, name="word/document.xml"):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return etree.fromstring(package.read(name))


def names(content):
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.namelist()


def opened(content):
    return docx.Document(io.BytesIO(content))


def words(root):
    return "".join("\n" if node.tag == f"{W}br" else node.text or "" for node in root.iter(f"{W}t", f"{W}br"))


def printed(*inside, **more):
    return to_docx(snapshot(section("Section", *inside), **more))


def every(shot, kind):
    return [block for each in shot["sections"] for block in each["blocks"] if block["kind"] == kind]


@pytest.fixture(scope="module")
def shot():
    return snapshot()


@pytest.fixture(scope="module")
def paper(shot):
    return to_docx(shot)


def test_headings_are_built_in_ones_in_the_order_of_the_report(shot, paper):
    found = [(p.style.name, p.text) for p in opened(paper).paragraphs if p.style.name.startswith("Heading")]
    wanted = []
    for each in shot["sections"]:
        wanted.append(("Heading 1", f"{each['number']}. {each['heading']}" if each["number"] else each["heading"]))
        wanted += [(f"Heading {b['level'] - 1}", b["text"]) for b in each["blocks"] if b["kind"] == "heading"]
    assert found == wanted
    outlines = raw(paper, "word/styles.xml").findall(f".//{W}style/{W}pPr/{W}outlineLvl")
    assert [node.get(f"{W}val") for node in outlines] == ["0", "1", "2", "3"]


def test_the_first_page_says_whose_report_it_is_and_for_which_meeting(paper):
    text = [(p.style.name, p.text) for p in opened(paper).paragraphs[:8]]
    assert text == [
        ("Title", TITLE),
        ("Subtitle", "1 April 2018 to 31 March 2019"),
        ("Details", "Committee: Children and Young People Committee"),
        ("Details", "Meeting: 18 June 2019"),
        ("Details", "Agenda item: 5"),
        ("Details", "Plan or contract: Plan 2020"),
        ("Details", "Figures as at: 10 June 2019, 09:30"),
        ("Notice", NOTICE),
    ]


def test_what_a_report_lacks_leaves_no_line_behind():
    shot = snapshot(section("Section"), meeting="", agenda_item="", framework={"slug": "", "name": ""})
    shot["council"]["notice"] = ""
    text = [p.text for p in opened(to_docx(shot)).paragraphs]
    assert text[2:4] == ["Committee: Children and Young People Committee", "Figures as at: 10 June 2019, 09:30"]
    assert not any(part in " ".join(text) for part in ("Meeting", "Agenda", "Plan or contract", NOTICE, "{"))


def test_every_figure_and_status_stands_in_the_order_of_the_report(shot, paper):
    whole = words(raw(paper))
    place = whole.index(shot["sections"][0]["heading"], whole.index("Appendix A"))
    for each in shot["sections"]:
        for block in each["blocks"]:
            for text in told(block):
                place = whole.index(text, place) + len(text)


def told(block):
    """The texts of a block in reading order."""
    if block["kind"] == "table":
        return [block["caption"], *block["header"], *(cell for row in block["rows"] for cell in row), block["note"]]
    if block["kind"] == "status":
        return [f"{block['icon']} {block['word']}", block["figure"], block["ref"], block["reason"]]
    if block["kind"] == "list":
        return block["items"]
    return [block["caption"]] if block["kind"] == "chart" else [block["text"]]


def test_tables_come_back_cell_by_cell(shot, paper):
    found = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened(paper).tables]
    assert found == [[block["header"], *block["rows"]] for block in every(shot, "table")]


def test_a_tables_header_row_is_marked_and_repeats_and_no_row_is_torn(shot, paper):
    tables = raw(paper).findall(f".//{W}tbl")
    assert len(tables) == len(every(shot, "table"))
    for table, block in zip(tables, every(shot, "table"), strict=True):
        rows = table.findall(f"{W}tr")
        assert [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows] == [True] + [False] * len(block["rows"])
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
        look = table.find(f"{W}tblPr/{W}tblLook")
        assert (look.get(f"{W}firstRow"), look.get(f"{W}firstColumn")) == ("1", "1")
        assert table.find(f"{W}tblPr/{W}tblCaption").get(f"{W}val") == block["caption"]


def test_a_table_fills_the_width_of_its_page_and_its_numbers_stand_right(shot, paper):
    for table, block in zip(raw(paper).findall(f".//{W}tbl"), every(shot, "table"), strict=True):
        columns = [int(column.get(f"{W}w")) for column in table.findall(f"{W}tblGrid/{W}gridCol")]
        assert sum(columns) == (14570 if block["caption"] == "Full scorecard" else 9638)
        for row in table.findall(f"{W}tr"):
            right = [cell.find(f"{W}p/{W}pPr/{W}jc") is not None for cell in row.findall(f"{W}tc")]
            assert right == [place in block["numeric"] for place in range(len(block["header"]))]


def widths(paper):
    return [[int(node.get(f"{W}w")) for node in each.iter(f"{W}gridCol")] for each in raw(paper).iter(f"{W}tbl")]


def test_the_parts_of_a_scorecard_have_the_same_columns():
    cells = (("One", "✓ On target", "1"), ("A much longer name than that", "✓ On target", "1"))
    parts = [blocks.table("Part", ("Measure", "Status", "Latest"), (row,), rags=("green",)) for row in cells]
    one, other = widths(printed(*parts))
    assert one == other
    alone, _ = widths(printed(*({**part, "rags": []} for part in parts)))
    assert alone != one


def test_a_total_is_bold_and_a_note_follows_its_table(paper):
    total = opened(paper).tables[0].rows[-1]
    assert [cell.paragraphs[0].runs[0].bold for cell in total.cells] == [True, True, True]
    note = next(p for p in opened(paper).paragraphs if p.text == "Provisional until 31 July 2019.")
    assert note.style.name == "Table note" and note._p.getprevious().tag == f"{W}tbl"


def test_without_a_header_column_the_first_cells_are_like_the_others():
    paper = printed(blocks.table("Caption", ("A", "B"), (("1", "2"),), first_is_header=False))
    assert raw(paper).find(f".//{W}tblLook").get(f"{W}firstColumn") == "0"
    assert opened(paper).tables[0].rows[1].cells[0].paragraphs[0].runs[0].bold is None


def test_charts_are_pictures_in_line_that_say_what_they_show(shot, paper):
    pictures = raw(paper).findall(f".//{WP}inline/{WP}docPr")
    charts = every(shot, "chart")
    assert [picture.get("descr") for picture in pictures] == [block["alt"] for block in charts]
    assert len({picture.get("id") for picture in pictures}) == len(charts) > 3
    assert not raw(paper).findall(f".//{WP}anchor")
    for shape in opened(paper).inline_shapes:
        assert shape.width.cm <= 17.01 and 2 < shape.height.cm < 23.1
    with zipfile.ZipFile(io.BytesIO(paper)) as package:
        assert all(package.read(name).startswith(b"\x89PNG") for name in names(paper) if "media" in name)


def test_a_chart_that_is_not_one_of_ours_is_told_in_words():
    block = blocks.chart('<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>', "In words.", "C")
    paper = printed(block)
    assert not [name for name in names(paper) if "media" in name]
    assert "In words." in words(raw(paper))


def test_a_status_is_icon_and_word_on_a_ground_that_is_not_needed_to_read_it(shot, paper):
    grounds = raw(paper).findall(f".//{W}rPr/{W}shd")
    assert len(grounds) == len(every(shot, "status"))
    for ground, block in zip(grounds, every(shot, "status"), strict=True):
        ink = ground.getparent().find(f"{W}color").get(f"{W}val")
        assert contrast(f"#{ink}", f"#{ground.get(f'{W}fill')}") >= 4.5
        assert words(ground.getparent().getparent()).strip("\u00a0") == f"{block['icon']} {block['word']}"


def test_statuses_of_a_scorecard_have_the_ground_of_their_colour(paper):
    cells = [row.cells[1]._tc for row in opened(paper).tables[-1].rows[1:]]
    fills = [cell.find(f"{W}tcPr/{W}shd").get(f"{W}fill") for cell in cells]
    inks = [cell.find(f".//{W}rPr/{W}color").get(f"{W}val") for cell in cells]
    assert len(set(fills)) == 4
    assert all(contrast(f"#{ink}", f"#{fill}") >= 4.5 for ink, fill in zip(inks, fills, strict=True))


def test_the_contents_are_a_field_with_a_link_to_each_heading(shot, paper):
    gallery = raw(paper).find(f".//{W}sdt")
    assert gallery.find(f".//{W}docPartGallery").get(f"{W}val") == "Table of Contents"
    instructions = [node.text.strip() for node in gallery.iter(f"{W}instrText")]
    assert instructions[0].startswith("TOC ")
    links = gallery.findall(f".//{W}hyperlink")
    assert [words(link) for link in links] == [
        f"{each['number']}. {each['heading']}" if each["number"] else each["heading"] for each in shot["sections"]
    ]
    marks = {node.get(f"{W}name"): node for node in raw(paper).iter(f"{W}bookmarkStart")}
    for link in links:
        assert words(marks[link.get(f"{W}anchor")].getparent()) == words(link)
    kinds = [node.get(f"{W}fldCharType") for node in gallery.iter(f"{W}fldChar")]
    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == 1 + len(links)


def test_numbers_of_bookmarks_are_their_own(paper):
    found = [node.get(f"{W}id") for node in raw(paper).iter(f"{W}bookmarkStart")]
    ends = [node.get(f"{W}id") for node in raw(paper).iter(f"{W}bookmarkEnd")]
    assert len(found) == len(set(found)) and sorted(found) == sorted(ends)


def test_lists_are_lists_and_each_numbered_one_starts_at_one():
    paper = printed(
        blocks.bullets(("one", "two"), ordered=True), blocks.bullets(("a",)), blocks.bullets(("one",), ordered=True)
    )
    items = [p for p in opened(paper).paragraphs if p.style.name.startswith("List")]
    assert [p.style.name for p in items] == ["List Number", "List Number", "List Bullet", "List Number"]
    numbers = [node.get(f"{W}val") for node in raw(paper).findall(f".//{W}numPr/{W}numId")]
    assert numbers[0] == numbers[1] != numbers[2]
    defined = {node.get(f"{W}numId"): node for node in raw(paper, "word/numbering.xml").findall(f"{W}num")}
    for number in numbers:
        assert defined[number].find(f"{W}lvlOverride/{W}startOverride").get(f"{W}val") == "1"


def test_everything_is_in_british_english(paper):
    for name in ("word/styles.xml", "word/settings.xml", "word/document.xml"):
        root = raw(paper, name)
        found = [node.get(f"{W}val") for node in root.iter(f"{W}lang", f"{W}themeFontLang")]
        assert set(found) <= {"en-GB"} and (found or name == "word/document.xml")


def test_the_header_names_council_and_title_and_the_footer_the_page(paper):
    part = opened(paper).sections[0]
    assert part.header.paragraphs[0].text == f"{COUNCIL} · {TITLE}"
    assert part.first_page_header.paragraphs[0].text == COUNCIL
    for footer in (part.footer, part.first_page_footer):
        assert footer.paragraphs[0].text == "Page 1 of 1"
        fields = [node.text.strip() for node in footer._element.iter(f"{W}instrText")]
        assert fields == ["PAGE", "NUMPAGES"]


def test_the_appendix_stands_across_and_its_headers_go_on(paper):
    upright, across = opened(paper).sections
    assert (upright.orientation, across.orientation) == (WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE)
    assert across.page_width > across.page_height == upright.page_width
    assert not across.different_first_page_header_footer
    assert across.header.paragraphs[0].text == f"{COUNCIL} · {TITLE}"


def test_what_follows_an_appendix_is_upright_again():
    sections = [section("One"), section("Wide", wide=True), section("Two", blocks.paragraph("End"))]
    found = opened(to_docx(snapshot(*sections))).sections
    assert [part.orientation for part in found] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT]


def test_a_report_of_an_appendix_alone_has_its_title_upright():
    found = opened(to_docx(snapshot(section("Wide", blocks.paragraph("All"), wide=True)))).sections
    assert [part.orientation for part in found] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]


def test_properties_name_the_report_and_the_council(paper):
    known = opened(paper).core_properties
    assert (known.title, known.author, known.language) == (TITLE, COUNCIL, "en-GB")
    assert known.subject == "Children and Young People Committee, 1 April 2018 to 31 March 2019"
    assert known.created.isoformat() == known.modified.isoformat() == "2019-06-10T08:30:00+00:00"
    assert not known.comments and not known.keywords
    assert "docProps/thumbnail.jpeg" not in names(paper)


def test_nothing_is_spaced_by_empty_paragraphs(paper):
    for paragraph in raw(paper).iter(f"{W}p"):
        assert words(paragraph) or paragraph.find(f".//{WP}inline") is not None


def test_every_style_that_is_named_is_there(paper):
    there = {style.get(f"{W}styleId") for style in raw(paper, "word/styles.xml").iter(f"{W}style")}
    for name in (name for name in names(paper) if name.startswith("word/") and name.endswith(".xml")):
        root = raw(paper, name)
        named = {node.get(f"{W}val") for node in root.iter(f"{W}pStyle", f"{W}rStyle", f"{W}tblStyle", f"{W}basedOn")}
        assert named <= there


def test_the_same_snapshot_is_the_same_bytes(paper):
    assert to_docx(snapshot()) == paper


def test_a_measures_status_stays_with_its_heading(paper):
    for one, other in pairwise(opened(paper).paragraphs):
        if one.style.name == "Heading 3" and one.text in {title for _, title, *_ in MEASURES}:
            assert other._p.find(f"{W}pPr/{W}keepNext") is not None


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(st.text(max_size=80), min_size=3, max_size=3), min_size=1, max_size=4))
def test_any_table_can_be_printed(rows):
    paper = printed(blocks.table("Caption", ("A", "B", "C"), rows, numeric=(1,), has_total=True))
    table = opened(paper).tables[0]
    assert len(table.rows) == 1 + len(rows)
    assert sum(widths(paper)[0]) == 9638 and min(widths(paper)[0]) > 0


def test_many_columns_still_fit():
    header = [f"Column {number}" for number in range(12)]
    paper = printed(blocks.table("Wide", header, [["1,234,567.89"] * 12], numeric=range(1, 12)))
    assert sum(widths(paper)[0]) == 9638 and min(widths(paper)[0]) > 500


def test_a_label_without_text_stays_with_what_it_names():
    paper = printed(blocks.paragraph("", "Cause"), blocks.bullets(("one",)))
    label = next(p for p in opened(paper).paragraphs if p.text == "Cause:")
    assert label._p.find(f"{W}pPr/{W}keepNext") is not None


def test_a_line_between_two_headings_ends_no_page():
    first, last = blocks.heading("Keeping safe", 3, "one"), blocks.heading("A measure", 4, "two")
    paper = printed(first, blocks.paragraph("Safe homes", "Outcome"), last, blocks.paragraph("What is said", "Note"))
    kept = {p.text: p._p.find(f"{W}pPr/{W}keepNext") is not None for p in opened(paper).paragraphs}
    assert kept["Outcome: Safe homes"] and not kept["Note: What is said"]


def test_sixty_measures_are_one_document():
    shot = snapshot(section("Measures", *(block for place in range(60) for block in measure(place % 4))))
    assert len(opened(to_docx(shot)).tables) == 60
