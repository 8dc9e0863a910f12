"""The pages that search: one council's, the home page, and the field on every page of a council."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpis.bench.data import make_council as make_bench
from kpis.models import Council, Synonym
from kpis.people import EVERY_COUNCIL
from kpis.readings.councils import MOST_LISTED
from kpis.search.queries import MOST_JUDGED
from kpis.search.queries_index import refresh
from tests.pages.reading import opened, rows, said, status, text_of
from tests.stored import make_council, make_measure, make_person, make_plan, make_reading, signed_in


def results(client, address):
    return {text_of(each.select_one(".ref")): each for each in opened(client, address).select("main li:has(> .ref)")}


def test_bins_find_household_waste_with_status_figure_and_period(demo, nobody):
    found = results(nobody, "/exampleshire/search/?q=bins")
    assert list(found) == ["EE02"]
    assert found["EE02"].a["href"] == "/exampleshire/measures/EE02/"
    assert found["EE02"].select_one(".status")
    assert re.search(r"Q\d \d{4}/\d\d|\d{4}/\d\d", text_of(found["EE02"].select_one(".told")))


def test_what_is_said_of_a_measure_is_what_its_scorecard_says(demo, nobody):
    card, found = rows(opened(nobody, "/exampleshire/scorecard/")), results(nobody, "/exampleshire/search/?q=children")
    on_both = set(card) & set(found)
    assert len(on_both) > 20
    assert {ref: status(found[ref]) for ref in on_both} == {ref: status(card[ref]) for ref in on_both}


def test_a_withheld_figure_is_withheld(db, nobody):
    plan = make_plan(make_council())
    for ref, value in (("SMALL", "3"), ("LARGE", "77")):
        make_reading(make_measure(plan, ref, title=f"Waste {ref}", suppress_below=5), "2018/19", value)
    found = results(nobody, "/northshire/search/?q=waste")
    assert (status(found["SMALL"]), "[c]" in text_of(found["SMALL"])) == ("Withheld", True)
    assert "77" in text_of(found["LARGE"])


def test_a_council_offers_the_search_of_all(demo, nobody):
    page = opened(nobody, "/warwickshire/search/?q=foster+care")
    assert page.select_one("main a[href='/?q=foster%20care']")
    assert page.select_one("#q")["value"] == "foster care"


def test_without_words_there_is_a_field_and_no_result(demo, nobody):
    page = opened(nobody, "/warwickshire/search/")
    assert page.select_one("form[role=search] #q")
    assert not page.select("main h2")


def test_what_was_not_found_says_what_to_try(demo, nobody):
    assert "Try fewer words" in said(nobody, "/warwickshire/search/?q=dragons")


@pytest.mark.parametrize("who", ["nobody", "oscar"])
def test_a_closed_council_has_no_search_for_others(db, who):
    council = make_council("closedshire", visibility="members")
    reader = signed_in(None if who == "nobody" else make_person("oscar"))
    opened(reader, "/closedshire/search/?q=a", status=404)
    opened(signed_in(make_person("mo", council, "member")), "/closedshire/search/?q=a")


@pytest.mark.parametrize("address", ["", "scorecard/", "measures/CS02/", "reports/", "changes/"])
def test_every_page_of_a_council_has_the_field(demo, nobody, address):
    form = opened(nobody, f"/warwickshire/{address}").select_one("header form[role=search]")
    assert form["action"] == "/warwickshire/search/"
    assert text_of(form.select_one("label[for=site-q]")) == "Find a measure"
    assert form.select_one("input#site-q[name=q]")


def test_pages_of_no_council_have_their_own_field_or_none(demo, nobody):
    for address in ("/", "/how-it-works/", "/warwickshire/search/"):
        assert not opened(nobody, address).select("header form[role=search]")


@pytest.mark.parametrize("text", ["'", '"', "*", "a:b", "x" * 9000, "%F0%9F%98%80", "NEAR(", "&", "%22%20OR"])
def test_whatever_is_typed_is_answered(demo, nobody, text):
    for address in ("/", "/warwickshire/search/"):
        assert nobody.get(f"{address}?q={text}").status_code == 200


@pytest.fixture
def region(db):
    """Sixty councils; those of the demonstration may stand beside them, and come later by name."""
    Council.objects.bulk_create(
        Council(slug=f"c{number:03}", name=f"Council {number:03}", short_name=f"Short {number:03}", visibility="public")
        for number in range(60)
    )


def cards(client, address):
    return [text_of(each.h3) for each in opened(client, address).select("ul.cards li")]


def test_of_many_councils_thirty_are_listed_and_the_others_found_by_name(region, nobody):
    assert cards(nobody, "/") == [f"Council {number:03}" for number in range(MOST_LISTED)]
    assert f"And {Council.objects.count() - 30} more: search for yours by its name." in said(nobody, "/")
    assert cards(nobody, "/?q=council+045") == cards(nobody, "/?q=short+045") == ["Council 045"]
    assert "And 30 more" in said(nobody, "/?q=council+0")
    assert cards(nobody, "/?q=dragons") == []


def test_a_viewers_own_council_comes_first(region):
    mo = make_person("mo", Council.objects.get(slug="c055"), "member")
    assert cards(signed_in(mo), "/")[:2] == ["Council 055", "Council 000"]


def taken(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_the_home_page_takes_as_many_statements_for_many_councils(region, nobody):
    assert taken(nobody, "/") == 3


def test_results_of_many_councils_are_judged_for_the_first_five(db, nobody):
    for number in range(MOST_JUDGED + 2):
        make_bench(f"bench-{number}", 5)
    refresh(EVERY_COUNCIL)
    one, all_of_them = taken(nobody, "/bench-1/search/?q=panel"), taken(nobody, "/?q=panel")
    assert one <= 11
    assert all_of_them <= 4 + 8 * MOST_JUDGED
    found = opened(nobody, "/?q=panel").select("main li:has(> .ref)")
    told = {each.a["href"].split("/")[1] for each in found if each.select_one(".status")}
    assert len(told) == MOST_JUDGED < len({each.a["href"].split("/")[1] for each in found})


def test_the_demonstration_has_words_that_mean_the_same(demo):
    assert set(Synonym.objects.values_list("council__slug", flat=True)) == {"exampleshire"}
    assert Synonym.objects.count() > 3
