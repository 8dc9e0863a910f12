"""What a person owes, by when, and how far it is."""

import datetime as dt
import importlib

import pytest
import time_machine
from django.apps import apps
from django.test import Client

from kpis.domain.entry import Explained
from kpis.entry.actions import return_, save, sign_off
from kpis.entry.actions_explanations import explain
from kpis.models import BankHoliday, ClosureDay, Membership, Ownership
from tests.entry.conftest import NOW, Bringing, entry_of, make_bringing
from tests.pages.reading import opened, text_of
from tests.stored import make_reading, moment, signed_in

WHY = Explained("Referrals", "A panel", "The head", dt.date(2019, 9, 30))


def groups(client: Client) -> dict[str, dict[str, list[str]]]:
    """The groups of the page: by heading, the rows by reference and period."""
    page = opened(client, "/entry/")
    found = {}
    for section in page.select("main section"):
        rows = {}
        for row in section.select("tbody tr"):
            cells = [text_of(each) for each in row.find_all("td")]
            rows[f"{text_of(row.select_one('.ref'))} {cells[0]}"] = [text_of(row.th), *cells[1:]]
        found[text_of(section.h2)] = rows
    return found


def refs(found: dict[str, dict[str, list[str]]]) -> dict[str, list[str]]:
    return {heading: [name.split(" ")[0] for name in rows] for heading, rows in found.items()}


def put(bringing: Bringing, ref: str, value: str | None, submit: bool = False, seen: int = 0, **more: object):
    period = "2018/19" if ref == "M1" else "2018/19 Q4"
    person = bringing.person("alice")
    entry = entry_of(bringing.place(ref, period), value, seen=seen, **more)
    return save(entry=entry, submit=submit, by=person, at=NOW)


def test_what_has_ended_and_is_not_in_is_due_twenty_working_days_after(alice):
    found = groups(alice)
    assert refs(found) == {"Not yet due": ["C1", "M1", "P1"]}
    # 19 and 22 April 2019 are bank holidays.
    assert found["Not yet due"]["C1 Jan to Mar 2019 (Q4 2018/19)"][1:] == [
        "Due 30 April 2019",
        "Missing",
        "Not entered",
    ]


def test_after_its_day_a_figure_is_late(bringing):
    with time_machine.travel(moment("2019-05-01")):
        assert refs(groups(bringing.client("alice"))) == {"Late": ["C1", "M1", "P1"]}
    with time_machine.travel(moment("2019-04-30")):
        assert refs(groups(bringing.client("alice"))) == {"Not yet due": ["C1", "M1", "P1"]}


def test_the_day_follows_the_measures_lag_the_councils_closures_and_what_is_expected(bringing, alice):
    bringing.measures["P1"].data_lag_days = 60
    bringing.measures["P1"].save()
    ClosureDay.objects.create(council=bringing.council, date=dt.date(2019, 4, 23))
    found = {name.split(" ")[0]: row[1] for name, row in groups(alice)["Not yet due"].items()}
    assert found == {"C1": "Due 1 May 2019", "P1": "Due 30 May 2019", "M1": "Due 1 May 2019"}


def test_every_stage_has_its_own_word(bringing, alice):
    for ref in ("D1", "E1", "F1", "G1"):
        bringing.add_measure(ref)
    put(bringing, "C1", "650")
    returned = put(bringing, "D1", "5", submit=True)
    return_(version_id=returned.pk, reason="Which year?", by=bringing.person("carol"), at=NOW)
    put(bringing, "E1", "5", submit=True)
    awaited = put(bringing, "F1", None, submit=True, marker="awaiting", expected=dt.date(2019, 6, 30))
    sign_off(version_id=awaited.pk, by=bringing.person("carol"), at=NOW)
    signed = put(bringing, "G1", "5", submit=True)
    sign_off(version_id=signed.pk, by=bringing.person("carol"), at=NOW)
    found = groups(alice)
    assert refs(found) == {
        "Returned to you": ["D1"],
        "Begun": ["C1"],
        "Not yet due": ["M1", "P1"],
        "Awaited": ["F1"],
        "Waiting for sign-off": ["E1"],
    }
    assert "Which year?" in next(iter(found["Returned to you"].values()))[0]
    assert next(iter(found["Awaited"].values()))[1] == "Expected on 30 June 2019"
    with time_machine.travel(moment("2019-07-01")):
        late = groups(bringing.client("alice"))["Late"]
        assert "F1 Jan to Mar 2019 (Q4 2018/19)" in late


def test_a_red_figure_without_explanation_stands_under_its_own_heading(bringing, alice):
    version = put(bringing, "C1", "700", submit=True)
    found = refs(groups(alice))
    assert (found["Explanation due"], found["Waiting for sign-off"]) == (["C1"], ["C1"])
    explain(reading=version.reading, said=WHY, seen=0, by=bringing.person("alice"), at=NOW)
    assert "Explanation due" not in groups(alice)


def test_a_red_figure_that_was_imported_is_to_be_explained_too(bringing, alice):
    make_reading(bringing.measures["C1"], "2018/19 Q4", "700")
    assert refs(groups(alice))["Explanation due"] == ["C1"]


def test_quarters_that_were_missed_are_owed_and_those_before_the_last_figure_are_not(bringing, alice):
    silent = bringing.add_measure("S1")
    make_reading(silent, "2017/18 Q4", "5")
    make_reading(silent, "2016/17 Q4", "5")
    assert [name for group in groups(alice).values() for name in group if name.startswith("S1")] == [
        "S1 Apr to Jun 2018 (Q1 2018/19)",
        "S1 Jul to Sep 2018 (Q2 2018/19)",
        "S1 Oct to Dec 2018 (Q3 2018/19)",
        "S1 Jan to Mar 2019 (Q4 2018/19)",
    ]


