"""Files as people have them, and files that are none: what is taken, and what is refused before it is parsed."""

import io
import struct
import zipfile
import zlib

import pytest

from kpis.models import Upload
from kpis.spreadsheets.limits import BROWSER
from tests.interchange.books import MAKERS, Formula, Percent, rewritten
from tests.uploads.files import ADDRESS, changes, csv_of, kinds, send, told

Q4 = "2018/19 Q4"
HEADER = ["ref", "period", "value", "commentary"]
GOOD = [HEADER, ["C1", Q4, 640, "Fewer children"]]
SAVE = "save it as an Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or CSV"


@pytest.fixture(params=["xlsx", "ods"])
def kind(request) -> str:
    return request.param


def book(tmp_path, kind, rows=GOOD, **tables):
    return MAKERS[kind](tmp_path / f"book.{kind}", {"readings": rows, **tables})


TEXT = f"ref,period,value,commentary\nC1,{Q4},640,Café – £1\n"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (TEXT.encode(), "readings.csv"),
        (TEXT.encode("utf-8-sig"), "Readings (2).csv"),
        (TEXT.encode("cp1252"), "my figures.csv"),
        (TEXT.replace(",", ";").encode("cp1252"), "readings.csv"),
        (TEXT.replace(",", "\t").encode("utf-16"), "readings.txt"),
        (TEXT.replace("ref,period,value", "REF,Period, Value").encode(), "readings.csv"),
    ],
    ids=["UTF-8", "with a mark", "Windows-1252", "semicolons", "Unicode text", "another case"],
)
def test_texts_as_spreadsheet_programs_save_them(alice, content, name):
    upload = send(alice, content, name)
    assert told(upload) == []
    assert changes(upload, 2) == {"value": ("", "640"), "commentary": ("", "Café – £1")}


def test_a_decimal_comma_is_not_guessed(alice):
    upload = send(alice, f"ref;period;value;commentary\nP1;{Q4};92,4;Words, too\n".encode())
    assert told(upload) == [
        'error row 2, value: "92,4" has a comma, and where semicolons separate the columns it may be a decimal comma: '
        "write 92.4 with a point, and thousands without a comma",
        'error row 2, value: "92,4" is not a number',
    ]


def test_the_table_of_a_text_is_known_by_its_columns(client_of):
    petra = client_of("petra")
    tables = {
        b"ref,period,target\nC1,2018/19 Q4,655\n": "targets",
        b"ref,comparator,period,value\nC1,England,2017/18,620\n": "comparators",
        b"ref,period,value\nC1,2018/19 Q4,640\n": "readings",
    }
    for content, table in tables.items():
        assert list(send(petra, content, "export.csv").found["tables"]) == [table]


@pytest.mark.parametrize("rows", ["Kennzahl;Zeitraum;Wert\nC1;2018/19;5\n", "a\nb\n", "=cmd' /C calc'!A1\n"])
@pytest.mark.parametrize("name", ["readings.csv", "x.csv"])
def test_headings_that_are_none(alice, rows, name):
    upload = send(alice, rows.encode(), name)
    assert told(upload) == [
        f"{name} row 1: its headings are the columns of no table. They are called in English, such as ref, period, "
        "category, value: take the template, whose first row has them"
    ]


def test_a_workbook_as_people_fill_it_in(alice, tmp_path, kind):
    import datetime as dt

    rows = [
        ["Ref", "Period", "Value"],
        ["C1", dt.date(2019, 3, 1), 640],
        ["P1", Q4, Percent(0.9)],
        ["M1", 2018.0, "achieved"],
    ]
    alice_sheet = book(tmp_path, kind, rows, Notes=[["Read me"]])
    upload = send(alice, alice_sheet.read_bytes(), f"mine.{kind}")
    assert told(upload)[0].startswith("error row 2, period: C1 is reported every quarter, and March 2019 is none")
    assert changes(upload, 3) == {"value": ("", "90")}
    assert upload.found["warnings"] == [
        f"mine.{kind} sheet Notes: is no table of the interchange format and was left alone"
    ]


def test_a_formula_without_a_value_is_refused_by_name(alice, tmp_path, kind):
    upload = send(alice, book(tmp_path, kind, [HEADER, ["C1", Q4, Formula(None), ""]]).read_bytes(), f"f.{kind}")
    assert told(upload)[0].startswith("error row 2, value: is a formula without a value: open the workbook in")


def test_a_fraction_is_settled_on_the_page(alice, tmp_path, kind):
    from tests.uploads.files import do

    upload = send(alice, book(tmp_path, kind, [HEADER, ["P1", Q4, 0.95, ""]]).read_bytes(), f"f.{kind}")
    assert 'choose "Read it again, taking such numbers as they are"' in told(upload)[0]
    assert "taking such numbers as they are</button>" in alice.get(f"{ADDRESS}{upload.pk}/").content.decode()
    do(alice, upload, "fractions")
    assert upload.state == "ready" and changes(upload, 2) == {"value": ("", "0.95")}


