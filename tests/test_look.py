"""The look: nothing of GOV.UK's own, nothing the content security policy forbids, contrast, and the form pattern."""

import gzip
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.paginator import Paginator
from django.template.loader import get_template, render_to_string
from django.test import RequestFactory
from django.urls import path
from django.views.generic import TemplateView

STATIC = Path(settings.BASE_DIR) / "static"
TEMPLATES = Path(settings.BASE_DIR) / "templates"
VENDOR_CSS = (STATIC / "vendor/govuk/govuk-frontend.min.css").read_text("utf-8")
CSS = (STATIC / "scrutiny.css").read_text("utf-8")
THEMES = ("", "plum", "blue", "green")
TEXT, GRAPHIC = 4.5, 3.0

pytestmark = pytest.mark.urls(__name__)


def _page(name: str, **extra: object):
    return TemplateView.as_view(template_name=name, extra_context=extra)


urlpatterns = [
    path("", _page("404.html"), name="home"),
    path("how-it-works/", _page("pages/how_it_works.html"), name="how_it_works"),
    path("how-it-works/chance/", _page("404.html"), name="how_chance_works"),
    path("accessibility/", _page("pages/accessibility.html"), name="accessibility"),
    path("accounts/login/", _page("404.html"), name="account_login"),
    path("accounts/logout/", _page("404.html"), name="account_logout"),
    path("accounts/", _page("404.html"), name="mfa_index"),
    path("admin/", admin.site.urls),
    path("<slug:slug>/", _page("404.html"), name="council"),
    path("<slug:slug>/search/", _page("404.html"), name="search"),
]


