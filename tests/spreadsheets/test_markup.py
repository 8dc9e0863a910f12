"""XML as it goes by: what is told of it, and what it must not be."""

import io

import pytest

from kpis.spreadsheets.markup import DEEPEST, Declared, Nested, Reader, Unsound, is_markup, local, walk


class Seen(Reader):
    def __init__(self) -> None:
        self.found: list[str] = []

    def start(self, name, attributes):
        self.found.append(f"<{local(name)} {sorted(attributes.items())}>")

    def text(self, text):
        self.found.append(text)

    def end(self, name):
        self.found.append(f"</{name}>")


def seen(content: bytes) -> list[str]:
    reader = Seen()
    walk(io.BytesIO(content), reader)
    return reader.found


def test_elements_by_their_name_spaces():
    assert seen(b'<x:a xmlns:x="urn:x" x:b="1" c="2">t</x:a>') == [
        "<a [('c', '2'), ('urn:x}b', '1')]>", "t", "</urn:x}a>",
    ]  # fmt: skip


def test_it_nests_so_deep_and_no_deeper():
    assert len(seen(b"<a>" * DEEPEST + b"</a>" * DEEPEST)) == 2 * DEEPEST
    with pytest.raises(Nested):
        seen(b"<a>" * (DEEPEST + 1) + b"</a>" * (DEEPEST + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1"])
def test_no_document_type_in_any_encoding(encoding):
    text = f'<?xml version="1.0" encoding="{encoding.upper()}"?><!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'
    with pytest.raises((Declared, Unsound)):
        seen(text.encode(encoding))


@pytest.mark.parametrize("content", [b"", b"words", b"<a>", b"<a></b>", b'<?xml version="1.0" encoding="x-y"?><a/>'])
def test_what_is_no_xml(content):
    with pytest.raises(Unsound):
        seen(content)


@pytest.mark.parametrize(
    ("start", "found"),
    [(b"<a/>", True), (b"\n <a", True), (b"\xef\xbb\xbf<a", True), ("<a".encode("utf-16"), True), (b"\x89PNG", False)],
)
def test_what_may_be_xml(start, found):
    assert is_markup(start) is found
