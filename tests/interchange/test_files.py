"""Files as people make them: encodings, headings, ragged rows, and what is no table at all."""

import pytest

from kpis.interchange.jobs import load
from kpis.models import Committee, ReadingVersion
from kpis.spreadsheets.problems import ImportRefused
from tests.interchange.helpers import LATER, SMALL, add, bring, errors, stored, warnings, write

READ = "its columns are ref, period, "


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings(small, encoding):
    text = 'slug,name,remit\nchildren,Children’s panel,"Cafés – £1"\nadults,Adults,\n'
    write(small, committees=text.encode(encoding))
    bring(small)
    children = Committee.objects.get(slug="children")
    assert (children.name, children.remit) == ("Children’s panel", "Cafés – £1")


@pytest.mark.django_db
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_quoted_line_breaks(small, end):
    rows = [
        "ref,period,value,commentary",
        f'C1,2018/19,660,"one{end}two"',
        "",
        ",,,",
        "C1,2017/18,x,",
    ]
    (small / "readings.csv").write_bytes(end.join(rows).encode())
    assert errors(small) == ['readings.csv row 5, value: "x" is not a number']


HEADERS = {
    "Ref,period,value\nC1,2018/19,5\n": [
        'readings.csv row 1: "Ref" is not a column: write it ref',
        'readings.csv row 1: the column "ref" is missing',
    ],
    "ref,Published Dot,period,value\nC1,,2018/19,5\n": [
        'readings.csv row 1: "Published Dot" is not a column: write it published_dot'
    ],
    "ref,period,period,value\nC1,2018/19,2018/19,5\n": ['readings.csv row 1: the column "period" stands 2 times'],
    "ref,value\nC1,5\n": ['readings.csv row 1: the column "period" is missing'],
    "ref,period,,value\nC1,2018/19,more,5\n": ["readings.csv row 1: column 3 has cells but no heading"],
    "": ["readings.csv: is empty: row 1 must name the columns, at least ref, period"],
    "\ufeff": ["readings.csv: is empty: row 1 must name the columns, at least ref, period"],
    "ref;period;value\nC1;2018/19;5\n": [
        "readings.csv row 1: its columns are separated by semicolons: save it with commas"
    ],
    "ref\tperiod\tvalue\n": ["readings.csv row 1: its columns are separated by tabs: save it with commas"],
    "ref,period,value\nC1,2018/19\n": [
        "readings.csv row 2: has 2 cells, but row 1 names 3 columns: a text with a comma needs quotation marks round it"
    ],
    "ref,period,value\nC1,2018/19,5,one, two\n": [
        "readings.csv row 2: has 5 cells, but row 1 names 3 columns: a text with a comma needs quotation marks round it"
    ],
    'ref,period,value\nC1,2018/19,"5\n': [
        "readings.csv row 2: quotation marks do not pair up (unexpected end of data)"
    ],
    'ref,period,value\nC1,2018/19,"5"5\n': [
        "readings.csv row 2: quotation marks do not pair up (',' expected after '\"')"
    ],
}  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(("content", "messages"), HEADERS.items())
def test_a_refused_header_or_row(small, content, messages):
    write(small, readings=content)
    assert errors(small) == messages
    assert set(stored().values()) == {0}


@pytest.mark.django_db
def test_a_header_in_another_language_is_refused_by_name(small):
    write(small, readings="Kennzahl,Zeitraum,Wert\nC1,2018/19,5\n")
    messages = errors(small)
    assert messages[0].startswith(f'readings.csv row 1: "Kennzahl" is not a column of readings: {READ}')
    assert messages[-1] == 'readings.csv row 1: the column "period" is missing'


@pytest.mark.django_db
def test_blank_cells_and_columns_too_many_do_no_harm(small):
    write(small, readings="ref,period,value,\nC1,2018/19,5,,,\n,,,\n\nC1,2017/18,6,\n")
    assert bring(small).tables["readings"].created == 2


@pytest.mark.django_db
def test_a_table_with_a_header_alone_is_an_empty_table(small):
    write(small, readings="ref,period,value\n")
    assert bring(small).tables["readings"] == (0, 0, 0)


@pytest.mark.django_db
def test_nul_and_a_text_beyond_all_measure(small):
    long = "x" * 1_048_576
    write(small, readings=f'ref,period,value,commentary\nC1,2018/19,5,"a\0b"\nC1,2017/18,5,{long}\n')
    assert errors(small) == [
        "readings.csv row 2, commentary: holds a NUL character: delete the cell and type it again",
        "readings.csv row 3, commentary: has 1,048,576 characters; at most 20,000 are kept",
    ]
    assert set(stored().values()) == {0}