class Entry(forms.Form):
    value = forms.DecimalField(label="Figure", help_text="As it is printed in the paper")
    comment = forms.CharField(label="Comment", required=False, widget=forms.Textarea)
    marker = forms.ChoiceField(label="Marker", choices=[("f", "Final"), ("p", "Provisional")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Agreed with the service", required=False)


def _render(name: str, **context: object) -> str:
    return render_to_string(name, context, request=RequestFactory().get("/"))


# What belongs to GOV.UK, and what the policy forbids


@pytest.mark.parametrize("css", [VENDOR_CSS, CSS], ids=["vendored", "own"])
def test_no_style_sheet_names_the_typeface_or_another_file(css):
    assert "GDS Transport" not in css
    assert "@font-face" not in css
    assert "url(" not in css
    assert "@import" not in css


def test_the_vendored_style_sheet_has_no_crown_and_its_licence_stands_beside_it():
    for word in ("crown", "crest", "govuk-header{", "copyright-logo"):
        assert word not in VENDOR_CSS
    assert "MIT License" in (STATIC / "vendor/govuk/LICENCE.txt").read_text("utf-8")


def test_both_style_sheets_together_stay_small():
    assert len(gzip.compress((VENDOR_CSS + CSS).encode(), 9)) < 20_500


def test_both_style_sheets_close_what_they_open():
    for css in (VENDOR_CSS, CSS):
        assert css.count("{") == css.count("}") > 100


@pytest.mark.parametrize("file", sorted(TEMPLATES.rglob("*.html")), ids=lambda file: str(file.relative_to(TEMPLATES)))
def test_no_template_holds_inline_style_or_script(file):
    source = file.read_text("utf-8")
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:", source)
    assert not re.search(r"<script(?![^>]*\ssrc=)", source)
    get_template(str(file.relative_to(TEMPLATES)))


WRITTEN = sorted(file for file in TEMPLATES.rglob("*") if file.is_file())


def test_a_line_of_a_template_can_be_read_without_scrolling():
    long = [
        f"{file.relative_to(TEMPLATES)}:{number}: {len(line)}"
        for file in WRITTEN
        for number, line in enumerate(file.read_text("utf-8").split("\n"), 1)
        if len(line) > 160
    ]
    assert len(WRITTEN) > 80
    assert not long


@pytest.mark.parametrize(
    ("markup", "tag"),
    [
        (r"<(table|caption|thead|tbody|tfoot|tr|th|td)\b", "{% table %}"),
        (r'class="status[ "]', "{% status %}"),
        (r'class="(travel|travel__arrow)[ "]', "{% travel %}"),
        (r"govuk-tag\b", "{% tag %}"),
        (r"govuk-summary-list__row", "{% fact %}"),
        (r"govuk-details__summary", "{% details %}"),
        (r"govuk-warning-text", "{% warning %}"),
        (r'govuk-error-summary"', "{% problem %}"),
    ],
)
def test_what_pages_share_is_written_by_its_tag_alone(markup, tag):
    """But for the list of a scorecard, a table of its own, whose rows are laid out on a grid."""
    written = [file for file in WRITTEN if file.suffix != ".jinja"]
    found = [str(file.relative_to(TEMPLATES)) for file in written if re.search(markup, file.read_text("utf-8"))]
    assert not found, f"use {tag}"


def test_the_sign_of_the_site_is_a_drawing_of_its_own():
    root = ElementTree.parse(STATIC / "favicon.svg").getroot()
    assert root.tag.endswith("svg")
    assert len(root) == 3


# Contrast


def _colours(theme: str) -> dict[str, str]:
    blocks = re.findall(r"(?m)^:root \{(.*?)\}", CSS, re.S)[:1]
    if theme:
        blocks += re.findall(rf"(?m)^\.theme--{theme} \{{(.*?)\}}", CSS)
    return {name: value for block in blocks for name, value in re.findall(r"--([a-z-]+): (#[0-9a-f]{6})", block)}


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours written #rrggbb."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_reckoned_as_wcag_does():
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_every_theme_can_be_read(theme):
    colours = _colours(theme)
    for ground in ("#ffffff", colours["council-tint"]):
        assert _contrast(colours["council-brand"], ground) >= TEXT
        assert _contrast(colours["quiet"], ground) >= TEXT
    assert _contrast("#ffffff", colours["council-ink"]) >= TEXT
    assert _contrast("#ffffff", colours["council-brand"]) >= TEXT


@pytest.mark.parametrize("theme", THEMES[1:])
def test_every_theme_sets_all_five_colours(theme):
    named = re.findall(rf"(?m)^\.theme--{theme} \{{(.*?)\}}", CSS)
    assert len(named) == 1
    assert set(re.findall(r"--(council-[a-z]+):", named[0])) == {
        "council-ink",
        "council-brand",
        "council-tint",
        "council-line",
        "council-accent",
    }


@pytest.mark.parametrize("verdict", ["good", "near", "bad", "plain"])
def test_every_status_can_be_read_on_its_tint_and_on_paper(verdict):
    colours = _colours("")
    assert _contrast(colours[verdict], colours[f"{verdict}-tint"]) >= TEXT
    assert _contrast(colours[verdict], "#ffffff") >= TEXT


@pytest.mark.parametrize("verdict", ["good", "bad", "plain"])
def test_icons_stand_out_from_the_page_and_their_glyph_from_them(verdict):
    fill = _colours("")[f"{verdict}-fill"]
    assert _contrast(fill, "#ffffff") >= max(TEXT, GRAPHIC)


def test_amber_is_bright_so_its_glyph_and_its_edge_are_dark():
    fill, rule = _colours("")["near-fill"], re.search(r"\.status--amber \{(.*?)\}", CSS)
    assert rule is not None
    glyph, edge = re.findall(r"#[0-9a-f]{6}", rule.group(1))
    assert _contrast(glyph, fill) >= TEXT
    assert _contrast(edge, "#ffffff") >= GRAPHIC


@pytest.mark.parametrize("name", ["green", "amber", "red", "none", "better"])
def test_every_status_class_is_defined(name):
    assert f".status--{name} {{" in CSS


# Pages


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "500.html", "pages/accessibility.html"])
def test_a_page_has_its_language_a_way_past_the_header_and_one_heading(name):
    page = _render(name)
    assert '<html lang="en-GB"' in page
    assert 'href="#main-content"' in page
    assert page.count("<h1") == 1
    assert page.count("<main") == 1
    assert 'id="main-content"' in page
    assert "<script" not in page


