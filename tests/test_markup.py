"""The pieces of HTML that pages share, from the tags of templates and from Python alike."""

from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.template import Context, Engine, TemplateSyntaxError

from kpis.domain.words import Rag, Status
from kpis.markup import Column, Fit, status_html, table_html, tbody_html, travel_html
from kpis.presenters import look_of, status_key

ENGINE = Engine(
    libraries={"markup": "kpis.templatetags.markup", "tables": "kpis.templatetags.tables"},
    builtins=["django.template.defaulttags", "django.template.defaultfilters"],
)
DUE = """{% table kind css="due" id="figures" %} Figures <b>due</b>, {{ rows|length }}
{% columns %}{% column "Measure" %}{% column "Figure" css="c-figure num" %}{% column "Last 12" label="Periods" %}
{% rows %}{% for name, figure in rows %}{% tr id=name %}{% th %}{{ name }}{% endth %}{% td %}{{ figure }}{% endtd %}
{% td css="day" %}none{% endtd %}{% endtr %}{% endfor %}{% endtable %}"""


def rendered(source: str, **context: Any) -> str:
    return str(ENGINE.from_string("{% load markup tables %}" + source).render(Context(context)))


def part(source: str, selector: str, **context: Any) -> Tag:
    found = BeautifulSoup(rendered(source, **context), "html.parser").select_one(selector)
    assert found is not None
    return found


def due(kind: str) -> Tag:
    return BeautifulSoup(rendered(DUE, kind=kind, rows=[("CS1", "12%"), ("<CS2>", "7")]), "html.parser")


# Tables


@pytest.mark.parametrize("kind", list(Fit))
def test_every_table_has_a_caption_and_headings_with_their_scopes(kind):
    table = due(kind)
    assert str(table.caption) == '<caption id="figures">Figures <b>due</b>, 2</caption>'
    assert [(each["scope"], each.text) for each in table.select("thead th")] == [
        ("col", "Measure"), ("col", "Figure"), ("col", "Last 12"),
    ]  # fmt: skip
    assert [(each["scope"], each.text) for each in table.select("tbody th")] == [("row", "CS1"), ("row", "<CS2>")]
    assert [each["id"] for each in table.select("tbody tr")] == ["CS1", "<CS2>"]


@pytest.mark.parametrize("kind", list(Fit))
def test_the_cells_of_a_numeric_column_are_numbers_and_others_keep_their_class(kind):
    row = due(kind).select("tbody tr")[0]
    assert [each.get("class") for each in row.select("td")] == [["num"], ["day"]]


def test_a_stacked_row_is_a_card_that_says_what_each_figure_is():
    table = due("stacked")
    assert table.table["class"] == ["scorecard", "due"]
    assert [each["role"] for each in table.select("table, thead, tbody")] == ["table", "rowgroup", "rowgroup"]
    assert [each["role"] for each in table.select("thead tr, thead th")] == ["row", *["columnheader"] * 3]
    first = table.select("tbody tr:first-child, tbody tr:first-child > *")
    assert [each["role"] for each in first] == ["row", "rowheader", "cell", "cell"]
    assert [each["data-label"] for each in table.select("tbody tr:first-child td")] == ["Figure", "Periods"]


def test_a_scrolling_table_stands_in_a_frame_that_the_keyboard_reaches_and_its_caption_names():
    table = due("scrolling")
    assert table.table["class"] == ["data", "due"]
    assert table.div.attrs == {"class": ["scroll"], "tabindex": "0", "role": "region", "aria-labelledby": "figures"}
    assert not table.select("table[role], td[data-label]")


@pytest.mark.parametrize(("kind", "css"), [("data", ["data", "due"]), ("plain", ["due"])])
def test_other_tables_have_no_frame(kind, css):
    table = due(kind)
    assert table.div is None
    assert table.table["class"] == css


def test_a_cell_over_several_columns_leaves_the_next_its_own():
    source = """{% table "data" %}{% columns %}{% column "A" %}{% column "B" %}{% column "C" css="num" %}
    {% rows %}{% tr %}{% td colspan="2" %}both{% endtd %}{% td %}3{% endtd %}{% endtr %}{% endtable %}"""
    cells = BeautifulSoup(rendered(source), "html.parser").select("td")
    assert [(each.get("colspan"), each.get("class")) for each in cells] == [("2", None), (None, ["num"])]


def test_a_column_that_is_not_shown_takes_no_cell_with_it():
    source = """{% table "data" %}{% columns %}{% if wide %}{% column "A" css="num" %}{% endif %}{% column "B" %}
    {% rows %}{% tr %}{% if wide %}{% td %}1{% endtd %}{% endif %}{% td %}2{% endtd %}{% endtr %}{% endtable %}"""
    for wide, expected in ((True, [["num"], None]), (False, [None])):
        cells = BeautifulSoup(rendered(source, wide=wide), "html.parser").select("td")
        assert [each.get("class") for each in cells] == expected


def test_groups_of_rows_have_a_heading_over_all_columns_or_none():
    source = """{% table "stacked" %}{% columns %}{% column "A" %}{% column "B" %}{% rows %}{% for name in names %}
    {% group name %}{% tr %}{% td %}1{% endtd %}{% endtr %}{% endgroup %}{% endfor %}{% endtable %}"""
    page = BeautifulSoup(rendered(source, names=["Learning & work", ""]), "html.parser")
    assert len(page.select("tbody")) == 2
    heading = page.select_one("tr.group th")
    assert heading is not None
    assert (heading.text, heading["scope"], heading["colspan"]) == ("Learning & work", "rowgroup", "2")
    assert len(page.select("tr.group")) == 1


