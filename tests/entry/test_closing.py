"""Closing a period: what the page counts and names, waivers, the meeting, and closing and reopening themselves."""

import datetime as dt

import pytest

from kpis.domain.period_text import parse_period
from kpis.domain.periods import Period
from kpis.domain.selection import PeriodCount, latest_closed
from kpis.entry.actions import return_, save, sign_off
from kpis.models import BankHoliday, ClosingEvent, Committee, Explanation, Judgement, Meeting, ReadingVersion
from kpis.refusals import Closed, Denied, Refused
from kpis.rounds.actions import close_period, open_period, reopen_period
from kpis.rounds.queries import closing_page
from tests.entry.conftest import NOW, TODAY, Bringing, entry_of
from tests.pages.reading import opened, said, table, text_of
from tests.stored import make_measure, make_reading, make_target, moment

PAGE = "/northshire/close/2018-19-q4/"
Q4 = parse_period("2018/19 Q4")
LATER = NOW + dt.timedelta(hours=1)


def submitted(
    bringing: Bringing, ref: str = "C1", value: str = "658", period: str = "2018/19 Q4", **given
) -> ReadingVersion:
    seen, by = given.pop("seen", 0), bringing.person("petra" if ref == "X1" else "alice")
    entry = entry_of(bringing.place(ref, period), value, seen=seen, **given)
    return save(entry=entry, submit=True, by=by, at=NOW)


def signed(bringing: Bringing, ref: str, value: str, by: str = "dave", **given) -> ReadingVersion:
    version = submitted(bringing, ref, value, **given)
    return sign_off(version_id=version.pk, by=bringing.person(by), at=NOW)


def all_in(bringing: Bringing) -> None:
    """Every figure of Quarter 4 is signed off: the yearly milestone, reached, ends with it too."""
    signed(bringing, "C1", "658")
    signed(bringing, "P1", "92", numerator="92", denominator="100")
    signed(bringing, "X1", "12")
    make_reading(bringing.measures["M1"], "2018/19", "1", achieved_on=dt.date(2019, 3, 1))


def post(client, action: str, **fields):
    return client.post(PAGE, {"action": action, **fields})


def counts(client) -> dict[str, str]:
    return dict(table(opened(client, PAGE), "4 figures of Q4 2018/19")[1:])


def closed(bringing: Bringing) -> None:
    open_period(council=bringing.council, period=Q4, by=bringing.person("petra"), at=NOW)
    close_period(council=bringing.council, period=Q4, by=bringing.person("petra"), at=NOW)


def test_counts_and_names_by_service(bringing, client_of):
    bringing.measures["C1"].data_lag_days = 5
    bringing.measures["C1"].save()
    version = submitted(bringing, "P1", "92", numerator="92", denominator="100")
    make_reading(bringing.measures["X1"], "2018/19 Q4", None, marker="awaiting", expected=dt.date(2019, 6, 1))
    petra = client_of("petra")
    assert counts(petra) == {
        "Missing, late": "1", "Missing, not yet due": "1", "Saved but not submitted": "0", "Returned": "0",
        "Waiting for sign-off": "1", "Awaited, late": "0", "Awaited": "1", "In": "0", "All": "4",
    }  # fmt: skip
    text = said(petra, PAGE)
    assert "Children's services (3)" in text and "Roads (1)" in text
    assert "Children looked after C1 Q4 2018/19: No figure entered; due 5 April 2019; Alice" in text
    assert "Potholes filled X1 Q4 2018/19: Awaiting data, due 1 June 2019; nobody owns it" in text
    return_(version_id=version.pk, reason="which year?", by=bringing.person("carol"), at=NOW)
    assert counts(petra)["Returned"] == "1" and "which year?" in said(petra, PAGE)


def test_the_table_adds_up_whatever_is_red(bringing, client_of):
    submitted(bringing, "C1", "700")
    make_reading(bringing.measures["P1"], "2018/19 Q4", "10")
    make_reading(bringing.measures["X1"], "2018/19 Q4", None, marker="awaiting", expected=dt.date(2019, 4, 10))
    found = counts(client_of("petra"))
    assert sum(int(count) for heading, count in found.items() if heading != "All") == int(found["All"]) == 4
    assert (found["Waiting for sign-off"], found["Awaited, late"], found["In"]) == ("1", "1", "1")
    assert "Of these, 2 are red without an explanation." in said(client_of("petra"), PAGE)


