"""Where signing in leads: to the place of a person's role, and for a member to her committees before they meet."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpis.domain.period_text import parse_period
from kpis.entry.queries import last_ended
from kpis.models import Committee, Explanation, Measure, Meeting, Membership, Publication, Service, User
from kpis.people import PUBLIC, UNRESTRICTED
from kpis.readings.councils import council_for
from kpis.readings.wanted import Wanted
from kpis.scorecards.queries import committee_scorecards, scorecard
from tests.pages.reading import opened, said, text_of
from tests.pages.test_same_everywhere import told
from tests.stored import (
    make_council,
    make_measure,
    make_person,
    make_plan,
    make_publication,
    make_reading,
    make_target,
    moment,
    signed_in,
)

pytestmark = pytest.mark.django_db
HOME, PAGE = "/home/", "/northshire/my-committees/"
Q3, Q4 = "2018/19 Q3", "2018/19 Q4"


@pytest.fixture
def council():
    return make_council()


@pytest.fixture
def panel(council):
    return Committee.objects.create(council=council, slug="panel", name="Children's panel")


@pytest.fixture
def plan(council):
    return make_plan(council)


@pytest.fixture
def mo(council, panel) -> Client:
    return signed_in(make_person("mo", council, "member"))


def of_panel(panel, plan, ref: str, before: str | None = "8", now: str = "20", **given) -> Measure:
    """A measure of the panel's with a target of 10, lower is better: newly red unless it says otherwise."""
    measure = make_measure(plan, ref, frequency="quarterly", **given)
    measure.committees.add(panel)
    for period, value in ((Q3, before), (Q4, now)):
        make_target(measure, period, "10")
        if value is not None:
            make_reading(measure, period, value, at=moment("2019-04-10"))
    return measure


def promise(measure: Measure, by: dt.date, period: str = Q4) -> None:
    reading = measure.readings.get(start=parse_period(period).start)
    words = {"cause": "Referrals", "action": f"A panel for {measure.ref}", "owner": "The head", "back_on_track": by}
    Explanation.objects.create(reading=reading, recorded_at=moment("2019-04-12"), **words)


def in_days(days: int) -> dt.date:
    return timezone.localdate() + dt.timedelta(days=days)


def listed(page, caption: str) -> list[str]:
    """The titles in the table whose caption begins so; empty where there is none."""
    found = [each for each in page.find_all("table") if text_of(each.caption).startswith(caption)]
    return [text_of(each) for table in found for each in table.select("tbody th a")]


# Where each role leads


@pytest.mark.parametrize(
    ("name", "role", "of_service", "leads"),
    [
        ("alice", "officer", True, "/entry/"),
        ("bob", "officer", True, "/entry/"),
        ("carol", "head_of_service", True, "/sign-off/"),
        ("petra", "performance", False, "/northshire/close/{period}/"),
        ("mo", "member", False, PAGE),
    ],
)
def test_signing_in_leads_to_the_place_of_a_role(council, name, role, of_service, leads):
    service = Service.objects.create(council=council, name="Children") if of_service else None
    make_person(name, council, role, service)
    client = Client()
    given = {"login": f"{name}.in-tests", "password": "a long pass phrase"}
    assert client.post("/accounts/login/", given)["Location"] == HOME
    response = client.get(HOME)
    assert response["Location"] == leads.format(period=last_ended(timezone.localdate()).slug)
    assert client.get(response["Location"]).status_code == 200


def test_nobody_is_led_to_sign_in():
    for path in (HOME, PAGE):
        assert Client().get(path)["Location"] == f"/accounts/login/?next={path}"


def test_the_front_page_does_not_lead_back_to_itself(council):
    front = opened(Client(), "/").select_one('.sitenav a[href^="/accounts/login/"]')
    assert front["href"] == "/accounts/login/"
    other = opened(Client(), "/?q=child").select_one('.sitenav a[href^="/accounts/login/"]')
    assert other["href"] == "/accounts/login/?next=/%3Fq%3Dchild"


def test_whoever_belongs_to_no_council_is_told_so_and_shown_none(council):
    oscar = signed_in(make_person("oscar"))
    page = opened(oscar, HOME)
    assert "You belong to no council here at present" in text_of(page.main)
    assert "Northshire" not in text_of(page.main)
    assert page.main.find("a")["href"] == "/"


