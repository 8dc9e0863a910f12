"""The report's page: made of its blocks, whole, in an order that can be listened to, and with nothing that runs."""

import copy
import json
import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.utils.safestring import SafeString

from kpis.charts import draw, draw_bars
from kpis.documents import blocks
from kpis.documents.html import is_ours, report_facts, report_html
from tests.chart_cases import chart, outcomes, years
from tests.documents.report_cases import section, snapshot
from tests.documents.report_made import one_line, quarterly, rebuilt
from tests.pages.reading import text_of

HOSTILE = (
    "<script>alert(1)</script> & \"quoted\" 'so' <img src=x onerror=alert(1)> 👩\u200d👧 שלום مرحبا "
    "=cmd|' /C calc'!A0 {{ 7|add:1 }}"
)
OURS = draw(chart(*years(58, 60)))


def page_of(shot):
    return BeautifulSoup(report_html(shot), "html.parser")


@pytest.fixture(params=["cases", "warwickshire", "exampleshire"])
def shot(request, demo):
    return {"cases": snapshot, "warwickshire": rebuilt, "exampleshire": quarterly}[request.param]()


def test_every_word_of_every_block_is_on_the_page_in_order(shot):
    words = one_line(text_of(page_of(shot)))
    start = words.index(shot["sections"][0]["heading"], words.index(shot["sections"][-1]["heading"]))
    for text in spoken(shot):
        found = words.find(one_line(text), start)
        assert found >= 0, text
        start = found


def spoken(shot):
    """Everything that is read out of a report, in its order."""
    for each in shot["sections"]:
        yield each["heading"]
        for block in each["blocks"]:
            yield from spoken_block(block)


def spoken_block(block):
    if block["kind"] == "table":
        return [block["caption"], *block["header"], *(cell for row in block["rows"] for cell in row), block["note"]]
    if block["kind"] == "list":
        return block["items"]
    names = {"heading": ["text"], "paragraph": ["strong", "text"], "chart": ["caption"]}
    return [block[name] for name in names.get(block["kind"], ["icon", "word", "figure", "ref", "reason", "said"])]