def test_set_up_that_differs_is_refused_with_the_remedy(client_of, tmp_path, kind):
    header = ["ref", "title", "framework", "unit", "polarity", "frequency"]
    same = ["C1", "Children looked after", "plan", "count", "lower", "quarterly"]
    tables = {
        "council": [["slug", "name"], ["northshire", "Northshire County Council"]],
        "measures": [header, same, ["P1", "Another title", "plan", "percentage", "higher", "quarterly"],
                     ["N1", "New", "plan", "count", "lower", "annual"]],
        "committees": [["slug", "name"], ["new", "New committee"]],
    }  # fmt: skip
    content = MAKERS[kind](tmp_path / f"book.{kind}", tables).read_bytes()
    upload = send(client_of("petra"), content, f"council.{kind}")
    where = "is changed in the administration (Set-up), or loaded by an administrator"
    remedy = f"differs from what is set up here, which {where}"
    assert told(upload) == [
        f"error row 2, : {remedy}", f"error row 3, : {remedy}", f"error row 4, : {remedy}",
    ]  # fmt: skip
    assert [row[2] for row in upload.found["rows"]] == ["unchanged", "refused", "unchanged", "refused", "refused"]


def test_another_councils_file(alice, tmp_path):
    content = MAKERS["xlsx"](
        tmp_path / "b.xlsx", {"council": [["slug", "name"], ["southshire", "S"]], "readings": GOOD}
    )
    upload = send(alice, content.read_bytes(), "b.xlsx")
    assert told(upload) == ['error row 2, slug: "southshire" is another council: this page is about northshire']


# What is no spreadsheet.