def test_of_a_period_that_goes_on_what_has_not_ended_is_counted_apart(bringing, client_of):
    rows = table(opened(client_of("petra"), "/northshire/close/2019-20-q1/"), "3 figures of Q1 2019/20")[1:]
    assert {heading: count for heading, count in rows if count != "0"} == {"Not ended yet": "3", "All": "3"}


def test_names_arrows_that_disagree_on_the_same_basis(bringing, client_of):
    version = signed(bringing, "C1", "658")
    Judgement.objects.create(version=version, kind="dot", value="down", basis="previous_period")
    share = signed(bringing, "P1", "92", numerator="92", denominator="100")
    Judgement.objects.create(version=share, kind="dot", value="down", basis="same_period_last_year")
    text = said(client_of("petra"), PAGE)
    assert "Computed and published arrows disagree (1)" in text
    assert "Q4 2018/19: computed ↑ up, published down" in text


def test_opens_once(bringing, client_of):
    petra = client_of("petra")
    assert "has not been opened yet" in said(petra, PAGE)
    assert post(petra, "open").status_code == 302
    assert "Opened on 15 April 2019, 12:00 by Petra" in said(petra, PAGE)
    response = post(petra, "open")
    assert response.status_code == 409 and "opened already" in response.content.decode()
    assert ClosingEvent.objects.count() == 1


def test_closing_is_refused_with_what_hinders(bringing, client_of):
    submitted(bringing, value="700")
    response = post(client_of("petra"), "close")
    text = response.content.decode()
    assert response.status_code == 409
    assert "Q4 2018/19 cannot be closed yet: 3 missing; 1 waiting for sign-off; 1 red without an explanation." in text
    assert not ClosingEvent.objects.exists()


def test_a_draft_keeps_it_open_too(bringing):
    all_in(bringing)
    save(entry=entry_of(bringing.place("C1"), "651", seen=2), submit=False, by=bringing.person("alice"), at=NOW)
    with pytest.raises(Refused, match="1 saved but not submitted"):
        close_period(council=bringing.council, period=Q4, by=bringing.person("petra"), at=NOW)


def test_a_period_that_has_not_ended_is_not_closed(bringing):
    with pytest.raises(Refused, match="has not ended yet"):
        close_period(council=bringing.council, period=Q4.next(), by=bringing.person("petra"), at=NOW)


def test_closes_takes_no_figure_and_reopens_with_a_reason(bringing, client_of):
    all_in(bringing)
    petra = client_of("petra")
    post(petra, "open")
    assert "Nothing keeps it from being closed" in said(petra, PAGE)
    assert post(petra, "close").status_code == 302
    assert "Q4 2018/19 is closed : no figure of it changes" in said(petra, PAGE)
    with pytest.raises(Closed, match="Q4 2018/19 is closed"):
        save(entry=entry_of(bringing.place("C1"), "651", seen=2), submit=False, by=bringing.person("alice"), at=NOW)
    assert post(petra, "close").status_code == 409
    empty = post(petra, "reopen", reason=" ")
    assert empty.status_code == 200 and "Say why: the history keeps it." in empty.content.decode()
    assert post(petra, "reopen", reason="<b>one home</b> was counted twice").status_code == 302
    text = opened(petra, PAGE)
    assert "Reopened on 15 April 2019" in text_of(text) and "<b>one home</b> was counted twice" in text_of(text)
    save(entry=entry_of(bringing.place("C1"), "651", seen=2), submit=False, by=bringing.person("alice"), at=NOW)
    assert list(ClosingEvent.objects.order_by("number").values_list("event", flat=True)) == [
        "opened",
        "closed",
        "reopened",
    ]


def test_an_awaited_figure_does_not_hinder(bringing):
    all_in(bringing)
    make_reading(bringing.measures["X1"], "2018/19 Q4", None, marker="awaiting", at=LATER)
    close_period(council=bringing.council, period=Q4, by=bringing.person("petra"), at=LATER)
    assert closing_page(bringing.council, Q4, TODAY).standing.is_closed


