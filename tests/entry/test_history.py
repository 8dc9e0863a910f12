"""The whole story of a measure on one page, for its service and the performance team; and nothing that escapes it."""

import datetime as dt
from decimal import Decimal

import pytest

from kpis.domain.entry import Explained
from kpis.domain.period_text import parse_period
from kpis.domain.words import Target
from kpis.entry.actions import return_, save, sign_off
from kpis.entry.actions_explanations import explain, waive
from kpis.measures.actions import begin_rule, set_target
from kpis.measures.queries_changes import story
from kpis.models import Category, Dimension, Explanation, Ownership, Reading, ReadingVersion
from kpis.people import PUBLIC, UNRESTRICTED
from kpis.rounds.actions import open_period
from kpis.rounds.actions_hand_over import hand_over
from kpis.rounds.actions_new_year import open_year
from kpis.rounds.rules import Choice, Decision
from kpis.sign_off.actions_overrides import answer, propose
from tests.entry.conftest import NOW, Bringing, entry_of
from tests.pages.reading import body, opened, said, table
from tests.stored import make_council, make_person, make_reading, signed_in

PAGE = "/northshire/measures/C1/history/"
Q4 = "2018/19 Q4"
SAID = Explained("More families came", "A second team", "Head of placements", dt.date(2019, 9, 30))


def at(minutes: int) -> dt.datetime:
    return NOW + dt.timedelta(minutes=minutes)


def brought_in(bringing: Bringing) -> ReadingVersion:
    """A red figure: entered, submitted, returned, explained, submitted again, signed off."""
    place, alice, carol = bringing.place("C1"), bringing.person("alice"), bringing.person("carol")
    save(entry=entry_of(place, "670"), submit=False, by=alice, at=at(1))
    first = save(entry=entry_of(place, "671", commentary="A first note", seen=1), submit=True, by=alice, at=at(2))
    return_(version_id=first.pk, reason="Count the last day again", by=carol, at=at(3))
    reading = Reading.objects.get(pk=first.reading_id)
    explain(reading=reading, said=SAID, seen=0, by=alice, at=at(4))
    again = save(entry=entry_of(place, "675", projection="improve", seen=3), submit=True, by=alice, at=at(5))
    return sign_off(version_id=again.pk, by=carol, at=at(6))


def events(bringing: Bringing, who: str = "petra", page: str = PAGE) -> list[list[str]]:
    """The rows of the page: when, who, what, was, became, why."""
    return table(opened(bringing.client(who), page), "What was done")[1:]


def test_a_figure_is_told_from_its_draft_to_its_sign_off(bringing):
    brought_in(bringing)
    told = events(bringing)[:6]
    assert [(row[1], row[2].split(" Commentary")[0].split(" Projection")[0].split(" Cause")[0]) for row in told] == [
        ("Carol", "Q4 2018/19: signed off"),
        ("Alice", "Q4 2018/19: submitted"),
        ("Alice", "Q4 2018/19: explained"),
        ("Carol", "Q4 2018/19: returned"),
        ("Alice", "Q4 2018/19: submitted"),
        ("Alice", "Q4 2018/19: saved as a draft"),
    ]
    assert [(row[3], row[4]) for row in told[3:]] == [("671", "671"), ("670", "671"), ("no figure", "670")]
    assert told[3][5] == "Count the last day again"
    assert told[0][0] == "15 April 2019 12:06"
    assert "Cause: More families came" in told[2][2]
    assert "Back on track by: 30 September 2019" in told[2][2]
    assert "Commentary: A first note" in told[4][2]
    assert "Projection: improve" in told[1][2]


def test_overrides_targets_rules_set_up_owners_and_closings_are_told(bringing):
    measure, petra = bringing.measures["C1"], bringing.person("petra")
    version = brought_in(bringing)
    user = bringing.people["petra"]
    why = "One month was double counted"
    made = propose(version=version, kind="status", value="amber", why=why, by=petra, at=at(10))
    answer(proposal_id=made.pk, agree=False, answer="It was not", by=bringing.person("carol"), at=at(11))
    period = parse_period("2018/19 Q4")
    set_target(measure=measure, target=Target(Decimal(640), period=period), by=user, reason="Cabinet", at=at(12))
    columns = {"scheme": "target", "polarity": "lower", "decimal_places": 1, "comparison": "previous_period"}
    begin_rule(measure=measure, begins=dt.date(2019, 4, 1), columns=columns, by=user, reason="A decimal from now on")
    measure.title, measure._change_reason, measure._history_user = "Children in care", "Plain words", user
    measure.save()
    hand_over(measures=[measure], from_user=bringing.people["alice"], to_user=bringing.people["bob"],
              on=dt.date(2019, 5, 1), deputy=False, by=petra, reason="Alice leaves")  # fmt: skip
    open_period(council=bringing.council, period=period, by=petra, at=at(13))
    dimension = Dimension.objects.create(measure=measure, name="District")
    Category.objects.create(dimension=dimension, slug="north", name="North")
    text = said(bringing.client("petra"), PAGE)
    for part in (
        "Q4 2018/19: another status proposed", "One month was double counted", "another status refused",
        "Target for Q4 2018/19 660 640 Cabinet", "Rule from 1 April 2019", "A decimal from now on",
        "Set-up: title Children looked after Children in care Plain words",
        "Owner: Alice from the beginning from the beginning to 30 April 2019 Alice leaves",
        "Owner: Bob", "Q4 2018/19 opened", "Breakdown", "Part of a breakdown",
    ):  # fmt: skip
        assert part in text, part