def test_totals_stand_in_a_foot_and_an_empty_foot_is_left_out():
    source = """{% table "data" %}{% columns %}{% column "A" css="num" %}{% rows %}
    {% foot %}{% if total %}{% tr %}{% td %}{{ total }}{% endtd %}{% endtr %}{% endif %}{% endtable %}"""
    assert part(source, "tfoot td", total=7)["class"] == ["num"]
    assert "tfoot" not in rendered(source, total=0)


def test_python_writes_the_same_table_and_a_sorted_column_says_so():
    columns = [Column("Measure", address="?a=1&sort=title", sorted="descending"), Column("<Figure>", "num")]
    body = tbody_html("<tr></tr>", Fit.STACKED, "Care & <b>", len(columns))
    page = BeautifulSoup(table_html("2 < 3", columns, body, Fit.STACKED), "html.parser")
    assert page.caption is not None
    assert page.caption.text == "2 < 3"
    first, second = page.select("thead th")
    assert first["aria-sort"] == "descending"
    assert first.a is not None
    assert first.a["href"] == "?a=1&sort=title"
    assert (second.text, second.a, second.get("aria-sort")) == ("<Figure>", None, None)
    assert page.select(".group th")[0].text == "Care & <b>"


@pytest.mark.parametrize("source", ["{% table %}{% rows %}{% endtable %}", '{% table "data" "due" %}{% endtable %}'])
def test_a_table_that_is_not_written_as_it_should_be_is_refused(source):
    with pytest.raises(TemplateSyntaxError):
        rendered(source)


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="wide"):
        rendered('{% table "wide" %}{% rows %}{% endtable %}')


# Statuses and arrows


@pytest.mark.parametrize("look", status_key(), ids=lambda look: f"{look.word} {look.rag}")
def test_a_status_is_a_word_for_everybody_and_an_icon_for_the_eye(look):
    badge = part("{% status look %}", "span.status", look=look)
    icon = badge.select_one(".status__icon[aria-hidden=true]")
    assert icon is not None
    assert (icon.text, badge.text) == (look.icon, look.icon + look.word)
    assert badge["class"] == ["status", look.css]
    assert rendered("{% status look %}", look=look) == status_html(look.word, look.icon, look.css)


def test_a_status_can_be_large():
    look = look_of(Status.ON_TARGET, Rag.GREEN)
    assert part('{% status look "large" %}', "span", look=look)["class"] == ["status", "status--green", "status--large"]


def test_what_a_published_report_holds_is_a_status_too_and_is_escaped():
    held = {"word": "<i>On</i>", "icon": "<", "css": '"x'}
    badge = part("{% status held %}", "span.status", held=held)
    assert badge.text == "<<i>On</i>"
    assert badge["class"] == ["status", '"x']


def test_the_arrow_is_for_the_eye_and_the_movement_for_the_ear():
    source = '{% travel "travel--improving" "↓" "Down" "Improving" %}'
    arrow = part(source, "span.travel")
    assert [each.text for each in arrow.select("span")] == ["↓", "Down, "]
    assert arrow.text == "↓Down, Improving"
    assert rendered(source) == travel_html("travel--improving", "↓", "Down", "Improving")
    assert part('{% travel "travel--none" "" "Not compared" "Not compared" %}', "span").text == "Not compared"


# The other pieces


def test_a_tag_has_a_colour_or_none():
    assert rendered('{% tag "grey" %}a & {{ b }}{% endtag %}', b="<") == (
        '<strong class="govuk-tag govuk-tag--grey">a & &lt;</strong>'
    )
    assert rendered("{% tag %}Draft{% endtag %}") == '<strong class="govuk-tag">Draft</strong>'


def test_a_fact_is_a_key_which_may_lead_somewhere_and_a_value():
    source = "{% fact key href=href css='pre' %}{{ text }}{% endfact %}"
    row = part(source, ".govuk-summary-list__row", key="<Cause>", href="/a/?b=1&c=2", text="R & D")
    assert [each.text for each in row.select("dt, dd")] == ["<Cause>", "R & D"]
    assert row.a is not None
    assert row.a["href"] == "/a/?b=1&c=2"
    assert row.dd is not None
    assert row.dd["class"] == ["govuk-summary-list__value", "pre"]
    assert "<a" not in rendered(source, key="Cause", href="", text="")


def test_details_are_folded_unless_they_are_open_and_say_what_they_are_about():
    source = '{% details "Change it" about=about open=errors css="no-print" %}<p>x</p>{% enddetails %}'
    folded = part(source, "details", about="<Action 1>", errors={})
    assert not folded.has_attr("open")
    assert folded["class"] == ["govuk-details", "no-print"]
    assert folded.summary is not None
    assert folded.summary.text == "Change it: <Action 1>"
    shown = part(source, "details", about="", errors={"when": ["This field is required."]})
    assert shown.has_attr("open")
    assert shown.summary is not None
    assert shown.summary.text == "Change it"


def test_a_warning_is_heard_as_one():
    warned = part("{% warning %}Late{% endwarning %}", ".govuk-warning-text strong")
    assert warned.text == "Warning: Late"


def test_a_problem_is_an_alert_with_a_title():
    for title, source in (
        ("There is a problem", "{% problem %}<p>No</p>{% endproblem %}"),
        ("A & B", "{% problem title %}<p>No</p>{% endproblem %}"),
    ):
        box = part(source, ".govuk-error-summary > [role=alert]", title="A & B")
        assert [each.text for each in box.select("h2, p")] == [title, "No"]
