"""Word templates as councils make them and as nobody should: fields, parts by their kind, and what takes too much."""

import io
import zipfile

import docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from kpis.documents import word_brought
from kpis.documents.word_brought import check_brought
from kpis.documents.word_default import packed
from kpis.documents.word_fields import ALLOWED, Fields
from kpis.documents.word_package import TemplateRefused, check_package
from tests.documents.test_word_template import DOCUMENT, KINDS, LINKS, TYPES, changed

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645"
    "400000000049454e44ae426082"
)


def mark(kind):
    found = OxmlElement("w:r")
    found.append(OxmlElement("w:fldChar"))
    found[0].set(qn("w:fldCharType"), kind)
    return found


def code(text):
    found = OxmlElement("w:r")
    found.append(OxmlElement("w:instrText"))
    found[0].text = text
    return found


def words(text):
    found = OxmlElement("w:r")
    found.append(OxmlElement("w:t"))
    found[0].text = text
    return found


def field(*inside, result=()):
    """A field with its code, each piece a run of its own, or whatever else stands in it."""
    pieces = [code(each) if isinstance(each, str) else each for each in inside]
    flat = [run for each in pieces for run in (each if isinstance(each, list) else [each])]
    return [mark("begin"), *flat, mark("separate"), *result, mark("end")]


def template(*runs, where="body", simple=""):
    """A council's template by python-docx, with these runs in its body, header or a cell of a table."""
    document = docx.Document()
    document.add_heading("{{ title }}", 1)
    document.add_picture(io.BytesIO(PIXEL))
    spot = {
        "body": document.add_paragraph,
        "header": lambda: document.sections[0].header.paragraphs[0],
        "cell": lambda: document.add_table(1, 1).cell(0, 0).paragraphs[0],
    }[where]()
    for run in runs:
        spot._p.append(run)
    if simple:
        found = OxmlElement("w:fldSimple")
        found.set(qn("w:instr"), simple)
        spot._p.append(found)
    document.add_paragraph("{{ body }}")
    return saved(document)


def saved(document):
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def reasons(content, check=check_package):
    with pytest.raises(TemplateRefused) as refused:
        check(content)
    return " ".join(refused.value.reasons)


HARMLESS = [
    " PAGE ", " NUMPAGES \\* MERGEFORMAT ", ' TOC \\o "1-3" \\h \\z \\u ', " PAGEREF _Toc1 \\h ", " REF figures \\h ",
    ' DATE \\@ "d MMMM yyyy" ', ' STYLEREF "Heading 1" ', " SEQ Figure \\* ARABIC ",
    ' HYPERLINK "https://www.example.org/" ', ' HYPERLINK "mailto:a@example.org" \\o "Write to us" ',
    ' HYPERLINK \\l "_Toc1" ', " HYPERLINK http://www.example.org/ ", "page", "",
]  # fmt: skip
HARMFUL = {
    " DDEAUTO cmd ": "DDEAUTO", ' INCLUDEPICTURE "https://example.org/a.png" ': "INCLUDEPICTURE",
    ' INCLUDETEXT "C:\\\\a.docx" ': "INCLUDETEXT", " AUTHOR ": "AUTHOR", " FILENAME \\p ": "FILENAME",
    " DOCPROPERTY Company ": "DOCPROPERTY", ' QUOTE "DDE" ': "QUOTE", " MACROBUTTON Run ": "MACROBUTTON",
    ' IF 1 = 1 "a" "b" ': "IF", "= 1 + 1": "=", ' "PAGE" ': '"PAGE"', " a_bookmark ": "A_BOOKMARK",
    " FORMTEXT ": "FORMTEXT", " IMPORT a.png": "IMPORT", " {PAGE}": "{PAGE}",
}  # fmt: skip


@pytest.mark.parametrize("harmless", HARMLESS)
def test_fields_that_are_taken(harmless):
    check_package(template(*field(harmless)))
    check_package(template(simple=harmless))


@pytest.mark.parametrize("harmful", HARMFUL)
def test_every_other_field_is_refused_by_name(harmful):
    named = f"It holds the field {HARMFUL[harmful]}: only PAGE, NUMPAGES,"
    assert named in reasons(template(*field(harmful)))
    assert named in reasons(template(simple=harmful))