def test_waives_an_explanation_with_a_reason(bringing, client_of):
    version, petra = submitted(bringing, value="700"), client_of("petra")
    assert "Of these, 1 is red without an explanation." in said(petra, PAGE)
    empty = post(petra, "waive", version=version.pk, reason="")
    assert "Say why: the history keeps it." in empty.content.decode() and not Explanation.objects.exists()
    assert post(petra, "waive", version=version.pk, reason="counted before the rule").status_code == 302
    waiver = Explanation.objects.get()
    assert (waiver.waived, waiver.reason, waiver.by) == (True, "counted before the rule", bringing.people["petra"])
    assert "red without an explanation" not in said(petra, PAGE)
    sign_off(version_id=version.pk, by=bringing.person("carol"), at=LATER)
    assert post(petra, "waive", version=version.pk, reason="again").status_code == 409


def test_waives_only_what_the_page_lists(bringing, client_of):
    fine = submitted(bringing, value="658")
    other = make_measure(bringing.plan, "O1", frequency="quarterly")
    make_target(other, "2018/19 Q1", "1")
    elsewhere = make_reading(other, "2018/19 Q1", "9")
    for pk in (fine.pk, elsewhere.pk, "x", ""):
        assert post(client_of("petra"), "waive", version=pk, reason="because").status_code == 409
    assert not Explanation.objects.exists()


def test_notes_a_meeting_and_says_when_its_papers_are_due(bringing, client_of):
    committee = Committee.objects.create(council=bringing.council, slug="children", name="Children's Panel")
    petra = client_of("petra")
    assert "No meeting is noted" in said(petra, PAGE)
    assert post(petra, "meeting", committee=committee.pk, date="18 June 2019").status_code == 302
    text = said(petra, PAGE)
    assert "Children's Panel Tuesday 18 June 2019 Monday 10 June 2019" in text and "Not certain" not in text
    BankHoliday.objects.filter(date__year__gte=2019).delete()
    assert "Not certain: the bank holidays up to then are not known yet" in said(petra, PAGE)
    assert Meeting.history.get().history_user == bringing.people["petra"]


@pytest.mark.parametrize(
    ("stated", "text"),
    [
        ({"date": "soon"}, "Write the day as 18 June 2019"),
        ({"date": ""}, "Write the day as 18 June 2019"),
        ({"date": "2019-04-01"}, "The meeting lies in the past"),
        ({"date": "2019-06-18"}, "has that meeting already"),
        ({"date": "2019-06-19", "committee": "0"}, "Choose a committee of this council"),
    ],
)
def test_a_meeting_that_cannot_be(bringing, client_of, stated, text):
    committee = Committee.objects.create(council=bringing.council, slug="children", name="Children's Panel")
    Meeting.objects.create(committee=committee, date=dt.date(2019, 6, 18))
    response = post(client_of("petra"), "meeting", **{"committee": committee.pk, "title": "kept words", **stated})
    page = response.content.decode()
    assert text in page and "kept words" in page and Meeting.objects.count() == 1


def test_a_committee_of_another_council_is_none(bringing, client_of):
    from tests.stored import make_council

    other = Committee.objects.create(council=make_council("southshire"), slug="roads", name="Roads Panel")
    page = post(client_of("petra"), "meeting", committee=other.pk, date="18 June 2019").content.decode()
    assert "Choose a committee of this council" in page and "Roads Panel" not in page


ACTIONS = ("open", "close", "reopen", "remind", "waive", "meeting", "propose")


@pytest.mark.parametrize("name", ["alice", "carol", "mo"])
def test_others_of_the_council_are_told_who_may(bringing, client_of, name):
    client = client_of(name)
    assert client.get(PAGE).status_code == 403
    for action in ACTIONS:
        response = post(client, action, reason="x")
        assert response.status_code == 403 and b"Only the council&#x27;s performance team" in response.content
    assert not ClosingEvent.objects.exists()


def test_a_council_that_is_not_open_to_them_is_not_there(bringing, client_of, client):
    bringing.council.visibility = "members"
    bringing.council.save()
    assert client_of("oscar").get(PAGE).status_code == 404
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert client_of("petra").get(PAGE).status_code == 200