def test_links_of_the_contents_lead_somewhere_and_ids_are_their_own(shot):
    page = page_of(shot)
    ids = [each["id"] for each in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = [each["href"] for each in page.nav.find_all("a")]
    assert links[0] == f"#{shot['sections'][0]['anchor']}"
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert {each["anchor"] for each in shot["sections"]} <= {link.removeprefix("#") for link in links}
    for each in page.find_all(attrs={"aria-labelledby": True}):
        assert set(each["aria-labelledby"].split()) <= set(ids)


@pytest.mark.parametrize("make", [rebuilt, quarterly])
def test_headings_go_down_a_level_at_a_time(demo, make):
    levels = [int(each.name[1]) for each in page_of(make()).find_all(re.compile(r"^h\d$"))]
    assert levels[0] == 2
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_tables_have_captions_and_header_cells_with_their_scope(shot):
    for each in page_of(shot).find_all("table"):
        assert text_of(each.caption)
        assert {cell["scope"] for cell in each.thead.find_all("th")} == {"col"}
        assert all(cell["scope"] == "row" for cell in each.tbody.find_all("th"))
        widths = {len(row.find_all(["th", "td"])) for row in each.find_all("tr")}
        assert len(widths) == 1


def test_charts_are_pictures_with_a_name(shot):
    page = page_of(shot)
    told = [block["alt"] for each in shot["sections"] for block in each["blocks"] if block["kind"] == "chart"]
    drawn = page.select('figure [role="img"][aria-label]')
    assert [each["aria-label"] for each in drawn if each.name == "div"] == told
    assert len(page.find_all("svg")) == len(told)


def test_nothing_runs_and_nothing_is_styled_in_place(shot):
    markup = report_html(shot)
    assert isinstance(markup, SafeString)
    page = BeautifulSoup(markup, "html.parser")
    assert not page.find_all(["script", "style", "iframe", "object", "embed", "link", "form", "img"])
    for each in page.find_all(True):
        assert not [name for name in each.attrs if name.startswith("on") or name in ("style", "srcdoc")]
        assert each.get("href", "#").startswith("#")


def test_hostile_words_are_words_wherever_they_stand():
    inside = [
        blocks.heading(HOSTILE, 3, "a"),
        blocks.paragraph(HOSTILE, HOSTILE),
        blocks.bullets([HOSTILE]),
        blocks.table(HOSTILE, [HOSTILE, HOSTILE], [[HOSTILE, HOSTILE]], note=HOSTILE, rags=["red"]),
        blocks.status(
            ref=HOSTILE, word=HOSTILE, icon="!", css="x", rag="red", figure=HOSTILE, reason=HOSTILE, said=HOSTILE
        ),
        blocks.chart(OURS, HOSTILE, HOSTILE),
    ]
    page = page_of(snapshot(section("Words", *inside)))
    assert not page.find_all(["script", "img"])
    assert text_of(page).count(one_line(HOSTILE)) == 17
    assert page.find(attrs={"role": "img"})["aria-label"] == HOSTILE


def test_ten_thousand_words_come_out_whole():
    text = "\n\n".join(" ".join(f"word{n}-{m}" for m in range(100)) for n in range(100))
    words = text_of(page_of(snapshot(section("Long", *blocks.prose(text)))))
    assert one_line(text) in words


@pytest.mark.parametrize(
    "svg",
    [
        OURS.replace("<title", '<script xmlns="http://www.w3.org/2000/svg">alert(1)</script><title', 1),
        OURS.replace("<svg ", '<svg onload="alert(1)" ', 1),
        OURS.replace("<svg ", '<svg style="color:red" ', 1),
        OURS.replace("<title", "<style>*{}</style><title", 1),
        OURS.replace("<title", '<a href="https://example.org/"><text>x</text></a><title', 1),
        OURS.replace("<title", '<image href="https://example.org/x.png"/><title', 1),
        OURS.replace("<title", '<use href="#x"/><title', 1),
        OURS.replace("<title", "<foreignObject/><title", 1),
        OURS.replace("<title", '<path fill="url(https://example.org/)"/><title', 1),
        OURS.replace("<title", '<html:p xmlns:html="http://www.w3.org/1999/xhtml"/><title', 1),
        f'<!DOCTYPE svg [<!ENTITY a "b">]>{OURS}',
        f"<?xml-stylesheet href='x'?>{OURS}",
        f"{OURS}<script>alert(1)</script>",
        OURS[:-10],
        "",
        "<p>no drawing</p>",
    ],
)
def test_a_drawing_that_is_not_ours_is_not_shown(svg):
    assert not is_ours(svg)
    page = page_of(snapshot(section("Drawings", blocks.chart(svg, "In words.", "A caption"))))
    assert not page.find_all(["svg", "script", "a[href^=http]"])
    assert "In words." in text_of(page)


def test_our_own_drawings_are_ours(demo):
    drawn = [block["svg"] for each in quarterly()["sections"] for block in each["blocks"] if block["kind"] == "chart"]
    assert all(map(is_ours, [OURS, draw_bars(outcomes()), *drawn]))


def test_a_report_says_whose_it_is_and_of_when():
    assert report_facts(snapshot()) == [
        ("Committee", "Children and Young People Committee"),
        ("Meeting", "18 June 2019"),
        ("Agenda item", "5"),
        ("Period", "1 April 2018 to 31 March 2019"),
        ("Plan or contract", "Plan 2020"),
        ("Figures as at", "10 June 2019, 09:30"),
    ]
    assert "Agenda item" not in dict(report_facts(snapshot(agenda_item="")))


def test_printing_alters_no_snapshot():
    shot = snapshot()
    before = copy.deepcopy(shot)
    report_html(shot)
    assert shot == before
    assert report_html(json.loads(json.dumps(shot))) == report_html(shot)