@pytest.mark.parametrize("where", ["body", "header", "cell"])
def test_a_field_may_be_split_over_runs(where):
    check_package(template(*field(" P", "AG", "E "), where=where))
    assert "the field DDEAUTO" in reasons(template(*field(" D", "DEA", "UTO cmd "), where=where))


@pytest.mark.parametrize(
    "link",
    [
        ' HYPERLINK "file:///etc/passwd" ', ' HYPERLINK "\\\\\\\\server\\\\share" ', " HYPERLINK javascript:alert(1) ",
        ' HYPERLINK "C:\\\\a.exe" ', " HYPERLINK ", ' HYPERLINK "https://www.example.org/" "file:///a" ',
        ' HYPERLINK "https://www.example.org ', ' HYPERLINK \\s "a" ', ' HYPERLINK "http://[" ',
        ' HYPERLINK \\l "a" "ftp://example.org/" ',
    ],
)  # fmt: skip
def test_a_link_leads_to_web_and_mail_alone(link):
    assert "HYPERLINK to something else than a web or mail address" in reasons(template(*field(link)))
    assert "HYPERLINK to something else" in reasons(template(simple=link))


def test_fields_in_the_result_of_a_field():
    inner = field(' HYPERLINK \\l "_Toc1" ', result=[words("Figures"), *field(" PAGEREF _Toc1 \\h ")])
    check_package(template(*field(" TOC ", result=inner)))
    hidden = field(' INCLUDEPICTURE "https://example.org/a.png" ')
    assert "the field INCLUDEPICTURE" in reasons(template(*field(" TOC ", result=hidden)))


def test_fields_in_the_code_of_a_field():
    """What a field shows would become what another one does."""
    assert "within the code of another" in reasons(template(*field(field(" REF a "), ' "https://example.org/"')))
    assert "within the code of another" in reasons(template(*field(" HYPERLINK ", field(" REF a "))))
    assert "the field QUOTE" in reasons(template(*field(field(' QUOTE "INCLUDE" '), "PICTURE")))


def test_fields_that_do_not_end_or_never_began():
    assert "the field DDE" in reasons(template(mark("begin"), code(" DDE cmd ")))
    assert "the field DDE" in reasons(template(code(" DD"), code("E cmd ")))
    assert "the field DDE" in reasons(template(*field(" PAGE ", result=[code(" DDE cmd ")])))
    check_package(template(mark("end"), mark("separate"), *field(" PAGE ")))


def test_code_that_is_marked_as_deleted_and_the_macros_of_a_form():
    deleted = OxmlElement("w:r")
    deleted.append(OxmlElement("w:delInstrText"))
    deleted[0].text = " DDE cmd "
    assert "the field DDE" in reasons(template(mark("begin"), deleted, mark("end")))
    form = mark("begin")
    form[0].append(OxmlElement("w:ffData"))
    form[0][0].append(OxmlElement("w:entryMacro"))
    assert "macros" in reasons(template(form))


def test_the_words_name_what_is_taken():
    fields = Fields()
    fields.judge("AUTHOR")
    assert fields.reasons == [f"It holds the field AUTHOR: only {', '.join(ALLOWED[:-1])} and HYPERLINK are taken."]


# Parts.


