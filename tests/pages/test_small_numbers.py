"""Small numbers: whoever may not see them can tell nothing of them from any page or export, whatever they are.

The same council is stored twice with different withheld numbers, and everything that it answers has to be the same to
the letter. People with permission see the numbers, marked.
"""

import csv
import io
import re
import zipfile
from typing import NamedTuple

import pytest
from django.core.management import call_command
from django.test import Client

from kpis.models import Council, Measure, Service
from tests.kept import kept
from tests.pages.reading import body, cell, opened, rows, said, status, table, text_of
from tests.stored import (
    make_baseline,
    make_category,
    make_comparator,
    make_council,
    make_measure,
    make_person,
    make_plan,
    make_reading,
    make_target,
    moment,
    signed_in,
)

BELOW = 9000
LATER = moment("2019-09-12")
MEASURES = ("COUNT", "SHARE", "PARTS", "MONTHS", "SERVICE")
YEARS = ("2016-17", "2017-18", "2018-19")
FORMS = ("", ".csv", ".xlsx", ".ods")
PLACE = re.compile(r' c?[xy]="[\d.]+"')
"""Where a mark of a drawing stands: it depends on no withheld number either, and can read like one by chance."""


class Secrets(NamedTuple):
    """What is withheld. ``was`` is an earlier version of a figure that is shown now."""

    count: str
    was: str
    numerator: str
    rest: str
    part: str
    month: str
    baseline: str
    last_year: str


ONE = Secrets("7919", "8123", "7877", "6133", "7411", "5987", "7333", "6871")
OTHER = Secrets("2357", "3571", "1223", "4447", "1999", "8713", "4211", "8887")
DIGITS = {form for number in ONE for form in (number, f"{int(number):,}")} | {"39.4", "79.6"}
"""How the numbers of the first council would read, and the shares that they make."""


@kept
def store(slug: str, secrets: Secrets, visibility: str = "public") -> Council:
    council = make_council(slug, visibility)
    service = Service.objects.create(council=council, name="Children", suppress_below=BELOW)
    plan = make_plan(council)
    given = {"service": service, "suppress_below": BELOW}
    _count(make_measure(plan, "COUNT", title="A count", **given), secrets)
    share = {"unit": "percentage", "polarity": "higher", "decimal_places": 1, **given}
    _shares(make_measure(plan, "SHARE", title="A share", **share), secrets)
    _parts(make_measure(plan, "PARTS", title="A total in parts", **given), secrets)
    months = make_measure(plan, "MONTHS", title="A monthly count", frequency="monthly", **given)
    for period, value in (("2019-01", "9801"), ("2019-02", secrets.month), ("2019-03", "9803")):
        make_reading(months, period, value)
    rule = {"scheme": "target_then_last_year", "service": service}
    last_year = make_measure(plan, "SERVICE", title="As its service has it", **rule)
    make_reading(last_year, "2017/18", secrets.last_year)
    make_reading(last_year, "2018/19", "9600")
    make_target(last_year, "2018/19", "9100")
    return council


def _count(measure: Measure, secrets: Secrets) -> None:
    make_reading(measure, "2016/17", secrets.was)
    make_reading(measure, "2016/17", "9500", at=LATER, reason="counted again")
    make_reading(measure, "2017/18", "9333")
    words = {"commentary": f"We had {secrets.count} of them.", "section": "area_of_concern"}
    judged = {"status": "red", "dot": "down", "projection": "improve"}
    make_reading(measure, "2017/18", secrets.count, at=LATER, reason="counted again", published=judged, **words)
    make_reading(measure, "2018/19", "9777")
    make_baseline(measure, "2015/16", secrets.baseline)
    make_comparator(measure, "England", "2017/18", "5000")
    for year in ("2016/17", "2017/18", "2018/19"):
        make_target(measure, year, "5000")


def _shares(measure: Measure, secrets: Secrets) -> None:
    make_reading(measure, "2016/17", "47.5", numerator="9500", denominator="20000")
    numerator = secrets.numerator
    make_reading(measure, "2017/18", f"{int(numerator) / 200:.2f}", numerator=numerator, denominator="20000")
    upper = 30000 - int(secrets.rest)
    make_reading(measure, "2018/19", f"{upper / 300:.6f}", numerator=str(upper), denominator="30000")
    make_target(measure, "2016/17", "50")
    make_target(measure, "2017/18", "50")
    make_target(measure, "2018/19", "50")


def _parts(measure: Measure, secrets: Secrets) -> None:
    values = {"North": secrets.part, "West": "9100", "East": "9200", "South": "9300"}
    make_reading(measure, "2018/19", "35000")
    for name, value in values.items():
        make_reading(measure, "2018/19", value, category=make_category(measure, "District", name))