def test_the_error_page_renders_without_request_context_or_database():
    assert "Sorry, there is a problem" in get_template("500.html").render()


def test_the_notice_stands_above_the_content_and_only_where_there_is_one():
    text = "Rebuilt from published papers as a demonstration; not the council’s website"
    page = _render("404.html", notice=text)
    assert page.index(text) < page.index("<main")
    assert 'class="notice"' not in _render("404.html")


def test_the_council_stands_in_the_header_and_what_it_is_called_is_escaped():
    page = _render("404.html", council={"slug": "exampleshire", "name": "<b>Exampleshire</b>"})
    assert '<a href="/exampleshire/">&lt;b&gt;Exampleshire&lt;/b&gt;</a>' in page


def test_how_it_works_lists_every_status_it_is_given():
    statuses = [
        {"icon": "✓", "word": "Word one", "css": "status--green", "rag": "green", "meaning": "Meaning one"},
        {"icon": "–", "word": "Word two", "css": "status--none", "rag": "none", "meaning": "Meaning two"},
    ]
    page = _render("pages/how_it_works.html", statuses=statuses)
    for status in statuses:
        assert status["word"] in page
        assert status["meaning"] in page
    assert "No colour" in page
    assert "94.95%" in page


def test_every_link_within_how_it_works_leads_somewhere():
    page = _render("pages/how_it_works.html")
    targets = set(re.findall(r'href="#([a-z-]+)"', page))
    assert len(targets) > 5
    assert targets <= set(re.findall(r'\bid="([a-z-]+)"', page))


def test_the_accessibility_statement_names_the_contact_or_says_there_is_none():
    assert "mailto:help@council.example" in _render(
        "pages/accessibility.html", accessibility_contact="help@council.example"
    )
    assert "has not entered a contact" in _render("pages/accessibility.html")


# Forms


def test_a_field_has_its_hint_and_error_tied_to_it():
    page = str(Entry({"value": "abc"}))
    assert '<label for="id_value">Figure</label>' in page
    assert 'aria-describedby="id_value_helptext id_value_error"' in page
    assert 'id="id_value_helptext"' in page
    assert 'id="id_value_error"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="abc"' in page, "what was typed is kept"


def test_optional_fields_say_so_and_choices_have_a_legend():
    page = str(Entry())
    assert "Comment (optional)" in page
    assert "<legend>Marker</legend>" in page
    assert 'aria-describedby="id_marker_error"' in str(Entry({}))


def test_the_error_summary_leads_to_each_field_and_is_absent_without_errors():
    page = _render("components/error_summary.html", form=Entry({"value": "abc"}))
    assert 'href="#id_value"' in page
    assert "Marker: This field is required." in page
    anchors = set(re.findall(r'href="#([^"]+)"', page))
    assert anchors <= set(re.findall(r'\bid="([^"]+)"', str(Entry({"value": "abc"}))))
    assert not _render("components/error_summary.html", form=Entry()).strip()


def test_what_is_typed_and_wrong_is_escaped():
    assert "<img" not in str(Entry({"value": "<img src=x>"}))


@pytest.mark.parametrize(("number", "present"), [(1, 'rel="next"'), (2, 'aria-current="page"'), (3, 'rel="prev"')])
def test_pagination_keeps_the_rest_of_the_address(number, present):
    request = RequestFactory().get("/?status=red&page=9")
    page = render_to_string(
        "components/pagination.html", {"page": Paginator(range(30), 10).page(number)}, request=request
    )
    assert present in page
    assert "status=red&amp;page=" in page
    assert "page=9" not in page
