"""A council's own Word template: what is refused and why, and a report printed in one."""

import io
import struct
import zipfile

import docx
import pytest
from docx.enum.section import WD_ORIENT

from kpis.documents.word import TemplateRefused, check_template, default_template, to_docx
from kpis.documents.word_default import packed
from tests.documents.report_cases import COUNCIL, TITLE, section, snapshot
from tests.documents.test_word import W, names, opened, raw, words

DOCUMENT = "word/document.xml"
TYPES = "[Content_Types].xml"
LINKS = "word/_rels/document.xml.rels"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def changed(name=DOCUMENT, old=b"", new=b"", **added):
    """The product's own template with something else in one part, or with more parts."""
    with zipfile.ZipFile(io.BytesIO(default_template())) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new, 1)
    return packed([*parts.items(), *added.items()])


def with_text(text):
    """The template with one more paragraph before the report."""
    paragraph = f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>".encode()
    return changed(old=b"<w:body>", new=b"<w:body>" + paragraph)


def with_link(kind, target, mode="External"):
    link = f'<Relationship Id="rId90" Type="{KINDS}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return changed(LINKS, b"</Relationships>", link.encode())


def zipped(*entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in entries:
            package.writestr(name, content)
    return out.getvalue()


def reasons(content):
    with pytest.raises(TemplateRefused) as refused:
        check_template(content)
    assert refused.value.reasons and str(refused.value) == " ".join(refused.value.reasons)
    return str(refused.value)


def with_field(*parts):
    runs = "".join(f"<w:r><w:instrText>{part}</w:instrText></w:r>" for part in parts)
    return changed(old=b"<w:body>", new=f"<w:body><w:p>{runs}</w:p>".encode())


def test_the_products_own_template_is_one():
    check_template(default_template())


@pytest.mark.parametrize(
    "content",
    [b"", b"MZ\x90\x00 a program", b"%PDF-1.7", zipped(("a.txt", "text")), default_template()[:-200], b"PK\x03\x04"],
    ids=["nothing", "a program", "a PDF", "another zip", "cut off", "the start of a zip"],
)
def test_other_files_are_refused(content):
    assert "not a Word document" in reasons(content)


def test_a_locked_or_old_file_is_told_from_others():
    assert "password" in reasons(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000))


def test_a_large_file_is_refused():
    assert "5 MB" in reasons(bytes(5_000_001))


def test_a_zip_bomb_is_refused():
    bomb = zipped((TYPES, "<Types/>"), *((f"word/media/{n}.xml", bytes(10_000_000)) for n in range(6)))
    assert len(bomb) < 100_000
    assert "50 MB" in reasons(bomb)


def test_a_zip_that_lies_about_its_size_is_refused():
    bomb = bytearray(zipped((TYPES, bytes(1_000_000))))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", bomb, bomb.index(mark) + offset, 10)
    assert reasons(bytes(bomb))


def test_too_many_entries_are_refused():
    assert "too many" in reasons(zipped(*((f"{n}.xml", "<a/>") for n in range(1_001))))


def test_a_part_that_stands_there_twice_is_refused():
    with pytest.warns(UserWarning, match="Duplicate name"):
        twice = zipped((TYPES, "<Types/>"), (TYPES, "<Types/>"))
    assert "twice" in reasons(twice)


ENTITIES = '<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("name", [DOCUMENT, TYPES, LINKS, "customXml/item1.xml"])
def test_entities_are_refused_in_every_part_and_encoding(name, encoding):
    with zipfile.ZipFile(io.BytesIO(default_template())) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    parts[name] = f'<?xml version="1.0" encoding="{encoding}"?>{ENTITIES}<a>&y;</a>'.encode(encoding)
    assert "entities" in reasons(packed(parts.items()))


def test_deeply_nested_xml_is_refused():
    depth = 5_000
    assert "damaged" in reasons(changed(old=b"<w:body>", new=b"<w:body>" + b"<w:p>" * depth + b"</w:p>" * depth))