def addresses(slug: str) -> list[str]:
    """Every address of the council, with every filter and every order."""
    base = f"/{slug}/scorecard"
    found = ["/", "/?q=count", f"/{slug}/", f"/{slug}/search/?q=plan"]
    found += [f"{base}{form or '/'}?period={year}" for year in (*YEARS, "2019-m02", "2019-m03") for form in FORMS]
    found += [
        f"{base}/?period=2017-18&sort={sign}{name}" for sign in ("", "-") for name in ("figure", "status", "travel")
    ]
    found += [f"{base}/?period=2017-18&status={name}" for name in ("red", "none", "hidden", "off_target")]
    found += [f"{base}/?period=2017-18&as_of=2019-06-01"]
    found += [f"/{slug}/changes/?period={year}" for year in (*YEARS, "2019-m02", "2019-m03")]
    found += [f"/{slug}/changes/?period=2017-18&as_of=2019-06-01"]
    for ref in MEASURES:
        page = f"/{slug}/measures/{ref}/"
        found += [page, f"{page}?axis=fit", f"{page}data.csv", f"{page}chart.json", f"{page}chart.json?axis=fit"]
        found += [f"{page}?period={year}" for year in YEARS]
    return found


def content(client: Client, address: str) -> str:
    """All that an answer says; of a workbook, all its sheets say."""
    response = client.get(address)
    assert response.status_code == 200, address
    if not response["Content-Type"].startswith("application/vnd"):
        return body(response)
    with zipfile.ZipFile(io.BytesIO(response.content)) as book:
        names = sorted(name for name in book.namelist() if name.endswith(".xml") and "docProps" not in name)
        return "".join(book.read(name).decode() for name in names if name != "meta.xml")


def as_one(text: str, slug: str) -> str:
    return text.replace(slug.capitalize(), "Council").replace(slug, "council")


OUTSIDERS = ("nobody", "oscar", "mo", "other officer")


def outsider(who: str, council: Council) -> Client:
    """Somebody who sees the council but not its small numbers."""
    if who == "nobody":
        return Client()
    if who == "mo":
        return signed_in(make_person(f"mo-{council.slug}", council, "member"))
    if who == "other officer":
        roads = Service.objects.create(council=council, name="Roads")
        return signed_in(make_person(f"dora-{council.slug}", council, "officer", roads))
    return signed_in(make_person(f"oscar-{council.slug}"))


def officer(council: Council, role: str = "officer") -> Client:
    service = None if role == "performance" else council.services.get(name="Children")
    return signed_in(make_person(f"{role}-{council.slug}", council, role, service))


def without_forms(page: str) -> str:
    """Without the line that names who is signed in and holds the token of the sign-out form."""
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_answer_holds_a_withheld_number_or_depends_on_one(db, who):
    one, other = store("oneshire", ONE), store("twoshire", OTHER)
    readers = outsider(who, one), outsider(who, other)
    for first, second in zip(addresses("oneshire"), addresses("twoshire"), strict=True):
        told = [content(client, address) for client, address in zip(readers, (first, second), strict=True)]
        found = {each for each in DIGITS if each in PLACE.sub("", told[0])}
        assert not found, f"{found} in {first}"
        if first not in ("/", "/?q=count"):  # these show both councils
            mine, theirs = (without_forms(each) for each in told)
            assert as_one(mine, "oneshire") == as_one(theirs, "twoshire"), first


@pytest.mark.parametrize("role", ["officer", "head_of_service", "performance"])
def test_people_with_permission_see_them_marked(db, role):
    reader = officer(store("oneshire", ONE), role)
    row = rows(opened(reader, "/oneshire/scorecard/?period=2017-18"))["COUNT"]
    assert cell(row, "Latest figure") == "7,919 small number: not for publication"
    assert status(row) == "Behind target"
    page = opened(reader, "/oneshire/measures/COUNT/?period=2017-18")
    assert "Small number: not for publication" in text_of(page.select_one(".facts"))
    assert "We had 7919 of them." in text_of(page.main)
    assert "7919" in body(reader.get("/oneshire/scorecard.csv?period=2017-18"))


def test_others_see_that_it_is_withheld_in_words_and_without_colour(db, nobody):
    store("oneshire", ONE)
    row = rows(opened(nobody, "/oneshire/scorecard/?period=2017-18"))["COUNT"]
    assert cell(row, "Latest figure") == "[c]"
    assert status(row) == "Withheld"
    assert "so small that they could identify a person" in text_of(row)
    assert cell(row, "Direction").startswith("Not compared")
    assert row.select_one(".status--none")


