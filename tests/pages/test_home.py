"""The home page: the councils open to the reader, and the search for a measure."""

import pytest

from tests.pages.reading import opened, said, text_of
from tests.stored import make_council, make_measure, make_person, make_plan, signed_in


def cards(client):
    return [text_of(each.h3) for each in opened(client, "/").select("ul.cards li")]


def found(client, text):
    page = opened(client, f"/?q={text}")
    return [text_of(each) for each in page.select("main ul.govuk-list .ref")]


def test_it_lists_the_councils_by_name_with_their_measures_and_notices(demo, nobody):
    assert cards(nobody) == [
        "Exampleshire County Council (fictional)",
        "Warwickshire County Council",
        "Worcestershire County Council",
    ]
    told = said(nobody, "/")
    assert "21 measures" in told
    assert told.count("not the council's website") == 2


def test_a_council_of_members_is_listed_to_them_alone(db, nobody):
    closed = make_council("closedshire", visibility="members")
    mo, oscar = make_person("mo", closed, "member"), make_person("oscar")
    assert "Closedshire County Council" in cards(signed_in(mo))
    assert "Closedshire County Council" not in cards(signed_in(oscar))
    assert "Closedshire County Council" not in cards(nobody)


def test_a_measure_is_found_by_words_of_its_title_or_reference_in_any_order(demo, nobody):
    assert found(nobody, "plans+PROTECTION+child+no.") == ["CS02"]
    assert found(nobody, "cs02") == ["CS02"]


def test_a_found_measure_says_where_it_is_from_and_leads_to_its_page(demo, nobody):
    item = opened(nobody, "/?q=cs02").select_one("main ul.govuk-list li")
    assert item.a["href"] == "/warwickshire/measures/CS02/"
    assert "Warwickshire County Council: One Organisational Plan 2020, Children and Families" in text_of(item)


def test_a_search_without_a_match_says_what_to_try(demo, nobody):
    assert "No measure found" in said(nobody, "/?q=dragons")
    assert "Try fewer words" in said(nobody, "/?q=dragons")


def test_the_search_keeps_what_was_typed_and_escapes_it(demo, nobody):
    response = nobody.get("/", {"q": "<script>alert(1)</script>"})
    assert b"<script>alert" not in response.content
    assert opened(nobody, "/?q=two+words").select_one("#q")["value"] == "two words"


def test_measures_of_a_closed_council_are_not_found_from_outside(db, nobody):
    closed = make_council("closedshire", visibility="members")
    make_measure(make_plan(closed), "SECRET1", title="A measure nobody else may know of")
    mo = make_person("mo", closed, "member")
    assert found(nobody, "SECRET1") == []
    assert found(signed_in(mo), "SECRET1") == ["SECRET1"]


@pytest.mark.parametrize("text", ["%25", "_", "'", '"', "\\", "+", "*", "a" * 1_000_000, "a+" * 400_000])
def test_odd_and_endless_searches_are_answered(demo, nobody, text):
    response = nobody.get(f"/?q={text}")
    assert response.status_code == 200
    assert len(response.content) < 100_000


def test_a_percent_sign_is_looked_for_and_does_not_mean_anything(demo, nobody):
    """% stands for any text in a database's patterns: here it is the sign in Warwickshire's titles."""
    assert set(found(nobody, "%25")) >= {"CS05", "CS06"}
    assert "CS02" not in found(nobody, "%25")


def test_a_nul_is_refused(nobody):
    assert nobody.get("/?q=a%00b").status_code == 400


def test_pages_of_text_are_open_to_everybody(db, nobody):
    assert "How status" in said(nobody, "/how-it-works/")
    assert "accessib" in said(nobody, "/accessibility/").lower()


def test_an_address_that_leads_nowhere_is_told_apart_from_one_with_a_reason(nobody, db):
    page = opened(nobody, "/warwickshire/nothing/here/", status=404)
    assert "Page not found" in text_of(page.h1)
    assert not page.main.select("strong")
