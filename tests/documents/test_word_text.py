"""Text of every kind comes out of the Word document whole: no part of it is run, lost or taken for a tag."""

import pytest

from kpis.documents import blocks
from kpis.documents.word import to_docx
from tests.documents.report_cases import section, snapshot
from tests.documents.test_word import W, opened, printed, raw, words

HOSTILE = [
    "R&D < 5 > 4 &amp; \"quoted\" 'single' ]]> <w:p/>",
    "{{ council }} {% for x in y %} {# not a comment #} {{",
    "Emoji 👩‍👩‍👧 🎉 and a flag 🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "مرحبا بالعالم: 346 (60%)",
    "שלום 12.5% עולם",
    "=cmd|' /C calc'!A0",
    " leading and  double spaces ",
    "\N{RIGHT-TO-LEFT OVERRIDE}reversed",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_comes_out_whole_wherever_it_stands(text):
    shot = snapshot(
        section(
            text,
            blocks.paragraph(text, text),
            blocks.heading(text, 3, text),
            blocks.bullets((text,)),
            blocks.table(text, (text, "B"), ((text, "−5.2"),), note=text),
        ),
        title=text,
    )
    shot["council"]["name"] = shot["council"]["notice"] = text
    paper = to_docx(shot)
    assert words(raw(paper)).count(text) == 1 + 1 + 2 + 9  # title, notice, contents twice, and the section
    assert words(raw(paper, "word/header1.xml")) == f"{text} · {text}"
    assert opened(paper).tables[0].cell(1, 0).text == text


def test_what_xml_cannot_carry_is_left_out_and_the_rest_is_kept():
    paper = printed(blocks.paragraph("a\x00b\x0bc\ud800d\ufffee\x1ff"), title="T\x00itle\x07")
    assert "ab\ncdef" in words(raw(paper))
    assert opened(paper).paragraphs[0].text == opened(paper).core_properties.title == "Title"


def test_ten_thousand_words_come_out_whole():
    text = " ".join(f"word{number}" for number in range(10_000))
    assert text in words(raw(printed(blocks.paragraph(text))))


def test_lines_stay_lines():
    assert "one\ntwo\nthree" in words(raw(printed(blocks.paragraph("one\r\ntwo\rthree"))))


def test_a_paragraph_from_right_to_left_is_set_so():
    paper = printed(blocks.paragraph("שלום 12"), blocks.paragraph("Left שלום"))
    hebrew, english = [p._p for p in opened(paper).paragraphs[-2:]]
    assert hebrew.find(f"{W}pPr/{W}bidi") is not None and hebrew.find(f".//{W}rPr/{W}rtl") is not None
    assert english.find(f"{W}pPr/{W}bidi") is None
