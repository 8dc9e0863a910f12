"""A workbook as OpenDocument: marked tables with frozen headers, the program's name, a title and the language.

It is written as text: tens of thousands of rows as objects would take minutes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr

from kpis.domain.harmless import harmless
from kpis.domain.numbers import plain
from kpis.spreadsheets.book import LANGUAGE, MAKER, WIDEST, Book, Cell, ShareCell, SheetTable
from kpis.spreadsheets.tables import COVER

MIME = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
        ("fo", "xsl-fo-compatible"), ("meta", "meta"), ("config", "config"), ("manifest", "manifest"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""What a zip says of a part whose time nobody stated."""
CM_A_CHARACTER = Decimal("0.19")
STYLES = (
    '<style:style style:name="title" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap"/>'
    '<style:text-properties fo:font-weight="bold" fo:font-size="16pt"/></style:style>'
    '<style:style style:name="line" style:family="table-cell">'
    '<style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>'
    '<style:style style:name="header" style:family="table-cell">'
    '<style:table-cell-properties fo:border-bottom="0.75pt solid #000000"/>'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    '<number:percentage-style style:name="percent"><number:number number:decimal-places="6" '
    'number:min-decimal-places="1" number:min-integer-digits="1"/><number:text>%</number:text>'
    "</number:percentage-style>"
    '<style:style style:name="share" style:family="table-cell" style:data-style-name="percent"/>'
)