def test_a_share_is_withheld_for_its_numerator_and_for_what_is_left_of_its_whole(db, nobody):
    store("oneshire", ONE)
    for year in ("2017-18", "2018-19"):
        assert status(rows(opened(nobody, f"/oneshire/scorecard/?period={year}"))["SHARE"]) == "Withheld"
    page = opened(nobody, "/oneshire/measures/SHARE/?period=2016-17")
    assert [row[1:3] for row in table(page, "Figures by period")[1:]] == [
        ["[c]", "[c]"],
        ["[c]", "[c]"],
        ["47.5%", "9,500 of 20,000"],
    ]


def test_the_figure_after_a_withheld_one_is_not_compared_with_it(db, nobody):
    store("oneshire", ONE)
    row = rows(opened(nobody, "/oneshire/scorecard/?period=2018-19"))["COUNT"]
    assert cell(row, "Direction") == "Not compared"
    assert "The figure for 2017/18 is withheld." in text_of(row)


def test_a_strip_says_of_a_withheld_period_that_it_is_and_nothing_else(db, nobody):
    store("oneshire", ONE)
    spots = rows(opened(nobody, "/oneshire/scorecard/?period=2018-19"))["COUNT"].select(".spots a")
    told = {each["title"].partition(": ")[0]: each for each in spots}["2017/18"]
    assert (told["title"], text_of(told)) == ("2017/18: withheld", "c")
    assert told["class"] == ["spot", "spot--none"]


def test_a_second_cell_of_a_breakdown_is_withheld_too(db, nobody):
    store("oneshire", ONE)
    shown = dict(table(opened(nobody, "/oneshire/measures/PARTS/"), "A total in parts by district")[1:])
    assert shown == {"North": "[c]", "West": "[c]", "East": "9,200", "South": "9,300"}


def test_a_status_that_would_tell_how_a_withheld_year_was_is_withheld_with_it(db, nobody):
    store("oneshire", ONE)
    row = rows(opened(nobody, "/oneshire/scorecard/?period=2018-19"))["SERVICE"]
    assert status(row) == "Withheld"
    assert cell(row, "Latest figure") == "9,600"


def test_the_threshold_of_a_service_holds_for_a_measure_without_its_own(db, nobody):
    store("oneshire", ONE)
    assert status(rows(opened(nobody, "/oneshire/scorecard/?period=2017-18"))["SERVICE"]) == "Withheld"


def test_revisions_of_a_withheld_figure_are_withheld_and_so_is_a_small_earlier_version(db, nobody):
    store("oneshire", ONE)
    was = table(opened(nobody, "/oneshire/measures/COUNT/"), "Figures that were replaced")
    assert [row[1] for row in was[1:]] == ["[c]", "[c]"]


def test_zero_is_shown_unless_the_measure_withholds_it(db, nobody):
    plan = make_plan(make_council())
    for ref, zero in (("M1", False), ("M2", True)):
        make_reading(make_measure(plan, ref, suppress_below=5, suppress_zero=zero), "2018/19", "0")
    found = rows(opened(nobody, "/northshire/scorecard/?period=2018-19"))
    assert [cell(found[ref], "Latest figure") for ref in ("M1", "M2")] == ["0", "[c]"]


@pytest.mark.parametrize(("value", "shown"), [("1", "[c]"), ("4", "[c]"), ("5", "5")])
def test_the_threshold_itself_is_shown(db, nobody, value, shown):
    make_reading(make_measure(make_plan(make_council()), "M1", suppress_below=5), "2018/19", value)
    assert cell(rows(opened(nobody, "/northshire/scorecard/"))["M1"], "Latest figure") == shown


def test_a_withheld_figure_is_not_where_its_measure_was_stated_to_stand(db, nobody):
    """An officer's "area of concern" would say on which side of its target a withheld figure is."""
    store("oneshire", ONE)
    page = opened(nobody, "/oneshire/scorecard/?period=2017-18&by=section")
    assert not page.select("#s-area_of_concern")
    assert "improve" not in said(nobody, "/oneshire/scorecard/?period=2017-18")


def exported(*options: str) -> dict[str, dict[str, str]]:
    out = io.StringIO()
    call_command("export_scorecard", "--council", "oneshire", "--period", "2017/18", *options, stdout=out)
    return {row["ref"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}


def test_the_command_gives_the_publics_view_unless_restricted(db):
    store("oneshire", ONE)
    public, restricted = exported()["SHARE"], exported("--restricted")["SHARE"]
    for name in ("value", "numerator", "denominator", "printed"):
        assert public[name] == "[c]"
    assert (public["status"], public["rag"], public["dot_movement"]) == ("hidden", "none", "not_compared")
    assert (restricted["numerator"], restricted["printed"]) == ("7877", "39.4%")
    assert restricted["status"] == "off_target"


def test_the_command_shows_a_council_of_members_but_not_its_small_numbers(db):
    store("oneshire", ONE, visibility="members")
    assert exported()["COUNT"]["value"] == "[c]"