@pytest.mark.parametrize("slug", ["now", "2018-19-q5", "2019-03-31", "2018-20"])
def test_a_period_that_is_none(bringing, client_of, slug):
    assert client_of("petra").get(f"/northshire/close/{slug}/").status_code == 404


def test_an_action_that_is_none(bringing, client_of):
    assert post(client_of("petra"), "delete").status_code == 400


@pytest.mark.parametrize("act", [open_period, close_period, reopen_period])
def test_the_actions_ask_themselves(bringing, act):
    extra = {"reason": "x"} if act is reopen_period else {}
    with pytest.raises(Denied):
        act(council=bringing.council, period=Q4, by=bringing.person("carol"), at=NOW, **extra)


def test_the_council_page_leads_the_performance_team_here(bringing, client_of, client):
    link = f'href="{PAGE}"'
    assert link in client_of("petra").get("/northshire/").content.decode()
    for other in (client, client_of("carol"), client_of("oscar")):
        assert link not in other.get("/northshire/").content.decode()


def test_the_latest_period_is_the_last_closed_one(bringing, client):
    """Two of four measures have a figure for Quarter 4, which is enough until a period is closed."""
    signed(bringing, "C1", "658")
    signed(bringing, "P1", "92", numerator="92", denominator="100")
    scorecard = "/northshire/scorecard/"
    assert "Scorecard for Jan to Mar 2019 (Q4 2018/19)" in said(client, scorecard)
    q3 = {
        "kind": "quarter",
        "start": dt.date(2018, 10, 1),
        "end": dt.date(2018, 12, 31),
        "by": bringing.people["petra"],
    }
    bringing.council.closing_events.create(**q3, number=1, event="closed", at=moment("2019-04-10"))
    assert "Scorecard for Oct to Dec 2018 (Q3 2018/19)" in said(client, scorecard)
    assert "Q4 2018/19" in said(client, f"{scorecard}?period=2018-19-q4")
    bringing.council.closing_events.create(**q3, number=2, event="reopened", at=moment("2019-04-12"), reason="x")
    assert "Scorecard for Jan to Mar 2019 (Q4 2018/19)" in said(client, scorecard)
    assert "Scorecard for Oct to Dec 2018 (Q3 2018/19)" in said(client, f"{scorecard}?as_of=2019-04-11")


def test_a_closed_period_without_a_figure_of_the_scorecard_is_not_its_latest(bringing, client):
    future = {
        "kind": "quarter",
        "start": dt.date(2019, 1, 1),
        "end": dt.date(2019, 3, 31),
        "by": bringing.people["petra"],
    }
    bringing.council.closing_events.create(**future, number=1, event="closed", at=NOW)
    assert "Scorecard for Oct to Dec 2018 (Q3 2018/19)" in said(client, "/northshire/scorecard/")


def test_of_a_closed_quarter_and_year_that_end_together_the_one_with_more_figures():
    quarter, year = Q4, Period.year(2018)
    of = [PeriodCount(quarter, 5), PeriodCount(year, 3)]
    assert latest_closed([quarter, year], of) == quarter
    assert latest_closed([quarter, year], [PeriodCount(quarter, 3), PeriodCount(year, 3)]) == year
    assert latest_closed([year], of) == year
    assert latest_closed([Period.month(2019, 3)], of) is None
    assert latest_closed([], of) is None


def test_the_scorecard_keeps_its_statements(bringing, client, django_assert_max_num_queries):
    all_in(bringing)
    closed(bringing)
    with django_assert_max_num_queries(8):
        client.get("/northshire/scorecard/")


def test_a_fixed_number_of_statements(bringing, django_assert_num_queries, django_assert_max_num_queries):
    for number in range(5):
        bringing.add_measure(f"Z{number}")
    with django_assert_max_num_queries(18) as few:
        closing_page(bringing.council, Q4, TODAY)
    for number in range(5, 50):
        bringing.add_measure(f"Z{number}")
    with django_assert_num_queries(len(few)):
        assert len(closing_page(bringing.council, Q4, TODAY).items) == 54