def renamed(content, old, new, types=b""):
    """The same file with a part under another name, wherever it is named."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    parts[new] = parts.pop(old)
    short = [name.rpartition("/")[2].encode() for name in (old, new)]
    for name in (TYPES, "_rels/.rels", LINKS):
        parts[name] = parts[name].replace(*short)
    parts[new.replace("word/", "word/_rels/") + ".rels"] = parts.pop(LINKS)
    return packed(parts.items())


def test_a_part_is_what_its_kind_says_whatever_it_is_called():
    check_package(renamed(template(*field(" PAGE ")), DOCUMENT, "word/document.dat"))
    assert "the field DDE" in reasons(renamed(template(*field(" DDE cmd ")), DOCUMENT, "word/document.dat"))


def test_the_document_is_the_part_that_the_file_is_linked_to():
    other = b'<Override PartName="/word/other.xml" ContentType="application/xml"/></Types>'
    content = changed(TYPES, b"</Types>", other, **{"word/other.xml": b"<a/>"})
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"word/document.xml", b"word/other.xml")
    assert "not a Word document" in reasons(packed(parts.items()))
    parts["_rels/.rels"] = b'<Relationships xmlns="urn:x"/>'
    assert "not a Word document" in reasons(packed(parts.items()))


@pytest.mark.parametrize(
    "kind",
    ["application/octet-stream", "text/html", "application/vnd.ms-office.activeX+xml", "application/xhtml+xml", "",
     "application/vnd.openxmlformats-officedocument.oleObject", "application/vnd.ms-office.webextension+xml"],
)  # fmt: skip
def test_a_part_of_another_kind_is_refused(kind):
    other = f'<Override PartName="/word/a.bin" ContentType="{kind}"/></Types>'.encode()
    said = reasons(changed(TYPES, b"</Types>", other, **{"word/a.bin": b"\x00"}))
    assert "a part of a kind that a report has no use for (word/a.bin)" in said


def test_a_picture_that_is_none_is_read_as_what_it_is():
    inside = f'<w:document xmlns:w="{qn("w:p")[1:].partition("}")[0]}"><w:fldSimple w:instr="DDE cmd"/></w:document>'
    assert "the field DDE" in reasons(changed(**{"word/media/image9.png": inside.encode()}))


@pytest.mark.parametrize(
    ("kind", "target", "mode", "why"),
    [
        ("header", "https://example.invalid/header.xml", "Internal", "outside"),
        ("image", "https://example.invalid/a.png", "external", "outside"),
        ("image", "//example.invalid/a.png", "Internal", "outside"),
        ("OLEObject", "a.bin", "Internal", "an embedded object"),
        ("webextensiontaskpanes", "a.xml", "Internal", "an add-in"),
        ("mailMergeSource", "a.xml", "Internal", "a link of a kind that a report has no use for"),
    ],
)
def test_a_link_of_another_kind_is_refused(kind, target, mode, why):
    link = f'<Relationship Id="rId90" Type="{KINDS}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    assert why in reasons(changed(LINKS, b"</Relationships>", link.encode()))


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        ('<v:imagedata src="https://example.invalid/a.png"/>', "outside"),
        ('<v:shape href="file:///a"/>', "outside"),
        ('<v:shape href="https://www.example.org/" id="a"/>', ""),
        ('<v:shape href="#place"/>', ""),
    ],
)
def test_what_a_drawing_reaches_for(drawn, why):
    inside = f'<w:body><w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml">{drawn}</w:pict></w:r></w:p>'
    content = changed(old=b"<w:body>", new=inside.encode())
    if why:
        assert why in reasons(content)
    else:
        check_package(content)


def test_a_councils_own_file_with_all_that_is_usual():
    document = docx.Document()
    document.add_paragraph("{{ council }}")
    link = document.part.relate_to("https://www.example.org/", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    anchor = OxmlElement("w:hyperlink")
    anchor.set(qn("r:id"), link)
    anchor.append(words("Our pages"))
    document.add_paragraph()._p.append(anchor)
    for run in field(" TOC \\o ", result=field(' HYPERLINK \\l "_Toc1" ', result=[words("Figures")])):
        document.paragraphs[-1]._p.append(run)
    document.add_paragraph("{{ body }}")
    for run in field(" PAGE "):
        document.sections[0].footer.paragraphs[0]._p.append(run)
    check_brought(saved(document))


# What takes too much.


@pytest.mark.parametrize(
    ("inside", "why"),
    [
        (b"<w:p/>" * 100_000, "more than 50,000 elements"),
        (b"<w:p><w:r><w:t>" + b"{{ title }}" * 100_000 + b"</w:t></w:r></w:p>", "more than 500 tags"),
        (b"<w:p>" * 100_000 + b"</w:p>" * 100_000, "damaged"),
    ],
)
def test_a_hundred_thousand_tags_are_refused(inside, why):
    content = changed(old=b"<w:body>", new=b"<w:body>" + inside)
    assert len(content) < 38_000
    assert why in reasons(content, check_brought)


def test_a_check_that_comes_to_no_end_says_so(monkeypatch):
    monkeypatch.setattr(word_brought, "CHECK", "tests.spreadsheets.works:swelling")
    said = reasons(template(), check_brought)
    assert said.startswith("It takes more memory to read than one file is given (512 MB): take out")