def zipped(*parts: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NO_SPREADSHEETS = {
    "renamed program": (b"MZ\x90\0" + b"\0" * 400, f"is a program, whatever its name says: {SAVE}"),
    "PDF": (b"%PDF-1.7\n...", f"is a PDF, whatever its name says: {SAVE}"),
    "bytes": (bytes(range(256)) * 4 + b"\0" * 99, f"is no spreadsheet: {SAVE}"),
    "old Excel": (OLE + b"\0" * 600, f"is in the old format of Excel or Word (.xls, .doc): {SAVE}"),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password: save it without one"),
    "empty": (b"", f"is empty: {SAVE}"),
    "blank": (b" \n\n", f"is empty: {SAVE}"),
    "web page": (
        b"<html><table><tr><td>ref</td></tr></table>",
        f"is a web page or an XML file, not a spreadsheet: open it in a spreadsheet program and {SAVE}",
    ),
    "cut short": (b"PK\x03\x04cut short", "cannot be read as a workbook: is it damaged, or protected by a password?"),
    "archive": (zipped(("a.txt", b"x")), f"is an archive or a document, but no spreadsheet: {SAVE}"),
    "binary workbook": (zipped(("xl/workbook.bin", b"x")), f"is a binary workbook (.xlsb): {SAVE}"),
    "text document": (
        zipped(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<a/>")),
        f"is an OpenDocument file, but no spreadsheet: {SAVE}",
    ),
    "password in ods": (
        zipped(("content.xml", b"x"), ("META-INF/manifest.xml", b"<a><manifest:encryption-data/></a>")),
        "is protected by a password: save it without one",
    ),
    "macros": (
        zipped(("xl/workbook.xml", b"<a/>"), ("xl/vbaProject.bin", b"x")),
        "holds macros, which are not taken: save it as a workbook without them (.xlsx or .ods)",
    ),
    "archive in an archive": (
        zipped(("xl/workbook.xml", b"<a/>"), ("xl/embeddings/a.zip", zipped(("b", b"x")))),
        "holds another archive (xl/embeddings/a.zip): take embedded files out of it",
    ),
    "many parts": (
        zipped(*((f"part{number}", b"") for number in range(101))),
        "is made of 101 parts; a workbook has at most 100",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", NO_SPREADSHEETS)
def test_what_is_no_spreadsheet(alice, what):
    content, message = NO_SPREADSHEETS[what]
    upload = send(alice, content, "readings.xlsx")
    assert (upload.state, told(upload)) == ("refused", [f"readings.xlsx: {message}"])
    assert message.split(":")[0] in alice.get(f"{ADDRESS}{upload.pk}/").content.decode()


def test_a_file_larger_than_is_taken(alice):
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = alice.post(ADDRESS, {"file": SimpleUploadedFile("readings.csv", b"x" * (BROWSER.content + 1))})
    assert response.status_code == 422 and "The file is larger than 5 MB." in response.content.decode()
    assert alice.post(ADDRESS, {}).status_code == 422
    larger = alice.post(ADDRESS, {"file": SimpleUploadedFile("readings.csv", b"x" * (BROWSER.content * 2))})
    assert larger.status_code == 422 and "The file is larger than 5 MB." in larger.content.decode()
    assert not Upload.objects.exists()


def test_what_an_archive_says_it_unpacks_to(alice, tmp_path, kind):
    part = {"xlsx": "docProps/app.xml", "ods": "meta.xml"}[kind]
    path = rewritten(book(tmp_path, kind), part, lambda content: content + b" " * (51 * 1024 * 1024))
    upload = send(alice, path.read_bytes(), f"bomb.{kind}")
    assert upload.state == "reading", "a file that unpacks to much is left to the worker"
    worked(upload)
    assert told(upload)[0].startswith(f"bomb.{kind}: unpacks to 53,")


def worked(upload) -> None:
    from django.utils import timezone

    from kpis.work.running import run_next

    run_next(worker="test", now=timezone.now)
    upload.refresh_from_db()


def test_an_archive_that_unpacks_to_more_than_it_says(alice):
    """A part whose size is stated as 10 bytes, in its own header and in the directory."""
    content = zipped(("xl/workbook.xml", b"x" * 5_000_000))
    true, said = struct.pack("<I", 5_000_000), struct.pack("<I", 10)
    upload = send(alice, content.replace(true, said), "bomb.xlsx")
    assert told(upload) == [
        "bomb.xlsx: has a part that unpacks to more than it says: save it again in a spreadsheet program"
    ]


def test_parts_that_overlap(alice):
    """Two entries of the directory that share one stream."""
    content = zipped(("a", b"x" * 100))
    end = content.rindex(b"PK\x05\x06")
    start = content.index(b"PK\x01\x02")
    directory = content[start:end]
    size, tail = len(directory) * 2, bytearray(content[end:])
    struct.pack_into("<HHI", tail, 8, 2, 2, size)
    upload = send(alice, content[:start] + directory * 2 + bytes(tail), "bomb.xlsx")
    assert told(upload)[0].startswith("bomb.xlsx: has parts that overlap")


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
def test_entities_that_grow(alice, tmp_path, kind, encoding):
    part = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}[kind]
    bomb = LAUGHS.decode().encode(encoding)
    path = rewritten(book(tmp_path, kind), part, lambda content: bomb + content.partition(b"?>")[2])
    assert told(send(alice, path.read_bytes(), f"bomb.{kind}")) == [
        f"bomb.{kind}: declares a document type or entities, which no spreadsheet needs: save it again"
    ]


def test_a_million_columns(alice, tmp_path):
    upload = send(alice, ("ref,period,value" + "," * 199_999 + "\n").encode())
    assert told(upload) == ["readings.csv row 1: names 200,002 columns; at most 200 are read"]
    path = book(tmp_path, "ods")
    last = b"</table:table></office:spreadsheet>"
    cell = b'<table:table-cell table:number-columns-repeated="1000000" office:value-type="float" office:value="1"/>'
    row = b"<table:table-row>%s</table:table-row>" % cell
    rewritten(path, "content.xml", lambda content: content.replace(last, row + last))
    assert "delete what is far to the right" in told(send(alice, path.read_bytes(), "wide.ods"))[0]


def test_more_rows_than_are_read(alice):
    content = csv_of(*(["C1,2018/19 Q4,640"] * 20_001), header="ref,period,value")
    upload = send(alice, content)
    worked(upload)
    assert told(upload) == ["readings.csv: has more than 20,000 rows: split it by measures"]


def test_more_tags_than_a_table_has(alice, tmp_path, kind):
    """Small on the disk, within the size that is read, and more elements than memory should hold."""
    part = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml"}[kind]
    path = rewritten(book(tmp_path, kind), part, lambda content: content + b"<a/>" * 6_000_000)
    upload = send(alice, path.read_bytes(), f"bomb.{kind}")
    worked(upload)
    assert told(upload)[0].startswith(f"bomb.{kind}: holds more cells and formats than are read")


def test_text_that_a_spreadsheet_would_run_stays_text(alice):
    for text in ("=cmd|' /C calc'!A1", "+1", "@x", "-5.2 is not much"):
        upload = send(alice, csv_of(f'C1,{Q4},640,,,,"{text}",'))
        assert changes(upload, 2)["commentary"] == ("", text)
        assert kinds(upload) == [(2, "new")]


def test_damaged_parts_are_no_fault_of_the_program(alice, tmp_path, kind):
    whole = book(tmp_path, kind).read_bytes()
    for cut in range(10, len(whole), len(whole) // 25):
        upload = send(alice, whole[:cut] + zlib.compress(b"x") + whole[cut + 20 :], f"cut.{kind}")
        assert upload.state in ("refused", "ready"), cut