def test_of_a_silent_measure_eight_periods_are_owed_and_of_a_new_one_those_being_brought_in(bringing, alice):
    silent = bringing.add_measure("S1", frequency="monthly")
    make_reading(silent, "2015-03", "5")
    bringing.add_measure("N1", frequency="monthly")
    names = [name for group in groups(alice).values() for name in group]
    assert sum(name.startswith("S1") for name in names) == 8
    assert [name for name in names if name.startswith("N1")] == ["N1 January 2019", "N1 February 2019", "N1 March 2019"]


def test_a_draft_of_a_later_quarter_does_not_hide_an_earlier_one(bringing, alice):
    measure = bringing.add_measure("S1")
    make_reading(measure, "2018/19 Q2", "5")
    put(bringing, "S1", "6")
    assert {name for group in groups(alice).values() for name in group if name.startswith("S1")} == {
        "S1 Oct to Dec 2018 (Q3 2018/19)",
        "S1 Jan to Mar 2019 (Q4 2018/19)",
    }


def test_a_year_that_starts_in_september_or_january_owes_its_own_periods(bringing, alice):
    bringing.add_measure("A1", frequency="annual", year_start=9)
    bringing.add_measure("J1", frequency="annual", year_start=1)
    names = [name for group in groups(alice).values() for name in group]
    assert "A1 2017/18 academic year" in names
    assert "J1 2018" in names
    page = opened(alice, "/entry/")
    for link in page.select("main tbody a"):
        assert alice.get(link["href"]).status_code == 200, link["href"]


def test_a_retired_measure_owes_nothing_after_its_end(bringing, alice):
    measure = bringing.measures["C1"]
    measure.live_to = dt.date(2018, 12, 31)
    measure.save()
    assert "C1" not in refs(groups(alice)).get("Not yet due", [])


def test_the_quarters_grid_is_a_link(alice):
    links = [each["href"] for each in opened(alice, "/entry/").select("main a")]
    assert "/entry/northshire/grid/2018-19-q4/" in links


def test_the_performance_team_finds_the_grid_of_the_whole_council(bringing):
    links = [each["href"] for each in opened(bringing.client("petra"), "/entry/").select("main a")]
    assert links == ["/entry/northshire/grid/2018-19-q4/", "/northshire/import/"]


@pytest.mark.parametrize("name", ["bob", "carol", "petra", "mo", "oscar"])
def test_who_owns_nothing_owes_nothing(bringing, name):
    assert "You own no measure at present" in text_of(opened(bringing.client(name), "/entry/").find("main"))


def test_a_deputy_owes_what_they_stand_in_for_while_they_do(bringing):
    until = dt.date(2019, 4, 30)
    Ownership.objects.create(measure=bringing.measures["C1"], user=bringing.people["bob"], is_deputy=True, until=until)
    assert refs(groups(bringing.client("bob"))) == {"Not yet due": ["C1"]}
    with time_machine.travel(moment("2019-05-01")):
        assert groups(bringing.client("bob")) == {}


def test_a_role_that_was_withdrawn_owes_nothing(bringing, alice):
    Membership.objects.filter(user=bringing.people["alice"]).delete()
    assert groups(alice) == {}


def test_nobody_is_asked_to_sign_in_and_nothing_can_be_posted(bringing, alice):
    assert signed_in(None).get("/entry/")["Location"].startswith("/accounts/login/")
    assert alice.post("/entry/").status_code == 405


def test_the_navigation_offers_what_a_person_does(bringing):
    offered = {}
    for name in ("alice", "carol", "petra", "mo", "oscar"):
        nav = text_of(opened(bringing.client(name), "/how-it-works/").select_one("nav.sitenav"))
        offered[name] = ("My figures" in nav, "Sign-off" in nav)
    assert offered == {
        "alice": (True, False),
        "carol": (True, True),
        "petra": (True, False),
        "mo": (False, False),
        "oscar": (False, False),
    }


def test_the_navigation_asks_nothing_of_the_database_for_people_who_have_not_signed_in(
    bringing, django_assert_num_queries
):
    with django_assert_num_queries(0):
        Client().get("/how-it-works/")


def test_a_fixed_number_of_statements_at_5_and_at_50_measures(bringing, alice, django_assert_num_queries):
    def statements() -> int:
        with django_assert_num_queries(17, exact=False) as captured:
            assert alice.get("/entry/").status_code == 200
        return len(captured)

    for number in range(2):
        bringing.add_measure(f"N{number}")
    few = statements()
    for number in range(2, 47):
        put(bringing, bringing.add_measure(f"N{number}").ref, "5", submit=number % 2 == 0)
    assert statements() == few


def test_the_measures_of_two_councils_are_told_apart(bringing, alice):
    alices = bringing.people["alice"]
    for person in bringing.people.values():
        person.username = f"{person.username}.n"
        person.save()
    south = make_bringing("southshire")
    Membership.objects.create(user=alices, council=south.council, role="officer", service=south.service)
    Ownership.objects.create(measure=south.measures["C1"], user=alices)
    links = [each["href"] for each in opened(alice, "/entry/").select("main tbody a")]
    assert "/entry/southshire/C1/2018-19-q4/" in links
    assert "/entry/southshire/P1/2018-19-q4/" not in links
    assert "/entry/northshire/P1/2018-19-q4/" in links


def test_bank_holidays_come_with_the_product(db):
    BankHoliday.objects.all().delete()
    importlib.import_module("kpis.migrations.0003_bank_holidays").load(apps, None)
    assert BankHoliday.objects.filter(date=dt.date(2019, 4, 19)).exists()