def test_a_membership_that_has_ended_or_not_begun_leads_nowhere(council, panel):
    person = make_person("mo", council, "member")
    held = Membership.objects.filter(user=person)
    for column, day in (("until", in_days(-1)), ("from_date", in_days(1))):
        held.update(until=None, from_date=None)
        held.update(**{column: day})
        assert "You belong to no council" in said(signed_in(person), HOME)
        opened(signed_in(person), PAGE, 403)


def test_an_officer_of_two_services_and_councils_has_one_place(council):
    person = make_person("alice", council, "officer", Service.objects.create(council=council, name="Children"))
    Membership.objects.create(user=person, council=council, role="officer")
    Membership.objects.create(user=person, council=make_council("southshire"), role="officer")
    assert signed_in(person).get(HOME)["Location"] == "/entry/"


@pytest.mark.parametrize(("is_staff", "leads"), [(True, "/admin/"), (False, "/northshire/")])
def test_an_administrator_is_led_to_the_set_up_where_it_is_open_to_them(council, is_staff, leads):
    person = make_person("keeper", council, "administrator")
    User.objects.filter(pk=person.pk).update(is_staff=is_staff)
    assert signed_in(person).get(HOME)["Location"] == leads


@pytest.mark.parametrize("role", ["performance", "administrator"])
def test_a_role_that_opens_no_page_in_one_service_leads_to_the_council(council, role):
    service = Service.objects.create(council=council, name="Children")
    person = make_person("petra", council, role, service)
    User.objects.filter(pk=person.pk).update(is_staff=True)
    assert signed_in(person).get(HOME)["Location"] == "/northshire/"


def test_several_places_are_listed_and_nobody_is_led_on(council, panel, plan):
    of_panel(panel, plan, "NEW")
    person = make_person("mo", council, "member")
    Membership.objects.create(user=person, council=council, role="head_of_service")
    Membership.objects.create(user=person, council=council, role="officer")
    south = make_council("southshire", notice="Southshire is invented")
    Committee.objects.create(council=south, slug="roads", name="Roads panel")
    for role in ("member", "performance"):
        Membership.objects.create(user=person, council=south, role=role)
    page = opened(signed_in(person), HOME)
    closing = f"/southshire/close/{last_ended(timezone.localdate()).slug}/"
    assert [each["href"] for each in page.select("main dt a")] == [
        "/entry/", "/sign-off/", PAGE, closing, "/southshire/my-committees/",
    ]  # fmt: skip
    assert [text_of(each) for each in page.select("main h2")] == [
        "Northshire County Council Children's panel",
        "Southshire County Council Roads panel",
    ]
    assert listed(page, "Measures of Children's panel") == ["Measure NEW"]
    assert "Southshire is invented" in text_of(page.main)
    assert page.select_one('.sitenav a[aria-current="page"]')["href"] == HOME


def test_the_navigation_leads_back_to_a_start_page_alone(council, mo):
    alice = signed_in(make_person("alice", council, "officer"))
    oscar = signed_in(make_person("oscar"))
    found = [bool(opened(each, "/").select(f'.sitenav a[href="{HOME}"]')) for each in (mo, alice, oscar)]
    assert found == [True, False, False]


# Whose committees


def test_a_member_finds_those_stated_for_her_and_all_where_none_is(council, panel):
    Committee.objects.create(council=council, slug="roads", name="Roads panel")
    for slug in ("health", "roads"):
        Committee.objects.create(council=make_council(f"south-{slug}"), slug=slug, name=f"Southern {slug} panel")
    person = make_person("mo", council, "member")

    def names() -> list[str]:
        return [text_of(each) for each in opened(signed_in(person), PAGE).select("main h2")]

    assert names() == ["Children's panel", "Roads panel"]
    person.memberships.get().committees.set([panel])
    assert names() == ["Children's panel"]
    # By other means than the set-up, which refuses it.
    person.memberships.get().committees.add(*Committee.objects.filter(council__slug__startswith="south"))
    assert names() == ["Children's panel"]


def test_others_are_refused(council, panel):
    service = Service.objects.create(council=council, name="Children")
    for name, role in (("alice", "officer"), ("bob", "officer"), ("carol", "head_of_service")):
        page = said(signed_in(make_person(name, council, role, service)), PAGE, 403)
        assert "This page is for members of the council" in page
    for client in (signed_in(make_person("oscar")), signed_in(make_person("max", make_council("south"), "member"))):
        assert "Children's panel" not in said(client, PAGE, 403)