def test_macros_are_refused():
    main = b"vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    assert "macros" in reasons(changed(TYPES, main, b"vnd.ms-word.document.macroEnabled.main+xml"))
    assert "macros" in reasons(changed(**{"word/vbaProject.bin": b"\x00"}))
    assert "macros" in reasons(with_link("vbaProject", "x.bin", "Internal"))


def test_a_dotx_is_told_what_to_do():
    main = b"document.main+xml"
    assert ".dotx" in reasons(changed(TYPES, main, b"template.main+xml"))


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        ("image", "https://example.invalid/pixel.png"),
        ("attachedTemplate", "https://example.invalid/evil.dotm"),
        ("attachedTemplate", "file:///C:/Templates/Council.dotx"),
        ("oleObject", "https://example.invalid/x"),
        ("aFChunk", "chunk.html"),
        ("subDocument", "other.docx"),
        ("frame", "https://example.invalid/"),
        ("hyperlink", "file:///etc/passwd"),
        ("hyperlink", "javascript:alert(1)"),
        ("hyperlink", "\\\\server\\share"),
    ],
)
def test_what_reaches_outside_is_refused(kind, target):
    assert "outside" in (said := reasons(with_link(kind, target))) or "attached" in said or "It holds" in said


@pytest.mark.parametrize("target", ["https://www.example.org/", "mailto:contact@example.org"])
def test_a_link_for_readers_is_let_pass(target):
    check_template(with_link("hyperlink", target))


@pytest.mark.parametrize(
    "parts",
    [
        ("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe",),
        (" DD", "E cmd "),
        (" INCLUDEPICTURE &quot;https://example.invalid/a.png&quot;",),
        (" includetext &quot;C:/secret.txt&quot;",),
        (" LINK Excel.Sheet.8 a.xls",),
    ],
)
def test_fields_that_fetch_are_refused(parts):
    assert "the field" in reasons(with_field(*parts))


def test_harmless_fields_are_let_pass():
    check_template(with_field(" PAGE ", " STYLEREF ", ' TOC \\o "1-3" \\h '))


def test_a_template_needs_one_body():
    assert "no {{ body }}" in reasons(changed(old=b"{{ body }}", new=b"the report"))
    assert "more than once" in reasons(with_text("{{ body }}"))


@pytest.mark.parametrize(
    "paragraph",
    [
        b"<w:p><w:r><w:t>See {{ body }} here</w:t></w:r></w:p>",
        b"<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc><w:p><w:r><w:t>{{ body }}</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
    ],
)
def test_the_body_stands_alone(paragraph):
    old = b"<w:p><w:r><w:t>{{ body }}</w:t></w:r></w:p>"
    assert "alone in a paragraph" in reasons(changed(old=old, new=paragraph))


def test_a_body_in_the_header_is_refused():
    content = changed(old=b"{{ body }}", new=b"")
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {each: package.read(each) for each in package.namelist()}
    parts["word/header1.xml"] = parts["word/header1.xml"].replace(b"{{ title }}", b"{{ body }}")
    assert "alone in a paragraph" in reasons(packed(parts.items()))


def test_an_unknown_tag_is_named_with_those_that_are_known():
    said = reasons(with_text("{{ councl }}"))
    assert "{{ councl }} is not known" in said and "{{ council }}" in said and "{{ body }}" in said


def test_an_unknown_tag_is_found_in_headers_properties_and_split_over_runs():
    split = b"<w:p><w:r><w:t>{{ wro</w:t></w:r><w:r><w:t>ng }}</w:t></w:r></w:p>"
    assert "{{ wrong }}" in reasons(changed(old=b"<w:body>", new=b"<w:body>" + split))
    assert "{{ wrong }}" in reasons(changed("word/header1.xml", b"{{ title }}", b"{{ wrong }}"))
    assert "{{ wrong }}" in reasons(
        changed("docProps/core.xml", b"<dc:language>", b"<dc:title>{{ wrong }}</dc:title><dc:language>")
    )