@pytest.mark.django_db
def test_control_characters_are_refused_and_line_breaks_are_one_kind(small):
    write(small, readings='ref,period,value,commentary\nC1,2018/19,5,"a\x1bb"\nC1,2017/18,6,"a\x0bb\tc"\n')
    assert errors(small) == [
        "readings.csv row 2, commentary: holds the control character U+001B: delete the cell and type it again"
    ]
    write(small, readings='ref,period,value,commentary\nC1,2017/18,6,"a\x0bb\r\nc\td"\n')
    bring(small)
    assert ReadingVersion.objects.get().commentary == "a\nb\nc\td"


@pytest.mark.django_db
def test_more_columns_than_any_table_has(small):
    write(small, readings=",".join(f"c{number}" for number in range(101)) + "\n")
    assert errors(small) == ["readings.csv row 1: names 101 columns, and the table has 20"]


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["ref", "period", "value", "numerator", "category", "marker", "section", "expected"])
@pytest.mark.parametrize("text", ["\0", "x" * 1_048_576, '"', "=cmd|' /C calc'!A1", "\u202e\u0000", "\ud83d\ude00"])
def test_hostile_text_in_any_column_is_refused_or_kept_as_text(small, column, text):
    cells = {"ref": "C1", "period": "2018/19", "value": "5"} | {column: text}
    quoted = ['"' + cell.replace('"', '""') + '"' for cell in cells.values()]
    content = ",".join(cells) + "\n" + ",".join(quoted) + "\n"
    write(small, readings=content.encode("utf-8", "surrogatepass"))
    try:
        bring(small)
    except ImportRefused as refusal:
        assert all(len(str(problem)) < 700 for problem in refusal.problems)
        assert set(stored().values()) == {0}
    else:
        assert column == "category"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xff\xfer\x00e\x00f\x00", 'is UTF-16: save it as "CSV UTF-8"'),
        (b"ref,period\nC1,\x81\n", 'is neither UTF-8 nor Windows-1252: save it as "CSV UTF-8"'),
        (b"PK\x03\x04rest", "is a workbook, not CSV: save it as CSV, or give it its .xlsx or .ods name"),
    ],
)
def test_bytes_that_are_no_csv(small, content, message):
    write(small, readings=content)
    assert errors(small) == [f"readings.csv: {message}"]


@pytest.mark.django_db
def test_more_rows_than_are_read(small):
    write(small, readings="ref,period\n" + "C1,2018/19\n" * 100_001)
    assert errors(small) == ["readings.csv: has more than 100,000 rows: split it by measures"]


@pytest.mark.django_db
def test_a_file_that_is_too_large(small):
    with (small / "readings.csv").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    assert errors(small) == ["readings.csv: has 52,428,801 bytes; at most 52,428,800 are read: split it by measures"]


@pytest.mark.django_db
def test_sources_that_are_none(tmp_path, small):
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    tables = "council, committees, frameworks, measures, baselines, targets, readings, comparators"
    assert errors(tmp_path / "empty", tmp_path / "nowhere", tmp_path / "notes.txt", small / "readings.csv") == [
        f"empty: holds no table: it needs a CSV file called one of {tables}",
        f"{tmp_path / 'nowhere'}: is not there: name a folder of CSV files or an .xlsx or .ods workbook",
        "notes.txt: is neither a folder of CSV files nor an .xlsx or .ods workbook",
        "readings.csv: is one table: name the folder that holds it",
    ]


@pytest.mark.django_db
def test_a_file_that_is_called_like_no_table(small):
    add(small, "reading", "ref,period,value", "C1,2018/19,5")
    (message,) = errors(small)
    assert message.startswith("reading.csv: is called like no table: call it one of council, ")
    (small / "reading.csv").write_text("what,why\n")
    assert warnings(bring(small)) == ["reading.csv: is no table of the interchange format and was left alone"]


@pytest.mark.django_db
def test_tables_are_found_whatever_the_case_of_their_file(small):
    (small / "readings.csv").rename(small / "Readings.CSV")
    assert bring(small).tables["readings"].created == 3


@pytest.mark.django_db
def test_a_refused_source_does_not_stop_the_others(small, tmp_path):
    bad = write(tmp_path / "bad", council="slug,name\nadmin,A\n")
    with pytest.raises(ImportRefused) as refusal:
        load([bad, small], now=LATER)
    assert len(refusal.value.problems) == 1
    assert str(refusal.value).endswith("\n1 error: nothing was written")
    assert ReadingVersion.objects.count() == 3


@pytest.mark.django_db
def test_a_table_that_is_absent_is_left_alone(loaded):
    for name in set(SMALL) - {"council", "readings"}:
        (loaded / f"{name}.csv").unlink()
    before = stored()
    assert list(bring(loaded).tables) == ["council", "readings"]
    assert stored() == before