def test_a_closed_council_is_there_for_its_members_alone(plan, panel, mo):
    plan.council.visibility = "members"
    plan.council.save()
    of_panel(panel, plan, "NEW")
    assert listed(opened(mo, PAGE), "Measures of") == ["Measure NEW"]
    for client in (signed_in(make_person("oscar")), signed_in(make_person("max", make_council("south"), "member"))):
        opened(client, PAGE, 404)


def test_a_council_without_committees_or_figures_says_so(council):
    mo = signed_in(make_person("mo", council, "member"))
    assert "No committee has been set up yet." in said(mo, PAGE)
    Committee.objects.create(council=council, slug="panel", name="Children's panel")
    text = said(mo, PAGE)
    assert "No figure has been reported yet." in text and "No meeting has been set yet." in text


# What stands there


def test_headline_and_what_is_newly_red(plan, panel, mo):
    of_panel(panel, plan, "NEW")
    of_panel(panel, plan, "OLD", before="20")
    of_panel(panel, plan, "FINE", now="9")
    of_panel(Committee.objects.create(council=plan.council, slug="roads", name="Roads panel"), plan, "ELSEWHERE")
    page = opened(mo, PAGE)
    headline = "2 of 3 measures are red, 1 of them newly. 1 is green."
    assert text_of(page.select_one(".headline")) == headline
    assert text_of(opened(mo, "/northshire/scorecard/?committee=panel").select_one(".headline")) == headline
    assert listed(page, "Measures of Children's panel") == ["Measure NEW"]
    assert listed(page, "Measures of Roads panel") == ["Measure ELSEWHERE"]
    row = page.select_one("tbody tr")
    assert row.a["href"] == "/northshire/measures/NEW/?period=2018-19-q4"
    assert "Behind target" in text_of(row) and "20 Jan to Mar 2019 (Q4 2018/19)" in text_of(row)
    assert page.select('a[href="/northshire/scorecard/?committee=panel"]')
    assert page.select('a[href="/northshire/promises/?committee=panel"]')


def test_it_says_where_nothing_is_newly_red_or_promised(plan, panel, mo):
    of_panel(panel, plan, "FINE", now="9")
    text = said(mo, PAGE)
    assert "No measure is newly red." in text
    assert "No promise falls due by" in text


@pytest.mark.parametrize("state", ["draft", "submitted"])
def test_what_is_on_its_way_in_is_not_told(plan, panel, mo, state):
    measure = of_panel(panel, plan, "FINE", now="9")
    make_reading(measure, Q4, "777", at=moment("2019-05-01"), state=state)
    text = said(mo, PAGE)
    assert "777" not in text and "No measure is newly red." in text


def test_a_small_number_is_withheld_from_a_member_with_its_colour_and_its_promise(plan, panel, mo):
    small = make_measure(plan, "SMALL", frequency="quarterly", suppress_below=5, title="Children hurt")
    small.committees.add(panel)
    for period, value in ((Q3, "1"), (Q4, "4")):
        make_target(small, period, "2")
        make_reading(small, period, value, at=moment("2019-04-10"))
    promise(small, in_days(10))
    of_panel(panel, plan, "NEW")
    page = opened(mo, PAGE)
    assert listed(page, "Measures of") == ["Measure NEW"]
    assert "Children hurt" not in text_of(page.main)
    assert text_of(page.select_one(".headline")) == "1 of 2 measures is red, newly. 1 has no colour."


def test_promises_that_matter_before_the_meeting(plan, panel, mo):
    Meeting.objects.create(committee=panel, date=in_days(90))
    for ref, days in (("SOON", 20), ("BY_THEN", 90), ("LATER", 91)):
        promise(of_panel(panel, plan, ref), in_days(days))
    promise(of_panel(panel, plan, "NO_FIGURE"), in_days(-10))
    promise(of_panel(panel, plan, "UNKEPT", before="20"), parse_period(Q4).start, Q3)
    recovered = of_panel(panel, plan, "RECOVERED", before="20", now="5")
    make_target(recovered, "2018/19 Q2", "10")
    make_reading(recovered, "2018/19 Q2", "20", at=moment("2019-04-10"))
    promise(recovered, parse_period(Q3).start, "2018/19 Q2")
    found = listed(opened(mo, PAGE), "Promises to Children's panel")
    assert found == ["Measure UNKEPT", "Measure NO_FIGURE", "Measure SOON", "Measure BY_THEN"]