@pytest.mark.parametrize(
    "tag",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ title.__init__.__globals__ }}",
        "{{ title|attr('__class__') }}",
        "{{ title.format(1) }}",
        "{{ 9**9**9 }}",
        "{{ 'x' * 1000000000 }}",
        "{% for a in title %}{% endfor %}",
        "{% set a = title %}",
        "{% include '/etc/passwd' %}",
        "{% import 'os' as os %}",
        "{%p for a in title %}",
        "{{p title }}",
        "{{r title }}",
        "{{ title",
        "{% if title %}",
        "{% nonsense %}",
        "{{ range(10) }}",
        "{{ self }}",
    ],
)
def test_a_tag_does_nothing_but_name(tag):
    assert "tag" in reasons(with_text(tag)).lower()


def test_nested_conditions_without_end_are_refused():
    assert reasons(with_text("{% if title %}" * 3_000 + "{% endif %}" * 3_000))


def councils_own(*, orientation=WD_ORIENT.PORTRAIT):
    """A template as a council might make it: other styles, its own header, a line after the report."""
    document = docx.Document()
    document.add_heading("{{ council }}", 0)
    document.add_paragraph("{{title}} for {{ committee }}, {{ meeting_date }}")
    document.add_paragraph("{% if notice %}{{ notice }}{% endif %}")
    document.add_paragraph("{{ body }}")
    document.add_paragraph("Signed for the council")
    document.sections[0].header.paragraphs[0].text = "{{ council }}: {{ agenda_item }}"
    if orientation is WD_ORIENT.LANDSCAPE:
        page = document.sections[0]
        page.orientation, page.page_width, page.page_height = orientation, page.page_height, page.page_width
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


@pytest.fixture(scope="module")
def paper():
    template = councils_own()
    check_template(template)
    return to_docx(snapshot(), template)


def test_a_councils_template_frames_the_report(paper):
    found = opened(paper)
    assert [p.text for p in found.paragraphs[:2]] == [
        COUNCIL, f"{TITLE} for Children and Young People Committee, 18 June 2019"
    ]  # fmt: skip
    assert found.paragraphs[-1].text == "Signed for the council"
    assert found.sections[0].header.paragraphs[0].text == f"{COUNCIL}: 5"
    assert "{{" not in words(raw(paper)) and len(found.tables) == len(opened(to_docx(snapshot())).tables)


def test_its_styles_are_used_and_those_it_lacks_are_added(paper):
    theirs = docx.Document().styles["Heading 1"].font.color.rgb
    assert opened(paper).styles["Heading 1"].font.color.rgb == theirs
    styles = [style.name for style in opened(paper).styles]
    assert len(styles) == len(set(styles)) and {"Figures table", "Table text", "toc 1"} <= set(styles)
    there = {style.get(f"{W}styleId"): style for style in raw(paper, "word/styles.xml").iter(f"{W}style")}
    named = {node.get(f"{W}val") for node in raw(paper).iter(f"{W}pStyle", f"{W}tblStyle")}
    assert named <= set(there)


def test_it_is_in_british_english_whatever_the_template_was(paper):
    assert opened(paper).core_properties.language == "en-GB"
    assert opened(paper).core_properties.author == COUNCIL
    found = [node.get(f"{W}val") for node in raw(paper, "word/styles.xml").iter(f"{W}lang")]
    assert set(found) == {"en-GB"}
    assert raw(paper, "word/settings.xml").find(f"{W}themeFontLang").get(f"{W}val") == "en-GB"


def test_the_appendix_is_across_between_upright_pages(paper):
    assert [page.orientation for page in opened(paper).sections] == [
        WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT
    ]  # fmt: skip


def test_in_a_template_that_lies_across_so_does_all():
    paper = to_docx(snapshot(), councils_own(orientation=WD_ORIENT.LANDSCAPE))
    assert {page.orientation for page in opened(paper).sections} == {WD_ORIENT.LANDSCAPE}