def test_a_waived_explanation_says_why(bringing):
    version = make_reading(bringing.measures["C1"], Q4, "700", at=NOW)
    waive(reading=version.reading, reason="The home closed", seen=0, by=bringing.person("petra"), at=at(1))
    assert events(bringing)[0][1:] == [
        "Petra", "Q4 2018/19: explanation waived", "Not applicable", "Not applicable", "The home closed",
    ]  # fmt: skip


def test_a_revision_says_why(bringing):
    brought_in(bringing)
    save(entry=entry_of(bringing.place("C1"), "668", seen=5, reason="Correction: two were counted twice"), submit=True,
         by=bringing.person("alice"), at=at(20))  # fmt: skip
    assert events(bringing)[0][3:] == ["675", "668", "Correction: two were counted twice"]


def test_a_retired_measure_says_when_and_why(bringing):
    choices = {bringing.measures["C1"].pk: Choice(Decision.RETIRE, reason="No longer in the plan")}
    open_year(council=bringing.council, framework="plan", year=2019, choices=choices, reason="",
              by=bringing.person("petra"), at=at(1))  # fmt: skip
    assert events(bringing)[0][1:] == [
        "Petra", "Set-up: live to", "blank", "31 March 2019", "No longer in the plan",
    ]  # fmt: skip


def test_fifty_to_a_page_and_the_newest_first(bringing):
    alice, place = bringing.person("alice"), bringing.place("C1")
    for number in range(60):
        save(entry=entry_of(place, str(100 + number), seen=number), submit=False, by=alice, at=at(number))
    assert [row[4] for row in events(bringing)[:2]] == ["159", "158"]
    assert len(events(bringing)) == 50
    assert events(bringing, page=f"{PAGE}?page=2")[0][4] == "109"
    assert events(bringing, page=f"{PAGE}?page=99")
    assert events(bringing, page=f"{PAGE}?page=x")


def test_a_fixed_number_of_statements(bringing, django_assert_max_num_queries):
    client = bringing.client("petra")
    client.get(PAGE)
    with django_assert_max_num_queries(40) as few:
        client.get(PAGE)
    brought_in(bringing)
    for quarter in range(1, 5):
        make_reading(bringing.measures["C1"], f"2016/17 Q{quarter}", "600", published={"dot": "up"})
        Explanation.objects.create(reading=Reading.objects.latest("pk"), recorded_at=NOW, cause="x")
    with django_assert_max_num_queries(len(few)):
        client.get(PAGE)


@pytest.mark.parametrize("who", ["alice", "bob", "carol", "dave", "petra"])
def test_the_service_and_the_performance_team_see_it_and_are_led_to_it(bringing, who):
    client = bringing.client(who)
    assert client.get(PAGE).status_code == 200
    assert PAGE in body(client.get("/northshire/measures/C1/"))


@pytest.mark.parametrize("who", ["mo", "oscar"])
def test_others_find_no_such_page(bringing, who):
    brought_in(bringing)
    client = bringing.client(who)
    assert client.get(PAGE).status_code == 404
    assert "history/" not in body(client.get("/northshire/measures/C1/"))


def test_another_services_officer_and_another_councils_performance_team_find_none(bringing):
    stranger = signed_in(make_person("stranger", make_council("southshire"), "performance"))
    assert stranger.get(PAGE).status_code == 404
    assert bringing.client("alice").get("/northshire/measures/X1/history/").status_code == 404
    assert bringing.client("petra").get("/northshire/measures/NONE/history/").status_code == 404
    assert signed_in(None).get(PAGE).status_code == 302
    assert "history/" not in body(signed_in(None).get("/northshire/measures/C1/"))


def test_an_owner_who_has_no_role_in_the_service_finds_no_such_page(bringing):
    Ownership.objects.create(measure=bringing.measures["X1"], user=bringing.people["mo"])
    assert bringing.client("mo").get("/northshire/measures/X1/history/").status_code == 404


def test_small_numbers_are_withheld_with_what_was_said_of_them(bringing):
    measure = bringing.measures["C1"]
    measure.suppress_below = 5
    measure.save()
    brought_in(bringing)
    hidden = [each for each in story(measure, PUBLIC)[:] if each.what.startswith("Q4 2018/19")]
    told = " ".join(f"{each.before} {each.after} {each.notes}" for each in hidden)
    assert "[c]" in told
    for part in ("670", "671", "675", "A first note", "More families came", "A second team", "improve"):
        assert part not in told, part
    assert "675" in " ".join(each.after for each in story(measure, UNRESTRICTED)[:])


def test_what_people_wrote_is_text(bringing):
    save(entry=entry_of(bringing.place("C1"), "1", commentary="<script>alert(1)</script>"),
         submit=False, by=bringing.person("alice"), at=at(1))  # fmt: skip
    page = opened(bringing.client("petra"), PAGE)
    assert not page.select("main script")
    assert "<script>alert(1)</script>" in page.select_one("main").get_text()


def test_a_story_is_in_the_order_of_its_moments(bringing):
    brought_in(bringing)
    told = story(bringing.measures["C1"], UNRESTRICTED)
    moments = [each.at for each in told[0 : len(told)]]
    assert moments == sorted(moments, reverse=True)