def test_without_a_meeting_promises_of_the_next_sixty_days_are_told(plan, panel, mo):
    for ref, days in (("IN", 60), ("OUT", 61)):
        promise(of_panel(panel, plan, ref), in_days(days))
    page = opened(mo, PAGE)
    assert listed(page, "Promises to") == ["Measure IN"]
    assert "A panel for IN" in text_of(page.main)


def test_the_next_meeting_and_its_paper(plan, panel, mo):
    make_publication(panel, plan, "Year-end performance")
    published = Publication.objects.all()
    for days in (-1, 14, 50):
        Meeting.objects.create(committee=panel, date=in_days(days), title=f"Meeting {days}")
    text = said(mo, PAGE)
    assert "Meeting 14" in text and "Meeting -1" not in text and "Meeting 50" not in text
    assert "No paper has been published yet." in text
    published.update(meeting_date=in_days(14))
    link = opened(mo, PAGE).select_one('main a[href="/northshire/reports/year-end/"]')
    assert text_of(link) == "Year-end performance"
    published.update(opens_at=timezone.now() + dt.timedelta(days=2))
    assert "Year-end performance" not in said(mo, PAGE)
    published.update(opens_at=timezone.now(), withdrawn_at=timezone.now(), withdrawn_reason="Wrong figures")
    assert "Year-end performance (withdrawn)" in said(mo, PAGE)


def test_another_committees_paper_is_not_its_own(plan, panel, mo):
    roads = Committee.objects.create(council=plan.council, slug="roads", name="Roads panel")
    make_publication(roads, plan, "Roads performance")
    Publication.objects.update(meeting_date=in_days(14))
    Meeting.objects.create(committee=panel, date=in_days(14))
    assert "Roads performance" not in said(mo, PAGE)


# Figures that several committees look at are read once


@pytest.mark.parametrize("viewer", [PUBLIC, UNRESTRICTED], ids=["public", "restricted"])
@pytest.mark.parametrize("slug", ["exampleshire", "warwickshire", "worcestershire"])
def test_a_committees_scorecard_is_that_of_its_own_page(demo, slug, viewer):
    council, day = council_for(slug, viewer), dt.date(2026, 11, 22)
    cards = committee_scorecards(council, [each.slug for each in council.committees], day, viewer)
    assert len(cards) == len(council.committees) > 0
    for card in cards:
        page = scorecard(Wanted(slug, day, committee=card.committee.slug), viewer)
        assert [told(each) for each in card.lines] == [told(each) for each in page.lines]
        assert card._replace(lines=()) == page._replace(lines=())
        assert card.tally == page.tally


def test_it_takes_as_many_statements_for_few_measures_as_for_many(plan, panel, mo):
    roads = Committee.objects.create(council=plan.council, slug="roads", name="Roads panel")
    Meeting.objects.create(committee=panel, date=in_days(14))
    taken = []
    for upto in (5, 50):
        for place in range(plan.measures.count(), upto):
            measure = of_panel((panel, roads)[place % 2], plan, f"M{place}", suppress_below=5)
            promise(measure, in_days(5))
        with CaptureQueriesContext(connection) as asked:
            opened(mo, PAGE)
        taken.append(len(asked))
    assert taken[0] == taken[1] <= 22


def test_the_demonstrations_member_finds_a_promise_that_falls_due(demo):
    mo = signed_in(User.objects.get(username="mo"))
    page = opened(mo, "/exampleshire/my-committees/")
    names = [text_of(each) for each in page.select("main h2")]
    assert names == ["Adults and Health Scrutiny Committee", "Children and Young People Scrutiny Committee"]
    assert all(listed(page, f"{what} {name}") for name in names for what in ("Measures of", "Promises to"))


@pytest.mark.skipif(connection.vendor != "sqlite", reason="only SQLite can be told to hold a row against its checks")
def test_a_council_that_has_the_address_is_named_before_the_migration_fails(db):
    migration = import_module("kpis.migrations.0012_own_committees")
    migration.refuse_where_the_address_is_taken(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = 1")
        make_council("home")
        cursor.execute("PRAGMA ignore_check_constraints = 0")
    with pytest.raises(ValueError, match=r'has the address "home".+another address'):
        migration.refuse_where_the_address_is_taken(apps, None)
