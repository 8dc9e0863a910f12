"""The Atom feed of a council's publications, read with an XML library."""

import datetime as dt
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from kpis.models import Committee
from kpis.papers.actions import withdraw
from tests.papers.conftest import HERE, NOW, TITLE, Papers

ATOM = "{http://www.w3.org/2005/Atom}"
FEED = "/northshire/reports/feed.atom"
SITE = "http://testserver"


def read(client, path: str = FEED) -> ElementTree.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    return root


def words(element: ElementTree.Element, name: str) -> str:
    found = element.find(f"{ATOM}{name}")
    assert found is not None, name
    return found.text or ""


def entries(root: ElementTree.Element) -> list[ElementTree.Element]:
    return root.findall(f"{ATOM}entry")


def test_it_has_what_atom_asks_for(papers, nobody):
    papers.publish()
    root = read(nobody)
    for each in (root, *entries(root)):
        assert words(each, "title")
        assert words(each, "id").startswith(("http://", "tag:"))
        assert dt.datetime.fromisoformat(words(each, "updated")).tzinfo
    assert root.find(f"{ATOM}author/{ATOM}name").text == "Northshire County Council"
    own = [each.get("href") for each in root.findall(f"{ATOM}link") if each.get("rel") == "self"]
    assert own == [f"{SITE}{FEED}"]
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-GB"


def test_an_entry_leads_to_its_version(papers, nobody):
    papers.publish()
    (entry,) = entries(read(nobody))
    assert words(entry, "title") == TITLE
    assert entry.find(f"{ATOM}link").get("href") == f"{SITE}{HERE}v1/"
    assert "18 June 2019, agenda item 6" in words(entry, "summary")


def test_every_version_is_an_entry_of_its_own_whose_id_stays(papers, nobody):
    first = papers.publish()
    before = [words(each, "id") for each in entries(read(nobody))]
    later = NOW + dt.timedelta(days=3)
    with time_machine.travel(later):
        papers.publish(reason="A transposed figure")
        found = entries(read(nobody))
        assert [words(each, "title") for each in found] == [f"Corrected: {TITLE}", TITLE]
        assert words(found[1], "id") == before[0]
        assert words(found[0], "id") != before[0]
        assert "A transposed figure" in words(found[0], "summary")
    with time_machine.travel(later + dt.timedelta(days=1)):
        withdraw(publication=first, reason="Names", by=papers.bringing.person("petra"), at=timezone.now())
        found = entries(read(nobody))
        assert [words(each, "title") for each in found] == [f"Withdrawn: {TITLE}", f"Corrected: {TITLE}"]
        assert words(found[0], "id") == before[0]
        assert words(found[0], "updated") > words(found[1], "updated")
        assert words(found[0], "published") < words(found[1], "published")


def test_of_one_committee(papers, nobody):
    papers.publish()
    papers.committee = Committee.objects.create(council=papers.bringing.council, slug="roads", name="Roads panel")
    for measure in papers.bringing.measures.values():
        measure.committees.add(papers.committee)
    papers.publish(papers.begin("roads", title="Of roads"))
    root = read(nobody, f"{FEED}?committee=roads")
    assert [words(each, "title") for each in entries(root)] == ["Of roads"]
    assert "Roads panel" in words(root, "title")
    assert len(entries(read(nobody))) == 2
    assert nobody.get(f"{FEED}?committee=dragons").status_code == 404


def test_what_is_under_embargo_is_in_nobodys_feed(papers, nobody, petra):
    papers.publish(opens_at=NOW + dt.timedelta(days=1))
    assert entries(read(nobody)) == entries(read(petra)) == []
    with time_machine.travel(NOW + dt.timedelta(days=2)):
        assert len(entries(read(nobody))) == 1


@pytest.mark.parametrize("header", ["if-none-match", "if-modified-since"])
def test_what_a_reader_has_already_is_not_sent_again(papers, nobody, header):
    papers.publish()
    response = nobody.get(FEED)
    known = response["ETag"] if header == "if-none-match" else response["Last-Modified"]
    assert nobody.get(FEED, headers={header: known}).status_code == 304
    with time_machine.travel(NOW + dt.timedelta(days=1)):
        papers.publish(reason="Once more")
        assert nobody.get(FEED, headers={header: known}).status_code == 200


def test_what_people_typed_is_well_formed(papers, nobody):
    papers.publish(papers.begin("odd", title='<b>Fish & "chips"</b> \x0b\u202e 🐟'))
    (entry,) = entries(read(nobody))
    assert words(entry, "title") == '<b>Fish & "chips"</b> \u202e 🐟'


def test_an_empty_one_is_a_feed_too(papers, nobody):
    assert entries(read(nobody)) == []


def test_a_closed_council_that_published(papers: Papers, nobody):
    papers.publish()
    papers.close_council()
    assert len(entries(read(nobody))) == 1