def test_a_template_without_lists_gets_them():
    with zipfile.ZipFile(io.BytesIO(default_template())) as package:
        parts = {each: package.read(each) for each in package.namelist() if each != "word/numbering.xml"}
    number = f'<Relationship Id="rId3" Type="{KINDS}/numbering" Target="numbering.xml"/>'.encode()
    assert number in parts[LINKS]
    parts[LINKS] = parts[LINKS].replace(number, b"")
    start = parts["word/styles.xml"].index(b'<w:style w:type="paragraph" w:styleId="ListBullet">')
    end = parts["word/styles.xml"].index(b'<w:style w:type="paragraph" w:styleId="Caption">')
    parts["word/styles.xml"] = parts["word/styles.xml"][:start] + parts["word/styles.xml"][end:]
    template = packed((name, content) for name, content in parts.items())
    bullets = {"kind": "list", "ordered": False, "items": ["one", "two"]}
    paper = to_docx(snapshot(section("S", bullets, {**bullets, "ordered": True}, bullets)), template)
    assert "word/numbering.xml" in names(paper)
    numbers = [node.get(f"{W}val") for node in raw(paper).findall(f".//{W}numPr/{W}numId")]
    patterns = raw(paper, "word/numbering.xml")
    kind = {
        node.get(f"{W}abstractNumId"): node.find(f".//{W}numFmt").get(f"{W}val")
        for node in patterns.findall(f"{W}abstractNum")
    }
    of = {
        node.get(f"{W}numId"): kind[node.find(f"{W}abstractNumId").get(f"{W}val")]
        for node in patterns.findall(f"{W}num")
    }
    assert [of[number] for number in numbers] == ["bullet"] * 2 + ["decimal"] * 2 + ["bullet"] * 2


def test_a_template_written_by_libreoffice_has_its_properties_once():
    ours, theirs = b"package/2006/relationships/metadata", b"officedocument/2006/relationships/metadata"
    paper = to_docx(snapshot(), changed("_rels/.rels", ours, theirs))
    assert len(names(paper)) == len(set(names(paper)))
    assert opened(paper).core_properties.title == TITLE


def test_nothing_stale_of_a_template_is_kept(paper):
    assert "docProps/thumbnail.jpeg" in names(councils_own())
    assert not [name for name in names(paper) if "thumbnail" in name or "WithEffects" in name]


def test_nobody_who_made_the_template_is_named():
    kinds = {"extended-properties": "docProps/app.xml", "custom-properties": "docProps/custom.xml"}
    links = "".join(f'<Relationship Id="x{kind}" Type="{KINDS}/{kind}" Target="{at}"/>' for kind, at in kinds.items())
    one = b"<Properties><Manager>Jo Bloggs</Manager></Properties>"
    template = changed(
        "_rels/.rels", b"</Relationships>", f"{links}</Relationships>".encode(), **dict.fromkeys(kinds.values(), one)
    )
    check_template(template)
    paper = to_docx(snapshot(), template)
    with zipfile.ZipFile(io.BytesIO(paper)) as package:
        assert not [name for name in names(paper) if b"Jo Bloggs" in package.read(name)]


def test_comments_and_tracked_changes_name_their_authors():
    assert "comments, which name their authors" in reasons(with_link("comments", "comments.xml", "Internal"))
    added = b'<w:body><w:p><w:ins w:id="9" w:author="Jo Bloggs"><w:r><w:t>More</w:t></w:r></w:ins></w:p>'
    assert "accept them, and save it again" in reasons(changed(old=b"<w:body>", new=added))


def test_values_cannot_become_tags_or_xml():
    shot = snapshot(title="{{ notice }} <w:p/> & {% if x %}")
    shot["council"]["name"] = "Exampleshire & Sons <b>"
    paper = to_docx(shot, councils_own())
    assert [p.text for p in opened(paper).paragraphs[:1]] == ["Exampleshire & Sons <b>"]
    assert "{{ notice }} <w:p/> & {% if x %} for" in words(raw(paper))


def test_a_template_that_lost_its_body_is_refused_when_it_is_used():
    with pytest.raises(TemplateRefused, match="body"):
        to_docx(snapshot(), changed(old=b"{{ body }}", new=b"nothing"))