def write(book: Book) -> bytes:
    """The parts of the package; its kind comes first and unpacked, so that other programs know the file by it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_part("mimetype", book.made), MIME, zipfile.ZIP_STORED)
        for name, text in _parts(book):
            archive.writestr(_part(name, book.made), text, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _part(name: str, made: dt.datetime | None) -> zipfile.ZipInfo:
    return zipfile.ZipInfo(name, made.timetuple()[:6] if made else EARLIEST)


def _parts(book: Book) -> Iterator[tuple[str, str]]:
    yield "META-INF/manifest.xml", _manifest()
    yield "meta.xml", _document("meta", _meta(book))
    yield "settings.xml", _document("settings", _settings(book))
    yield "styles.xml", _document("styles", _defaults())
    yield "content.xml", _document("content", _content(book))


def _document(what: str, body: str) -> str:
    return f'{HEAD}<office:document-{what} {_NAMES} office:version="1.3">{body}</office:document-{what}>'


def _manifest() -> str:
    parts = [("/", MIME), *((f"{name}.xml", "text/xml") for name in ("meta", "settings", "styles", "content"))]
    entries = (
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>' for path, kind in parts
    )
    return f'{HEAD}<manifest:manifest {_NAMES} manifest:version="1.3">{"".join(entries)}</manifest:manifest>'


def _meta(book: Book) -> str:
    created = f"<meta:creation-date>{book.made:%Y-%m-%dT%H:%M:%S}</meta:creation-date>" if book.made else ""
    texts = f"<meta:generator>{MAKER}</meta:generator><dc:title>{escape(book.title)}</dc:title>"
    maker = f"<dc:creator>{MAKER}</dc:creator>{created}<dc:language>{LANGUAGE}</dc:language>"
    return f"<office:meta>{texts}{maker}</office:meta>"


def _defaults() -> str:
    language, country = LANGUAGE.split("-")
    text = f'<style:text-properties fo:language="{language}" fo:country="{country}"/>'
    return f'<office:styles><style:default-style style:family="table-cell">{text}</style:default-style></office:styles>'


def _settings(book: Book) -> str:
    """The first row of every table stays in view."""
    frozen = (
        ("HorizontalSplitMode", "short", 0),
        ("VerticalSplitMode", "short", 2),
        ("VerticalSplitPosition", "int", 1),
        ("ActiveSplitRange", "short", 2),
        ("PositionBottom", "int", 1),
    )
    items = "".join(
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}</config:config-item>'
        for name, kind, value in frozen
    )
    tables = "".join(
        f"<config:config-item-map-entry config:name={quoteattr(each.name)}>{items}</config:config-item-map-entry>"
        for each in book.tables
    )
    named = f'<config:config-item-map-named config:name="Tables">{tables}</config:config-item-map-named>'
    first = '<config:config-item config:name="ViewId" config:type="string">view1</config:config-item>'
    view = f"<config:config-item-map-entry>{first}{named}</config:config-item-map-entry>"
    views = f'<config:config-item-map-indexed config:name="Views">{view}</config:config-item-map-indexed>'
    return (
        "<office:settings><config:config-item-set "
        f'config:name="ooo:view-settings">{views}</config:config-item-set></office:settings>'
    )


def _content(book: Book) -> str:
    widths = sorted({100, *(width for table in book.tables for width in table.widths())})
    sheets = [_sheet(COVER, [100], _cover(book)), *(_table(table) for table in book.tables)]
    ranges = "".join(_range(table) for table in book.tables)
    return (
        f"<office:automatic-styles>{STYLES}{''.join(map(_column_style, widths))}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(sheets)}"
        f"<table:database-ranges>{ranges}</table:database-ranges></office:spreadsheet></office:body>"
    )


def _column_style(width: int) -> str:
    size = f'<style:table-column-properties style:column-width="{plain(width * CM_A_CHARACTER)}cm"/>'
    return f'<style:style style:name="wide{width}" style:family="table-column">{size}</style:style>'


def _range(table: SheetTable) -> str:
    """What marks a table."""
    last = f"{_letters(len(table.columns))}{max(len(table.rows), 1) + 1}"
    sheet = "'" + table.name.replace("'", "''") + "'"
    name = table.name.replace(" ", "_")
    return (
        f"<table:database-range table:name={quoteattr(name)} "
        f"table:target-range-address={quoteattr(f'{sheet}.A1:{sheet}.{last}')}/>"
    )


def _letters(number: int) -> str:
    """A column as spreadsheets name it: 1 is A, 27 is AA."""
    before, last = divmod(number - 1, 26)
    return (_letters(before) if before else "") + chr(ord("A") + last)


def _cover(book: Book) -> Iterator[str]:
    for place, line in enumerate(book.cover):
        yield _row([_text(harmless(line), "line" if place else "title")])


def _table(table: SheetTable) -> str:
    header = _row([_text(column, "header") for column in table.columns])
    rows = (_row([_cell(row[column]) for column in table.columns]) for row in table.rows)
    return _sheet(table.name, table.widths(), [f"<table:table-header-rows>{header}</table:table-header-rows>", *rows])


def _sheet(name: str, widths: list[int], rows: Iterator[str] | list[str]) -> str:
    wrapped = ' table:default-cell-style-name="line"'
    columns = "".join(
        f'<table:table-column table:style-name="wide{width}"{wrapped if width == WIDEST else ""}/>' for width in widths
    )
    return f"<table:table table:name={quoteattr(name)}>{columns}{''.join(rows)}</table:table>"


def _row(cells: list[str]) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, ShareCell):
        return _number("percentage", plain(cell / 100), f"{plain(cell)}%", ' table:style-name="share"')
    if isinstance(cell, Decimal):
        return _number("float", plain(cell), plain(cell))
    return _text(harmless(cell)) if cell else "<table:table-cell/>"


def _number(kind: str, value: str, shown: str, style: str = "") -> str:
    stated = f'office:value-type="{kind}" office:value="{value}"'
    return f"<table:table-cell {stated}{style}><text:p>{shown}</text:p></table:table-cell>"


# The same words stand in thousands of rows.
@lru_cache(maxsize=4096)
def _text(text: str, style: str = "") -> str:
    named = f' table:style-name="{style}"' if style else ""
    lines = "".join(f"<text:p>{_spaced(escape(line))}</text:p>" for line in text.split("\n"))
    # Some programs drop tabs within a text, and read this first.
    exact = f" office:string-value={quoteattr(text)}" if "\t" in text else ""
    return f'<table:table-cell office:value-type="string"{exact}{named}>{lines}</table:table-cell>'


_SPACES = re.compile("^ | {2,}|\t")


def _spaced(line: str) -> str:
    """Spaces that would be taken for one, and tabs, as OpenDocument writes them."""
    return _SPACES.sub(lambda found: "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>', line)
